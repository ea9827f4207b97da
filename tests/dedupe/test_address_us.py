"""Addresses of the United States: what is evidence for the country, lines of the postal service's standard."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address

COUNTRIES = [
    ("88 N Elm Street, Boise, ID", "US"),
    ("88 Elm Street, Macon, Georgia 31201", "US"),
    ("12 Pine Ave, Norfolk 23505", "US"),
    ("US Highway 41, Marquette", "US"),
    ("HC 71 Box 14", "US"),
    ("1900 SE Oak St, Reno", "US"),
    ("88 King Street, Toronto, ON M5V 1K4, CA", "CA"),
    ("Lindenstr. 5, 10115 Berlin, DE", "DE"),
    ("12 MG Road, Bengaluru 560001, IN", "IN"),
    ("Rustaveli 5, Tbilisi, Georgia", "GE"),
    ("Via Roma 5, Milano MI", "IT"),
]


@pytest.mark.parametrize(("text", "code"), COUNTRIES)
def test_country_without_a_hint(text: str, code: str) -> None:
    assert standardise_address(text).country_code == code

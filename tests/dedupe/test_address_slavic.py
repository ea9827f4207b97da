"""East Slavic and Kazakh addresses: every type word, house grammar and order, labels as spelled."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_dedupe.standardise.address import standardise_address

LABELS = {
    "h": "house_number",
    "r": "road",
    "c": "city",
    "s": "state",
    "d": "state_district",
    "b": "suburb",
    "p": "postcode",
    "u": "unit",
    "l": "level",
    "e": "entrance",
    "o": "po_box",
    "n": "house",
    "t": "country",
}


def _cases() -> list[tuple[str, str, dict[str, str], str]]:
    cases = []
    for line in Path(__file__).with_name("addresses_east_slavic.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, text, labels = line.split(" | ")
        pairs = dict(pair.split("=", 1) for pair in labels.split("; "))
        left = pairs.pop("x", "")
        cases.append((country, text, {LABELS[letter]: spelled for letter, spelled in pairs.items()}, left))
    return cases


@pytest.mark.parametrize(("country", "text", "labels", "left"), _cases())
def test_labels(country: str, text: str, labels: dict[str, str], left: str) -> None:
    result = standardise_address(text, country)
    assert result.parts == labels
    assert result.unparsed == left
    assert result.country_code == country

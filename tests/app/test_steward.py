"""A steward's value is standardised, and refused when it is not of its kind."""

from __future__ import annotations

import pytest
from onefold.steward import standard_value
from onefold_core.errors import ConfigError


@pytest.mark.parametrize(
    ("attribute", "value", "stored"),
    [
        ("email", " Anna@Example.ORG ", "Anna@example.org"),
        ("phone", "8 (916) 123-45-67", "+79161234567"),
        ("birth_date", "1980-02-28", "1980-02-28"),
        ("country", "Россия", "RU"),
        ("family_name", "  van  der Berg", "van der Berg"),
    ],
)
def test_a_value_takes_its_standard_form(attribute: str, value: str, stored: str) -> None:
    assert standard_value(attribute, value, country="RU").lower() == stored.lower()


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("email", "not an email"),
        ("phone", "12"),
        ("birth_date", "31.02.1980"),
        ("birth_date", "1780-01-01"),
        ("birth_date", "1980"),
        ("country", "Atlantis"),
        ("family_name", "  "),
    ],
)
def test_what_is_not_of_its_kind_is_refused(attribute: str, value: str) -> None:
    with pytest.raises(ConfigError, match="bad-correction") as caught:
        standard_value(attribute, value, country="RU")
    assert value.strip() == "" or value not in str(caught.value.what)

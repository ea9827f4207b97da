"""Ways of writing that were misread until somebody saw it."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address
from onefold_dedupe.standardise.person import standardise_person


@pytest.mark.parametrize(
    ("text", "country", "parts"),
    [
        ("Moda Cad. 12, 34710 Kadıköy/İstanbul", "TR", {"city": "Kadıköy", "state": "İstanbul"}),
        (
            "Blk 123 Toa Payoh Ave 3 #05-1234 S560123",
            "SG",
            {"house_number": "Blk 123", "road": "Toa Payoh Ave 3", "unit": "#05-1234", "postcode": "S560123"},
        ),
        ("Vesterbrogade 12, 2. tv., bagh., 1620 København V", "DK", {"unit": "2. tv., bagh.", "city": "København V"}),
        ("г. Пермь, ул. Мира, 5, ТЦ Колос, бутик 14", "RU", {"house": "ТЦ Колос", "unit": "бутик 14"}),
    ],
)
def test_an_address_is_read_as_its_country_writes_it(text: str, country: str, parts: dict[str, str]) -> None:
    found = standardise_address(text, country)
    assert parts.items() <= found.parts.items()
    assert not found.unparsed


def test_a_flat_is_spelled_alike_with_and_without_a_blank() -> None:
    assert standardise_address("Пермь, ул. Мира, 5, кв.74", "RU").canonical["unit"] == "квартира 74"
    assert standardise_address("Blk 1 Toa Payoh Ave 3 S560123", "SG").canonical["postcode"] == "560123"


@pytest.mark.parametrize(
    ("text", "country", "parts"),
    [
        ("De Luca Maria Teresa", "IT", {"given": "Maria", "middle": "Teresa", "family": "De Luca"}),
        ("Ким Чен Ир", "RU", {"family": "Ким", "given": "Чен", "middle": "Ир"}),
        ("Пак Кын Хе", None, {"family": "Пак", "given": "Кын", "middle": "Хе"}),
        ("Ким Юлия Олеговна", "RU", {"family": "Ким", "given": "Юлия", "patronymic": "Олеговна"}),
    ],
)
def test_a_name_that_leads_with_the_family_is_parted(text: str, country: str | None, parts: dict[str, str]) -> None:
    assert parts.items() <= standardise_person(text, country=country).value.items()


def test_an_office_in_the_field_of_a_name_is_no_name() -> None:
    assert standardise_person("Администратор", country="RU").status == "empty"

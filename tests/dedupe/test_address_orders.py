"""Postcode, town and region without the comma that a form would put between them, and the text that no model reads."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address


@pytest.mark.parametrize("country", [None, "US", "DE", "JP", "RU", "BR"])
@pytest.mark.parametrize("sign", ["\ud800", "\udfff"])
def test_half_a_surrogate_pair_is_read_over(country: str | None, sign: str) -> None:
    found = standardise_address(f"77 Pine Hollow Pkwy Salem OR 97301 Uni{sign}ted Sta\u0345tes", country)
    assert found.status in ("ok", "partial")


@pytest.mark.parametrize("country", ["BR", None])
@pytest.mark.parametrize(
    ("line", "city", "state"),
    [
        ("Campinas - SP 13010-001", "Campinas", "SP"),
        ("Vitória - ES CEP 29010-120", "Vitória", "ES"),
        ("Brasília - DF 70843-060", "Brasília", "DF"),
        ("Belém/PA 66010-000", "Belém", "PA"),
    ],
)
@pytest.mark.parametrize("seam", [", ", " - "])
def test_a_cep_stands_beside_the_state(line: str, city: str, state: str, seam: str, country: str | None) -> None:
    found = standardise_address(f"Rua das Acácias, 31{seam}Jardim Novo{seam}{line}", country)
    assert {"suburb": "Jardim Novo", "city": city, "state": state}.items() <= found.parts.items()


@pytest.mark.parametrize("town", ["LYON 3EME", "LYON 03", "LYON CEDEX 03", "Lyon"])
def test_a_french_town_follows_its_postcode_without_a_comma(town: str) -> None:
    parts = {"house_number": "7", "road": "rue des Tilleuls", "postcode": "69003", "city": town}
    assert standardise_address(f"7 rue des Tilleuls 69003 {town}", "FR").parts == parts
    assert standardise_address(f"69003 {town}, 7 rue des Tilleuls", "FR").parts == parts


@pytest.mark.parametrize("country", ["DE", None])
@pytest.mark.parametrize(
    "text",
    [
        "Dresden 01067 Lindenweg 8",
        "01067 Dresden Lindenweg 8",
        "Lindenweg 8 01067 Dresden",
    ],
)
def test_town_and_postcode_stand_before_the_street_without_a_comma(text: str, country: str | None) -> None:
    parts = {"house_number": "8", "road": "Lindenweg", "postcode": "01067", "city": "Dresden"}
    assert standardise_address(text, country).parts == parts


def test_a_street_named_after_a_town_is_no_town() -> None:
    found = standardise_address("01067 Dresdner Str. 8", "DE")
    assert (found.parts["road"], found.parts.get("city")) == ("Dresdner Str.", None)
    assert standardise_address("Dresden 01067, Lindenweg 8", "DE").parts["postcode"] == "01067"
    assert standardise_address("Potsdam Lindenweg 8", "DE").parts["city"] == "Potsdam"
    assert standardise_address("Potsdam Lindenweg 8, 01067 Dresden", "DE").parts["city"] == "Dresden"


def test_the_district_of_a_capital_is_no_part_of_the_postcode_nor_of_the_key() -> None:
    found = standardise_address("31 Linden Terrace, Dublin 8, D08 X2Y3", "IE")
    assert (found.parts["city"], found.parts["postcode"]) == ("Dublin 8", "D08 X2Y3")
    assert found.key == standardise_address("31 Linden Terrace, Dublin, D08 X2Y3", "IE").key
    towns = ("Lyon", "LYON 03", "Lyon 3e", "LYON CEDEX 03")
    assert len({standardise_address(f"7 rue des Tilleuls 69003 {town}", "FR").key for town in towns}) == 1

"""Flats, floors and buildings as single countries write them, and markup around them."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address


@pytest.mark.parametrize(
    ("text", "country", "parts"),
    [
        ("Av. Belgrano 77 piso 4 dto C, C1092AAA CABA", "AR", {"house_number": "77", "unit": "piso 4 dto C"}),
        ("Lindeplein 3 C-14, 3512 AB Utrecht", "NL", {"road": "Lindeplein", "house_number": "3", "unit": "C-14"}),
        ("Rua do Sol 31, 3.º Esq., 1100-053 Lisboa", "PT", {"house_number": "31", "unit": "3.º Esq."}),
        ("Cara Dušana 8, stan 4, 11000 Beograd", "RS", {"road": "Cara Dušana", "unit": "stan 4"}),
        ("ул. Роза 8, ет. 2, ап. 9, 1000 София", "BG", {"road": "ул. Роза", "level": "ет. 2", "unit": "ап. 9"}),
        ("서울특별시 중구 세종로 31, 7층", "KR", {"level": "7층"}),
        ("Lindenweg 8, Gebäude C, 01067 Dresden", "DE", {"unit": "Gebäude C", "city": "Dresden"}),
        ("31 Pine St Unit III, Salem OR 97301", "US", {"road": "Pine St", "unit": "Unit III", "city": "Salem"}),
        ("31 Pine St Apt FRNT, Salem OR 97301", "US", {"road": "Pine St", "unit": "Apt FRNT", "city": "Salem"}),
    ],
)
def test_a_flat_is_read_as_its_country_writes_it(text: str, country: str, parts: dict[str, str]) -> None:
    found = standardise_address(text, country)
    assert parts.items() <= found.parts.items()
    assert not found.unparsed


@pytest.mark.parametrize(
    "text",
    [
        "<b>31 Linden Road</b>, York YO1 7HH",
        "<p>31 Linden Road</p><p>York YO1 7HH</p>",
        "31 Linden Road<br/>York YO1 7HH",
    ],
)
def test_markup_is_no_part(text: str) -> None:
    found = standardise_address(text, "GB")
    assert found.parts == {"house_number": "31", "road": "Linden Road", "city": "York", "postcode": "YO1 7HH"}
    assert "markup_removed" in found.changes


@pytest.mark.parametrize(
    ("country", "texts"),
    [
        ("DE", [f"Lindenweg 8, {unit}01067 Dresden" for unit in ("", "Hinterhaus, ", "Vorderhaus, ")]),
        ("RU", [f"Пермь, ул. Мира, 5{unit}" for unit in ("", ", пом. XII", ", пом. XIV")]),
        ("GB", [f"{unit}31 Linden Road, York" for unit in ("", "Basement Flat, ", "Top Floor Flat, ")]),
    ],
)
def test_a_unit_without_a_figure_is_in_the_key(country: str, texts: list[str]) -> None:
    assert len({standardise_address(text, country).key for text in texts}) == len(texts)

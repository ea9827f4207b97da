"""What stands beside an address for the courier, and pictures, are in no part of it."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("31 Pine St, Salem, OR 97301", "US"),
        ("31 Linden Road, York YO1 7HH", "GB"),
        ("Lindenweg 8, 01067 Dresden", "DE"),
        ("7 rue des Tilleuls, 69003 Lyon", "FR"),
        ("г. Пермь, ул. Мира, д. 5, кв. 9", "RU"),
        ("Rua das Acácias, 31 - Jardim Novo, Campinas - SP, 13010-001", "BR"),
        ("Calle Luna 5, 41001 Sevilla", "ES"),
    ],
)
@pytest.mark.parametrize(
    "note",
    ["please ring twice", "bitte klingeln", "code porte 12B", "домофон 9К", "próximo ao mercado", "llamar antes"],
)
def test_a_note_is_unparsed_wherever_it_stands(address: str, country: str, note: str) -> None:
    alone = standardise_address(address, country)
    first, comma, rest = address.rpartition(", ")
    for text in (f"{address} - {note}", f"{address} ({note})", f"{address}, {note}", f"{first}, {note}{comma}{rest}"):
        found = standardise_address(text, country)
        assert (found.parts, found.unparsed, found.status) == (alone.parts, note, "partial")
        assert found.key == alone.key


@pytest.mark.parametrize(
    ("text", "country", "label", "part"),
    [
        ("Please Street 5, 01067 Dresden", "DE", "road", "Please Street"),
        ("31 Bell Street, Knock, County Mayo", "IE", "city", "Knock"),
        ("12 Rua Favorita, Bittelbronn 8", "BR", "road", "Rua Favorita"),
        ("Buzzers Lane 4", None, "road", "Buzzers Lane"),
    ],
)
def test_a_street_or_town_is_no_note(text: str, country: str | None, label: str, part: str) -> None:
    assert standardise_address(text, country).parts[label] == part


def test_a_note_alone_is_left_as_it_is() -> None:
    assert standardise_address("please ring, leave at door").unparsed in ("", "please ring, leave at door")


def test_a_picture_is_unparsed() -> None:
    found = standardise_address("31 Linden Road 🏡 York ☀️ YO1 7HH", "GB")
    assert (found.parts["road"], found.parts["city"], found.unparsed) == ("Linden Road", "York", "🏡 ☀️")

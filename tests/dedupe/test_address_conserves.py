"""No character of an address is lost: it is in a part or in `unparsed`, but for signs that only separate."""

from __future__ import annotations

import html
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onefold_dedupe.standardise.address import standardise_address
from onefold_dedupe.standardise.address.draft import ONLY_SEPARATES
from onefold_dedupe.standardise.address.parse import INVISIBLE, WRAPPED

MAY_GO = ONLY_SEPARATES
"""What docs/standardise.md names; brackets and quotation marks may go in pairs."""
PAIRS = {sign: other for sign, other in WRAPPED.items() if sign != other}
QUOTES = frozenset(sign for sign, other in WRAPPED.items() if sign == other)
COUNTRIES = st.sampled_from(
    [None, "US", "GB", "DE", "FR", "BR", "ES", "IT", "PL", "NL", "RU", "UA", "KZ", "BY", "JP", "CN", "CO", "HU"]
)
WORDS = st.sampled_from(
    [
        "☎",
        "№",
        "#",
        "+",
        "%",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "*",
        "!",
        "?",
        "=",
        "&",
        "@",
        "~",
        "^",
        "_",
        "$",
        "€",
        "§",
        "°",
        "¶",
        "…",
        "™",
        "🙂",
        "«",
        "»",
        '"',
        "'",
        ";",
        "|",
        "-",
        "/",
        ":",
        ".",
        ",",
        "\\",
        "<",
        ">",
        "`",
        "12",
        "5a",
        "10115",
        "№7",
        "#4",
        "Oak",
        "St",
        "Main",
        "Road",
        "Berlin",
        "Hauptstr.",
        "ул.",
        "Ленина",
        "д.",
        "5",
        "кв.",
        "7",
        "Москва",
        "rue",
        "de",
        "Paris",
        "Rua",
        "Flores",
        "s/n",
        "apto",
        "(x)",
        "(Hessen)",
        '"Gvozd"',
        "東京都",
        "丸の内",
        "1-9-1",
        "P.O.",
        "Box",
        "Apt",
        "USA",
        "Reno",
        "NV",
        "89501",
        "км",
        "б/н",
        "+7",
        "&amp;",
    ]
)
TEXTS = st.text(max_size=40) | st.lists(WORDS, max_size=12).map(" ".join) | st.lists(WORDS, max_size=12).map("".join)


def counted(text: str) -> Counter[str]:
    return Counter(sign for sign in text if not sign.isspace() and sign not in MAY_GO)


@given(TEXTS, COUNTRIES)
def test_every_character_is_in_a_part_or_unparsed(text: str, country: str | None) -> None:
    found = standardise_address(text, country)
    if found.status == "empty":
        return
    plain = unicodedata.normalize("NFC", html.unescape(INVISIBLE.sub("", text.replace("\\n", "\n"))))
    lost = counted(plain) - counted("".join(found.parts.values()) + found.unparsed)
    for opens, closes in PAIRS.items():
        assert lost.pop(opens, 0) == lost.pop(closes, 0)
    for sign in QUOTES:
        assert lost.pop(sign, 0) in (0, 2)
    assert not lost


def test_a_street_line_that_names_another_town_than_its_field_is_partial() -> None:
    fields = {"street": "12 Oak St, Reno NV", "city": "Las Vegas", "state": "Nevada", "postcode": "89101"}
    found = standardise_address("", "US", parts=fields)
    assert (found.parts["city"], found.unparsed, found.status) == ("Las Vegas", "Reno", "partial")


@pytest.mark.parametrize("sign", ["☎", "№", "%", "+", "("])
def test_a_lone_sign_is_unparsed(sign: str) -> None:
    found = standardise_address(f"12 Oak St {sign}, Reno, NV 89501", "US")
    assert (found.unparsed, found.status) == (sign, "partial")
    assert found.parts["road"] == "Oak St"

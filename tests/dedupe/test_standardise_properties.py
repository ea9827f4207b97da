"""Every standardiser, whatever the text: total, repeatable, the same again on its own answer, and linear in length.

300 cases a kind and property; `ONEFOLD_HYPOTHESIS=thorough` makes them 10,000.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onefold_dedupe.standardise.address import standardise_address
from onefold_dedupe.standardise.codes import CHANGES, ISSUES
from onefold_dedupe.standardise.person import standardise_person
from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.values import typed_value

from tests.dedupe.kinds import COUNTRIES, KINDS


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), country=st.sampled_from(COUNTRIES))
def test_total(kind: str, data: st.DataObject, country: str | None) -> None:
    raw = data.draw(KINDS[kind].any_text)
    result = KINDS[kind].read(raw, country)
    assert result.status in ("ok", "partial", "empty", "refused")
    assert 0.0 <= result.confidence <= 1.0
    assert set(result.changes) <= set(CHANGES)
    assert set(result.issues) <= set(ISSUES)
    assert result.status in ("ok", "partial") or not result.key
    assert result.status != "empty" or not result.value
    json.dumps(result.as_dict())
    if kind != "website":
        typed_value(kind, result.value)
    assert KINDS[kind].read(raw, country) == result


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), country=st.sampled_from(COUNTRIES))
def test_idempotent(kind: str, data: st.DataObject, country: str | None) -> None:
    raw = data.draw(KINDS[kind].any_text)
    first = KINDS[kind].read(raw, country)
    again = KINDS[kind].again(first, country)
    if first.status in ("ok", "partial") and again is not None:
        assert held(kind, again) == held(kind, first)
        assert again.key == first.key


def held(kind: str, result: Standardised) -> dict[str, Any]:
    """What reading again may not change: of an address without the word that named its country, of a person without
    the difference between a middle name and a patronymic, for which a source has one field.
    """
    found = {name: result.value.get(name) for name in KINDS[kind].kept}
    if kind == "address":
        canonical: Mapping[str, str] = result.value.get("canonical", {})
        found["canonical"] = {label: text for label, text in canonical.items() if label != "country"}
    if kind == "person":
        found["middle"] = found.pop("patronymic") or found["middle"]
    return found


SIZE = 100_000
HOSTILE = {
    "nested parentheses": "(" * 500 + ")" * 500,
    "nested quotes": "«„\"'",
    "separators": ", ;/-.",
    "digits": "1",
    "numbers": "12 ",
    "one word": "a",
    "one letter words": "a ",
    "initials": "а.б.",
    "street types": "ул. ",
    "houses": "д.1к",
    "legal forms": "ООО ",
    "long legal form": "общество с ограниченной ",
    "mixed scripts": "aяß中か한ا",
    "combining marks": "\u0301",
    "letters under marks": "e\u0301\u0323",
    "right to left": "\u202eשלום ",
    "entities": "&amp;",
    "entities of entities": "&amp;#38;",
    "mailboxes": "a@b.cd,",
    "at": "@",
    "dots": "x.",
    "plus signs": "+1 ",
    "exponents": "e+",
    "dashes": "1-",
    "white space": " \t\u00a0\n",
    "and": "a and ",
    "dates": "05.03.1985 ",
    "tabular": "\x1f\x00",
    "almost a domain": "a-",
    "type words": "Street Road Avenue ",
    "opened brackets": "(",
    "closed brackets": ")",
    "commas": ", ",
    "one token": "Mainstreet ",
    "alternating scripts": "a я ",
    "a house's word": "д. ",
    "marks alone": "\u0300\u0345\u05b0",
    "strokes": "a/",
    "strokes between numbers": "12/",
    "ampersands": "A & ",
    "capitals": "SMITH/",
    "rear": "(rear of) ",
    "initials with commas": "Иванов И. И., ",
    "almost forms of law": "societe anonym ",
    "one word of a form": "Services ",
    "commas behind spaces": " ,",
    "titles": "Herr Dr. ",
    "letters that join": "и И ",
    "couples": "John and Mary ",
    "brackets of all kinds": "([{<",
    "halves of emoji": "👨\u200d👩 😀",
    "mathematical digits": "𝟏𝟐𝟑",
    "extensions": "доб. 1 ",
}


FIELDS: dict[str, Callable[[Any, str | None], Standardised]] = {
    "address in fields": lambda text, country: standardise_address(
        "", country, parts=dict.fromkeys(("street", "house_number", "postcode", "city", "state", "country"), text)
    ),
    "person in fields": lambda text, country: standardise_person(given=text, middle=text, family=text, country=country),
}
READERS: Mapping[str, Callable[[Any, str | None], Standardised]] = {
    name: kind.read for name, kind in KINDS.items()
} | FIELDS


def _cpu(kind: str, text: str, country: str | None) -> float:
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        READERS[kind](text, country)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("shape", HOSTILE)
@pytest.mark.parametrize("kind", READERS)
def test_hostile_text_costs_little(kind: str, shape: str) -> None:
    text = HOSTILE[shape] * (SIZE // len(HOSTILE[shape]))
    for country in ("RU", "US", "DE", "JP", None):
        READERS[kind]("warm up 1", country)
        seconds = _cpu(kind, text, country)
        assert seconds < 0.1, country
        # Ten times the text may not take a hundred times as long; below 5 ms the clock's own steps show.
        assert seconds < 0.005 or seconds < 20 * max(_cpu(kind, text[: SIZE // 10], country), 0.0005), country

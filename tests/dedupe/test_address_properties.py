"""Addresses: total, conserving, repeatable, and linear on hostile text."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onefold_dedupe.standardise.address import standardise_address

COUNTRIES = (
    None,
    "US",
    "GB",
    "DE",
    "FR",
    "BR",
    "ES",
    "IT",
    "PL",
    "NL",
    "RU",
    "UA",
    "KZ",
    "BY",
    "TW",
    "JP",
    "HU",
    "KG",
    "CO",
    "ZZ",
)
WORDS = """
12 12a 5/7 № # корп. 3 кв д. г. ул. Москва Садовая пр-кт стр с к , ; ( ) ул.Мира 190000 Street St Apt Berlin
    10115 rua -
    Rua S/N 80010-030 São Paulo straße Am Ring SW1A 1AA London, FL NY 10001 Box P.O. улица
    область р-н м. вул. 8 Марта a/b | «Заря»
    вл. лит. "Б" а/я мкр. 10А снт г.о. м.р-н П.С. м. М. Б. Полянка 22-й км дробь 12-үй ықшам ауданы школа №5 1-я линия
    apt kv12 Moscow ul. str. Mосква блок
    市 路 12號 〒 nº s/n & and c/o The Unit 5 5
"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join))
LETTERS = re.compile(r"[^\W_]")


@given(TEXTS, st.sampled_from(COUNTRIES))
def test_every_text_has_an_answer_that_keeps_its_characters(text: str, country: str | None) -> None:
    result = standardise_address(text, country)
    assert result.status in {"ok", "partial", "empty", "refused"}
    assert 0.0 <= result.confidence <= 1.0
    json.dumps(result.as_dict())
    if result.status != "empty" and "&" not in text and text.isprintable():
        kept = Counter(LETTERS.findall("".join([*result.parts.values(), result.unparsed])))
        assert kept == Counter(LETTERS.findall(text))


@given(
    st.dictionaries(
        st.sampled_from(("street", "street_2", "city", "postcode", "country", "unit", "full_address")), TEXTS
    )
)
def test_fields_kept_apart_never_raise(parts: dict[str, str]) -> None:
    assert standardise_address("", parts=parts).status in {"ok", "partial", "empty", "refused"}


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("DE", "Lindenstr. 12, 50674 Köln"),
        ("US", "1420 maple ridge dr apt 4b, boise, id 83702"),
        ("RU", "г. Москва, ул. Нижняя полянка, д.4/6 корп.2, кв 5"),
        ("BR", "R. das Flores, 12, Recife"),
        ("GB", "14 Mill Ln, Leeds LS133HE"),
    ],
)
def test_normal_form_is_its_own_normal_form(country: str, text: str) -> None:
    once = standardise_address(text, country)
    again = standardise_address(once.formatted, country)
    assert again.canonical == once.canonical
    assert again.key == once.key


EVAL = Path(__file__).parents[3] / "shared" / "eval" / "standardise" / "addr_senzing.jsonl"


@pytest.mark.eval
@pytest.mark.skipif(not EVAL.exists(), reason="needs ../shared/eval beside the checkout")
def test_senzing_sample_is_read_as_well_as_libpostal_reads_it() -> None:
    def tight(text: str) -> str:
        return re.sub(r"[\W_]+", "", text.casefold())

    rows = [json.loads(line) for line in EVAL.read_text(encoding="utf-8").splitlines()][::5]
    right = 0
    for row in rows:
        got = {label: tight(text) for label, text in standardise_address(row["raw"], row["country"]).parts.items()}
        right += got == {label: tight(text) for label, text in row["expected"].items()}
    assert right / len(rows) > 0.9

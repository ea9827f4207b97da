"""Countries as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onefold_dedupe.standardise.country import country_code, standardise_country

WRITTEN = {
    "RU": "РФ|Российская Федерация|Russia|Russland|Rússia|Rosja|russian federation|RUS",
    "UA": "Україна|Украина|Ukraine|Ucrânia|UKR",
    "KZ": "Қазақстан|Казахстан|Kazakhstan|Республика Казахстан|Qazaqstan",
    "BY": "Беларусь|Белоруссия|РБ|Belarus",
    "DE": "Deutschland|Germany|Германия|Німеччина|Alemanha|Niemcy|Germania|Allemagne|DEU",
    "GB": "UK|U.K.|England|Great Britain|Великобритания|Reino Unido|Royaume-Uni|Wielka Brytania|Regno Unito",
    "US": "USA|U.S.A.|United States of America|США|Estados Unidos|EUA|Stati Uniti|Vereinigte Staaten",
    "BR": "Brasil|Brazil|Бразилия|BRA",
    "CZ": "Czech Republic|Czechia|Чехия|Česko",
    "CI": "Côte d'Ivoire|Ivory Coast",
    "KR": "South Korea|Korea, Republic of|대한민국|Республика Корея",
    "GM": "The Gambia|Gambia",
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, line in WRITTEN.items() for text in line.split("|")])
def test_names_and_codes_in_many_languages_are_read(code: str, text: str) -> None:
    assert country_code(text) == code
    assert country_code(text.upper()) == code


@pytest.mark.parametrize("text", ["Atlantis", "улица Ленина", "12", "ZZ", "Berlin"])
def test_what_is_no_country_is_not_guessed(text: str) -> None:
    assert country_code(text) is None


def test_result_says_what_was_done() -> None:
    assert standardise_country("Deutschland").as_dict() == {
        "status": "ok",
        "value": {"code": "DE"},
        "key": "DE",
        "confidence": 1.0,
        "changes": ["country_coded"],
        "issues": [],
    }
    assert standardise_country("DE").changes == ()
    assert standardise_country("n/a").status == "empty"
    assert standardise_country("Atlantis").status == "refused"
    assert standardise_country("Atlantis", "PL").issues == ("unknown_country",)
    assert standardise_country("Poland", "DE").issues == ("country_conflict",)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, "DE", "", "??"]))
def test_every_text_has_an_answer(text: str, hint: str | None) -> None:
    assert standardise_country(text, hint).status in {"ok", "partial", "empty", "refused"}

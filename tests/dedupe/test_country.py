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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("276", "DE"),
            ("Germany (DE)", "DE"),
            ("DE - Germany", "DE"),
            ("RU Россия", "RU"),
            ("Великобритания/UK", "GB"),
        ),
        *(("Королевство Испания", "ES"), ("República Federativa do Brasil", "BR"), ("Królestwo Hiszpanii", None)),
        *(("EL", "GR"), ("ČR", "CZ"), ("ГДР", "DE"), ("Weißrussland", "BY"), ("CA, San Diego", None), ("76", None)),
    ],
)
def test_more_than_a_name_is_read_when_it_agrees(text: str, code: str | None) -> None:
    result = standardise_country(text)
    assert result.value.get("code") == code
    assert result.status == ("ok" if code else "refused")


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        *(("Конго", "ambiguous_country"), ("USSR", "former_country"), ("Югославия", "former_country")),
        *(("Чехословакия", "former_country"), ("Irag", "unknown_country"), ("Europe", "unknown_country")),
    ],
)
def test_what_could_be_several_countries_is_refused(text: str, issue: str) -> None:
    result = standardise_country(text)
    assert (result.status, result.issues) == ("refused", (issue,))


@pytest.mark.parametrize(
    ("text", "code"), [("Germeny", "DE"), ("Ukrain", "UA"), ("Untied States", "US"), ("Росия", "RU")]
)
def test_a_slip_is_seen_through_and_said(text: str, code: str) -> None:
    result = standardise_country(text)
    assert (result.status, result.value["code"], result.issues) == ("partial", code, ("country_misspelt",))


def test_a_place_beside_the_country_is_left_over() -> None:
    result = standardise_country("Россия, Москва")
    assert (result.status, result.value["code"], result.issues) == ("partial", "RU", ("extra_text",))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("Georgia, USA", "US"),
            ("США (Georgia)", "US"),
            ("Granada, España", "ES"),
            ("Texas, USA", "US"),
            ("Denver, COL", None),
        ),
        *(
            ("Tbilisi, Georgia", "GE"),
            ("Puerto Rico, USA", None),
            ("Germany, Austria", None),
            ("Georgia, Russia", None),
        ),
    ],
)
def test_a_region_named_like_a_country_is_of_the_country_beside_it(text: str, code: str | None) -> None:
    result = standardise_country(text)
    assert (result.status, result.value.get("code")) == ("partial" if code else "refused", code)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, "DE", "", "??"]))
def test_every_text_has_an_answer(text: str, hint: str | None) -> None:
    assert standardise_country(text, hint).status in {"ok", "partial", "empty", "refused"}

"""What a reader may not be sure of, what it leaves over, and what reads the same again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from onefold_dedupe.standardise.files import standardiser
from onefold_dedupe.standardise.person import standardise_person
from onefold_dedupe.standardise.phone import standardise_phone
from onefold_dedupe.standardise.tax_id import standardise_tax_id


@pytest.mark.parametrize(
    ("raw", "country", "given", "family"),
    [
        ("Сейтова Маратқызы Динара", "KZ", "Динара", "Сейтова"),
        ("БОНДАРЕНКО ВАСИЛЬОВИЧ ТАРАС", "UA", "Тарас", "Бондаренко"),
        ("Тарас Васильович Бондаренко", "UA", "Тарас", "Бондаренко"),
        ("Динара Сейтова Маратқызы", "KZ", "Динара", "Сейтова"),
        ("Виктор Бондаренко Петрович", "UA", "Виктор", "Бондаренко"),
        ("Виктор Иванович Павел", "RU", "Виктор", "Павел"),
    ],
)
def test_a_patronymic_may_stand_in_any_place(raw: str, country: str, given: str, family: str) -> None:
    once = standardise_person(raw, country=country)
    assert (once.value["given"], once.value["family"]) == (given, family)
    again = standardise_person(given=given, middle=once.value["patronymic"], family=family, country=country)
    assert (again.value["given"], again.value["family"], again.key) == (given, family, once.key)


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("тел. 1234567, моб. +49 1512 3456123", "DE", "+4915123456123"),
        ("mob.89201234567,tel.84957654512", "AT", "+84957654512"),
    ],
)
def test_a_made_up_number_beside_a_real_one_takes_nothing_from_it(raw: str, country: str, e164: str) -> None:
    once = standardise_phone(raw, country)
    assert (once.value["e164"], once.key) == (e164, e164)
    assert "placeholder_number" in once.issues
    assert standardise_phone(e164, country).key == e164


@pytest.mark.parametrize(
    ("raw", "country"), [("0665551290", "RU"), ("+7 066 555 12 90", None), ("0665551290", "US"), ("0005963812", "AT")]
)
def test_no_number_starts_with_a_trunk_prefix_that_is_not_its_own(raw: str, country: str | None) -> None:
    result = standardise_phone(raw, country)
    assert (result.status, result.key, result.issues) == ("refused", None, ("no_such_number",))


@pytest.mark.parametrize("raw", ["89161230945", "79031230945"])
def test_digits_that_are_a_mobile_number_abroad_as_well_are_not_sure(raw: str) -> None:
    result = standardise_phone(raw, "DE")
    assert (result.status, result.key) == ("ok", f"+49{raw}")
    assert (result.confidence, result.issues) == (0.8, ("country_conflict",))
    assert standardise_phone(f"0{raw}", "DE").confidence == 1


@pytest.mark.parametrize("hint", ["XX", "zz", "Narnia"])
def test_a_hint_that_is_no_country_decides_no_tax_number(hint: str) -> None:
    read = standardiser("tax-id")
    for raw in ("UNP 190275968", "DE 136695976", "136695976"):
        without = read(raw, None, None)
        assert read(raw, hint, None) == replace(without, issues=(*without.issues, "unknown_hint"))
    assert standardise_tax_id("DE136695976", hint).issues == ()


def test_the_union_s_own_codes_of_countries_are_hints() -> None:
    assert standardiser("phone")("210 3214567", "EL", None).key == "+302103214567"


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("немає, Олена Гончар", {"given": "Олена", "family": "Гончар", "unparsed": "немає"}),
        ("unknown, Martha", {"given": "Martha", "unparsed": "unknown"}),
        ("7 Haziran 1990, Keller, Martha", {"given": "Martha", "family": "Keller", "unparsed": "7 Haziran 1990"}),
        ("Keller, Martha, 7 Haziran 1990", {"given": "Martha", "family": "Keller", "unparsed": "7 Haziran 1990"}),
        ("Warehouse; O'Malley, Brendan", {"given": "Brendan", "family": "O'Malley", "unparsed": "Warehouse"}),
        ("отдел, Зуева Анна", {"given": "Анна", "family": "Зуева", "unparsed": "отдел"}),
        ("Keller 25b, Martha", {"given": "Martha", "family": "Keller", "unparsed": "25b"}),
        ("Martha Keller lg4 7xx", {"given": "Martha", "family": "Keller", "unparsed": "lg4 7xx"}),
    ],
)
def test_what_is_no_name_between_commas_is_left_over(raw: str, parts: dict[str, str]) -> None:
    result = standardise_person(raw)
    value = dict(result.value)
    value.pop("gender", None)
    assert (result.status, value) == ("partial", parts)
    assert "extra_text" in result.issues


@pytest.mark.parametrize("raw", ["unit 34, leeds ls9 8xx", "Accounts Receivable"])
def test_what_names_nobody_is_refused(raw: str) -> None:
    assert standardise_person(raw).issues == ("not_a_name",)


@pytest.mark.parametrize("raw", ["n/a; n/a", "n/a, 7 Haziran 1990"])
def test_placeholders_and_a_date_name_nobody(raw: str) -> None:
    assert standardise_person(raw).status == "empty"


@pytest.mark.parametrize("raw", ["Leiter, Martha", "Null, Martha", "Kim, Na", "Sales, Martha"])
def test_a_surname_that_is_a_word_too_stays(raw: str) -> None:
    assert standardise_person(raw).value["family"] == raw.partition(",")[0]

"""What a reader may not be sure of, what it leaves over, and what reads the same again."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.person import standardise_person
from onefold_dedupe.standardise.phone import standardise_phone


@pytest.mark.parametrize(
    ("raw", "country", "given", "family"),
    [
        ("Сейтова Маратқызы Динара", "KZ", "Динара", "Сейтова"),
        ("БОНДАРЕНКО ВАСИЛЬОВИЧ ТАРАС", "UA", "Тарас", "Бондаренко"),
        ("Тарас Васильович Бондаренко", "UA", "Тарас", "Бондаренко"),
        ("Виктор Иванович Павел", "RU", "Виктор", "Павел"),
    ],
)
def test_a_patronymic_may_stand_between_family_and_given_name(raw: str, country: str, given: str, family: str) -> None:
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

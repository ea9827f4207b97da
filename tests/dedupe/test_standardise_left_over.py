"""What a reader may not be sure of, what it leaves over, and what reads the same again."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.person import standardise_person


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

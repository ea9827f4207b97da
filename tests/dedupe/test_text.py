"""Cleaning, look-alike letters, placeholders, and keys that do not depend on script."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.nicknames import gender_of, given_key, given_keys
from onefold_dedupe.standardise.text import clean, is_placeholder, latin_key, repair_lookalikes, scripts, transliterate


@pytest.mark.parametrize(
    "spellings",
    [
        "Иванов Ivanov Iwanow Ivanoff",
        "Олексій Алексей Alexey Oleksii Aleksei",
        "Юрий Юрій Yuri Iurii Jurij",
        "Соловьёв Solovyov Soloviev Солов'йов Solovyev",
        "Щербаков Shcherbakov Schtscherbakow",
        "Müller Mueller Мюллер Muller",
        "Гриценко Hrytsenko Gritsenko",
        "Чайковский Tchaikovsky Chaikovskii Czajkowski Tschaikowski",
        "Попович Popović Popovich",
        "Джонсон Johnson",
        "Қайрат Кайрат Kairat",
        "Шевченко Shevchenko Schewtschenko Szewczenko",
    ],
)
def test_one_key_for_one_name(spellings: str) -> None:
    assert len({latin_key(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["Иванов Иванова", "Smith Smyths", "Петров Петренко", "Anna Anton", "Harry Gary"])
def test_other_names_keep_other_keys(pair: str) -> None:
    assert len({latin_key(word) for word in pair.split()}) == 2


def test_words_stay_apart_and_marks_go() -> None:
    assert latin_key("  Иванов-Петров, Ivan!") == "ivanov petrov ivan"
    assert latin_key("О'Коннор") == latin_key("O’Connor") == "okonor"
    assert latin_key("!?") == ""


def test_short_forms() -> None:
    assert given_key("Саша") == given_key("Alexander") == given_key("Олександр")
    assert given_key("Bob") == given_key("Robert") == given_key("Роберт")
    assert given_keys("Саша") == ("aleksandr", "aleksandra")
    assert (gender_of("Мария"), gender_of("Ivan"), gender_of("Саша"), gender_of("Xyz")) == (
        "female",
        "male",
        None,
        None,
    )


def test_clean() -> None:
    assert clean(" a\u00a0\u200bb\tc\n") == "a bc".replace("bc", "b c")
    assert clean("e\u0301") == "é"
    assert clean(None) == ""
    assert clean(12) == "12"


def test_lookalikes() -> None:
    assert repair_lookalikes("Ивaнoв") == "Иванов"
    assert repair_lookalikes("Pаvеl") == "Pavel"
    assert repair_lookalikes("Pavel Андреевич") == "Pavel Андреевич"


@pytest.mark.parametrize(
    "text", ["n/a", "нет", "-", "???", "NULL", "0000000", "xxx", "Test", "не указано", "тест тестов"]
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Null", "Nan", "Анна", "Testarossa", "Xerxes", "0", "Unknown Pleasures Ltd"])
def test_names_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


def test_scripts_and_transliteration() -> None:
    assert scripts("Ivan Иван") == {"latin", "cyrillic"}
    assert transliterate("Щукин") == "Shchukin"

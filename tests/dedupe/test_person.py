"""People's names in the orders and customs of many countries."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.classify import classify_name
from onefold_dedupe.standardise.person import standardise_person

IVANOV = {"given": "Иван", "patronymic": "Иванович", "family": "Иванов", "gender": "male"}


@pytest.mark.parametrize(
    "raw",
    [
        "Иванов Иван Иванович",
        "Иван Иванович Иванов",
        "Иванов, Иван Иванович",
        "ИВАНОВ ИВАН ИВАНОВИЧ",
        "иванов иван иванович",
    ],
)
def test_any_order(raw: str) -> None:
    assert dict(standardise_person(raw).value) == IVANOV


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Абрамович Роман Аркадьевич", {"given": "Роман", "patronymic": "Аркадьевич", "family": "Абрамович"}),
        ("Роман Аркадьевич Абрамович", {"given": "Роман", "patronymic": "Аркадьевич", "family": "Абрамович"}),
        ("Виктор Янукович", {"given": "Виктор", "family": "Янукович"}),
        ("Андрей Николаевич", {"given": "Андрей", "patronymic": "Николаевич"}),
        ("Алиев Вагиф Гусейн оглы", {"given": "Вагиф", "patronymic": "Гусейн оглы", "family": "Алиев"}),
        ("Шевченко Олена Миколаївна", {"given": "Олена", "patronymic": "Миколаївна", "family": "Шевченко"}),
        ("Ivan Petrovich Sidorov", {"given": "Ivan", "patronymic": "Petrovich", "family": "Sidorov"}),
        ("Қайратов Нұрлан Асқарұлы", {"given": "Нұрлан", "patronymic": "Асқарұлы", "family": "Қайратов"}),
        ("Петров Саша", {"given": "Саша", "family": "Петров"}),
        ("ИвановИ.И.", {"given": "И.", "patronymic": "И.", "family": "Иванов"}),
        ("И.И.Иванов", {"given": "И.", "patronymic": "И.", "family": "Иванов"}),
        ("г-н Коваль", {"title": "г-н", "family": "Коваль"}),
        ("Smith, John", {"given": "John", "family": "Smith"}),
        (
            "Dr. John Q. Smith Jr.",
            {"title": "Dr.", "given": "John", "middle": "Q.", "family": "Smith", "suffix": "Jr."},
        ),
        ("SMITH John", {"given": "John", "family": "Smith"}),
        ("Vincent van Gogh", {"given": "Vincent", "family": "van Gogh"}),
        ("Herr Dr. Ludwig von Beethoven", {"title": "Herr Dr.", "given": "Ludwig", "family": "von Beethoven"}),
        ("José García López", {"given": "José", "family": "García López"}),
        ("João Carlos da Silva Santos", {"given": "João", "middle": "Carlos", "family": "da Silva Santos"}),
        ("王小明", {"given": "小明", "family": "王"}),
        ("欧阳娜娜", {"given": "娜娜", "family": "欧阳"}),
        ("高橋弘樹", {"given": "弘樹", "family": "高橋"}),
        ("田中さん", {"family": "田中", "suffix": "さん"}),
        ("李老師", {"family": "李", "suffix": "老師"}),
        ("Smith John Q", {"given": "John", "middle": "Q", "family": "Smith"}),
        ("Анна К.", {"given": "Анна", "family": "К."}),
        ("Ким Дмитрий", {"given": "Дмитрий", "family": "Ким"}),
        ("SCHWARTZ", {"family": "Schwartz"}),
        ("Madonna", {"given": "Madonna"}),
        ("BRIGITTE", {"given": "Brigitte"}),
        ("Miller Susan", {"given": "Susan", "family": "Miller"}),
        ("Lindqvist Anna Karin", {"given": "Anna", "middle": "Karin", "family": "Lindqvist"}),
        ("Taylor Grant", {"given": "Taylor", "family": "Grant"}),
        ("Tóth Katalin", {"given": "Katalin", "family": "Tóth"}),
        ("Choi Hye-rin", {"given": "Hye-rin", "family": "Choi"}),
        ("Phạm Thị Lan", {"given": "Lan", "middle": "Thị", "family": "Phạm"}),
        ("Ines Moreno Gil", {"given": "Ines", "family": "Moreno Gil"}),
        ("Marta del Pilar Soto Vega", {"given": "Marta", "middle": "del Pilar", "family": "Soto Vega"}),
        ("Albrecht Graf Wolkenstein", {"given": "Albrecht", "family": "Graf Wolkenstein"}),
        ("최민호", {"given": "민호", "family": "최"}),
        ("Иванова", {"family": "Иванова"}),
    ],
)
def test_parts(raw: str, parts: dict[str, str]) -> None:
    value = dict(standardise_person(raw).value)
    value.pop("gender", None)
    assert value == parts


def test_country_decides_double_surnames() -> None:
    assert standardise_person("Ana Belén Quiroga Lema", country="ES").value["family"].endswith("Quiroga Lema")
    assert standardise_person("Nagy Zoltan", country="HU").value["family"] == "Nagy"


def test_couple() -> None:
    result = standardise_person("John and Mary Smith")
    assert (result.value["given"], result.value["family"]) == ("John", "Smith")
    assert result.value["others"] == [{"given": "Mary", "family": "Smith", "gender": "female"}]


@pytest.mark.parametrize(("given", "family"), [("Иванов", "Иван"), ("Ivanova", "Anna"), ("Kovalenko", "Oleksandr")])
def test_swapped_fields(given: str, family: str) -> None:
    result = standardise_person(given=given, family=family)
    assert (result.value["given"], result.value["family"]) == (family, given)
    assert "swapped_names" in result.issues


@pytest.mark.parametrize(
    ("given", "family"), [("Jordan", "Thomas"), ("Иван", "Иванов"), ("Роман", "Абрам"), ("Kim", "James")]
)
def test_fields_that_may_be_right_stay(given: str, family: str) -> None:
    assert standardise_person(given=given, family=family).value["given"] == given


def test_fields_are_checked_against_each_other() -> None:
    assert dict(standardise_person(given="Иван Иванович", family="Иванов").value) == IVANOV
    assert dict(standardise_person(family="Иванов Иван Иванович").value) == IVANOV
    assert dict(standardise_person(given="Иван", middle="Иванович", family="Иванов").value) == IVANOV
    assert standardise_person(given="John", middle="Q", family="Smith").value["middle"] == "Q"


def test_key_is_the_same_in_every_script_and_order() -> None:
    spellings = ["Иванов Александр", "Саша Иванов", "Alexander Ivanov", "IVANOV, Aleksandr", "Олександр Іванов"]
    assert {standardise_person(name).key for name in spellings} == {"ivanov aleksandr"}


@pytest.mark.parametrize("raw", [None, "", "n/a", "тест", "-"])
def test_nothing(raw: str | None) -> None:
    assert standardise_person(raw).status == "empty"


@pytest.mark.parametrize("raw", ["12345", "a@b.ru", "слово " * 30])
def test_refused(raw: str) -> None:
    assert standardise_person(raw).status == "refused"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ООО Ромашка", "organization"),
        ("Siemens AG", "organization"),
        ("Торговый дом Восток", "organization"),
        ("ИП Иванов И. И.", "person"),
        ("Иванов Иван Иванович", "person"),
        ("John Smith", "person"),
        ("Acme", None),
        ("", None),
    ],
)
def test_classify(name: str, kind: str | None) -> None:
    assert classify_name(name) == kind

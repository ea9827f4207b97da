"""Company names: the legal form off, the name never empty, nothing invented."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.company import standardise_company


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        ("ООО «Ромашка»", "Ромашка", "llc"),
        ("ромашка ООО", "ромашка", "llc"),
        ('OOO "Ромашка"', "Ромашка", "llc"),
        ('Общество с ограниченной ответственностью "Торговый дом "Ромашка""', "Торговый дом Ромашка", "llc"),
        ("Общество с ограниченой отвественностью Ромашка", "Ромашка", "llc"),
        ("Товариство з обмеженою відповідальністю «Сонце»", "Сонце", "llc"),
        ("ПрАТ Київстар", "Київстар", "jsc"),
        ("ЖШС Алтын", "Алтын", "llc"),
        ("Siemens AG", "Siemens", "jsc"),
        ("SiemensAG", "Siemens", "jsc"),
        ("Müller & Söhne GmbH & Co. KG", "Müller & Söhne", "lp"),
        ("Apple Inc.", "Apple", "corp"),
        ("Acme Pty Ltd", "Acme", "llc"),
        ("A.B.C. Corp", "A.B.C.", "corp"),
        ("Banco do Brasil S/A", "Banco do Brasil", "jsc"),
        ("Padaria Silva Ltda.", "Padaria Silva", "llc"),
        ("Dupont S.à r.l.", "Dupont", "llc"),
        ("Łoś spółka z o.o.", "Łoś", "llc"),
        ("Hello Oy World Ab", "Hello World", "jsc"),
        ("株式会社トヨタ", "トヨタ", "jsc"),
        ("Hassan Trading W.L.L.", "Hassan Trading", "llc"),
        ("D'Artagnan LLC", "D'Artagnan", "llc"),
        ("Муниципальное казённое учреждение «Спорт»", "Спорт", "state"),
    ],
)
def test_form_off(raw: str, name: str, code: str) -> None:
    value = standardise_company(raw).value
    assert (value["name"], value["legal_form_code"]) == (name, code)


@pytest.mark.parametrize(
    "raw",
    [
        "Coop",
        "AMBA",
        "LLC",
        "KB Home",
        "SAS",
        "Союз Маринс Групп",
        "Агро Союз",
        "American Cancer Society",
        "General Motors",
        "Группа компаний ПИК",
        "PA Consulting",
    ],
)
def test_no_form_is_invented(raw: str) -> None:
    value = standardise_company(raw).value
    assert value["name"] == raw
    assert "legal_form" not in value


def test_country_only_when_the_form_decides() -> None:
    assert standardise_company("Сонце ТОВ").value["country"] == "UA"
    assert standardise_company("UAB Lietuva").value["country"] == "LT"
    assert "country" not in standardise_company("Siemens AG").value
    assert "country" not in standardise_company("ООО Ромашка").value


def test_sole_trader_is_a_person() -> None:
    result = standardise_company("ИП Иванов Иван Иванович")
    assert result.value["name"] == "Иванов Иван Иванович"
    assert "person_trading" in result.issues


def test_key_meets_across_scripts_and_spellings() -> None:
    assert standardise_company("ООО «Газпром»").key == standardise_company("Gazprom LLC").key
    assert standardise_company("Smith & Jones Ltd").key == standardise_company("Smith and Jones Limited").key
    assert standardise_company("A.B.C. Corp").key == standardise_company("ABC Corporation").key


@pytest.mark.parametrize("raw", [None, "", "-", "нет", "не указано"])
def test_nothing(raw: str | None) -> None:
    assert standardise_company(raw).status == "empty"

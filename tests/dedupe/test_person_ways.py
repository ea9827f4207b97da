"""Names as machines and hurried people write them: booked, in one case, two in one field, behind a form of address."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.person import standardise_person


@pytest.mark.parametrize(
    ("raw", "title", "given", "family"),
    [
        ("SMITH/JOHN MR", "Mr", "John", "Smith"),
        ("SMITH/JOHNMR", "Mr", "John", "Smith"),
        ("LOPES/ANAMRS", "Mrs", "Ana", "Lopes"),
        ("SMITH/JOHN", None, "John", "Smith"),
    ],
)
def test_as_airlines_book(raw: str, title: str | None, given: str, family: str) -> None:
    value = standardise_person(raw).value
    assert (value.get("title"), value["given"], value["family"]) == (title, given, family)


@pytest.mark.parametrize(
    ("raw", "gender"),
    [
        ("Mrs John Smith", "female"),
        ("Herr Andrea Rossi", "male"),
        ("Dr. John Smith", "male"),
        ("Mr & Mrs John Smith", "male"),
        ("г-жа Саша Петренко", "female"),
    ],
)
def test_a_form_of_address_says_the_gender_before_the_name_does(raw: str, gender: str) -> None:
    assert standardise_person(raw).value["gender"] == gender


@pytest.mark.parametrize("raw", ["Иванов И. И., Петров П.П.", "Иванов И.И.; Петров П. П."])
def test_two_with_initials_are_two(raw: str) -> None:
    result = standardise_person(raw)
    assert (result.value["family"], result.value["others"][0]["family"]) == ("Иванов", "Петров")
    assert "couple" in result.issues


@pytest.mark.parametrize("raw", ["Jansen-de Vries", "Müller-von Arx"])
def test_a_double_surname_with_a_particle_stands_alone(raw: str) -> None:
    result = standardise_person(raw)
    assert result.value["family"] == raw
    assert "single_name" in result.issues


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        *(("Ana Silva Lopes", "BR"), ("John David Peter", "BR"), ("Kanat Mambetov", "KZ"), ("Holger König", "DE")),
        *(("Пётр Ильин", "RU"), ("Anna McDonald", "US"), ("Les Paul", None)),
    ],
)
def test_capitals_alone_change_no_part(raw: str, country: str | None) -> None:
    usual, capitals = standardise_person(raw, country=country), standardise_person(raw.upper(), country=country)
    assert (capitals.value, capitals.key) == (usual.value, usual.key)
    assert "case_repaired" in capitals.changes


@pytest.mark.parametrize(
    ("raw", "country"), [("ana silva lopes", "BR"), ("kanat mambetov", "KZ"), ("holger könig", "DE")]
)
def test_small_letters_alone_change_no_part(raw: str, country: str) -> None:
    usual, small = standardise_person(raw.title(), country=country), standardise_person(raw, country=country)
    assert (small.value, small.key) == (usual.value, usual.key)


@pytest.mark.parametrize(
    ("raw", "family"),
    [
        *(("ERIK TEN HAG", "Ten Hag"), ("erik ten hag", "Ten Hag"), ("Erik ten Hag", "ten Hag")),
        *(("ANNA TER BORCH", "Ter Borch"), ("JAN VAN DER MEER", "Van der Meer")),
    ],
)
def test_a_particle_in_the_midst_opens_the_family_name_in_any_case(raw: str, family: str) -> None:
    value = standardise_person(raw).value
    assert (value["family"], "middle" in value) == (family, False)


@pytest.mark.parametrize("joined", ["и", "та", "and", "&"])
def test_two_people_by_their_initials_are_two(joined: str) -> None:
    found = standardise_person(f"Лыков А.И. {joined} Громова П.С.", country="RU")
    assert found.value["family"] == "Лыков"
    assert [other["family"] for other in found.value["others"]] == ["Громова"]


def test_a_polish_maiden_name_is_no_name_in_the_middle() -> None:
    found = standardise_person("Ewa Zielińska z d. Mazur", country="PL")
    assert (found.value["family"], found.value["maiden"], "middle" in found.value) == ("Zielińska", "Mazur", False)


@pytest.mark.parametrize(("text", "gender"), [("Trần Văn Lan", "male"), ("Le Thi Binh", "female")])
def test_a_vietnamese_middle_name_says_the_gender(text: str, gender: str) -> None:
    assert standardise_person(text, country="VN").value["gender"] == gender


@pytest.mark.parametrize("text", ["Лыков Пётр и Лыкова Анна", "Лыков Пётр Ильич и Громова Анна Петровна"])
def test_two_full_names_that_a_word_joins_are_two_people(text: str) -> None:
    found = standardise_person(text, country="RU")
    assert (found.value["family"], found.value["given"]) == ("Лыков", "Пётр")
    assert found.value["others"][0]["given"] == "Анна"

"""Two addresses in one field, towns before the street, hints that the text refutes."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address

TWO = [
    ("Birkenstr. 5, 10115 Berlin; Lindenstr. 7, 20095 Hamburg", None, "10115", "Lindenstr. 7, 20095 Hamburg"),
    ("Birkenstr. 5\n10115 Berlin\nLindenstr. 7\n20095 Hamburg", "DE", "10115", "Lindenstr. 7\n20095 Hamburg"),
    ("12 Oak St, Reno, NV 89501 or 5 Elm St, Macon, GA", "US", "89501", "or 5 Elm St, Macon, GA"),
    ("10 High Street, York YO1 7HH / 5 Low Road, Leeds LS1 4AP", None, "YO1 7HH", "5 Low Road, Leeds LS1 4AP"),
    ("101000, Москва, ул. Мира 5; Казань, ул. Пушкина 7", None, "101000", "Казань, ул. Пушкина 7"),
]
ONE = [
    ("Birkenstr. 5; 2. OG; 10115 Berlin", "DE"),
    ("12 Oak St; Apt 5; Reno NV 89501", "US"),
    ("PO Box 5; 12 Oak St, Reno NV 89501", "US"),
    ("г. Москва, ул. Мира, д. 5; оф. 12", "RU"),
    ("Rua das Flores, 5; 01310-100 São Paulo", "BR"),
    ("Tower 2, Palm Square\n1 Lake Street\nRoom 170\nRiverside", "HK"),
]
TOWNS = [
    ("Brno, Hlavní 5", "CZ", "Brno"),
    ("Brno, Hlavní 5", None, "Brno"),
    ("Bergen, Storgata 12", "NO", "Bergen"),
    ("Nové Strašecí, Hlavní 5", "CZ", "Nové Strašecí"),
    ("Pezinok, Hlavná 7, 90201", "SK", "Pezinok"),
]
HOUSES = [
    ("Villa Rosa, Hauptstr. 5", "DE", "Villa Rosa"),
    ("Rathaus, Lindenstraße 5", "DE", "Rathaus"),
    ("Weber GmbH, Hauptstr. 5", "DE", "Weber GmbH"),
    ("Rose Cottage, 5 High Street", "GB", "Rose Cottage"),
]
WRONG = [
    ("Birkenstr. 5, 10115 Berlin", "FR", "DE"),
    ("Via Verdi 5, 20121 Milano", "DE", "IT"),
    ("12 rue des Lilas, 75002 Paris", "DE", "FR"),
    ("Calle Mayor 5, 28013 Madrid", "US", "ES"),
    ("ul. Lipowa 5, 00-238 Warszawa", "US", "PL"),
    ("Kerklaan 12, 1234 AB Utrecht", "US", "NL"),
    ("12 Oak Street, Reno, NV 89501", "DE", "US"),
    ("ул. Мира 5, Москва", "DE", "RU"),
    ("Οδός Ερμού 5, Αθήνα", "DE", "GR"),
]
RIGHT = [
    ("5 Rue Royale, New Orleans, LA", "US"),
    ("Hauptstr. 5, 8001 Zürich", "CH"),
    ("5 rue de la Gare, 1234 Luxembourg", "LU"),
    ("Берлин, Гауптштрассе 5", "DE"),
    ("12 Highgate, Kendal", "GB"),
    ("Via Verdi 5", "CH"),
    ("Pharmacie du Lac, rue 4.117, Yaoundé", "CM"),
    ("12 rue des Jardins, 1000 Tunis", "TN"),
]


@pytest.mark.parametrize(("text", "country", "postcode", "rest"), TWO)
def test_a_second_address_is_set_aside(text: str, country: str | None, postcode: str, rest: str) -> None:
    found = standardise_address(text, country)
    assert (found.parts["postcode"], found.unparsed, found.status) == (postcode, rest, "partial")
    assert "second_address" in found.issues


@pytest.mark.parametrize(("text", "country"), ONE)
def test_lines_of_one_address_stay_together(text: str, country: str) -> None:
    assert "second_address" not in standardise_address(text, country).issues


@pytest.mark.parametrize(("text", "country", "town"), TOWNS)
def test_a_line_before_street_and_number_is_the_town(text: str, country: str | None, town: str) -> None:
    parts = standardise_address(text, country).parts
    assert parts["city"] == town
    assert "house" not in parts


@pytest.mark.parametrize(("text", "country", "house"), HOUSES)
def test_a_venue_a_firm_and_a_house_before_a_leading_number_stay_houses(text: str, country: str, house: str) -> None:
    assert standardise_address(text, country).parts["house"] == house


@pytest.mark.parametrize(("text", "hint", "country"), WRONG)
def test_a_refuted_hint_is_not_believed(text: str, hint: str, country: str) -> None:
    found = standardise_address(text, hint)
    assert found.country_code == country
    assert "country_conflict" in found.issues
    assert "source" not in found.value["country_evidence"]


@pytest.mark.parametrize(("text", "hint"), RIGHT)
def test_a_hint_stays_where_the_evidence_is_weak(text: str, hint: str) -> None:
    found = standardise_address(text, hint)
    assert found.country_code == hint
    assert "country_conflict" not in found.issues


@pytest.mark.parametrize(
    ("street", "postcode", "city", "country", "number"),
    [
        ("Rua São João, 1366 - apto 126", "11003-175", "Santos", "BR", "1366"),
        ("2714 2nd Avenue, Apt. 14", "02181", "Boston", "US", "2714"),
    ],
)
def test_a_house_number_beside_a_postcode_of_its_own_refutes_no_hint(
    street: str, postcode: str, city: str, country: str, number: str
) -> None:
    parts = {"street": street, "postcode": postcode, "city": city, "country": country}
    found = standardise_address("", parts=parts)
    assert (found.country_code, found.parts["house_number"], found.unparsed) == (country, number, "")
    assert "country_conflict" not in found.issues

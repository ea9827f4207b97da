"""Addresses whose country was overruled or misread, and labels that were wrong and sure."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address

SURE = 0.9


@pytest.mark.parametrize(
    ("raw", "hint", "expected"),
    [
        # Two numbers with a dash that open a street line are a Canadian flat and house, no Portuguese postcode.
        ("1204-850 Main St, Toronto ON", "CA", {"country_code": "CA", "house_number": "1204-850", "state": "ON"}),
        ("1204-850 Main St, Toronto ON", None, {"house_number": "1204-850"}),
        ("310-1425 rue Laurier, Québec QC", "CA", {"country_code": "CA", "house_number": "310-1425", "state": "QC"}),
        ("1100-053 Lisboa", "BR", {"country_code": "PT", "postcode": "1100-053"}),
        # A Brazilian state's letters are another country's code.
        ("Rua Chile, 5, Salvador, BA", None, {"country_code": "BR", "city": "Salvador", "state": "BA"}),
        ("Rua da Aurora, 325, Recife, PE", None, {"country_code": "BR", "city": "Recife", "state": "PE"}),
        ("Rua dos Andradas, 1200, Centro, Porto Alegre, RS", None, {"road": "Rua dos Andradas", "state": "RS"}),
        ("Rua do Sol, 100, Vitória, ES", None, {"country_code": "BR", "state": "ES"}),
        ("Knez Mihailova 5, Beograd, RS", None, {"country_code": "RS", "country": "RS"}),
        ("Calle Mayor 5, Madrid, ES", None, {"country_code": "ES", "country": "ES"}),
        # Belarus has six figures where Ukraine has five, and 210 to 231 and 246 are not Russia's.
        ("вул. Савецкая, 10, г. Гродна, 230025", None, {"country_code": "BY", "postcode": "230025"}),
        ("аг. Лясны, ул. Новая, 5, Минский р-н, 223051", None, {"country_code": "BY", "city": "аг. Лясны"}),
        ("223053, Минская обл., Минский район, д. Боровляны, ул. Лесная, 1", None, {"country_code": "BY"}),
        ("вул. Січових Стрільців, 10, Київ, 04053", None, {"country_code": "UA"}),
        ("214000, г. Смоленск, ул. Ленина, 1", None, {"country_code": "RU"}),
        # The town first, behind its postcode.
        (
            "1010 Wien, Graben 21",
            None,
            {"country_code": "AT", "postcode": "1010", "city": "Wien", "house_number": "21"},
        ),
        ("Dorpsstraat 8, 1234 Bergen (NH)", "NL", {"country_code": "NL", "house_number": "8"}),
        ("3 chemin Badamier, 97410 Saint-Pierre, La Réunion", "FR", {"city": "Saint-Pierre", "state": "La Réunion"}),
    ],
)
def test_the_country_is_not_overruled(raw: str, hint: str | None, expected: dict[str, str]) -> None:
    value = standardise_address(raw, hint).value
    assert {label: value.get(label) for label in expected} == expected


@pytest.mark.parametrize(
    ("raw", "hint", "expected"),
    [
        ("Москва, ул. Мира, д.104к3кв8", "RU", {"house_number": "д.104к3", "unit": "кв8"}),
        ("Москва, ул. Мира, 5кв8", "RU", {"house_number": "5", "unit": "кв8"}),
        ("Москва, ул. Мира, 5а-кв.8", "RU", {"house_number": "5а", "unit": "кв.8"}),
        ("Москва, ул. Мира, д.5к.3кв.8", "RU", {"house_number": "д.5к.3", "unit": "кв.8"}),
        ("ul. Długa 10 pok. 2, 31-147 Kraków", "PL", {"house_number": "10", "unit": "pok. 2"}),
        ("ul. Długa 10 p. 2, 31-147 Kraków", "PL", {"house_number": "10", "level": "p. 2"}),
        ("Stationsweg 10 t/m 14, 3011 AA Rotterdam", "NL", {"house_number": "10 t/m 14", "road": "Stationsweg"}),
        ("Hauptstraße 10 bis 14, 10115 Berlin", "DE", {"house_number": "10 bis 14", "road": "Hauptstraße"}),
        ("הרצל 15 דירה 4, תל אביב", "IL", {"house_number": "15", "unit": "דירה 4"}),
        ("Via Roma 5 p. 2 int. 4, 20121 Milano", "IT", {"house_number": "5", "level": "p. 2", "unit": "int. 4"}),
        ("Via P. I. Ciaikovskij 5, 20121 Milano", "IT", {"house_number": "5", "road": "Via P. I. Ciaikovskij"}),
        ("Loc. Cascine, Via Roma snc, 56021 Cascina PI", "IT", {"house_number": "snc", "road": "Via Roma"}),
        ("Via Nazionale 12 rosso, Firenze", "IT", {"house_number": "12 rosso", "city": "Firenze"}),
        ("Via Garibaldi, 5 rosso, 16121 Genova", "IT", {"house_number": "5 rosso", "city": "Genova"}),
        ("Av. Paulista, 700 - 13º andar, Bela Vista, São Paulo - SP", "BR", {"level": "13º andar"}),
        ("Hauptstraße 112b, 3.OG re., 10115 Berlin", "DE", {"house_number": "112b", "level": "3.OG re."}),
        ("12 rue de la Paix, Apt B 12, 75002 Paris", "FR", {"unit": "Apt B 12", "city": "Paris"}),
        ('Av. Corrientes 1234 4° "B", C1043AAZ CABA', "AR", {"unit": '4° "B"', "city": "CABA"}),
        ("서울특별시 강남구 테헤란로 152 (역삼동)", "KR", {"house_number": "152", "suburb": "역삼동"}),
        ("Str. Lungă 5, Codlea, jud. Brașov", "RO", {"city": "Codlea", "state": "jud. Brașov"}),
        ("12 MG Road, Bengaluru 560 001", "IN", {"city": "Bengaluru", "postcode": "560 001"}),
        ("2929 King Fahd Road, Riyadh 12212-3456", "SA", {"city": "Riyadh", "postcode": "12212-3456"}),
        ("ul. Długa 10, 31147 Kraków", "PL", {"postcode": "31147", "city": "Kraków"}),
        ("ul. Długa 10, 31 147 Kraków", "PL", {"postcode": "31 147", "city": "Kraków"}),
        ("Damrak 5, 1234 Amsterdam", "NL", {"house_number": "5", "postcode": "1234", "city": "Amsterdam"}),
        ("Пловдив 4000, ул. Иван Вазов 5", "BG", {"postcode": "4000", "city": "Пловдив", "house_number": "5"}),
        ("Frankfurt/Main, Zeil 106", "DE", {"house_number": "106", "road": "Zeil", "city": "Frankfurt/Main"}),
        ("Offenbach a.M., Berliner Str. 5", "DE", {"house_number": "5", "city": "Offenbach a.M."}),
        ("Набережные Челны, 12/07, кв. 33", "RU", {"house_number": "12/07", "unit": "кв. 33"}),
        ("RR 2, Site 5, Comp 12, Rocky Mountain House AB T4T 2A2", "CA", {"po_box": "RR 2, Site 5, Comp 12"}),
        ("123 Smith Road, RD 4, Hamilton 3284", "NZ", {"road": "Smith Road", "po_box": "RD 4", "city": "Hamilton"}),
        ("Av. Providencia 1208, of. 1503", None, {"unit": "of. 1503", "postcode": None}),
        ("Av. Providencia 1208, of. 1503, Providencia, Santiago", "CL", {"unit": "of. 1503", "city": "Santiago"}),
    ],
)
def test_labels(raw: str, hint: str | None, expected: dict[str, str | None]) -> None:
    value = standardise_address(raw, hint).value
    assert {label: value.get(label) for label in expected} == expected


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        ("RUA SAO JOAO 12 CASA 2 VILA NOVA CAMPINAS", "BR"),
        ("Wólka Kosowska 23, 05-552", "PL"),
        ("Lehota 45", "SK"),
        ("75008 PARIS, 112 AV KLEBER", None),
        ("10 Anson Road #10-01 International Plaza, S(049315)", None),
    ],
)
def test_what_cannot_be_known_is_not_sure(raw: str, hint: str | None) -> None:
    assert standardise_address(raw, hint).confidence < SURE

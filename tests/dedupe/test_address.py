"""Ordinary addresses of each country: labels as spelled, normal form, postal lines, key."""

from __future__ import annotations

import re

import pytest
from onefold_dedupe.standardise.address import standardise_address

# country | text, then the labels, one address after another
ORDINARY = """
US | 1420 Maple Ridge Dr, Apt 4B, Boise, ID 83702
    house_number=1420; road=Maple Ridge Dr; unit=Apt 4B; city=Boise; state=ID; postcode=83702
US | 77 N Cedar Ave Springfield IL 62701
    house_number=77; road=N Cedar Ave; city=Springfield; state=IL; postcode=62701
US | PO Box 512, Lander, WY 82520
    po_box=PO Box 512; city=Lander; state=WY; postcode=82520
US | 31-12 84th St # 3, Queens, NY 11370, USA
    house_number=31-12; road=84th St; unit=# 3; city=Queens; state=NY; postcode=11370; country=USA
US | 900 Harbor Blvd Fl 3, Tampa, FL 33602
    house_number=900; road=Harbor Blvd; unit=Fl 3; city=Tampa; state=FL; postcode=33602
GB | Flat 7, 22 Elm Grove, Brighton BN2 3DA
    unit=Flat 7; house_number=22; road=Elm Grove; city=Brighton; postcode=BN2 3DA
GB | 14 Mill Lane, Leeds, West Yorkshire, LS13 3HE, United Kingdom
    house_number=14; road=Mill Lane; city=Leeds; state_district=West Yorkshire; postcode=LS13 3HE;
    country=United Kingdom
DE | Lindenstraße 12a, 50674 Köln
    road=Lindenstraße; house_number=12a; postcode=50674; city=Köln
DE | Am Alten Markt 3, 24103 Kiel, Deutschland
    road=Am Alten Markt; house_number=3; postcode=24103; city=Kiel; country=Deutschland
DE | Hauptstr.5, D-80331 München
    road=Hauptstr.; house_number=5; postcode=D-80331; city=München
FR | 12 bis rue des Lilas, 69003 Lyon
    house_number=12 bis; road=rue des Lilas; postcode=69003; city=Lyon
FR | 3 place de la Mairie, 31000 Toulouse, France
    house_number=3; road=place de la Mairie; postcode=31000; city=Toulouse; country=France
BR | Rua das Acácias, 250 - Apto 31 - Centro - Curitiba - PR, 80010-030
    road=Rua das Acácias; house_number=250; unit=Apto 31; suburb=Centro; city=Curitiba; state=PR;
    postcode=80010-030
BR | Av. Brasil 1500, Belo Horizonte 30140-002
    road=Av. Brasil; house_number=1500; city=Belo Horizonte; postcode=30140-002
ES | Calle Mayor 18, 28013 Madrid, España
    road=Calle Mayor; house_number=18; postcode=28013; city=Madrid; country=España
IT | Via Garibaldi 9, 20121 Milano MI
    road=Via Garibaldi; house_number=9; postcode=20121; city=Milano; state=MI
PL | ul. Kwiatowa 5, 31-123 Kraków
    road=ul. Kwiatowa; house_number=5; postcode=31-123; city=Kraków
NL | Kerkstraat 21, 1017 GC Amsterdam
    road=Kerkstraat; house_number=21; postcode=1017 GC; city=Amsterdam
RU | 190000, г. Санкт-Петербург, ул. Садовая, д. 12, корп. 2, кв. 45
    postcode=190000; city=г. Санкт-Петербург; road=ул. Садовая; house_number=д. 12, корп. 2; unit=кв. 45
RU | Московская обл., г. Химки, Ленинский пр-кт, 7
    state=Московская обл.; city=г. Химки; road=Ленинский пр-кт; house_number=7
RU | ул.8 Марта д.3
    road=ул.8 Марта; house_number=д.3
UA | вул. Шевченка, буд. 10, кв. 5, м. Львів, 79000
    road=вул. Шевченка; house_number=буд. 10; unit=кв. 5; city=м. Львів; postcode=79000
KZ | 050000, г. Алматы, ул. Абая, 52
    postcode=050000; city=г. Алматы; road=ул. Абая; house_number=52
BY | г. Гомель, ул. Советская, д. 21, кв. 8
    city=г. Гомель; road=ул. Советская; house_number=д. 21; unit=кв. 8
CA | 88 King Street, Toronto, ON M5V 1K4
    house_number=88; road=King Street; city=Toronto; state=ON; postcode=M5V 1K4
AU | 6 Wattle Road, Perth WA 6000
    house_number=6; road=Wattle Road; city=Perth; state=WA; postcode=6000
SE | Storgatan 14, 411 38 Göteborg
    road=Storgatan; house_number=14; postcode=411 38; city=Göteborg
CZ | Dlouhá 7, 110 00 Praha
    road=Dlouhá; house_number=7; postcode=110 00; city=Praha
TW | 臺北市 大安區 復興南路 12號
    city=臺北市; city_district=大安區; road=復興南路; house_number=12號
"""


def _cases() -> list[tuple[str, str, dict[str, str]]]:
    cases = []
    for block in re.split(r"\n(?=\S)", ORDINARY.strip()):
        head, _, labels = block.partition("\n")
        country, text = head.split(" | ")
        pairs = (pair.strip().split("=") for pair in labels.replace("\n", " ").split(";"))
        cases.append((country, text, dict(pairs)))
    return cases


@pytest.mark.parametrize(("country", "text", "labels"), _cases())
def test_labels(country: str, text: str, labels: dict[str, str]) -> None:
    result = standardise_address(text, country)
    assert result.parts == labels
    assert result.status == "ok"
    assert result.country_code == country


CANONICAL = [
    ("RU", "г Москва, ул. Нижняя полянка, д.4/6 корп.2 стр 1", "улица Нижняя Полянка", "4/6к2с1"),
    ("RU", "пр-кт Мира, 12, литера А", "проспект Мира", "12А"),
    ("RU", "ул. Зеленая, д. 3-б", "Зелёная улица", "3Б"),
    ("RU", "ул. К. Маркса 5", "улица Карла Маркса", "5"),
    ("RU", "Цветочная 2-я ул., вл. 8", "2-я Цветочная улица", "вл8"),
    ("RU", "ул. Дмитровское шоссе, 100к2", "Дмитровское шоссе", "100к2"),
    ("UA", "вул. Січових Стрільців, 7", "вулиця Січових Стрільців", "7"),
    ("DE", "Hauptstr. 5", "Hauptstraße", "5"),
    ("US", "12 N Oak St, Reno, NV 89501", "North Oak Street", "12"),
    ("US", "12 St Marks Pl, Reno, NV 89501", "Saint Marks Place", "12"),
    ("BR", "R. das Flores, nº 12, Recife", "Rua das Flores", "12"),
    ("PL", "ul. Polna 3, 00-001 Warszawa", "Ulica Polna", "3"),
]


@pytest.mark.parametrize(("country", "text", "road", "number"), CANONICAL)
def test_normal_form(country: str, text: str, road: str, number: str) -> None:
    canonical = standardise_address(text, country).canonical
    assert (canonical["road"], canonical["house_number"]) == (road, number)


@pytest.mark.parametrize(
    "same",
    [
        ("RU", "г. Москва, ул. Садовая, д. 5", "Москва, Садовая улица 5", "Moskva, Sadovaya ul. 5"),
        ("UA", "м. Київ, вул. Садова, 5", "Киев, ул. Садовая, д. 5"),
        ("RU", "СПб, Невский пр., 20", "Санкт-Петербург, Невский проспект, д. 20"),
        ("US", "12 N Oak St, Reno, NV 89501", "12 North Oak Street, Reno, Nevada 89501"),
        ("DE", "Hauptstr. 5, 10115 Berlin", "HAUPTSTRASSE 5, 10115 BERLIN"),
    ],
)
def test_spellings_of_one_address_share_a_key(same: tuple[str, ...]) -> None:
    country, *texts = same
    keys = {standardise_address(text, country).key for text in texts}
    assert len(keys) == 1
    assert keys != {None}


def test_other_house_other_key() -> None:
    assert standardise_address("ул. Садовая, 5", "RU").key != standardise_address("ул. Садовая, 7", "RU").key


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("12 Oak St, Reno, NV 89501", "US"),
        ("14 Mill Lane, Leeds LS13 3HE", "GB"),
        ("Lindenstraße 12, 50674 Köln, Germany", "DE"),
        ("Rua das Acácias 250, Curitiba 80010-030", "BR"),
        ("вул. Шевченка, 10, Львів", "UA"),
        ("ул. Садовая, 5, Тверь", "RU"),
        ("Қабанбай батыр көшесі 3, Астана", "KZ"),
        ("ul. Kwiatowa 5, 31-123 Kraków", "PL"),
    ],
)
def test_country_is_found_without_a_hint(text: str, country: str) -> None:
    assert standardise_address(text).country_code == country


def test_postal_lines() -> None:
    assert standardise_address("Lindenstr. 12, 50674 Köln", "DE").formatted == "Lindenstraße 12\n50674 Köln"
    assert standardise_address("12 oak st, reno, nv 89501", "US").formatted == "12 Oak Street\nReno, NV 89501"


def test_town_and_postcode_tell_the_country_of_a_street_in_a_field_of_its_own() -> None:
    fields = {"street": "ul. Cvetochnaya d.8 kv.31", "city": "Vladivostok", "postcode": "690014"}
    result = standardise_address("", parts=fields)
    assert (result.country_code, result.parts["house_number"], result.parts["unit"]) == ("RU", "d.8", "kv.31")
    # A field that holds a whole address tells it where the others leave it open.
    whole = standardise_address("", parts={"street": "Lindenallee 4, 04109 Leipzig", "house": "Tor 2"})
    assert whole.country_code == "DE"


def test_fields_kept_apart_are_taken_as_labelled() -> None:
    parts = {"street": "Lindenstr. 12", "city": "Köln", "postcode": "50674", "country": "Deutschland", "state": ""}
    result = standardise_address("", parts=parts)
    assert result.parts == {
        "house_number": "12",
        "road": "Lindenstr.",
        "postcode": "50674",
        "city": "Köln",
        "country": "Deutschland",
    }
    assert result.country_code == "DE"
    bare = standardise_address("", "RU", parts={"street": "Садовая", "house_number": "5", "city": "Тверь"})
    assert bare.parts == {"house_number": "5", "road": "Садовая", "city": "Тверь"}


@pytest.mark.parametrize("text", ["", "   ", "n/a", "-", "нет", "???"])
def test_nothing_there(text: str) -> None:
    assert standardise_address(text, "RU").status == "empty"


def test_remarks_stay_unparsed() -> None:
    result = standardise_address("Адрес: г. Тверь, ул. Садовая, д. 5 (вход со двора), тел. +7 495 000-00-00", "RU")
    assert result.parts == {"city": "г. Тверь", "road": "ул. Садовая", "house_number": "д. 5"}
    assert result.status == "partial"
    assert "вход со двора" in result.unparsed
    assert "unparsed_text" in result.issues


def test_a_country_that_contradicts_the_hint_is_an_issue() -> None:
    result = standardise_address("Lindenstraße 12, 50674 Köln, Germany", "PL")
    assert result.country_code == "DE"
    assert "country_conflict" in result.issues


@pytest.mark.parametrize(
    ("text", "hint", "evidence"),
    [
        ("5 Hill Rd, Leeds LS1 4AP, United Kingdom", None, ("name",)),
        ("5 Hill Rd, Leeds LS1 4AP, United Kingdom", "GB", ("name", "source")),
        ("5 Hill Rd, Leeds LS1 4AP", "GB", ("source",)),
        ("5 Hill Rd, Leeds LS1 4AP", None, ("postcode",)),
        ("вул. Шевченка, 5, м. Львів", None, ("script",)),
        ("12 rue de la Gare", None, ()),
    ],
)
def test_the_country_says_what_it_is_known_by(text: str, hint: str | None, evidence: tuple[str, ...]) -> None:
    result = standardise_address(text, hint)
    assert tuple(result.value.get("country_evidence", ())) == evidence
    assert (result.country_code is not None) == bool(evidence)


def test_confidence_falls_with_what_is_doubtful() -> None:
    sure = standardise_address("Hauptstraße 5, 50667 Köln", "DE")
    odd = standardise_address("Am Bach 5, Hinten links im Hof rechts, Nirgendwo", "DE")
    left_over = standardise_address("Hauptstraße 5, 50667 Köln, ??? bitte klingeln 5 6 7 8 9 ###", "DE")
    fields = standardise_address("", None, parts={"street": "Am Bach 5", "city": "Nirgendwo", "country": "DE"})
    assert sure.confidence > 0.95 > odd.confidence
    assert sure.confidence > left_over.confidence
    assert fields.confidence > odd.confidence


def test_the_province_of_naples_is_no_placeholder() -> None:
    parts = {"street": "Via Roma 5", "city": "Napoli", "state": "NA"}
    assert standardise_address("", "IT", parts=parts).parts["state"] == "NA"
    assert "state" not in standardise_address("", "DE", parts=parts).parts


@pytest.mark.parametrize("text", ["jan@firma.de", "https://firma.de/kontakt", "www.firma.de", "+49 (30) 90-18-20"])
def test_a_contact_in_the_field_of_the_address_is_no_town(text: str) -> None:
    result = standardise_address(text, "DE")
    assert (result.status, result.parts, result.unparsed, result.key) == ("refused", {}, text, None)


@pytest.mark.parametrize(
    "text", ["самовывоз", "Уточнить у клиента", "same as billing address", "Selbstabholer", "5", "-"]
)
def test_what_says_that_there_is_no_address_is_empty(text: str) -> None:
    assert standardise_address(text, "RU").status == "empty"


@pytest.mark.parametrize(
    ("text", "hint", "code"),
    [
        ("7 Abbey Road, London NW8 9AY", "FR", "GB"),
        ("55 Pine Ave NW, Albany, NY 12207", "RU", "US"),
        ("Rua Sete, 40, Centro, Recife - PE, 50010-000", "PT", "BR"),
    ],
)
def test_a_hint_that_the_text_refutes_is_not_believed(text: str, hint: str, code: str) -> None:
    result = standardise_address(text, hint)
    assert result.country_code == code
    assert "country_conflict" in result.issues
    assert result.parts["city"]


def test_entities_are_decoded_and_said() -> None:
    result = standardise_address("5 Smith &amp; Sons Lane, Leeds LS1 4AP", "GB")
    assert "&amp;" not in result.formatted
    assert "entities_decoded" in result.changes

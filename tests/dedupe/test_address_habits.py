"""What single countries write in their own way: doors, stairs, states of one town, institutions with a number."""

from __future__ import annotations

import re

import pytest
from onefold_dedupe.standardise.address import standardise_address

READ = """
DK | Birkevej 14, 2. sal tv, 8000 Aarhus C
    road=Birkevej; house_number=14; unit=2. sal tv; postcode=8000; city=Aarhus C
DK | Birkevej 14 1 t.h. Odense, 5000 Danmark
    road=Birkevej; house_number=14; unit=1 t.h.; postcode=5000; city=Odense; country=Danmark
NO | Skogveien 8 H0302, 0370 Oslo
    road=Skogveien; house_number=8; unit=H0302; postcode=0370; city=Oslo
NO | Skogveien 8, oppgang B, 0370 Oslo
    road=Skogveien; house_number=8; staircase=oppgang B; postcode=0370; city=Oslo
DE | Birkenweg 4 Hinterhof links, 53111 Bonn
    road=Birkenweg; house_number=4; unit=Hinterhof links; postcode=53111; city=Bonn
NO | Skogveien 8, K0101, 0370 Oslo
    road=Skogveien; house_number=8; unit=K0101; postcode=0370; city=Oslo
HU | 6720 Szeged, Gyöngyvirág utca 21. IV. emelet 9. ajtó
    postcode=6720; city=Szeged; road=Gyöngyvirág utca; house_number=21.; level=IV. emelet; unit=9. ajtó
HU | Gyöngyvirág utca 21 fszt. 3, 6720 Szeged
    road=Gyöngyvirág utca; house_number=21; level=fszt.; unit=3; postcode=6720; city=Szeged
HU | Gyöngyvirág utca 21., földszint 3. ajtó, 6720 Szeged
    road=Gyöngyvirág utca; house_number=21.; level=földszint; unit=3. ajtó; postcode=6720; city=Szeged
IN | Plot 88, Palm Road, Nagpur
    house_number=Plot 88; road=Palm Road; city=Nagpur
BD | Road 14, House 31, Dhaka 1209
    road=Road 14; house_number=House 31; city=Dhaka; postcode=1209
KE | House 3, 12 Palm Road, Nairobi
    house=House 3; house_number=12; road=Palm Road; city=Nairobi
SE | Björkgatan 7, 2 trappor upp, 753 28 Uppsala
    road=Björkgatan; house_number=7; level=2 trappor upp; postcode=753 28; city=Uppsala
CO | Cra 7#45-20, Chapinero, Bogotá D.C.
    road=Cra 7; house_number=#45-20; suburb=Chapinero; city=Bogotá D.C.
CO | Calle 80 # 12 - 34, Bogotá
    road=Calle 80; house_number=# 12 - 34; city=Bogotá
MX | ROBLE, 22, 22710, PRIMO TAPIA, Baja California, mx
    road=ROBLE; house_number=22; postcode=22710; city=PRIMO TAPIA; state=Baja California; country=mx
MX | Laurel 40, Roma, C.P. 06700, Cuauhtémoc, D.F.
    road=Laurel; house_number=40; suburb=Roma; postcode=C.P. 06700; city=Cuauhtémoc; state=D.F.
MY | Orchid Centre Jalan Mawar, 50450 Kuala Lumpur
    house=Orchid Centre; road=Jalan Mawar; postcode=50450; city=Kuala Lumpur
SG | 12 Jurong West Street 61, Singapore 640612
    house_number=12; road=Jurong West Street 61; city=Singapore; postcode=640612
GT | 4a avenida norte 12, Antigua Guatemala
    road=4a avenida norte; house_number=12; city=Antigua Guatemala
GT | 5a calle 3-10, Ciudad de Guatemala
    road=5a calle; house_number=3-10; city=Ciudad de Guatemala
CI | 01 BP 2207, Abidjan 01
    po_box=BP 2207; postcode=01; city=Abidjan 01
MC | 3 rue des Oliviers, 98000 Monaco
    house_number=3; road=rue des Oliviers; postcode=98000; city=Monaco; country=Monaco
GI | 7 Engineer Lane, Gibraltar
    house_number=7; road=Engineer Lane; city=Gibraltar; country=Gibraltar
IE | Hill Lodge, N67, Lisdoonvarna, County Clare, Ireland
    house=Hill Lodge; road=N67; city=Lisdoonvarna; state_district=County Clare; country=Ireland
CN | Hong Kong, China
    state=Hong Kong; country=China
CN | 12 Fuxing Road, Xujiahui, Xuhui District, Shanghai, China
    house_number=12; road=Fuxing Road; suburb=Xujiahui; city=Xuhui District; state=Shanghai; country=China
CN | 12 Fuxing Road, Xuhui District, Shanghai, China
    house_number=12; road=Fuxing Road; suburb=Xuhui District; city=Shanghai; country=China
AQ | Generator Hut, Mirny Station, Antarctica
    house=Generator Hut; city=Mirny Station; country=Antarctica
IM | 4FM, 12 Athol Street, Douglas, IM1 1JD
    house=4FM; house_number=12; road=Athol Street; city=Douglas; postcode=IM1 1JD
FR | Autoroute des Anglais, 62000 Arras
    road=Autoroute des Anglais; postcode=62000; city=Arras
RO | 9 Strada Mihai Viteazu
    house_number=9; road=Strada Mihai Viteazu
DE | Grundschule Nr. 5, Lindenstraße 7, 10115 Berlin
    house=Grundschule Nr. 5; road=Lindenstraße; house_number=7; postcode=10115; city=Berlin
PL | Szkoła nr 12, ul. Długa 7, 00-238 Warszawa
    house=Szkoła nr 12; road=ul. Długa; house_number=7; postcode=00-238; city=Warszawa
RU | ул. Кирова, 14, Пермь, Краеведческий музей
    road=ул. Кирова; house_number=14; city=Пермь; house=Краеведческий музей
RU | Областная больница Садовая ул., 3 190000, St. Petersburg, Russia
    house=Областная больница; road=Садовая ул.; house_number=3; postcode=190000; city=St. Petersburg; country=Russia
US | 40 Grand Ave Oakland 94610-2737 CA
    house_number=40; road=Grand Ave; city=Oakland; postcode=94610-2737; state=CA
US | 3rd & 5th Ave
    road=3rd & 5th Ave
US | 5th Ave & Broadway
    road=5th Ave & Broadway
US | 4th & Laurel, Reno NV
    road=4th & Laurel; city=Reno; state=NV
ES | C/ Olivo, 45, 2B, Madrid
    road=C/ Olivo; house_number=45; unit=2B; city=Madrid
ES | C/ Olivo 45 2ºB 28014 Madrid
    road=C/ Olivo; house_number=45; unit=2ºB; postcode=28014; city=Madrid
ES | Calle Olivo 12 - 3º B, Valencia
    road=Calle Olivo; house_number=12; unit=3º B; city=Valencia
ES | Calle Olivo, 12-3ºB, Valencia
    road=Calle Olivo; house_number=12; unit=3ºB; city=Valencia
ES | Calle Olivo 12, 3 dcha, Valencia
    road=Calle Olivo; house_number=12; unit=3 dcha; city=Valencia
ES | Calle Olivo, 12, bajo B, 28013 Madrid
    road=Calle Olivo; house_number=12; unit=bajo B; postcode=28013; city=Madrid
ES | Av. Diagonal 7, portal 2, esc. izq., 4-2, Barcelona
    road=Av. Diagonal; house_number=7; entrance=portal 2; staircase=esc. izq.; unit=4-2; city=Barcelona
ES | Carrer del Pi 92, entl. 2a, 08008 Barcelona
    road=Carrer del Pi; house_number=92; unit=entl. 2a; postcode=08008; city=Barcelona
PT | Rua do Pinhal 120, 1o C, Lisboa
    road=Rua do Pinhal; house_number=120; unit=1o C; city=Lisboa
PT | Rua do Pinhal nº 120 r/c, Lisboa
    road=Rua do Pinhal; house_number=nº 120; unit=r/c; city=Lisboa
IT | Via dei Pini, 12, 2B, Roma
    road=Via dei Pini; house_number=12; unit=2B; city=Roma
IT | Via dei Pini 12, scala B, int. 4, Roma
    road=Via dei Pini; house_number=12; staircase=scala B; unit=int. 4; city=Roma
GT | Ruta 1 4-05, Guatemala
    road=Ruta 1; house_number=4-05; city=Guatemala
DE | Frankfurter Allee 12 VH 3. Stock links, 10247 Berlin
    road=Frankfurter Allee; house_number=12; unit=VH; level=3. Stock links; postcode=10247; city=Berlin
RU | Кленовая улица 42, улица Садовая Махачкала
    road=Кленовая улица; house_number=42; suburb=улица Садовая; city=Махачкала
RU | Самара, Московское шоссе, 4-й км, 12
    road=Московское шоссе, 4-й км; house_number=12; city=Самара
KZ | ВКО, г. Семей, ул. Кленовая 34
    state=ВКО; city=г. Семей; road=ул. Кленовая; house_number=34
GB | 3/2, 14 Alder Road, Glasgow G11 5JY
    unit=3/2; house_number=14; road=Alder Road; city=Glasgow; postcode=G11 5JY
GB | Ground Floor Flat, 12 Alder Road, Oxford OX1 1AA
    unit=Ground Floor Flat; house_number=12; road=Alder Road; city=Oxford; postcode=OX1 1AA
FR | 2 chemin du Bois RDC 06000 Nice
    house_number=2; road=chemin du Bois; level=RDC; postcode=06000; city=Nice
DE | L15, 7, 68161 Mannheim
    road=L15; house_number=7; postcode=68161; city=Mannheim
DE | Birkenweg 1, EG rechts, 53111 Bonn
    road=Birkenweg; house_number=1; unit=EG rechts; postcode=53111; city=Bonn
NL | Stationsplein 45 4e etage 3013 AK Rotterdam
    road=Stationsplein; house_number=45; level=4e etage; postcode=3013 AK; city=Rotterdam
PL | ul. Brzozowa 4 kl. II m 7 Kraków
    road=ul. Brzozowa; house_number=4; staircase=kl. II; unit=m 7; city=Kraków
ES | Calle 5, 2B, 28013 Madrid
    road=Calle 5; house_number=2B; postcode=28013; city=Madrid
ES | Calle Luna 5, 2B, 28013 Madrid
    road=Calle Luna; house_number=5; unit=2B; postcode=28013; city=Madrid
TR | Gül Sok. No:12 D:5 34710 Üsküdar
    road=Gül Sok.; house_number=No:12; unit=D:5; postcode=34710; city=Üsküdar
TR | Gül Sok. No: 12 K: 3 D: 5, Üsküdar, İstanbul
    road=Gül Sok.; house_number=No: 12; level=K: 3; unit=D: 5; suburb=Üsküdar; city=İstanbul
DE | L 15, 7-9, 68161 Mannheim
    road=L 15; house_number=7-9; postcode=68161; city=Mannheim
GB | Rear of 12 Elm Grove, Oxford OX1 1AA
    unit=Rear of; house_number=12; road=Elm Grove; city=Oxford; postcode=OX1 1AA
US | Rear 12 Elm Street, Reno, NV 89501
    unit=Rear; house_number=12; road=Elm Street; city=Reno; state=NV; postcode=89501
BR | Rua do Ipê 12 fundos casa 3, Recife-PE
    road=Rua do Ipê; house_number=12; unit=fundos casa 3; city=Recife; state=PE
BR | Rua do Ipê, 12, Recife-PE
    road=Rua do Ipê; house_number=12; city=Recife; state=PE
"""


@pytest.mark.parametrize("block", re.split(r"\n(?=\S)", READ.strip()))
def test_a_countrys_own_way_is_read(block: str) -> None:
    head, labels = block.split("\n")
    country, text = head.split(" | ")
    assert standardise_address(text, country).parts == dict(pair.split("=", 1) for pair in labels.strip().split("; "))


@pytest.mark.parametrize(
    ("country", "text", "addressee"),
    [
        ("DE", "Birkenweg 10 c/o Lenz, 53111 Bonn", "c/o Lenz"),
        ("DE", "Birkenweg 10, 2. OG, z. Hd. Frau Lenz, 53111 Bonn", "z. Hd. Frau Lenz"),
        ("NL", "t.a.v. dhr. Jansen, Markt 3, 5611 EB Eindhoven", "t.a.v. dhr. Jansen"),
        ("IT", "presso Rossi, Via dei Pini 3, 16121 Genova", "presso Rossi"),
        ("FR", "Chez M. Dupont, 9 rue du Puits, 75005 Paris", "Chez M. Dupont"),
        ("GB", "c/o Reed & Co, 12 Elm Grove, Oxford OX1 1AA", "c/o Reed & Co"),
        ("AT", "c/o Huber, Birkenweg 10/3/4, 1070 Wien", "c/o Huber"),
    ],
)
def test_who_takes_care_of_it_is_no_part_of_the_address(country: str, text: str, addressee: str) -> None:
    found = standardise_address(text, country)
    assert (found.unparsed, "addressee_named" in found.issues) == (addressee, True)
    assert found.parts["house_number"] and "suburb" not in found.parts and "house" not in found.parts


@pytest.mark.parametrize(
    ("country", "text", "telephone"),
    [
        ("DE", "Birkenweg 5, 10115 Berlin, Tel. 030 901820", "Tel. 030 901820"),
        ("FR", "12 rue du Puits, 75011 Paris, tél. 01 42 68 53 01", "tél. 01 42 68 53 01"),
        ("IT", "Via dei Pini 3, 00100 Roma - cell. 333 1234568", "cell. 333 1234568"),
    ],
)
def test_a_telephone_behind_the_address_is_no_part_of_it(country: str, text: str, telephone: str) -> None:
    found = standardise_address(text, country)
    assert (found.unparsed, found.status) == (telephone, "partial")
    assert standardise_address("Tel Aviv, Herzl 5", "IL").parts["city"] == "Tel Aviv"


@pytest.mark.parametrize("code", ["Gate Code 1234", "gate code #1234", "door code 12#"])
def test_the_code_of_a_gate_is_no_unit(code: str) -> None:
    found = standardise_address(f"12 Elm St Apt 5 {code}, Reno, NV 89501", "US")
    assert (found.unparsed, found.parts["unit"]) == (code, "Apt 5")


def test_a_hamlet_is_no_addressee() -> None:
    assert standardise_address("Chez Moreau, 16200 Jarnac", "FR").unparsed == ""


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("МО, г. Химки, ул. Кленовая 3", "Московская область"),
        ("ХМАО, г. Сургут, ул. Кленовая 3", "Ханты-Мансийский автономный округ"),
        ("КБР, г. Нальчик, ул. Кленовая 3", "Кабардино-Балкарская республика"),
    ],
)
def test_a_region_by_its_letters_is_written_out(text: str, state: str) -> None:
    canonical = standardise_address(text, "RU").canonical
    assert canonical["state"] == state


def test_the_west_indies_after_the_country_are_no_part_of_the_address() -> None:
    found = standardise_address("3 Hibiscus Road, Kingston 8, Jamaica W.I.", "JM")
    assert found.parts["country"] == "Jamaica"
    assert found.unparsed == "W.I."
    assert standardise_address("3 Hibiscus Road, Kingston 8, Jamaica", "JM").key == found.key


@pytest.mark.parametrize("text", ["book shops near me", "Coffee near here"])
def test_a_search_is_no_address(text: str) -> None:
    assert standardise_address(text, "US").status == "refused"


@pytest.mark.parametrize(
    ("raw", "country", "labels"),
    [
        (
            "12 High Street (rear of), Leeds, LS1 4AB",
            "GB",
            {"house_number": "12", "road": "High Street", "unit": "rear of"},
        ),
        ("45 King St (rear), Newtown NSW 2042", "AU", {"road": "King St", "unit": "rear"}),
        ("6000, NSW", "AU", {"postcode": "6000", "state": "NSW"}),
        ("6000 NSW", "AU", {"postcode": "6000", "state": "NSW"}),
        ("Perth 6000", "AU", {"postcode": "6000", "city": "Perth"}),
        ("Sydney NSW 2000", "AU", {"postcode": "2000", "city": "Sydney", "state": "NSW"}),
        ("Cape Town 8001", "ZA", {"postcode": "8001", "city": "Cape Town"}),
        ("Roma 00100", "IT", {"postcode": "00100", "city": "Roma"}),
        ("Roma 45", "IT", {"house_number": "45", "road": "Roma"}),
        ("L 15, 7-9", "DE", {"house_number": "7-9", "road": "L 15"}),
        ("33 av. Foch, app. 4, 06000 Nice", "FR", {"house_number": "33", "unit": "app. 4", "city": "Nice"}),
        ("San Martín 256, 5017 Córdoba", None, {"house_number": "256", "road": "San Martín", "city": "Córdoba"}),
        ("ул. Кирова, д. 7, кв. 31, домофон 31К", "RU", {"house_number": "д. 7", "unit": "кв. 31", "city": None}),
        ("Mission & Valencia", None, {"road": "Mission & Valencia"}),
        (
            "1117 Budapest, Gyöngyvirág utca 21. 4/9.",
            None,
            {"postcode": "1117", "city": "Budapest", "house_number": "21.", "unit": "4/9."},
        ),
    ],
)
def test_places_alone_backyards_and_crossings(raw: str, country: str | None, labels: dict[str, str]) -> None:
    parts = standardise_address(raw, country).parts
    assert {label: parts.get(label) for label in labels} == labels
    assert set(parts) - set(labels) <= {"postcode", "city", "state", "house_number", "road"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"street": "Kerkstraat 12", "postcode": "1012 AB", "city": "Amsterdam"}, "NL"),
        ({"street": "ul. Długa 5", "postcode": "00-238", "city": "Warszawa"}, "PL"),
        ({"street": "ул. Портовая, д. 92", "postcode": "130060", "city": "Актау"}, "KZ"),
        ({"street": "ул. Мира, д. 9", "postcode": "150000", "city": "Ярославль"}, "RU"),
        ({"street": "San Martín 256, Piso 5", "postcode": "5017", "city": "Córdoba", "state": "Córdoba"}, "AR"),
    ],
)
def test_fields_tell_their_country(fields: dict[str, str], code: str) -> None:
    assert standardise_address("", parts=fields).value["country_code"] == code

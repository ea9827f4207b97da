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
"""


@pytest.mark.parametrize("block", re.split(r"\n(?=\S)", READ.strip()))
def test_a_countrys_own_way_is_read(block: str) -> None:
    head, labels = block.split("\n")
    country, text = head.split(" | ")
    assert standardise_address(text, country).parts == dict(pair.split("=", 1) for pair in labels.strip().split("; "))


def test_the_west_indies_after_the_country_are_no_part_of_the_address() -> None:
    found = standardise_address("3 Hibiscus Road, Kingston 8, Jamaica W.I.", "JM")
    assert found.parts["country"] == "Jamaica"
    assert found.unparsed == "W.I."
    assert standardise_address("3 Hibiscus Road, Kingston 8, Jamaica", "JM").key == found.key


@pytest.mark.parametrize("text", ["book shops near me", "Coffee near here"])
def test_a_search_is_no_address(text: str) -> None:
    assert standardise_address(text, "US").status == "refused"

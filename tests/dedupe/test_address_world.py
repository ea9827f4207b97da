"""Addresses of countries without a grammar of their own: pieces in the order of the country's template."""

from __future__ import annotations

import re

import pytest
from onefold_dedupe.standardise.address import standardise_address
from onefold_dedupe.standardise.address.general import OWN_GRAMMAR
from onefold_dedupe.standardise.address.weights import SLOTS
from onefold_dedupe.standardise.address.world import bare_division, order, towns

BY_POSITION = """
KE | Blue Heron Hotel, Acacia Crescent, Riverside, Nairobi, Kenya
    house=Blue Heron Hotel; road=Acacia Crescent; suburb=Riverside; city=Nairobi; country=Kenya
LB | Olive Pharmacy, Cedar Walk, Beirut
    house=Olive Pharmacy; road=Cedar Walk; city=Beirut
SV | Calle Jacaranda 12, Santa Ana, Departamento de Santa Ana
    road=Calle Jacaranda; house_number=12; city=Santa Ana; state=Departamento de Santa Ana
NG | 9 Palm Crescent, Surulere, Lagos, Nigeria
    house_number=9; road=Palm Crescent; city=Surulere; state=Lagos; country=Nigeria
TN | Rue des Orangers, 4000 Sousse
    road=Rue des Orangers; postcode=4000; city=Sousse
EG | 15 شارع النيل، الدقي، القاهرة
    house_number=15; road=شارع النيل; suburb=الدقي; city=القاهرة
KR | 21, Bongeunsa-ro 18-gil, Songpa-gu Seoul 05510
    house_number=21; road=Bongeunsa-ro 18-gil; suburb=Songpa-gu; city=Seoul; postcode=05510
JP | 4-2, Kitamachi, Suita-shi Osaka-fu 564-0001
    house_number=4-2; road=Kitamachi; city=Suita-shi; state=Osaka-fu; postcode=564-0001
MY | 14 Lorong Mawar 7, 08000 Sungai Petani, Kedah
    house_number=14; road=Lorong Mawar 7; postcode=08000; city=Sungai Petani; state=Kedah
ID | Jalan Melati 9, South Jakarta 12150
    road=Jalan Melati; house_number=9; city=South Jakarta; postcode=12150
JM | 3 Hibiscus Road, Kingston 8
    house_number=3; road=Hibiscus Road; city=Kingston; postcode=8
ET | Ato Dawit Haile, P.O. Box 2207, Addis Ababa, Ethiopia
    house=Ato Dawit Haile; po_box=P.O. Box 2207; city=Addis Ababa; country=Ethiopia
FI | Koivukuja 7 C 21, 33500 Tampere
    road=Koivukuja; house_number=7 C; unit=21; postcode=33500; city=Tampere
NO | Bjerkeveien 9 B 4, 5003 Bergen
    road=Bjerkeveien; house_number=9 B; unit=4; postcode=5003; city=Bergen
AU | Shop 8/64 Jacaranda St, Brisbane QLD 4000
    unit=Shop 8; house_number=64; road=Jacaranda St; city=Brisbane; state=QLD; postcode=4000
NZ | Unit 2/10-14 Kowhai Road, Hamilton 3204
    unit=Unit 2; house_number=10-14; road=Kowhai Road; city=Hamilton; postcode=3204
IN | H.No. 7-1-88/B, Road No. 9, Lotus Colony, Hyderabad 500016
    house_number=H.No. 7-1-88/B; road=Road No. 9; suburb=Lotus Colony; city=Hyderabad; postcode=500016
IN | Plot No. 31, Road No. 2, Lotus Colony, Hyderabad 500016
    house_number=Plot No. 31; road=Road No. 2; suburb=Lotus Colony; city=Hyderabad; postcode=500016
"""
NUMBERS_OF_ROADS = [
    ("AE", "Desert Rose Cafe, Street 17, Abu Dhabi", "Street 17"),
    ("IE", "Harbour View Lodge, N71, Kenmare, Co. Kerry", "N71"),
    ("RW", "KG 11 Avenue, Kigali", "KG 11 Avenue"),
    ("CR", "Hotel Jade, Calle 3, San José", "Calle 3"),
    ("CM", "Pharmacie du Lac, rue 4.117, Yaoundé", "rue 4.117"),
]


@pytest.mark.parametrize("block", re.split(r"\n(?=\S)", BY_POSITION.strip()))
def test_pieces_are_told_apart_by_position_and_words(block: str) -> None:
    head, labels = block.split("\n")
    country, text = head.split(" | ")
    assert standardise_address(text, country).parts == dict(pair.split("=") for pair in labels.strip().split("; "))


@pytest.mark.parametrize(("country", "text", "road"), NUMBERS_OF_ROADS)
def test_a_number_of_the_road_is_no_house_number(country: str, text: str, road: str) -> None:
    parts = standardise_address(text, country).parts
    assert parts["road"] == road
    assert "house_number" not in parts


def test_the_same_pieces_from_the_largest_to_the_smallest() -> None:
    parts = standardise_address("Tehran, Yusef Abad, Nargess Street", "IR").parts
    assert parts == {"city": "Tehran", "suburb": "Yusef Abad", "road": "Nargess Street"}


def test_every_template_has_every_part_once() -> None:
    from onefold_dedupe.standardise.address.world import _orders

    assert len(_orders()) > 240
    for code in _orders():
        if code not in OWN_GRAMMAR:
            assert sorted(order(code)) == sorted(SLOTS if code not in ("AQ", "PN") else "HSCDT"), code


def test_words_of_a_division_are_taken_off_at_both_ends() -> None:
    assert bare_division("departamento de la libertad") == "libertad"
    assert bare_division("samarkand province") == "samarkand"
    assert "addis ababa" in towns("ET")


NATIVE = """
CN | 中国广东省深圳市南山区科苑路8号 518057
    house_number=8号; road=科苑路; postcode=518057; city_district=南山区; city=深圳市; state=广东省; country=中国
CN | 上海市徐汇区漕溪北路331号
    house_number=331号; road=漕溪北路; city=徐汇区; state=上海市
TW | 高雄市苓雅區四維三路2號10樓
    house_number=2號; road=四維三路; level=10樓; city_district=苓雅區; city=高雄市
TW | 802 高雄市 苓雅區 四維三路 2號
    house_number=2號; road=四維三路; postcode=802; city_district=苓雅區; city=高雄市
TW | 106臺北市大安區和平東路一段20號
    house_number=20號; road=和平東路一段; postcode=106; city_district=大安區; city=臺北市
TW | 33043桃園市桃園區市場街8號
    house_number=8號; road=市場街; postcode=33043; city_district=桃園區; city=桃園市
CN | 江苏省南京市鼓楼区市民路6号
    house_number=6号; road=市民路; city_district=鼓楼区; city=南京市; state=江苏省
JP | 〒460-0008 愛知県名古屋市中区栄3-5-1
    house_number=3-5-1; postcode=〒460-0008; suburb=栄; city_district=中区; city=名古屋市; state=愛知県
KR | 전라남도 담양군 담양읍 추성로 1371
    house_number=1371; road=추성로; city=담양읍; state_district=담양군; state=전라남도
KR | 04524 서울특별시 중구 세종대로 110
    house_number=110; road=세종대로; postcode=04524; city_district=중구; city=서울특별시
"""


@pytest.mark.parametrize("block", re.split(r"\n(?=\S)", NATIVE.strip()))
def test_chains_of_places_come_apart_in_their_own_script(block: str) -> None:
    head, labels = block.split("\n")
    country, text = head.split(" | ")
    assert standardise_address(text, country).parts == dict(pair.split("=") for pair in labels.strip().split("; "))


@pytest.mark.parametrize(
    ("country", "text", "spelled", "canonical"),
    [
        ("MX", "Av. Juárez 40, Centro, C.P. 62000 Cuernavaca, Morelos", "C.P. 62000", "62000"),
        ("BR", "Rua das Acácias, 250 - Centro - Curitiba - PR - CEP 80010-030", "CEP 80010-030", "80010-030"),
        ("LV", "Ozolu iela 3, Rīga, LV-1010", "LV-1010", "1010"),
    ],
)
def test_the_word_for_postcode_is_a_part_of_it_as_spelled_and_not_of_its_normal_form(
    country: str, text: str, spelled: str, canonical: str
) -> None:
    result = standardise_address(text, country)
    assert result.parts["postcode"] == spelled
    assert result.value["canonical"]["postcode"] == canonical
    assert result.status == "ok"


@pytest.mark.parametrize(
    ("country", "text", "number"),
    [("IN", "Plot No. 31, Palm Road, Pune 411001", "31"), ("IN", "H.No. 7-1-88/B, Palm Road, Pune 411001", "7-1-88/B")],
)
def test_what_is_numbered_is_no_part_of_the_number_in_its_normal_form(country: str, text: str, number: str) -> None:
    assert standardise_address(text, country).value["canonical"]["house_number"] == number

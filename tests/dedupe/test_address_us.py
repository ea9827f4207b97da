"""Addresses of the United States: what is evidence for the country, lines of the postal service's standard."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address

COUNTRIES = [
    ("88 N Elm Street, Boise, ID", "US"),
    ("88 Elm Street, Macon, Georgia 31201", "US"),
    ("12 Pine Ave, Norfolk 23505", "US"),
    ("US Highway 41, Marquette", "US"),
    ("HC 71 Box 14", "US"),
    ("1900 SE Oak St, Reno", "US"),
    ("88 King Street, Toronto, ON M5V 1K4, CA", "CA"),
    ("Lindenstr. 5, 10115 Berlin, DE", "DE"),
    ("12 MG Road, Bengaluru 560001, IN", "IN"),
    ("Rustaveli 5, Tbilisi, Georgia", "GE"),
    ("Via Roma 5, Milano MI", "IT"),
    ("88 Elm Pl, Trenton, NJ 8608", "US"),
    ("88 East 900 South", "US"),
    ("88 Elm Ave, North Bend, Oregon, 97459 0044", "US"),
    ("88 Alder Fresno CA", "US"),
]


@pytest.mark.parametrize(("text", "code"), COUNTRIES)
def test_country_without_a_hint(text: str, code: str) -> None:
    assert standardise_address(text).country_code == code


# text, then the labels; the postal service's own forms: units, boxes, routes, grids, floors, states
LABELS = """
88 Elm St 3rd Floor Ste B, Macon, GA 31201
    house_number=88; road=Elm St; unit=3rd Floor Ste B; city=Macon; state=GA; postcode=31201
88 Elm St, Penthouse, Macon, GA 31201
    house_number=88; road=Elm St; unit=Penthouse; city=Macon; state=GA; postcode=31201
88 Elm St Key 4, Unit C-D, Macon, GA 31201 0044
    house_number=88; road=Elm St; unit=Key 4, Unit C-D; city=Macon; state=GA; postcode=31201 0044
88 Elm St Suite GA, Macon GA 31201
    house_number=88; road=Elm St; unit=Suite GA; city=Macon; state=GA; postcode=31201
RR 7 Box 19C, Lander, WY 82520
    po_box=RR 7 Box 19C; city=Lander; state=WY; postcode=82520
PSC 44 Box 1201, APO AE 09204
    po_box=PSC 44 Box 1201; city=APO; state=AE; postcode=09204
88 Calle Luna, Urb. Los Pinos, Ponce, PR 00716
    house_number=88; road=Calle Luna; suburb=Urb. Los Pinos; city=Ponce; state=PR; postcode=00716
1420 US Highway 41 S Apt 2, Ely, MN 55731
    house_number=1420; road=US Highway 41 S; unit=Apt 2; city=Ely; state=MN; postcode=55731
77 N 300 W # 4, Logan, Utah 84321
    house_number=77; road=N 300 W; unit=# 4; city=Logan; state=Utah; postcode=84321
77N 300W, Logan UT
    house_number=77; road=N 300W; city=Logan; state=UT
88 Elm Rd, NW Macon, GA 31201
    house_number=88; road=Elm Rd, NW; city=Macon; state=GA; postcode=31201
88 Elm Ave, N. Macon, GA 31201
    house_number=88; road=Elm Ave; city=N. Macon; state=GA; postcode=31201
88 9th Avenue West Yelm WA 98597
    house_number=88; road=9th Avenue West; city=Yelm; state=WA; postcode=98597
88 B Elm Street, Macon, Ga.
    house_number=88 B; road=Elm Street; city=Macon; state=Ga.
88 Elm St, Brooklyn, New York, NY 11201
    house_number=88; road=Elm St; city_district=Brooklyn; city=New York; state=NY; postcode=11201
88 Elm St, Peru, Miami County, Indiana 46970
    house_number=88; road=Elm St; city=Peru; state_district=Miami County; state=Indiana; postcode=46970
88 Elm Street Macon Georgia
    house_number=88; road=Elm Street; city=Macon; state=Georgia
Elm St @ Pine Ave, Macon, GA
    road=Elm St @ Pine Ave; city=Macon; state=GA
88 Old Mill Shoals Thief River Falls MN 56701
    house_number=88; road=Old Mill Shoals; city=Thief River Falls; state=MN; postcode=56701
88 Pecan Gdn Apt 4 Garden Grove, California
    house_number=88; road=Pecan Gdn; unit=Apt 4; city=Garden Grove; state=California
P.O. Box 12 Macon Georgia
    po_box=P.O. Box 12; city=Macon; state=Georgia
88 Elm St Second Floor Macon GA
    house_number=88; road=Elm St; unit=Second Floor; city=Macon; state=GA
Books & More, 88 Elm Ave, Red Hook, Brooklyn, NYC, NY
    house=Books & More; house_number=88; road=Elm Ave; suburb=Red Hook; city_district=Brooklyn; city=NYC; state=NY
(88 Elm St, Macon, GA)
    house_number=88; road=Elm St; city=Macon; state=GA
West Broadway, Brooklyn
    road=West Broadway; city=Brooklyn
88 Calle Luna, Ponce 00716, Puerto Rico
    house_number=88; road=Calle Luna; city=Ponce; postcode=00716; state=Puerto Rico
Macon GA
    city=Macon; state=GA
"""


def _labelled() -> list[tuple[str, dict[str, str]]]:
    lines = LABELS.strip().splitlines()
    return [
        (text, dict(pair.strip().split("=") for pair in labels.split(";")))
        for text, labels in zip(lines[::2], lines[1::2], strict=True)
    ]


READ_AS_AMERICAN = [
    ("88 N Alder", {"house_number": "88", "road": "N Alder"}),
    ("88 S. State Rt. 9", {"house_number": "88", "road": "S. State Rt. 9"}),
    ("4400 Elm Parkway # 2350", {"house_number": "4400", "road": "Elm Parkway", "unit": "# 2350"}),
    ("88 Elm Street, SE", {"house_number": "88", "road": "Elm Street, SE"}),
]


@pytest.mark.parametrize(("text", "labels"), READ_AS_AMERICAN)
def test_american_spelling_is_read_so_without_a_country(text: str, labels: dict[str, str]) -> None:
    assert standardise_address(text).parts == labels


@pytest.mark.parametrize("text", ["88 Oak St", "88 Elm Pl", "88 Gray Tr"])
def test_a_street_type_is_no_country(text: str) -> None:
    number, _, road = text.partition(" ")
    assert standardise_address(text).parts == {"house_number": number, "road": road}


@pytest.mark.parametrize(("text", "labels"), _labelled())
def test_labels(text: str, labels: dict[str, str]) -> None:
    result = standardise_address(text, "US")
    assert result.parts == labels
    assert result.status == "ok"


ADDRESSEES = [
    ("c/o Ann Gray, 88 Elm St, Macon, GA 31201", "c/o Ann Gray"),
    ("Ann Gray\n88 Elm St\nMacon, GA 31201", "Ann Gray"),
    ("Attn: Payables\n88 Elm St\nMacon, GA 31201", "Attn: Payables"),
    ("Gray & Daughters LLC, 88 Elm St, Macon, GA 31201", "Gray & Daughters LLC"),
]


@pytest.mark.parametrize(("text", "name"), ADDRESSEES)
def test_addressee_is_no_part_of_the_address(text: str, name: str) -> None:
    result = standardise_address(text, "US")
    assert result.parts["road"] == "88 Elm St".removeprefix("88 ")
    assert "house" not in result.parts
    assert result.unparsed == name
    assert "addressee_named" in result.issues


def test_address_written_twice() -> None:
    result = standardise_address("88 Elm St, Macon GA, 88 Elm St, Macon GA", "US")
    assert result.parts == {"house_number": "88", "road": "Elm St", "city": "Macon", "state": "GA"}
    assert result.unparsed == "88 Elm St, Macon GA"
    assert "address_repeated" in result.issues


WRITTEN_OUT = [
    ("88 E St NW, Washington, D.C. 200040088", "E Street Northwest", "88", "20004-0088"),
    ("88 Fifth Ave S, Macon, GA 31201", "5th Avenue South", "88", "31201"),
    ("88 CR 12, Macon, GA 31201", "County Road 12", "88", "31201"),
    ("88 E Elm St, Macon, GA 31201", "East Elm Street", "88", "31201"),
    ("One Dr Gray Blvd, Macon, GA 31201", "Doctor Gray Boulevard", "1", "31201"),
    ("88 Old St Mary Rd, Macon, GA 31201", "Old Saint Mary Road", "88", "31201"),
    ("88 Elm Ave, Trenton, NJ 8608", "Elm Avenue", "88", "08608"),
    ("77N 300W, Logan UT 84321", "North 300 West", "77", "84321"),
]


@pytest.mark.parametrize(("text", "road", "number", "postcode"), WRITTEN_OUT)
def test_normal_form(text: str, road: str, number: str, postcode: str) -> None:
    canonical = standardise_address(text, "US").canonical
    assert (canonical["road"], canonical["house_number"], canonical["postcode"]) == (road, number, postcode)


def test_states_however_they_are_spelled() -> None:
    spellings = ("N.J.", "NJ", "New Jersey", "n.j.")
    found = {standardise_address(f"88 Elm St, Trenton, {state} 08608", "US").formatted for state in spellings}
    assert found == {"88 Elm Street\nTrenton, NJ 08608"}


def test_boxes_are_written_in_one_way() -> None:
    spellings = ("P.O. Box 12", "POB 12", "Post Office Box 12", "p o box 12", "PO BOX 12")
    found = {standardise_address(f"{box}, Macon GA 31201", "US").canonical["po_box"] for box in spellings}
    assert found == {"PO Box 12"}


def test_a_street_line_without_its_town_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    import usaddress

    monkeypatch.setattr(usaddress, "parse", None)
    result = standardise_address("", "US", parts={"street": "2140 N Alder Blvd, Apt 9", "city": "Tulsa"})
    assert result.parts == {"house_number": "2140", "road": "N Alder Blvd", "unit": "Apt 9", "city": "Tulsa"}
    alone = standardise_address("77 Alder Court Unit 5", "US")
    assert alone.parts == {"house_number": "77", "road": "Alder Court", "unit": "Unit 5"}


def test_a_phone_is_no_unit() -> None:
    result = standardise_address("88 Elm St Macon GA 31201 478-555-0100", "US")
    assert "unit" not in result.parts
    assert result.unparsed == "478-555-0100"


@pytest.mark.parametrize(
    "text",
    [
        "Grace Tower, 88 Elm St Apt 13 C, Macon, GA 31201",
        "88 Gray Hwy N, Macon GA",
        "88 Elm Rd, PO Box X, West Des Moines IA 50265",
        "88 U.S. Highway 1 S, Unit 2 East, Macon GA",
    ],
)
def test_postal_lines_are_read_as_they_were_written(text: str) -> None:
    formatted = standardise_address(text, "US").formatted
    assert standardise_address(formatted, "US").formatted == formatted


def test_a_territory_is_read_as_the_states_are() -> None:
    result = standardise_address("88 Ave Luna Apt 3, Ponce, Puerto Rico 00716", "PR")
    assert result.parts["unit"] == "Apt 3"
    assert result.formatted == "88 Avenue Luna, Apartment 3\nPonce, PR 00716"
    assert result.country_code == "PR"

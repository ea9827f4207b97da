"""East Slavic and Kazakh addresses: every type word, house grammar and order, labels as spelled."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_dedupe.standardise.address import standardise_address

LABELS = {
    "h": "house_number",
    "r": "road",
    "c": "city",
    "s": "state",
    "d": "state_district",
    "b": "suburb",
    "p": "postcode",
    "u": "unit",
    "l": "level",
    "e": "entrance",
    "o": "po_box",
    "n": "house",
    "t": "country",
}


def _cases() -> list[tuple[str, str, dict[str, str], str]]:
    cases = []
    for line in Path(__file__).with_name("addresses_east_slavic.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, text, labels = line.split(" | ")
        pairs = dict(pair.split("=", 1) for pair in labels.split("; "))
        left = pairs.pop("x", "")
        cases.append((country, text, {LABELS[letter]: spelled for letter, spelled in pairs.items()}, left))
    return cases


@pytest.mark.parametrize(("country", "text", "labels", "left"), _cases())
def test_labels(country: str, text: str, labels: dict[str, str], left: str) -> None:
    result = standardise_address(text, country)
    assert result.parts == labels
    assert result.unparsed == left
    assert result.country_code == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("ul. Lenina d. 5 kv. 12, Moskva", "RU"),
        ("g. Tomsk, prospekt Frunze 24a, of. 3", "RU"),
        ("01001, Kyiv, vul. Khreshchatyk, bud. 22, kv. 5", "UA"),
        ("Almaty, mkr. Samal-2, d. 58", "KZ"),
        ("g. Brest, ul. Pushkinskaya, d. 5, korp. 1", "BY"),
        ("г. Мінск, праспект Незалежнасці, 4", "BY"),
        ("ul. Minska 5, 00-001 Warszawa", "PL"),
    ],
)
def test_the_country_without_a_hint(text: str, country: str) -> None:
    assert standardise_address(text).country_code == country


def test_house_grammar_in_one_way() -> None:
    for text in (
        "д. 40/12, к. 20, с. 1",
        "40/12к20с1",
        "дом 40 дробь 12 корпус 20 строение 1",
        "40/12, стр. 1, корп. 20",
    ):
        assert standardise_address(f"Москва, ул. Бутырская, {text}", "RU").canonical["house_number"] == "40/12к20с1"
    for text in ("24А", "24 А", "д.24 лит А", "24-а", 'дом 24 "А"', "24, литера А"):
        assert standardise_address(f"Томск, пр. Фрунзе, {text}", "RU").canonical["house_number"] == "24А"


def test_a_letter_before_a_block_stays_apart() -> None:
    for text in ("10А, стр. 1", "10Ас1", "10-а с 1"):
        assert standardise_address(f"Томск, пр. Фрунзе, {text}", "RU").canonical["house_number"] == "10Ас1"


@pytest.mark.parametrize(
    ("country", "text", "road"),
    [
        ("RU", "ул. Б. Полянка, 5", "улица Большая Полянка"),
        ("RU", "Б. Спасский пер., 5", "Большой Спасский переулок"),
        ("RU", "ул. 50-летия Октября, 5", "улица 50-летия Октября"),
        ("RU", "8-го Марта ул., 5", "улица 8 Марта"),
        ("RU", "ул. 1905 г., 5", "улица 1905 года"),
        ("RU", "ул. 30 лет ВЛКСМ, 5", "улица 30 лет ВЛКСМ"),
        ("RU", "ул. Ак. Губкина, 5", "улица Академика Губкина"),
        ("RU", "Киевское ш., 22 км, 5", "Киевское шоссе 22-й км"),
        ("RU", "наб. канала Обводного, 5", "набережная канала Обводного"),
        ("UA", "пл. Ринок, 1", "площа Ринок"),
        ("BY", "вул. Якуба Коласа, 5", "вуліца Якуба Коласа"),
        ("KZ", "Абай даңғ., 5", "Абай даңғылы"),
    ],
)
def test_the_canonical_road(country: str, text: str, road: str) -> None:
    assert standardise_address(text, country).canonical["road"] == road

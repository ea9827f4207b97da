"""Addresses: inventing one, and writing it the way people of its country and of a Hamburg office do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from .geo import CITIES, COUNTRY_NAMES, STREETS
from .model import CYRILLIC, Address, chance
from .translit import SCHEMES_OF, latin

_ABBREVIATIONS = {
    "DE": (("straße", "str."), ("Straße", "Str.")),
    "GB": (("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Lane", "Ln")),
    "US": (("Street", "St"), ("Avenue", "Ave"), ("Boulevard", "Blvd"), ("Drive", "Dr"), ("Road", "Rd"), ("Lane", "Ln")),
    "BR": (("Avenida", "Av."), ("Rua", "R."), ("Travessa", "Tv.")),
    "RU": (("ул. ", ""), ("пр. ", "пр-т "), ("наб. ", "набережная "), ("ул. ", "улица "), ("пр. ", "проспект ")),
    "UA": (("вул. ", ""), ("вул. ", "вулиця "), ("просп. ", "проспект "), ("вул. ", "ул. ")),
    "KZ": (("пр. ", "проспект "), ("ул. ", ""), ("ул. ", "улица "), ("мкр. ", "микрорайон ")),
}
_LATIN_CITIES = {
    "Москва": "Moscow",
    "Санкт-Петербург": "St. Petersburg",
    "Київ": "Kyiv",
    "Одеса": "Odesa",
    "Алматы": "Almaty",
    "Астана": "Astana",
    "Ростов-на-Дону": "Rostov-on-Don",
    "Харків": "Kharkiv",
    "Львів": "Lviv",
}
_FOREIGN_CITIES = {
    "Köln": "Cologne",
    "Rio de Janeiro": "Rio",
    "Санкт-Петербург": "СПб",
    "Москва": "г. Москва",
    "Київ": "Киев",
    "Одеса": "Одесса",
    "Харків": "Харьков",
    "Львів": "Львов",
    "Миколаїв": "Николаев",
    "Дніпро": "Днепр",
}


@dataclass(frozen=True, slots=True)
class Written:
    """An address as a source holds it: one line for the street with house and flat, the rest in fields."""

    street: str
    city: str
    region: str
    postcode: str
    country: str

    @property
    def one_line(self) -> str:
        """All of it in one field, the way a one-line form asks for it."""
        return ", ".join(part for part in (self.postcode, self.city, self.street) if part)


def invent(rng: Random, country: str, *, is_office: bool = False) -> Address:
    """An address in a city of `country`; the postcode has the country's shape and the city's prefix."""
    city = rng.choice(CITIES[country])
    house = str(rng.randrange(1, 140) if country not in ("US", "BR") else rng.randrange(10, 4000))
    if country in CYRILLIC and chance(rng, 0.12):
        house += rng.choice((" к2", "/2", "а", " корп. 1", " стр. 3"))
    elif country in ("DE", "GB") and chance(rng, 0.1):
        house += rng.choice("abc")
    has_unit = chance(rng, {"DE": 0.02, "GB": 0.25, "US": 0.3, "BR": 0.5}.get(country, 0.8))
    unit = str(rng.randrange(1, 220) if not is_office else rng.randrange(1, 40)) if has_unit else ""
    return Address(country, city, rng.choice(STREETS[country]), house, unit, _postcode(rng, country, city.postcode))


def _postcode(rng: Random, country: str, prefix: str) -> str:
    if country == "GB":
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        return f"{prefix}{rng.randrange(1, 20)} {rng.randrange(1, 10)}{rng.choice(letters)}{rng.choice(letters)}"
    length = {"RU": 6, "UA": 5, "KZ": 6, "DE": 5, "US": 5, "BR": 8}[country]
    code = prefix + "".join(str(rng.randrange(10)) for _ in range(length - len(prefix)))
    return f"{code[:5]}-{code[5:]}" if country == "BR" else code


def write(rng: Random, address: Address, *, in_latin: bool = False) -> Written:
    """`address` as somebody types it today: abbreviated or not, flat or postcode forgotten, transliterated."""
    country = address.country
    street, unit = address.street, "" if chance(rng, 0.1) else address.unit
    if chance(rng, 0.4):
        for long, short in rng.sample(_ABBREVIATIONS[country], k=len(_ABBREVIATIONS[country])):
            if long in street:
                street = re.sub(re.escape(long), short, street)
                break
    line = _street_line(rng, country, street, address.house, unit)
    city, region = address.city.name, address.city.region
    if chance(rng, 0.1):
        city = _FOREIGN_CITIES.get(city, city)
    if in_latin and country in CYRILLIC:
        scheme = rng.choice(SCHEMES_OF[country])
        line, region = latin(line, scheme), latin(region, scheme)
        city = _LATIN_CITIES.get(address.city.name) or latin(address.city.name, scheme)
    postcode = "" if chance(rng, 0.1) else address.postcode
    if country == "GB" and chance(rng, 0.15):
        postcode = postcode.replace(" ", "").lower()
    return Written(line, city, "" if chance(rng, 0.3) else region, postcode, rng.choice(COUNTRY_NAMES[country]))


def _street_line(rng: Random, country: str, street: str, house: str, unit: str) -> str:
    match country:
        case "DE":
            return f"{street} {house}" + (f", Whg. {unit}" if unit else "")
        case "GB":
            return (f"Flat {unit}, " if unit else "") + f"{house} {street}"
        case "US":
            return f"{house} {street}" + (f"{rng.choice((' Apt ', ', Apt. ', ' #', ' Unit '))}{unit}" if unit else "")
        case "BR":
            return f"{street}, {rng.choice(('', 'nº '))}{house}" + (f" - apto {unit}" if unit else "")
    building, flat = ("буд.", "кв.") if country == "UA" else ("д.", "кв.")
    style = rng.randrange(4)
    if style == 0:
        return f"{street}, {building} {house}" + (f", {flat} {unit}" if unit else "")
    if style == 1:
        return f"{street} {house}" + (f"-{unit}" if unit else "")
    if style == 2:
        return f"{street}, {house}" + (f", {flat}{unit}" if unit else "")
    return f"{street} {building}{house}" + (f" {flat}{unit}" if unit else "")

"""Addresses by country as sources hold them, in fields and as one line: of the harbour generator where it has the
country, else invented here out of common streets and large towns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from examples.harbour.generator import places
from examples.harbour.generator.geo import CITIES

FOCUS = ("RU", "UA", "KZ", "BY", "US", "GB", "DE", "FR", "BR", "ES", "IT", "PL", "NL")
BY_TEMPLATE = ("AU", "CA", "MX", "AR", "SE", "CZ", "TR", "IN", "ZA")
"""Countries without a grammar of their own, in different orders and languages."""


@dataclass(frozen=True, slots=True)
class Address:
    """The fields that a source keeps, and all but the country in one line as people of the country write it."""

    country: str
    street: str
    city: str
    region: str
    postcode: str
    line: str

    @property
    def fields(self) -> dict[str, str]:
        """Field → text, without the empty ones and the country."""
        named = {"street": self.street, "postcode": self.postcode, "city": self.city, "state": self.region}
        return {name: text for name, text in named.items() if text}


@dataclass(frozen=True, slots=True)
class _Country:
    """`street`, `flat` and `line` are formats; a postcode is its town's first signs and what `code` adds to them, where
    9 is any digit and A any letter. Towns are `name|region|first signs`.
    """

    street: str
    flat: str
    line: str
    code: str
    streets: str
    towns: str


_NUMBER_LAST = "{street}, {postcode} {city}"
_COUNTRIES = {
    "BY": _Country(
        "{road}, д. {number}", ", кв. {flat}", "{postcode}, г. {city}, {street}", "999",
        "ул. Советская|пр-т Независимости|ул. Якуба Коласа|пер. Садовый|ул. Притыцкого|бул. Космонавтов",
        "Минск|Минская обл.|220|Гомель|Гомельская обл.|246|Брест|Брестская обл.|224|Витебск|Витебская обл.|210",
    ),
    "FR": _Country(
        "{number} {road}", ", appt {flat}", _NUMBER_LAST, "99",
        "rue Victor Hugo|avenue de la République|boulevard Voltaire|chemin des Vignes|place du Marché|rue de l'Église",
        "Paris||750|Lyon||690|Lille||590|Bordeaux||330|Nantes||440|Saint-Étienne||420",
    ),
    "ES": _Country(
        "{road}, {number}", ", {flat}º B", "{street}, {postcode} {city} ({region})", "999",
        "Calle Mayor|Avenida de la Constitución|C/ San Juan|Plaza de España|Paseo del Prado|Calle de la Libertad",
        "Madrid|Madrid|28|Sevilla|Sevilla|41|Valencia|Valencia|46|Zaragoza|Zaragoza|50|Gijón|Asturias|33",
    ),
    "IT": _Country(
        "{road}, {number}", " int. {flat}", "{street}, {postcode} {city} {region}", "999",
        "Via Roma|Corso Garibaldi|Piazza Dante|Viale dei Mille|Via XX Settembre|Via Giuseppe Verdi",
        "Milano|MI|20|Torino|TO|10|Bologna|BO|40|Napoli|NA|80|Bari|BA|70",
    ),
    "PL": _Country(
        "{road} {number}", "/{flat}", _NUMBER_LAST, "-999",
        "ul. Długa|ul. Kościuszki|al. Jerozolimskie|pl. Wolności|ul. Jana Pawła II|os. Słoneczne",
        "Warszawa|mazowieckie|00|Kraków|małopolskie|30|Wrocław|dolnośląskie|50|Łódź|łódzkie|90|Gdynia|pomorskie|81",
    ),
    "NL": _Country(
        "{road} {number}", "-{flat}", _NUMBER_LAST, "99 AA",
        "Kerkstraat|Dorpsweg|Prins Hendrikkade|Van Goghlaan|Julianaplein|Lange Voorhout",
        "Amsterdam|Noord-Holland|10|Rotterdam|Zuid-Holland|30|Utrecht|Utrecht|35|Eindhoven|Noord-Brabant|56",
    ),
    "AU": _Country(
        "{number} {road}", ", Unit {flat}", "{street}, {city} {region} {postcode}", "99",
        "George Street|Victoria Road|High St|Beach Parade|Railway Avenue|Station Ln",
        "Sydney|NSW|20|Melbourne|VIC|30|Brisbane|QLD|40|Hobart|TAS|70",
    ),
    "CA": _Country(
        "{number} {road}", ", Apt {flat}", "{street}, {city}, {region} {postcode}", "A 9A9",
        "King Street West|Main St|Maple Avenue|Lakeshore Blvd|Queen St E|Elm Crescent",
        "Toronto|ON|M5|Ottawa|ON|K1|Calgary|AB|T2|Vancouver|BC|V6|Halifax|NS|B3",
    ),
    "MX": _Country(
        "{road} {number}", ", Int. {flat}", "{street}, {postcode} {city}, {region}", "999",
        "Calle Hidalgo|Av. Insurgentes Sur|Calle 5 de Mayo|Blvd. Benito Juárez|Calle Morelos|Av. Revolución",
        "Guadalajara|Jalisco|44|Monterrey|Nuevo León|64|Puebla|Puebla|72|Mérida|Yucatán|97",
    ),
    "AR": _Country(
        "{road} {number}", ", Piso {flat}", "{street}, {postcode} {city}, {region}", "99",
        "Av. Corrientes|San Martín|Calle Belgrano|Av. Rivadavia|Mitre|Bv. Oroño",
        "Rosario|Santa Fe|20|Córdoba|Córdoba|50|Mendoza|Mendoza|55|Salta|Salta|44",
    ),
    "SE": _Country(
        "{road} {number}", ", lgh {flat}", _NUMBER_LAST, "9 99",
        "Storgatan|Kungsgatan|Skolvägen|Drottninggatan|Östra Hamngatan|Björkvägen",
        "Stockholm||11|Göteborg||41|Malmö||21|Uppsala||75|Västerås||72",
    ),
    "CZ": _Country(
        "{road} {number}", "/{flat}", _NUMBER_LAST, "9 99",
        "Dlouhá|Husova|náměstí Míru|Masarykova třída|Nádražní|Karlova",
        "Praha||11|Brno||60|Ostrava||70|Plzeň||30|Liberec||46",
    ),
    "TR": _Country(
        "{road} No: {number}", " D: {flat}", "{street}, {postcode} {city}", "999",
        "Atatürk Caddesi|İstiklal Cad.|Cumhuriyet Bulvarı|Gül Sokak|Barış Sok.|İnönü Caddesi",
        "İstanbul||34|Ankara||06|İzmir||35|Bursa||16|Antalya||07",
    ),
    "IN": _Country(
        "{number}, {road}", ", Flat {flat}", "{street}, {city}, {region} {postcode}", "999",
        "M.G. Road|Park Street|Nehru Nagar|Station Road|Gandhi Marg|Sector 14",
        "Mumbai|Maharashtra|400|Bengaluru|Karnataka|560|Chennai|Tamil Nadu|600|Kolkata|West Bengal|700",
    ),
    "ZA": _Country(
        "{number} {road}", ", Unit {flat}", "{street}, {city}, {postcode}", "99",
        "Long Street|Church St|Nelson Mandela Drive|Oxford Road|Voortrekker Road|Main Rd",
        "Cape Town|Western Cape|80|Johannesburg|Gauteng|20|Durban|KwaZulu-Natal|40|Pretoria|Gauteng|00",
    ),
}  # fmt: skip
_LINES = {
    **dict.fromkeys(("RU", "UA", "KZ"), "{postcode}, {city}, {street}"),
    "US": "{street}, {city}, {region} {postcode}",
    "GB": "{street}, {city}, {postcode}",
    "DE": _NUMBER_LAST,
    "BR": "{street}, {city} - {region}, {postcode}",
}
"""How the generator's addresses go into one line."""


def addresses(country: str, seed: str = "benchmark") -> Iterator[Address]:
    """Addresses of a country without end; the same seed gives the same ones."""
    rng = Random(f"{seed} {country}")
    while True:
        yield _generated(rng, country) if country in CITIES else _invented(rng, country)


def _generated(rng: Random, country: str) -> Address:
    written = places.write(rng, places.invent(rng, country, is_office=rng.random() < 0.3))
    named = {"street": written.street, "city": written.city, "region": written.region, "postcode": written.postcode}
    return Address(country, line=_line(_LINES[country], named), **named)


def _invented(rng: Random, country: str) -> Address:
    facts = _COUNTRIES[country]
    towns = facts.towns.split("|")
    at = 3 * rng.randrange(len(towns) // 3)
    street = facts.street.format(road=rng.choice(facts.streets.split("|")), number=rng.randrange(1, 300))
    flat = facts.flat.format(flat=rng.randrange(1, 90)) if rng.random() < 0.3 else ""
    tail = "".join(
        str(rng.randrange(10)) if sign == "9" else rng.choice("ABCEGHJKL") if sign == "A" else sign
        for sign in facts.code
    )
    named = {"street": street + flat, "city": towns[at], "region": towns[at + 1], "postcode": towns[at + 2] + tail}
    return Address(country, line=_line(facts.line, named), **named)


def _line(form: str, named: dict[str, str]) -> str:
    """The parts by the format, without the signs around one that is missing."""
    pieces = [" ".join(piece.format(**named).replace("()", "").split()) for piece in form.split(", ")]
    return ", ".join(piece.strip(" -") for piece in pieces if piece.strip(" -"))

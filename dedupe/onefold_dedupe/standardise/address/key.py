"""The match key of a labelled address: the same in every script, order of words and way of abbreviating."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from onefold_dedupe.standardise.address.canonical import FRENCH
from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.figures import by_figures
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.address.text import skeleton
from onefold_dedupe.standardise.address.typed import LOW_FLOORS, SIDES
from onefold_dedupe.standardise.country import word_set

NONE: frozenset[str] = frozenset()
WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"[^\W_]+|[/-]|(?<=\d)[.,](?=\d)")
GLUE = re.compile(r"(?<=\d) ?- ?(?=[^\W\d_])(?![ivxIVX]{2})|(?<=[^\W\d_])-(?=\d)")
"""5-А is 5А; 5-2 is not 52."""
FLAT = re.compile(r"(?:(?<![^\W_])([^\W\d_])-?)?(\d+)(?:[ ,\"'«“-]{0,2}([^\W\d_])(?![^\W\d_]|\. ?\d))?")
"""A number with the letter before or behind it: A3, A-3, 3A, 3 "A"."""
POSSESSIVE = re.compile(r"(?<=\w)['’ʼ`´‘]s\b", re.IGNORECASE)
"""Queen's Gardens are Queens Gardens; the apostrophe of an elision (rue de l'Église) parts two words."""
CROSSING = re.compile(r" (?:&|@|and|at) ")
"""Between two roads, each of which may go by its type alone: 5th Avenue & Broadway."""
ROMAN = re.compile(r"(X{0,3})(I{0,3}|IV|VI{0,3}|IX)", re.IGNORECASE | re.ASCII)
ROMAN_WORD = re.compile(rf"\b(?=[ivx]{{2}}){ROMAN.pattern}\b", re.IGNORECASE | re.ASCII)
ROMAN_UNITS = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
WITHOUT_STREETS = frozenset({"JP", "KR"})
"""There a quarter stands where others name a street, and a ward of Tokyo where they name a city."""
BY_POSTCODE = {"JP": re.compile(r"〒?\d{3}-?\d{4}"), "KR": re.compile(r"\d{5}")}
"""Whose postcode is a quarter's or a block's: with the number it is the address, in either script."""
WITH_DOORS = frozenset({"DK", "NO", "FO", "GL"})
DOOR = re.compile(r"\b(?:t\.? ?[vh]|m\.? ?f)\b", re.IGNORECASE)
"""To the left, to the right, in the middle: two flats of one storey."""
ORDINAL_SIGN = re.compile(r"(\d)(?:[ºª°]|[oa](?= [^\W\d_]\b))")
DANISH_FLOORS = {"st": "st", "stuen": "st", "kl": "kl", "kld": "kl", "kaelder": "kl"}
"""Ground floor and cellar, as the address register writes them."""
DOOR_WORDS = re.compile(r"\b(?:piso|planta|puerta|pta|porta|departamento|dp?to|depto)\b[. ]*", re.IGNORECASE)
WITH_FLOOR = re.compile(r"\d\D*\d|\d[ºª° ]*[^\W\d_]\b")
"""Two numbers, or a number and a letter: floor and door."""
FLAT_NUMBER = re.compile(r"\d+")
CEDEX = re.compile(r"\s+(?:cedex(?:\s+\d+)?|\d{1,2}(?:er|e|[eè]me)?)$", re.IGNORECASE)
"""A sorting office's mark and number after the town, or the number of its part: Paris CEDEX 04, Paris 04, Lyon 2e."""
DUBLIN_DISTRICT = re.compile(r"(?<=dublin)\s+\d{1,2}w?$", re.IGNORECASE)
GERMAN = frozenset({"DE", "AT", "CH", "LI"})
GERMAN_TYPE = re.compile(
    r"(?<=[^\W\d_]{3})[ -]((?:stra(?:ß|ss)e|weg|platz|allee|gasse|ring|ufer|damm)\b)", re.IGNORECASE
)
"""Haupt Straße, Haupt-Straße and Hauptstraße are one; Hauptweg is another street."""
LETTERED_FLAT = re.compile(r"^([^\W\d_]+) ([^\W\d_])\W+(?=\d)")
"""Flat A, 12/F: a flat of a floor."""
_WITH_SLASH = re.compile(r"(?:unit|u)? ?(\d+[a-z]?) ?/ ?(\d.*)", re.IGNORECASE)
_WITH_SLASH = re.compile(r"(?:unit|u)? ?(\d+[a-z]?) ?/ ?(\d.*)", re.IGNORECASE)
UNIT_FIRST = {"AU": _WITH_SLASH, "NZ": _WITH_SLASH, "CA": re.compile(r"(\d+[a-z]?)-(\d+)", re.IGNORECASE)}
"""Where the posts have the flat before the number of the house: 3/27 in Australia and New Zealand, 12-100 in Canada."""
CJK_STEP = re.compile("丁目|番地の?|番|号|號|の|室")
"""2丁目21番1号 is 2-21-1."""
NUMBERED_IN_STEPS = frozenset({"JP", "CN", "TW", "HK", "MO"})
ARTICLE = frozenset({"the"})
NAMED_HOUSES = frozenset({"GB", "IE", "IM", "JE", "GG"})
"""Where a house that has a name needs no number."""
BUILDING = re.compile(
    r"\b(?:blo(?:co?|ck|que)|b[âa]timent|building|torre|tower|edif[ií]cio|palazzina|geb[äa]ude|haus) ([^\W\d_])\b"
    r"|\b([^\W\d_])(?=[座栋棟])",
    re.IGNORECASE,
)
LETTER_ALONE = re.compile(r"\b[^\W\d_]\b")
NO_NAME = re.compile(r"\d+[^\W\d_]{0,3}|[^\W\d_]|[ns][ew]|(?:north|south)(?:east|west)?|east|west", re.IGNORECASE)
"""A number, a letter or a direction: a road of no other name is known by its type."""
ENGLISH_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
SHORT = {"st": "saint", "sankt": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
"""Words of towns' names as they are shortened."""
APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ`´‘ʹ′", ""))
ORDINAL = re.compile(
    r"\b(\d+)[ -]?(?:й|я|ая|ый|ой|ий|е|ое|го|ого|ша|га|та|шы|ші|нчы|нчи|ya|aya|y|yi|iy|oy|oi|go|ogo|st|nd|rd|th)\b",
    re.IGNORECASE,
)


def match_key(canonical: Mapping[str, str], code: str | None, spec: Spec, skip: frozenset[str]) -> str | None:
    """Country, city, road without its type, house number and unit, folded to one script; None when all are missing.

    `skip` holds folded words that carry no identity (type words). Words of a name are sorted: their order does not
    matter. A floor counts only where no flat is named. In Japan and Korea the postcode stands for city and road.
    """
    given = canonical.get
    read = _slavic_name if spec.slavic else _name
    town, street = given("city", ""), given("road", "")
    if code in WITHOUT_STREETS:
        town, street = town or given("city_district", ""), street or given("suburb", "")
    if code in FRENCH:
        town = CEDEX.sub("", town)
    elif code == "IE":
        town = DUBLIN_DISTRICT.sub("", town)
    elif code in GERMAN and street:
        street = GERMAN_TYPE.sub(r"\1", street)
    city, road = read(town, NONE, code), read(street, skip, code)
    house = given("house_number", "")
    inner = given("unit") or (f"box {canonical['po_box']}" if "po_box" in canonical else given("level", ""))
    if house.isascii() and house.isdigit():
        number = house
    else:
        if code in NUMBERED_IN_STEPS:
            house = CJK_STEP.sub("-", house).strip("-")
        if code in UNIT_FIRST and not inner and (first := UNIT_FIRST[code].fullmatch(house)):
            inner, house = first.groups()
        number = _number(house)
    if not number and code in NAMED_HOUSES and "house" in canonical:
        number = _name(canonical["house"], ARTICLE, code)
    if inner and "level" in canonical and "unit" in canonical and spec.street_type == "before" and not spec.slavic:
        # In Spain a door has a letter or a small number on each floor.
        inner = inner if WITH_FLOOR.search(inner) else f"{canonical['level']} {inner}"
    elif inner.startswith("之") and "level" in canonical:
        inner = canonical["level"] + inner
    unit = _unit(inner) if inner else ""
    if inner and code in WITH_DOORS and (door := DOOR.search(inner)):
        low = [DANISH_FLOORS[word] for word in fold(inner).split() if word in DANISH_FLOORS]
        floor = FLAT_NUMBER.findall(inner)[:1] or low
        unit = "-".join(floor) + "".join(filter(str.isalpha, door[0])).casefold()
    if "staircase" in canonical and not spec.slavic:
        unit = f"{_unit(canonical['staircase'])}.{unit}"
    if code in BY_POSTCODE and number and BY_POSTCODE[code].fullmatch(given("postcode", "")):
        city, road = "", re.sub(r"\D", "", canonical["postcode"])
    if not (city or road or number or unit):
        return None
    return "|".join(((code or "").casefold(), city, road, number, unit))


@lru_cache(maxsize=65_536)
def _name(text: str, skip: frozenset[str], _: str | None) -> str:
    roads = CROSSING.split(ENGLISH_ORDINAL.sub("", text)) if skip else [text]
    kept: list[str] = []
    for road in roads:
        words = WORD.findall(POSSESSIVE.sub("s", road))
        named = [word for word in words if fold(word) not in skip]
        # 5th Avenue is not 5th Street; at a crossing the types are left out more often than not.
        kept += named if len(roads) > 1 or not all(map(NO_NAME.fullmatch, named)) else words
    if not skip:
        kept = [SHORT.get(fold(word), word) for word in kept]
    return "-".join(sorted(filter(None, [_word(word) for word in kept])))


def _word(word: str) -> str:
    """A word by its sound, which has no doubled letters; a Roman number as its figure: Emanuele II is no Emanuele."""
    return _figure(roman) if len(word) > 1 and (roman := ROMAN.fullmatch(word)) else skeleton(word)


def _figure(roman: re.Match[str]) -> str:
    return str(10 * len(roman[1]) + ROMAN_UNITS[roman[2].upper()])


def _without_area(words: list[str]) -> list[str]:
    """A microdistrict or quarter goes by its name; only where it has none but a number or letter by its type too."""
    areas = [AREAS[fold(word)] for word in words if fold(word) in AREAS]
    if not areas:
        return words
    named = [word for word in words if fold(word) not in AREAS]
    if any(len(word) > 1 and not word[0].isdigit() for word in named):
        return named
    return ["".join([*named, next(filter(None, areas), "")])]


_MICRODISTRICT = "мкр мкрн мкр-н м-н микрорайон микр мікрорайон ықшам шағын мөлтек шағынаудан mkr"
AREAS = {
    **{fold(word): "микрорайон" for word in _MICRODISTRICT.split()},
    **{fold(word): "квартал" for word in ["кв-л", "квартал", "kvartal", "kv-l", "quarter"]},
    **{fold(word): "" for word in ["аудан", "ауданы", "audany"]},
}
"""Folded type word of an area that stands for a street → what keeps `5 мкр` and `квартал 5` apart; '' adds nothing."""


@lru_cache(maxsize=65_536)
def _slavic_name(text: str, skip: frozenset[str], code: str | None) -> str:
    """As `_name`, without initials and the endings of ordinals; Belarusian writes o as it is spoken, a."""
    words = WORD.findall(ORDINAL.sub(r"\1", text.translate(APOSTROPHES)))
    kept = [word for word in words if fold(word) not in skip] or words
    if skip:
        kept = _without_area(kept)
    kept = [word for word in kept if len(word) > 1 or word.isdigit()] or kept
    return "-".join(sorted(filter(None, [skeleton(word, True, code == "BY") for word in kept])))


def _folded_number(text: str) -> str:
    pieces = [piece if piece in "/-" else "." if piece in ".," else _word(piece) for piece in _numbers(text)]
    return "".join(pieces)


def _numbers(text: str) -> Iterator[str]:
    """Numbers, letters and what parts them; a Roman number behind another number is parted from it (241 II)."""
    before = ""
    for piece in NUMBER.findall(GLUE.sub("", text)):
        if len(piece) > 1 and before[-1:].isdigit() and ROMAN.fullmatch(piece):
            yield "-"
        yield piece
        before = piece


def _folded_unit(text: str) -> str:
    bare = DOOR_WORDS.sub("", ORDINAL_SIGN.sub(r"\1", text))
    if flat := LETTERED_FLAT.match(bare):
        bare = flat[2] + bare[flat.end() :] if fold(flat[1]) in UNIT_TYPES else bare
    found = FLAT.findall(ROMAN_WORD.sub(_figure, ORDINAL.sub(r"\1", bare)))
    numbers = [skeleton(before) + digits + skeleton(behind) for before, digits, behind in found]
    words = [fold(word) for word in text.split()]
    if (side := next((word[0] for word in words if word in SIDES), "")) and numbers:
        numbers[-1] += side if numbers[-1].isdigit() else ""
    if numbers and (buildings := BUILDING.findall(text)):
        numbers = [*sorted((behind or before).casefold() for behind, before in buildings), *numbers]
    lead = "box" if text.startswith("box ") else ""
    if numbers:
        return lead + "-".join(numbers)
    floor = next((word.replace(" ", "") for word in words if word in LOW_FLOORS), "")
    letters = "".join(LETTER_ALONE.findall(text if not floor else " ".join(words[1:]))).casefold()
    return lead + (floor + (side or letters) or _named_unit(words))


def _named_unit(words: list[str]) -> str:
    """A unit without a figure, side or letter: a Roman number, or its words (Hinterhaus, Suite AB, Apt PH)."""
    roman = [_word(word) for word in words if len(word) > 1 and ROMAN.fullmatch(word)]
    return "-".join(roman or sorted(filter(None, [skeleton(word) for word in words if word not in UNIT_TYPES])))


UNIT_TYPES = word_set(
    """
    flat apartment apt unit suite ste room floor lot building wohnung etage appartement appt bureau porte apartamento
    sala oficina departamento piso planta appartamento interno lokal mieszkanie kamer
    квартира кв помещение пом офис оф комната ком приміщення офіс кімната
    """
)


_number, _unit = by_figures(_folded_number, 4096), by_figures(_folded_unit, 4096)

"""What tells a country: languages, capitals, regions, towns and postcodes, each turned round to name countries."""

from __future__ import annotations

import importlib.resources
import re
from dataclasses import dataclass
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.facts import all_regions, listed_countries, places, postcode_core
from onefold_dedupe.standardise.country import code_set
from onefold_dedupe.standardise.memo import memo

# Postcodes by their first digits where a country uses only a part of the shape; the postal services' own ranges.
RANGES = {
    "AT": r"[1-9]\d{3}", "BA": r"[78]\d{4}", "BE": r"[1-9]\d{3}", "BG": r"[1-9]\d{3}", "CH": r"[1-9]\d{3}",
    "CO": r"[0-9]\d{5}", "CY": r"[1-9]\d{3}", "DE": r"(?!00)\d{5}", "EC": r"[0-2]\d{5}", "EE": r"[1-9]\d{4}",
    "ES": r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}", "FR": r"(?!97|98|99|00)\d{5}", "GR": r"[1-8]\d{2} ?\d{2}",
    "HR": r"[1-5]\d{4}", "HU": r"[1-9]\d{3}", "IN": r"[1-8]\d{5}", "IS": r"[1-9]\d{2}", "IT": r"(?!99|4789)\d{5}",
    "LU": r"[1-9]\d{3}", "MC": r"980\d{2}", "MK": r"[1-7]\d{3}", "MX": r"(?!00)\d{5}", "MY": r"(?!00)\d{5}",
    "PE": r"[0-2]\d{4}", "RO": r"[0-9]\d{5}", "RS": r"[1-3]\d{4}", "SE": r"[1-9]\d{2} ?\d{2}",
    "CZ": r"[1-7]\d{2} ?\d{2}",
    "SK": r"[089]\d{2} ?\d{2}", "SI": r"[1-9]\d{3}", "SM": r"4789\d", "TR": r"(?:0[1-9]|[1-7]\d|8[01])\d{3}",
    "UY": r"[1-9]\d{4}", "VA": r"00120", "XK": r"[1-7]\d{4}", "ME": r"8\d{4}", "US": r"\d{5}", "LT": r"\d{5}",
    "ZA": r"\d{4}", "SG": r"[0-8]\d{5}", "MD": r"[2-7]\d{3}", "UA": r"(?:0[1-9]|[1-9]\d)\d{3}",
    "KZ": r"(?:0[1-9]|1[0-7])\d{4}", "RU": r"(?!2(?:1[0-3]|2\d|3[01]|4[67]))[1-6]\d{5}",
    "BY": r"2(?:1[0-3]|2\d|3[01]|4[67])\d{3}", "KG": r"7[12]\d{4}", "TJ": r"73\d{4}",
    "UZ": r"(?:1\d|2[01])\d{4}|2[23]0\d{3}",
    "VN": r"\d{5,6}", "PH": r"\d{4}", "AZ": r"\d{4}", "CL": r"\d{7}", "LV": r"",
}  # fmt: skip
BEFORE_TOWN = code_set(
    """
    AD AT FO BA BE BG CH CV CY CZ DE DK DO DZ EE ES FI FR GF GL GP GR GT HR HU IL IS IT LI LT LU MA MC MD ME MK MQ
    MX MY NC RU KZ BY KG NO PF PL PM PT PY RE RO RS SE SI SK SM SN TN TR UY UZ VA XK YT KG TJ TM AM AL AR CU NI SV
    """
)
AFTER_TOWN = code_set(
    """
    US CA AU NZ GB IN SG PH BD ZA PK MY ID VN CO PE EC PR TH AR CL KR LK NP BR AZ MD RE UA RU KZ BY
    """
)


@dataclass(frozen=True, slots=True)
class Language:
    """`countries` that write it, the likelier first; `letters` that it adds to a to z."""

    code: str
    countries: tuple[str, ...]
    letters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tongues:
    """All languages; folded street word or ending → index of the languages that have it; the same of small words."""

    languages: tuple[Language, ...]
    words: dict[str, tuple[int, ...]]
    endings: dict[str, tuple[int, ...]]
    small: dict[str, tuple[int, ...]]
    letters: dict[str, tuple[int, ...]]


def _read(name: str) -> list[list[str]]:
    file = importlib.resources.files("onefold_dedupe.standardise.address") / "data" / name
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@lru_cache(maxsize=1)
def tongues() -> Tongues:
    """The languages of `data/languages.tsv`."""
    languages: list[Language] = []
    tables: tuple[dict[str, list[int]], ...] = ({}, {}, {}, {})
    for index, (code, countries, words, small, letters) in enumerate(_read("languages.tsv")):
        languages.append(Language(code, tuple(countries.split()), frozenset(letters)))
        for word in words.split():
            tables[1 if word[0] == "-" else 0].setdefault(fold(word), []).append(index)
        for word in small.split():
            tables[2].setdefault(word, []).append(index)
        for letter in letters:
            tables[3].setdefault(letter, []).append(index)
    kept = [{word: tuple(dict.fromkeys(found)) for word, found in table.items()} for table in tables]
    return Tongues(tuple(languages), *kept)


@memo(65_536)
def languages_of(word: str) -> tuple[int, ...]:
    """The languages in which the folded word is a street's type, by itself or by its ending."""
    table = tongues()
    found = table.words.get(word, ())
    if found or len(word) < 5:
        return found
    return next((table.endings[word[-n:]] for n in range(8, 2, -1) if n < len(word) and word[-n:] in table.endings), ())


@lru_cache(maxsize=1)
def capitals() -> dict[str, tuple[str, ...]]:
    """Folded capital or large city → its country."""
    found: dict[str, list[str]] = {}
    for code, names in _read("capitals.tsv"):
        for name in names.split("|"):
            found.setdefault(fold(name), []).append(code)
    return {town: tuple(codes) for town, codes in found.items()}


@lru_cache(maxsize=1)
def town_countries() -> dict[str, tuple[str, ...]]:
    """Folded town → the countries that have one of that name in their list."""
    found = {town: list(codes) for town, codes in capitals().items()}
    for code in listed_countries():
        for town in places(code):
            codes = found.setdefault(town, [])
            if code not in codes:
                codes.append(code)
    return {town: tuple(codes) for town, codes in found.items()}


@lru_cache(maxsize=1)
def region_countries() -> dict[str, tuple[str, ...]]:
    """Folded name of a region, of four letters or more, → the countries that have one."""
    found: dict[str, list[str]] = {}
    for code, table in all_regions().items():
        for name in table:
            if len(name) > 3 and not name.isdigit():
                found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


@lru_cache(maxsize=1)
def all_countries() -> frozenset[str]:
    """The code of every country that any of these tables names."""
    spoken = {code for language in tongues().languages for code in language.countries}
    named = {code for table in (town_countries(), region_countries()) for codes in table.values() for code in codes}
    return frozenset(spoken | named | _numeric_patterns().keys())


@lru_cache(maxsize=1)
def _numeric_patterns() -> dict[str, re.Pattern[str]]:
    codes = BEFORE_TOWN | AFTER_TOWN
    return {code: re.compile(RANGES.get(code) or postcode_core(code) or "$.") for code in codes}


@memo(65_536)
def countries_of_postcode(digits: str) -> frozenset[str]:
    """The countries whose postcodes look like these digits."""
    return frozenset(code for code, pattern in _numeric_patterns().items() if pattern.fullmatch(digits))


def has_numeric_postcode(code: str) -> bool:
    """Whether a number stands for the postcode in this country's addresses."""
    return code in _numeric_patterns()

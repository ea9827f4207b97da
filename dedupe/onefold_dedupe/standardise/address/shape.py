"""The shape of an address: its text with every number replaced by the one that stands for all that are read alike.

House after house of a street is read once. The grammars look at how long a number is, whether it is a postcode, a year
or a region's code and whether it comes again, at nothing else of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from onefold_dedupe.standardise.address.evidence_tables import RANGES
from onefold_dedupe.standardise.address.facts import POSTCODES, all_postcodes, all_regions, regions
from onefold_dedupe.standardise.country import code_set
from onefold_dedupe.standardise.memo import memo

NUMBER = re.compile(
    r"[0-9](?<![^\W_].)(?<!\b[A-Ua-u] .)(?:[0-9]{4}-[0-9]{3}(?![\w-])|[0-9]{2} [0-9]{2}(?![0-9])|[0-9]{1,5}(?!\d)"
    r"|(?<!/.)(?![^\W_]|/))(?![^\W_]{2})"
)
"""A number that no word is glued to; one letter after it (12a) is the number's. A figure by itself stays in 1e and 1/2,
as any number does behind a lone letter: L 15 is a square of Mannheim, L 16 none. A postcode in two parts is one number.
What stands before is looked at from behind the first figure: a pattern that opens with one passes over text fast.
"""
DIGIT = re.compile("[0-9]")
LETTERED = re.compile(r"[0-9][A-Z]")
BRITISH = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]? ?)[0-9][ABD-HJLNP-UW-Z]{2}\b")
CANADIAN = re.compile(r"\b([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?)[0-9][ABCEGHJ-NPRSTV-Z][0-9]\b")
NOT_NOUGHT = str.maketrans("12346789", "55555555")
DUTCH = re.compile(r"(?<=[0-9]{4} )[A-Z]{2}(?= [^\W\d_])")
LONGEST_NUMBER = 6
LEADS = {1: 1, 2: 2, 3: 1, 4: 2, 5: 2, 6: 2}
"""Figures of a number → how many of them, from the left, tell a postcode or a year, but for those of FINE."""
FINE = {3: (), 4: ("26", "28", "67", "94"), 5: ("00", "47", "96", "97", "98"), 6: ("21", "22", "23", "24", "99")}
"""Figures of a number → beginnings of postcodes that are told apart by later figures: those numbers stay."""
WHOLE_STOREYS = code_set("DK NO FO GL SV")
"""Where the very figures of small numbers count: doors by their storey; postcodes that are told by every figure."""
LOOKS_AT_NOUGHTS = frozenset({None, "US", "PR", "GU", "VI", "AS", "MP"})
"""Countries whose addresses usaddress may read: its model knows round numbers."""


def shape_of(text: str, country: str | None) -> str:
    """`text` with the same length and its numbers replaced; `country` is the one that its source says.

    Equal numbers of a line stay equal and different ones different, and so do lines: an address that is written twice
    is read as one.
    """
    if country in WHOLE_STOREYS:
        return text
    lines = text.split(", ")
    shapes = list(map(_reader(country, 0), lines))
    if len(set(shapes)) < len(shapes):
        for at, line in enumerate(lines):
            like = 0
            while like + 1 < MOST_LIKES and shapes[at] in shapes[:at] and line not in lines[:at]:
                like += 1
                shapes[at] = _reader(country, like)(line)
    return ", ".join(shapes)


MOST_LIKES = 5


LONGEST_KEPT = 20
"""Characters of a line whose shape is kept: longer ones with a number hardly come again."""


@lru_cache(maxsize=1024)
def _reader(country: str | None, like: int) -> Callable[[str], str]:
    """`shape_of` of what stands between commas; `like`: which of the numbers that are read alike comes first."""

    @memo(16_384)
    def likes(digits: str) -> str:
        return _like(digits, country, like)

    def shape(line: str) -> str:
        if LETTERED.search(line):
            line = CANADIAN.sub(_like_canadian, BRITISH.sub(_like_british, line))
        if country == "NL":
            line = DUTCH.sub("ZX", line)
        taken: dict[str, str] = {}

        def stand_in(match: re.Match[str]) -> str:
            digits = match[0]
            found = taken.get(digits)
            if found is None:
                found = likes(digits)
                if found in taken.values():
                    others = (_like(digits, country, more) for more in range(MOST_LIKES))
                    found = next((one for one in others if one not in taken.values()), digits)
                taken[digits] = found
            return found

        return NUMBER.sub(stand_in, line)

    kept = memo(16_384)(shape)

    def read(line: str) -> str:
        if line.isdecimal() and line.isascii():
            return _like(line, country, like) if len(line) <= LONGEST_NUMBER else line
        if DIGIT.search(line) is None:
            return line
        return kept(line) if len(line) <= LONGEST_KEPT else shape(line)

    return read


def _like_british(match: re.Match[str]) -> str:
    """The postcode with its area and the letters of its district: no other letter or figure is looked at."""
    return f"{match[1].translate(NOT_NOUGHT)}5AA"


def _like_canadian(match: re.Match[str]) -> str:
    """The postcode with the letter of its province, whose district has a letter and a figure, 0 in the country."""
    district = match[1]
    return f"{district[0]}{district[1].translate(NOT_NOUGHT)}A{district[3:]}5A5"


def _like(digits: str, country: str | None, which: int) -> str:
    """One of the numbers that are read like `digits`."""
    size = len(digits)
    if size < 3:
        likes = _codes(country)[digits]
        return digits if digits[-1] == "0" and country in LOOKS_AT_NOUGHTS else likes[which % len(likes)]
    figure = "56789"[which]
    if size == 9:
        return "55555-55" + figure
    if size == 6 and digits[3] == " ":
        return f"{_lead(digits[0], 6, True)}{figure}{figure} {figure}{figure}"
    if digits.startswith(FINE[size]):
        return digits
    lead = digits[: LEADS[size]]
    noughts = digits[len(digits.rstrip("0")) :] if digits[-1] == "0" and country in LOOKS_AT_NOUGHTS else ""
    middle = size - len(lead) - len(noughts)
    return f"{_lead(lead, size, False)}{figure * middle}{noughts}" if middle > 0 else digits


@lru_cache(maxsize=256)
def _codes(country: str | None) -> dict[str, tuple[str, ...]]:
    """Number of one or two figures → the numbers of as many that are codes of regions of the same countries."""
    tables = list(all_regions().values()) if country is None else [regions(country)]
    likes: dict[object, list[str]] = {}
    # Those first that are the likes of most: no day, no storey, not round.
    numbers = sorted(
        [*map(str, range(10)), *(f"{number:02}" for number in range(100))],
        key=lambda digits: (digits[-1] == "0", int(digits) < 32, abs(int(digits[-1]) - 5), digits),
    )
    kinds = {digits: (len(digits), digits[0] == "0", *(digits in table for table in tables)) for digits in numbers}
    for digits, kind in kinds.items():
        likes.setdefault(kind, []).append(digits)
    return {digits: tuple(likes[kind][:5]) for digits, kind in kinds.items()}


YEARS = (re.compile(r"1[0-9]\d\d|20\d\d"), re.compile(r"1[789]\d\d|20\d\d"))


@lru_cache(maxsize=4096)
def _lead(lead: str, size: int, is_parted: bool) -> str:
    """The first of the beginnings of numbers of `size` figures that are postcodes, or years, where this one is."""
    wanted = _kind(lead, size, is_parted)
    others = (f"{number:0{len(lead)}}" for number in range(int(lead)))
    return next((one for one in others if one not in FINE[size] and _kind(one, size, is_parted) == wanted), lead)


@lru_cache(maxsize=8192)
def _kind(lead: str, size: int, is_parted: bool) -> tuple[bool, ...]:
    number = lead + "55 55" if is_parted else lead + "5" * (size - len(lead))
    return lead[0] == "0", *(pattern.fullmatch(number) is not None for pattern in _patterns())


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    cores = {*all_postcodes().values(), *POSTCODES.values(), *RANGES.values()} - {""}
    return *YEARS, *(re.compile(core) for core in sorted(cores))

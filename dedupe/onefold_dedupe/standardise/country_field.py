"""What people write into a country field beside a country's name: numbers, two spellings, titles of states, slips."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

from onefold_dedupe.standardise.country import VAT_CODES, country_code, country_names, fold_name
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.tables import words

_PIECES = re.compile(r"\s*[(),;/|\[\]]+\s*|\s+[–—-]\s+")
_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
_FIRST_CODE = re.compile(r"([A-Z]{2,3})\s+(\S.*)|(\S.*)\s+([A-Z]{2,3})")
_CODES: dict[str, str] = {
    **VAT_CODES,
    "ČR": "CZ",
    "DD": "DE",
    "DDR": "DE",
    "GDR": "DE",
    "ГДР": "DE",
    "WEISSRUSSLAND": "BY",
    "MOLDAU": "MD",
}
"""European Union's codes (VAT numbers), a short form that folds to another code, the state that joined another, and
German names of before.
"""
_FORMER = words("country.former")
_AMBIGUOUS = words("country.ambiguous")
_STATE_TITLES = words("country.state_titles")
_LONGEST_CODE = 3
_SHORTEST_SLIP = 6
"""Letters a name must have before one letter more, less or other is taken for a slip: Iran and Iraq are two."""


@cache
def _numbers() -> dict[str, str]:
    text = files("onefold_dedupe.standardise").joinpath("data/country_numbers.txt").read_text(encoding="utf-8")
    return dict(line.split() for line in text.splitlines() if not line.startswith("#"))


@memo(4096)
def read_country(text: str) -> tuple[str | None, str | None]:
    """Alpha-2 code and issue: `ambiguous_country` and `former_country` without a code, `extra_text` and
    `country_misspelt` with one.
    """
    text = text[:100]
    folded = fold_name(text)
    if folded in _AMBIGUOUS:
        return None, "ambiguous_country"
    if folded.replace(" ", "_") in _FORMER or text in ("CS", "SU", "YU", "AN"):
        return None, "former_country"
    if text.upper() in _CODES:
        return _CODES[text.upper()], None
    if not (folded.isascii() and len(folded) < 4 and not text.isascii()) and (code := country_code(text)):
        return code, None
    if code := _numbers().get(text):
        return code, None
    match = _SUBDIVISION.fullmatch(text)
    if match and (code := country_code(match.group(1))):
        return code, "extra_text"
    return _by_pieces(text) or _by_title(folded) or _by_slip(folded)


def _by_pieces(text: str) -> tuple[str, str | None] | None:
    """Germany (DE), Великобритания/UK, RU Россия; Россия, Москва with a rest."""
    pieces = [piece for piece in _PIECES.split(text) if piece]
    coded = _FIRST_CODE.fullmatch(text)
    if len(pieces) < 2 and coded:
        first, second = (country_code(piece) for piece in coded.groups() if piece)
        return (first, None) if first is not None and first == second else None
    if len(pieces) < 2:
        return None
    found = [country_code(piece) for piece in pieces]
    codes = {code for code in found if code}
    if len(codes) == len(pieces) == 2:
        return _of_region(pieces, found) or _of_region(pieces[::-1], found[::-1])
    if len(codes) != 1:
        return None
    code = codes.pop()
    named = [piece for piece, found_code in zip(pieces, found, strict=True) if found_code]
    others = [piece for piece, found_code in zip(pieces, found, strict=True) if not found_code]
    # A code beside words that are no country is as often a state's: CA, San Diego; not in New Mexico, USA.
    if others and all(len(piece) <= _LONGEST_CODE for piece in named):
        is_long = all(len(piece) == _LONGEST_CODE for piece in named)
        if not (is_long and all(_is_region(piece, code) for piece in others)):
            return None
    return code, "extra_text" if others else None


def _is_region(name: str, code: str) -> bool:
    from onefold_dedupe.standardise.address.facts import regions

    return fold_name(name) in regions(code)


def _of_region(pieces: list[str], codes: list[str | None]) -> tuple[str, str] | None:
    """Georgia, USA: the first names a region of the second that shares its name with a country; a region that is in
    ISO 3166 itself (Puerto Rico, USA) leaves two countries.
    """
    from onefold_dedupe.standardise.address.facts import regions

    region, country = pieces[0], codes[1]
    names = regions(country or "")
    name = names.get(fold_name(region)) if len(region) > _LONGEST_CODE else None
    is_country_too = name is not None and names.get((codes[0] or "").casefold()) == name
    return (country, "extra_text") if country and name and not is_country_too else None


def _by_title(folded: str) -> tuple[str, None] | None:
    """Королевство Испания, República Portuguesa is none: the name must be left when the title is taken off."""
    parts = folded.split()
    start = 0
    while start < len(parts) and parts[start] in _STATE_TITLES:
        start += 1
    code = country_code(" ".join(parts[start:])) if 0 < start < len(parts) else None
    return (code, None) if code and len(" ".join(parts[start:])) > 3 else None


@cache
def _by_first_letter() -> dict[tuple[str, int], list[tuple[str, str]]]:
    found: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for name, code in country_names().items():
        if len(name) >= _SHORTEST_SLIP:
            for length in range(len(name) - 1, len(name) + 2):
                found[name[0], length].append((name, code))
    return found


def _by_slip(folded: str) -> tuple[str | None, str | None]:
    from rapidfuzz.distance import OSA

    if len(folded) < _SHORTEST_SLIP - 1 or any(map(str.isdigit, folded)):
        return None, None
    near = {
        code
        for name, code in _by_first_letter().get((folded[0], len(folded)), ())
        if OSA.distance(folded, name, score_cutoff=1) <= 1
    }
    return (near.pop(), "country_misspelt") if len(near) == 1 else (None, None)

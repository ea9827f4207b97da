"""The short way for names of two or three ordinary words: what the long way does to them, less what never applies."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from onefold_dedupe.standardise.person_extras import SET_APART
from onefold_dedupe.standardise.person_fields import are_swapped
from onefold_dedupe.standardise.person_read import Reading
from onefold_dedupe.standardise.person_titles import BEHIND, TITLE_TAILS, TITLES
from onefold_dedupe.standardise.person_words import COUPLE_WORDS, EAST_SLAVIC, KIN, patronymic
from onefold_dedupe.standardise.slavic import PARTICLES, order_ordinary
from onefold_dedupe.standardise.text import may_be_a_placeholder
from onefold_dedupe.standardise.western import by_custom, special_words

_LATIN = re.compile(r"(?:Mc|Mac|O')?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}(?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,})?")
_CYRILLIC = re.compile(r"[А-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ][а-яёіїєґўәғқңөұүһ]{2,}(?:-[А-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ][а-яёіїєґўәғқңөұүһ]{2,})?")


@cache
def _extraordinary() -> frozenset[str]:
    return frozenset(SET_APART | TITLES | TITLE_TAILS | BEHIND | COUPLE_WORDS | KIN | PARTICLES | special_words())


class _Ordinary(NamedTuple):
    script: str
    patronymic: str | None
    fills_a_field: bool


@lru_cache(maxsize=131_072)
def _ordinary(word: str) -> _Ordinary | None:
    """Facts of a capitalised word of three letters and more that only names' lists have, None of any other."""
    script = "latin" if _LATIN.fullmatch(word) else "cyrillic" if _CYRILLIC.fullmatch(word) else None
    if script is None or word.casefold() in _extraordinary() or may_be_a_placeholder(word):
        return None
    return _Ordinary(script, patronymic(word), word.isalpha())


def read_ordinary(words: list[str], hint: str | None) -> Reading | None:
    """The reading of two or three ordinary words of one script, None for any other text."""
    if not 2 <= len(words) <= 3:
        return None
    first, last = _ordinary(words[0]), _ordinary(words[-1])
    if first is None or last is None or first.script != last.script:
        return None
    kinds = [first.patronymic, last.patronymic]
    if len(words) == 3:
        middle = _ordinary(words[1])
        if middle is None or middle.script != first.script:
            return None
        kinds.append(middle.patronymic)
    if first.script == "cyrillic" or "sure" in kinds or (len(words) == 3 and "shape" in kinds):
        return Reading(*order_ordinary(words))
    if len(words) == 2 and hint in EAST_SLAVIC:
        parts, confidence = order_ordinary(words)
        if confidence > 0.5:
            return Reading(parts, confidence)
    parts = {"given": words[0], "family": words[-1]}
    if len(words) == 3:
        parts["middle"] = words[1]
    return Reading(*by_custom(parts, " ".join(words), hint))


def read_ordinary_fields(given: str, middle: str, family: str) -> tuple[dict[str, str], bool] | None:
    """The parts of a name kept in fields of one ordinary word each, `middle` perhaps empty, and whether given and
    family name stood in each other's field; None for any other fields.
    """
    first, last = _ordinary(given), _ordinary(family)
    if first is None or last is None or not (first.fills_a_field and last.fills_a_field):
        return None
    between = _ordinary(middle) if middle else None
    if middle and (between is None or not between.fills_a_field):
        return None
    swapped = are_swapped(given, family)
    if swapped:
        given, family = family, given
    if between is None:
        return {"given": given, "family": family}, swapped
    return {"given": given, "patronymic" if between.patronymic else "middle": middle, "family": family}, swapped

"""The short way for names of two or three ordinary words: what the long way does to them, less what never applies."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from onefold_dedupe.standardise.person_extras import NOT_PEOPLE
from onefold_dedupe.standardise.person_read import Reading
from onefold_dedupe.standardise.person_titles import BEHIND, TITLES
from onefold_dedupe.standardise.person_words import COUPLE_WORDS, EAST_SLAVIC, KIN, patronymic
from onefold_dedupe.standardise.slavic import PARTICLES, order_ordinary
from onefold_dedupe.standardise.western import by_custom, special_words

_LATIN = re.compile(r"(?:Mc|Mac|O')?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}(?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,})?")
_CYRILLIC = re.compile(r"[А-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ][а-яёіїєґўәғқңөұүһ]{2,}(?:-[А-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ][а-яёіїєґўәғқңөұүһ]{2,})?")


@cache
def _extraordinary() -> frozenset[str]:
    return frozenset(NOT_PEOPLE | TITLES | BEHIND | COUPLE_WORDS | KIN | PARTICLES | special_words())


@lru_cache(maxsize=131_072)
def _script(word: str) -> str | None:
    """'latin' or 'cyrillic' of a capitalised word of three letters and more that only names' lists have, else None."""
    found = "latin" if _LATIN.fullmatch(word) else "cyrillic" if _CYRILLIC.fullmatch(word) else None
    return found if found and word.casefold() not in _extraordinary() else None


def _has_patronymic(words: list[str]) -> bool:
    kinds = [patronymic(word) for word in words]
    return "sure" in kinds or (len(words) > 2 and "shape" in kinds)


def read_ordinary(words: list[str], hint: str | None) -> Reading | None:
    """The reading of two or three ordinary words of one script, None for any other text."""
    if not 2 <= len(words) <= 3:
        return None
    script = _script(words[0])
    if script is None or any(_script(word) != script for word in words[1:]):
        return None
    if script == "cyrillic" or _has_patronymic(words):
        return Reading(*order_ordinary(words))
    if len(words) == 2 and hint in EAST_SLAVIC:
        parts, confidence = order_ordinary(words)
        if confidence > 0.5:
            return Reading(parts, confidence)
    parts = {"given": words[0], "family": words[-1]}
    if len(words) == 3:
        parts["middle"] = words[1]
    return Reading(*by_custom(parts, " ".join(words), hint))

"""Whether a text shows that the country its source says is a wrong one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from onefold_dedupe.standardise.address.ends import SAME_COUNTRY
from onefold_dedupe.standardise.address.evidence import (
    CYRILLIC,
    CYRILLIC_WRITERS,
    OTHER_SCRIPT,
    can_be_in,
    decisive_sign,
    likeliest_country,
)
from onefold_dedupe.standardise.address.evidence_tables import languages_of, tongues
from onefold_dedupe.standardise.address.evidence_us import is_american, is_street_line
from onefold_dedupe.standardise.address.facts import postcode_core, regions
from onefold_dedupe.standardise.address.general import SECOND_LANGUAGES
from onefold_dedupe.standardise.address.world import languages as official_languages
from onefold_dedupe.standardise.country import code_set, country_names

# Whose postcodes and states are like no other country's; a number that looks like a Polish postcode may be a house's.
UNMISTAKABLE = frozenset({"GB", "CA", "US", "BR", "NL", "PT"})
MAY_BE_PROOF = re.compile(r"[A-Za-z]|\d-\d")
POLISH = re.compile("[ąćęłńśźż]", re.IGNORECASE)
CODE = re.compile(r"(?<![\w/-])\d{4,6}(?![\w/-])")
"""A number that may be a postcode."""
DUTCH_TOWN = re.compile(r",\s*[1-9]\d{3} [^\W\d_]")
SHARED_SCRIPTS = {
    "GR": code_set("GR CY"), "IL": code_set("IL PS"), "KR": code_set("KR KP"), "AM": code_set("AM"),
    "GE": code_set("GE"), "JP": code_set("JP"),
}  # fmt: skip
"""Country that a script stands for → the countries that write it."""
MUST = frozenset({"place", "region", "postcode"})
"""Of the two signs that refute a hint one is a name or a postcode: a language is spoken in many countries."""


Signs = tuple[str, tuple[str, ...]]
"""A country and the kinds of signs that speak for it."""


def refuting_country(
    text: str, hint: str, words: Sequence[str], has_postcode: bool, *, is_apart: bool = False
) -> Signs | None:
    """The country that the text surely is in rather than in `hint`, with the signs; None where the hint may be right.

    `words`: the folded words of the text. `has_postcode`: a postcode of the hint's was read. `is_apart`: it has a field
    of its own, so that a number here is a house's.
    """
    sign = _proof(text, hint, has_postcode)
    if sign and not _is_same(sign[0], hint):
        return sign[0], (sign[1],)
    if not text.isascii() and OTHER_SCRIPT.search(text) and (found := _by_script(text, hint)):
        return found
    named = country_names().get(words[-1]) if words and len(words[-1]) == 2 else None
    if named and not _is_same(named, hint) and words[-1] not in regions(hint):
        guess = likeliest_country(text[: text.lower().rfind(words[-1])])
        if guess and guess.is_sure and guess.code == named:
            return named, ("name", *guess.signs)
    if hint == "NL" and not has_postcode and DUTCH_TOWN.search(text):
        return None  # the Dutch leave the letters out: 1234 Bergen
    is_odd = not (has_postcode or is_apart) and CODE.search(text) is not None and postcode_core(hint) != ""
    if not (is_odd or _speaks_another(words, hint)):
        return None
    guess = likeliest_country(text)
    if guess is None or not guess.is_sure or _is_same(guess.code, hint):
        return None
    signs = (*guess.signs, *(["language"] if "language" not in guess.signs and _speaks(words, guess.code) else []))
    if len(MUST.intersection(signs)) + ("language" in signs) < 2 or can_be_in(text, hint):
        return None
    return guess.code, signs


def _proof(text: str, hint: str, has_postcode: bool) -> tuple[str, str] | None:
    """A decisive sign that holds against a hint: an American line where the hint's postcode of digits was read."""
    if has_postcode:
        may_be = hint != "US" and "[A-Z]" not in postcode_core(hint) and is_street_line(text)
        return ("US", "region") if may_be and is_american(text) else None
    sign = decisive_sign(text) if MAY_BE_PROOF.search(text) else None
    if sign and (sign[0] in UNMISTAKABLE or (sign[0] == "PL" and POLISH.search(text))):
        return sign
    return None


def _is_same(code: str, hint: str) -> bool:
    return code in (hint, SAME_COUNTRY.get(hint)) or SAME_COUNTRY.get(code) == hint


def _by_script(text: str, hint: str) -> Signs | None:
    """The country of a script that the hint's country does not write; of Cyrillic only with a town or a postcode."""
    if CYRILLIC.search(text):
        guess = likeliest_country(text) if hint not in CYRILLIC_WRITERS else None
        is_placed = guess is not None and guess.is_sure and not MUST.isdisjoint(guess.signs)
        return (guess.code, guess.signs) if guess and is_placed else None
    sign = decisive_sign(text)
    if sign is None or sign[1] != "script" or hint in SHARED_SCRIPTS.get(sign[0], (hint,)):
        return None
    return sign[0], ("script",)


def _speaks_another(words: Sequence[str], hint: str) -> bool:
    """Whether words are streets' types in languages of other countries and none in one of the hint's or in English."""
    own = _languages(hint)
    is_foreign = False
    for found in filter(None, map(languages_of, words)):
        if not own.isdisjoint(found):
            return False
        is_foreign = True
    return is_foreign


@lru_cache(maxsize=256)
def _languages(code: str) -> frozenset[int]:
    """English and the languages of a country, official ones and those on its street signs."""
    spoken = {"en", *official_languages(code), *SECOND_LANGUAGES.get(code, ())}
    return frozenset(at for at, one in enumerate(tongues().languages) if code in one.countries or one.code in spoken)


def _speaks(words: Sequence[str], code: str) -> bool:
    languages = tongues().languages
    return any(code in languages[index].countries for word in words for index in languages_of(word))

"""The short way for names of two or three ordinary words: what the long way does to them, less what never applies."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from onefold_dedupe.standardise.east_asian import may_be_asian
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.name_usage import leaning, usage
from onefold_dedupe.standardise.person_extras import SET_APART, SPOUSE_MARKS
from onefold_dedupe.standardise.person_titles import BEHIND, ENGLISH, SUFFIXES, TITLE_TAILS, TITLES
from onefold_dedupe.standardise.person_words import COUPLE_WORDS, EAST_SLAVIC, FAMILY_FIRST, KIN, patronymic
from onefold_dedupe.standardise.slavic import PARTICLES, are_swapped, given_weight, order_ordinary
from onefold_dedupe.standardise.tables import words as table
from onefold_dedupe.standardise.text import may_be_a_placeholder
from onefold_dedupe.standardise.western import LONE_PARTICLES, by_custom, is_never_family, opens_family, special_words

_LATIN = re.compile(r"(?:Mc|Mac|O')?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}(?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,})?")
_CYRILLIC = re.compile(r"[А-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ][а-яёіїєґўәғқңөұүһ]{2,}(?:-[А-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ][а-яёіїєґўәғқңөұүһ]{2,})?")
_PLAIN_PARTICLES = table("western.plain_particles")
_SET_BESIDE = (
    ENGLISH | SUFFIXES | SPOUSE_MARKS | {word for title in table("person.two_word_titles") for word in title.split("_")}
)
"""Ordinary words that fields of several words are parted by."""


@cache
def _extraordinary() -> frozenset[str]:
    particles = PARTICLES | LONE_PARTICLES | special_words()
    return frozenset(SET_APART | TITLES | TITLE_TAILS | BEHIND | COUPLE_WORDS | KIN | particles)


class _Ordinary(NamedTuple):
    """Facts of an ordinary word; the last six are those by which the order of two words is settled.

    `weight`: how much it looks like a given name rather than a surname in an East Slavic name. `is_given`: usage has it
    as a given name and nothing turns a name that it opens; `is_family`: nor one that it ends. `is_never_family`:
    another such word beside it may be a second given name. `opens_family`: the first half of de-Boer. `may_be_asian`:
    it may be a family name that stands first.
    """

    script: str
    patronymic: str | None
    fills_a_field: bool
    weight: int
    is_given: bool
    is_family: bool
    is_never_family: bool
    opens_family: bool
    may_be_asian: bool


@memo(131_072)
def _ordinary(word: str) -> _Ordinary | None:
    """Facts of a capitalised word of three letters and more that only names' lists have, None of any other."""
    script = "latin" if _LATIN.fullmatch(word) else "cyrillic" if _CYRILLIC.fullmatch(word) else None
    if script is None or word.casefold() in _extraordinary() or may_be_a_placeholder(word):
        return None
    seen, leans = usage(word), leaning(word)
    return _Ordinary(
        script,
        patronymic(word),
        word.isalpha(),
        given_weight(word),
        leans > 0 and seen.given != 1,
        leans < 0 and seen.family > 0,
        is_never_family(word),
        "-" in word and opens_family(word),
        may_be_asian(word),
    )


def is_plain_field(text: str) -> bool:
    """Whether a field holds ordinary words, perhaps with particles, of which no reading of fields takes one away."""
    found = _ordinary(text)
    return (found is not None and found.fills_a_field) or _is_plain(text)


@memo(65_536)
def _is_plain(text: str) -> bool:
    *before, last = text.split(" ")
    found = _ordinary(last)
    if found is None or (before and found.patronymic):
        return False
    words = [word for word in (*before, last) if word not in _PLAIN_PARTICLES]
    return all(map(_ordinary, words)) and _SET_BESIDE.isdisjoint(map(str.casefold, words))


def read_ordinary(words: list[str], hint: str | None) -> tuple[dict[str, str], float] | None:
    """The parts of two or three ordinary words of one script and how sure they are, None for any other text."""
    count = len(words)
    if not 2 <= count <= 3:
        return None
    first, last = _ordinary(words[0]), _ordinary(words[-1])
    if first is None or last is None or first.script != last.script:
        return None
    kinds = [first.patronymic, last.patronymic]
    if count == 3:
        middle = _ordinary(words[1])
        if middle is None or middle.script != first.script:
            return None
        kinds.append(middle.patronymic)
    if first.script == "cyrillic" or "sure" in kinds or (count == 3 and "shape" in kinds):
        return _ordered(words, first, last)
    if count == 2 and hint in EAST_SLAVIC:
        parts, confidence = _ordered(words, first, last)
        if confidence > 0.5:
            return parts, confidence
    parts = {"given": words[0], "family": words[-1]}
    if count == 3:
        parts["middle"] = words[1]
    elif _is_in_order(first, last, hint):
        return parts, 0.9
    return by_custom(parts, " ".join(words), hint)


def _ordered(words: list[str], first: _Ordinary, last: _Ordinary) -> tuple[dict[str, str], float]:
    """As `order_ordinary`; of two words that are no patronymic their weights are all that it looks at."""
    if len(words) > 2 or last.patronymic == "sure":
        return order_ordinary(words)
    leads = first.weight - last.weight
    one, other = words
    parts = {"given": one, "family": other} if leads >= 0 else {"family": one, "given": other}
    return parts, 0.9 if abs(leads) >= 2 else 0.75 if leads else 0.5


def _is_in_order(first: _Ordinary, last: _Ordinary, hint: str | None) -> bool:
    """Whether no custom that `by_custom` knows turns or joins two words."""
    return (
        (first.is_given or last.is_family)
        and not (first.is_never_family and last.is_never_family)
        and not first.opens_family
        and (hint not in FAMILY_FIRST if hint else not first.may_be_asian)
    )


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

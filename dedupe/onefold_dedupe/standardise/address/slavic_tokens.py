"""How East Slavic tokens come apart, what reads as a house number, and the towns that need no type word."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from onefold_dedupe.standardise.address.cities import latin_names
from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.address.slavic_words import BLOCK, CITY, NOISE, STATES, SUBURB, WORDS
from onefold_dedupe.standardise.address.spec import (
    ENTRANCE,
    LEVEL,
    NUMBER_MARK,
    ROLE_LABELS,
    STREET,
    UNIT,
)
from onefold_dedupe.standardise.country import word_set
from onefold_dedupe.standardise.memo import memo

_INNER_MARK = r"(?:к?соор|корп|стр|лит|[^\W\d_]{0,2})"
HOUSE = re.compile(
    rf"№?\d{{1,5}}(?!\d){_INNER_MARK}(?:[/\\.\-–—]?(?:\d{{1,5}}{_INNER_MARK}|(?<![^\W\d_])[^\W\d_]{{1,2}})){{0,4}}[.)\-/]*"
)
ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)|\d+-(?:ya|aya|y|yi|iy|oy|go|i|ia|sha)\.?|\d+-?(?:й|я|ая|ый|ой|ий|ого|го|летия|летие|річчя|тя|ша|ға|га|шы|ші|лет|марта|мая)\.?",
    re.IGNORECASE,
)
NAME_NUMBER_NEXT = word_set(
    """
    лет летия летие мая марта января февраля апреля июня июля августа сентября октября ноября декабря річчя років
    травня березня лістапада квітня серпня жовтня год года гвардейской съезда партсъезда пятилетки стрелковой
    дивизии армии
    """
)  # fmt: skip
GLUED_NUMBER = re.compile(r"([^\W\d_]{1,10}[.\-]?)№?\d")
GLUED_UNIT = re.compile(r"(?<=\d)([^\W\d_]?[./-]?)([^\W\d_]{2,4})\.?(?=№?\d)")
"""A flat or a storey that is glued to the house number, perhaps behind its letter: 5кв8, 12а-кв.8, 5к3оф8."""
NUMBER_GLUED = re.compile(r"\d{1,5}[^\W\d_]?-?(?=([^\W\d_]{2,}[^\W\d_\-]*)\.?$)")
TWO_DIGITS = re.compile(r"\d{1,2}")
LETTERS = re.compile(r"[^\W\d_]{1,2}\.?")
JOIN = re.compile(r"[-–—/\\]+")
GLUABLE = frozenset({NUMBER_MARK, BLOCK, *ROLE_LABELS})
GLUABLE_AFTER = frozenset({NUMBER_MARK, SUBURB, UNIT, LEVEL, ENTRANCE})
GLUED_INSIDE = frozenset({UNIT, LEVEL, ENTRANCE})
CONTACT = re.compile(r"@|://|www\.|^\+?\d?\(?\d{3}\)|^\+\d|^\d{1,3}-\d\d-\d\d$", re.IGNORECASE)


@memo(65_536)
def split_glued(token: str) -> tuple[int, ...]:
    """Offsets at which a token comes apart: `ул.Мира` at 3, `д.5` at 2, `оф103` at 2."""
    return split_token(token, fold)


def split_token(token: str, fold: Callable[[str], str]) -> tuple[int, ...]:
    """As split_glued, of a script whose words `fold` brings to the spelling of WORDS."""
    cuts: list[int] = []
    begin = 0
    if fold(token) in WORDS:
        return ()
    for at, sign in enumerate(token[:-1]):
        if sign == "(" and at > begin:
            cuts.append(at)
            begin = at
        elif sign == "." and at > begin and fold(token[begin:at]) in WORDS and token[at + 1] != ".":
            cuts.append(at + 1)
            begin = at + 1
        elif (
            sign == "/"
            and at > begin + 2
            and token[at - 1 : at + 2].replace("/", "").isalpha()
            and fold(token[begin:]) not in WORDS
        ):
            cuts.append(at)
            begin = at + 1
    match = NUMBER_GLUED.match(token, begin)
    if match and WORDS.get(fold(token[match.end() :])) in GLUABLE_AFTER:
        cuts.append(match.end())
    match = GLUED_NUMBER.match(token, begin)
    if match and WORDS.get(fold(match.group(1))) in GLUABLE:
        cuts.append(match.end(1))
    for match in GLUED_UNIT.finditer(token, begin):
        letter, name = match.group(1), match.group(2)
        whole = letter.rstrip("./-") + name if letter[-1:].isalpha() else ""
        if whole and WORDS.get(fold(whole)) in GLUED_INSIDE:
            cuts += [match.start(), match.end()]
        elif WORDS.get(fold(name)) in GLUED_INSIDE:
            cuts += [match.start(2), match.end()]
    return tuple(sorted({cut for cut in cuts if cut}))


@lru_cache(maxsize=1)
def known_cities() -> frozenset[str]:
    """Folded names of the larger towns of Russia, Ukraine, Kazakhstan and Belarus."""
    return places("RU") | places("UA") | places("KZ") | places("BY") | latin_names()


@lru_cache(maxsize=1)
def known_states() -> frozenset[str]:
    listed = {name for code in ("RU", "UA") for name in regions(code) if len(name) > 3}
    return frozenset(STATES) | (frozenset(listed) - known_cities())


@lru_cache(maxsize=1)
def state_openings() -> frozenset[str]:
    """What the first token of a known region can be: its first words, or '' for a sign before it."""
    names = [name.split() for name in known_states()]
    return frozenset({" ".join(words[:count]) for words in names for count in range(1, len(words) + 1)} | {""})


def word_run(draft: Draft, roles: list[str], at: int, step: int, limit: int = 5) -> list[int]:
    """Free words without a role from `at` on (or back, step -1) within the segment, in text order."""
    found: list[int] = []
    labels, segments, size = draft.label, draft.segment, len(roles)
    segment = segments[at - step]
    while 0 <= at < size and not labels[at] and segments[at] == segment and len(found) < limit:
        if (roles[at] and not is_initial(draft, roles, at)) or not draft.fold[at]:
            break
        word = draft.text[at]
        if word[0].isdigit() and not ORDINAL.fullmatch(word):
            break
        found.append(at)
        at += step
    return found if step > 0 else found[::-1]


def is_initial(draft: Draft, roles: list[str], at: int) -> bool:
    """Whether `К.` or `С.` before a name is somebody's initial rather than a typed word."""
    word = draft.text[at]
    return (
        len(word) == 2
        and word[1] == "."
        and word[0].isupper()
        and roles[at] in (BLOCK, CITY, STREET, NOISE)
        and at + 1 < len(draft)
        and draft.text[at + 1][:1].isupper()
    )

"""The street line of an American address: house number, road by its type, units after it."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_inner import inner_spans
from onefold_dedupe.standardise.address.us_words import (
    DIRECTIONS,
    FLOOR_WORDS,
    LEVEL_WORDS,
    NUMBERED,
    STREET_UNITS,
    STREET_WORDS,
    UNIT_WORDS,
    WHOLE_UNITS,
)
from onefold_dedupe.standardise.country import word_set

HOUSE = re.compile(r"\d+[A-Za-z]?(?:[-;]\d+[A-Za-z]?)*(?:-[A-Za-z])?|[NSEWnsew]\d+[NSEWnsew]\d+")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
FRACTIONS = frozenset(("1/2", "1/4", "3/4", "1/3", "2/3", "½", "¼", "¾"))
BARE_UNIT = re.compile(r"[A-Za-z]?-?\d+[A-Za-z]?|[A-Za-z]")
ROUTE_NUMBER = re.compile(r"[a-z]?\d+[a-z]?|[a-z]{1,3}")
ROUTE_LEADS = word_set("old new state us county country co farm ranch to and market federal forest service township")
ROUTE_TAILS = word_set("business bus bypass alternate alt loop spur truck")
LEVEL = re.compile(r"[1-9]|10")
"""Unmarked, one to ten is a storey by libpostal's convention (`Floor.max_floors` of its generator).

The key does not tell storey and unit apart."""
OPENING_UNITS = UNIT_WORDS | WHOLE_UNITS | STREET_UNITS
Spans = list[tuple[list[int], str]]


def is_bare_road(draft: Draft, tokens: list[int]) -> bool:
    """Whether no town can follow the road in its group: the only type ends it and names no towns."""
    folded = [draft.fold[i] for i in tokens if draft.fold[i] not in DIRECTIONS]
    return folded[-1] in INNER_TYPES and not any(word in STREET_WORDS for word in folded[:-1])


def number_end(draft: Draft, street: list[int]) -> int:
    """How many tokens the house number takes at the beginning, with a fraction, a range or a letter; 0 when none."""
    words = [draft.text[i] for i in street[:4]]
    if not HOUSE.fullmatch(words[0]):
        return 0
    if len(words) > 3 and words[1] == "-" and HOUSE.fullmatch(words[2]):
        return 3
    if len(words) > 2 and words[1] in FRACTIONS:
        return 2
    return 2 if len(words) > 3 and takes_letter(draft, street) else 1


def takes_letter(draft: Draft, street: list[int]) -> bool:
    """Whether a letter after the number is part of it: `12 B Oak Street`, not `12 B Street` or `12 E Oak Street`."""
    letter, following = draft.fold[street[1]], draft.fold[street[2]]
    if len(letter) != 1 or len(following) < 2 or following in STREET_WORDS or following == "and":
        return False
    opens = draft.text[street[0]].isdigit() and (letter in "abc" or (letter in "df" and following in DIRECTIONS))
    return opens and any(draft.fold[i] in STREET_WORDS for i in street[3:])


def is_plain_name(draft: Draft, tokens: list[int]) -> bool:
    """Whether a road without a type is words only, none of which names a unit or a direction at the end."""
    folded = [draft.fold[i] for i in tokens]
    return (
        len(folded) <= 5
        and not _names_two(folded)
        and all(word.isalpha() and len(word) > 1 and word not in UNIT_WORDS and word != "box" for word in folded)
    )


def street_spans(draft: Draft, street: list[int], start: int) -> tuple[int | None, Spans]:
    """Where the road of a regular street group ends, and the units after it; None when the group is not regular."""
    folded = [draft.fold[i] for i in street]
    size = len(street)
    fixed = grid_end(folded, start) or _route_end(folded, start)
    if fixed:
        return _with_tail(draft, street, fixed)
    for end in range(start + 2, size):
        is_floor = folded[end] in FLOOR_WORDS and end + 1 < size and folded[end + 1] in LEVEL_WORDS
        if (is_floor or folded[end] in OPENING_UNITS or draft.text[street[end]][0] in "#0123456789") and _closes_road(
            folded, end - 1
        ):
            inner = inner_spans(draft, street[end:])
            if inner and _is_one_road(folded, start, end):
                return end, inner
    if size > start + 2 and BARE_UNIT.fullmatch(draft.text[street[-1]]) and folded[-1] not in DIRECTIONS:
        end = size - 1
        if _closes_road(folded, end - 1) and _is_one_road(folded, start, end):
            return _with_tail(draft, street, end)
    if (
        size > start + 1
        and (_closes_road(folded, size - 1) or _closes_highway(folded))
        and _is_one_road(folded, start, size)
    ):
        return size, []
    return None, []


def _with_tail(draft: Draft, street: list[int], end: int) -> tuple[int | None, Spans]:
    """The units from position `end` on, of which the first may be a number without a mark."""
    tail = street[end:]
    if not tail:
        return end, []
    inner = inner_spans(draft, tail)
    if inner is not None:
        return end, inner
    if not BARE_UNIT.fullmatch(draft.text[tail[0]]):
        return None, []
    rest = inner_spans(draft, tail[1:]) if len(tail) > 1 else []
    label = "level" if LEVEL.fullmatch(draft.text[tail[0]]) else "unit"
    return (None, []) if rest is None else (end, [(tail[:1], label), *rest])


def numbered_street(folded: list[str], start: int) -> bool:
    """Whether a road that ends in a direction is a route, in a grid or an ordinal's (`5th Ave South`)."""
    if grid_end(folded, start) or _route_end(folded, start):
        return True
    return len(folded) == start + 3 and ORDINAL.fullmatch(folded[start]) is not None


def grid_end(folded: list[str], start: int) -> int:
    """Where a road of a grid of streets ends, such as `E 1700 S`; 0 when there is none."""
    words = folded[start : start + 3]
    if len(words) == 3 and words[0] in DIRECTIONS and words[1].isdigit() and words[2] in DIRECTIONS:
        return start + 3
    return 0


def _route_end(folded: list[str], start: int) -> int:
    """Where a numbered road ends, such as `N State Route 7 E`; 0 when there is none."""
    at, size = start, len(folded)
    if at < size and folded[at] in DIRECTIONS:
        at += 1
    lead = at
    while at < size and folded[at] in ROUTE_LEADS:
        at += 1
    is_typed = at < size and (folded[at] in NUMBERED or (at > lead and folded[at] in ("road", "rd")))
    if not is_typed or at + 1 >= size or not ROUTE_NUMBER.fullmatch(folded[at + 1]):
        return 0
    if folded[at + 1] in STREET_WORDS or folded[at + 1] in UNIT_WORDS or folded[at + 1] in DIRECTIONS:
        return 0
    at += 2
    while at < size and (folded[at] in DIRECTIONS or folded[at] in ROUTE_TAILS):
        at += 1
    return at


INNER_TYPES = word_set("st street ave avenue blvd boulevard rd road dr drive ln lane ct pkwy parkway hwy highway way")
LATER_NUMBER = word_set("rr highway hwy route rte interstate")


def _is_one_road(folded: list[str], start: int, end: int) -> bool:
    closing = end - 2 if folded[end - 1] in DIRECTIONS else end - 1
    return not _names_two(folded[start:closing])


def _names_two(inner: list[str]) -> bool:
    """Whether a street type stands inside, as when a building follows the road (`Elm Ave S Uptown Square`)."""
    return any(word in INNER_TYPES for word in inner[1:])


def _closes_highway(folded: list[str]) -> bool:
    """Whether a highway by a name, with no number, ends the street: `Gray Hwy North`."""
    at = len(folded) - (2 if folded[-1] in DIRECTIONS else 1)
    return at >= 2 and folded[at] in ("highway", "hwy")


def _closes_road(folded: list[str], at: int) -> bool:
    if at >= 2 and folded[at] in DIRECTIONS:
        at -= 1
    return at >= 2 and folded[at] in STREET_WORDS and folded[at] not in LATER_NUMBER

"""Regular American lines: `number road-with-type [unit], [unit,] city [state] [zip]`."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_inner import inner_spans
from onefold_dedupe.standardise.address.us_words import (
    CITY_STATES,
    DIRECTIONS,
    NUMBERED,
    QUADRANTS,
    STREET_UNITS,
    STREET_WORDS,
    UNIT_WORDS,
    WHOLE_UNITS,
    is_state,
    is_zip,
    state_length,
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
BOROUGHS = word_set("manhattan brooklyn queens bronx") | {"the bronx", "staten island"}
Spans = list[tuple[list[int], str]]


def parse_regular(draft: Draft) -> bool:
    """Label a regular line; False, with nothing labelled, when the line is anything else."""
    groups = draft.segments()
    if not 2 <= len(groups) <= 6:
        return False
    street, *middle, place = groups
    start = number_end(draft, street)
    if not start or len(street) <= start:
        return False
    found = _place_spans(draft, middle, place)
    if found is None:
        return False
    spans, has_town = found
    road_end, inner = street_spans(draft, street, start)
    is_placed = any(tokens and label in ("state", "postcode") for tokens, label in spans)
    if road_end is None and has_town and is_placed and not middle and _is_plain_name(draft, street[start:]):
        road_end = len(street)
    if road_end is None or (is_placed and not has_town and not inner and not _is_bare_road(draft, street[start:])):
        return False
    spans += [(street[:start], "house_number"), (street[start:road_end], "road"), *inner]
    for group in middle:
        more = _middle_spans(draft, group)
        if more is None:
            return False
        spans += more
    for tokens, label in spans:
        draft.claim(tokens, label)
    return True


def parse_crossing(draft: Draft) -> bool:
    """Label two roads that cross (`Elm St & Pine Ave, Macon, GA`) and their town; False when none do."""
    groups = draft.segments()
    if not groups:
        return False
    roads, *middle = groups
    joint = next((k for k, i in enumerate(roads) if draft.text[i] in "&@/" or draft.fold[i] in ("and", "at")), 0)
    first, second = roads[:joint], roads[joint + 1 :]
    if not first or not second or len(roads) > 11 or HOUSE.fullmatch(draft.text[first[0]]):
        return False
    folded = [draft.fold[i] for i in roads]
    typed = sum(_is_typed(folded[start:end]) for start, end in ((0, joint), (joint + 1, len(roads))))
    is_sign = draft.text[roads[joint]] == "@"
    if not typed and not (is_sign and middle):
        return False
    found = _place_spans(draft, middle, middle.pop()) if middle else ([], False)
    if found is None or middle or (not typed and not found[1]) or (len(groups) == 1 and typed < 2):
        return False
    for tokens, label in [(roads, "road"), *found[0]]:
        draft.claim(tokens, label)
    return True


def _is_typed(folded: list[str]) -> bool:
    end = len(folded) - (1 if folded[-1] in DIRECTIONS else 0)
    return end > 1 and (folded[end - 1] in INNER_TYPES or folded[end - 1] in ("sts", "streets", "aves", "avenues"))


def _is_bare_road(draft: Draft, tokens: list[int]) -> bool:
    """Whether no town can follow the road in its group: the only type ends it and names no towns."""
    folded = [draft.fold[i] for i in tokens if draft.fold[i] not in DIRECTIONS]
    return folded[-1] in INNER_TYPES and not any(word in STREET_WORDS for word in folded[:-1])


def _place_spans(draft: Draft, middle: list[list[int]], place: list[int]) -> tuple[Spans, bool] | None:
    """City, state, ZIP code and units of the last groups (taken from `middle` too), and whether a town is certain."""
    zip_length = 1 if is_zip(draft, place[-1]) else 0
    body = place[: len(place) - zip_length]
    spans: Spans = [(place[len(body) :], "postcode")]
    if not zip_length and len(place) > 1 and place[-1] == place[-2] + 1 and _is_parted_zip(draft, place[-2:]):
        body, spans, zip_length = place[:-2], [(place[-2:], "postcode")], 2
    size = state_length(draft, body)
    if (
        body
        and is_state(draft, body)
        and (draft.phrase(body) not in CITY_STATES or (middle and not inner_spans(draft, middle[-1])))
    ):
        size = 0 if draft.fold[body[0]] in QUADRANTS and not zip_length else len(body)
    state, city = body[len(body) - size :], body[: len(body) - size]
    spans.append((state, "state"))
    if not city and middle and not inner_spans(draft, middle[-1]):
        city = middle.pop()
        if not size and (size := state_length(draft, city) or (len(city) if is_state(draft, city) else 0)):
            spans.append((city[len(city) - size :], "state"))
            city = city[: len(city) - size] or (middle.pop() if middle else [])
    if (
        middle
        and city
        and draft.fold[city[-1]] in ("county", "parish")
        and size
        and draft.fold[middle[-1][0]].isalpha()
    ):
        spans.append((city, "state_district"))
        city = middle.pop()
    if city and draft.fold[city[0]] in QUADRANTS:
        spans.append((city[:1], "road"))
        city = city[1:]
    elif city:
        leading, city = _leading_units(draft, city)
        spans += leading
    if city and (units := inner_spans(draft, city)):
        spans, city = [*spans, *units], []
    if any(not draft.fold[i].replace(" ", "").isalpha() for i in city):
        return None
    if city and not size and is_state(draft, city) and draft.phrase(city) not in CITY_STATES:
        return None
    return [*spans, (city, "city")], bool(city)


def _is_parted_zip(draft: Draft, pair: list[int]) -> bool:
    first, second = draft.text[pair[0]], draft.text[pair[1]]
    return len(first) == 5 and len(second) == 4 and (first + second).isdigit()


def _leading_units(draft: Draft, tokens: list[int]) -> tuple[Spans, list[int]]:
    """Units before the city of one group (`Ste B Alpharetta`), and the city."""
    for cut in range(min(len(tokens) - 1, 4), 1, -1):
        units = inner_spans(draft, tokens[:cut])
        if units and (draft.fold[tokens[0]] in UNIT_WORDS or draft.text[tokens[0]][0] == "#"):
            return units, tokens[cut:]
    return [], tokens


def _middle_spans(draft: Draft, group: list[int]) -> Spans | None:
    if len(group) == 1 and draft.fold[group[0]] in DIRECTIONS:
        return [(group, "road")]
    if draft.phrase(group) in BOROUGHS:
        return [(group, "city_district")]
    return inner_spans(draft, group)


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


def _is_plain_name(draft: Draft, tokens: list[int]) -> bool:
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
        if (folded[end] in OPENING_UNITS or draft.text[street[end]][0] in "#0123456789") and _closes_road(
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
        and (_closes_road(folded, size - 1) or folded[-1] in ("highway", "hwy"))
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
    """Whether a road that ends in a direction is a route, in a grid or an ordinal's: `5th Ave South`, no `Oak Ave S`."""
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


def _closes_road(folded: list[str], at: int) -> bool:
    if at >= 2 and folded[at] in DIRECTIONS:
        at -= 1
    return at >= 2 and folded[at] in STREET_WORDS and folded[at] not in LATER_NUMBER

"""What usaddress is known to get wrong, put right token by token."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.address.places import trailing_place
from onefold_dedupe.standardise.address.us_addressee import tell_names_apart
from onefold_dedupe.standardise.address.us_street import INNER_TYPES, grid_end, takes_letter
from onefold_dedupe.standardise.address.us_words import (
    BOROUGHS,
    CITY_STATES,
    DIRECTIONS,
    FLOOR_NUMBER,
    FLOOR_WORDS,
    NUMBER_WORDS,
    NUMBERED,
    POINTS,
    QUADRANTS,
    STREET_WORDS,
    UNIT_WORDS,
    WHOLE_UNITS,
    ZIP,
    is_state,
    state_length,
)
from onefold_dedupe.standardise.country import country_names


def repair(draft: Draft, taken: set[int]) -> None:
    """Undo what the model is known to get wrong; `taken` are tokens that it was not asked about."""
    _repair_country(draft, taken)
    _repair_postcode(draft)
    _repair_numbers(draft)
    _repair_roads(draft)
    _repair_state(draft)
    _repair_units(draft)
    _repair_quadrant(draft)
    tell_names_apart(draft)
    _part_districts(draft)
    if "road" not in draft.label and "po_box" not in draft.label:
        _repair_bare_place(draft)


def _repair_country(draft: Draft, taken: set[int]) -> None:
    """The model calls any single word at the end a country."""
    run = [at for at, label in enumerate(draft.label) if label == "country" and at not in taken]
    if run and draft.phrase(run) not in country_names():
        for at in run:
            draft.label[at] = "state" if is_state(draft, run) else "city"


def _repair_postcode(draft: Draft) -> None:
    """A ZIP code before the state (`Oakland 94610-2737 CA`) is no part of the town's name."""
    labels = draft.label
    if "postcode" in labels:
        return
    for at in range(1, len(draft) - 1):
        if labels[at] == labels[at - 1] == "city" and labels[at + 1] == "state" and ZIP.fullmatch(draft.text[at]):
            labels[at] = "postcode"


def _repair_numbers(draft: Draft) -> None:
    """A second house number is a unit or the number of a road; a word without a digit is none."""
    labels = draft.label
    numbers = [at for at, label in enumerate(labels) if label == "house_number"]
    for at in numbers:
        word = draft.fold[at]
        is_lone = len(numbers) == 1 and labels[at + 1 : at + 2] == ["road"]
        if is_lone and len(word) > 2 and word.isalpha() and word not in NUMBER_WORDS:
            labels[at] = "road"
        elif at > numbers[0] and "road" in labels[numbers[0] : at]:
            labels[at] = "unit"


def _repair_roads(draft: Draft) -> None:
    """Put together the numbered roads, grids and lettered numbers that the model takes apart."""
    labels = draft.label
    for at in range(len(draft) - 1):
        if draft.segment[at] != draft.segment[at + 1]:
            continue
        if draft.fold[at] in NUMBERED and labels[at] in ("road", "unit", "house_number"):
            if labels[at + 1] in ("unit", "house_number", "") and draft.fold[at + 1].isdigit():
                labels[at] = labels[at + 1] = "road"
            if labels[at + 1 : at + 3] == ["road", "unit"] and draft.fold[at + 2] in DIRECTIONS:
                labels[at + 2] = "road"
        if labels[at] == "house_number" and labels[at + 1] in ("house_number", "road"):
            street = [i for i in range(at, len(draft)) if draft.segment[i] == draft.segment[at]]
            end = grid_end([draft.fold[i] for i in street], 1)
            for i in street[1:end]:
                labels[i] = "road"
            if len(street) > 3 and labels[at + 1] == "road" and takes_letter(draft, street):
                labels[at + 1] = "house_number"
    for at, word in enumerate(draft.text):
        if word in "@/" and 0 < at < len(draft) - 1 and labels[at - 1] == "road" == labels[at + 1]:
            labels[at] = "road"


def _repair_state(draft: Draft) -> None:
    """Label the whole of a state's name after the city (`Santa Fe New Mexico`), and nothing that is no state's name."""
    labels = draft.label
    run = [at for at, label in enumerate(labels) if label == "state"]
    if run and run[-1] - run[0] + 1 == len(run) and not is_state(draft, run):
        keep = next((n for n in range(1, len(run)) if is_state(draft, run[n:])), 0)
        if keep and not is_state(draft, run[:keep]):
            for at in run[:keep]:
                labels[at] = "city"
        elif not keep and len(draft.fold[run[-1]]) > 3:
            for at in run:
                labels[at] = "city"
    for at in range(len(draft) - 1):
        if labels[at + 1] == "state" and "state" in labels[at + 2 :] and draft.fold[at] in UNIT_WORDS:
            labels[at] = labels[at + 1] = "unit"
    end = len(draft)
    while end and labels[end - 1] in ("postcode", "country", "repeated"):
        end -= 1
    for length in (3, 2, 1):
        span = range(end - length, end)
        before = labels[end - length - 1] if end > length else ""
        if not before or draft.phrase(span) not in regions("US"):
            continue
        if length > 1 and before == "city":
            for at in span:
                labels[at] = "state"
            return
        if length == 1 and "state" not in labels and _is_lone_state(draft, end - 1):
            labels[end - 1] = "state"


def _is_lone_state(draft: Draft, at: int) -> bool:
    """Whether the last word, a state's name that the model has missed, is one and no direction, floor or town."""
    word, label, before = draft.fold[at], draft.label[at], draft.fold[at - 1]
    if len(word) == 2:
        if word == "fl" and (FLOOR_NUMBER.fullmatch(before) or before in FLOOR_WORDS):
            return False
        return label in ("unit", "city", "") and word not in DIRECTIONS and before not in UNIT_WORDS
    town = [i for i in range(at + 1) if draft.label[i] == "city"]
    return label == "city" and len(town) > 1 and draft.phrase(town) not in places("US")


def _repair_units(draft: Draft) -> None:
    """`POBox` glued is a box, a whole unit of its own segment no town (`Basement, Reno`)."""
    labels = draft.label
    for at, word in enumerate(draft.fold):
        if word == "pobox" and at + 1 < len(draft):
            labels[at] = labels[at + 1] = "po_box"
        if word in WHOLE_UNITS and labels[at] in ("city", "house") and _is_alone(draft, at):
            labels[at] = "unit"


def _is_alone(draft: Draft, at: int) -> bool:
    neighbours = [i for i in (at - 1, at + 1) if 0 <= i < len(draft)]
    return len(draft) > 2 and all(draft.segment[i] != draft.segment[at] for i in neighbours)


def _repair_quadrant(draft: Draft) -> None:
    """A direction between the road and the town belongs to the road: after a comma when it is a quadrant or alone.

    Without one in towns of numbered streets (`5th Avenue South Edmonds`), unless the town is known by that name.
    """
    labels = draft.label
    for i in range(1, len(draft) - 1):
        opens = draft.segment[i] != draft.segment[i - 1] and draft.segment[i] == draft.segment[i + 1]
        if opens and draft.fold[i] in POINTS and labels[i - 1 : i + 2] == ["road", "road", "city"]:
            labels[i] = "city"
    at = next((i for i in range(1, len(draft)) if labels[i] == "city" and labels[i - 1] == "road"), None)
    if at is None or draft.fold[at] not in DIRECTIONS:
        return
    town = [at]
    while town[-1] + 1 < len(draft) and labels[town[-1] + 1] == "city":
        town.append(town[-1] + 1)
    if draft.segment[at] != draft.segment[at - 1]:
        if draft.fold[at] in QUADRANTS or len(town) == 1 or draft.segment[town[1]] != draft.segment[at]:
            labels[at] = "road"
    elif (
        len(town) > 1
        and draft.phrase(town) not in places("US")
        and (draft.fold[at] in QUADRANTS or _is_numbered_street(draft, at))
    ):
        labels[at] = "road"


def _is_numbered_street(draft: Draft, end: int) -> bool:
    """Whether an ordinal and a type, with no direction before them, or a route's number end before token `end`."""
    if draft.fold[end - 2] in NUMBERED and draft.fold[end - 1].isdigit():
        return len(draft.fold[end]) > 1
    return (
        draft.fold[end - 1] in STREET_WORDS
        and ORDINAL.fullmatch(draft.fold[end - 2]) is not None
        and draft.label[end - 2] == "road"
        and draft.label[end - 3] != "road"
        and len(draft.fold[end]) > 1
    )


ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")


def _part_districts(draft: Draft) -> None:
    """A borough of New York between commas before the city, and what stands before the borough."""
    labels = draft.label
    city = [at for at, label in enumerate(labels) if label == "city"]
    groups: dict[int, list[int]] = {}
    for at in city:
        groups.setdefault(draft.segment[at], []).append(at)
    borough = next((k for k, group in groups.items() if draft.phrase(group) in BOROUGHS), None)
    if borough is None or borough == max(groups):
        return
    for k, group in groups.items():
        if k <= borough:
            for at in group:
                labels[at] = "city_district" if k == borough else "suburb"


# Street words that no building or town ends in.
ROADS_ALONE = INNER_TYPES | {"broadway", "bowery"}


def _repair_bare_place(draft: Draft) -> None:
    """A line without a street that names a region at its end or a town we know is a place, not a landmark."""
    labels = draft.label
    body = [at for at, label in enumerate(labels) if label in ("house", "city", "state") and draft.fold[at]]
    if not body or {"house", "city"} <= set(labels):
        return
    is_whole = is_state(draft, body) and draft.phrase(body) not in CITY_STATES
    size = len(body) if is_whole else state_length(draft, body)
    lead = [at for at in body if draft.segment[at] == draft.segment[body[0]]]
    if 1 < len(lead) < len(body) and draft.fold[lead[-1]] in ROADS_ALONE:
        for at in lead:
            labels[at] = "road"
        body = body[len(lead) :]
    town = body[: len(body) - size]
    is_placed = "postcode" in labels or "country" in labels
    known = trailing_place(draft, town, places("US")) if size else 0
    is_town = draft.phrase(town) in places("US")
    is_parted = size and town and draft.segment[town[-1]] != draft.segment[body[-1]]
    if size and town and not (is_placed or is_parted or known or is_town):
        return
    if town and draft.fold[town[-1]] in ("of", "at"):
        return
    for at in body[len(body) - size :]:
        labels[at] = "state"
    if known and len(town) > known + 1:
        town = town[-known:]
    if size or is_placed or is_town:
        for at in town:
            labels[at] = "city"

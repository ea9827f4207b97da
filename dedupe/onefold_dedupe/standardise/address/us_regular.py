"""Regular American lines: `number road-with-type [unit], [unit,] city [state] [zip]`."""

from __future__ import annotations

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.grammar import LONE_STREETS
from onefold_dedupe.standardise.address.us_addressee import name_label
from onefold_dedupe.standardise.address.us_inner import box_end, inner_spans
from onefold_dedupe.standardise.address.us_street import (
    HOUSE,
    INNER_TYPES,
    ORDINAL,
    Spans,
    is_bare_road,
    is_plain_name,
    number_end,
    street_spans,
)
from onefold_dedupe.standardise.address.us_words import (
    BOROUGHS,
    CARE_MARKS,
    CITY_STATES,
    DIRECTIONS,
    QUADRANTS,
    UNIT_WORDS,
    is_state,
    is_zip,
    state_length,
)


def parse_regular(draft: Draft) -> bool:
    """Label a regular line; False, with nothing labelled, when the line is anything else."""
    groups = draft.segments()
    lead = _lead_spans(draft, groups)
    if lead is None:
        return False
    groups = groups[len(lead) :]
    if not 2 <= len(groups) <= 6:
        return False
    street, *middle, place = groups
    start = number_end(draft, street)
    if not start or len(street) <= start:
        return False
    found = place_spans(draft, middle, place)
    if found is None:
        return False
    spans, has_town = found
    road_end, inner = street_spans(draft, street, start)
    is_placed = any(tokens and label in ("state", "postcode") for tokens, label in spans)
    is_told = (has_town and is_placed) or any(tokens and label == "unit" for tokens, label in spans)
    if road_end is None and is_told and not middle and is_plain_name(draft, street[start:]):
        road_end = len(street)
    if road_end is None or (is_placed and not has_town and not inner and not is_bare_road(draft, street[start:])):
        return False
    spans += [*lead, (street[:start], "house_number"), (street[start:road_end], "road"), *inner]
    for at, group in enumerate(middle):
        is_suburb = at + 1 < len(middle) and draft.phrase(middle[at + 1]) in BOROUGHS and _is_name(draft, group)
        more: Spans | None = [(group, "suburb")] if is_suburb else _middle_spans(draft, group)
        if more is None:
            return False
        spans += more
    for tokens, label in spans:
        draft.claim(tokens, label)
    if "addressee" in draft.label:
        draft.issues.append("addressee_named")
    return True


def parse_street(draft: Draft) -> bool:
    """Label a street line without its town, as a field of its own holds it; False, with nothing labelled, otherwise."""
    groups = draft.segments()
    if not groups:
        return False
    street, *others = groups
    start = number_end(draft, street)
    if not start or len(street) < start + 2 or is_zip(draft, street[-1]) or state_length(draft, street):
        return False
    road_end, spans = street_spans(draft, street, start)
    if road_end is None:
        return False
    for group in others:
        units = inner_spans(draft, group)
        if units is None:
            return False
        spans = [*spans, *units]
    for tokens, label in [(street[:start], "house_number"), (street[start:road_end], "road"), *spans]:
        draft.claim(tokens, label)
    return True


def _lead_spans(draft: Draft, groups: list[list[int]]) -> Spans | None:
    """What stands in groups of its own before the numbered street: units, a building's or an addressee's name.

    None when anything else does.
    """
    at = next((k for k, group in enumerate(groups[:3]) if number_end(draft, group)), 3)
    if at == 3:
        return None
    found: Spans = []
    for group in groups[:at]:
        units = inner_spans(draft, group)
        if units is not None:
            found.append((group, "unit"))
        elif _is_name(draft, group) and not any(draft.fold[i] in INNER_TYPES for i in group[-2:]):
            found.append((group, name_label(draft, group[0], group[-1] + 1)))
        else:
            return None
    return found


def _is_name(draft: Draft, group: list[int]) -> bool:
    """Whether the group is words without a digit, none of which is a box or a state."""
    words = [draft.fold[i] for i in group]
    return not any(sign.isdigit() for word in words for sign in word) and "box" not in words and words[-1] != ""


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
    if draft.text[roads[joint]] in "&@" and any(map(_is_ordinal, (folded[:joint], folded[joint + 1 :]))):
        # 5th & Main: nobody lives in number 5th.
        typed = 2
    found = place_spans(draft, middle, middle.pop()) if middle else ([], False)
    if found is None or middle or (not typed and not found[1]) or (len(groups) == 1 and typed < 2):
        return False
    for tokens, label in [(roads, "road"), *found[0]]:
        draft.claim(tokens, label)
    return True


def _is_ordinal(folded: list[str]) -> bool:
    return len(folded) == 1 and ORDINAL.fullmatch(folded[0]) is not None


def _is_typed(folded: list[str]) -> bool:
    if _is_ordinal(folded) or (len(folded) == 1 and folded[0] in LONE_STREETS):
        return True
    end = len(folded) - (1 if folded[-1] in DIRECTIONS else 0)
    return end > 1 and (folded[end - 1] in INNER_TYPES or folded[end - 1] in ("sts", "streets", "aves", "avenues"))


def place_spans(draft: Draft, middle: list[list[int]], place: list[int]) -> tuple[Spans, bool] | None:
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
        if not zip_length and len(city) > 1 and is_zip(draft, city[-1]):
            spans.append((city[-1:], "postcode"))
            city = city[:-1]
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
    elif city and not inner_spans(draft, city):
        leading, city = _leading_units(draft, city)
        spans += leading
    if city and box_end(draft, city) == len(city):
        spans, city = [*spans, (city, "po_box")], []
    elif city and (units := inner_spans(draft, city)):
        spans, city = [*spans, *units], []
    if any(not draft.fold[i].replace(" ", "").isalpha() or draft.fold[i] in CARE_MARKS for i in city):
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
        if draft.fold[tokens[cut - 1]] in DIRECTIONS:
            continue
        units = inner_spans(draft, tokens[:cut])
        if units and (draft.fold[tokens[0]] in UNIT_WORDS or draft.text[tokens[0]][0] == "#"):
            return units, tokens[cut:]
    return [], tokens


def _middle_spans(draft: Draft, group: list[int]) -> Spans | None:
    if len(group) == 1 and draft.fold[group[0]] in DIRECTIONS:
        return [(group, "road")]
    if draft.phrase(group) in BOROUGHS:
        return [(group, "city_district")]
    if box_end(draft, group) == len(group):
        return [(group, "po_box")]
    return inner_spans(draft, group)

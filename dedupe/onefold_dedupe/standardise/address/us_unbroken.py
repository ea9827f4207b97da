"""American lines without a comma before the town: a town we know tells where the street ends."""

from __future__ import annotations

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.places import trailing_place
from onefold_dedupe.standardise.address.us_street import number_end, numbered_street, street_spans
from onefold_dedupe.standardise.address.us_words import DIRECTIONS, POINTS, is_state, is_zip, state_length


def parse_unbroken(draft: Draft) -> bool:
    """Label `12 Oak St Reno NV 89501` or `12 Oak St Reno, NV`; False, with nothing labelled, for any other line."""
    groups = draft.segments()
    if not 1 <= len(groups) <= 2:
        return False
    tokens, ending = groups[0], groups[1] if len(groups) == 2 else []
    start = number_end(draft, tokens)
    if not start:
        return False
    postcode: list[int] = []
    last = ending or tokens
    if is_zip(draft, last[-1]):
        postcode, last = last[-1:], last[:-1]
    if ending:
        state = last
        if state and not is_state(draft, state):
            return False
    else:
        size = state_length(draft, last)
        tokens, state = last[: len(last) - size], last[len(last) - size :]
    if not (state or postcode):
        return False
    length = trailing_place(draft, tokens, places("US"))
    street, town = tokens[: len(tokens) - length], tokens[len(tokens) - length :]
    if not town or draft.phrase(town) in DIRECTIONS or len(street) < start + 2:
        return False
    road_end, inner = street_spans(draft, street, start)
    if road_end is None or (not inner and _may_open_town(draft, street, start)):
        return False
    for span, label in (
        (street[:start], "house_number"),
        (street[start:road_end], "road"),
        *inner,
        (town, "city"),
        (state, "state"),
        (postcode, "postcode"),
    ):
        draft.claim(span, label)
    return True


def _may_open_town(draft: Draft, street: list[int], start: int) -> bool:
    """Whether a direction that ends the street may be the town's (`Rd North Little Rock`)."""
    folded = [draft.fold[i] for i in street]
    if folded[-1] not in DIRECTIONS:
        return False
    return folded[-1] in POINTS and not numbered_street(folded, start)

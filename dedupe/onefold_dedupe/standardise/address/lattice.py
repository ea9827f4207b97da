"""Which piece of an address is the house, the road, the suburb, the city, the district, the state.

Every piece between commas is weighed for every part by its words; the best way through the parts in the order of the
country's template is taken (Viterbi). The margin to the next best way is kept: it says how sure the reading is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.address.weights import SLOTS, Place, places_of, weigh
from onefold_dedupe.standardise.address.world import order, towns
from onefold_dedupe.standardise.country import code_set

BIG_FIRST = code_set("CN TW HK MO JP KR KP IR HU")
"""Countries that are also written from the largest part to the smallest, and the other way round in Latin letters."""

OTHER_ORDER, REVERSED, BOTH = 0.4, 0.4, 0.8
REPEATED = {"H": 0.6, "R": 6.0, "S": 0.2, "C": 3.0, "D": 1.5, "T": 2.0}
MISSING = {"C": 2.0, "R": 0.6}
"""What a way loses by another order than the template's, by one part twice, by no city or road."""

NUMBERED = 1.6
"""Strength of a piece that ends in a number of its own, without a street word."""

CERTAIN = 9.0
"""Margin of a reading that has no other."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`slots`: one letter of HRSCDT a piece. `margin`: how much worse the best other reading is."""

    slots: str
    margin: float


def read_pieces(
    draft: Draft, spec: Spec, pieces: list[list[int]], strengths: list[float], anchor: int | None
) -> Reading:
    """The likeliest part for each piece; `strengths` say how surely each is a street, `anchor` is the piece that shares
    its segment with the postcode.
    """
    places = places_of(draft, pieces, strengths, anchor)
    weights = [weigh(spec, draft.phrase(piece), place) for piece, place in zip(pieces, places, strict=True)]
    city_first = (
        len(places) > 1 and draft.phrase(pieces[0]) in towns(spec.code) and any(map(_is_sure_street, places[1:]))
    )
    best = ""
    score = second = float("-inf")
    for slots, penalty in _orders(spec.code, city_first):
        for found, path in _paths(slots, weights):
            if found - penalty > score:
                second = score if path != best else second
                score, best = found - penalty, path
            elif path != best:
                second = max(second, found - penalty)
    return Reading(best, min(score - second, CERTAIN))


def _is_sure_street(place: Place) -> bool:
    """Whether a piece has a house number, which is what a street has and a district has not."""
    return place.number and place.strength >= NUMBERED


@lru_cache(maxsize=512)
def _orders(code: str, city_first: bool) -> tuple[tuple[str, float], ...]:
    """The ways to write in a country with their penalties; `city_first`: a town stands before a numbered street."""
    own = order(code)
    found = {own: 0.0}
    found.setdefault(SLOTS, OTHER_ORDER)
    if city_first or code in BIG_FIRST:
        found.setdefault(own[::-1], REVERSED)
        found.setdefault(SLOTS[::-1], BOTH)
    return tuple(found.items())


def _paths(slots: str, weights: list[dict[str, float]]) -> list[tuple[float, str]]:
    """The best way through `slots` that ends in each of them; who passes a part over pays for its absence."""
    costs = [MISSING.get(slot, 0.0) for slot in slots]
    passed = 0.0
    ways = []
    for slot, cost in zip(slots, costs, strict=True):
        ways.append((weights[0][slot] - passed, slot))
        passed += cost
    for weight in weights[1:]:
        following = []
        best = (float("-inf"), "")
        for slot, way, cost in zip(slots, ways, costs, strict=True):
            stays = way[0] - REPEATED[slot]
            score, path = (stays, way[1]) if stays > best[0] else best
            following.append((score + weight[slot], path + slot))
            best = max((best[0] - cost, best[1]), way)
        ways = following
    left = [sum(costs[at + 1 :]) for at in range(len(slots))]
    return [(score - lost, path) for (score, path), lost in zip(ways, left, strict=True)]

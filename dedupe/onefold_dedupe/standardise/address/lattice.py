"""Which piece of an address is the house, the road, the suburb, the city, the district, the state.

Every piece between commas is weighed for every part by its words; the best way through the parts in the order of the
country's template is taken (Viterbi). The margin to the next best way is kept: it says how sure the reading is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.address.weights import SLOTS, Place, Weights, places_of, weigh
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
    phrases = [draft.phrase(piece) for piece in pieces]
    places = places_of(draft, pieces, phrases, strengths, anchor)
    weights = [weigh(spec, phrase, place) for phrase, place in zip(phrases, places, strict=True)]
    city_first = len(places) > 1 and phrases[0] in towns(spec.code) and any(map(_is_sure_street, places[1:]))
    return _best(spec.code, city_first, tuple(weights))


@lru_cache(maxsize=16_384)
def _best(code: str, city_first: bool, weights: tuple[Weights, ...]) -> Reading:
    """The likeliest reading of pieces by their weights: a street of unknown words before a town is every day."""
    best = ""
    score = second = float("-inf")
    for slots, penalty in _orders(code, city_first):
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
    if "R" in own:
        found.setdefault(SLOTS, OTHER_ORDER)
    if city_first or code in BIG_FIRST:
        found.setdefault(own[::-1], REVERSED)
        found.setdefault(SLOTS[::-1], BOTH)
    return tuple(found.items())


class _Step(NamedTuple):
    """A part on a way: its letter and place in SLOTS, what it costs to pass it over, to have passed all before it and
    all after it, and to have it twice.
    """

    slot: str
    place: int
    cost: float
    passed: float
    left: float
    repeated: float


@lru_cache(maxsize=512)
def _steps(slots: str) -> tuple[_Step, ...]:
    costs = [MISSING.get(slot, 0.0) for slot in slots]
    steps, passed = [], 0.0
    for at, (slot, cost) in enumerate(zip(slots, costs, strict=True)):
        steps.append(_Step(slot, SLOTS.index(slot), cost, passed, sum(costs[at + 1 :]), REPEATED[slot]))
        passed += cost
    return tuple(steps)


def _paths(slots: str, weights: Sequence[Weights]) -> list[tuple[float, str]]:
    """The best way through `slots` that ends in each of them; who passes a part over pays for its absence."""
    steps = _steps(slots)
    first = weights[0]
    ways = [(first[index] - passed, slot) for slot, index, _, passed, _, _ in steps]
    for weight in weights[1:]:
        following = []
        best, best_path = float("-inf"), ""
        for (slot, index, cost, _, _, repeated), (score, path) in zip(steps, ways, strict=True):
            stays = score - repeated
            following.append(
                (stays + weight[index], path + slot) if stays > best else (best + weight[index], best_path + slot)
            )
            best -= cost
            if score > best or (score == best and path > best_path):
                best, best_path = score, path
        ways = following
    return [(score - step.left, path) for (score, path), step in zip(ways, steps, strict=True)]

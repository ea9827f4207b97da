"""Which piece of an address is the house, the road, the suburb, the city, the district, the state.

Every piece between commas is weighed for every part by its words; the best way through the parts in the order of the
country's template is taken (Viterbi). The margin to the next best way is kept: it says how sure the reading is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.address.world import (
    STATE_WORDS,
    TIES,
    bare_division,
    division_names,
    expects_state,
    order,
    postcode_leads,
    towns,
    venue_words,
    writes_state,
)
from onefold_dedupe.standardise.country import code_set, word_set

SLOTS = "HRSCDT"
BIG_FIRST = code_set("CN TW HK MO JP KR KP IR HU")
"""Countries that are also written from the largest part to the smallest, and the other way round in Latin letters."""

ROUTE = re.compile(r"[A-Z]{1,3}[- ]?\d{1,4}[A-Z]?", re.IGNORECASE)
SUBURB_WORDS = word_set(
    """
    suburb district quarter quartier sector zone zona colonia col barrio bairro village area ward mahalle mahallesi
    nagar colony layout phase block taman kampung kampong kelurahan desa reparto residencial poblacion población villa
    urbanizacion urbanización urb fraccionamiento mtaa estate ville cite cité arrondissement commune khu phuong phường
    quan quận kerulet kerület حي ضاحية منطقة okrug mikrorayon mkr gu dong chome cho centro old town
    """
)
CITY_WORDS = word_set("city ciudad ville cidade town municipality shi ku si stad sehir kota مدينة")


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
    weights = [
        _weigh(
            draft,
            spec,
            pieces,
            at,
            strengths[at],
            is_anchor=at == anchor,
            beyond=anchor is not None and at > anchor,
            last=at == len(pieces) - 1,
        )
        for at in range(len(pieces))
    ]
    best: list[tuple[float, str]] = []
    for slots, penalty in _orders(spec.code):
        best.extend((score - penalty, found) for score, found in _paths(slots, weights))
    best.sort(key=lambda pair: -pair[0])
    other = next((score for score, found in best if found != best[0][1]), best[0][0] - 9)
    return Reading(best[0][1], best[0][0] - other)


@lru_cache(maxsize=256)
def _orders(code: str) -> tuple[tuple[str, float], ...]:
    own = order(code)
    found = {own: 0.0}
    found.setdefault(SLOTS, 0.4)
    if code in BIG_FIRST:
        found.setdefault(own[::-1], 0.4)
        found.setdefault(SLOTS[::-1], 0.8)
    return tuple(found.items())


REPEATED = {"H": 0.6, "R": 6.0, "S": 0.2, "C": 3.0, "D": 1.5, "T": 2.0}
MISSING = {"C": 2.0, "R": 0.6}


def _paths(slots: str, weights: list[dict[str, float]]) -> list[tuple[float, str]]:
    """The best way through `slots` that ends in each of them."""
    size = len(slots)
    ways: list[tuple[float, str]] = [(weights[0][slot], slot) for slot in slots]
    for weight in weights[1:]:
        following = []
        for at in range(size):
            slot = slots[at]
            score, path = max(
                (
                    (ways[before][0] - (REPEATED[slot] if before == at else 0.0), ways[before][1])
                    for before in range(at + 1)
                ),
                key=lambda pair: pair[0],
            )
            following.append((score + weight[slot], path + slot))
        ways = following
    return [(score - sum(cost for slot, cost in MISSING.items() if slot not in path), path) for score, path in ways]


def _weigh(
    draft: Draft,
    spec: Spec,
    pieces: list[list[int]],
    at: int,
    strength: float,
    *,
    is_anchor: bool,
    beyond: bool,
    last: bool,
) -> dict[str, float]:
    piece = pieces[at]
    phrase = draft.phrase(piece)
    words = phrase.split()
    first = at == 0 and len(pieces) > 1
    numbered = any(draft.is_number(i) for i in piece)
    letters = [word for word in words if not word.isdigit()]
    is_town = phrase in towns(spec.code) or (
        " ".join(letters) in towns(spec.code) and (words[0] in letters or len(words[0]) > 2)
    )
    divisions = division_names(spec.code)
    is_division = phrase in divisions or phrase in spec.region_names
    typed = len(words) > 1 and (words[0] in STATE_WORDS or words[-1] in STATE_WORDS)
    named_division = typed and (bare_division(phrase) in divisions or not is_town)
    is_venue = len(letters) > 1 and any(word in venue_words(spec.code) for word in words)
    in_suburb = len(words) > 1 and any(word in SUBURB_WORDS for word in words)
    is_route = ROUTE.fullmatch(phrase) is not None and len(phrase) <= 6
    town = next((n for n in (3, 2, 1) if len(words) > n and " ".join(words[:n]) in towns(spec.code)), 0)
    again = at > 0 and phrase == _city_name(draft.phrase(pieces[at - 1]))
    road = 0.6 + strength + 2.0 * is_route - 1.5 * is_town - 2.0 * (is_division or named_division)
    house = 0.5 + (0.4 if first else -0.3) + 2.2 * is_venue - 2.0 * is_town - 2.0 * is_division - 0.5 * numbered
    suburb = 0.4 + 1.5 * in_suburb + 0.3 * is_town - 0.3 * (numbered and not in_suburb) - 0.8 * is_division
    city = 0.6 + 2.2 * is_town + 0.8 * last + 1.2 * is_anchor + 0.4 * is_division - 0.7 * is_venue - 0.4 * first
    city += 1.0 * (len(words) > 1 and (words[-1] in CITY_WORDS or words[0] in CITY_WORDS)) - 0.7 * (
        numbered and not is_town
    )
    state = (
        -1.2
        + 0.8 * is_anchor * is_division
        + (2.2 if is_town else 3.8) * is_division
        + 3.5 * named_division
        + 2.6 * (again and is_division)
    )
    if town and " ".join(words[town:]) in divisions | STATE_WORDS:
        city += 1.5
    if is_division and len(phrase) <= 3:
        city -= 2.0
    if is_division and is_town and last and at:
        state += 3.0 * expects_state(spec.code) + 1.5 * (
            writes_state(spec.code) and draft.phrase(pieces[at - 1]) in towns(spec.code)
        )
    if beyond and postcode_leads(spec.code):
        state += 2.0
    city -= 2.5 * (typed and bare_division(phrase) in divisions)
    house, suburb, city, state = house - 0.5 * strength, suburb - 0.6 * strength, city - strength, state - strength
    district = -1.4 + 2.0 * (typed and not is_division) - 0.5 * first
    return {"R": road, "H": house, "S": suburb, "C": city, "D": district, "T": state - 0.6 * first}


@lru_cache(maxsize=4096)
def _city_name(phrase: str) -> str:
    """`Panama City`, `Ciudad de Panamá`: the name that the region has too."""
    words = phrase.split()
    if len(words) > 1 and words[-1] in CITY_WORDS:
        words = words[:-1]
    while len(words) > 1 and (words[0] in CITY_WORDS or words[0] in TIES):
        words = words[1:]
    return " ".join(words)

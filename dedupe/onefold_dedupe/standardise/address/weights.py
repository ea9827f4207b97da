"""What speaks for each part of an address: features of a piece between commas, and how much each is worth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from typing import NamedTuple

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.address.world import (
    STATE_WORDS,
    TIES,
    bare_division,
    division_names,
    expects_state,
    is_division_phrase,
    postcode_leads,
    towns,
    venue_words,
    writes_state,
)
from onefold_dedupe.standardise.country import word_set
from onefold_dedupe.standardise.memo import memo

SLOTS = "HRSCDT"
"""House, road, suburb, city, district, state: from the smallest to the largest."""

Weights = tuple[float, float, float, float, float, float]
# Chosen on the labelled sets so that one clear sign (a town's name, a street word, a word of division) outweighs what
# position says, and two outweigh one; a unit is about the odds between two neighbouring parts.
TABLE: dict[str, Weights] = {
    #                  house  road suburb city district state
    "any": (0.2, 0.6, 0.4, 0.6, -1.4, -1.2),
    "street": (-0.5, 1.0, -0.6, -1.0, 0.0, -1.0),  # times its strength
    "route": (0.0, 2.0, 0.0, 0.0, 0.0, 0.0),
    "first": (0.7, 0.0, 0.0, -0.4, -0.5, -0.6),
    "last": (0.0, 0.0, 0.0, 0.8, 0.0, 0.0),
    "town": (-2.0, -1.5, 0.3, 2.2, 0.0, 0.0),
    "division": (-2.0, -2.0, -0.8, 0.4, 0.0, 2.2),
    "division, no town": (0.0, 0.0, 0.0, 0.0, 0.0, 1.6),
    "division by code": (0.0, 0.0, 0.0, -2.0, 0.0, 0.0),
    "word of division": (0.0, 0.0, 0.0, 0.0, 2.0, 0.0),
    "named division": (0.0, -2.0, 0.0, 0.0, 0.0, 3.5),
    "known division": (0.0, 0.0, 0.0, -2.5, 0.0, 0.0),
    "town and division": (0.0, 0.0, 0.0, 1.5, 0.0, 0.0),
    "venue": (2.2, 0.0, 0.0, -0.7, 0.0, 0.0),
    "word of suburb": (0.0, 0.0, 1.5, 0.0, 0.0, 0.0),
    "word of city": (0.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    "number": (-0.5, 0.0, 0.0, 0.0, 0.0, 0.0),
    "number, no suburb": (0.0, 0.0, -0.3, 0.0, 0.0, 0.0),
    "number, no town": (0.0, 0.0, 0.0, -0.7, 0.0, 0.0),
    "beside postcode": (0.0, 0.0, 0.0, 1.2, 0.0, 0.0),
    "division beside postcode": (0.0, 0.0, 0.0, 0.0, 0.0, 0.8),
    "beyond postcode": (0.0, 0.0, 0.0, 0.0, 0.0, 2.0),
    "named like the city": (0.0, 0.0, 0.0, 0.0, 0.0, 2.6),
    "state is required": (0.0, 0.0, 0.0, 0.0, 0.0, 3.0),
    "state is not written": (0.0, 0.0, 0.0, 0.0, 0.0, -1.5),
    "state after a town": (0.0, 0.0, 0.0, 0.0, 0.0, 1.5),
}

ROUTE = re.compile(r"[A-Z]{1,3}[- ]?\d{1,4}[A-Z]?", re.IGNORECASE)
SUBURB_WORDS = word_set(
    """
    suburb district quarter quartier sector zone zona colonia col barrio bairro village area ward mahalle mahallesi
    nagar colony layout phase block taman kampung kampong kelurahan desa reparto residencial poblacion población villa
    urbanizacion urbanización urb fraccionamiento mtaa estate ville cite cité arrondissement commune khu phuong phường
    quan quận kerulet kerület حي ضاحية منطقة okrug mikrorayon mkr gu dong chome cho centro old town new
    """
)
CITY_WORDS = word_set("city ciudad ville cidade town municipality shi ku si stad sehir kota مدينة")


class Place(NamedTuple):
    """Where a piece stands. `strength`: how surely it is a street. `number`: whether a free number is in it.
    `before`: the folded words of the piece before it. `is_anchor`, `is_beyond`: beside, after the postcode.
    """

    strength: float
    number: bool
    before: str
    is_first: bool
    is_last: bool
    is_anchor: bool
    is_beyond: bool


def places_of(
    draft: Draft, pieces: list[list[int]], phrases: list[str], strengths: list[float], anchor: int | None
) -> list[Place]:
    """Where each of `pieces`, whose folded words are `phrases`, stands; `anchor` is the one that shares its segment
    with the postcode.
    """
    last = len(pieces) - 1
    return [
        Place(
            strengths[at],
            any(map(draft.is_number, piece)),
            phrases[at - 1] if at else "",
            at == 0 and last > 0,
            at == last,
            at == anchor,
            anchor is not None and at > anchor,
        )
        for at, piece in enumerate(pieces)
    ]


def weigh(spec: Spec, phrase: str, place: Place) -> Weights:
    """How much speaks for each part of SLOTS, of a piece with the folded words `phrase`."""
    return _weighed(spec.code, phrase, phrase in spec.region_names, place)


@lru_cache(maxsize=16_384)
def _weighed(code: str, phrase: str, is_own_region: bool, place: Place) -> Weights:
    """As `weigh`: a town and its region come again and again."""
    found, is_town, is_division, in_suburb = _by_words(code, phrase, is_own_region)
    for feature in _by_place(code, phrase, place, is_town, is_division, in_suburb):
        found = _added(found, TABLE[feature])
    if place.strength:
        h, r, s, c, d, t = TABLE["street"]
        x = place.strength
        found = _added(found, (h * x, r * x, s * x, c * x, d * x, t * x))
    return found


def _added(one: Weights, other: Weights) -> Weights:
    h, r, s, c, d, t = one
    a, b, e, f, g, i = other
    return (h + a, r + b, s + e, c + f, d + g, t + i)


def _by_place(code: str, phrase: str, place: Place, is_town: bool, is_division: bool, in_suburb: bool) -> Iterator[str]:
    if place.is_first:
        yield "first"
    if place.is_last:
        yield "last"
    if place.is_anchor:
        yield "beside postcode"
        if is_division:
            yield "division beside postcode"
    if place.is_beyond and postcode_leads(code):
        yield "beyond postcode"
    if place.number:
        yield "number"
        if not in_suburb:
            yield "number, no suburb"
        if not is_town:
            yield "number, no town"
    if is_division and not writes_state(code):
        yield "state is not written"
    if is_division and place.before:
        if phrase == _city_name(place.before):
            yield "named like the city"
        if is_town and place.is_last:
            if expects_state(code):
                yield "state is required"
            if writes_state(code) and place.before in towns(code):
                yield "state after a town"


@lru_cache(maxsize=32_768)
def _by_words(code: str, phrase: str, is_own_region: bool) -> tuple[Weights, bool, bool, bool]:
    """What the words alone say for each part; whether they name a town, a division, a suburb."""
    words, known, divisions = phrase.split(), towns(code), division_names(code)
    letters = [word for word in words if not word.isdigit()]
    is_several = len(words) > 1
    opens_well = bool(words) and (words[0] in letters or len(words[0]) > 2)
    is_town = phrase in known or (" ".join(letters) in known and opens_well)
    is_division = is_own_region or phrase in divisions
    is_typed = is_division_phrase(phrase)
    is_known = is_typed and bare_division(phrase) in divisions
    in_suburb = is_several and not SUBURB_WORDS.isdisjoint(words)
    lead = next((n for n in (3, 2, 1) if len(words) > n and " ".join(words[:n]) in known), 0)
    rest = " ".join(words[lead:])
    signs = {
        "any": True,
        "route": len(phrase) <= 6 and ROUTE.fullmatch(phrase) is not None,
        "town": is_town,
        "division": is_division,
        "division, no town": is_division and not is_town,
        "division by code": is_division and len(phrase) <= 3,
        "word of division": is_typed and not is_division,
        "named division": is_typed and (is_known or not is_town),
        "known division": is_known,
        "town and division": lead > 0 and (rest in divisions or rest in STATE_WORDS),
        "venue": len(letters) > 1 and not venue_words(code).isdisjoint(words),
        "word of suburb": in_suburb,
        "word of city": is_several and (words[-1] in CITY_WORDS or words[0] in CITY_WORDS),
    }
    found = reduce(_added, [TABLE[sign] for sign, is_there in signs.items() if is_there])
    return found, is_town, is_division, in_suburb


@memo(4096)
def _city_name(phrase: str) -> str:
    """`Panama City`, `Ciudad de Panamá`: the name that the region has too."""
    words = phrase.split()
    if len(words) > 1 and words[-1] in CITY_WORDS:
        words = words[:-1]
    while len(words) > 1 and (words[0] in CITY_WORDS or words[0] in TIES):
        words = words[1:]
    return " ".join(words)

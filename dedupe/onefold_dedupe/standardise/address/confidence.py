"""How likely every part of a reading is right: a logistic model of what the reading leans on.

The weights in `data/confidence.tsv` are fitted by tools/address_confidence.py to labelled addresses, so that of the
readings at 0.9 nine in ten are right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from operator import mul

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.evidence_tables import capitals, town_countries
from onefold_dedupe.standardise.address.facts import fact_rows, places, postcode_core, regions
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.address.world import towns, venue_words
from onefold_dedupe.standardise.country import code_set

FEATURES = (
    "bias", "unparsed", "no_country", "signs_only", "conflict", "narrow", "no_road", "bare_road", "long_road",
    "road_digit", "no_number", "odd_number", "no_city", "listed_city", "unlisted_city", "long_place", "suburb",
    "district", "house", "no_postcode", "odd_postcode", "listed_state", "unlisted_state", "bare_inside", "few_parts",
    "template", "other_country", "suburb_abroad", "unlisted_city_bare", "bare_road_digit", "listed_state_bare",
    "road_digit_abroad",
)  # fmt: skip
"""What a reading leans on, in the order of the weights; each is 0 to 1. The last five are two of the others together:
what is a small doubt by itself is a large one beside another.
"""

NEAR = 2.0
"""Lattice margin from which a second reading is no competitor any more."""
LONG_ENOUGH = 400
"""Towns a list must have before a name that is missing in it says anything."""
OWN_GRAMMAR = code_set("US GB DE FR BR ES IT PL NL RU UA KZ BY")
SIMPLE_NUMBER = re.compile(r"\D{0,4}\d+\s?[^\W\d_]?")
DIGIT = re.compile(r"\d")
WORD = re.compile(r"[^\W\d_]{2}|[^\x00-\u07ff]")
"""Two letters, or a sign of a script that has no letters."""


@lru_cache(maxsize=16_384)
def confidence_of(leaning: tuple[float, ...]) -> float:
    """0 to 1, from the numbers of `features`."""
    return round(1 / (1 + math.exp(-sum(map(mul, _weights(), leaning)))), 3)


UNLISTED = 0.4
"""The most that is said of a place that nothing supports but where it stands: no list has it, nothing else is known."""
INSIDE = ("unit", "level", "staircase", "entrance")
PLACES = ("city", "suburb", "state")
NAMES_ALONE = frozenset({"city", "suburb", "house", "unit", "level"})


def at_most(parts: Mapping[str, str], code: str | None, is_guess: bool) -> float:
    """The confidence that is not exceeded; `is_guess`: the city was told by its place in the text alone."""
    for label in PLACES:
        if (text := parts.get(label)) and not text.isalpha() and _is_no_place(text):
            return UNLISTED
    if not (is_guess or NAMES_ALONE.issuperset(parts)):
        return DOUBTFUL if code in ("BR", "PL", "CZ", "SK") and _is_doubtful(parts, code) else 1.0
    if "house" in parts and not venue_words(code or "US").isdisjoint(fold(parts["house"]).split()):
        return 1.0
    city = fold(parts.get("city", ""))
    known = towns(code) if code else town_countries()
    # г. Москва: the type stands before the name.
    return 1.0 if any(name in known or name in capitals() for name in (city, city.partition(" ")[2])) else UNLISTED


DOUBTFUL = 0.85


def _is_doubtful(parts: Mapping[str, str], code: str) -> bool:
    """Whether a Brazilian quarter may stand in the town's name (Vila Nova Campinas), or a Slavic road without a type
    and a town may be the village whose houses are numbered through (Wólka Kosowska 23).
    """
    city = parts.get("city", "")
    if code == "BR":
        words = fold(city).split() if city.count(" ") > 1 else []
        known = places(code)
        return bool(words) and " ".join(words) not in known and any(" ".join(words[n:]) in known for n in (1, 2, 3))
    road = parts.get("road", "")
    if city or not road or "house_number" not in parts or "suburb" in parts:
        return False
    spec = general_spec(code)
    return not any(spec.is_street_word(fold(word)) for word in road.split())


def features(
    parts: Mapping[str, str],
    given: Collection[str],
    code: str | None,
    spec: Spec,
    unparsed: str,
    evidence: Collection[str],
    margin: float | None,
    issues: Collection[str],
) -> tuple[float, ...]:
    """One number for each of FEATURES; `given` are labels that the source itself kept apart: nothing about them is in
    doubt.
    """
    read = {label: text for label, text in parts.items() if label not in given} if given else parts
    found = read.get
    road, city, number = found("road", ""), found("city", ""), found("house_number", "")
    is_bare, is_long, has_digit = _road_facts(road, spec) if road else (False, False, False)
    listed, unlisted = _city_facts(city, spec.code) if city else (False, False)
    postcode, state = found("postcode", ""), found("state", "")
    is_listed_state = state != "" and fold(state) in regions(spec.code)
    no_road, no_number, no_city, in_suburb, in_district, has_house, no_postcode, is_inside, abroad = _facts_of_labels(
        tuple(parts), tuple(read), spec.code
    )
    return (
        1.0,
        len(unparsed) / (len(unparsed) + sum(map(len, parts.values()))) if unparsed else 0.0,
        code is None,
        code is not None and not ("name" in evidence or "source" in evidence),
        "country_conflict" in issues,
        0.0 if margin is None else max(0.0, 1 - margin / NEAR),
        no_road,
        is_bare,
        is_long,
        has_digit,
        no_number,
        number != "" and not number.isdecimal() and SIMPLE_NUMBER.fullmatch(number) is None,
        no_city,
        listed,
        unlisted,
        city.count(" ") > 2 or found("suburb", "").count(" ") > 2,
        in_suburb,
        in_district,
        has_house,
        no_postcode,
        postcode != "" and is_odd_postcode(postcode, spec.code),
        is_listed_state,
        state != "" and not is_listed_state,
        is_inside and any(found(label, "").isdigit() for label in INSIDE),
        len(parts) < 3,
        margin is not None,
        abroad,
        abroad and in_suburb,
        unlisted and no_postcode,
        is_bare and has_digit,
        is_listed_state and no_number,
        abroad and has_digit,
    )


@lru_cache(maxsize=4096)
def _facts_of_labels(parts: tuple[str, ...], read: tuple[str, ...], code: str) -> tuple[bool, ...]:
    """What the labels alone say, `read` those that the source did not keep apart: whether road, number and city are
    missing, suburb, district and house are there, the postcode is missing, something inside the house is there, the
    country has no grammar of its own.
    """
    is_box = "po_box" in parts
    return (
        "road" not in parts and not is_box,
        "house_number" not in parts and not is_box,
        "city" not in parts,
        "suburb" in read,
        "city_district" in read or "state_district" in read,
        "house" in read,
        "postcode" not in parts and bool(postcode_core(code)),
        not set(INSIDE).isdisjoint(read),
        code not in OWN_GRAMMAR,
    )


def _is_no_place(text: str) -> bool:
    """Whether a place is said to be called 2B: a figure and no word."""
    return DIGIT.search(text) is not None and WORD.search(text) is None


@lru_cache(maxsize=16_384)
def _road_facts(road: str, spec: Spec) -> tuple[bool, bool, bool]:
    """Whether no word says that this is a street, it has more than five words, it has a digit."""
    is_bare = not any(spec.is_street_word(fold(word)) for word in road.split())
    return is_bare, road.count(" ") > 4, DIGIT.search(road) is not None


@lru_cache(maxsize=16_384)
def _city_facts(city: str, code: str) -> tuple[bool, bool]:
    """Whether a list of the country's towns has it, and whether a long one lacks it."""
    listed = places(code)
    is_listed = fold(city) in listed
    return is_listed, not is_listed and len(listed) >= LONG_ENOUGH


def is_odd_postcode(postcode: str, code: str) -> bool:
    """Whether the country's postcodes look otherwise."""
    pattern = _postcode_anywhere(code)
    return pattern is not None and pattern.search(postcode) is None


@lru_cache(maxsize=256)
def _postcode_anywhere(code: str) -> re.Pattern[str] | None:
    core = postcode_core(code)
    return re.compile(core, re.IGNORECASE) if core else None


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    weights = {name: float(weight) for name, weight in fact_rows("confidence.tsv")}
    return tuple(weights[name] for name in FEATURES)

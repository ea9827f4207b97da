"""Street lines and places."""

from __future__ import annotations

from collections.abc import Sequence

from onefold_dedupe.compare.base import Comparator, Levels, booleans, first_true, pairwise
from onefold_dedupe.features import PART

_SAME_STREET = 0.85
"""Share of equal characters (or of all words of the shorter line) at which two street lines name one street."""


def compare_streets(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Values `house PART street`; a street may be extended by a building, a floor or a second line."""
    import numpy as np
    from rapidfuzz import fuzz

    size = len(left)
    houses_l, streets_l = _two(left)
    houses_r, streets_r = _two(right)
    exact = booleans((a == b for a, b in zip(left, right, strict=True)), size)
    tight_l, tight_r = [s.replace(" ", "") for s in streets_l], [s.replace(" ", "") for s in streets_r]
    similarity = np.maximum(
        np.maximum(pairwise(fuzz.ratio, tight_l, tight_r), pairwise(fuzz.token_sort_ratio, streets_l, streets_r)),
        pairwise(fuzz.token_set_ratio, streets_l, streets_r)
        * booleans((min(len(a), len(b)) >= 5 for a, b in zip(tight_l, tight_r, strict=True)), size),
    )
    same_street = similarity >= _SAME_STREET * 100
    same_house = booleans((a == b and a != "" for a, b in zip(houses_l, houses_r, strict=True)), size)
    both_houses = booleans((a != "" and b != "" for a, b in zip(houses_l, houses_r, strict=True)), size)
    return first_true(
        exact,
        same_street & same_house,
        same_street & both_houses,
        same_street | (same_house & (similarity >= 55)),
    )


def compare_places(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Values `postcode PART city`; a side may lack one of the two."""
    from rapidfuzz.distance import OSA, JaroWinkler

    size = len(left)
    codes_l, cities_l = _two(left)
    codes_r, cities_r = _two(right)
    same_code = booleans((a == b and a != "" for a, b in zip(codes_l, codes_r, strict=True)), size)
    same_city = booleans((a == b and a != "" for a, b in zip(cities_l, cities_r, strict=True)), size)
    no_code = booleans((a == "" or b == "" for a, b in zip(codes_l, codes_r, strict=True)), size)
    no_city = booleans((a == "" or b == "" for a, b in zip(cities_l, cities_r, strict=True)), size)
    code_typo = (pairwise(OSA.distance, codes_l, codes_r) <= 1) & ~no_code
    city_typo = (pairwise(JaroWinkler.similarity, cities_l, cities_r) >= 0.88) & ~no_city
    level = first_true(
        (same_code & (same_city | city_typo | no_city)) | (same_city & no_code),
        same_code,
        same_city,
        city_typo | code_typo,
    )
    level[no_code & no_city] = 0
    return level


def _two(values: Sequence[str]) -> tuple[list[str], list[str]]:
    parts = [value.partition(PART) for value in values]
    return [p[0] for p in parts], [p[2] for p in parts]


STREET = Comparator("street", ("exact", "close", "number_differs", "part", "differs"), compare_streets)
PLACE = Comparator("place", ("exact", "postcode", "city", "typo", "differs"), compare_places)

"""Street lines and places."""

from __future__ import annotations

import numpy as np

from onefold_dedupe.compare.base import Comparator, Levels, Pairs, Texts, first_true

_SAME_STREET = 85
"""Per cent of equal characters (or of all words of the shorter line) at which two street lines name one street."""
_PERHAPS_STREET = 55
"""Per cent at which the same house number makes two lines alike."""


def compare_streets(texts: Texts, pairs: Pairs) -> Levels:
    """Values `house PART street`; a street may be extended by a building, a floor or a second line."""
    from rapidfuzz import fuzz

    houses, streets = texts.parts()
    tight = streets.map(lambda street: street.replace(" ", ""))
    words_within = pairs.score(fuzz.token_set_ratio, streets)
    words_within[pairs.shortest(tight) < 5] = 0
    similarity = np.maximum(
        np.maximum(pairs.score(fuzz.ratio, tight), pairs.score(fuzz.token_sort_ratio, streets)), words_within
    )
    same_street = similarity >= _SAME_STREET
    same_house = pairs.same(houses) & pairs.both(houses)
    return first_true(
        pairs.same(texts),
        same_street & same_house,
        same_street & pairs.both(houses),
        same_street | (same_house & (similarity >= _PERHAPS_STREET)),
    )


def compare_places(texts: Texts, pairs: Pairs) -> Levels:
    """Values `postcode PART city`; a side may lack one of the two."""
    from rapidfuzz.distance import OSA, JaroWinkler

    codes, cities = texts.parts()
    both_codes, both_cities = pairs.both(codes), pairs.both(cities)
    same_code, same_city = pairs.same(codes) & both_codes, pairs.same(cities) & both_cities
    code_typo = (pairs.score(OSA.distance, codes) <= 1) & both_codes
    city_typo = (pairs.score(JaroWinkler.similarity, cities) >= 0.88) & both_cities
    level = first_true(
        (same_code & (same_city | city_typo | ~both_cities)) | (same_city & ~both_codes),
        same_code,
        same_city,
        city_typo | code_typo,
    )
    level[~both_codes & ~both_cities] = 0
    return level


STREET = Comparator("street", ("exact", "close", "number_differs", "part", "differs"), compare_streets)
PLACE = Comparator("place", ("exact", "postcode", "city", "typo", "differs"), compare_places)

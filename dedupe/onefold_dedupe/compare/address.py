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
    tight = streets.replaced(" ")
    same_house = (pairs.same(houses) & pairs.both(houses)) | pairs.where(
        pairs.same(houses.parts("-")[0]) & pairs.both(houses) & ~pairs.same(houses), _extends, houses
    )
    similarity = pairs.score(fuzz.ratio, tight, cutoff=_PERHAPS_STREET)
    for scorer, among in ((fuzz.token_sort_ratio, True), (fuzz.token_set_ratio, pairs.shortest(tight) >= 5)):
        open_yet = (similarity < _SAME_STREET) & among
        similarity = np.maximum(similarity, pairs.score(scorer, streets, among=open_yet, cutoff=_PERHAPS_STREET))
    same_street = similarity >= _SAME_STREET
    return first_true(
        pairs.same(texts),
        same_street & same_house,
        (same_street & ~pairs.both(houses)) | (same_house & (similarity >= _PERHAPS_STREET)),
        same_street,
    )


def _extends(left: str, right: str) -> bool:
    """One says less of building and flat than the other: 12, 12-3."""
    return f"{left}-".startswith(f"{right}-") or f"{right}-".startswith(f"{left}-")


def compare_places(texts: Texts, pairs: Pairs) -> Levels:
    """Values `postcode PART city`; a side may lack one of the two."""
    from rapidfuzz.distance import OSA, JaroWinkler

    codes, cities = texts.parts()
    both_codes, both_cities = pairs.both(codes), pairs.both(cities)
    same_code, same_city = pairs.same(codes) & both_codes, pairs.same(cities) & both_cities
    code_typo = both_codes & (pairs.score(OSA.distance, codes, among=both_codes, cutoff=1) <= 1)
    city_typo = pairs.score(JaroWinkler.similarity, cities, among=both_cities, cutoff=0.88) >= 0.88
    level = first_true(
        (same_code & (same_city | city_typo | ~both_cities)) | (same_city & ~both_codes),
        same_code,
        same_city,
        city_typo | code_typo,
    )
    level[~both_codes & ~both_cities] = 0
    return level


STREET = Comparator("street", ("exact", "close", "part", "number_differs", "differs"), compare_streets)
PLACE = Comparator("place", ("exact", "postcode", "city", "typo", "differs"), compare_places)

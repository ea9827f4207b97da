"""What the words of an address weigh for a country: the languages they are of, the towns and regions they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from onefold_dedupe.standardise.address.evidence_tables import (
    capitals,
    languages_of,
    region_countries,
    tongues,
    town_countries,
)
from onefold_dedupe.standardise.address.facts import regions


def language_weights(folded: Sequence[str], letters: str) -> tuple[tuple[int, float], ...]:
    """Index of a language → how much of it there is in the street words, the small words and the letters."""
    weights: dict[int, float] = {}
    street = [word for segment in folded[:-1] for word in segment.split()]
    for word in dict.fromkeys([*street, *folded[-1].split()]):
        for index, weight in _word_weights(word, len(folded) == 1 or word in street):
            weights[index] = weights.get(index, 0.0) + weight
    for letter in letters:
        found = tongues().letters[letter]
        for index in found:
            weights[index] = weights.get(index, 0.0) + (2.0 if len(found) == 1 else 1.2 if len(found) < 4 else 0.7)
    return tuple(weights.items())


@lru_cache(maxsize=65_536)
def _word_weights(word: str, in_street: bool) -> tuple[tuple[int, float], ...]:
    """Index of a language and how much the folded word speaks for it, as a street's word and as a small one."""
    found, small = languages_of(word), tongues().small.get(word, ())
    weight = (3.0 if len(found) == 1 else 2.0 if len(found) == 2 else 1.2) * (1.0 if in_street else 0.3)
    return (*((index, weight) for index in found), *((index, 0.5) for index in small))


@lru_cache(maxsize=4096)
def speakers(weights: tuple[tuple[int, float], ...]) -> dict[str, float]:
    """Country → how well it speaks the languages that the weights, by their index, are of."""
    by_country: dict[str, float] = {}
    languages = tongues().languages
    least = 0.4 * max((weight for _, weight in weights), default=0.0)
    for index, weight in weights:
        if weight < least:
            continue
        share = min(weight, 5.0)
        for rank, code in enumerate(languages[index].countries):
            found_share = share - (0.6 if rank > 4 else 0.2 if rank else 0.0)
            if found_share > by_country.get(code, 0.0):
                by_country[code] = found_share
    return by_country


def by_place(folded: Sequence[str], state: str, all_segments: bool = False) -> dict[str, float]:
    """Country → the weight of the towns and regions that the last lines name."""
    by_region: dict[str, float] = {}
    by_town: dict[str, float] = {}
    if state:
        by_region = _largest([([code for code in ("US", "CA", "AU") if state in regions(code)], 2.0)])
    is_one = len(folded) == 1
    for segment in folded if all_segments or is_one else folded[max(1, len(folded) - 3) :]:
        in_region, in_town = _places_of(segment, is_one)
        for code, weight in in_region.items():
            if weight > by_region.get(code, 0.0):
                by_region[code] = weight
        for code, weight in in_town.items():
            if weight > by_town.get(code, 0.0):
                by_town[code] = weight
    if not by_region or not by_town:
        return by_region or by_town
    return {
        code: max(by_town.get(code, 0.0), by_region.get(code, 0.0))
        + (0.6 if code in by_town and code in by_region else 0.0)
        * min(by_town.get(code, 0.0), by_region.get(code, 0.0))
        for code in {*by_town, *by_region}
    }


@lru_cache(maxsize=16_384)
def _places_of(segment: str, is_one: bool) -> tuple[dict[str, float], dict[str, float]]:
    """Country → weight of the regions and of the towns that a folded line names; `is_one`: no other line is there."""
    towns, areas, large = town_countries(), region_countries(), capitals()
    words = [word for word in segment.split() if not word[0].isdigit()]
    whole = " ".join(words)
    in_region = [(areas.get(whole, ()), 2.5)]
    in_town = [(towns.get(whole, ()), 2.5), (large.get(whole, ()), 3.2)]
    for length in range(min(4, len(words) - 1), 0, -1):
        for name in (" ".join(words[-length:]), " ".join(words[:length])):
            if len(name) > 3:
                in_region.append((areas.get(name, ()), 1.5))
                in_town += ((towns.get(name, ()), 1.2 if is_one else 1.5), (large.get(name, ()), 1.8))
    return _largest(in_region), _largest(in_town)


def _largest(named: Iterable[tuple[Sequence[str], float]]) -> dict[str, float]:
    """Country → the largest of the weights by which a name speaks for it; less where it speaks for many."""
    found: dict[str, float] = {}
    for codes, weight in named:
        for code in codes:
            found[code] = max(found.get(code, 0.0), weight / (1.0 if len(codes) < 4 else 2.0))
    return found

"""Which East Slavic country an address in Latin letters is in, when its words are theirs and its town says so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from onefold_dedupe.standardise.address.cities import city_today
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.text import skeleton
from onefold_dedupe.standardise.country import word_set

SIGNS = word_set(
    """
    ulitsa ulica pereulok naberezhnaya naberezhna prospekt prospect shosse ploshchad proezd tupik oblast obl
    kv korp mkr mikrorayon vul vulytsia vulitsa vulica provulok prosp bud bulvar koshesi dangyly ul d g
    """
)
SHARED = word_set("prospect ulica ul d g bulvar obl oblast kv prosp bud prospekt")
"""Of these the ones that Poles, Balts and South Slavs write too: they need a town beside them."""
STREETS = SIGNS - word_set("g obl oblast")
"""Whose segment names a street, which may be called after a town: ul. Minska."""
COUNTRIES = ("RU", "UA", "KZ", "BY")


def slavic_country(segments: Sequence[str]) -> tuple[str, bool] | None:
    """Country and whether a town of it is named, of the folded segments of an address; None where no word speaks for
    one.
    """
    words = [word for segment in segments for word in segment.split()]
    signs = SIGNS.intersection(words)
    if not signs:
        return None
    for segment in segments:
        folded = segment.split()
        if STREETS.intersection(folded):
            continue
        names = [word for word in folded if word.isalpha() and word not in SIGNS]
        name = " ".join(names)
        for code in COUNTRIES if names else ():
            if city_today(name, code) or skeleton(name.replace(" ", "")) in _sounds(code):
                return code, True
    own = signs - SHARED
    return (("UA" if any(word.startswith(("vul", "provul")) for word in own) else "RU"), False) if own else None


@lru_cache(maxsize=8)
def _sounds(code: str) -> frozenset[str]:
    return frozenset(skeleton(name.replace(" ", "")) for name in places(code) if len(name) > 3)

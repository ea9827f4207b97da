"""Given and family names: spelling, sound, nickname, initial."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from onefold_dedupe.compare.base import Booleans, Comparator, Levels, Pairs, Texts, first_true

SWAPPED = "swapped"
"""Set by the kernel, which sees both names of a record; no comparator of one name returns it."""

_CLOSE = 0.92
"""Jaro-Winkler at which two names differ by a slip; the usual upper cut in the literature (Winkler 2006; Splink's
library).
"""
_SIMILAR = 0.82
"""Jaro-Winkler at which two names may still be one word heard or read badly."""


def compare_given(texts: Texts, pairs: Pairs) -> Levels:
    """Values `folded PART key`; the key of a nickname is its full name's."""
    names, _ = texts.parts()
    exact, alike, typo, similar = _spelling(texts, pairs, shortest_for_typo=3)
    readings = [_readings(name) for name in names.values]
    has_several = np.fromiter((len(found) > 1 for found in readings), np.bool_, len(readings))
    perhaps = ~exact & ~alike & (has_several[pairs.left] | has_several[pairs.right])
    for row in np.flatnonzero(perhaps).tolist():
        alike[row] = not set(readings[pairs.left[row]]).isdisjoint(readings[pairs.right[row]])
    short = _has_short_word(names)
    has_initial = short[pairs.left] | short[pairs.right]
    initial = pairs.where(has_initial & ~exact, _is_initial, names)
    levels = first_true(exact, alike, typo, similar, initial)
    levels[levels == 6] = 7  # `differs` stands behind `swapped`
    return levels


def compare_family(texts: Texts, pairs: Pairs) -> Levels:
    """Values `folded PART key`; one of two surnames counts as a variant of both."""
    return first_true(*_spelling(texts, pairs, shortest_for_typo=4))


def _spelling(texts: Texts, pairs: Pairs, shortest_for_typo: int) -> tuple[Booleans, Booleans, Booleans, Booleans]:
    """Exact; same key or some of the words; a slip; alike."""
    from rapidfuzz.distance import OSA, JaroWinkler

    names, keys = texts.parts()
    exact = pairs.same(names)
    long_enough = pairs.shortest(names) >= shortest_for_typo
    perhaps = long_enough & ~exact
    similarity = pairs.score(JaroWinkler.similarity, names, among=perhaps, cutoff=0.7)
    near = similarity >= 0.7
    slip = near & (pairs.score(OSA.distance, names, among=near, cutoff=1) <= 1)
    several = _has_space(names)
    shortened = pairs.where((several[pairs.left] | several[pairs.right]) & ~exact, _is_shortened, names)
    same_key = pairs.same(keys) & pairs.both(keys)
    return exact, same_key | shortened, slip | (similarity >= _CLOSE), similarity >= _SIMILAR


def _has_space(names: Texts) -> Booleans:
    has_space: Booleans = pc.match_substring(names.array, " ").to_numpy(zero_copy_only=False)
    return has_space


def _readings(name: str) -> tuple[str, ...]:
    from onefold_dedupe.standardise.nicknames import given_keys

    return given_keys(name) if name and " " not in name else ()


def _has_short_word(names: Texts) -> Booleans:
    """Some word is one letter, or two as in Jo and Al."""
    shortest = (min(map(len, name.split()), default=9) for name in names.values)
    return np.fromiter((length <= 2 for length in shortest), np.bool_, len(names.values))


def _is_shortened(left: str, right: str) -> bool:
    """One name's words are some of the other's (Maria, Anna Maria), or compose the same word (Anne Marie,
    Annemarie).
    """
    if left.replace(" ", "") == right.replace(" ", ""):
        return True
    a, b = set(left.split()), set(right.split())
    return a <= b or b <= a


def _is_initial(left: str, right: str) -> bool:
    """Every word agrees as far as it is written: J and John, J R and John Robert, Jo and Joanna."""
    return all(x == y or _begins(*sorted((x, y), key=len)) for x, y in zip(left.split(), right.split(), strict=False))


def _begins(shorter: str, longer: str) -> bool:
    return len(shorter) <= 2 and longer.startswith(shorter)


GIVEN_NAME = Comparator(
    "given_name", ("exact", "nickname", "typo", "similar", "initial", SWAPPED, "differs"), compare_given
)
FAMILY_NAME = Comparator("family_name", ("exact", "variant", "typo", "similar", "differs"), compare_family)

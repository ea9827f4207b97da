"""Given and family names: spelling, sound, nickname, initial."""

from __future__ import annotations

import numpy as np

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
    has_initial = (pairs.shortest(names) == 1) | (
        _has_short_word(names)[pairs.left] | _has_short_word(names)[pairs.right]
    )
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
    return np.fromiter((" " in name for name in names.values), np.bool_, len(names.values))


def _has_short_word(names: Texts) -> Booleans:
    """Some word is one letter."""
    return np.fromiter(
        ("" if not name else min(map(len, name.split())) == 1 for name in names.values), np.bool_, len(names.values)
    )


def _is_shortened(left: str, right: str) -> bool:
    """One name's words are some of the other's (Maria, Anna Maria), or compose the same word (Anne Marie,
    Annemarie).
    """
    if left.replace(" ", "") == right.replace(" ", ""):
        return True
    a, b = set(left.split()), set(right.split())
    return a <= b or b <= a


def _is_initial(left: str, right: str) -> bool:
    """Every word agrees as far as it is written: J and John, J R and John Robert."""
    a, b = left.split(), right.split()
    return all(x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for x, y in zip(a, b, strict=False))


GIVEN_NAME = Comparator(
    "given_name", ("exact", "nickname", "typo", "similar", "initial", SWAPPED, "differs"), compare_given
)
FAMILY_NAME = Comparator("family_name", ("exact", "variant", "typo", "similar", "differs"), compare_family)

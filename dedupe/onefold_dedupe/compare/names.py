"""Given and family names: spelling, sound, nickname, initial."""

from __future__ import annotations

from collections.abc import Sequence

from onefold_dedupe.compare.base import Comparator, Levels, booleans, first_true, pairwise
from onefold_dedupe.features import PART

SWAPPED = "swapped"
"""Set by the kernel, which sees both names of a record; no comparator of one name returns it."""

_CLOSE = 0.92
"""Jaro-Winkler at which two names differ by a slip; the usual upper cut in the literature (Winkler 2006; Splink's library)."""
_SIMILAR = 0.82
"""Jaro-Winkler at which two names may still be one word heard or read badly."""


def _split(values: Sequence[str]) -> tuple[list[str], list[str]]:
    parts = [value.partition(PART) for value in values]
    return [p[0] for p in parts], [p[2] or p[0] for p in parts]


def _is_shortened(left: str, right: str) -> bool:
    """One name's words are some of the other's (Maria, Anna Maria), or compose the same word (Anne Marie, Annemarie)."""
    if left.replace(" ", "") == right.replace(" ", ""):
        return True
    a, b = set(left.split()), set(right.split())
    return (len(a) > 1 or len(b) > 1) and bool(a & b) and (a <= b or b <= a)


def _is_initial(left: str, right: str) -> bool:
    """One is the other's initial letter: every word agrees as far as it is written."""
    a, b = left.split(), right.split()
    if min(map(len, a), default=9) > 1 and min(map(len, b), default=9) > 1:
        return False
    return all(x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for x, y in zip(a, b, strict=False))


def compare_given(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Values `folded PART key`; the key of a nickname is its full name's."""
    from rapidfuzz.distance import OSA, JaroWinkler

    size = len(left)
    names_l, keys_l = _split(left)
    names_r, keys_r = _split(right)
    similarity = pairwise(JaroWinkler.similarity, names_l, names_r)
    distance = pairwise(OSA.distance, names_l, names_r)
    shortest = [min(len(a), len(b)) for a, b in zip(names_l, names_r, strict=True)]
    exact = booleans((a == b for a, b in zip(names_l, names_r, strict=True)), size)
    nickname = booleans(
        (
            a == b or _is_shortened(x, y)
            for a, b, x, y in zip(keys_l, keys_r, names_l, names_r, strict=True)
        ),
        size,
    )
    long_enough = booleans((length >= 3 for length in shortest), size)
    typo = ((distance <= 1) & long_enough) | ((similarity >= _CLOSE) & long_enough)
    initial = booleans((_is_initial(a, b) for a, b in zip(names_l, names_r, strict=True)), size)
    return _skip_swapped(first_true(exact, nickname, typo, (similarity >= _SIMILAR) & long_enough, initial))


def _skip_swapped(levels: Levels) -> Levels:
    """`differs` stands behind `swapped` in the list of levels."""
    levels[levels == 6] = 7
    return levels


def compare_family(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Values `folded PART key`; one of two surnames counts as a variant of both."""
    from rapidfuzz.distance import OSA, JaroWinkler

    size = len(left)
    names_l, keys_l = _split(left)
    names_r, keys_r = _split(right)
    similarity = pairwise(JaroWinkler.similarity, names_l, names_r)
    distance = pairwise(OSA.distance, names_l, names_r)
    long_enough = booleans((min(len(a), len(b)) >= 4 for a, b in zip(names_l, names_r, strict=True)), size)
    exact = booleans((a == b for a, b in zip(names_l, names_r, strict=True)), size)
    variant = booleans(
        (
            a == b or _is_shortened(x, y)
            for a, b, x, y in zip(keys_l, keys_r, names_l, names_r, strict=True)
        ),
        size,
    )
    typo = ((distance <= 1) | (similarity >= _CLOSE)) & long_enough
    return first_true(exact, variant, typo, (similarity >= _SIMILAR) & long_enough)


GIVEN_NAME = Comparator(
    "given_name", ("exact", "nickname", "typo", "similar", "initial", SWAPPED, "differs"), compare_given
)
FAMILY_NAME = Comparator("family_name", ("exact", "variant", "typo", "similar", "differs"), compare_family)

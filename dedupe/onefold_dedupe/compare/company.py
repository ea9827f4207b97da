"""Names of organisations, by their words: a rare word in common says more than three common ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from onefold_dedupe.compare.base import Comparator, Levels, Pairs, Texts

_WORD_TYPO = 0.90
"""Jaro-Winkler from which two words of four letters and more are one word misspelt."""
_HOPELESS = 40
"""Below this share of common characters (rapidfuzz token_set_ratio) no words can agree; spares the slow path."""


@lru_cache(maxsize=200_000)
def parse_tokens(value: str) -> tuple[tuple[str, float], ...]:
    """`word=weight word=weight …` as pairs, rarest first."""
    return tuple((word, float(weight)) for word, _, weight in (token.rpartition("=") for token in value.split()))


def compare_companies(texts: Texts, pairs: Pairs) -> Levels:
    """Weighted word lists (feature `organization_tokens`): share of the words' weight that both names have."""
    from rapidfuzz import fuzz

    plain = texts.map(lambda value: " ".join(sorted(word for word, _ in parse_tokens(value))))
    rough = pairs.score(fuzz.token_set_ratio, plain)
    levels = np.full(len(rough), 6, np.int8)
    for row in np.flatnonzero(rough >= _HOPELESS).tolist():
        left, right = pairs.left[row], pairs.right[row]
        levels[row] = _level(texts.values[left], texts.values[right], plain.values[left], plain.values[right])
    return levels


def _level(left: str, right: str, plain_l: str, plain_r: str) -> int:
    if plain_l == plain_r or plain_l.replace(" ", "") == plain_r.replace(" ", ""):
        return 1
    a, b = parse_tokens(left), parse_tokens(right)
    shared, total_l, total_r = _shared_weight(a, b)
    either = shared / max(total_l + total_r - shared, 1e-9)
    smaller = shared / max(min(total_l, total_r), 1e-9)
    if either >= 0.85:
        return 2
    if either >= 0.6 or (smaller >= 0.95 and len(min(a, b, key=len)) >= 2):
        return 3
    if either >= 0.35 or smaller >= 0.8:
        return 4
    return 5 if smaller >= 0.4 else 6


def _shared_weight(
    left: tuple[tuple[str, float], ...], right: tuple[tuple[str, float], ...]
) -> tuple[float, float, float]:
    """Weight of the words in common (misspelt ones by their likeness), and of each side's words."""
    from rapidfuzz.distance import JaroWinkler

    weights_r = dict(right)
    shared = 0.0
    open_l = []
    for word, weight in left:
        if word in weights_r:
            shared += max(weight, weights_r.pop(word))
        else:
            open_l.append((word, weight))
    for word, weight in open_l:
        if len(word) < 4 or not weights_r:
            continue
        best, other = max((JaroWinkler.similarity(word, w), w) for w in weights_r)
        if best >= _WORD_TYPO and len(other) >= 4:
            shared += best * max(min(weight, 8.0), min(weights_r.pop(other), 8.0))
    return shared, sum(w for _, w in left), sum(w for _, w in right)


COMPANY = Comparator("company", ("exact", "close", "similar", "part", "word", "differs"), compare_companies)

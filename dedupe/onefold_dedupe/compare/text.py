"""Any other text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onefold_dedupe.compare.base import Comparator, Levels, booleans, first_true, pairwise


def compare_texts(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Folded texts: equal, alike (spelling, or one's words within the other's), or not."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    exact = booleans((a == b for a, b in zip(left, right, strict=True)), len(left))
    alike = np.maximum(
        pairwise(JaroWinkler.similarity, left, right) * 100, pairwise(fuzz.token_set_ratio, left, right)
    )
    return first_true(exact, alike >= 90)


TEXT = Comparator("text", ("exact", "similar", "differs"), compare_texts)

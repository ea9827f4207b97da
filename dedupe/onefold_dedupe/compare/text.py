"""Any other text."""

from __future__ import annotations

import numpy as np

from onefold_dedupe.compare.base import Comparator, Levels, Pairs, Texts, first_true


def compare_texts(texts: Texts, pairs: Pairs) -> Levels:
    """Folded texts: equal, alike (spelling, or one's words within the other's), or not."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    alike = np.maximum(pairs.score(JaroWinkler.similarity, texts) * 100, pairs.score(fuzz.token_set_ratio, texts))
    return first_true(pairs.same(texts), alike >= 90)


TEXT = Comparator("text", ("exact", "similar", "differs"), compare_texts)

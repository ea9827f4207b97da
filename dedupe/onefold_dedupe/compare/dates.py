"""Dates: equal, mistyped, day and month exchanged, partly equal."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onefold_dedupe.compare.base import Comparator, Integers, Levels, Pairs, Texts, first_true

GENERATION_YEARS = 13
"""The least age of a parent that registries of births know in numbers."""


def compare_dates(texts: Texts, pairs: Pairs) -> Levels:
    """ISO dates, also `YYYY-MM` and `YYYY`; a shorter one that the longer one begins with is `part`.

    `generation`: whole dates so many years apart that they may be a parent's and a child's.
    """
    from rapidfuzz.distance import OSA

    distance = pairs.score(OSA.distance, texts, cutoff=2)
    parts = _parts(texts)
    left, right = parts[pairs.left], parts[pairs.right]
    equal = left == right
    known = (left >= 0) & (right >= 0)
    whole = known.all(axis=1)
    exchanged = equal[:, 0] & (left[:, 1] == right[:, 2]) & (left[:, 2] == right[:, 1]) & whole
    shorter = ~whole & (equal | ~known).all(axis=1)
    same_year = equal[:, 0] & known[:, 0]
    levels = first_true(
        pairs.same(texts),
        ((distance <= 1) & whole) | exchanged,
        ((equal & known).sum(axis=1) >= 2) | shorter,
        same_year | ((distance <= 2) & whole),
    )
    apart = whole & (np.abs(left[:, 0] - right[:, 0]) >= GENERATION_YEARS)
    return np.where((levels == 5) & apart, 6, levels).astype(np.int8)


def _parts(texts: Texts) -> Integers:
    """Year, month and day of each value; -1 where it has none."""
    columns = []
    rest = texts
    for _ in range(3):
        part, rest = rest.parts("-")
        is_number = pc.match_substring_regex(part.array, "^[0-9]+$")
        digits = pc.if_else(is_number, pc.utf8_slice_codeunits(part.array, 0, 4), "-1")
        columns.append(pc.cast(digits, pa.int64()).to_numpy())
    return np.column_stack(columns)


DATE = Comparator("date", ("exact", "typo", "part", "year", "differs", "generation"), compare_dates)

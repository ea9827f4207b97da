"""Dates: equal, mistyped, day and month exchanged, partly equal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onefold_dedupe.compare.base import Comparator, Levels, booleans, first_true, pairwise


def compare_dates(left: Sequence[str], right: Sequence[str]) -> Levels:
    """ISO dates, also `YYYY-MM` and `YYYY`; a shorter one that the longer one begins with is `part`."""
    from rapidfuzz.distance import OSA

    size = len(left)
    exact = booleans((a == b for a, b in zip(left, right, strict=True)), size)
    distance = pairwise(OSA.distance, left, right)
    parts_l, parts_r = _parts(left), _parts(right)
    equal = parts_l == parts_r
    known = (parts_l > 0) & (parts_r > 0)
    exchanged = equal[:, 0] & (parts_l[:, 1] == parts_r[:, 2]) & (parts_l[:, 2] == parts_r[:, 1]) & known.all(axis=1)
    agreeing = (equal & known).sum(axis=1)
    shorter = ~known.all(axis=1) & (equal | ~known).all(axis=1)
    same_year = equal[:, 0] & known[:, 0]
    return first_true(
        exact,
        ((distance <= 1) & known.all(axis=1)) | exchanged,
        (agreeing >= 2) | shorter,
        same_year | ((distance <= 2) & known.all(axis=1)),
    )


def _parts(values: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Year, month and day of each value; 0 where it has none."""
    rows = np.zeros((len(values), 3), np.int32)
    for row, value in enumerate(values):
        for column, part in enumerate(value.split("-")[:3]):
            if part.isdecimal():
                rows[row, column] = int(part) % 1_000_000
    return rows


DATE = Comparator("date", ("exact", "typo", "part", "year", "differs"), compare_dates)

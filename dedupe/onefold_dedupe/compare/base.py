"""What a comparator is: a pure function from two lists of values to one level a pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Compare = Callable[[Sequence[str], Sequence[str]], Levels]


@dataclass(frozen=True)
class Comparator:
    """`compare(left, right)` gives 1 … len(levels) for each pair, 1 being the strongest; 0 (missing) when it cannot tell."""

    name: str
    levels: tuple[str, ...]
    compare: Compare


def pairwise(scorer: Any, left: Sequence[str], right: Sequence[str]) -> Floats:
    """A rapidfuzz scorer over aligned lists, in C; distances and similarities alike come as float64."""
    from rapidfuzz.process import cpdist

    if not left:
        return np.zeros(0)
    return np.asarray(cpdist(left, right, scorer=scorer, dtype=np.float64))


def first_true(*conditions: npt.NDArray[np.bool_]) -> Levels:
    """The number (from 1) of the first condition that holds; one past the last where none does."""
    level = np.full(len(conditions[0]), len(conditions) + 1, np.int8)
    for number in range(len(conditions), 0, -1):
        level[conditions[number - 1]] = number
    return level


def booleans(values: Sequence[bool] | Any, size: int) -> npt.NDArray[np.bool_]:
    """An iterable of truth values as an array of known size."""
    return np.fromiter(values, np.bool_, size)

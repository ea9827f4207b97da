"""What a comparator is: a pure function from pairs of values to one level a pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from onefold_dedupe.features import PART

Levels = npt.NDArray[np.int8]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


class Texts:
    """Distinct values seen from all sides once, so that a pair costs array look-ups only."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = values

    @cached_property
    def codes(self) -> Integers:
        """Equal texts have equal codes; the empty text has 0."""
        numbers: dict[str, int] = {"": 0}
        return np.fromiter((numbers.setdefault(v, len(numbers)) for v in self.values), np.int64, len(self.values))

    @cached_property
    def lengths(self) -> Integers:
        """Characters of each text."""
        return np.fromiter(map(len, self.values), np.int64, len(self.values))

    def map(self, function: Callable[[str], str]) -> Texts:
        """The texts after `function`."""
        return Texts([function(value) for value in self.values])

    def parts(self) -> tuple[Texts, Texts]:
        """What stands before and after PART; the second is '' where there is none."""
        split = [value.partition(PART) for value in self.values]
        return Texts([p[0] for p in split]), Texts([p[2] for p in split])


@dataclass(frozen=True)
class Pairs:
    """Pairs as positions in a list of values."""

    left: Integers
    right: Integers

    def same(self, texts: Texts) -> Booleans:
        """Both are the same text."""
        equal: Booleans = texts.codes[self.left] == texts.codes[self.right]
        return equal

    def both(self, texts: Texts) -> Booleans:
        """Neither is empty."""
        filled: Booleans = (texts.codes[self.left] != 0) & (texts.codes[self.right] != 0)
        return filled

    def shortest(self, texts: Texts) -> Integers:
        """Characters of the shorter one."""
        length: Integers = np.minimum(texts.lengths[self.left], texts.lengths[self.right])
        return length

    def score(self, scorer: Any, texts: Texts) -> Floats:
        """A rapidfuzz scorer in C; distances and similarities alike as float64."""
        from rapidfuzz.process import cpdist

        if not len(self.left):
            return np.zeros(0)
        values = texts.values
        left, right = [values[i] for i in self.left.tolist()], [values[i] for i in self.right.tolist()]
        return np.asarray(cpdist(left, right, scorer=scorer, dtype=np.float32), np.float64)

    def where(self, mask: Booleans, test: Callable[[str, str], bool], texts: Texts) -> Booleans:
        """`test` on the pairs of the mask; False elsewhere. For what arrays cannot say."""
        answer = np.zeros(len(self.left), np.bool_)
        values = texts.values
        for row in np.flatnonzero(mask).tolist():
            answer[row] = test(values[self.left[row]], values[self.right[row]])
        return answer


Compare = Callable[[Texts, Pairs], Levels]


@dataclass(frozen=True)
class Comparator:
    """`compare` gives 1 … len(levels) for each pair, 1 being the strongest; 0 (missing) when it cannot tell."""

    name: str
    levels: tuple[str, ...]
    compare: Compare


def first_true(*conditions: Booleans) -> Levels:
    """The number (from 1) of the first condition that holds; one past the last where none does."""
    level = np.full(len(conditions[0]), len(conditions) + 1, np.int8)
    for number in range(len(conditions), 0, -1):
        level[conditions[number - 1]] = number
    return level

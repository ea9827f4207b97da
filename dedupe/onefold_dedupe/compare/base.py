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
        return self._numbered[0]

    @property
    def distinct(self) -> list[str]:
        """The text of each code."""
        return self._numbered[1]

    @cached_property
    def _numbered(self) -> tuple[Integers, list[str]]:
        numbers: dict[str, int] = {"": 0}
        codes = [numbers.setdefault(value, len(numbers)) for value in self.values]
        return np.array(codes, np.int64), list(numbers)

    @cached_property
    def lengths(self) -> Integers:
        """Characters of each text."""
        return np.array([len(value) for value in self.values], np.int64)

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

    def score(self, scorer: Any, texts: Texts, *, among: Booleans | None = None, cutoff: float | None = None) -> Floats:
        """A rapidfuzz scorer in C over the distinct pairs of texts; distances and similarities alike as float64.

        Only pairs of `among` are looked at, the others have 0. With a `cutoff`, what is worse than it may come back as
        the worst there is (0 for a similarity, more than the cutoff for a distance), which is much faster.
        """
        from rapidfuzz.process import cpdist

        answer = np.zeros(len(self.left))
        rows = np.arange(len(self.left)) if among is None else np.flatnonzero(among)
        if not len(rows):
            return answer
        size, codes = len(texts.distinct), texts.codes
        left, right = codes[self.left[rows]], codes[self.right[rows]]
        keys, back = np.unique(np.minimum(left, right) * size + np.maximum(left, right), return_inverse=True)
        values = texts.distinct
        first, second = [values[i] for i in (keys // size).tolist()], [values[i] for i in (keys % size).tolist()]
        scores = cpdist(first, second, scorer=scorer, score_cutoff=cutoff, dtype=np.float32, workers=-1)
        answer[rows] = scores[back]
        return answer

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

"""What a comparator is: a pure function from pairs of values to one level a pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from onefold_dedupe.features import PART

Levels = npt.NDArray[np.int8]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
_SIGNED_BITS = 63


class Texts:
    """Distinct values seen from all sides once, in Arrow's form, so that a pair costs array look-ups only."""

    def __init__(self, values: Sequence[str] | pa.Array, *, is_distinct: bool = False) -> None:
        self.array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
        self._is_distinct = is_distinct

    @cached_property
    def values(self) -> list[str]:
        """As Python's texts; what arrays can say is faster."""
        listed: list[str] = self.array.to_pylist()
        return listed

    @cached_property
    def codes(self) -> Integers:
        """Equal texts have equal codes; the empty text has 0."""
        if self._is_distinct:
            return np.where(self._is_empty, 0, np.arange(1, len(self.array) + 1))
        indices = self._encoded.indices.to_numpy().astype(np.int64)
        return np.where(self._is_empty[indices], 0, indices + 1)

    @property
    def size(self) -> int:
        """One more than the largest code there may be."""
        return len(self._dictionary) + 1

    def of_codes(self, codes: Integers) -> list[str]:
        """The texts of codes."""
        if len(codes) < len(self._dictionary):
            found: list[str] = self._dictionary.take(pa.array(np.maximum(codes - 1, 0))).to_pylist()
            for place in np.flatnonzero(codes == 0).tolist():
                found[place] = ""
            return found
        listed: list[str] = self._listed[codes].tolist()
        return listed

    @cached_property
    def _listed(self) -> npt.NDArray[np.object_]:
        """The text of each code, when more than once each is asked for."""
        found = np.empty(len(self._dictionary) + 1, np.object_)
        found[0], found[1:] = "", self._dictionary.to_pylist()
        return found

    @cached_property
    def _encoded(self) -> pa.DictionaryArray:
        return self.array.dictionary_encode()

    @property
    def _dictionary(self) -> pa.Array:
        return self.array if self._is_distinct else self._encoded.dictionary

    @cached_property
    def _is_empty(self) -> Booleans:
        empty: Booleans = pc.equal(self._dictionary, "").to_numpy(zero_copy_only=False)
        return empty

    @cached_property
    def lengths(self) -> Integers:
        """Characters of each text."""
        lengths: Integers = pc.utf8_length(self.array).to_numpy().astype(np.int64)
        return lengths

    def map(self, function: Callable[[str], str]) -> Texts:
        """The texts after `function`, asked once for each that is another one; for what arrays cannot say."""
        mapped = pa.array([function(value) for value in self._dictionary.to_pylist()], pa.string())
        return Texts(mapped if self._is_distinct else mapped.take(self._encoded.indices))

    def replaced(self, pattern: str, by: str = "") -> Texts:
        """Every match of a regular expression (RE2) replaced."""
        return Texts(pc.replace_substring_regex(self.array, pattern, by))

    def last(self, characters: int) -> Texts:
        """The end of each text."""
        return Texts(pc.utf8_slice_codeunits(self.array, -characters))

    def parts(self, separator: str = PART, *, from_right: bool = False) -> tuple[Texts, Texts]:
        """What stands before and after the separator's first place (`from_right`: its last); where there is none, the
        second (the first) is ''.
        """
        lists = pc.split_pattern(self.array, separator, max_splits=1, reverse=from_right)
        starts, pieces = lists.offsets.to_numpy(), pc.list_flatten(lists)
        is_whole = pa.array(np.diff(starts) == 1)
        first, second = (pieces.take(pa.array(row)) for row in (starts[:-1], starts[1:] - 1))
        if from_right:
            return Texts(pc.if_else(is_whole, "", first)), Texts(second)
        return Texts(first), Texts(pc.if_else(is_whole, "", second))


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
        codes = texts.codes
        left, right, back = unique_pairs(codes[self.left[rows]], codes[self.right[rows]], texts.size)
        scores = cpdist(
            texts.of_codes(left),
            texts.of_codes(right),
            scorer=scorer,
            score_cutoff=cutoff,
            dtype=np.float32,
            workers=-1,
        )
        answer[rows] = scores[back]
        return answer

    def where(self, mask: Booleans, test: Callable[[str, str], bool], texts: Texts) -> Booleans:
        """`test` on the pairs of the mask; False elsewhere. For what arrays cannot say."""
        answer = np.zeros(len(self.left), np.bool_)
        values = texts.values
        for row in np.flatnonzero(mask).tolist():
            answer[row] = test(values[self.left[row]], values[self.right[row]])
        return answer


def unique_pairs(left: npt.NDArray[Any], right: npt.NDArray[Any], size: int) -> tuple[Integers, Integers, Integers]:
    """Each unordered pair of numbers below `size` once, and which of them each row is; where there are so many numbers
    that pairs hardly come again, as they stand.
    """
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right).astype(np.int64)
    if size > len(low):
        return low, high, np.arange(len(low))
    keys = low * size + high
    bits = len(keys).bit_length()
    if (size * size).bit_length() + bits > _SIGNED_BITS:
        found, back = np.unique(keys, return_inverse=True)
        return found // size, found % size, back
    # Pair and row in one number sort in a fifth of the time that rows take to be sorted by their pairs.
    packed = (keys << bits) | np.arange(len(keys))
    packed.sort()
    keys, rows = packed >> bits, packed & ((1 << bits) - 1)
    is_first = np.ones(len(keys), np.bool_)
    is_first[1:] = keys[1:] != keys[:-1]
    back = np.empty(len(keys), np.int64)
    back[rows] = np.cumsum(is_first) - 1
    keys = keys[is_first]
    return keys // size, keys % size, back


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

"""One comparison's values of many records as numbers: every distinct text, and every value in it, is held once.

Texts are values joined by MULTI. Memory: 4 bytes a record, plus the distinct texts in Arrow's form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from onefold_dedupe.compare import COMPARATORS
from onefold_dedupe.compare.base import Integers, Levels, Pairs, Texts, unique_pairs
from onefold_dedupe.features import COUNT, MULTI
from onefold_dedupe.ruleset import Comparison

Counts = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Column:
    """`text_of` gives each record's text (-1 for none); text i holds the values `members[start[i]:start[i+1]]`.

    `values` are the distinct values, `shared` how many records have each (0 where nobody asks).
    """

    text_of: npt.NDArray[np.int32]
    start: Integers
    members: npt.NDArray[np.int32]
    values: pa.Array
    shared: Counts

    @classmethod
    def of_records(cls, texts: pa.Array | pa.ChunkedArray, *, counted: bool) -> Column:
        """The texts of all records there are; `counted` asks how many of them share each value."""
        text_of, distinct = _encode(texts)
        start, members, values = _split(distinct)
        shared = np.zeros(len(values), np.int32)
        if counted:
            bearers = np.bincount(text_of[text_of >= 0], minlength=len(distinct))
            weights = np.repeat(bearers, np.diff(start))
            shared = np.bincount(members, weights=weights, minlength=len(values)).astype(np.int32)
        return cls(text_of, start, members, values, shared)

    @classmethod
    def of_counted_texts(cls, texts: pa.Array | pa.ChunkedArray) -> Column:
        """Texts whose values say themselves, after COUNT, how many records share them; without it nobody asks."""
        text_of, distinct = _encode(texts)
        start, members, marked = _split(distinct)
        parts = pc.split_pattern(marked, COUNT)
        values = pc.list_element(parts, 0) if len(marked) else marked
        counts = [part[1] if len(part) > 1 else "0" for part in parts.to_pylist()]
        return cls(text_of, start, members, values, np.array(counts, np.int32))

    def frequencies(self) -> tuple[int, float]:
        """How many records have a text, and how many ordered pairs of them have the same."""
        bearers = np.bincount(self.text_of[self.text_of >= 0]).astype(np.float64)
        return int(bearers.sum()), float((bearers * (bearers - 1)).sum())

    def compare(self, left: Integers, right: Integers, comparison: Comparison) -> tuple[Levels, Counts]:
        """Level (0 missing) and records sharing the agreed value, for pairs of records by their numbers."""
        levels, counts = np.zeros(len(left), np.int8), np.zeros(len(left), np.int32)
        text_l, text_r = self.text_of[left], self.text_of[right]
        rows = np.flatnonzero((text_l >= 0) & (text_r >= 0))
        if not len(rows):
            return levels, counts
        pair_l, pair_r, back = unique_pairs(text_l[rows], text_r[rows], len(self.start))
        level, count = self._compare_texts(pair_l, pair_r, comparison)
        levels[rows], counts[rows] = level[back], count[back]
        return levels, counts

    def texts(self, records: Integers) -> pa.Array:
        """The whole texts of some records, with null for none."""
        found = self.text_of[records]
        sizes = np.diff(self.start)
        if len(sizes) and sizes.max() > 1:
            joined = [MULTI.join(self.values.take(pa.array(self._members(code))).to_pylist()) for code in found]
            return pa.array(
                [text if code >= 0 else None for text, code in zip(joined, found, strict=True)], pa.string()
            )
        codes = np.where(found >= 0, self.members[self.start[np.maximum(found, 0)]], 0)
        return self.values.take(pa.array(codes, mask=found < 0))

    def _members(self, code: int) -> npt.NDArray[np.int32]:
        return self.members[self.start[code] : self.start[code + 1]] if code >= 0 else self.members[:0]

    def _compare_texts(self, left: Integers, right: Integers, comparison: Comparison) -> tuple[Levels, Counts]:
        """The strongest level over all value pairs of each pair of texts, and the count of the pair that gave it."""
        sizes = np.diff(self.start)
        sizes_r = sizes[right]
        combinations = sizes[left] * sizes_r
        if combinations.max() == 1:
            return self._compare_values(self.members[self.start[left]], self.members[self.start[right]], comparison)
        ends = np.cumsum(combinations)
        owner = np.repeat(np.arange(len(left)), combinations)
        within = np.arange(ends[-1]) - np.repeat(ends - combinations, combinations)
        value_l = self.members[self.start[left][owner] + within // sizes_r[owner]]
        value_r = self.members[self.start[right][owner] + within % sizes_r[owner]]
        pair_l, pair_r, back = unique_pairs(value_l, value_r, len(self.values))
        level, count = self._compare_values(pair_l, pair_r, comparison)
        level, count = level[back], count[back]
        # Strongest level first, then the rarest value; a level of 0 (missing) loses against all others.
        strength = np.where(level == 0, 127, level).astype(np.int64)
        best = np.lexsort((count, strength, owner))
        first = best[np.searchsorted(owner[best], np.arange(len(left)))]
        return level[first], count[first]

    def _compare_values(
        self, left: npt.NDArray[Any], right: npt.NDArray[Any], comparison: Comparison
    ) -> tuple[Levels, Counts]:
        is_used = np.zeros(len(self.values), np.bool_)
        is_used[left] = is_used[right] = True
        number_of = np.cumsum(is_used) - 1
        texts = Texts(self.values.take(pa.array(np.flatnonzero(is_used))), is_distinct=True)
        pairs = Pairs(number_of[left], number_of[right])
        level = COMPARATORS[comparison.comparator].compare(texts, pairs)
        return level, np.maximum(self.shared[left], self.shared[right])


def _encode(texts: pa.Array | pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], pa.Array]:
    """The number of each record's text (-1 for null) and the distinct texts."""
    chunks = texts if isinstance(texts, pa.ChunkedArray) else pa.chunked_array([texts])
    # Numbers are put together, not texts, of which a second copy would be the largest thing in memory.
    encoded = chunks.cast(pa.string()).dictionary_encode()
    if not encoded.num_chunks:
        return np.zeros(0, np.int32), pa.array([], pa.string())
    # Arrow gives all chunks one dictionary, as a rule; to unify that with itself takes longer than to make it.
    if len({_place(chunk.dictionary) for chunk in encoded.chunks}) > 1:
        encoded = encoded.unify_dictionaries()
    text_of = np.concatenate([chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in encoded.chunks])
    return text_of, encoded.chunk(0).dictionary


def _place(texts: pa.Array) -> tuple[int, ...]:
    """Where its buffers lie: two arrays of one place are one."""
    return tuple(buffer.address if buffer else 0 for buffer in texts.buffers())


def _split(distinct: pa.Array) -> tuple[Integers, npt.NDArray[np.int32], pa.Array]:
    """Offsets of each text's values, the values as numbers, and the distinct values."""
    lists = pc.split_pattern(distinct, MULTI)
    encoded = lists.flatten().dictionary_encode()
    return lists.offsets.to_numpy().astype(np.int64), encoded.indices.to_numpy(), encoded.dictionary

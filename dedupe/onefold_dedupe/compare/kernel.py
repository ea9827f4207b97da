"""Arrow record batch of pairs in, Arrow record batch of levels out; only values that are in the batch are held.

In: `id_l`, `id_r` and `<comparison>_l`, `<comparison>_r` (varchar: parts joined by PART, values by MULTI, each value
followed by COUNT and the number of records that share it, where the rules ask for term frequencies). Out: `id_l`,
`id_r`, `<comparison>` (int8: 0 missing, then the levels), `<comparison>_count` (int32: records sharing the agreed
value, 0 where that does not matter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from onefold_dedupe.compare import COMPARATORS
from onefold_dedupe.compare.base import Integers, Levels, Pairs, Texts
from onefold_dedupe.compare.names import SWAPPED
from onefold_dedupe.features import COUNT, MULTI
from onefold_dedupe.ruleset import Comparison


@dataclass(frozen=True)
class _Values:
    """The distinct texts of a column pair, split: elements `start[i]:start[i+1]` belong to text i."""

    elements: list[str]
    counts: npt.NDArray[np.int32]
    start: Integers


def compare_batch(batch: pa.RecordBatch, comparisons: Sequence[Comparison]) -> pa.RecordBatch:
    """Levels and shared counts of every pair; rows keep their order."""
    columns: dict[str, Any] = {"id_l": batch.column("id_l"), "id_r": batch.column("id_r")}
    names = [comparison.name for comparison in comparisons]
    levels: dict[str, Levels] = {}
    for comparison in comparisons:
        level, count = _compare_column(batch, comparison)
        levels[comparison.name] = level
        columns[f"{comparison.name}_count"] = pa.array(count)
    if "given" in names and "family" in names:
        _exchange_names(batch, levels, {c.name: c for c in comparisons})
    columns.update({name: pa.array(levels[name]) for name in names})
    order = ["id_l", "id_r", *names, *(f"{name}_count" for name in names)]
    return pa.RecordBatch.from_arrays([columns[name] for name in order], names=order)


def _compare_column(batch: pa.RecordBatch, comparison: Comparison) -> tuple[Levels, npt.NDArray[np.int32]]:
    size = batch.num_rows
    levels = np.zeros(size, np.int8)
    counts = np.zeros(size, np.int32)
    codes_l, codes_r, texts = _encode(batch.column(f"{comparison.name}_l"), batch.column(f"{comparison.name}_r"))
    rows = np.flatnonzero((codes_l >= 0) & (codes_r >= 0))
    if not len(rows):
        return levels, counts
    pair_l, pair_r, back = _unique_pairs(codes_l[rows], codes_r[rows], len(texts))
    level, count = _compare_texts(_split(texts), pair_l, pair_r, comparison)
    levels[rows], counts[rows] = level[back], count[back]
    return levels, counts


def _encode(left: pa.Array, right: pa.Array) -> tuple[Integers, Integers, list[str]]:
    """Both columns in one dictionary; -1 where null."""
    encoded = pa.concat_arrays([left.cast(pa.string()), right.cast(pa.string())]).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes[: len(left)], codes[len(left) :], encoded.dictionary.to_pylist()


def _unique_pairs(left: Integers, right: Integers, size: int) -> tuple[Integers, Integers, Integers]:
    """Each unordered pair of codes once, and which of them each row is."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    encoded = pa.array(low * size + high).dictionary_encode()
    keys = encoded.dictionary.to_numpy()
    return keys // size, keys % size, encoded.indices.to_numpy().astype(np.int64)


def _split(texts: list[str]) -> _Values:
    elements: list[str] = []
    counts: list[int] = []
    start = np.zeros(len(texts) + 1, np.int64)
    for number, text in enumerate(texts):
        for element in text.split(MULTI):
            value, _, count = element.partition(COUNT)
            elements.append(value)
            counts.append(int(count) if count else 0)
        start[number + 1] = len(elements)
    return _Values(elements, np.array(counts, np.int32), start)


def _compare_texts(
    values: _Values, left: Integers, right: Integers, comparison: Comparison
) -> tuple[Levels, npt.NDArray[np.int32]]:
    """The strongest level over all element pairs of each pair of texts, and the count of the pair that gave it."""
    sizes_l, sizes_r = np.diff(values.start)[left], np.diff(values.start)[right]
    combinations = sizes_l * sizes_r
    ends = np.cumsum(combinations)
    owner = np.repeat(np.arange(len(left)), combinations)
    within = np.arange(ends[-1]) - np.repeat(ends - combinations, combinations)
    element_l = values.start[left][owner] + within // sizes_r[owner]
    element_r = values.start[right][owner] + within % sizes_r[owner]
    compare = COMPARATORS[comparison.comparator].compare
    level = compare(Texts(values.elements), Pairs(element_l, element_r))
    count = np.maximum(values.counts[element_l], values.counts[element_r])
    if len(level) == len(left):
        return level, count
    # Strongest level first, then the rarest value; a level of 0 (missing) loses against all others.
    strength = np.where(level == 0, 127, level).astype(np.int64)
    best = np.lexsort((count, strength, owner))
    first = best[np.searchsorted(owner[best], np.arange(len(left)))]
    return level[first], count[first]


def _exchange_names(batch: pa.RecordBatch, levels: dict[str, Levels], comparisons: dict[str, Comparison]) -> None:
    """Where neither name agrees but each agrees with the other's field: `swapped`, told once, in `given`."""
    given, family = comparisons["given"], comparisons["family"]
    given_differs = len(given.levels)
    rows = np.flatnonzero((levels["given"] == given_differs) & (levels["family"] >= len(family.levels) - 1))
    if not len(rows):
        return
    picked = batch.take(pa.array(rows))
    crossed = []
    for left, right in (("given_l", "family_r"), ("family_l", "given_r")):
        codes_l, codes_r, texts = _encode(picked.column(left), picked.column(right))
        pair_l, pair_r, back = _unique_pairs(codes_l, codes_r, len(texts))
        level, _ = _compare_texts(_split(texts), pair_l, pair_r, family)
        crossed.append(level[back] <= family.levels.index("typo") + 1)
    swapped = rows[crossed[0] & crossed[1]]
    levels["given"][swapped] = given.levels.index(SWAPPED) + 1
    levels["family"][swapped] = 0

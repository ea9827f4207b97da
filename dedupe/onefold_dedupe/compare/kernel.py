"""Levels of pairs of records: from columns of numbers on one machine, from Arrow batches of pairs on many.

A batch has `id_l`, `id_r` and `<comparison>_l`, `<comparison>_r` (varchar: parts joined by PART, values by MULTI, each
value followed by COUNT and the number of records that share it, where the rules ask for term frequencies). Out come
`id_l`, `id_r`, `<comparison>` (int8: 0 missing, then the levels), `<comparison>_count` (int32: records sharing the
agreed value, 0 where that does not matter).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from onefold_dedupe.ahead import ahead
from onefold_dedupe.compare.base import Integers, Levels
from onefold_dedupe.compare.column import Column
from onefold_dedupe.compare.implied import silence_implied
from onefold_dedupe.compare.names import SWAPPED
from onefold_dedupe.ruleset import Comparison


def compare_batch(batch: pa.RecordBatch, comparisons: Sequence[Comparison]) -> pa.RecordBatch:
    """Levels and shared counts of every pair; rows keep their order, and only values of the batch are held."""
    size = batch.num_rows
    columns = {}
    for comparison in comparisons:
        sides = [batch.column(f"{comparison.name}_{side}").cast(pa.string()) for side in "lr"]
        columns[comparison.name] = Column.of_counted_texts(pa.concat_arrays(sides))
    left = np.arange(size)
    return compare_rows(columns, left, left + size, batch.column("id_l"), batch.column("id_r"), comparisons)


def compare_rows(
    columns: Mapping[str, Column],
    left: Integers,
    right: Integers,
    id_l: pa.Array,
    id_r: pa.Array,
    comparisons: Sequence[Comparison],
) -> pa.RecordBatch:
    """The same for pairs of record numbers; `id_l` and `id_r` are what the pairs are called in the answer."""
    load_scorers()
    names = [comparison.name for comparison in comparisons]
    levels: dict[str, Levels] = {}
    found: dict[str, Any] = {"id_l": id_l, "id_r": id_r}
    compared = ahead(lambda comparison: columns[comparison.name].compare(left, right, comparison), comparisons)
    for comparison, (level, count) in zip(comparisons, compared, strict=True):
        levels[comparison.name] = level
        found[f"{comparison.name}_count"] = pa.array(count)
    if "given" in names and "family" in names:
        _exchange_names(columns, left, right, levels, {c.name: c for c in comparisons})
    silence_implied(levels, comparisons)
    found.update({name: pa.array(levels[name]) for name in names})
    order = ["id_l", "id_r", *names, *(f"{name}_count" for name in names)]
    return pa.RecordBatch.from_arrays([found[name] for name in order], names=order)


def load_scorers() -> None:
    """Before threads begin: two that import one package for the first time may see it half made."""
    import rapidfuzz.distance
    import rapidfuzz.fuzz
    import rapidfuzz.process  # noqa: F401


def _exchange_names(
    columns: Mapping[str, Column],
    left: Integers,
    right: Integers,
    levels: dict[str, Levels],
    comparisons: dict[str, Comparison],
) -> None:
    """Where neither name agrees but each agrees with the other's field: `swapped`, told once, in `given`."""
    given, family = comparisons["given"], comparisons["family"]
    given_differs = len(given.levels)
    rows = np.flatnonzero((levels["given"] == given_differs) & (levels["family"] >= len(family.levels) - 1))
    if not len(rows):
        return
    crossed = []
    here, there = np.arange(len(rows)), np.arange(len(rows)) + len(rows)
    for first, second in (("given", "family"), ("family", "given")):
        texts = [columns[first].texts(left[rows]), columns[second].texts(right[rows])]
        both = Column.of_records(pa.concat_arrays(texts), counted=False)
        level, _ = both.compare(here, there, family)
        crossed.append((level > 0) & (level <= family.levels.index("typo") + 1))
    swapped = rows[crossed[0] & crossed[1]]
    levels["given"][swapped] = given.levels.index(SWAPPED) + 1
    levels["family"][swapped] = 0

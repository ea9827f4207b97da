"""The tables between blocking and clustering: records ready to compare, levels of pairs, chance agreement, scores.

All are temporary and hold one kind of record at a time. Pairs pass through Python in slices; no step holds them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from onefold_core.identifiers import literal, quote

from onefold_dedupe.compare.column import Column
from onefold_dedupe.compare.kernel import compare_rows
from onefold_dedupe.features import MULTI, PART, is_multi
from onefold_dedupe.model import Model
from onefold_dedupe.ruleset import Comparison, Kind, Ruleset
from onefold_dedupe.score import score_batch
from onefold_dedupe.train import Chance, Patterns

if TYPE_CHECKING:
    import duckdb

SLICE = 1_000_000
"""Pairs a batch: large enough that numpy's overhead vanishes, small enough that a batch of texts takes under 100 MB."""
SAMPLE = 100_000
"""Random pairs for u: a level that one pair in 3,000 shows by chance is still seen 30 times; rarer equality is counted
exactly.
"""
_SEED = 20_261_122


def prepare_kind(con: duckdb.DuckDBPyConnection, kind: Kind) -> int:
    """Write `match_block` (the records of a kind with a dense `rid`); the number of records."""
    con.execute(
        "create or replace temp table match_block as select (row_number() over (order by record_name) -"
        " 1)::integer as rid,"
        " concat_ws(' ', family_key, given_key, organization_key, birth_date) as sort_text, *"
        " from match.record where kind = ? order by record_name",
        [kind],
    )
    return int(con.execute("select count(*) from match_block").fetchall()[0][0])


def read_columns(con: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison]) -> dict[str, Column]:
    """What each comparison looks at, of all records of `match_block` by rid."""
    columns = {}
    for comparison in comparisons:
        texts = con.execute(f"select {_text_sql(comparison)} as text from match_block order by rid").to_arrow_table()
        columns[comparison.name] = Column.of_records(texts["text"], counted=bool(comparison.term_frequency))
    return columns


def _text_sql(comparison: Comparison) -> str:
    first, *others = comparison.features
    if is_multi(first):
        return f"nullif(array_to_string({quote(first)}, {literal(MULTI)}), '')"
    return quote(first) + "".join(f" || {literal(PART)} || coalesce({quote(other)}, '')" for other in others)


def compare_pairs(
    con: duckdb.DuckDBPyConnection, columns: Mapping[str, Column], comparisons: Sequence[Comparison]
) -> None:
    """Write `match_level`: the levels and shared counts of every pair in `match_pair`."""
    names = [comparison.name for comparison in comparisons]
    described = [f"{quote(n)} tinyint" for n in names] + [f"{quote(n + '_count')} integer" for n in names]
    con.execute(f"create or replace temp table match_level (id_l integer, id_r integer, {', '.join(described)})")
    for batch in _compared(con, "match_pair", columns, comparisons):
        _append(con, "match_level", batch)


def _compared(
    con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Column], comparisons: Sequence[Comparison]
) -> Iterator[pa.RecordBatch]:
    total = int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
    for start in range(0, total, SLICE):
        query = f"select rid_l, rid_r from {table} where rowid >= ? and rowid < ?"
        found = con.execute(query, [start, start + SLICE]).to_arrow_table().combine_chunks()
        id_l, id_r = (found[name].combine_chunks() for name in ("rid_l", "rid_r"))
        yield compare_rows(columns, id_l.to_numpy(), id_r.to_numpy(), id_l, id_r, comparisons)


def _append(con: duckdb.DuckDBPyConnection, table: str, batch: pa.RecordBatch) -> None:
    con.register("match_batch", pa.Table.from_batches([batch]))
    con.execute(f"insert into {table} select * from match_batch")
    con.unregister("match_batch")


def read_patterns(con: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison]) -> Patterns:
    """The distinct level patterns of `match_level`, ordered."""
    names = ", ".join(quote(comparison.name) for comparison in comparisons)
    found = con.execute(f"select {names}, count(*) as n from match_level group by all order by all").fetchnumpy()
    levels = np.column_stack([np.asarray(found[comparison.name], np.int8) for comparison in comparisons])
    return Patterns(levels, np.asarray(found["n"], np.float64))


def read_chances(
    con: duckdb.DuckDBPyConnection, columns: Mapping[str, Column], comparisons: Sequence[Comparison], records: int
) -> list[Chance]:
    """How random pairs of records agree: all pairs of a small file, else a sample that the record order alone
    decides.
    """
    con.register("match_random", _random_pairs(records))
    con.execute("create or replace temp table match_sample as select * from match_random order by rid_l, rid_r")
    con.unregister("match_random")
    counts = [np.zeros(len(comparison.levels) + 1) for comparison in comparisons]
    for batch in _compared(con, "match_sample", columns, comparisons):
        for count, comparison in zip(counts, comparisons, strict=True):
            levels = batch.column(comparison.name).to_numpy(zero_copy_only=False)
            count += np.bincount(levels, minlength=len(count))
    return [_chance(columns[comparison.name], count) for comparison, count in zip(comparisons, counts, strict=True)]


def _random_pairs(records: int) -> pa.Table:
    if records * (records - 1) // 2 <= SAMPLE:
        left, right = np.triu_indices(records, 1)
    else:
        drawn = np.random.Generator(np.random.PCG64(_SEED)).integers(0, records, (2, SAMPLE))
        keys = np.unique(drawn.min(axis=0) * records + drawn.max(axis=0))
        left, right = keys // records, keys % records
        left, right = left[left != right], right[left != right]
    return pa.table({"rid_l": pa.array(left, pa.int32()), "rid_r": pa.array(right, pa.int32())})


def _chance(column: Column, count: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Chance:
    """Shares by level; what is seen too rarely for the sample is taken from the exact frequencies of the values."""
    filled, collisions = column.frequencies()
    pairs = float(count[1:].sum())
    observed = np.zeros(len(count))
    observed[1:] = count[1:] / max(pairs, 1.0)
    if count[1] < 30 and filled > 1:
        observed[1] = max(collisions / (filled * (filled - 1)), 1e-12)
        observed[2:] *= (1 - observed[1]) / max(observed[2:].sum(), 1e-12)
    return Chance(observed, max(pairs, 1.0), filled)


def score_pairs(con: duckdb.DuckDBPyConnection, model: Model, rules: Ruleset, auto_merge: float) -> None:
    """Write `match_scored`: weight, rule and the weight of each comparison for every pair of `match_level`."""
    columns = ", ".join(f"{quote(c.name + '_weight')} float" for c in model.comparisons)
    con.execute(
        f"create or replace temp table match_scored (id_l integer, id_r integer, weight double, rule"
        f" varchar, {columns})"
    )
    total = int(con.execute("select count(*) from match_level").fetchall()[0][0])
    for start in range(0, total, SLICE):
        query = "select * from match_level where rowid >= ? and rowid < ?"
        found = con.execute(query, [start, start + SLICE]).to_arrow_table().combine_chunks()
        for batch in found.to_batches():
            _append(con, "match_scored", score_batch(batch, model, rules, auto_merge))

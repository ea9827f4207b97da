"""From candidates to weighed pairs, one kind of record at a time: levels, chance agreement, scores.

`match_kept.pair_<kind>` keeps every weighed pair between runs, `match_kept.passed_<kind>` those that were passed over.
Pairs pass through Python in slices; no step holds them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from onefold_core.identifiers import literal, quote, quote_path

from onefold_dedupe.ahead import ahead
from onefold_dedupe.changes import find_records
from onefold_dedupe.compare.base import Integers
from onefold_dedupe.compare.column import Column
from onefold_dedupe.compare.kernel import compare_rows, load_scorers
from onefold_dedupe.features import MULTI, PART, is_multi
from onefold_dedupe.frozen import shared_by
from onefold_dedupe.model import Model
from onefold_dedupe.rows import read, read_arrays
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


@dataclass(frozen=True)
class Records:
    """What comparisons look at. Records stand in the order of their names; `place_of[rid]` is where one stands."""

    columns: Mapping[str, Column]
    place_of: Integers


def pair_table(kind: Kind) -> str:
    """The table that keeps the weighed pairs of a kind."""
    return quote_path("match_kept", f"pair_{kind}")


def passed_table(kind: Kind) -> str:
    """The table that keeps the candidates of a kind that were passed over (rid_l, rid_r, mask)."""
    return quote_path("match_kept", f"passed_{kind}")


def read_all_records(con: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison]) -> Records:
    """All records of `match_block`, values counted: what a model is trained on."""
    found = read(con, "select rid, record_name from match_block")
    order = _order(found["record_name"].combine_chunks())
    rids = found["rid"] if order is None else found["rid"].take(order)
    del found

    def texts() -> Iterator[tuple[Comparison, pa.ChunkedArray]]:
        # A column at a time: the texts of all together would be the largest thing in memory.
        for comparison in comparisons:
            column = read(con, f"select {_text_sql(comparison)} as text from match_block")["text"]
            yield comparison, column if order is None else column.take(order)

    columns = ahead(lambda one: Column.of_records(one[1], counted=bool(one[0].term_frequency)), texts())
    records = Records({c.name: column for c, column in zip(comparisons, columns, strict=True)}, _places(rids))
    pa.default_memory_pool().release_unused()
    return records


def read_paired_records(
    con: duckdb.DuckDBPyConnection,
    kind: Kind,
    comparisons: Sequence[Comparison],
    pairs: str = "match_pair",
    *,
    counted: bool = True,
) -> Records:
    """The records of a table of pairs, values counted as when the model was trained, or (not `counted`) each as if one
    record had it.
    """
    table = find_records(con, f"select rid_l from {pairs} union select rid_r from {pairs}")
    texts, places = _read_texts(con, comparisons, table)
    columns = dict(zip(texts, ahead(lambda name: Column.of_records(texts[name], counted=False), texts), strict=True))
    for comparison in comparisons:
        if comparison.term_frequency:
            column = columns[comparison.name]
            shared = shared_by(con, kind, comparison.name, column) if counted else np.ones(len(column.values), np.int32)
            columns[comparison.name] = replace(column, shared=shared)
    return Records(columns, places)


def _read_texts(
    con: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison], table: str
) -> tuple[dict[str, pa.ChunkedArray], Integers]:
    selected = "".join(f", {_text_sql(comparison)} as {quote(comparison.name)}" for comparison in comparisons)
    found = read_by_name(con, f"rid, record_name{selected}", table)
    return {comparison.name: found[comparison.name] for comparison in comparisons}, _places(found["rid"])


def _places(rids: pa.ChunkedArray) -> Integers:
    """Where each number stands among these, -1 for one that does not."""
    numbers = rids.to_numpy()
    place_of = np.full(int(numbers.max(initial=-1)) + 1, -1, np.int64)
    place_of[numbers] = np.arange(len(numbers))
    return place_of


def read_by_name(con: duckdb.DuckDBPyConnection, columns: str, table: str) -> pa.Table:
    """Columns, `record_name` among them, of a table, in the order of names: most often it has it already."""
    found = read(con, f"select {columns} from {table}")
    order = _order(found["record_name"].combine_chunks())
    return found if order is None else found.take(order)


def _order(names: pa.Array) -> pa.Array | None:
    """The rows in the order of names; none where they have it already."""
    is_sorted = not pc.any(pc.less(names[1:], names[:-1])).as_py()
    return None if is_sorted else pc.array_sort_indices(names)


def _text_sql(comparison: Comparison) -> str:
    first, *others = comparison.features
    if is_multi(first):
        return f"nullif(array_to_string({quote(first)}, {literal(MULTI)}), '')"
    return quote(first) + "".join(f" || {literal(PART)} || coalesce({quote(other)}, '')" for other in others)


def compare_sample(con: duckdb.DuckDBPyConnection, records: Records, comparisons: Sequence[Comparison]) -> pa.Table:
    """Mask, what it stands for, levels and shared counts of every pair in `match_sample`."""
    batches = []
    for found in slices(con, "match_sample"):
        batch = _compare(found, records, comparisons)
        batches.append(batch.append_column("stands_for", found["stands_for"].combine_chunks()))
    return pa.Table.from_batches(batches)


def _compare(found: pa.Table, records: Records, comparisons: Sequence[Comparison]) -> pa.RecordBatch:
    """Mask, levels and shared counts of a slice of pairs."""
    id_l, id_r, mask = (found[name].combine_chunks() for name in ("rid_l", "rid_r", "mask"))
    left, right = records.place_of[id_l.to_numpy()], records.place_of[id_r.to_numpy()]
    levels = compare_rows(records.columns, left, right, id_l, id_r, comparisons)
    return pa.RecordBatch.from_arrays([mask, *levels.columns], ["mask", *levels.schema.names])


def slices(con: duckdb.DuckDBPyConnection, table: str, size: int = SLICE) -> Iterator[pa.Table]:
    """The rows of a table from which none was deleted, so many at a time."""
    total = int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
    for start in range(0, total, size):
        rows = f"rowid >= {start} and rowid < {start + size}"
        yield read(con, f"select * from {table} where {rows}").combine_chunks()


def append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table | pa.RecordBatch) -> None:
    """Add rows that have the columns of the table."""
    con.register("match_batch", pa.Table.from_batches([rows]) if isinstance(rows, pa.RecordBatch) else rows)
    con.execute(f"insert into {table} select * from match_batch")
    con.unregister("match_batch")


def read_patterns(con: duckdb.DuckDBPyConnection, levels: pa.Table, comparisons: Sequence[Comparison]) -> Patterns:
    """The distinct level patterns of a compared sample, ordered, and how many candidates each stands for."""
    names = ", ".join(quote(comparison.name) for comparison in comparisons)
    con.register("match_level", levels)
    # Summed in one order: a sum of fractions in another one would be another number.
    found = read_arrays(
        con,
        f"select {names}, sum(n * stands_for order by stands_for) as n from (select {names}, stands_for,"
        f" count(*) as n from match_level group by all) group by {names} order by all",
    )
    con.unregister("match_level")
    patterns = np.column_stack([np.asarray(found[comparison.name], np.int8) for comparison in comparisons])
    return Patterns(patterns, np.asarray(found["n"], np.float64))


def read_chances(records: Records, comparisons: Sequence[Comparison], size: int) -> list[Chance]:
    """How random pairs of `size` records agree: all pairs of a small file, else a sample that their names' order alone
    decides.
    """
    left, right = _random_pairs(size)
    found = compare_rows(records.columns, left, right, pa.array(left), pa.array(right), comparisons)
    chances = []
    for comparison in comparisons:
        levels = found.column(comparison.name).to_numpy(zero_copy_only=False)
        count = np.bincount(levels, minlength=len(comparison.levels) + 1).astype(np.float64)
        chances.append(_chance(records.columns[comparison.name], count))
    return chances


def _random_pairs(records: int) -> tuple[Integers, Integers]:
    if records * (records - 1) // 2 <= SAMPLE:
        left, right = np.triu_indices(records, 1)
        return left, right
    drawn = np.random.Generator(np.random.PCG64(_SEED)).integers(0, records, (2, SAMPLE))
    keys = np.unique(drawn.min(axis=0) * records + drawn.max(axis=0))
    left, right = keys // records, keys % records
    return left[left != right], right[left != right]


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


def has_pairs(con: duckdb.DuckDBPyConnection, kind: Kind) -> bool:
    """Whether pairs of the kind were ever kept; older releases kept none of those that were passed over."""
    query = (
        "select count(*) from duckdb_tables() where database_name = current_database() and schema_name = 'match_kept'"
        " and table_name = ?"
    )
    return bool(con.execute(query, [f"passed_{kind}"]).fetchall()[0][0])


def empty_pairs(con: duckdb.DuckDBPyConnection, kind: Kind, comparisons: Sequence[Comparison]) -> None:
    """Begin the kept pairs of the kind anew."""
    con.execute(f"create or replace table {pair_table(kind)} ({_pair_columns(comparisons)})")
    con.execute(f"create or replace table {passed_table(kind)} (rid_l integer, rid_r integer, mask ubigint)")


def _pair_columns(comparisons: Sequence[Comparison]) -> str:
    columns = [f"{quote(c.name)} tinyint" for c in comparisons]
    columns += [f"{quote(c.name + '_weight')} float" for c in comparisons]
    return f"rid_l integer, rid_r integer, mask ubigint, weight double, rule varchar, {', '.join(columns)}"


def drop_dirty_pairs(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Take out the pairs that are found anew, and those that were there for a decision which no longer stands.

    `match_stirred` (rid): dirty records and those that lost a pair.
    """
    dirty = "rid_l in (from match_dirty) or rid_r in (from match_dirty)"
    con.execute(f"delete from {passed_table(kind)} where {dirty}")
    lost = f"{dirty} or (mask = 0 and (rid_l, rid_r) not in (select (rid_l, rid_r) from match_decided))"
    con.execute(
        "create or replace temp table match_stirred as from match_dirty"
        f" union select unnest([rid_l, rid_r]) from {pair_table(kind)} where {lost}"
    )
    con.execute(f"delete from {pair_table(kind)} where {lost}")


def keep_sample(
    con: duckdb.DuckDBPyConnection, levels: pa.Table, model: Model, rules: Ruleset, auto_merge: float
) -> None:
    """Add the pairs of a compared sample, weighed, to the kept pairs."""
    batches = levels.to_batches(max_chunksize=SLICE // 4)
    for batch in ahead(lambda batch: _score(batch, model, rules, auto_merge), batches, threads=1):
        append(con, pair_table(rules.kind), batch)


def weigh_pairs(
    con: duckdb.DuckDBPyConnection, records: Records, model: Model, rules: Ruleset, auto_merge: float, pairs: str
) -> None:
    """Add every pair of a table (rid_l, rid_r, mask) to the kept pairs: levels, weight, rule, the weight of each
    comparison.
    """

    def weighed(found: pa.Table) -> pa.RecordBatch:
        return _score(_compare(found, records, model.comparisons), model, rules, auto_merge)

    load_scorers()
    # What is compared is written while the next is compared; both together take the memory of one slice.
    for batch in ahead(weighed, slices(con, pairs, SLICE // 2), threads=1):
        append(con, pair_table(rules.kind), batch)


def _score(levels: pa.RecordBatch, model: Model, rules: Ruleset, auto_merge: float) -> pa.RecordBatch:
    scored = score_batch(levels, model, rules, auto_merge)
    columns = {"rid_l": scored["id_l"], "rid_r": scored["id_r"], "mask": levels["mask"]}
    columns |= {name: scored[name] for name in ("weight", "rule")}
    columns |= {c.name: levels[c.name] for c in model.comparisons}
    columns |= {f"{c.name}_weight": scored[f"{c.name}_weight"] for c in model.comparisons}
    return pa.RecordBatch.from_pydict(columns)


def pass_over(con: duckdb.DuckDBPyConnection, kind: Kind, masks: Sequence[int], but: str | None = None) -> None:
    """Write `match_open`, the pairs of `match_pair` that remain to be looked at: those with one of the masks go from
    the kept pairs to those that were passed over, those of the table `but` nowhere.
    """
    con.register("match_masks", pa.table({"mask": pa.array(masks, pa.uint64())}))
    if but:
        con.execute(f"delete from {pair_table(kind)} where mask in (from match_masks)")
    con.execute(f"insert into {passed_table(kind)} from match_pair semi join match_masks using (mask)")
    besides = f"anti join {but} using (rid_l, rid_r)" if but else ""
    con.execute(
        f"create or replace temp table match_open as from match_pair {besides} anti join match_masks using (mask)"
    )
    con.unregister("match_masks")

"""A model trained anew beside the one in use: what it would change, before anybody has to live with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from onefold_core.errors import ConfigError
from onefold_core.identifiers import quote, quote_path

from onefold_dedupe.decisions import Constraints, Decision, resolve
from onefold_dedupe.frozen import keep_recalibrated, load_model
from onefold_dedupe.link import Progress, link
from onefold_dedupe.model import Model
from onefold_dedupe.pairs import pair_table
from onefold_dedupe.prepare.project import prepare_project, source_decisions
from onefold_dedupe.recalibrate import Recalibration, read_labelled, recalibrate
from onefold_dedupe.ruleset import KINDS, Kind, load_rules
from onefold_dedupe.score import weight_of

if TYPE_CHECKING:
    import duckdb

SHOWN = 10
"""Customers named as examples of what would change."""
_TRIAL = "onefold_trial"
_MODEL = ("model", "frequency", "company_word")


@dataclass(frozen=True)
class WeightChange:
    """One level's weight in bits by the two models; None where one of them does not know the comparison."""

    kind: str
    comparison: str
    level: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Retraining:
    """What the new model would do to the customers there are. Customers are named by their ids."""

    records: int
    customers: int
    customers_after: int
    joined: int
    split: int
    examples_joined: tuple[tuple[str, ...], ...]
    examples_split: tuple[str, ...]
    weights: tuple[WeightChange, ...]
    recalibrations: tuple[Recalibration, ...]
    was_applied: bool


def retrain(
    con: duckdb.DuckDBPyConnection,
    *,
    auto_merge: float,
    review_from: float,
    decisions: Sequence[Decision] = (),
    apply: bool = False,
    progress: Progress | None = None,
) -> Retraining:
    """Train on the records there are and correct by the decisions, in memory; with `apply` the next run weighs every
    pair by the new model. `progress` is told what begins.

    ConfigError when nothing was matched yet.
    """
    before = {kind: load_model(con, load_rules(kind)) for kind in KINDS}
    if not any(before.values()):
        raise ConfigError("no-match", "nothing has been matched yet", where="match_kept.model", mend="onefold run")
    tell = progress or (lambda _: None)
    with _trial(con) as warehouse:
        tell("preparing records")
        prepare_project(con)
        constraints = resolve([*source_decisions(con), *decisions])
        link(con, (), constraints, auto_merge, review_from, progress=tell)
        found = _recalibrate(con, constraints, auto_merge, review_from, tell)
        after = {kind: load_model(con, load_rules(kind)) for kind in KINDS}
        counts = _compare_clusters(con, warehouse)
        if apply:
            for table in _MODEL:
                kept = quote_path(warehouse, "match_kept", table)
                con.execute(f"delete from {kept}")
                con.execute(f"insert into {kept} from match_kept.{table}")
            con.execute(f"update {quote_path(warehouse, 'match_kept', 'model')} set code = null")
    weights = tuple(change for kind in KINDS for change in _weight_changes(kind, before[kind], after[kind]))
    return Retraining(*counts, weights=weights, recalibrations=found, was_applied=apply)


def _recalibrate(
    con: duckdb.DuckDBPyConnection, constraints: Constraints, auto_merge: float, review_from: float, tell: Progress
) -> tuple[Recalibration, ...]:
    """Correct the models just trained by the decisions, and match again where that changed one."""
    found: dict[Kind, Recalibration] = {}
    for kind in KINDS:
        rules = load_rules(kind)
        model = load_model(con, rules)
        labelled = read_labelled(con, kind, constraints, (auto_merge, review_from))
        if model is None or labelled is None:
            continue
        corrected, found[kind] = recalibrate(model, kind, labelled)
        if found[kind].is_applied:
            keep_recalibrated(con, rules, replace(corrected, recalibration=found[kind].as_dict()))
    applied = [kind for kind in found if found[kind].is_applied]
    for kind in applied:
        weighed = f"select rid_l, rid_r, weight from {pair_table(kind)}"
        con.execute(f"create or replace temp table {_before(kind)} as {weighed}")
    if applied:
        link(con, (), constraints, auto_merge, review_from, progress=tell)
    for kind in applied:
        changed = con.execute(
            f"select count(*) from (from {_before(kind)} where weight >= $t) b full join"
            f" (from {pair_table(kind)} where weight >= $t) a using (rid_l, rid_r)"
            " where a.weight is null or b.weight is null",
            {"t": weight_of(auto_merge)},
        ).fetchall()[0][0]
        found[kind] = replace(found[kind], changed_sides=int(changed))
        kept = load_model(con, load_rules(kind))
        if kept is not None:
            keep_recalibrated(con, load_rules(kind), replace(kept, recalibration=found[kind].as_dict()))
    return tuple(found.values())


def _before(kind: Kind) -> str:
    return quote(f"weighed_before_{kind}")


@contextmanager
def _trial(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A database in memory that sees the warehouse's records and nothing of its matching; the warehouse's name."""
    warehouse = str(con.execute("select current_database()").fetchall()[0][0])
    seen = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ?"
        " and schema_name in ('intermediate', 'standardised') union all"
        " select schema_name, view_name from duckdb_views() where database_name = ? and schema_name = 'intermediate'",
        [warehouse, warehouse],
    ).fetchall()
    con.execute(f"attach ':memory:' as {_TRIAL}")
    try:
        con.execute(f"use {_TRIAL}")
        con.execute("create schema intermediate; create schema standardised")
        for schema, table in seen:
            con.execute(f"create view {quote_path(schema, table)} as from {quote_path(warehouse, schema, table)}")
        yield warehouse
    finally:
        con.execute(f"use {quote(warehouse)}")
        con.execute(f"detach {_TRIAL}")


def _compare_clusters(
    con: duckdb.DuckDBPyConnection, warehouse: str
) -> tuple[int, int, int, int, int, tuple[tuple[str, ...], ...], tuple[str, ...]]:
    con.execute(
        "create or replace temp table match_moved as select i.customer_id, c.cluster_id"
        f" from match.cluster c join {quote_path(warehouse, 'match', 'identity')} i using (record_name)"
    )
    records, customers, clusters = con.execute(
        "select count(*), count(distinct customer_id), count(distinct cluster_id) from match_moved"
    ).fetchall()[0]
    joined = con.execute(
        "select list_sort(list(distinct customer_id)) as ids from match_moved group by cluster_id"
        " having count(distinct customer_id) > 1 order by ids"
    ).fetchall()
    split = con.execute(
        "select customer_id from match_moved group by customer_id having count(distinct cluster_id) > 1 order by 1"
    ).fetchall()
    return (
        records,
        customers,
        clusters,
        sum(len(row[0]) for row in joined),
        len(split),
        tuple(tuple(row[0]) for row in joined[:SHOWN]),
        tuple(row[0] for row in split[:SHOWN]),
    )


def _weight_changes(kind: str, before: Model | None, after: Model | None) -> Iterator[WeightChange]:
    old, new = _weights(before), _weights(after)
    for name, level in dict.fromkeys((*old, *new)):
        yield WeightChange(kind, name, level, old.get((name, level)), new.get((name, level)))


def _weights(model: Model | None) -> dict[tuple[str, str], float]:
    """Bits of each level against chance, before any value's rarity."""
    return {
        (w.comparison.name, level): round(float(np.log2(w.m[n] / w.u[n])), 2)
        for w in (model.weights if model else ())
        for n, level in enumerate(w.comparison.levels, 1)
    }

"""Pairs that people and sources judged, and those that a person should judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from onefold_dedupe.decisions import Constraints
from onefold_dedupe.model import Model
from onefold_dedupe.pairs import pair_table, passed_table
from onefold_dedupe.ruleset import Kind
from onefold_dedupe.score import weight_of
from onefold_dedupe.views import fingerprint_sql

if TYPE_CHECKING:
    import duckdb


def read_decided(con: duckdb.DuckDBPyConnection, kind: Kind, constraints: Constraints) -> None:
    """Write `match_decided` and match_kept.decided: what people and sources say of pairs of the kind."""
    human = [pair for pair in constraints.must_link if pair not in set(constraints.asserted)]
    judged = [
        (*pair, verdict, constraints.seen.get(pair))
        for verdict, pairs in (
            ("asserted", constraints.asserted),
            ("same", human),
            ("different", constraints.cannot_link),
            ("unsure", constraints.unsure),
        )
        for pair in pairs
    ]
    con.execute(
        "create or replace temp table match_decided (rid_l integer, rid_r integer, verdict varchar, seen varchar)"
    )
    if not judged:
        # All names would be read for nothing.
        return
    con.register(
        "match_judged",
        pa.table(
            {
                name: pa.array([row[n] for row in judged], pa.string())
                for n, name in enumerate(("a", "b", "verdict", "seen"))
            }
        ),
    )
    con.execute(
        "insert into match_decided"
        " with named as materialized (select record_name, rid from match_kept.numbering"
        " where record_name in (select unnest([a, b]) from match_judged)),"
        " active as materialized (select n.* from match.record join named n using (record_name) where kind = ?)"
        " select least(l.rid, r.rid) as rid_l, greatest(l.rid, r.rid) as rid_r, verdict, seen"
        " from match_judged j join active l on l.record_name = j.a join active r on r.record_name = j.b",
        [kind],
    )
    con.unregister("match_judged")
    con.execute("insert into match_kept.decided select ?, * from match_decided order by all", [kind])


def add_decided_pairs(con: duckdb.DuckDBPyConnection, kind: Kind, *, beside_kept: bool) -> None:
    """Pairs that somebody judged are candidates whatever the keys say."""
    tables = (pair_table(kind), passed_table(kind)) if beside_kept else ()
    kept = " ".join(f"union all select rid_l, rid_r from {table}" for table in tables)
    con.execute(
        "insert into match_pair select rid_l, rid_r, 0 from match_decided"
        f" anti join (select rid_l, rid_r from match_pair {kept}) using (rid_l, rid_r)"
    )


def write_reviews(
    con: duckdb.DuckDBPyConnection, model: Model, kind: Kind, auto_merge: float, review_from: float
) -> None:
    """Pairs a person should see: between the thresholds, kept back for thin evidence, judged `unsure`, or judged by
    evidence that is another one now.
    """
    changed = f"(d.seen is not null and d.seen <> {fingerprint_sql(model)})"
    # A table of its own tells the joins how few they are.
    con.execute(
        "create or replace temp table match_waiting as select rid_l, rid_r, s.weight,"
        f" case when {changed} then 'evidence changed since the decision'"
        " when d.verdict = 'unsure' then 'unsure' when s.rule = 'thin' then 'thin evidence'"
        " when s.rule = 'doubt' then 'contradicting evidence' else 'between thresholds' end as reason"
        f" from {pair_table(kind)} s left join match_decided d using (rid_l, rid_r)"
        f" where {changed} or coalesce(d.verdict, '') not in ('same', 'asserted', 'different')"
        " and (d.verdict = 'unsure' or (s.weight >= ? and s.weight < ?))",
        [weight_of(review_from), weight_of(auto_merge)],
    )
    con.execute(
        "insert into match.review select least(l.record_name, r.record_name), greatest(l.record_name, r.record_name),"
        " weight, 1 / (1 + pow(2, -weight)), reason from match_waiting"
        " join match_kept.numbering l on l.rid = rid_l join match_kept.numbering r on r.rid = rid_r order by all"
    )

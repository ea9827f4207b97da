"""Everything between `match.record` and clusters, one kind of record at a time; writes the tables of `match` that hold
pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from onefold_core.identifiers import literal, quote

from onefold_dedupe.block import block
from onefold_dedupe.cluster import cluster
from onefold_dedupe.decisions import Constraints
from onefold_dedupe.features import is_multi
from onefold_dedupe.model import Model
from onefold_dedupe.pairs import compare_pairs, prepare_kind, read_chances, read_columns, read_patterns, score_pairs
from onefold_dedupe.prepare.record import RECORD_COLUMNS
from onefold_dedupe.relations import write_households
from onefold_dedupe.report import KindReport
from onefold_dedupe.ruleset import KINDS, Kind, Ruleset, load_rules
from onefold_dedupe.score import weight_of
from onefold_dedupe.train import train

if TYPE_CHECKING:
    import duckdb

KEPT_FROM = -5.0
"""Weight from which a scored pair is kept in match.score: one in thirty; below it nobody asks why two records were not
merged.
"""

_TABLES = """
create schema if not exists match;
create or replace table match.candidate (id_l varchar, id_r varchar, keys varchar[]);
create or replace table match.score (id_l varchar, id_r varchar, weight double, probability double, decided_by
    varchar, evidence json);
create or replace table match.cluster (record_name varchar, cluster_id varchar);
create or replace table match.relation (record_l varchar, record_r varchar, relation varchar, evidence varchar);
create or replace table match.review (id_l varchar, id_r varchar, weight double, probability double, reason varchar);
create or replace table match.diagnostic (name varchar, value json);
"""


def link(
    con: duckdb.DuckDBPyConnection,
    text_features: Sequence[str],
    constraints: Constraints,
    auto_merge: float,
    review_from: float,
    *,
    keep_pairs: bool = True,
) -> tuple[KindReport, ...]:
    """Fill match.cluster, relation and review from match.record; match.candidate and score too unless `keep_pairs` is
    off.

    A cluster id is its smallest record name.
    """
    con.execute(_TABLES)
    reports = []
    for kind in KINDS:
        report = _link_kind(con, kind, text_features, constraints, auto_merge, review_from, keep_pairs)
        if report:
            reports.append(report)
    return tuple(reports)


def populated_features(con: duckdb.DuckDBPyConnection, kind: Kind) -> frozenset[str]:
    """Features that at least two records of the kind have."""
    described = con.execute("describe match.record").fetchall()
    columns = [row[0] for row in described if row[0] not in RECORD_COLUMNS]
    tests = ", ".join(
        f"count(*) filter (len({quote(c)}) > 0)" if is_multi(c) else f"count({quote(c)})" for c in columns
    )
    counts = con.execute(f"select {tests} from match.record where kind = ?", [kind]).fetchall()[0]
    return frozenset(column for column, count in zip(columns, counts, strict=True) if count > 1)


def _link_kind(
    con: duckdb.DuckDBPyConnection,
    kind: Kind,
    text_features: Sequence[str],
    constraints: Constraints,
    auto_merge: float,
    review_from: float,
    keep_pairs: bool,
) -> KindReport | None:
    populated = populated_features(con, kind)
    texts = tuple(feature for feature in text_features if feature in populated)
    rules = load_rules(kind).for_features(populated, texts)
    comparisons = rules.comparisons
    records = prepare_kind(con, kind)
    if not records:
        return None
    yields = block(con, rules.blocking) if rules.blocking else ()
    _add_decided_pairs(con, constraints, has_keys=bool(rules.blocking))
    candidates = int(con.execute("select count(*) from match_pair").fetchall()[0][0])
    model: Model | None = None
    auto_pairs = 0
    if candidates and comparisons:
        columns = read_columns(con, comparisons)
        compare_pairs(con, columns, comparisons)
        chances = read_chances(con, columns, comparisons, records)
        model = train(
            comparisons, read_patterns(con, comparisons), chances, records, rules.m_strength, rules.u_strength
        )
        score_pairs(con, model, rules, auto_merge)
        if keep_pairs:
            _write_pairs(con, rules, model)
        query = "select count(*) from match_scored where weight >= ?"
        auto_pairs = int(con.execute(query, [weight_of(auto_merge)]).fetchall()[0][0])
        _write_reviews(con, constraints, auto_merge, review_from)
        write_households(con, rules, model)
    _write_clusters(con, records, constraints, auto_merge, has_scores=model is not None)
    return KindReport(
        kind=kind,
        records=records,
        candidates=candidates,
        auto_pairs=auto_pairs,
        comparisons=tuple(comparison.name for comparison in comparisons),
        keys=yields,
        iterations=model.iterations if model else 0,
        is_converged=model.is_converged if model else True,
        model=model.as_dict() if model else {},
    )


def _add_decided_pairs(con: duckdb.DuckDBPyConnection, constraints: Constraints, *, has_keys: bool) -> None:
    """Pairs that a person judged are candidates whatever the keys say; `match_decided` holds them as rids of
    this kind.
    """
    import pyarrow as pa

    if not has_keys:
        con.execute("create or replace temp table match_pair (rid_l integer, rid_r integer, mask ubigint)")
    human = [pair for pair in constraints.must_link if pair not in set(constraints.asserted)]
    judged = [
        (*pair, verdict)
        for verdict, pairs in (
            ("asserted", constraints.asserted),
            ("same", human),
            ("different", constraints.cannot_link),
            ("unsure", constraints.unsure),
        )
        for pair in pairs
    ]
    con.register(
        "match_judged",
        pa.table(
            {name: pa.array([row[n] for row in judged], pa.string()) for n, name in enumerate(("a", "b", "verdict"))}
        ),
    )
    con.execute(
        "create or replace temp table match_decided as select least(l.rid, r.rid) as rid_l,"
        " greatest(l.rid, r.rid) as rid_r, verdict"
        " from match_judged j join match_block l on l.record_name = j.a join match_block r on r.record_name = j.b"
    )
    con.unregister("match_judged")
    con.execute(
        "insert into match_pair select rid_l, rid_r, 0 from match_decided d"
        " where not exists (select 1 from match_pair p where p.rid_l = d.rid_l and p.rid_r = d.rid_r)"
    )


def _write_pairs(con: duckdb.DuckDBPyConnection, rules: Ruleset, model: Model) -> None:
    """match.candidate for every pair, match.score for those worth explaining; evidence: role → level and weight."""
    names = [literal(key.name) for key in rules.blocking]
    bits = ", ".join(f"case when mask & {1 << n}::ubigint > 0 then {name} end" for n, name in enumerate(names))
    con.execute(
        f"insert into match.candidate select l.record_name, r.record_name, list_filter([{bits}], k -> k is not null)"
        " from match_pair p join match_block l on l.rid = p.rid_l join match_block r on r.rid = p.rid_r"
        if names
        else "select 1"
    )
    pieces = " || ".join(_evidence_sql(model, n) for n in range(len(model.weights)))
    decided = (
        "case when d.verdict in ('same', 'different') then 'human'"
        " when s.rule <> '' or d.verdict = 'asserted' then 'rule' else 'model' end"
    )
    con.execute(
        f"insert into match.score select l.record_name, r.record_name, s.weight, 1 / (1 + pow(2,"
        f" -s.weight)), {decided},"
        f" '{{' || ltrim({pieces}, ',') || '}}'"
        " from match_scored s join match_level v using (id_l, id_r) left join match_decided d on d.rid_l"
        " = s.id_l and d.rid_r = s.id_r"
        " join match_block l on l.rid = s.id_l join match_block r on r.rid = s.id_r"
        f" where s.weight >= {KEPT_FROM} or s.rule = 'conflict' or d.verdict is not null order by"
        f" l.record_name, r.record_name"
    )


def _evidence_sql(model: Model, number: int) -> str:
    comparison = model.weights[number].comparison
    name, weight = quote(comparison.name), quote(comparison.name + "_weight")
    levels = " ".join(f"when {n} then {literal(level)}" for n, level in enumerate(comparison.levels, 1))
    opening = literal(f',"{comparison.name}":{{"level":"')
    return (
        f"case when v.{name} = 0 then '' else {opening} || case v.{name} {levels} end"
        f" || '\",\"weight\":' || round(s.{weight}, 2) || '}}' end"
    )


def _write_reviews(
    con: duckdb.DuckDBPyConnection, constraints: Constraints, auto_merge: float, review_from: float
) -> None:
    """Pairs a person should see: between the thresholds, kept back for thin evidence, or judged `unsure`."""
    con.execute(
        "insert into match.review select l.record_name, r.record_name, s.weight, 1 / (1 + pow(2, -s.weight)),"
        " case when d.verdict = 'unsure' then 'unsure' when s.rule = 'thin' then 'thin evidence'"
        " when s.rule = 'doubt' then 'contradicting evidence' else 'between thresholds' end"
        " from match_scored s left join match_decided d on d.rid_l = s.id_l and d.rid_r = s.id_r"
        " join match_block l on l.rid = s.id_l join match_block r on r.rid = s.id_r"
        " where coalesce(d.verdict, '') not in ('same', 'asserted', 'different')"
        " and (d.verdict = 'unsure' or (s.weight >= ? and s.weight < ?)) order by l.record_name, r.record_name",
        [weight_of(review_from), weight_of(auto_merge)],
    )


def _write_clusters(
    con: duckdb.DuckDBPyConnection, records: int, constraints: Constraints, auto_merge: float, *, has_scores: bool
) -> None:
    import pyarrow as pa

    left, right, weight = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    if has_scores:
        found = con.execute("select id_l, id_r, weight from match_scored order by id_l, id_r").fetchnumpy()
        left, right = np.asarray(found["id_l"], np.int64), np.asarray(found["id_r"], np.int64)
        weight = np.asarray(found["weight"], np.float64)
    decided = con.execute("select rid_l, rid_r, verdict from match_decided order by all").fetchall()
    labels = cluster(
        records,
        left,
        right,
        weight,
        weight_of(auto_merge),
        [(row[0], row[1]) for row in decided if row[2] in ("same", "asserted")],
        [(row[0], row[1]) for row in decided if row[2] in ("different", "unsure")],
    )
    con.register(
        "match_label",
        pa.table({"rid": pa.array(np.arange(records), pa.int32()), "label": pa.array(labels, pa.int32())}),
    )
    con.execute(
        "insert into match.cluster select r.record_name, f.record_name from match_label m"
        " join match_block r on r.rid = m.rid join match_block f on f.rid = m.label order by r.record_name"
    )
    con.unregister("match_label")

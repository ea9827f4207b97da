"""Everything between `match.record` and clusters, one kind of record at a time.

Kept between runs: numbers of records, keys, weighed pairs, the model. Only what is new, changed or gone is looked at
again, and the outcome is that of a run over everything with the same model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from onefold_dedupe.block import KeyYield, Policy, block_all, read_yields
from onefold_dedupe.changes import Changes, drop_block, drop_numbers, forget, number_records, read_kind, remember
from onefold_dedupe.cluster import connect
from onefold_dedupe.decisions import Constraints
from onefold_dedupe.frozen import (
    has_current_pairs,
    keep_policy,
    load_model,
    load_policy,
    mark_pairs_current,
    save_model,
)
from onefold_dedupe.judged import add_decided_pairs, read_decided, write_reviews
from onefold_dedupe.model import Model
from onefold_dedupe.pairs import (
    Records,
    compare_sample,
    drop_dirty_pairs,
    empty_pairs,
    has_pairs,
    keep_sample,
    pair_table,
    pass_over,
    passed_table,
    read_all_records,
    read_chances,
    read_paired_records,
    read_patterns,
    weigh_pairs,
)
from onefold_dedupe.populated import populated_features
from onefold_dedupe.reblock import block_changed
from onefold_dedupe.redraw import begin_clusters, drop_clusters, find_members, mark_drawn, were_drawn, write_clusters
from onefold_dedupe.relations import write_households, write_workplaces
from onefold_dedupe.report import KindReport
from onefold_dedupe.rows import read_arrays
from onefold_dedupe.ruleset import KINDS, Kind, Ruleset, load_rules
from onefold_dedupe.sample import choose_passed_over, draw_sample
from onefold_dedupe.score import weight_of
from onefold_dedupe.train import read_together, train
from onefold_dedupe.views import write_views

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str], None]
_TABLES = """
create schema if not exists match;
create schema if not exists match_kept;
create table if not exists match.relation (record_l varchar, record_r varchar, relation varchar, evidence varchar);
create or replace table match.review (id_l varchar, id_r varchar, weight double, probability double, reason varchar);
create or replace table match.diagnostic (name varchar, value json);
"""


MOST_CHANGED = 0.5
"""Share of changed records from which looking at all of them costs less."""


@dataclass(frozen=True)
class _Run:
    auto_merge: float
    review_from: float
    keep: bool
    in_place: bool
    tell: Progress


def link(
    con: duckdb.DuckDBPyConnection,
    text_features: Sequence[str],
    constraints: Constraints,
    auto_merge: float,
    review_from: float,
    *,
    keep: bool = True,
    progress: Progress | None = None,
    rules: Mapping[Kind, Ruleset] | None = None,
) -> tuple[KindReport, ...]:
    """Bring match.cluster, relation, review, candidate and score up to date with match.record.

    A cluster id is its smallest record name. Without `keep` nothing is written that only a later run would need.
    `progress` is told what begins. `rules` are others than the shipped ones, for measuring only.
    """
    con.execute(_TABLES)
    begin_clusters(con)
    run = _Run(auto_merge, review_from, keep, number_records(con), progress or (lambda _: None))
    reports, models = [], {}
    by_kind = rules or {kind: load_rules(kind) for kind in KINDS}
    for kind in KINDS:
        report, model = _link_kind(con, by_kind[kind].with_texts(text_features), constraints, run)
        if report:
            reports.append(report)
        models[kind] = model
    drop_clusters(con)
    write_workplaces(con)
    drop_block(con)
    if keep:
        drop_numbers(con)
    write_views(con, {kind: (by_kind[kind], model) for kind, model in models.items() if model})
    return tuple(reports)


def _link_kind(
    con: duckdb.DuckDBPyConnection, rules: Ruleset, constraints: Constraints, run: _Run
) -> tuple[KindReport | None, Model | None]:
    kind = rules.kind
    model = load_model(con, rules)
    policy = load_policy(con, kind) if model else None
    is_anew = not (model and policy and has_pairs(con, kind) and has_current_pairs(con, kind))
    if is_anew:
        forget(con, kind)
    changes = read_kind(con, kind, in_place=run.in_place, whole=is_anew)
    if not is_anew and changes.changed > changes.records * MOST_CHANGED:
        is_anew = True
        forget(con, kind)
        changes = read_kind(con, kind, in_place=run.in_place, whole=True)
    is_drawn = were_drawn(con, kind, run.auto_merge) and not is_anew
    if not (changes.records or changes.changed):
        return None, None
    was_trained = model is None
    records: Records | None = None
    run.tell(f"{kind}: searching pairs of {changes.records:,} records")
    if is_anew or policy is None:
        policy = block_all(con, rules, policy, keep=run.keep)
    else:
        block_changed(con, rules, policy)
    read_decided(con, kind, constraints)
    if model is not None and is_anew:
        empty_pairs(con, kind, model.comparisons)
        keep_policy(con, kind, policy)
    elif not is_anew:
        drop_dirty_pairs(con, kind)
    add_decided_pairs(con, kind, beside_kept=not is_anew)
    compared = int(con.execute("select count(*) from match_pair").fetchall()[0][0])
    if model is None:
        if compared:
            model, policy, records = _train(con, rules, policy, changes.records, run)
    else:
        pass_over(con, kind, policy.passed_over)
        run.tell(f"{kind}: comparing pairs")
        opened = read_paired_records(con, kind, model.comparisons, "match_open")
        weigh_pairs(con, opened, model, rules, run.auto_merge, "match_open")
    if is_drawn:
        find_members(con, kind, run.auto_merge)
    if model is not None:
        _weigh_inner(con, rules, model, policy, run, records, stirred=is_drawn)
        # All records' values, and drawing clusters needs the memory.
        records = None
        mark_pairs_current(con, kind)
        write_reviews(con, model, kind, run.auto_merge, run.review_from)
    run.tell(f"{kind}: drawing clusters")
    write_clusters(con, rules, model, run.auto_merge, stirred=is_drawn)
    write_households(con, rules, model, stirred=is_drawn)
    mark_drawn(con, kind, run.auto_merge)
    if run.keep:
        remember(con, kind)
    yields = read_yields(con, rules, policy)
    return _report(con, kind, rules, model, yields, changes, compared, run.auto_merge, was_trained=was_trained), model


def _train(
    con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy, size: int, run: _Run
) -> tuple[Model | None, Policy, Records | None]:
    """A model of a sample of the pairs of `match_pair`, kept, and all of them weighed that are worth it."""
    comparisons = rules.for_features(populated_features(con, rules.kind)).comparisons
    if not comparisons:
        return None, policy, None
    records = read_all_records(con, comparisons)
    run.tell(f"{rules.kind}: training")
    with ThreadPoolExecutor(1) as pool:
        # They need no database, which drawing a sample waits for.
        chances = pool.submit(read_chances, records, comparisons, size)
        together = pool.submit(read_together, records.columns, rules.training.correlated)
        draw_sample(con, records.place_of)
        levels = compare_sample(con, records, comparisons)
        patterns = read_patterns(con, levels, comparisons)
        model = train(comparisons, patterns, chances.result(), size, rules, together.result())
    empty_pairs(con, rules.kind, comparisons)
    keep_sample(con, levels, model, rules, run.auto_merge)
    del levels
    policy = replace(policy, passed_over=choose_passed_over(con, rules, model, run.auto_merge))
    run.tell(f"{rules.kind}: comparing pairs")
    trained_on = {"records": size, "pairs": round(patterns.counts.sum()), "patterns": len(patterns.counts)}
    save_model(con, rules, model, policy, records.columns if run.keep else {}, trained_on)
    pass_over(con, rules.kind, policy.passed_over, but="match_sample")
    weigh_pairs(con, records, model, rules, run.auto_merge, "match_open")
    return model, policy, records


def _weigh_inner(
    con: duckdb.DuckDBPyConnection,
    rules: Ruleset,
    model: Model,
    policy: Policy,
    run: _Run,
    records: Records | None,
    *,
    stirred: bool,
) -> None:
    """Weigh the pairs passed over whose records others have joined to one component, or that a person judged: what
    speaks against a cluster must be known, and nothing else of a mask passed over is kept. `records` are all records,
    where they were read already; with `stirred` only the components of `match_member` are looked at.
    """
    if not policy.passed_over:
        return
    kept, passed = pair_table(rules.kind), passed_table(rules.kind)
    con.register("match_masks", pa.table({"mask": pa.array(policy.passed_over, pa.uint64())}))
    ends = " and (rid_l in (from match_member) or rid_r in (from match_member))" if stirred else ""
    masked = f"mask in (from match_masks){ends}"
    con.execute(f"insert into {passed} select rid_l, rid_r, mask from {kept} where {masked}")
    con.execute(f"delete from {kept} where {masked}")
    con.unregister("match_masks")
    found = read_arrays(
        con,
        f"select rid_l, rid_r from {kept} where weight >= '{weight_of(run.auto_merge)}'::double{ends} union all"
        f" select rid_l, rid_r from match_decided where verdict in ('same', 'asserted'){ends}",
    )
    is_end = np.zeros(max(int(found[end].max(initial=-1)) for end in ("rid_l", "rid_r")) + 1, np.bool_)
    is_end[found["rid_l"]] = is_end[found["rid_r"]] = True
    rids, place_of = np.flatnonzero(is_end), np.cumsum(is_end) - 1
    left, right = place_of[found["rid_l"]], place_of[found["rid_r"]]
    component = connect(len(rids), left, right, np.ones(len(left), np.bool_), [])
    linked = np.flatnonzero(np.bincount(component, minlength=len(rids))[component] > 2)
    con.register("match_linked", pa.table({"rid": rids[linked].astype(np.int32), "component": component[linked]}))
    con.execute(
        f"create or replace temp table match_inner as select p.* from {passed} p join match_linked l on l.rid = p.rid_l"
        " join match_linked r on r.rid = p.rid_r and r.component = l.component"
        f" union select p.* from {passed} p semi join match_decided using (rid_l, rid_r)"
    )
    con.unregister("match_linked")
    con.execute(f"delete from {passed} where (rid_l, rid_r) in (select (rid_l, rid_r) from match_inner)")
    inner = records or read_paired_records(con, rules.kind, model.comparisons, "match_inner")
    weigh_pairs(con, inner, model, rules, run.auto_merge, "match_inner")


def _report(
    con: duckdb.DuckDBPyConnection,
    kind: Kind,
    rules: Ruleset,
    model: Model | None,
    yields: tuple[KeyYield, ...],
    changes: Changes,
    compared: int,
    auto_merge: float,
    *,
    was_trained: bool,
) -> KindReport:
    candidates, auto_pairs = 0, 0
    # Without a pair there is no model; what could have told the records apart is there all the same.
    comparisons = model.comparisons if model else rules.for_features(populated_features(con, kind)).comparisons
    if model is not None:
        candidates, auto_pairs = con.execute(
            f"select count(*), count(*) filter (weight >= ?) from {pair_table(kind)}", [weight_of(auto_merge)]
        ).fetchall()[0]
    return KindReport(
        kind=kind,
        records=changes.records,
        changed=changes.changed,
        compared=compared,
        candidates=candidates,
        auto_pairs=auto_pairs,
        comparisons=tuple(comparison.name for comparison in comparisons),
        keys=yields,
        iterations=model.iterations if model else 0,
        is_converged=model.is_converged if model else True,
        was_trained=was_trained,
        model=model.as_dict() if model else {},
    )

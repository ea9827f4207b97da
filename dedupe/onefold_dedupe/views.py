"""match.candidate and match.score: the kept pairs in words, written when somebody reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from onefold_core.identifiers import literal, quote, quote_path

from onefold_dedupe.model import Model
from onefold_dedupe.pairs import pair_table, passed_table
from onefold_dedupe.ruleset import Kind, Ruleset

if TYPE_CHECKING:
    import duckdb

KEPT_FROM = -5.0
"""Weight from which a scored pair is shown in match.score: one in thirty; below it nobody asks why two records were not
merged.
"""

_NAMED = (
    "least(l.record_name, r.record_name) as id_l, greatest(l.record_name, r.record_name) as id_r",
    "join match_kept.numbering l on l.rid = s.rid_l join match_kept.numbering r on r.rid = s.rid_r",
)
_NO_CANDIDATE = "select null::varchar as id_l, null::varchar as id_r, null::varchar[] as keys where false"
_NO_SCORE = (
    "select null::varchar as id_l, null::varchar as id_r, null::double as weight, null::double as probability,"
    " null::varchar as decided_by, null::json as evidence, null::varchar as fingerprint where false"
)

_NO_LINK = (
    "select null::integer as rid_l, null::integer as rid_r, null::double as weight, null::varchar as decided_by"
    " where false"
)
_DECIDED_BY = (
    "case when d.verdict in ('same', 'different') then 'human'"
    " when s.rule <> '' or d.verdict = 'asserted' then 'rule' else 'model' end as decided_by"
)
_IS_SHOWN = f"(s.weight >= {KEPT_FROM} or s.rule = 'conflict' or d.verdict is not null)"


def write_views(con: duckdb.DuckDBPyConnection, models: Mapping[Kind, tuple[Ruleset, Model]]) -> None:
    """Candidates with the keys that found them; scores with evidence: comparison → level and weight; match_kept.link:
    the scores by the records' numbers.
    """
    older = con.execute(
        "select table_name from duckdb_tables() where database_name = current_database()"
        " and schema_name = 'match' and table_name in ('candidate', 'score')"
    ).fetchall()
    for (name,) in older:
        con.execute(f"drop table {quote_path('match', name)}")
    candidates = [_candidate_sql(kind, rules) for kind, (rules, _) in models.items()] or [_NO_CANDIDATE]
    scores = [_score_sql(kind, model) for kind, (_, model) in models.items()] or [_NO_SCORE]
    con.execute(f"create or replace view match.candidate as {' union all '.join(candidates)}")
    con.execute(f"create or replace view match.score as {' union all '.join(scores)}")
    links = [_link_sql(kind) for kind in models] or [_NO_LINK]
    con.execute(f"create or replace view match_kept.link as {' union all '.join(links)}")


def _candidate_sql(kind: Kind, rules: Ruleset) -> str:
    columns, joins = _NAMED
    names = enumerate(literal(key.name) for key in rules.blocking)
    bits = ", ".join(f"case when mask & {1 << n}::ubigint > 0 then {name} end" for n, name in names)
    found = f"(select rid_l, rid_r, mask from {pair_table(kind)} union all from {passed_table(kind)})"
    return f"select {columns}, list_filter([{bits}], k -> k is not null) as keys from {found} s {joins}"


def _score_sql(kind: Kind, model: Model) -> str:
    columns, joins = _NAMED
    pieces = " || ".join(_evidence_sql(model, n) for n in range(len(model.weights)))
    return (
        f"select {columns}, s.weight, 1 / (1 + pow(2, -s.weight)) as probability, {_DECIDED_BY},"
        f" ('{{' || ltrim({pieces}, ',') || '}}')::json as evidence, {fingerprint_sql(model)} as fingerprint"
        f" from {_judged_sql(kind)} {joins} where {_IS_SHOWN}"
    )


def _link_sql(kind: Kind) -> str:
    return f"select s.rid_l, s.rid_r, s.weight, {_DECIDED_BY} from {_judged_sql(kind)} where {_IS_SHOWN}"


def _judged_sql(kind: Kind) -> str:
    return (
        f"{pair_table(kind)} s left join (from match_kept.decided where kind = {literal(kind)}) d"
        " on d.rid_l = s.rid_l and d.rid_r = s.rid_r"
    )


def fingerprint_sql(model: Model) -> str:
    """SHA-256 of how a pair (alias s) agrees in every comparison: another model does not change it."""
    comparisons = sorted((weights.comparison for weights in model.weights), key=lambda comparison: comparison.name)
    pieces = []
    for comparison in comparisons:
        name = f"s.{quote(comparison.name)}"
        levels = " ".join(
            f"when {n} then {literal(f'{comparison.name}={level}')}" for n, level in enumerate(comparison.levels, 1)
        )
        pieces.append(f"case {name} {levels} end")
    return f"sha256(concat_ws(',', {', '.join(pieces)}))"


def _evidence_sql(model: Model, number: int) -> str:
    comparison = model.weights[number].comparison
    name, weight = f"s.{quote(comparison.name)}", f"s.{quote(comparison.name + '_weight')}"
    levels = " ".join(f"when {n} then {literal(level)}" for n, level in enumerate(comparison.levels, 1))
    opening = literal(f',"{comparison.name}":{{"level":"')
    return (
        f"case when {name} = 0 then '' else {opening} || case {name} {levels} end"
        f" || '\",\"weight\":' || round({weight}, 2) || '}}' end"
    )

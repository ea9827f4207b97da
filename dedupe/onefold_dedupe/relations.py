"""Pairs that are not one entity but belong together: members of one household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onefold_core.identifiers import quote

from onefold_dedupe.model import Model
from onefold_dedupe.pairs import pair_table
from onefold_dedupe.ruleset import Ruleset

if TYPE_CHECKING:
    import duckdb


def household_sql(rules: Ruleset, model: Model) -> str:
    """SQL condition on the levels of a weighed pair (alias v): one surname and one address or phone, and given names
    that differ; `false` where the comparisons for it are missing.
    """
    by_name = {comparison.name: comparison for comparison in model.comparisons}
    shared = [name for name in rules.household.any_of if name in by_name]
    named = (*rules.household.same, *rules.household.differs)
    if rules.kind != "person" or not shared or not set(named) <= set(by_name):
        return "false"
    same = [f"v.{quote(name)} between 1 and 2" for name in rules.household.same]
    differs = [f"v.{quote(name)} = {len(by_name[name].levels)}" for name in rules.household.differs]
    any_of = " or ".join(f"v.{quote(name)} between 1 and 2" for name in shared)
    return f"({' and '.join([*same, *differs])} and ({any_of}) and v.weight < 0)"


def write_households(con: duckdb.DuckDBPyConnection, rules: Ruleset, model: Model) -> None:
    """Add person pairs to `match.relation`: one household, not one person."""
    condition = household_sql(rules, model)
    if condition == "false":
        return
    known = {comparison.name for comparison in model.comparisons}
    shared = [name for name in rules.household.any_of if name in known]
    evidence = ", ".join(
        f"case when v.{quote(name)} between 1 and 2 then '{name}' end" for name in (*rules.household.same, *shared)
    )
    con.execute(
        "insert into match.relation select least(l.record_name, r.record_name), greatest(l.record_name, r.record_name),"
        f" 'household', concat_ws(', ', {evidence})"
        f" from {pair_table(rules.kind)} v join match_block l on l.rid = v.rid_l join match_block r on r.rid = v.rid_r"
        f" where {condition} order by all"
    )

"""Pairs that are not one entity but belong together: members of one household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onefold_core.identifiers import quote

from onefold_dedupe.model import Model
from onefold_dedupe.ruleset import Ruleset

if TYPE_CHECKING:
    import duckdb


def write_households(con: duckdb.DuckDBPyConnection, rules: Ruleset, model: Model) -> None:
    """Add person pairs to `match.relation`: one surname and one address or phone, and given names that differ."""
    by_name = {comparison.name: comparison for comparison in model.comparisons}
    shared = [name for name in rules.household.any_of if name in by_name]
    named = (*rules.household.same, *rules.household.differs)
    if rules.kind != "person" or not shared or not set(named) <= set(by_name):
        return
    same = [f"v.{quote(name)} between 1 and 2" for name in rules.household.same]
    differs = [f"v.{quote(name)} = {len(by_name[name].levels)}" for name in rules.household.differs]
    any_of = " or ".join(f"v.{quote(name)} between 1 and 2" for name in shared)
    evidence = ", ".join(
        f"case when v.{quote(name)} between 1 and 2 then '{name}' end" for name in (*rules.household.same, *shared)
    )
    con.execute(
        f"insert into match.relation select l.record_name, r.record_name, 'household', concat_ws(', ', {evidence})"
        " from match_level v join match_scored s using (id_l, id_r) join match_block l on l.rid = v.id_l"
        " join match_block r on r.rid = v.id_r"
        f" where {' and '.join([*same, *differs])} and ({any_of}) and s.weight < 0 order by all"
    )

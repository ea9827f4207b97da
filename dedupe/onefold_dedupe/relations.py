"""Records that are not one entity but belong together: members of one household, a person and the company they work
for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onefold_core.identifiers import quote

from onefold_dedupe.model import Model
from onefold_dedupe.pairs import pair_table
from onefold_dedupe.ruleset import Ruleset

if TYPE_CHECKING:
    import duckdb


TELLING_BITS = 3.0
"""A phone, mailbox or home of fewer bits than this is that of many people, not of one household."""


def household_sql(rules: Ruleset, model: Model) -> str:
    """SQL condition on the levels of a weighed pair (alias v): one surname and one address, phone or mailbox, and given
    names that differ; `false` where the comparisons for it are missing.
    """
    by_name = {comparison.name: comparison for comparison in model.comparisons}
    shared = [name for name in rules.household.any_of if name in by_name]
    named = (*rules.household.same, *rules.household.differs)
    if rules.kind != "person" or not shared or not set(named) <= set(by_name):
        return "false"
    same = [f"v.{quote(name)} between 1 and 2" for name in rules.household.same]
    differs = [f"v.{quote(name)} = {len(by_name[name].levels)}" for name in rules.household.differs]
    any_of = " or ".join(
        f"(v.{quote(name)} between 1 and 2 and v.{quote(name + '_weight')} >= {TELLING_BITS})" for name in shared
    )
    return f"({' and '.join([*same, *differs])} and ({any_of}) and (v.weight < 0 or v.rule = 'doubt'))"


def write_households(con: duckdb.DuckDBPyConnection, rules: Ruleset, model: Model | None, *, stirred: bool) -> None:
    """Bring the person pairs of `match.relation` that are one household, not one customer, up to date; with `stirred`
    only those of records whose clusters were drawn anew (`match_redrawn`, `match_member`).
    """
    if rules.kind != "person":
        return
    touched = "in (from match_redrawn)"
    ends = f" and (record_l {touched} or record_r {touched})" if stirred else ""
    con.execute(f"delete from match.relation where relation = 'household'{ends}")
    condition = household_sql(rules, model) if model else "false"
    if model is None or condition == "false":
        return
    only = " and (v.rid_l in (from match_member) or v.rid_r in (from match_member))" if stirred else ""
    known = {comparison.name for comparison in model.comparisons}
    shared = [name for name in rules.household.any_of if name in known]
    evidence = ", ".join(
        f"case when v.{quote(name)} between 1 and 2 then '{name}' end" for name in (*rules.household.same, *shared)
    )
    # A table of its own tells the joins how few they are.
    con.execute(
        f"create or replace temp table match_household as select rid_l, rid_r, concat_ws(', ', {evidence}) as evidence"
        f" from {pair_table(rules.kind)} v where {condition}{only}"
    )
    con.execute(
        "insert into match.relation"
        " with named as materialized (select rid, record_name, cluster_id from (select rid, record_name"
        " from match_kept.numbering where rid in (select unnest([rid_l, rid_r]) from match_household))"
        " join match.cluster using (record_name))"
        " select least(l.record_name, r.record_name), greatest(l.record_name, r.record_name), 'household', evidence"
        " from match_household v join named l on l.rid = v.rid_l join named r on r.rid = v.rid_r"
        " where l.cluster_id <> r.cluster_id order by all"
    )


_WORKPLACES = """
    insert into match.relation
    with organization as (
        select r.*, c.cluster_id from match.record r join match.cluster c using (record_name)
        where r.kind = 'organization'
    ),
    person as not materialized (select * from match.record where kind = 'person'),
    known as (
        select 'employer' as sign, organization_key as value, cluster_id from organization
        union
        select 'website', unnest(website), cluster_id from organization
    ),
    -- A name or domain of one organisation says which; a name that several bear needs a contact beside it.
    telling as (
        select sign, value, any_value(cluster_id) as cluster_id from known
        where value is not null group by sign, value having count(*) = 1
    ),
    worn as (
        select record_name, 'employer' as sign, organization_key as value from person
        union all
        select record_name, 'website', unnest(website) from person
    ),
    found as (
        select record_name, cluster_id, sign from worn join telling using (sign, value)
        union
        select p.record_name, o.cluster_id, unnest(['employer',
            case when list_has_any(p.phone, o.phone) then 'phone' end,
            case when list_has_any(p.street, o.street) then 'street' end])
        from person p join organization o using (organization_key)
        where list_has_any(p.phone, o.phone) or list_has_any(p.street, o.street)
    )
    select record_name, cluster_id, 'works_for', string_agg(distinct sign, ', ' order by sign)
    from found where sign is not null group by record_name, cluster_id order by all
"""


def write_workplaces(con: duckdb.DuckDBPyConnection) -> None:
    """Write `works_for` of `match.relation`: record_l a person's record, record_r the first of the company's cluster.

    A person's employer or the domain of their mailbox is a company's own.
    """
    con.execute("delete from match.relation where relation = 'works_for'")
    con.execute(_WORKPLACES)

"""Customer ids in tables: what was known is read, only clusters that changed are assigned, the change is written.

The history's home is the state database (onefold_core.state.identities); the warehouse holds a copy for SQL, which is
rebuilt when it is not that of the state's head. `match.customer`: every id ever minted. `match.identity_history`: from
when to when a record had which id, by which rule and with what weight when that began, also records that are gone.
`match.identity_event`: what happened when. `match.identity`: one row an active record.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from onefold_core.identifiers import literal
from onefold_core.state import identities

from onefold_dedupe.identity import Assignment, Past, assign
from onefold_dedupe.identity_copies import COPIES, TABLES, append_rows, mark_head, read_change, synchronise
from onefold_dedupe.identity_past import GOES_ON, STAY, read_changed
from onefold_dedupe.identity_scope import find_scope, mark_identified, were_identified

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Engine


def update_identities(
    con: duckdb.DuckDBPyConnection, project: str, now: datetime, state: Engine | None = None
) -> Assignment:
    """Assign ids to match.cluster and bring match.identity up to date; `now` dates what changed.

    The change is recorded in `state` before the warehouse; without a state database (a warehouse in memory) the
    warehouse's own history is all there is. The assignment covers the clusters that changed; what was not drawn anew
    and has to do with nothing that was is not looked at.
    """
    con.execute(TABLES)
    is_renewed = state is not None and synchronise(con, state)
    is_whole = is_renewed or not were_identified(con)
    find_scope(con, whole=is_whole)
    members, past = read_changed(con)
    result = assign(project, members, past)
    _write_assigned(con, result, past, now)
    con.execute(_IDENTITY)
    con.execute(_DIFFERENCE.format(now=literal(now.isoformat())))
    if state is not None:
        change = read_change(con)
        if change:
            mark_head(con, identities.apply(state, change))
    con.execute("begin")
    con.execute(_APPLY)
    con.execute(_PUBLISH if is_whole else _RENEW)
    mark_identified(con)
    con.execute("commit")
    return result


def _write_assigned(con: duckdb.DuckDBPyConnection, result: Assignment, past: Past, now: datetime) -> None:
    """`identity_assigned`: the id of every active record; `identity_customers`, `identity_events`: what is new."""
    con.execute("create or replace temp table identity_assigned (record_name varchar, customer_id varchar)")
    append_rows(con, "identity_assigned", ("record_name", "customer_id"), list(result.customer_ids.items()))
    con.execute(
        "insert into identity_assigned select c.record_name, s.customer_id"
        " from scope_cluster c join identity_settled s using (cluster_id)"
    )

    customers = [
        (one.customer_id, one.kind, one.founded_by, one.superseded_by)
        for one in sorted(result.customers.values(), key=lambda customer: customer.customer_id)
        if past.customers.get(one.customer_id) != one
    ]
    con.execute("create or replace temp table identity_customers as from match.customer limit 0")
    append_rows(con, "identity_customers", COPIES["customer"][1], customers)
    con.execute("create or replace temp table identity_events as from match.identity_event limit 0")
    events = [(now.isoformat(), one.event, one.customer_id, one.other_id) for one in result.events]
    append_rows(con, "identity_events", COPIES["identity_event"][1], events)


_DIFFERENCE = """
create or replace temp table identity_ended as
    select h.record_name, {now}::timestamptz as valid_to
    from scope_history h
    left join identity_now n on n.record_name = h.record_name and n.customer_id = h.customer_id and n.rule = h.rule
    where h.valid_to is null and n.record_name is null order by h.record_name;
create or replace temp table identity_begun as
    select n.record_name, n.customer_id, n.rule, n.weight, {now}::timestamptz as valid_from,
        null::timestamptz as valid_to
    from identity_now n
    left join scope_history h on h.record_name = n.record_name and h.valid_to is null
        and h.customer_id = n.customer_id and h.rule = n.rule
    where h.record_name is null order by n.record_name;
"""


_APPLY = """
update match.identity_history h set valid_to = e.valid_to from identity_ended e
    where e.record_name = h.record_name and h.valid_to is null;
insert into match.identity_history by name from identity_begun;
delete from match.customer where customer_id in (select customer_id from identity_customers);
insert into match.customer by name from identity_customers;
insert into match.identity_event by name from identity_events;
"""

_IDENTITY = """
create or replace temp table identity_now as
    with numbered as materialized (
        select n.rid, record_name, c.cluster_id from scope_cluster c join match_kept.numbering n using (record_name)
    ),
    inside as materialized (
        select a.record_name as id_l, b.record_name as id_r, s.weight, s.decided_by
        from match_kept.link s join numbered a on a.rid = s.rid_l
        join numbered b on b.rid = s.rid_r and b.cluster_id = a.cluster_id
        where s.weight > -40 or s.decided_by = 'human'
    ),
    links as (
        select id_l as record_name, weight, decided_by from inside
        union all
        select id_r, weight, decided_by from inside
    ),
    best as (
        select record_name, max(weight) as weight,
            arg_max(decided_by, (decided_by = 'human', weight, decided_by)) as decided_by
        from links group by record_name
    )
    select a.record_name, a.customer_id, b.weight, k.founded_by,
        k.founded_by is not distinct from a.record_name as is_founder,
        case when k.founded_by = a.record_name then 'founder' else coalesce(b.decided_by, 'rule') end as rule
    from identity_assigned a
    join (
        from identity_customers union all (from scope_customer anti join identity_customers using (customer_id))
    ) k using (customer_id)
    left join best b on b.record_name = a.record_name
"""


def _published_sql(history: str) -> str:
    """match.identity of the records of `identity_now`, from rows of the history as it is now."""
    return f"""
    with begun as (
        -- Since when without a break, whatever rule held it there.
        select record_name, max(valid_from) filter (not goes_on) as valid_from
        from (select record_name, valid_from, {GOES_ON} from {history} {STAY})
        group by record_name
    )
    select
        n.record_name, r.source, r.object, r.source_key, n.customer_id, r.kind, n.founded_by, n.weight, n.rule,
        b.valid_from, n.is_founder
    from identity_now n join match.record r using (record_name) join begun b using (record_name)
    order by n.record_name
    """


_PUBLISH = f"create or replace table match.identity as {_published_sql('match.identity_history')}"
_RENEW = f"""
delete from match.identity where record_name in (select record_name from scope_record);
insert into match.identity by name {_published_sql("match.identity_history semi join identity_now using (record_name)")}
"""

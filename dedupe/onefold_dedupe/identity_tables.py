"""The identity tables in the warehouse: what was known is read from them, the new assignment is written back.

`match.identity`: one row an active record. `match.customer`: every id ever minted. `match.identity_history`: from when
to when a record had which id, also records that are gone. `match.identity_event`: what happened in which run. Nothing
here is deleted but by erasure.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from onefold_dedupe.identity import Assignment, Customer, Member, assign

if TYPE_CHECKING:
    import duckdb

_TABLES = """
create schema if not exists match;
create table if not exists match.customer (customer_id varchar, kind varchar, founded_by varchar, superseded_by
    varchar);
create table if not exists match.identity_history (record_name varchar, customer_id varchar, valid_from
    timestamptz, valid_to timestamptz);
create table if not exists match.identity_event (happened_at timestamptz, event varchar, customer_id varchar,
    other_id varchar);
"""


def update_identities(con: duckdb.DuckDBPyConnection, project: str, now: datetime) -> Assignment:
    """Assign ids to match.cluster and rewrite match.identity; `now` dates what changed."""
    con.execute(_TABLES)
    previous = dict(
        con.execute(
            "select record_name, arg_max(customer_id, (valid_to is null, valid_from)) from"
            " match.identity_history group by record_name"
        ).fetchall()
    )
    customers = {row[0]: Customer(*row) for row in con.execute("select * from match.customer").fetchall()}
    members = [
        Member(*row)
        for row in con.execute(
            "select c.record_name, c.cluster_id, r.kind, strftime(r.created_at at time zone 'UTC',"
            " '%Y-%m-%dT%H:%M:%S.%f')"
            " from match.cluster c join match.record r using (record_name)"
        ).fetchall()
    ]
    result = assign(project, members, previous, customers)
    _write(con, result, now)
    return result


def _write(con: duckdb.DuckDBPyConnection, result: Assignment, now: datetime) -> None:
    import pyarrow as pa

    con.register(
        "match_assigned",
        pa.table(
            {"record_name": list(result.customer_ids), "customer_id": list(result.customer_ids.values())},
            schema=pa.schema([("record_name", pa.string()), ("customer_id", pa.string())]),
        ),
    )
    con.execute(
        "update match.identity_history h set valid_to = ? where valid_to is null and not exists"
        " (select 1 from match_assigned a where a.record_name = h.record_name and a.customer_id = h.customer_id)",
        [now],
    )
    con.execute(
        "insert into match.identity_history select a.record_name, a.customer_id, ?, null from"
        " match_assigned a where not exists"
        " (select 1 from match.identity_history h where h.record_name = a.record_name and h.valid_to is"
        " null) order by a.record_name",
        [now],
    )
    customers = sorted(result.customers.values(), key=lambda customer: customer.customer_id)
    columns = ("customer_id", "kind", "founded_by", "superseded_by")
    con.register(
        "match_customers",
        pa.table({name: pa.array([getattr(c, name) for c in customers], pa.string()) for name in columns}),
    )
    con.execute("create or replace table match.customer as select * from match_customers order by customer_id")
    # A row at a time, DuckDB takes minutes for what a first run mints.
    con.register(
        "match_events",
        pa.table(
            {
                name: pa.array([getattr(event, name) for event in result.events], pa.string())
                for name in ("event", "customer_id", "other_id")
            }
        ),
    )
    con.execute(
        "insert into match.identity_event select ?, event, customer_id, other_id from match_events order by all", [now]
    )
    con.execute(_IDENTITY)
    for view in ("match_assigned", "match_customers", "match_events"):
        con.unregister(view)


_IDENTITY = """
    create or replace table match.identity as
    with links as (
        select id_l as record_name, id_r as other, weight, decided_by from match.score
        where weight > -40 or decided_by = 'human'
        union all
        select id_r, id_l, weight, decided_by from match.score where weight > -40 or decided_by = 'human'
    ),
    best as (
        select
            l.record_name, max(l.weight) as weight,
            arg_max(l.decided_by, (l.decided_by = 'human', l.weight)) as decided_by
        from links l
        join match.cluster a on a.record_name = l.record_name
        join match.cluster b on b.record_name = l.other and a.cluster_id = b.cluster_id
        group by l.record_name
    )
    select
        a.record_name, r.source, r.object, r.source_key, a.customer_id, r.kind, c.founded_by, b.weight,
        case when c.founded_by = a.record_name then 'founder' else coalesce(b.decided_by, 'rule') end as rule,
        h.valid_from, c.founded_by = a.record_name as is_founder
    from match_assigned a
    join match.record r using (record_name)
    join match.customer c on c.customer_id = a.customer_id
    join match.identity_history h on h.record_name = a.record_name and h.valid_to is null
    left join best b on b.record_name = a.record_name
    order by a.record_name
"""

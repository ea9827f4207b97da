"""Customer ids in tables: what was known is read, only clusters that changed are assigned, the change is written.

The history's home is the state database (onefold_core.state.identities); the warehouse holds a copy for SQL, which is
rebuilt when it is not that of the state's head. `match.customer`: every id ever minted. `match.identity_history`: from
when to when a record had which id, by which rule and with what weight when that began, also records that are gone.
`match.identity_event`: what happened when. `match.identity`: one row an active record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onefold_core.identifiers import literal
from onefold_core.state import identities
from onefold_core.state.identities import IdentityChange

from onefold_dedupe.identity import Assignment, Customer, Member, Past, assign
from onefold_dedupe.identity_scope import find_scope, mark_identified, were_identified

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Engine

_TABLES = """
create schema if not exists match;
create schema if not exists match_kept;
create table if not exists match.customer (customer_id varchar, kind varchar, founded_by varchar, superseded_by
    varchar);
create table if not exists match.identity_history (record_name varchar, customer_id varchar, rule varchar,
    weight double, valid_from timestamptz, valid_to timestamptz);
create table if not exists match.identity_event (happened_at timestamptz, event varchar, customer_id varchar,
    other_id varchar);
create table if not exists match_kept.identity_head (head varchar);
create table if not exists match_kept.identified (version varchar);
alter table match.identity_history add column if not exists rule varchar;
alter table match.identity_history add column if not exists weight double;
"""
_COPIES = {
    "identity": ("identity_history", ("record_name", "customer_id", "rule", "weight", "valid_from", "valid_to")),
    "customer": ("customer", ("customer_id", "kind", "founded_by", "superseded_by")),
    "identity_event": ("identity_event", ("happened_at", "event", "customer_id", "other_id")),
}
"""Tables of the state, their copies in schema match, and the columns of both."""
_ISO = "strftime({} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"


def update_identities(
    con: duckdb.DuckDBPyConnection, project: str, now: datetime, state: Engine | None = None
) -> Assignment:
    """Assign ids to match.cluster and bring match.identity up to date; `now` dates what changed.

    The change is recorded in `state` before the warehouse; without a state database (a warehouse in memory) the
    warehouse's own history is all there is. The assignment covers the clusters that changed; what was not drawn anew
    and has to do with nothing that was is not looked at.
    """
    con.execute(_TABLES)
    is_renewed = state is not None and synchronise(con, state)
    is_whole = is_renewed or not were_identified(con)
    find_scope(con, whole=is_whole)
    members, past = _read_changed(con)
    result = assign(project, members, past)
    _write_assigned(con, result, past, now)
    con.execute(_IDENTITY)
    con.execute(_DIFFERENCE.format(now=literal(now.isoformat())))
    if state is not None:
        change = _read_change(con)
        if change:
            _mark(con, identities.apply(state, change))
    con.execute("begin")
    con.execute(_APPLY)
    con.execute(_PUBLISH if is_whole else _RENEW)
    mark_identified(con)
    con.execute("commit")
    return result


def synchronise(con: duckdb.DuckDBPyConnection, state: Engine) -> bool:
    """Make the warehouse's copy that of the state; a state that knows no ids yet takes over the warehouse's. Whether
    the copy is another one now.
    """
    con.execute(_TABLES)
    head = identities.head(state)
    held = con.execute("select any_value(head) from match_kept.identity_head").fetchall()[0][0]
    if head == held and head is not None:
        return False
    if head is None:
        change = IdentityChange(**{name: _rows_of_copy(con, table) for name, table in _PARTS.items()})
        if change:
            _mark(con, identities.apply(state, change))
        return False
    con.execute("begin")
    con.execute("delete from match_kept.identified")
    for table, (copy, columns) in _COPIES.items():
        con.execute(f"delete from match.{copy}")
        for rows in identities.read(state, table):
            _append(con, f"match.{copy}", columns, rows)
    _mark(con, head)
    con.execute("commit")
    return True


_PARTS = {"begun": "identity", "customers": "customer", "events": "identity_event"}


def _rows_of_copy(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    copy, columns = _COPIES[table]
    return con.execute(f"select {_as_state(columns)} from match.{copy} order by all").fetchall()


def _as_state(columns: Iterable[str]) -> str:
    """The columns as the state holds them: times as text, and a rule for rows from before there was one."""
    pieces = {name: _ISO.format(name) for name in ("valid_from", "valid_to", "happened_at")}
    pieces["rule"] = "coalesce(rule, 'rule')"
    return ", ".join(pieces.get(name, name) for name in columns)


def _append(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    import pyarrow as pa

    types = {"weight": pa.float64()}
    batch = pa.table(
        {name: pa.array([row[n] for row in rows], types.get(name, pa.string())) for n, name in enumerate(columns)}
    )
    con.register("identity_rows", batch)
    con.execute(f"insert into {table} by name from identity_rows")
    con.unregister("identity_rows")


def _mark(con: duckdb.DuckDBPyConnection, head: str) -> None:
    con.execute("delete from match_kept.identity_head")
    con.execute("insert into match_kept.identity_head values (?)", [head])


def _read_changed(con: duckdb.DuckDBPyConnection) -> tuple[list[Member], Past]:
    """The members of clusters that are not exactly a customer as it was, and what is known about them."""
    con.execute(_CLAIMS)
    while con.execute(_DRAWN_IN).fetchall():
        con.execute("insert into identity_changed from identity_drawn_in")
    con.execute(
        "create or replace temp table identity_settled as"
        " from identity_unmoved anti join identity_changed using (cluster_id)"
    )
    members = [
        Member(*row)
        for row in con.execute(
            "select c.record_name, c.cluster_id, r.kind, strftime(r.created_at at time zone 'UTC',"
            " '%Y-%m-%dT%H:%M:%S.%f')"
            " from scope_cluster c join match.record r using (record_name)"
            " semi join identity_changed using (cluster_id)"
        ).fetchall()
    ]
    previous: dict[str, str] = {}
    former: dict[str, set[str]] = defaultdict(set)
    claims = (
        "select record_name, customer_id, is_last from identity_claim semi join identity_changed using (cluster_id)"
    )
    for record, customer_id, is_last in con.execute(claims).fetchall():
        if is_last:
            previous[record] = customer_id
        else:
            former[record].add(customer_id)
    since, left = (_times(con, query) for query in (_SINCE, _LEFT))
    customers = {row[0]: Customer(*row) for row in con.execute(_KNOWN).fetchall()}
    current = con.execute(
        "select distinct customer_id from scope_history anti join identity_settled using (customer_id)"
        " where valid_to is null"
    ).fetchall()
    settled = con.execute(_SETTLED).fetchall()
    return members, Past(
        previous,
        customers,
        {record: frozenset(ids) for record, ids in former.items()},
        since,
        left,
        frozenset(row[0] for row in current),
        frozenset(row[0] for row in settled).difference(row[0] for row in current),
    )


def _times(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for record, customer_id, at in con.execute(query).fetchall():
        found[record][customer_id] = at
    return found


_CLAIMS = """
create or replace temp table identity_unmoved as
    with sized as (
        select customer_id, count(*) as size from scope_history where valid_to is null group by customer_id
    )
    select c.cluster_id, any_value(h.customer_id) as customer_id
    from scope_cluster c
    left join scope_history h on h.record_name = c.record_name and h.valid_to is null
    left join sized s using (customer_id)
    group by c.cluster_id
    having count(h.customer_id) = count(*) and count(distinct h.customer_id) = 1 and any_value(s.size) = count(*);
create or replace temp table identity_changed as
    select distinct cluster_id from scope_cluster anti join identity_unmoved using (cluster_id);
create or replace temp table identity_claim as
    with superseded as (
        select k.customer_id, k.founded_by, max(h.valid_to) as valid_to
        from scope_customer k join scope_history h using (customer_id)
        where k.superseded_by is not null group by all
    ),
    spoken as (
        select
            record_name, arg_max(customer_id, (valid_to is null, valid_from, valid_to)) as customer_id, true as is_last
        from scope_history group by record_name
        union all
        -- The records of an id when it was superseded, and the one that founded it.
        select h.record_name, h.customer_id, false
        from scope_history h join superseded using (customer_id, valid_to)
        union all
        select founded_by, customer_id, false from superseded
    )
    select record_name, cluster_id, customer_id, bool_or(is_last) as is_last
    from spoken join scope_cluster using (record_name) group by all;
"""
_GOES_ON = """coalesce(
    lag(customer_id) over stay = customer_id and lag(valid_to) over stay = valid_from, false
) as goes_on"""
_STAY = "window stay as (partition by record_name order by valid_from, valid_to)"
_SINCE = f"""
select record_name, customer_id, max({_ISO.format("valid_from")}) filter (not goes_on)
from (
    select record_name, customer_id, valid_from, {_GOES_ON} from scope_history
    semi join (from scope_cluster semi join identity_changed using (cluster_id)) using (record_name) {_STAY}
)
group by all
"""
_LEFT = f"""
-- Records that another id took along when it was split off or came back, unless it has since taken over the whole.
select h.record_name, h.customer_id, min({_ISO.format("h.valid_to")})
from scope_history h
join scope_history n on n.record_name = h.record_name and n.valid_from = h.valid_to
    and n.customer_id <> h.customer_id
join scope_cluster c on c.record_name = h.record_name
semi join identity_changed on identity_changed.cluster_id = c.cluster_id
semi join match.identity_event e
    on e.customer_id = n.customer_id and e.happened_at = h.valid_to and e.event in ('split', 'restored')
anti join match.identity_event m on m.event = 'merged' and m.customer_id = h.customer_id
    and m.other_id = n.customer_id and m.happened_at >= h.valid_to
group by all
"""
_DRAWN_IN = """
create or replace temp table identity_drawn_in as
    -- Customers that did not move, and have a claim in common with one that did.
    select distinct cluster_id from identity_claim
    semi join (from identity_claim semi join identity_changed using (cluster_id)) using (customer_id)
    anti join identity_changed using (cluster_id);
from identity_drawn_in limit 1
"""
_KNOWN = """
select * from scope_customer where superseded_by is not null
union
select k.* from scope_customer k semi join (
    select customer_id from identity_claim semi join identity_changed using (cluster_id)
    union select customer_id from scope_history anti join identity_settled using (customer_id)
    where valid_to is null
) using (customer_id)
union
select k.* from scope_customer k join scope_cluster c on c.record_name = k.founded_by
semi join identity_changed using (cluster_id)
"""
_SETTLED = """
-- An id is minted from its founder alone, so no others can be minted a second time.
select customer_id from identity_settled
semi join (
    select k.customer_id from scope_customer k join scope_cluster c on c.record_name = k.founded_by
    semi join identity_changed on identity_changed.cluster_id = c.cluster_id
) using (customer_id)
union
-- Its founder was erased: whose id it is cannot be told.
select customer_id from match.identity_history
semi join (select customer_id from match.customer where founded_by is null) using (customer_id)
where valid_to is null
"""


def _write_assigned(con: duckdb.DuckDBPyConnection, result: Assignment, past: Past, now: datetime) -> None:
    """`identity_assigned`: the id of every active record; `identity_customers`, `identity_events`: what is new."""
    con.execute("create or replace temp table identity_assigned (record_name varchar, customer_id varchar)")
    _append(con, "identity_assigned", ("record_name", "customer_id"), list(result.customer_ids.items()))
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
    _append(con, "identity_customers", _COPIES["customer"][1], customers)
    con.execute("create or replace temp table identity_events as from match.identity_event limit 0")
    events = [(now.isoformat(), one.event, one.customer_id, one.other_id) for one in result.events]
    _append(con, "identity_events", _COPIES["identity_event"][1], events)


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


def _read_change(con: duckdb.DuckDBPyConnection) -> IdentityChange:
    def rows(table: str, columns: Iterable[str]) -> list[tuple[Any, ...]]:
        return con.execute(f"select {_as_state(columns)} from {table}").fetchall()

    return IdentityChange(
        ended=rows("identity_ended", ("record_name", "valid_to")),
        begun=rows("identity_begun", _COPIES["identity"][1]),
        customers=rows("identity_customers", _COPIES["customer"][1]),
        events=rows("identity_events", _COPIES["identity_event"][1]),
    )


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
        from (select record_name, valid_from, {_GOES_ON} from {history} {_STAY})
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

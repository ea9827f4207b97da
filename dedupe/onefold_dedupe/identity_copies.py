"""The history of customer ids at home in the state database, and its copies for SQL in the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from onefold_core.state import identities
from onefold_core.state.identities import IdentityChange

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Engine

TABLES = """
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
COPIES = {
    "identity": ("identity_history", ("record_name", "customer_id", "rule", "weight", "valid_from", "valid_to")),
    "customer": ("customer", ("customer_id", "kind", "founded_by", "superseded_by")),
    "identity_event": ("identity_event", ("happened_at", "event", "customer_id", "other_id")),
}
"""Tables of the state, their copies in schema match, and the columns of both."""
ISO = "strftime({} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"


def synchronise(con: duckdb.DuckDBPyConnection, state: Engine) -> bool:
    """Make the warehouse's copy that of the state; a state that knows no ids yet takes over the warehouse's. Whether
    the copy is another one now.
    """
    con.execute(TABLES)
    head = identities.head(state)
    held = con.execute("select any_value(head) from match_kept.identity_head").fetchall()[0][0]
    if head == held and head is not None:
        return False
    if head is None:
        change = IdentityChange(**{name: _rows_of_copy(con, table) for name, table in _PARTS.items()})
        if change:
            mark_head(con, identities.apply(state, change))
        return False
    con.execute("begin")
    con.execute("delete from match_kept.identified")
    for table, (copy, columns) in COPIES.items():
        con.execute(f"delete from match.{copy}")
        for rows in identities.read(state, table):
            append_rows(con, f"match.{copy}", columns, rows)
    mark_head(con, head)
    con.execute("commit")
    return True


_PARTS = {"begun": "identity", "customers": "customer", "events": "identity_event"}


def _rows_of_copy(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    copy, columns = COPIES[table]
    return con.execute(f"select {as_state(columns)} from match.{copy} order by all").fetchall()


def as_state(columns: Iterable[str]) -> str:
    """The columns as the state holds them: times as text, and a rule for rows from before there was one."""
    pieces = {name: ISO.format(name) for name in ("valid_from", "valid_to", "happened_at")}
    pieces["rule"] = "coalesce(rule, 'rule')"
    return ", ".join(pieces.get(name, name) for name in columns)


def append_rows(
    con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Add rows of these columns to a table."""
    import pyarrow as pa

    types = {"weight": pa.float64()}
    batch = pa.table(
        {name: pa.array([row[n] for row in rows], types.get(name, pa.string())) for n, name in enumerate(columns)}
    )
    con.register("identity_rows", batch)
    con.execute(f"insert into {table} by name from identity_rows")
    con.unregister("identity_rows")


def mark_head(con: duckdb.DuckDBPyConnection, head: str) -> None:
    """Say that the copies are those of this head of the state."""
    con.execute("delete from match_kept.identity_head")
    con.execute("insert into match_kept.identity_head values (?)", [head])


def read_change(con: duckdb.DuckDBPyConnection) -> IdentityChange:
    """What `identity_ended`, `identity_begun`, `identity_customers`, `identity_events` hold, as the state takes it."""

    def rows(table: str, columns: Iterable[str]) -> list[tuple[Any, ...]]:
        return con.execute(f"select {as_state(columns)} from {table}").fetchall()

    return IdentityChange(
        ended=rows("identity_ended", ("record_name", "valid_to")),
        begun=rows("identity_begun", COPIES["identity"][1]),
        customers=rows("identity_customers", COPIES["customer"][1]),
        events=rows("identity_events", COPIES["identity_event"][1]),
    )

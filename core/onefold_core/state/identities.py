"""Customer ids and which record had which, from when to when: the home of what a lost warehouse must not lose.

The warehouse holds a copy to compute and query with; `head` tells whether it is still a copy of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, select

from onefold_core.state import ledger
from onefold_core.state.tables import customer, identity, identity_event
from onefold_core.state.tables import ledger as ledger_table

CHANGED = "identity.changed"
ERASED = "identity.erased"
_BATCH = 50_000
_NEWER = (
    "ON CONFLICT (customer_id) DO UPDATE SET founded_by = excluded.founded_by, superseded_by = excluded.superseded_by"
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class IdentityChange:
    """What one run changes, times as UTC ISO 8601: rows of `identity` that end (record_name, valid_to), new ones in the
    table's order of columns, customers as they are now, and events.
    """

    ended: Sequence[Row] = ()
    begun: Sequence[Row] = ()
    customers: Sequence[Row] = ()
    events: Sequence[Row] = ()

    def __bool__(self) -> bool:
        return bool(self.ended or self.begun or self.customers or self.events)


def head(engine: Engine) -> str | None:
    """Hash of the ledger's entry on the last change; None while nothing was ever assigned."""
    query = (
        select(ledger_table.c.hash)
        .where(ledger_table.c.action.in_((CHANGED, ERASED)))
        .order_by(ledger_table.c.seq.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        return connection.execute(query).scalar()


def apply(engine: Engine, change: IdentityChange, *, actor: str = "onefold") -> str:
    """Record a change in one transaction and return the new head."""
    with engine.begin() as connection:
        _end(connection, change.ended)
        _insert(connection, identity, change.begun)
        _insert(connection, customer, change.customers, _NEWER)
        _insert(connection, identity_event, change.events)
        facts = {
            "ended": len(change.ended),
            "begun": len(change.begun),
            "customers": len(change.customers),
            "events": len(change.events),
        }
        return ledger.append_within(connection, CHANGED, "identity", facts, actor=actor)


def read(engine: Engine, table: str) -> Iterator[list[Row]]:
    """All rows of `identity`, `customer` or `identity_event`, in batches."""
    wanted = {one.name: one for one in (identity, customer, identity_event)}[table]
    with engine.connect() as connection:
        result = connection.execution_options(stream_results=True).execute(select(wanted))
        while rows := result.fetchmany(_BATCH):
            yield [tuple(row) for row in rows]


def forget(connection: Connection, names: Sequence[str]) -> int:
    """Take the names of erased records out of the history and of the customers they founded; rows deleted."""
    count = 0
    for name in names:
        count += connection.execute(delete(identity).where(identity.c.record_name == name)).rowcount
        connection.execute(customer.update().where(customer.c.founded_by == name).values(founded_by=None))
    return count


def _end(connection: Connection, ended: Sequence[Row]) -> None:
    statement = "UPDATE identity SET valid_to = {} WHERE record_name = {} AND valid_to IS NULL"
    _many(connection, statement, [(valid_to, name) for name, valid_to in ended])


def _insert(connection: Connection, table: Table, rows: Sequence[Row], otherwise: str = "") -> None:
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join("{}" for _ in table.columns)
    _many(connection, f"INSERT INTO {table.name} ({names}) VALUES ({marks}) {otherwise}", rows)


def _many(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """One statement over many rows by the driver itself: a million rows through SQLAlchemy take four times as long."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    text = statement.replace("{}", mark)
    for start in range(0, len(rows), _BATCH):
        connection.exec_driver_sql(text, [tuple(row) for row in rows[start : start + _BATCH]])

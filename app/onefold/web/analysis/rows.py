"""The rows behind a figure: one published table, filtered by the address, summed whole and shown by page.

Only what is listed here can be asked for, and only by the columns listed: an address never holds a name, a number or
an e-mail of a customer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from onefold_core.identifiers import quote

from onefold.web.analysis.filters import Condition, shown_names
from onefold.web.analysis.row_tables import ROW_TABLES, RowTable
from onefold.web.published import Column, Snapshot, Table

PAGE = 100
"""Rows of one page."""
_CONTROL = ("page",)


class UnknownFilterError(ValueError):
    """The address asks for a filter that the table does not have, or gives it a value that cannot be read."""


@dataclass(frozen=True)
class Filter:
    """One condition of the address, as it is shown."""

    name: str
    says: str


@dataclass(frozen=True)
class Rows:
    """One page of the rows, and the sums of all of them."""

    name: str
    table: RowTable
    filters: tuple[Filter, ...]
    total: int
    sums: tuple[Decimal | int | float | None, ...]
    """One for each column shown; None where a sum says nothing."""
    raw: Table
    """The page's rows as they are."""
    shown: Table
    """The same with owners and products by name."""
    page: int
    pages: int
    query: tuple[tuple[str, str], ...]

    def without(self, names: Sequence[str]) -> Rows:
        """The same without some columns."""
        kept = [i for i, column in enumerate(self.raw.columns) if column.name not in names]
        raw, shown = (
            Table(tuple(t.columns[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in t.rows))
            for t in (self.raw, self.shown)
        )
        return replace(self, raw=raw, shown=shown, sums=tuple(self.sums[i] for i in kept))


def relation(snapshot: Snapshot, name: str) -> str | None:
    """The SQL of a table of rows with its derived columns; None where this build lacks it."""
    table = ROW_TABLES[name]
    if all(set(wanted) <= snapshot.columns_of(schema, needed) for schema, needed, wanted in table.needs):
        return f"({table.sql})"
    return None


def read(snapshot: Snapshot, name: str, query: Sequence[tuple[str, str]], page: int, size: int = PAGE) -> Rows | None:
    """The rows of one table that the address asks for; None where there is no such table."""
    table = ROW_TABLES.get(name)
    source = relation(snapshot, name) if table else None
    if table is None or source is None:
        return None
    asked = tuple(pair for pair in query if pair[0] not in _CONTROL)
    condition, names = Condition(), shown_names(snapshot)
    filters: list[Filter] = []
    for key, value in asked:
        condition, said = _filtered(table, condition, key, value, names)
        filters.append(said)
    tail = f"from {source} as behind where {condition.sql}"
    columns = [c for c in table.columns if c in _columns(snapshot, source)]
    sums = ", ".join(f"sum({quote(c)})" if c in table.sums else "null" for c in columns)
    total, *summed = snapshot.query(f"select count(*), {sums} {tail}", condition.parameters).rows[0]
    pages = max(1, math.ceil(total / size))
    page = min(max(page, 1), pages)
    listed = ", ".join(quote(c) for c in columns)
    raw = snapshot.query(
        f"select {listed} {tail} order by {table.order}, {listed} limit ? offset ?",
        (*condition.parameters, size, (page - 1) * size),
    )
    return Rows(name, table, tuple(filters), total, tuple(summed), raw, named(raw, names), page, pages, asked)


def named(shown: Table, names: dict[str, str]) -> Table:
    """The table with owners and products by name."""
    at = {i for i, column in enumerate(shown.columns) if column.name in ("owner", "proposed_owner", "product")}
    rows = tuple(tuple(names.get(v, v) if i in at else v for i, v in enumerate(row)) for row in shown.rows)
    return Table(shown.columns, rows) if at else shown


def _columns(snapshot: Snapshot, source: str) -> frozenset[str]:
    described: tuple[Column, ...] = snapshot.query(f"select * from {source} limit 0").columns
    return frozenset(column.name for column in described)


def _filtered(
    table: RowTable, condition: Condition, key: str, value: str, names: dict[str, str]
) -> tuple[Condition, Filter]:
    column, _, bound = key.partition(".")
    if sql := dict(table.members).get(key):
        return condition.and_(sql, value), Filter(key, f"{column.replace('_', ' ')}: {value}")
    if column not in table.filters:
        raise UnknownFilterError(key)
    name, said = quote(column), column.replace("_", " ")
    if not bound and not value:
        return Condition(f"{condition.sql} and {name} is null", condition.parameters), Filter(key, f"{said}: none")
    if not bound:
        return condition.and_(f"cast({name} as varchar) = ?", value), Filter(key, f"{said}: {names.get(value, value)}")
    if bound == "not":
        return condition.and_(f"cast({name} as varchar) <> ?", value), Filter(key, f"{said}: not {value}")
    if bound == "min" and value.isdigit():
        return condition.and_(f"{name} >= ?", int(value)), Filter(key, f"{said}: {value} or more")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UnknownFilterError(key) from None
    if bound == "from":
        return condition.and_(f"{name} >= ?", day), Filter(key, f"{said}: from {day}")
    if bound == "to":
        # A time of the last day belongs to it.
        return condition.and_(f"{name} < ?", day + timedelta(days=1)), Filter(key, f"{said}: to {day}")
    raise UnknownFilterError(key)

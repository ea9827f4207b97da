"""What a project reads no more: sources and objects of before, what lies of them in the warehouse, taking it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError
from onefold_core.identifiers import quote, quote_path
from onefold_core.warehouse import count_rows, table_exists

from onefold_pipelines.land import RAW_PREFIX, merging_schema, raw_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from onefold_core.settings import Source

DLT_PREFIX = "_dlt_"
LOADS, VERSIONS = "_dlt_loads", "_dlt_version"
"""dlt's tables: the first is in every schema that sources land in, and in none that it merges through."""


@dataclass(frozen=True)
class Former:
    """A source of whose objects some, or all (`is_whole`), stand in no file any more, and the rows of these in raw."""

    source: str
    objects: tuple[str, ...]
    rows: int
    is_whole: bool

    @property
    def text(self) -> str:
        """What it is and how much of it lies there, for a line of a report."""
        of = "" if self.is_whole else f" {', '.join(self.objects)}"
        return f"{self.source}{of} ({self.rows:,} rows)"


def former_sources(connection: DuckDBPyConnection, sources: Iterable[Source]) -> list[Former]:
    """What landed of sources and objects that `sources` have no more, in order of name."""
    read: Mapping[str, Collection[str]] = {source.name: source.file.objects for source in sources}
    found: dict[str, list[str]] = {}
    for schema, table in connection.execute(
        "select table_schema, table_name from information_schema.tables t where starts_with(table_schema, ?)"
        " and not starts_with(table_name, ?) and exists (from information_schema.tables d"
        " where d.table_schema = t.table_schema and d.table_name = ?) order by all",
        [RAW_PREFIX, DLT_PREFIX, LOADS],
    ).fetchall():
        source = schema.removeprefix(RAW_PREFIX)
        if table not in read.get(source, ()):
            found.setdefault(source, []).append(table)
    return [
        Former(
            name,
            tuple(tables),
            sum(count_rows(connection, quote_path(raw_schema(name), table)) for table in tables),
            is_whole=name not in read,
        )
        for name, tables in found.items()
    ]


def drop_former(connection: DuckDBPyConnection, source: str, sources: Collection[Source]) -> Former:
    """Take a former source, or the former objects of one, out of raw, staging, quarantine and what was counted of it.

    All of it or nothing. ConfigError when the project still reads all of the source, or when nothing of it is there.
    """
    known = {former.source: former for former in former_sources(connection, sources)}
    former = known.get(source)
    if former is None and any(one.name == source for one in sources):
        raise ConfigError(
            "source-in-use",
            f"the project still reads {source}, with every object that landed",
            where=f"source {source}",
            mend=f"delete sources/{source}.yml first, then: onefold source build",
        )
    if former is None:
        raise ConfigError(
            "no-former-source",
            f"nothing of a source {source[:60]!r} is in the warehouse",
            where="raw tables",
            valid=list(known),
        )
    connection.begin()
    try:
        if former.is_whole:
            _drop_schemas(connection, former)
        else:
            _drop_tables(connection, former)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return former


def _drop_schemas(connection: DuckDBPyConnection, former: Former) -> None:
    for schema in (raw_schema(former.source), merging_schema(former.source)):
        connection.execute(f"drop schema if exists {quote(schema)} cascade")
    _drop_models(connection, f"stg_{former.source}__")
    for table in _told_of(connection, "source"):
        connection.execute(f"delete from {table} where source = ?", [former.source])


def _drop_tables(connection: DuckDBPyConnection, former: Former) -> None:
    for schema in (raw_schema(former.source), merging_schema(former.source)):
        for table in former.objects:
            connection.execute(f"drop table if exists {quote_path(schema, table)}")
        # dlt makes a table anew only where it knows of no schema that has it.
        if table_exists(connection, schema, VERSIONS):
            connection.execute(f"delete from {quote_path(schema, VERSIONS)}")
    for name in former.objects:
        _drop_models(connection, f"stg_{former.source}__{name}", whole=True)
        for table in _told_of(connection, "source", "object"):
            connection.execute(f"delete from {table} where source = ? and object = ?", [former.source, name])


def _told_of(connection: DuckDBPyConnection, *columns: str) -> list[str]:
    """The tables of audit_input and quarantine that have these columns."""
    tables = connection.execute(
        "select table_schema, table_name from information_schema.columns where table_schema in"
        " ('audit_input', 'quarantine') group by all having list_has_all(list(column_name), ?) order by all",
        [list(columns)],
    ).fetchall()
    return [quote_path(*table) for table in tables]


def _drop_models(connection: DuckDBPyConnection, model: str, *, whole: bool = False) -> None:
    """Drop the staging models whose names begin so, or (`whole`) are just that."""
    for name, kind in connection.execute(
        "select table_name, table_type from information_schema.tables where table_schema = 'staging'"
        " and case when ? then table_name = ? else starts_with(table_name, ?) end",
        [whole, model, model],
    ).fetchall():
        connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {quote_path('staging', name)}")

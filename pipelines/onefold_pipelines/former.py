"""Sources that a project has no more: what of them is still in the warehouse, and taking it out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError
from onefold_core.identifiers import quote, quote_path
from onefold_core.warehouse import count_rows

from onefold_pipelines.land import RAW_PREFIX, raw_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Former:
    """A source that landed once and stands in no file any more: its objects and the rows that lie in raw."""

    source: str
    objects: tuple[str, ...]
    rows: int


def former_sources(connection: DuckDBPyConnection, sources: Collection[str]) -> list[Former]:
    """Sources other than `sources` that have tables in raw, in order of name."""
    found: dict[str, list[str]] = {}
    for schema, table in connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where starts_with(table_schema, ?) and not starts_with(table_name, '_dlt_') order by all",
        [RAW_PREFIX],
    ).fetchall():
        found.setdefault(schema.removeprefix(RAW_PREFIX), []).append(table)
    # dlt merges through a schema of its own beside each, which is none of a source's.
    beside = {f"{name}_staging" for name in (*found, *sources)}
    return [
        Former(
            name, tuple(tables), sum(count_rows(connection, quote_path(raw_schema(name), table)) for table in tables)
        )
        for name, tables in found.items()
        if name not in sources and name not in beside
    ]


def drop_former(connection: DuckDBPyConnection, source: str, sources: Collection[str]) -> Former:
    """Take a former source out of raw, staging, quarantine and what was counted of it; all of it or nothing.

    ConfigError when the project still has the source, or when the warehouse has nothing of it.
    """
    if source in sources:
        raise ConfigError(
            "source-in-use",
            f"the project still reads {source}",
            where=f"source {source}",
            mend=f"delete sources/{source}.yml first, then: onefold source build",
        )
    known = {former.source: former for former in former_sources(connection, sources)}
    if source not in known:
        raise ConfigError(
            "no-former-source",
            f"nothing of a source {source[:60]!r} is in the warehouse",
            where="raw tables",
            valid=list(known),
        )
    connection.begin()
    try:
        schemas = [raw_schema(source)]
        schemas += [raw_schema(f"{source}_staging")] if f"{source}_staging" not in sources else []
        for schema in schemas:
            connection.execute(f"drop schema if exists {quote(schema)} cascade")
        # Another source may begin with the same name: shop and shop__eu.
        others = tuple(f"stg_{name}__" for name in sources if name.startswith(f"{source}__"))
        for table, kind in connection.execute(
            "select table_name, table_type from information_schema.tables"
            " where table_schema = 'staging' and starts_with(table_name, ?)",
            [f"stg_{source}__"],
        ).fetchall():
            if table.startswith(others):
                continue
            what = "view" if kind == "VIEW" else "table"
            connection.execute(f"drop {what} {quote_path('staging', table)}")
        for schema, table in connection.execute(
            "select table_schema, table_name from information_schema.columns where column_name = 'source'"
            " and table_schema in ('audit_input', 'quarantine') order by all"
        ).fetchall():
            connection.execute(f"delete from {quote_path(schema, table)} where source = ?", [source])
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return known[source]

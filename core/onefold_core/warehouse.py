"""Opening the working DuckDB file, which only the command that holds the project's lock may do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from onefold_core.errors import ConfigError, LockedError

SCHEMAS = ("staging", "intermediate", "standardised", "match", "golden", "marts", "audit", "audit_input", "quarantine")


STORAGE_VERSION = "v1.5.0"
"""Of a new working file: our oldest DuckDB reads it, and text is packed in less time than for still older ones."""


@contextlib.contextmanager
def open_warehouse(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on the working warehouse, its schemas made; closed after the block.

    LockedError when another process holds the file, ConfigError when it is not a DuckDB file of this version.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if read_only and not path.exists():
        raise ConfigError("no-warehouse", "nothing has been run yet", where=str(path), mend="onefold run")
    try:
        connection = duckdb.connect(
            str(path),
            read_only=read_only,
            config={"temp_directory": f"{path}.tmp", "storage_compatibility_version": STORAGE_VERSION},
        )
    except duckdb.IOException as error:
        raise _open_error(path, str(error)) from None
    try:
        connection.execute("SET TimeZone = 'UTC'")
        if not read_only:
            for schema in SCHEMAS:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        yield connection
    finally:
        connection.close()


def table_exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    """Whether `schema.table` (a table or a view) is there."""
    found = connection.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?", [schema, table]
    ).fetchone()
    return bool(found and found[0])


def count_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Rows of a relation whose quoted path is given."""
    row = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0


def _open_error(path: Path, message: str) -> ConfigError | LockedError:
    if "Could not set lock" in message or "being used by another process" in message:
        return LockedError(
            "warehouse-locked",
            "another process has the working warehouse open",
            where=str(path),
            mend="close it; dashboards read data/published/current.duckdb instead",
        )
    return ConfigError(
        "bad-warehouse", "the working warehouse cannot be opened", where=str(path), mend="onefold doctor"
    )

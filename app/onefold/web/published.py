"""Reading the current build: only files under data/published, never the working warehouse that a run holds."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from onefold_core.errors import GateError
from onefold_core.identifiers import quote_path
from onefold_core.published import Build, current_build

Record = dict[str, Any]
"""One row by column name."""
Parameters = Sequence[object] | Mapping[str, object]

_READ_ONLY = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
    "lock_configuration": "true",
}
"""A reader needs no other file and no network; two threads leave the machine to a run."""


@dataclass(frozen=True)
class Column:
    """One column of a table on a page."""

    name: str
    is_number: bool


@dataclass(frozen=True)
class Table:
    """Rows to show as they are, in the order of the columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def records(self) -> list[Record]:
        """The rows by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Snapshot:
    """One build, open for one request."""

    build: Build
    connection: duckdb.DuckDBPyConnection

    def query(self, sql: str, parameters: Parameters = ()) -> Table:
        """Run one query; values are bound, never written into it."""
        done = self.connection.execute(sql, parameters)
        columns = tuple(Column(c[0], _is_number(str(c[1]))) for c in done.description or ())
        return Table(columns, tuple(done.fetchall()))

    def number(self, sql: str, parameters: Parameters = ()) -> int:
        """The first value of a query that counts."""
        row = self.connection.execute(sql, parameters).fetchone()
        return int(row[0] or 0) if row else 0

    def columns_of(self, schema: str, table: str) -> frozenset[str]:
        """Columns of a table; empty when this build, perhaps of an older version, has no such table."""
        rows = self.connection.execute(
            "select column_name from duckdb_columns() where schema_name = ? and table_name = ?", [schema, table]
        ).fetchall()
        return frozenset(row[0] for row in rows)

    def tables(self, schema: str) -> dict[str, int]:
        """Tables of a schema with their rows, in order of name."""
        names = self.connection.execute(
            "select table_name from duckdb_tables() where schema_name = ? order by 1", [schema]
        ).fetchall()
        return {name: self.number(f"select count(*) from {quote_path(schema, name)}") for (name,) in names}


class PublishedModel:
    """The published folder of a project; each request sees the build that is current when it begins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._build: Build | None = None
        self._parent: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The current build; GateError `nothing-published` before the first run, `unreadable-build` when damaged."""
        build, cursor = self._cursor()
        try:
            yield Snapshot(build, cursor)
        except duckdb.Error as error:
            raise _unreadable(self.folder, error) from error
        finally:
            cursor.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._build = None
            if self._parent is not None:
                self._parent.close()
                self._parent = None

    def _cursor(self) -> tuple[Build, duckdb.DuckDBPyConnection]:
        with self._lock:
            build = _current(self.folder)
            if self._parent is None or build != self._build:
                if self._parent is not None:
                    self._parent.close()
                    self._parent = None
                self._parent = _open(self.folder, build)
                self._build = build
            return build, self._parent.cursor()


def _current(folder: Path) -> Build:
    try:
        build = current_build(folder)
    except (OSError, ValueError, TypeError) as error:
        raise _unreadable(folder, error) from error
    if build is None:
        raise GateError("nothing-published", "nothing has been published yet", where=str(folder), mend="onefold run")
    return build


def _open(folder: Path, build: Build) -> duckdb.DuckDBPyConnection:
    # The build's own file first: on Windows an open current.duckdb would stop the next build from replacing it.
    own = folder / f"{Path(build.build).name}.duckdb"
    path = own if own.is_file() else folder / "current.duckdb"
    try:
        return duckdb.connect(str(path), read_only=True, config=dict(_READ_ONLY))
    except duckdb.Error as error:
        raise _unreadable(folder, error) from error


def _unreadable(folder: Path, error: Exception) -> GateError:
    return GateError(
        "unreadable-build",
        f"the published build cannot be read ({type(error).__name__})",
        where=str(folder),
        mend="onefold rollback --list, then: onefold rollback BUILD (or onefold run)",
    )


def _is_number(type_name: str) -> bool:
    return type_name.split("(")[0] in {
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL", "NUMBER",
    }  # fmt: skip

"""Tables and views of any database SQLAlchemy can read, in one consistent snapshot per source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from onefold_core.errors import SourceTerminalError
from onefold_core.settings import Source

from onefold_pipelines.context import ObjectContext, Reading
from onefold_pipelines.kinds.connect import open_engine, source_error, source_url
from onefold_pipelines.kinds.sql_cursor import dump_cursor, load_cursor
from onefold_pipelines.results import Refused
from onefold_pipelines.text import column_text, iso_times, printable, undecodable_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import URL, Connection, Engine, Select

BATCH_ROWS = 20_000
"""Rows fetched at once: some 20 MB of Python values for a wide table."""


class SqlReader:
    """One source's open connection; every object read through it sees the same moment."""

    def __init__(self, url: URL, where: str, settings_file: str = "the source's YAML") -> None:
        self.where = where
        self.settings_file = settings_file
        self._engine: Engine = open_engine(url, where)
        self._connection: Connection | None = None

    @classmethod
    def of(cls, source: Source, root: Path) -> Self:
        """The reader of a project's source."""
        return cls(source_url(source, root), f"source {source.name}", source.path.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back; nothing was written, so there is nothing to commit."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()

    @property
    def connection(self) -> Connection:
        """The connection, opened at first use."""
        from sqlalchemy.exc import DBAPIError

        if self._connection is None:
            try:
                self._connection = self._engine.connect()
                if self._engine.dialect.name == "sqlite":
                    self._connection.exec_driver_sql("BEGIN")
            except DBAPIError as error:
                raise source_error(error, self.where) from None
        return self._connection

    def tables(self, schema: str | None = None) -> list[str]:
        """Tables and views of a schema (the database's default one when absent), in order of name."""
        from sqlalchemy import inspect
        from sqlalchemy.exc import DBAPIError

        try:
            inspector = inspect(self.connection)
            return sorted({*inspector.get_table_names(schema), *inspector.get_view_names(schema)})
        except DBAPIError as error:
            raise source_error(error, self.where) from None

    def primary_key(self, table: str) -> tuple[str, ...]:
        """The declared primary key; empty when there is none."""
        from sqlalchemy import inspect
        from sqlalchemy.exc import DBAPIError, NoSuchTableError

        try:
            found = inspect(self.connection).get_pk_constraint(table)
        except NoSuchTableError:
            return ()
        except DBAPIError as error:
            raise source_error(error, self.where) from None
        return tuple(found["constrained_columns"])

    def count(self, table: str, schema: str | None = None) -> int:
        """Rows of a table."""
        from sqlalchemy import func, select
        from sqlalchemy.exc import DBAPIError

        of, _ = self._table(table, schema, [])
        try:
            return int(self.connection.execute(select(func.count()).select_from(of)).scalar_one())
        except DBAPIError as error:
            raise source_error(error, f"{self.where}, table {table}") from None

    def page(self, table: str, headers: list[str], rows: int, schema: str | None = None) -> list[tuple[Any, ...]]:
        """Some rows of a table in whatever order the database likes."""
        from sqlalchemy import select
        from sqlalchemy.exc import DBAPIError

        of, columns = self._table(table, schema, headers)
        try:
            found = self.connection.execute(select(*columns).select_from(of).limit(rows))
            return [tuple(row) for row in found]
        except DBAPIError as error:
            raise source_error(error, f"{self.where}, table {table}") from None

    def table_columns(self, table: str) -> dict[str, str]:
        """Header to type family of a table of the default schema."""
        return self.columns(table, None, table)

    def columns(self, table: str, schema: str | None, name: str) -> dict[str, str]:
        """Header to type family of the table of the object `name`; SourceTerminalError lists the tables there are."""
        from sqlalchemy import inspect
        from sqlalchemy.exc import DBAPIError, NoSuchTableError

        connection = self.connection
        try:
            inspector = inspect(connection)
            try:
                found = inspector.get_columns(table, schema=schema)
            except NoSuchTableError:
                found = []
            if not found:
                names = self.tables(schema)
                raise SourceTerminalError(
                    "missing-table",
                    f"the database has no table {table!r}",
                    where=f"{self.where}, object {name}",
                    valid=names[:50],
                    mend=f"set `table:` of the object in {self.settings_file}",
                )
        except DBAPIError as error:
            raise source_error(error, f"{self.where}, object {name}") from None
        return {str(column["name"]): type_family(column["type"]) for column in found}

    def open(self, context: ObjectContext) -> Reading:
        """The object's rows: all of them, or with a cursor those at or past the last value and those without one."""
        types = self.columns(context.object.table or context.name, context.object.db_schema, context.name)
        cursor, state = context.object.cursor, context.state
        has_cursor = cursor is not None and cursor in types
        last = state.cursor if has_cursor and not context.is_full and state.cursor_column == cursor else None
        top: list[str | None] = [None]
        reading = Reading(
            places=[(f"table {context.object.table or context.name}", tuple(types))],
            types=types,
            is_complete=last is None,
            batches=iter(()),
        )
        if has_cursor:
            top[0] = self._top(context) or last
            reading.next_state = lambda: {"cursor": top[0], "cursor_column": cursor}
        headers = [header for header in context.object.used_columns if header in types]
        reading.batches = self._batches(context, headers, types, last, reading.refused)
        return reading

    def _top(self, context: ObjectContext) -> str | None:
        """The cursor's greatest value by the database's own order, in the snapshot that the rows come from."""
        from sqlalchemy import func, select
        from sqlalchemy.exc import DBAPIError

        table, columns = self._of(context, [context.object.cursor or ""])
        try:
            return dump_cursor(self.connection.execute(select(func.max(columns[0])).select_from(table)).scalar())
        except DBAPIError as error:
            raise source_error(error, context.where) from None

    def _of(self, context: ObjectContext, headers: list[str]) -> tuple[Any, list[Any]]:
        return self._table(context.object.table or context.name, context.object.db_schema, headers)

    @staticmethod
    def _table(name: str, schema: str | None, headers: list[str]) -> tuple[Any, list[Any]]:
        """Untyped table and columns: the driver's values arrive as they are, and SQLAlchemy quotes the names."""
        from sqlalchemy import column, table
        from sqlalchemy.sql import quoted_name

        of = table(quoted_name(name, True), schema=schema)
        return of, [column(quoted_name(header, True), _selectable=of) for header in headers]

    def _query(
        self, context: ObjectContext, headers: list[str], types: dict[str, str], last: str | None
    ) -> Select[tuple[Any, ...]]:
        from sqlalchemy import Text, cast, or_, select

        table, columns = self._of(context, headers)
        chosen = [
            cast(column, Text).label(f"c{i}") if types[header] == "json" else column
            for i, (header, column) in enumerate(zip(headers, columns, strict=True))
        ]
        query = select(*chosen).select_from(table)
        if last is not None:
            at = columns[headers.index(context.object.cursor or "")]
            query = query.where(or_(at >= load_cursor(last), at.is_(None)))
        return query

    def _batches(
        self,
        context: ObjectContext,
        headers: list[str],
        types: dict[str, str],
        last: str | None,
        refused: list[Refused],
    ) -> Iterator[pa.RecordBatch]:

        query = self._query(context, headers, types, last)
        # SQLite's text comes as bytes (see _fetch); only what is declared as bytes is meant as bytes there.
        is_sqlite = self._engine.dialect.name == "sqlite"
        as_text = [is_sqlite and types[header] != "bytes" for header in headers]
        for rows in self._fetch(query, context.where):
            batch = text_batch(headers, list(zip(*rows, strict=True)), as_text, refused)
            for position, header in enumerate(headers):
                if is_sqlite and types[header] == "timestamp":
                    batch = batch.set_column(position, header, iso_times(batch.column(position)))
            yield batch

    def _fetch(self, query: Select[tuple[Any, ...]], where: str) -> Iterator[Sequence[Sequence[object]]]:
        """Rows in bounded lists; SQLite's text as bytes, so that bad encoding costs a row and not the table."""
        from sqlalchemy.exc import DBAPIError

        try:
            with self._text_as_bytes():
                result = self.connection.execution_options(yield_per=BATCH_ROWS).execute(query)
                parts = result.partitions(BATCH_ROWS)
            while True:
                with self._text_as_bytes():
                    rows = next(parts, None)
                if rows is None:
                    return
                yield rows
        except DBAPIError as error:
            raise source_error(error, where) from None

    @contextmanager
    def _text_as_bytes(self) -> Iterator[None]:
        """Only while rows are fetched: SQLAlchemy's own questions to SQLite need text."""
        if self._engine.dialect.name != "sqlite":
            yield
            return
        driver: Any = self.connection.connection.driver_connection
        driver.text_factory = bytes
        try:
            yield
        finally:
            driver.text_factory = str


def text_batch(
    headers: list[str], columns: list[tuple[object, ...]], as_text: list[bool], refused: list[Refused]
) -> pa.RecordBatch:
    """Driver values, column by column, as text; rows whose text is not UTF-8 go to `refused`.

    `as_text` says of which columns bytes are UTF-8 text.
    """
    import json

    import pyarrow as pa

    try:
        return pa.record_batch([column_text(v, t) for v, t in zip(columns, as_text, strict=True)], names=headers)
    except (UnicodeError, pa.ArrowInvalid):
        bad = undecodable_rows([values for values, text in zip(columns, as_text, strict=True) if text])
    for position in sorted(bad):
        row = {header: printable(values[position]) for header, values in zip(headers, columns, strict=True)}
        refused.append(Refused(None, None, "bad-encoding", json.dumps(row)))
    kept = [[v for i, v in enumerate(values) if i not in bad] for values in columns]
    return pa.record_batch([column_text(v, t) for v, t in zip(kept, as_text, strict=True)], names=headers)


def type_family(kind: Any) -> str:
    """What a declared type is, coarsely: a longer varchar or a bigger integer is the same family."""
    from sqlalchemy import types as t

    families: list[tuple[type, str]] = [
        (t.Boolean, "boolean"),
        (t.Integer, "integer"),
        (t.Float, "float"),
        (t.Numeric, "decimal"),
        (t.DateTime, "timestamp"),
        (t.Date, "date"),
        (t.Time, "time"),
        (t.JSON, "json"),
        (t.LargeBinary, "bytes"),
        (t.String, "text"),
        (t.Uuid, "text"),
        (t.NullType, "any"),
    ]
    for known, family in families:
        if isinstance(kind, known):
            return family
    return str(kind.__visit_name__).lower()

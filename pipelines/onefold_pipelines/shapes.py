"""What a file or a database offers, for `onefold source add`: tables, headers, types, samples, guesses at the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import SourceTerminalError
from onefold_core.identifiers import column_name
from onefold_core.readers import DEFAULT, FileSpec, Table, find_format, read_table
from onefold_core.readers.archive import open_input

from onefold_pipelines.kinds.connect import parse_url
from onefold_pipelines.kinds.sql import SqlReader
from onefold_pipelines.mapping.propose import propose
from onefold_pipelines.mapping.samples import look_at
from onefold_pipelines.text import printable

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE_ROWS = 500
"""Enough for a share of dirty values to show, few enough for the slowest legacy server."""

COUNTED_ROWS = 500_000
"""A file with more rows is not read to its end only to count them."""

LAST_HEADER_ROW = 20
"""A title, a logo and a block of report parameters fit above; a header further down is for a person to find."""

FOOTER_ROWS = 5
TOTALS = frozenset({"итого", "всего", "разом", "усього", "total", "totals", "summe", "gesamt", "барлығы"})

COMMERCEML_RECORDS = ("counterparties", "orders", "order_lines", "payments")


@dataclass(frozen=True)
class TableShape:
    """One table or file as found. `samples` are real values by header: for guessing, never to be shown or written.

    `sample_types` are declared families (sql) or what most samples look like; `row_estimate` is None above
    COUNTED_ROWS; `declared_key` is the database's own primary key; `facts` are the object's settings that a file needs
    (path, format, encoding …).
    """

    name: str
    headers: tuple[str, ...]
    sample_types: Mapping[str, str]
    row_estimate: int | None
    key_guess: tuple[str, ...]
    declared_key: tuple[str, ...]
    cursor_guess: str | None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


def describe_url_or_file(target: str, root: Path) -> list[TableShape]:
    """Every table and view behind a database URL, or every record of the files a path or pattern names.

    Relative paths start at `root`. Errors are those of the sources: SourceTerminalError, SourceTransientError,
    ConfigError.
    """
    if "://" in target:
        return _describe_url(target, root)
    return _describe_files(target, root)


def _describe_url(target: str, root: Path) -> list[TableShape]:
    with SqlReader(parse_url(target, root, "the URL"), "the database") as reader:
        return [_table_shape(reader, table) for table in reader.tables()]


def _table_shape(reader: SqlReader, table: str) -> TableShape:
    types = reader.table_columns(table)
    headers = list(types)
    rows = reader.page(table, headers, SAMPLE_ROWS)
    columns = zip(*rows, strict=True) if rows else ([] for _ in headers)
    samples = {
        header: tuple(printable(value) or "" for value in values)
        for header, values in zip(headers, columns, strict=True)
    }
    name = column_name(table)
    facts: dict[str, str | int] = {} if name == table else {"table": table}
    return _shape(name, samples, types, reader.count(table), facts, reader.primary_key(table))


def _describe_files(target: str, root: Path) -> list[TableShape]:
    anchor = Path(target).anchor
    found = Path(anchor).glob(target.removeprefix(anchor)) if anchor else root.glob(target)
    files = sorted((path for path in found if path.is_file()), key=lambda path: path.as_posix())
    if not files:
        raise SourceTerminalError("no-files", "no file matches the path", where=target, mend="onefold source add FILE")
    newest = files[-1]
    name = column_name(newest.name.partition(".")[0]).strip("_0123456789") or "rows"
    found_format = find_format(open_input(newest, DEFAULT))
    if found_format == "commerceml":
        tables = [(record, read_table(newest, FileSpec(record=record)), 1) for record in COMMERCEML_RECORDS]
        return [_file_shape(record, table, target, row) for record, table, row in tables if table.headers]
    if found_format == "excel":
        table, header_row = _excel_table(newest)
        return [_file_shape(name, table, target, header_row)]
    return [_file_shape(name, read_table(newest), target, 1)]


def _excel_table(path: Path) -> tuple[Table, int]:
    """The first sheet, its header looked for below titles and blank rows; the reader's own error when none is."""
    for header_row in range(1, LAST_HEADER_ROW + 1):
        try:
            return read_table(path, FileSpec(format="excel", header_row=header_row)), header_row
        except SourceTerminalError as error:
            if error.code not in ("no-header", "merged-header"):
                raise
    return read_table(path, FileSpec(format="excel")), 1


def _file_shape(name: str, table: Table, target: str, header_row: int) -> TableShape:
    values: dict[str, list[str]] = {header: [] for header in table.headers}
    rows = 0
    footer = None
    for batch in table.batches:
        if rows < SAMPLE_ROWS:
            _take(batch, values, SAMPLE_ROWS - rows)
        rows += batch.num_rows
        footer = _footer(batch) or footer
        if rows > COUNTED_ROWS:
            break
    found = table.facts
    facts: dict[str, str | int] = {"path": target, "format": found.format}
    optional = {"encoding": found.encoding, "delimiter": found.delimiter, "sheet": found.sheet, "record": found.record}
    facts |= {key: value for key, value in optional.items() if value is not None}
    if header_row > 1:
        facts["header_row"] = header_row
    if footer and found.format in ("csv", "excel"):
        facts["skip_footer"] = footer
    samples = {header: tuple(texts) for header, texts in values.items()}
    return _shape(name, samples, {}, rows if rows <= COUNTED_ROWS else None, facts, ())


def _footer(batch: pa.RecordBatch) -> str | None:
    """The word that starts a line of totals, when one stands in the first column of the last rows."""
    first = batch.column(0).slice(max(0, batch.num_rows - FOOTER_ROWS)).to_pylist()
    words = [text.strip().rstrip(":") for text in first if text]
    return next((word for word in words if word.casefold() in TOTALS), None)


def _take(batch: pa.RecordBatch, values: dict[str, list[str]], rows: int) -> None:
    for header, texts in values.items():
        texts += [text or "" for text in batch.column(header).slice(0, rows).to_pylist()]


def _shape(
    name: str,
    samples: dict[str, tuple[str, ...]],
    types: Mapping[str, str],
    rows: int | None,
    facts: dict[str, str | int],
    key: tuple[str, ...],
) -> TableShape:
    guess = propose(list(samples), samples, name=name)
    looks = {header: ", ".join(sorted(look_at(texts).kinds)) or "text" for header, texts in samples.items()}
    return TableShape(
        name=name,
        headers=tuple(samples),
        sample_types=dict(types) or looks,
        row_estimate=rows,
        key_guess=key or tuple(guess.key),
        declared_key=key,
        cursor_guess=guess.cursor,
        facts=facts,
        samples=samples,
    )

"""Arrow record batches of text, and the two passes that formats without a header row need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from onefold_core.errors import SourceTerminalError, SourceTransientError
from onefold_core.readers.archive import Input
from onefold_core.readers.spec import ROW_COLUMN, Facts, Limits, Rejections, Table

Row = tuple[int, dict[str, str | None]]
"""Where a row stands in its file, and its values by header."""


KEPT_BYTES = 30_000_000
"""Rows of a file up to about this size in memory are not read twice."""
_VALUE_BYTES = 60
"""What a short text and its place in a row cost in CPython beyond its characters."""


def text_schema(headers: Sequence[str]) -> Any:
    """One string column per header and last `_of_row`."""
    return pa.schema([*((header, pa.string()) for header in headers), (ROW_COLUMN, pa.int64())])


def batch_of_columns(schema: Any, columns: Iterable[Any], rows: Any) -> Any:
    """A record batch from one array or list per header and the row numbers."""
    arrays = [c if isinstance(c, pa.Array) else pa.array(c, pa.string()) for c in columns]
    return pa.record_batch([*arrays, pa.array(rows, pa.int64())], schema=schema)


def batches_of_rows(headers: Sequence[str], rows: Iterable[Row], limits: Limits) -> Iterator[Any]:
    """Row dictionaries as batches; a header that a row does not have is null in it. Long rows make small batches."""
    schema = text_schema(headers)
    numbers: list[int] = []
    values: list[dict[str, str | None]] = []
    size = 0
    for number, row in rows:
        numbers.append(number)
        values.append(row)
        size += sum(map(len, filter(None, row.values())))
        if len(numbers) >= limits.batch_rows or size >= limits.block_bytes:
            yield batch_of_columns(schema, ([v.get(h) for v in values] for h in headers), numbers)
            numbers, values, size = [], [], 0
    if numbers:
        yield batch_of_columns(schema, ([v.get(h) for v in values] for h in headers), numbers)


def two_pass_table(
    source: Input, facts: Facts, rows: Callable[[Rejections], Iterator[Row]], always: Sequence[str] = ()
) -> Table:
    """A table of a format whose headers are spread over its rows: the first pass finds them, the second yields.

    So a document that breaks off fails before any of it was handed out. `always` are headers that stand first even
    when no row has them. `rows` must give the same rows each time it is called; a small file's are kept instead.
    """
    found: dict[str, None] = dict.fromkeys(always)
    limits = source.limits
    rejections = Rejections(source.where, limits)
    kept: list[Row] | None = []
    room = KEPT_BYTES
    for number, row in rows(rejections):
        if kept is not None:
            kept.append((number, row))
            room -= sum(map(len, filter(None, row.values()))) + _VALUE_BYTES * len(row)
            kept = kept if room > 0 else None
        if not found.keys() >= row.keys():
            found.update(dict.fromkeys(row))
            if len(found) > limits.max_columns:
                raise SourceTerminalError(
                    "too-many-columns",
                    f"the rows up to here have more than {limits.max_columns} different keys",
                    where=f"{source.where}, row {number}",
                    mend="check that keys are names, not values, in the export",
                )
    if ROW_COLUMN in found:
        raise SourceTerminalError(
            "reserved-header",
            f"a key has the name that onefold uses itself: {ROW_COLUMN}",
            where=source.where,
            mend="rename the key in the export",
        )
    headers = tuple(found)
    if kept is not None:
        source.ensure_unchanged()
        return Table(headers, batches_of_rows(headers, kept, limits), rejections.rows, facts)
    rejections = Rejections(source.where, limits)

    def second_pass() -> Iterator[Row]:
        for number, row in rows(rejections):
            if not found.keys() >= row.keys():
                source.ensure_unchanged()
                raise SourceTransientError("file-changed", "the file changed between two passes", where=source.where)
            yield number, row
        source.ensure_unchanged()

    return Table(headers, batches_of_rows(headers, second_pass(), limits), rejections.rows, facts)

"""Parquet: every column cast to text, exact decimals and ISO times, so that mapping sees what other files give it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.archive import Input
from onefold_core.readers.batches import batch_of_columns, text_schema
from onefold_core.readers.encoding import unreadable
from onefold_core.readers.spec import Facts, FileSpec, Rejections, Table, checked_headers


def read(source: Input, spec: FileSpec) -> Table:
    """A Parquet file as a table; structs are flattened one level, lists become JSON, `_of_row` is the row's ordinal."""
    with source.open_seekable() as file:
        schema = _open(file, source).schema_arrow
    headers = checked_headers(_flat_names(schema), source.where, source.limits, spec.used)
    rejections = Rejections(source.where, source.limits)
    facts = Facts("parquet", compression=source.compression)
    return Table(headers, _batches(source, headers, rejections), rejections.rows, facts)


def _open(file: Any, source: Input) -> Any:
    try:
        opened = pq.ParquetFile(file, pre_buffer=False)
        texts = [field.name for field in opened.schema_arrow if _is_text(field.type)]
        opened = pq.ParquetFile(file, pre_buffer=False, read_dictionary=texts)
        largest = max((opened.metadata.row_group(g).total_byte_size for g in range(opened.num_row_groups)), default=0)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        raise _broken(source) from None
    if largest > source.limits.max_expanded_bytes:
        raise SourceTerminalError(
            "row-group-too-large",
            f"a row group is larger than {source.limits.max_expanded_bytes} bytes",
            where=source.where,
            mend="write the file with smaller row groups (a million rows or fewer)",
        )
    return opened


def _batches(source: Input, headers: tuple[str, ...], rejections: Rejections) -> Iterator[Any]:
    schema = text_schema(headers)
    first = 1
    with source.open_seekable() as file:
        batches = _open(file, source).iter_batches(batch_size=source.limits.batch_rows, use_threads=False)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowInvalid, OSError):
                raise _broken(source) from None
            if batch is None:
                break
            for piece in _pieces(batch, source, first):
                columns = [_text(column) for column in _flat_columns(piece)]
                numbers = list(range(first, first + piece.num_rows))
                first += piece.num_rows
                yield _without_unreadable(batch_of_columns(schema, columns, numbers), rejections)
    source.ensure_unchanged()


def _is_text(kind: Any) -> bool:
    return any(test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary))


def _pieces(batch: Any, source: Input, first: int) -> Iterator[Any]:
    """The batch in pieces whose texts fit a block: a long text that many rows share is small only in the file."""
    limits = source.limits
    expanded = 0
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type) and len(column.dictionary):
            lengths = pc.fill_null(pc.binary_length(column.dictionary), 0)
            expanded += pc.sum(lengths.take(pc.drop_null(column.indices))).as_py() or 0
            if pc.max(lengths).as_py() > limits.max_row_bytes:
                raise SourceTerminalError(
                    "row-too-long",
                    f"a value is longer than {limits.max_row_bytes} bytes",
                    where=f"{source.where}, row {first} or later",
                    mend="leave the column out of the export",
                )
    rows = max(1, batch.num_rows * limits.block_bytes // max(expanded, limits.block_bytes))
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


def _without_unreadable(batch: Any, rejections: Rejections) -> Any:
    """The batch without the rows whose texts may not pass; those are rejected."""
    suspects: set[int] = set()
    for column in batch.columns[:-1]:
        for pattern in ("\0", "\ufffd"):
            found = pc.fill_null(pc.match_substring(column, pattern), False)
            suspects.update(pc.indices_nonzero(found).to_pylist())
    if not suspects:
        return batch
    for index in sorted(suspects):
        values = [column[index].as_py() for column in batch.columns[:-1]]
        reason = unreadable("".join(value or "" for value in values)) or "nul-character"
        rejections.add(batch.columns[-1][index].as_py(), reason, json.dumps(values, ensure_ascii=False))
    return batch.take(pa.array([i for i in range(batch.num_rows) if i not in suspects], pa.int64()))


def _flat_names(schema: Any) -> list[str]:
    names: list[str] = []
    for field in schema:
        if pa.types.is_struct(field.type):
            names.extend(f"{field.name}.{inner.name}" for inner in field.type)
        else:
            names.append(field.name)
    return names


def _flat_columns(batch: Any) -> Iterator[Any]:
    for column in batch.columns:
        if pa.types.is_struct(column.type):
            yield from column.flatten()
        else:
            yield column


def _text(column: Any) -> Any:
    """One column as strings."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([_of_bytes(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_floating(kind):
        return pa.array([_of_float(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_decimal(kind):
        return pa.array([None if v is None else format(v, "f") for v in column.to_pylist()], pa.string())
    if pa.types.is_timestamp(kind):
        return _of_timestamp(column)
    if pa.types.is_nested(kind):
        return pa.array([None if v is None else _of_nested(v) for v in column.to_pylist()], pa.string())
    text = pc.cast(column, pa.string())
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return pa.array([_of_bytes(v) for v in pc.cast(text, pa.binary()).to_pylist()], pa.string())
    return text


def _of_timestamp(column: Any) -> Any:
    """`2024-01-05T10:00:00`, with the fraction where there is one and `Z` where the file knows the instant."""
    is_instant = column.type.tz is not None
    text = pc.strftime(
        pc.cast(column, pa.timestamp(column.type.unit, tz="UTC" if is_instant else None)), "%Y-%m-%dT%H:%M:%S"
    )
    text = pc.replace_substring_regex(text, r"\.0+$", "")
    return pc.binary_join_element_wise(text, pa.scalar("Z"), "") if is_instant else text


def _of_float(value: float | None) -> str | None:
    """The shortest decimal that reads back as the same number; null for NaN, which is how pandas writes null."""
    if value is None or value != value:
        return None
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _of_bytes(value: bytes | None) -> str | None:
    """Bytes as UTF-8 text; U+FFFD, which makes the row be rejected, where they are not."""
    if value is None:
        return None
    return value.decode("utf-8", "replace")


def _of_nested(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _broken(source: Input) -> SourceTerminalError:
    return SourceTerminalError(
        "bad-parquet",
        "the file is not Parquet, or it is cut off",
        where=source.where,
        mend="write or fetch the file again, then: onefold sync",
    )

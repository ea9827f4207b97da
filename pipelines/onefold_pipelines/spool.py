"""The spool: one object's rows on local disk between the source and the gates, so that nothing lands half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_core.identifiers import record_name

from onefold_pipelines.context import FILE_COLUMN, ROW_COLUMN, ObjectContext, Progress, Suppression

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Spooled:
    """What was written: the parquet file, its rows, and the rows of erased people that were left out."""

    path: Path
    rows: int
    suppressed: int


def write_spool(
    context: ObjectContext,
    batches: Iterator[pa.RecordBatch],
    path: Path,
    suppression: Suppression | None,
    progress: Progress | None,
) -> Spooled:
    """Write the batches as one parquet file of raw columns; memory stays at one batch whatever the object's size."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = spool_schema(context)
    rows = suppressed = 0
    with pq.ParquetWriter(path, schema, compression="snappy", use_dictionary=False) as writer:
        for batch in batches:
            table = _as_spooled(context, batch, schema)
            if suppression is not None:
                kept = table.filter(pa.array(_allowed(context, table, suppression), pa.bool_()))
                suppressed += table.num_rows - kept.num_rows
                table = kept
            writer.write_table(table)
            rows += table.num_rows
            if progress is not None:
                progress(context.name, rows)
    return Spooled(path, rows, suppressed)


def spool_schema(context: ObjectContext) -> pa.Schema:
    """Raw columns as text, and for files where each row stood."""
    import pyarrow as pa

    fields = [pa.field(column, pa.string()) for column in context.columns.values()]
    if context.source.file.kind == "files":
        fields += [pa.field(FILE_COLUMN, pa.string()), pa.field(ROW_COLUMN, pa.int64())]
    return pa.schema(fields)


def _as_spooled(context: ObjectContext, batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    names = set(batch.schema.names)
    header_of = {column: header for header, column in context.columns.items()}
    columns: list[Any] = []
    for field in schema:
        header = header_of.get(field.name, field.name)
        columns.append(batch.column(header) if header in names else pa.nulls(batch.num_rows, field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def contact_columns(context: ObjectContext) -> list[tuple[str, str]]:
    """(channel, raw column) of every column mapped to a phone or an e-mail of the record."""
    found = []
    for header, targets in context.object.map.items():
        for target in targets:
            channel = target.as_.rpartition(".")[2]
            if channel in ("phone", "email"):
                found.append((channel, context.columns[header]))
    return found


def _allowed(context: ObjectContext, table: pa.Table, suppression: Suppression) -> list[bool]:
    """Whether each row may land: its record is not erased, and neither is a phone or an e-mail in it."""
    keys = [table.column(column).to_pylist() for column in context.key_columns]
    allowed = [
        any(part is None for part in key)
        or not suppression.is_suppressed_record(record_name(context.source.name, context.name, key))
        for key in zip(*keys, strict=True)
    ]
    for channel, column in contact_columns(context):
        values = table.column(column)
        erased = {v for v in values.unique().to_pylist() if v and suppression.is_suppressed(channel, v)}
        if erased:
            allowed = [ok and value not in erased for ok, value in zip(allowed, values.to_pylist(), strict=True)]
    return allowed

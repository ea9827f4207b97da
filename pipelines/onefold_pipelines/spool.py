"""The spool: one object's rows on local disk between the source and the gates, so that nothing lands half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_pipelines.context import FILE_COLUMN, ROW_COLUMN, ObjectContext, Progress
from onefold_pipelines.suppress import without_suppressed

if TYPE_CHECKING:
    import pyarrow as pa
    from onefold_core.privacy import Suppression


@dataclass(frozen=True, slots=True)
class Spooled:
    """What was written: the parquet file, its rows, and the rows of erased people that were left out."""

    path: Path
    rows: int
    suppressed: int


def spool_path(folder: Path, name: str) -> Path:
    """The spool of the object called `name`."""
    return folder / f"{name}.spool.parquet"


def write_spool(
    context: ObjectContext,
    batches: Iterator[pa.RecordBatch],
    path: Path,
    suppression: Suppression | None,
    progress: Progress | None,
) -> Spooled:
    """Write the batches as one parquet file of raw columns; memory stays at one batch whatever the object's size."""
    import pyarrow.parquet as pq

    schema = spool_schema(context)
    rows = suppressed = 0
    with pq.ParquetWriter(path, schema, compression="snappy", use_dictionary=False) as writer:
        for batch in batches:
            table = _as_spooled(context, batch, schema)
            if suppression is not None:
                kept = without_suppressed(context, table, suppression)
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

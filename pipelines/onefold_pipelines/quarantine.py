"""quarantine.row: rows that could not land, as they were received, until the source sends them right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from onefold_pipelines.results import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CREATE = """
create table if not exists quarantine.row (
    run_id varchar not null, source varchar not null, object varchar not null, file varchar, line bigint,
    reason varchar not null, raw json, quarantined_at timestamptz not null
);
create or replace temp table refused_row (object varchar, file varchar, line bigint, reason varchar, raw json);
"""


def create_quarantine(connection: DuckDBPyConnection) -> None:
    """Make the table, and an empty `refused_row` that collects this run's rows until every gate has passed."""
    connection.execute(CREATE)


def add_refused(connection: DuckDBPyConnection, name: str, refused: Sequence[Refused]) -> None:
    """Put rows the reader refused into `refused_row`; text that is no JSON is kept as {"text": …}."""
    import pyarrow as pa

    if refused:
        # A broken file refuses many rows, and DuckDB is slow with one statement a row.
        rows = {
            "file": pa.array([row.file for row in refused], pa.string()),
            "line": pa.array([row.line for row in refused], pa.int64()),
            "reason": pa.array([row.reason for row in refused], pa.string()),
            "raw": pa.array([_as_json(row.raw) for row in refused], pa.string()),
        }
        connection.register("refused_now", pa.table(rows))
        connection.execute("insert into refused_row select ?, file, line, reason, raw::json from refused_now", [name])
        connection.unregister("refused_now")


def _as_json(raw: str) -> str:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        value = None
    return raw if isinstance(value, dict) else json.dumps({"text": raw}, ensure_ascii=True)


def store_refused(
    connection: DuckDBPyConnection, run_id: str, source: str, name: str, at: datetime, *, is_complete: bool
) -> None:
    """Copy an object's `refused_row` into quarantine.row.

    A complete read replaces what was quarantined of the object; a partial one replaces only the same rows, so that
    reading a row again never counts it twice.
    """
    same = (
        ""
        if is_complete
        else """ and exists (
            select 1 from refused_row as n
            where n.object = q.object and n.reason = q.reason
              and n.raw::varchar is not distinct from q.raw::varchar
              and n.file is not distinct from q.file and n.line is not distinct from q.line)"""
    )
    connection.execute(f"delete from quarantine.row as q where q.source = ? and q.object = ?{same}", [source, name])
    connection.execute(
        "insert into quarantine.row select ?, ?, object, file, line, reason, raw, ? from refused_row where object = ?",
        [run_id, source, at, name],
    )


def count_quarantined(connection: DuckDBPyConnection, source: str, name: str) -> int:
    """Rows of the object that stand in quarantine now."""
    found = connection.execute(
        "select count(*) from quarantine.row where source = ? and object = ?", [source, name]
    ).fetchone()
    return int(found[0]) if found else 0

"""Clusters and labels from files: CSV, JSON Lines or Parquet of a record and what it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError
from onefold_core.identifiers import quote_path

from onefold_dedupe.prepare.source import ID_COLUMN, load, open_file

if TYPE_CHECKING:
    import duckdb

RECORD_COLUMNS = ("record_name", "id")
GROUP_COLUMNS = ("entity_id", "cluster_id", "customer_id")


def read_labels(con: duckdb.DuckDBPyConnection, path: Path, table: str) -> None:
    """Write a temporary table (record_name, cluster_id) of a file's first `record_name` or `id` and first `entity_id`,
    `cluster_id` or `customer_id`; rows without a group are left out.

    ConfigError when it has no such columns or names a record twice; SourceTerminalError when it cannot be
    read.
    """
    source = open_file(con, path)
    record = next((name for name in RECORD_COLUMNS if name in source.columns), None)
    group = next((name for name in GROUP_COLUMNS if name in source.columns), None)
    valid = ["record_name, entity_id", "id, cluster_id", "record_name, customer_id"]
    if record is None or group is None:
        raise ConfigError(
            "bad-labels",
            "the file has no column of records and of what they belong to",
            where=str(path),
            valid=valid,
            mend="name the columns like one of these",
        )
    load(con, source, record, [group])
    own = quote_path(table)
    con.execute(
        f"create or replace temp table {own} as select {ID_COLUMN} as record_name,"
        f" {source.columns[group].name} as cluster_id from match_data where {source.columns[group].name} is not null"
    )
    con.execute("drop table match_data")
    repeated = con.execute(f"select count(*) - count(distinct record_name) from {own}").fetchall()[0][0]
    if repeated:
        raise ConfigError(
            "bad-labels",
            f"{repeated:,} rows name a record that stands before already",
            where=str(path),
            mend="leave one row for each record",
        )

"""Rows that a reader refused, on their way into the quarantine."""

from __future__ import annotations

import duckdb
from onefold_pipelines.quarantine import add_refused, create_quarantine
from onefold_pipelines.results import Refused


def test_refused_rows_are_kept_as_received_whether_json_or_not() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema quarantine")
        create_quarantine(connection)
        add_refused(connection, "posts", [])
        ragged = [Refused("a.csv", line, "ragged-row", f'{line};é;"x') for line in range(2, 1_002)]
        add_refused(connection, "posts", [*ragged, Refused(None, None, "invalid-json", '{"a": 1}')])
        rows = connection.execute(
            "select object, file, line, reason, raw ->> 'text', raw ->> 'a' from refused_row order by line nulls last"
        ).fetchall()
    assert len(rows) == 1_001
    assert rows[0] == ("posts", "a.csv", 2, "ragged-row", '2;é;"x', None)
    assert rows[-1] == ("posts", None, None, "invalid-json", None, "1")

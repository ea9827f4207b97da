"""A sync killed at any moment: the next one ends with every row once, and the warehouse is never half a run."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import InvariantError

from tests.pipelines.workbench import Workbench

ROWS = 30_000
SOURCE = """
    kind: sql
    url: sqlite:///crm.sqlite
    objects:
      contacts: {entity: person, key: [id], cursor: changed, map: {name: full_name}}
      tags: {entity: none, key: [id], keep: [name]}
    """
PROGRAM = """
import sys
from pathlib import Path
from tests.pipelines.workbench import Workbench
if __name__ == "__main__":
    Workbench(Path(sys.argv[1])).sync("crm")
    print("done", flush=True)
"""


def fill(path: Path, stamp: str) -> None:
    """Every row of both tables new or changed."""
    with closing(sqlite3.connect(path)) as connection:
        for table in ("contacts", "tags"):
            connection.execute(f"create table if not exists {table} (id integer primary key, name text, changed text)")
            rows = ((n, f"{stamp} {n}", f"{stamp}T{n:08}") for n in range(ROWS))
            connection.executemany(f"insert or replace into {table} values (?, ?, ?)", rows)
        connection.commit()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_a_killed_sync_is_finished_by_the_next(bench: Workbench) -> None:
    bench.write("crm", SOURCE)
    fill(bench.root / "crm.sqlite", "2024-01-01")
    bench.sync("crm")
    fill(bench.root / "crm.sqlite", "2024-01-02")
    root = Path(__file__).resolve().parents[2]
    started = time.monotonic()
    killed = 0
    for pause in (1.2, 1.8, 2.4, 3.0, 3.6):
        command = [sys.executable, "-c", PROGRAM, str(bench.root)]
        process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE)
        try:
            process.wait(timeout=pause)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        for table in ("contacts", "tags"):
            days = bench.query(f"select left(name, 10), count(*) from raw_crm.{table} group by 1")
            assert days in ([("2024-01-01", ROWS)], [("2024-01-02", ROWS)]), "a table holds one run's rows, whole"
    assert killed, f"every sync ended before its kill ({time.monotonic() - started:.0f} s)"
    bench.sync("crm")
    for table in ("contacts", "tags"):
        assert bench.query(
            f"select count(*), count(distinct id), count(*) filter (starts_with(name, '2024-01-02')), "
            f"count(_of_deleted_at) from raw_crm.{table}"
        ) == [(ROWS, ROWS, ROWS, 0)]
    assert bench.sync("crm").rows_landed == 0


def test_a_merge_that_fails_half_way_leaves_the_table_as_it_was(bench: Workbench) -> None:
    bench.write("crm", SOURCE)
    fill(bench.root / "crm.sqlite", "2024-01-01")
    bench.sync("crm")
    before = bench.rows("raw_crm.contacts", "*")
    with duckdb.connect(str(bench.warehouse)) as connection:
        connection.execute("alter table raw_crm.contacts alter column name set not null")
    with closing(sqlite3.connect(bench.root / "crm.sqlite")) as source:
        source.execute("update contacts set name = null, changed = '2024-01-03' where id < 10")
        source.execute("delete from contacts where id >= 29990")
        source.commit()
    with pytest.raises(InvariantError, match="load-failed"):
        bench.sync("crm", full_refresh=True)
    assert bench.rows("raw_crm.contacts", "*") == before, "what the merge had deleted is back"

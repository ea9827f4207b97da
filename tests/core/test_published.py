"""Builds are immutable, made current atomically, rolled back by pointing; readers never notice more than old or new."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import ConfigError, GateError
from onefold_core.published import current_build, list_builds, publish_build, rollback


def _warehouse(folder: Path, rows: int) -> Path:
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        for schema in ("golden", "marts", "audit", "staging"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create or replace table golden.customer as select range as id from range({rows})")
        connection.execute("create or replace table staging.secret as select 1 as x")
    return path


def _customers(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("select count(*) from golden.customer").fetchone()
    assert row is not None
    return int(row[0])


def test_only_the_published_schemas_are_copied(tmp_path: Path) -> None:
    record = publish_build(_warehouse(tmp_path, 3), tmp_path / "p", build="b1", run_id="r1", keep=7)
    assert record.tables == {"golden.customer": 3}
    with duckdb.connect(str(tmp_path / "p" / "current.duckdb"), read_only=True) as connection:
        schemas = {row[0] for row in connection.execute("select schema_name from duckdb_tables()").fetchall()}
    assert schemas == {"golden"}


def test_rollback_goes_to_the_build_before_or_to_the_one_named(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    for number, build in enumerate(("b1", "b2", "b3"), start=1):
        publish_build(_warehouse(tmp_path, number), folder, build=build, run_id=build, keep=7)
    assert _customers(folder / "current.duckdb") == 3
    assert rollback(folder).build == "b2"
    assert _customers(folder / "current.duckdb") == 2
    assert rollback(folder, "b3").build == "b3"
    with pytest.raises(ConfigError) as caught:
        rollback(folder, "b9")
    assert caught.value.valid == ("b1", "b2", "b3")


def test_nothing_to_roll_back_to_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GateError):
        rollback(tmp_path)
    publish_build(_warehouse(tmp_path, 1), tmp_path / "p", build="b1", run_id="r", keep=7)
    with pytest.raises(GateError):
        rollback(tmp_path / "p")


def test_a_damaged_build_is_not_made_current(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    for build in ("b1", "b2"):
        publish_build(_warehouse(tmp_path, 1), folder, build=build, run_id=build, keep=7)
    damaged = folder / "b1.duckdb"
    damaged.chmod(0o600)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    with pytest.raises(GateError, match="not what was published"):
        rollback(folder)
    current = current_build(folder)
    assert current is not None
    assert current.build == "b2"


def test_old_builds_are_pruned_but_never_the_current(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    for number in range(5):
        publish_build(_warehouse(tmp_path, 1), folder, build=f"b{number}", run_id="r", keep=2)
    assert [b.build for b in list_builds(folder)] == ["b3", "b4"]


def test_publishing_again_after_a_kill_gives_the_same_build(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    first = publish_build(_warehouse(tmp_path, 4), folder, build="b1", run_id="r", keep=7)
    (folder / ".b1.draft").write_bytes(b"half")
    again = publish_build(tmp_path / "warehouse.duckdb", folder, build="b1", run_id="r", keep=7)
    assert again.tables == first.tables
    assert _customers(folder / "current.duckdb") == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to replace a file that is open")
def test_a_reader_goes_on_reading_what_it_opened(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    publish_build(_warehouse(tmp_path, 1), folder, build="b1", run_id="r1", keep=7)
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            (
                "import duckdb, sys\n"
                f"c = duckdb.connect({str(folder / 'current.duckdb')!r}, read_only=True)\n"
                "print('open', flush=True); sys.stdin.readline()\n"
                "print(c.execute('select count(*) from golden.customer').fetchone()[0], flush=True)\n"
            ),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdin is not None
    assert reader.stdout.readline().strip() == "open"
    publish_build(_warehouse(tmp_path, 9), folder, build="b2", run_id="r2", keep=1)
    reader.stdin.write("\n")
    reader.stdin.flush()
    assert reader.stdout.readline().strip() == "1"
    reader.communicate(timeout=30)
    assert _customers(folder / "current.duckdb") == 9

"""What a project reads no more, over the command line: it is named, and dropped when somebody says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.app.harness import onefold

SOURCE = """\
kind: files
objects:
  people: {path: people.csv, entity: person, key: [id], map: {name: name}}
  deals: {path: deals.csv, entity: none, key: [id], keep: [name]}
"""


def test_an_object_then_its_source_leave_the_project(tmp_path: Path) -> None:
    assert onefold("init", str(tmp_path)).returncode == 0
    (tmp_path / "people.csv").write_text("id,name\n1,Anna\n2,Olga\n", encoding="utf-8")
    (tmp_path / "deals.csv").write_text("id,name\n7,Big\n", encoding="utf-8")
    source = tmp_path / "sources" / "crm.yml"
    source.write_text(SOURCE, encoding="utf-8")
    assert onefold("sync", cwd=tmp_path).returncode == 0
    source.write_text("".join(line for line in SOURCE.splitlines(keepends=True) if "deals" not in line), "utf-8")
    assert "crm deals (1 rows) (onefold source drop crm)" in onefold("sync", cwd=tmp_path).stdout
    assert "crm deals (1 rows)" in onefold("doctor", cwd=tmp_path).stdout
    assert onefold("source", "drop", "crm", "--json", cwd=tmp_path).json()["objects"] == ["deals"]
    assert "in no file" not in onefold("sync", cwd=tmp_path).stdout
    refused = onefold("source", "drop", "crm", cwd=tmp_path)
    assert (refused.returncode, "source-in-use" in refused.said) == (2, True)
    source.unlink()
    dropped = onefold("source", "drop", "crm", cwd=tmp_path)
    assert dropped.stdout.startswith("dropped crm: 2 rows of people\n"), dropped.said


def test_a_mend_names_the_source(tmp_path: Path) -> None:
    assert onefold("init", str(tmp_path)).returncode == 0
    (tmp_path / "sources" / "crm.yml").write_text(SOURCE, encoding="utf-8")
    for command in (("sync",), ("source", "test", "crm")):
        failed = onefold(*command, cwd=tmp_path)
        assert failed.returncode == 3
        assert "onefold source test crm" in failed.said or "people.csv" in failed.said
        assert "SOURCE" not in failed.said


def test_what_the_last_load_had_is_not_looked_at_while_another_command_works(tmp_path: Path) -> None:
    assert onefold("init", str(tmp_path)).returncode == 0
    (tmp_path / "sources" / "crm.yml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "people.csv").write_text("id,name\n1,Anna\n", encoding="utf-8")
    (tmp_path / "deals.csv").write_text("id,name\n1,Rope\n", encoding="utf-8")
    assert onefold("sync", cwd=tmp_path).returncode == 0
    assert "last load" not in onefold("source", "test", "crm", cwd=tmp_path).stdout
    held = (
        "import duckdb, sys; one = duckdb.connect('data/warehouse.duckdb'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", held, "data/warehouse.duckdb"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        tested = onefold("source", "test", "crm", cwd=tmp_path)
        other.communicate("")
    assert "ok    last load: not looked at, another command has the warehouse" in tested.stdout, tested.said
    assert tested.returncode == 0

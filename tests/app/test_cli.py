"""The command line itself: quick help, JSON from every verb, exit codes, and silence about customers."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.app.harness import Harbour, leaked, onefold

HELP_SECONDS = 0.6
"""Twice the 300 ms it takes on a quiet machine: CI's is not."""
READING = {
    "plan": (),
    "runs": (),
    "report": (),
    "evaluate": (),
    "rollback": ("--list",),
    "source list": (),
    "source test": ("mailing",),
    "decisions list": (),
    "decisions queue": (),
    "model show": (),
}
"""Verbs that change nothing in a project, with their arguments."""


def _verbs(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    from onefold.cli import app

    command = command or typer.main.get_command(app)
    for name, child in getattr(command, "commands", {}).items():
        yield (*path, name)
        yield from _verbs(child, (*path, name))


VERBS = sorted(" ".join(verb) for verb in _verbs())


def test_help_comes_at_once() -> None:
    walls, works = [], []
    for _ in range(5):
        started, before = time.perf_counter(), os.times()
        assert onefold("--help").returncode == 0
        walls.append(time.perf_counter() - started)
        after = os.times()
        works.append(after.children_user + after.children_system - before.children_user - before.children_system)
    print(f"onefold --help: {min(walls) * 1000:.0f} ms, {min(works) * 1000:.0f} ms of work, the quickest of 5")
    # Where neighbours take the processor only the work says how quick we are; Windows does not count it.
    assert (min(works) or min(walls)) < HELP_SECONDS


def test_help_loads_nothing_heavy() -> None:
    heavy = (
        "duckdb",
        "pandas",
        "pyarrow",
        "dlt",
        "dbt",
        "great_expectations",
        "scipy",
        "numpy",
        "phonenumbers",
        "sqlalchemy",
    )
    code = "import sys; import onefold.cli; print([name for name in sys.argv[1:] if name in sys.modules])"
    done = onefold("-c", code, *heavy, command=[sys.executable])
    assert done.stdout.strip() == "[]", done.said


def test_every_verb_explains_itself() -> None:
    from onefold.cli import app
    from typer.testing import CliRunner

    assert len(VERBS) > 20
    for verb in VERBS:
        found = CliRunner().invoke(app, [*verb.split(), "--help"])
        assert found.exit_code == 0, verb
        assert re.search(r"Usage: .*\n\n  [A-Z]", found.output), f"{verb} does not say what it does"


def test_every_verb_takes_json() -> None:
    from onefold.cli import app

    command = typer.main.get_command(app)
    groups = {verb.rpartition(" ")[0] for verb in VERBS}
    for verb in (v for v in VERBS if v not in groups):
        found: Any = command
        for name in verb.split():
            found = found.commands[name]
        options = {option for parameter in found.params for option in parameter.opts}
        assert "--json" in options, verb


@pytest.mark.parametrize("verb", READING)
def test_reading_verbs_print_json_alone(published: Harbour, verb: str) -> None:
    done = onefold(*verb.split(), *READING[verb], "--json", cwd=published.root)
    assert done.returncode == 0, done.said
    assert isinstance(done.json(), list | dict)
    if verb != "decisions queue":
        assert leaked(done.said, published.values()) == []


def test_a_steward_works_in_json(harbour: Harbour, tmp_path: Path) -> None:
    """explain, decide, decisions and correct, one after the other, as a script would."""

    def told(*arguments: str) -> Any:
        done = onefold(*arguments, "--json", cwd=harbour.root)
        assert done.returncode == 0, done.said
        return done.json()

    (customer,) = harbour.query("select customer_id from golden.customer order by record_count desc, 1 limit 1")
    (pair,) = harbour.working("select id_l, id_r from match.score order by probability desc, id_l, id_r limit 1")
    assert told("explain", *customer)["customer_id"] == customer[0]
    assert told("explain", *pair)
    made = told("decide", *pair, "different", "--why", "test")
    assert [d["decision_id"] for d in told("decisions", "list")] == [made["decision_id"]]
    exported = tmp_path / "decisions.jsonl"
    assert told("decisions", "export", str(exported))["decisions"] == 1
    told("decisions", "undo", made["decision_id"])
    assert told("decisions", "list") == []
    assert told("decisions", "import", str(exported)) == {"read": 1, "written": 1, "known": 0}
    assert told("correct", *customer, "display_name", "Right Name", "--why", "test")["attribute"] == "display_name"
    assert told("plan")["decisions"] == 1
    assert told("source", "build", "--check")["written"] == []
    assert [s["object"] for s in told("sync", "mailing")["objects"]] == ["subscribers", "campaigns", "campaign_events"]


def test_verbs_without_a_project_print_json(tmp_path: Path) -> None:
    assert len(onefold("source", "catalog", "--json").json()) > 5
    made = onefold("init", "shop", "--json", cwd=tmp_path).json()
    assert "onefold.yml" in made["written"]
    folder = tmp_path / "on the shelf" / "My Shop"
    assert onefold("init", str(folder), "--json", cwd=tmp_path).json()["project"] == "my_shop"
    assert "project: my_shop" in (folder / "onefold.yml").read_text(encoding="utf-8")
    checks = onefold("doctor", "--json", cwd=tmp_path / "shop")
    assert checks.returncode == 0, checks.said
    assert all(check["ok"] for check in checks.json())
    (tmp_path / "phones.jsonl").write_text('{"id": 1, "raw": "030 901820", "country": "DE"}\n', encoding="utf-8")
    (line,) = onefold("standardise", "phone", "--in", "phones.jsonl", cwd=tmp_path).stdout.splitlines()
    assert json.loads(line)["value"]["e164"] == "+4930901820"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "error"),
    [
        (["run", "--json"], 2, "no-project"),
        (["run", "--bogus", "--json"], 2, "usage"),
        (["nonsense", "--json"], 2, "usage"),
        (["explain", "--json"], 2, "usage"),
        (["standardise", "colour", "--json"], 2, "unknown-kind"),
        (["match", "none.csv", "--id", "id", "--columns", "none.yml", "--out", "out.csv", "--json"], 2, None),
    ],
)
def test_errors_are_json_too(tmp_path: Path, arguments: list[str], exit_code: int, error: str | None) -> None:
    done = onefold(*arguments, cwd=tmp_path)
    assert done.returncode == exit_code, done.said
    told = done.json()
    assert error in (told["error"], None)
    assert told["what"]
    assert told["mend"]
    assert "Traceback" not in done.said


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["explain", "c_00000000000000000000"], None),
        (["explain", "not a record"], "unknown-record"),
        (["decide", "a:b:1", "a:b:2", "same", "--why", "x"], "unknown-record"),
        (["decisions", "undo", "d_0"], "unknown-decision"),
        (["source", "test", "nonsense"], "unknown-source"),
        (["runs", "nonsense"], "unknown-run"),
        (["report", "nonsense"], "no-report"),
        (["rollback", "nonsense"], "unknown-build"),
        (["plan", "--target", "nonsense"], "unknown-target"),
        (["evaluate", "--truth", "nonsense.csv"], "missing-truth"),
    ],
)
def test_wrong_names_are_refused_with_a_mend(published: Harbour, arguments: list[str], error: str | None) -> None:
    done = onefold(*arguments, "--json", cwd=published.root)
    assert done.returncode == 2, done.said
    told = done.json()
    assert error in (told["error"], None)
    assert told["mend"], told


BOOM = """
import sys
from onefold.cli import app, main

@app.command()
def boom(json: bool = False) -> None:
    raise ValueError("ivan.petrov@example.test")

main(sys.argv[1:])
"""


@pytest.mark.parametrize("arguments", [["boom"], ["boom", "--json"]])
def test_a_defect_exits_1_without_a_trace_or_a_value(arguments: list[str], tmp_path: Path) -> None:
    script = tmp_path / "defect.py"
    script.write_text(BOOM, encoding="utf-8")
    done = onefold(str(script), *arguments, command=[sys.executable])
    assert done.returncode == 1
    assert "ivan" not in done.said
    assert "Traceback" not in done.said
    assert "ValueError" in done.said
    assert "ONEFOLD_TRACEBACK" in done.said
    traced = onefold(str(script), *arguments, command=[sys.executable], env={"ONEFOLD_TRACEBACK": "1"})
    assert "Traceback" in traced.stderr


def test_a_reader_that_leaves_ends_the_answers_quietly(tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": 1, "raw": "a@firma.de"}\n' * 5_000, encoding="utf-8")
    command = f'"{sys.executable}" -m onefold standardise email --in "{lines}" | head -n 1'
    done = onefold("-o", "pipefail", "-c", command, command=["bash"])
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


def test_a_closed_pipe_is_no_error(published: Harbour) -> None:
    command = f'"{sys.executable}" -m onefold model show | head -c 1'
    done = onefold("-o", "pipefail", "-c", command, command=["bash"], cwd=published.root)
    assert "Traceback" not in done.stderr
    assert "error" not in done.stderr

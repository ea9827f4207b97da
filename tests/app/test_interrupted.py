"""Runs that are cut off, and two at once."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from tests.app.harness import COMMAND, Harbour, onefold


def _start(project: Harbour) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "run"], cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def _wait_for(child: subprocess.Popen[str], step: str) -> None:
    assert child.stderr is not None
    for line in child.stderr:
        if line.startswith(step):
            return
    pytest.fail(f"the run ended before {step} was done")


@pytest.mark.parametrize("step", ["extract", "standardise", "build"])
def test_a_killed_run_is_resumed_and_publishes_the_same(harbour: Harbour, step: str) -> None:
    query = "select * from golden.customer order by all"
    before = harbour.query(query)
    child = _start(harbour)
    _wait_for(child, step)
    child.kill()
    child.wait(timeout=60)
    cut_off = onefold("runs", "--json", cwd=harbour.root).json()[0]
    assert cut_off["status"] == "running"
    done = harbour.run("--json")
    assert done.returncode == 0, done.stderr
    assert f"resuming run {cut_off['run_id']}" in done.stderr
    result = done.json()
    assert result["run_id"] == cut_off["run_id"]
    assert harbour.query(query) == before
    steps = {
        s["name"]: s["attempt"] for s in onefold("runs", result["run_id"], "--json", cwd=harbour.root).json()["steps"]
    }
    assert steps[step] == 1


def test_a_second_run_exits_5_at_once(harbour: Harbour) -> None:
    onefold("--version")
    child = _start(harbour)
    try:
        _wait_for(child, "extract")
        started = time.monotonic()
        second = harbour.run()
        seconds = time.monotonic() - started
        reader = onefold("runs", cwd=harbour.root)
    finally:
        child.kill()
        child.wait(timeout=60)
    assert second.returncode == 5
    assert f"process {child.pid}" in second.stderr
    # Two seconds on a quiet machine; tests run on busy ones. Waiting for the lock would take minutes.
    assert seconds < 15
    assert reader.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="a signal that Windows does not have")
def test_what_was_published_stays_up_while_a_run_dies(harbour: Harbour) -> None:
    build = harbour.query("select build from audit.run")
    child = _start(harbour)
    _wait_for(child, "match")
    child.kill()
    child.wait(timeout=60)
    assert harbour.query("select build from audit.run") == build

"""A run that is cut off again and again, and two at once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from tests.app.harness import COMMAND, Done, Harbour, onefold

CUTS = ("extract", "standardise", "match", "build")
"""The steps after which the run is killed, one after the other, before it is let finish."""
CUSTOMERS = "select * from golden.customer order by all"


@dataclass(frozen=True)
class Cut:
    """After a kill: what the project says of the run, how often it began each step, and what its readers see."""

    run: dict[str, Any]
    attempts: dict[str, int]
    customers: list[tuple[Any, ...]]
    build: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Second:
    """What a run and a reader got while the first was at work."""

    done: Done
    seconds: float
    first: int
    reader: Done


@dataclass(frozen=True)
class Killed:
    """One run that was killed after every step of `CUTS`: `resumed` is what the process after each kill said first."""

    before: Cut
    cuts: dict[str, Cut]
    resumed: dict[str, str]
    second: Second
    done: Done
    after: Cut


def _start(project: Harbour) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "run"], cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def _wait_for(child: subprocess.Popen[str], step: str) -> str:
    """The first line that the run said, when it has done the step."""
    assert child.stderr is not None
    first = ""
    for line in child.stderr:
        first = first or line
        if line.startswith(step):
            return first
    pytest.fail(f"the run ended before {step} was done")


def _seen(project: Harbour) -> Cut:
    run = onefold("runs", "--json", cwd=project.root).json()[0]
    steps = onefold("runs", run["run_id"], "--json", cwd=project.root).json()["steps"]
    attempts = {one["name"]: one["attempt"] for one in steps}
    return Cut(run, attempts, project.query(CUSTOMERS), project.query("select build from audit.run"))


def _stop(project: Harbour, run: subprocess.Popen[str]) -> None:
    """Let it stand still between two writes of its state: the database is closed to all while one of them lasts."""
    for _ in range(100):
        run.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, run.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        with closing(sqlite3.connect(project.root / "data" / "state.sqlite", timeout=0)) as state:
            try:
                state.execute("begin immediate")
                return
            except sqlite3.OperationalError:
                run.send_signal(signal.SIGCONT)
        time.sleep(0.1)
    pytest.fail("the run writes its state without an end")


def _second(project: Harbour, first: subprocess.Popen[str]) -> Second:
    if os.name != "nt":  # it stands still, so that it cannot be done before the second has looked
        _stop(project, first)
    onefold("--version")
    started = time.monotonic()
    done = project.run()
    return Second(done, time.monotonic() - started, first.pid, onefold("runs", cwd=project.root))


@pytest.fixture(scope="module")
def killed(copied: Callable[[], Harbour]) -> Killed:
    project = copied()
    before = _seen(project)
    cuts: dict[str, Cut] = {}
    first_lines: list[str] = []
    second: Second | None = None
    for step in CUTS:
        child = _start(project)
        try:
            first_lines.append(_wait_for(child, step))
            second = second or _second(project, child)
        finally:
            child.kill()
            child.wait(timeout=60)
        cuts[step] = _seen(project)
    assert second is not None
    done = project.run("--json")
    first_lines.append(done.stderr.split("\n", maxsplit=1)[0])
    resumed = dict(zip(CUTS, first_lines[1:], strict=True))
    return Killed(before, cuts, resumed, second, done, _seen(project))


@pytest.mark.parametrize("step", CUTS)
def test_a_killed_run_is_resumed_and_publishes_the_same(killed: Killed, step: str) -> None:
    run = killed.cuts[step].run
    assert run["status"] == "running"
    assert killed.resumed[step].startswith(f"resuming run {run['run_id']}, which was cut off after: ")
    assert killed.resumed[step].split()[-1] == step
    assert killed.after.attempts[step] == killed.cuts[step].attempts[step], "what was done is not done again"
    assert killed.done.returncode == 0, killed.done.stderr
    assert killed.done.json()["run_id"] == run["run_id"]
    assert killed.after.run["status"] == "published"
    assert killed.after.build != killed.before.build
    assert killed.after.customers == killed.before.customers


def test_a_second_run_exits_5_at_once(killed: Killed) -> None:
    second = killed.second
    assert second.done.returncode == 5
    assert f"process {second.first}" in second.done.stderr
    # Two seconds on a quiet machine; tests run on busy ones. Waiting for the lock would take minutes.
    assert second.seconds < 15
    assert second.reader.returncode == 0


@pytest.mark.parametrize("step", CUTS)
def test_what_was_published_stays_up_while_a_run_dies(killed: Killed, step: str) -> None:
    cut = killed.cuts[step]
    assert (cut.build, cut.customers) == (killed.before.build, killed.before.customers)

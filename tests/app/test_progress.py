"""Progress on a real pseudo-terminal, and its absence everywhere else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.app.harness import COMMAND, Harbour

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
STEPS = ["extract", "stage", "standardise", "match", "build", "audit", "publish", "report"]
WAITING = """
import sys, time
from onefold.progress import Ticker
with Ticker() as ticker:
    ticker.tell("first [thing]")
    time.sleep(float(sys.argv[1]))
    ticker.tell("second [thing], " + "very " * 50 + "long")
    ticker.say("a line that stays [here]")
    time.sleep(0.6)
sys.stderr.write("after\\n")
"""


def watched(command: Sequence[str], cwd: Path, **environment: str) -> tuple[int, str, str]:
    """Exit code, stdout through a pipe, and what a terminal of 100 columns got on stderr."""
    leader, follower = pty.openpty()
    got: list[bytes] = []

    def drain() -> None:
        try:
            while block := os.read(leader, 65536):
                got.append(block)
        except OSError:  # the other end is closed
            return

    env = {**os.environ, "TERM": "xterm", "COLUMNS": "100", **environment}
    env = {name: value for name, value in env.items() if value and (name != "CI" or "CI" in environment)}
    reader = threading.Thread(target=drain)
    reader.start()
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=follower)
    os.close(follower)
    out, _ = process.communicate(timeout=600)
    reader.join(timeout=10)
    os.close(leader)
    return process.returncode, out.decode(), b"".join(got).decode()


def seen(err: str) -> list[str]:
    """The lines a terminal shows in the end: what follows a carriage return is written over what stood there."""
    lines = []
    for line in err.split("\n"):
        screen = ""
        for part in line.split("\r"):
            screen = part + screen[len(part) :]
        lines.append(screen.rstrip())
    return [line for line in lines if line]


def test_what_takes_long_is_shown_on_a_terminal(tmp_path: Path) -> None:
    code, _, err = watched([sys.executable, "-c", WAITING, "3"], tmp_path)
    assert code == 0
    assert err.index("first [thing]") < err.index("second [thing]")
    assert "first [thing] … 2 s" in err
    assert seen(err) == ["a line that stays [here]", "after"], "what moved is gone"
    assert max(len(line) for line in err.replace("\n", "\r").split("\r")) < 100, "nothing wraps"


def test_what_is_done_soon_shows_nothing(tmp_path: Path) -> None:
    code, _, err = watched([sys.executable, "-c", WAITING, "0"], tmp_path)
    assert code == 0
    assert seen(err) == ["a line that stays [here]", "after"]


@pytest.mark.parametrize("environment", [{"CI": "true"}, {"TERM": "dumb"}])
def test_nothing_moves_where_nobody_watches(tmp_path: Path, environment: dict[str, str]) -> None:
    code, _, err = watched([sys.executable, "-c", WAITING, "3"], tmp_path, **environment)
    assert (code, "thing" in err) == (0, False)
    assert seen(err) == ["a line that stays [here]", "after"]


def test_a_run_on_a_terminal_says_what_it_is_at(harbour: Harbour) -> None:
    code, out, err = watched([*COMMAND, "run", "--full", "--json"], harbour.root)
    assert code == 0, err
    assert json.loads(out)["status"] == "published"
    assert [line.split()[0] for line in seen(err)] == STEPS
    assert re.search(r"\rbuild: \d+ of \d+ models and tests … \d+ s", err), err[-2000:]


def test_other_verbs_on_a_terminal(harbour: Harbour) -> None:
    """They may be done within two seconds here: what they leave is what they leave in a pipe."""
    for arguments in (("sync", "--json"), ("model", "retrain", "--json")):
        code, out, err = watched([*COMMAND, *arguments], harbour.root)
        assert (code, seen(err)) == (0, []), err
        assert json.loads(out)
        assert "\r" not in out.replace("\r\n", "\n")


def test_a_run_in_a_pipe_only_says_its_steps(harbour: Harbour) -> None:
    done = harbour.run("--json")
    assert done.returncode == 0
    assert "\r" not in done.stderr
    assert [line.split()[0] for line in done.stderr.splitlines()] == STEPS

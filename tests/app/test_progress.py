"""Progress on a real pseudo-terminal, and its absence everywhere else; that of whole runs is in test_run.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.app.harness import COMMAND, Harbour
from tests.app.terminal import seen, watched

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


def test_other_verbs_on_a_terminal(harbour: Harbour) -> None:
    """They may be done within two seconds here: what they leave is what they leave in a pipe."""
    for arguments in (("sync", "--json"), ("model", "retrain", "--json")):
        code, out, err = watched([*COMMAND, *arguments], harbour.root)
        assert (code, seen(err)) == (0, []), err
        assert json.loads(out)
        assert "\r" not in out.replace("\r\n", "\n")

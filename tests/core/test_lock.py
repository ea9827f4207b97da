"""One command at a time, and a dead holder leaves no lock behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from onefold_core.errors import LockedError
from onefold_core.lock import project_lock

HOLD = """
import sys
from pathlib import Path
from onefold_core.lock import project_lock
with project_lock(Path(sys.argv[1]), "run"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "held"
    return child


def test_a_second_command_is_told_within_two_seconds_who_holds_it(tmp_path: Path) -> None:
    child = _holder(tmp_path)
    started = time.monotonic()
    with pytest.raises(LockedError, match=f"run, process {child.pid}"), project_lock(tmp_path, "sync"):
        pass
    assert time.monotonic() - started < 2
    child.communicate("\n", timeout=30)
    with project_lock(tmp_path, "sync"):
        pass


def test_a_killed_holder_leaves_the_project_free(tmp_path: Path) -> None:
    child = _holder(tmp_path)
    child.kill()
    child.wait(timeout=30)
    with project_lock(tmp_path, "run"):
        pass

"""A command on a real pseudo-terminal, and what is seen there."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

STEPS = ["extract", "stage", "standardise", "match", "build", "audit", "publish", "report"]


def watched(command: Sequence[str], cwd: Path, **environment: str) -> tuple[int, str, str]:
    """Exit code, stdout through a pipe, and what a terminal of 100 columns got on stderr."""
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
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

"""One run at a time: an operating-system lock beside the warehouse, released by the system when its holder dies."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from onefold_core.clock import utc_now
from onefold_core.errors import LockedError

WAIT_SECONDS = 0.5


@contextlib.contextmanager
def project_lock(data: Path, purpose: str) -> Iterator[None]:
    """Hold the project's lock for the block; LockedError after half a second when another process has it."""
    data.mkdir(parents=True, exist_ok=True)
    note = data / "run.lock.json"
    lock = FileLock(data / "run.lock")
    try:
        lock.acquire(timeout=WAIT_SECONDS)
    except Timeout:
        raise LockedError(
            "locked",
            f"another command is at work in this project{_holder(note)}",
            where=str(data / "run.lock"),
            mend="wait for it to end (onefold runs), or stop it",
        ) from None
    try:
        note.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose, "since": utc_now()}), encoding="utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        facts = json.loads(note.read_text(encoding="utf-8"))
        return f": {facts['purpose']}, process {facts['pid']}, since {facts['since']}"
    except (OSError, ValueError, KeyError):
        return ""

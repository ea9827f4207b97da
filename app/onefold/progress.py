"""What is at work now, on a terminal that somebody watches; nothing moves in a pipe, a log or CI."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from types import TracebackType

QUIET_SECONDS = 2.0
"""Nobody needs to be told what is done by then."""
_TICK = 0.25


class Ticker:
    """One line at the bottom of the terminal that says what is at work and for how long, from two seconds on; it is
    gone afterwards. A context manager.
    """

    def __init__(self) -> None:
        self._doing, self._begun = "", time.monotonic()
        self._shown = ""
        self._writing = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Ticker:
        if sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb":
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()
        self._write("")

    def tell(self, doing: str) -> None:
        """What begins now, in a few words without a customer's value."""
        self._doing = doing

    def say(self, line: str) -> None:
        """A line that stays, above the one that moves."""
        self._write("", line + "\n")

    def _run(self) -> None:
        while not self._stop.wait(_TICK):
            seconds = time.monotonic() - self._begun
            if seconds >= QUIET_SECONDS and self._doing:
                clock = f" … {seconds:.0f} s"
                # One column stays free: a full line would wrap, and then could not be written over.
                room = shutil.get_terminal_size().columns - len(clock) - 1
                self._write(f"{self._doing[: max(room, 0)]}{clock}")

    def _write(self, moving: str, staying: str = "") -> None:
        with self._writing:
            wipe = "\r" + " " * len(self._shown) + "\r" if self._shown and moving != self._shown else ""
            if wipe or staying or moving != self._shown:
                sys.stderr.write(wipe + staying + moving)
                sys.stderr.flush()
            self._shown = moving

"""Time as the HTTP machinery sees it, so that a test's waits cost nothing."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the machinery asks of time."""

    def now(self) -> datetime:
        """The moment, in UTC."""

    def seconds(self) -> float:
        """Seconds that never run backwards."""

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        time.sleep(seconds)


class SteppedClock:
    """A clock that only moves when somebody sleeps; safe to share between threads."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The moment, in UTC."""
        from datetime import timedelta

        return self._start + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """Seconds slept so far."""
        with self._lock:
            return self._passed

    def sleep(self, seconds: float) -> None:
        """Move the clock."""
        with self._lock:
            self._passed += max(0.0, seconds)

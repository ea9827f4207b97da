"""Token buckets: how many requests a system may be sent, shared by all threads that read it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from onefold_core.settings_rest import Bucket

from onefold_pipelines.rest.clock import Clock

NAP_SECONDS = 1.0
"""Who waits looks up so often whether there is still something to wait for."""


def nap(clock: Clock, seconds: float, check: Callable[[], None]) -> None:
    """Let so many seconds pass, unless `check` raises before."""
    while seconds > 0:
        check()
        clock.sleep(min(seconds, NAP_SECONDS))
        seconds -= NAP_SECONDS


class TokenBucket:
    """`burst` tokens, refilled at `rate` a second; a throttled answer stops every thread until it is over."""

    def __init__(self, settings: Bucket, clock: Clock, check: Callable[[], None] = lambda: None) -> None:
        self._settings = settings
        self._check = check
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens = settings.burst
        self._at = clock.seconds()
        self._closed_until = self._at
        self._slots = threading.BoundedSemaphore(settings.parallel)

    @contextmanager
    def token(self) -> Iterator[None]:
        """Hold one of the parallel slots for the block, entered as soon as a token is free."""
        with self._slots:
            while (pause := self._try()) > 0:
                nap(self._clock, pause, self._check)
            yield

    def close(self, seconds: float) -> None:
        """Give no token for so many seconds from now."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock.seconds() + seconds)

    def _try(self) -> float:
        """Take a token, or say how many seconds to wait before asking again."""
        with self._lock:
            now = self._clock.seconds()
            if now < self._closed_until:
                return self._closed_until - now
            self._tokens = min(self._settings.burst, self._tokens + (now - self._at) * self._settings.rate)
            self._at = now
            # A hair below one counts as one: the wait that was asked for may have been rounded down.
            if self._tokens >= 1 - 1e-9:
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) / self._settings.rate

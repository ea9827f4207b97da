"""Work on two cores while the order stays: numpy, Arrow and rapidfuzz let other threads run while they count."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

THREADS = 2
"""More would hold more intermediate results at a time than they save."""
WAITING = 2
"""Answers begun or waiting for each thread: while one takes long, the other goes on with those behind it."""


def ahead(function: Callable[[A], B], items: Iterable[A], threads: int = THREADS) -> Iterator[B]:
    """As `map`, with the next answers computed before they are asked for, on so many threads; `function` must not touch
    a database.
    """
    waiting: deque[Future[B]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for item in items:
            if len(waiting) == WAITING * threads:
                yield waiting.popleft().result()
            waiting.append(pool.submit(function, item))
        while waiting:
            yield waiting.popleft().result()

"""Results of functions of one argument, kept: words, towns and lines come again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Kept(dict[K, V]):
    """Argument → result, made when it is first asked for; emptied when it holds `most`."""

    __slots__ = ("most", "of")

    def __init__(self, of: Callable[[K], V], most: int) -> None:
        super().__init__()
        self.of = of
        self.most = most

    def __missing__(self, key: K) -> V:
        found = self.of(key)
        # Two threads may come here at once: both keep the same.
        if len(self) >= self.most:
            self.clear()
        self[key] = found
        return found


def memo(most: int) -> Callable[[Callable[[K], V]], Callable[[K], V]]:
    """Keep the results of a pure function of one argument, `most` at a time.

    A hit touches the dict alone. `lru_cache` moves what was hit to the end of its chain, which are four objects more
    out of memory: twice the time where other work has filled the processor's caches.
    """

    def keep(of: Callable[[K], V]) -> Callable[[K], V]:
        return _Kept(of, most).__getitem__

    return keep

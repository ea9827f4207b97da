"""Reading many values without looking for garbage among their results again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Cyclic garbage waits until the block is left.

    Results are kept by the thousand and hold no cycles, so that the collector finds nothing and takes up to half of
    the time. Blocks may be nested; a process whose collector is off keeps it off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

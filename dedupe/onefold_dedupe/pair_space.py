"""Pairs with the keys that found them, as numbers, gathered by ranges of their lower record: what does not fit memory
goes to a file of a temporary folder, and no step holds all pairs of all keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from onefold_dedupe.ahead import ahead
from onefold_dedupe.keys import Rids

RANGE_BITS = 13
"""Lower records of one range: 8,192, whose pairs of all keys take some 2 MB and are sorted in a core's own cache."""
TOGETHER = 8
"""Ranges whose candidates are handed out at once."""
HELD_BYTES = 512 << 20
"""Pairs held in memory before they go to a file."""
AT_ONCE = 1 << 19
"""Pairs that are made at once, however far apart their records stand in their buckets."""
_RID_BITS = 32
_KEY_BITS = 7
_ENOUGH = np.uint64(1 << 63)

Bits = npt.NDArray[np.uint64]
Sizes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Ranges = npt.NDArray[np.unsignedinteger[Any]]
Coded = tuple[Bits, Sizes]
"""Pairs as numbers, by ranges of the lower record, and where each range ends: the lower record within its range, the
higher one, the key, whether it is enough."""


def differs(values: npt.NDArray[Any]) -> Flags:
    """Whether each value is another one than the one before it; the first is."""
    differs = np.ones(len(values), np.bool_)
    differs[1:] = values[1:] != values[:-1]
    return differs


def pairs_in_a_row(rids: Rids, after: Sizes, key: int, enough: Flags) -> Iterator[Coded]:
    """The pairs that key number `key` has found: every record with so many `after` it in the row, one distance at a
    time, those of few large buckets at once. The first of two is the lower one.
    """
    low, high, ranges = _code_low(rids, key, enough), _code_high(rids), _range_of(rids)
    rows = np.flatnonzero(after > 0)
    # By ranges once, not pair by pair.
    rows = rows[np.argsort(ranges[rows], kind="stable")]
    low, after, ranges = low[rows], after[rows], ranges[rows]
    left_over = int(after.sum())
    distance = 1
    while len(rows):
        if left_over <= AT_ONCE:
            counts = after - (distance - 1)
            ends = np.cumsum(counts)
            other = np.repeat(rows + distance - ends + counts, counts) + np.arange(left_over)
            yield np.repeat(low, counts) | high[other], np.append(0, ends)[_ends(ranges)]
            return
        left_over -= len(rows)
        yield low | high[rows + distance], _ends(ranges)
        distance += 1
        goes_on = after >= distance
        rows, low, after, ranges = rows[goes_on], low[goes_on], after[goes_on], ranges[goes_on]


def _code_low(rids: Rids, key: int, enough: Flags) -> Bits:
    # In place: memory that is new for every step costs as much as the steps.
    codes = rids.astype(np.uint64)
    codes &= np.uint64((1 << RANGE_BITS) - 1)
    codes <<= np.uint64(_RID_BITS + _KEY_BITS)
    codes |= np.uint64(key << 1)
    codes |= enough
    return codes


def _code_high(rids: Rids) -> Bits:
    codes = rids.astype(np.uint64)
    codes <<= np.uint64(_KEY_BITS)
    return codes


def _range_of(rids: Rids) -> Ranges:
    ranges = rids >> RANGE_BITS
    # A byte, or two, are sorted by radix, so that many ranges cost no more than few.
    return ranges.astype(np.uint8) if int(ranges.max(initial=0)) < 256 else ranges.astype(np.uint16)


def _ends(ranges: Ranges) -> Sizes:
    """Where each range ends among ascending ones."""
    return np.cumsum(np.bincount(ranges))


class PairSpace:
    """Pairs with the keys that found them, gathered by ranges of the lower record; a context manager."""

    def __init__(self, held_bytes: int = HELD_BYTES) -> None:
        self._held: list[Coded] = []
        self._held_bytes, self._size = held_bytes, 0
        self._filed: list[tuple[int, Sizes]] = []
        """Of pairs in the file: the byte where they begin, and where each range ends."""
        self._lock = Lock()
        self._folder: TemporaryDirectory[str] | None = None

    def __enter__(self) -> PairSpace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder:
            self._folder.cleanup()

    @property
    def has_spilled(self) -> bool:
        """Whether pairs went to a file."""
        return self._folder is not None

    def add(self, coded: Coded) -> None:
        """Pairs that a key has found; several threads may add theirs."""
        if not len(coded[0]):
            return
        with self._lock:
            self._held.append(coded)
            self._size += coded[0].nbytes
            if self._size > self._held_bytes:
                self._spill()

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="onefold-pairs-")
        with self._file.open("ab") as file:
            for codes, ends in self._held:
                self._filed.append((file.tell(), ends))
                codes.tofile(file)
        self._held.clear()
        self._size = 0

    @property
    def _file(self) -> Path:
        return Path(self._folder.name if self._folder else "", "pairs")

    def candidates(self) -> Iterator[tuple[Rids, Rids, Bits]]:
        """Ranges in order: lower record, higher record, mask (bit n is key n) of the pairs that one key finds which is
        enough, or two keys; sorted.
        """
        ranges = max((len(ends) for _, ends in (*self._held, *self._filed)), default=0)

        def gathered(first: int) -> tuple[Rids, Rids, Bits]:
            parts = [(codes, _bounds(ends, first)) for codes, ends in self._held]
            parts += self._read(first) if self._filed else []
            found = []
            for place in range(min(TOGETHER, ranges - first)):
                codes = np.concatenate([codes[bounds[place] : bounds[place + 1]] for codes, bounds in parts])
                found.append(_gather(first + place, codes))
            low, high, mask = zip(*found, strict=True)
            return np.concatenate(low), np.concatenate(high), np.concatenate(mask)

        yield from ahead(gathered, range(0, ranges, TOGETHER))

    def _read(self, first: int) -> list[tuple[Bits, list[int]]]:
        """Of everything in the file the pairs of some ranges, and where each range begins and ends."""
        parts = []
        with self._file.open("rb") as file:
            for start, ends in self._filed:
                begin, *others = _bounds(ends, first)
                file.seek(start + begin * 8)
                parts.append((np.fromfile(file, np.uint64, others[-1] - begin), [0, *(end - begin for end in others)]))
        return parts


def _bounds(ends: Sizes, first: int) -> list[int]:
    """Where the ranges that are handed out with the first one begin and end."""
    places = np.arange(first - 1, first + TOGETHER)
    bounds: list[int] = np.where(places < 0, 0, ends.take(places, mode="clip")).tolist()
    return bounds


def coded_pairs(low: Rids, high: Rids, key: int, enough: Flags) -> Coded:
    """Pairs (low < high) that key number `key` has found."""
    ranges = _range_of(low)
    order = np.argsort(ranges, kind="stable")
    return (_code_low(low, key, enough) | _code_high(high))[order], _ends(ranges)


def _gather(number: int, codes: Bits) -> tuple[Rids, Rids, Bits]:
    codes.sort()
    pairs = codes >> np.uint64(_KEY_BITS)
    is_repeated = pairs[1:] == pairs[:-1]
    # Most pairs have one key that is not enough; the rest costs little.
    may_count = (codes & np.uint64(1)).astype(np.bool_)
    may_count[1:] |= is_repeated
    may_count[:-1] |= is_repeated
    codes, pairs = codes[may_count], pairs[may_count]
    starts = np.flatnonzero(differs(pairs))
    bits = np.uint64(1) << ((codes >> np.uint64(1)) & np.uint64(63))
    bits |= (codes & np.uint64(1)) << np.uint64(63)
    found = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits
    mask = found & ~_ENOUGH
    kept = np.flatnonzero((found >= _ENOUGH) | (np.bitwise_count(mask) > 1))
    pairs, mask = pairs[starts[kept]], mask[kept]
    low = (pairs >> np.uint64(_RID_BITS)).astype(np.int32) | np.int32(number << RANGE_BITS)
    return low, (pairs & np.uint64((1 << _RID_BITS) - 1)).astype(np.int32), mask

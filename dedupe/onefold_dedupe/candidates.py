"""Pairs of records that share buckets, by sorting numbers: bounded in memory, the same in whatever order they come.

Pairs are gathered by ranges of their lower record, and a range that has grown large goes to a file of a temporary
folder, so that no step holds all pairs of all keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from onefold_dedupe.ahead import ahead
from onefold_dedupe.keys import BUCKET_BITS, Hashes, Rids, bucket_of, mix

RANGE_BITS = 13
"""Lower records of one range: 8,192, whose pairs of all keys take some 2 MB and are sorted in a core's own cache."""
TOGETHER = 8
"""Ranges whose candidates are handed out at once."""
HELD_BYTES = 512 << 20
"""Pairs of all ranges held in memory before they go to files."""
AT_ONCE = 1 << 19
"""Pairs that are made at once, however far apart their records stand in their buckets."""
_RID_BITS = 32
_SMALL_RID = 64 - BUCKET_BITS
"""Bits of a record's number that fit beside a bucket; with 16.8 million records on, sorting is slower."""
_KEY_BITS = 7
_ENOUGH = np.uint64(1 << 63)

Bits = npt.NDArray[np.uint64]
Sizes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Ranges = npt.NDArray[np.unsignedinteger[Any]]
Pairs = tuple[Rids, Rids, Flags]
Coded = tuple[Bits, Sizes]
"""Pairs as numbers, by ranges of the lower record, and where each range ends: the lower record within its range, the
higher one, the key, whether it is enough."""
GROWTH = 2
"""A bucket within its cap when the model was trained may grow to so many times the cap before it pairs nobody: a bucket
at its cap would otherwise change all its pairs with every newcomer.
"""


@dataclass(frozen=True)
class Limits:
    """Of one key: the largest bucket that is paired whole, and the largest that makes a candidate by itself."""

    cap: int
    enough: int

    @property
    def most(self) -> int:
        """The largest bucket that is paired, once the cap has told which buckets are over it."""
        return GROWTH * self.cap


class Parts:
    """Parts of records' own by which buckets are split: rows of record, ascending, and part, of records below `size`.

    Looked up for key after key, so that where a record's rows are is counted once.
    """

    def __init__(self, rids: Rids, hashes: Hashes, size: int) -> None:
        self._hashes = hashes
        having = np.bincount(rids, minlength=size)
        self._is_single = int(having.max(initial=0)) <= 1
        if self._is_single:
            self._hashes = np.zeros(size, np.uint64)
            self._hashes[rids] = hashes
            self._has_any = having.astype(np.bool_)
        else:
            self._counts, self._first = having.astype(np.int32), (np.cumsum(having) - having).astype(np.int32)

    def __len__(self) -> int:
        return len(self._hashes)

    def of(self, rids: Rids) -> tuple[Sizes, Hashes]:
        """Every part of each record: place of the record among those given, and part."""
        if self._is_single:
            here = np.flatnonzero(self._has_any[rids])
            return here, self._hashes[rids[here]]
        counts = self._counts[rids]
        ends = np.cumsum(counts, dtype=np.int64)
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        rows = np.repeat(self._first[rids], counts) + within
        return np.repeat(np.arange(len(rids)), counts), self._hashes[rows]


class Members:
    """The records of one key by bucket, each once in a bucket."""

    def __init__(self, rids: Rids, buckets: Hashes) -> None:
        self.rids, self.buckets = _sorted(rids, buckets)
        self.starts: Sizes = np.flatnonzero(_differs(self.buckets))
        self.sizes: Sizes = np.diff(np.append(self.starts, len(self.rids)))

    def records(self) -> int:
        """How many records have the key."""
        has_key = np.zeros(int(self.rids.max(initial=-1)) + 1, np.bool_)
        has_key[self.rids] = True
        return int(np.count_nonzero(has_key))

    def pairs_of(self, wanted: Flags) -> int:
        """Pairs of all wanted buckets."""
        sizes = self.sizes[wanted]
        return int((sizes * (sizes - 1) // 2).sum())

    def among(self, buckets: Hashes) -> Flags:
        """Of every bucket here, whether it is one of these (ascending)."""
        own = self.buckets[self.starts]
        place = np.searchsorted(buckets, own)
        found = place < len(buckets)
        found[found] = buckets[place[found]] == own[found]
        return found

    def split(self, wanted: Flags, parts: Parts) -> Members:
        """The wanted buckets' records by bucket and by a part of their own."""
        sizes = self.sizes[wanted]
        mixed = np.repeat(mix(self.buckets[self.starts[wanted]]), sizes)
        rids = self.rids[np.repeat(wanted, self.sizes)]
        here, hashes = parts.of(rids)
        return Members(rids[here], bucket_of(mixed[here] + hashes))

    def pairs(self, paired: Flags, enough: int, key: int) -> Iterator[Coded]:
        """The pairs of the buckets that are paired, found by key number `key`."""
        paired = paired & (self.sizes > 1)
        rids, after = self._spread(paired)
        # Records of a bucket ascend, so that the first of two is the lower one.
        low = _code_low(rids, key, np.repeat(self.sizes[paired] <= enough, self.sizes[paired]))
        yield from _each_with_the_next(low, _code_high(rids), after, _range_of(rids))

    def pairs_with(self, paired: Flags, enough: int, wanted: Flags) -> Pairs:
        """The same, but only the pairs of which one is `wanted` (by a record's number)."""
        paired = paired & (self.sizes > 1)
        sizes = np.repeat(self.sizes[paired], self.sizes[paired])
        rids, after = self._spread(paired)
        ends = np.arange(len(rids)) + after + 1
        one = np.flatnonzero(wanted[rids])
        counts = sizes[one]
        stops = np.cumsum(counts)
        other = np.arange(stops[-1] if len(stops) else 0) + np.repeat(ends[one] - stops, counts)
        one = np.repeat(one, counts)
        kept = (one < other) | ((one > other) & ~wanted[rids[other]])
        one, other = one[kept], other[kept]
        left, right = rids[one], rids[other]
        return np.minimum(left, right), np.maximum(left, right), sizes[one] <= enough

    def _spread(self, wanted: Flags) -> tuple[Rids, Sizes]:
        """Members of the wanted buckets in a row: record, how many follow in its bucket."""
        sizes = self.sizes[wanted]
        ends = np.cumsum(sizes)
        rids = self.rids[np.repeat(wanted, self.sizes)]
        return rids, np.repeat(ends, sizes) - np.arange(len(rids)) - 1


def _sorted(rids: Rids, buckets: Hashes) -> tuple[Rids, Hashes]:
    """Records by bucket and number, without repeats."""
    if int(rids.max(initial=0)) >> _SMALL_RID:
        order = np.lexsort((rids, buckets))
        rids, buckets = rids[order], buckets[order]
        fresh = _differs(rids) | _differs(buckets)
        return rids[fresh], buckets[fresh]
    packed = buckets << np.uint64(_SMALL_RID)
    packed |= rids.view(np.uint32)
    packed.sort()
    fresh = _differs(packed)
    packed = packed if fresh.all() else packed[fresh]
    sorted_rids = packed.astype(np.uint32)
    sorted_rids &= np.uint32((1 << _SMALL_RID) - 1)
    packed >>= np.uint64(_SMALL_RID)
    return sorted_rids.view(np.int32), packed


def _differs(values: npt.NDArray[Any]) -> Flags:
    """Whether each value is another one than the one before it; the first is."""
    differs = np.ones(len(values), np.bool_)
    differs[1:] = values[1:] != values[:-1]
    return differs


def _each_with_the_next(low: Bits, high: Bits, after: Sizes, ranges: Ranges) -> Iterator[Coded]:
    """Every record with those that follow in its bucket, one distance at a time, those of few large buckets at once."""
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
        self._held: dict[int, list[Bits]] = defaultdict(list)
        self._held_bytes, self._size = held_bytes, 0
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
        """Whether pairs went to files."""
        return self._folder is not None

    def add(self, coded: Coded) -> None:
        """Pairs that a key has found; several threads may add theirs."""
        codes, ends = coded
        starts = np.append(0, ends[:-1])
        with self._lock:
            for number in np.flatnonzero(ends > starts).tolist():
                self._held[number].append(codes[starts[number] : ends[number]].copy())
            self._size += codes.nbytes
            if self._size > self._held_bytes:
                self._spill()

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="onefold-pairs-")
        for number, parts in self._held.items():
            with self._file(number).open("ab") as file:
                for part in parts:
                    part.tofile(file)
        self._held.clear()
        self._size = 0

    def _file(self, number: int) -> Path:
        return Path(self._folder.name if self._folder else "") / f"{number}.pairs"

    def candidates(self) -> Iterator[tuple[Rids, Rids, Bits]]:
        """Ranges in order: lower record, higher record, mask (bit n is key n) of the pairs that one key finds which is
        enough, or two keys; sorted.
        """
        spilled = {int(path.stem) for path in Path(self._folder.name).iterdir()} if self._folder else set()

        def gathered(numbers: Sequence[int]) -> tuple[Rids, Rids, Bits]:
            found = []
            for number in numbers:
                parts = self._held.pop(number, [])
                if number in spilled:
                    parts.append(np.fromfile(self._file(number), np.uint64))
                    self._file(number).unlink()
                found.append(_gather(number, np.concatenate(parts)))
            low, high, mask = zip(*found, strict=True)
            return np.concatenate(low), np.concatenate(high), np.concatenate(mask)

        numbers = sorted(spilled | set(self._held))
        yield from ahead(gathered, (numbers[at : at + TOGETHER] for at in range(0, len(numbers), TOGETHER)))


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
    starts = np.flatnonzero(_differs(pairs))
    bits = np.uint64(1) << ((codes >> np.uint64(1)) & np.uint64(63))
    bits |= (codes & np.uint64(1)) << np.uint64(63)
    found = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits
    mask = found & ~_ENOUGH
    kept = np.flatnonzero((found >= _ENOUGH) | (np.bitwise_count(mask) > 1))
    pairs, mask = pairs[starts[kept]], mask[kept]
    low = (pairs >> np.uint64(_RID_BITS)).astype(np.int32) | np.int32(number << RANGE_BITS)
    return low, (pairs & np.uint64((1 << _RID_BITS) - 1)).astype(np.int32), mask

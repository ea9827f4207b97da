"""Records by the buckets they share, by sorting numbers: bounded in memory, the same in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from onefold_dedupe.keys import BUCKET_BITS, PIECE, Hashes, Rids, bucket_of, mix
from onefold_dedupe.pair_space import Coded, Flags, Sizes, differs, pairs_in_a_row

_SMALL_RID = 64 - BUCKET_BITS
"""Bits of a record's number that fit beside a bucket; with 16.8 million records on, sorting is slower."""
_IS_THERE = np.uint64(1 << 63)
"""Set beside a part, which may be 0."""
ROWS = 1 << 19
"""Members of buckets that are paired at once."""
Pairs = tuple[Rids, Rids, Flags]
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
        self.most = int(having.max(initial=0))
        """Of one record."""
        if self.most <= 1:
            self._hashes = np.zeros(size, np.uint64)
            self._hashes[rids] = hashes | _IS_THERE
        else:
            self._counts, self._first = having.astype(np.int32), (np.cumsum(having) - having).astype(np.int32)

    def __len__(self) -> int:
        return len(self._hashes)

    def of(self, rids: Rids) -> tuple[Sizes, Hashes]:
        """Every part of each record: place of the record among those given, and part."""
        if self.most <= 1:
            found = self._hashes[rids]
            here = np.flatnonzero(found)
            return here, found[here] ^ _IS_THERE
        counts = self._counts[rids]
        ends = np.cumsum(counts, dtype=np.int64)
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        rows = np.repeat(self._first[rids], counts) + within
        return np.repeat(np.arange(len(rids)), counts), self._hashes[rows]


class Members:
    """The records of one key by bucket, each once in a bucket."""

    def __init__(self, pieces: Iterable[tuple[Rids, Hashes]], most: int, size: int) -> None:
        """From records below `size` and their buckets, at `most` so many, by pieces."""
        self._size = size
        self.rids, self.buckets = _sorted(pieces, most, size)
        self.starts: Sizes = np.flatnonzero(differs(self.buckets))
        self.sizes: Sizes = np.diff(np.append(self.starts, len(self.rids)))

    def records(self) -> int:
        """How many records have the key."""
        has_key = np.zeros(self._size, np.bool_)
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
        is_wanted = np.repeat(wanted, self.sizes)

        def pieces() -> Iterator[tuple[Rids, Hashes]]:
            for start in range(0, len(is_wanted), PIECE):
                piece = slice(start, start + PIECE)
                rids = self.rids[piece][is_wanted[piece]]
                here, hashes = parts.of(rids)
                mixed = mix(self.buckets[piece][is_wanted[piece]])[here]
                mixed += hashes
                yield rids[here], bucket_of(mixed)

        return Members(pieces(), int(np.count_nonzero(is_wanted)) * parts.most, self._size)

    def pairs(self, paired: Flags, enough: int, key: int) -> Iterator[Coded]:
        """The pairs of the buckets that are paired, found by key number `key`."""
        buckets = np.flatnonzero(paired & (self.sizes > 1))
        ends = np.cumsum(self.sizes[buckets])
        start = 0
        while start < len(buckets):
            stop = int(np.searchsorted(ends, ends[start] + ROWS, side="right"))
            rids, sizes, after = self._spread(buckets[start:stop])
            # Records of a bucket ascend, so that the first of two is the lower one.
            yield from pairs_in_a_row(rids, after, key, sizes <= enough)
            start = stop

    def pairs_with(self, paired: Flags, enough: int, wanted: Flags) -> Pairs:
        """The same, but only the pairs of which one is `wanted` (by a record's number)."""
        rids, sizes, after = self._spread(np.flatnonzero(paired & (self.sizes > 1)))
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

    def _spread(self, buckets: Sizes) -> tuple[Rids, Sizes, Sizes]:
        """Members of buckets in a row: record, size of its bucket, how many follow in it."""
        sizes = self.sizes[buckets]
        ends = np.cumsum(sizes)
        row = np.arange(ends[-1] if len(ends) else 0)
        rids = self.rids[row + np.repeat(self.starts[buckets] - ends + sizes, sizes)]
        return rids, np.repeat(sizes, sizes), np.repeat(ends, sizes) - row - 1


def _sorted(pieces: Iterable[tuple[Rids, Hashes]], most: int, size: int) -> tuple[Rids, Hashes]:
    """Records by bucket and number, without repeats."""
    if size >> _SMALL_RID:
        given = list(pieces)
        rids = np.concatenate([np.zeros(0, np.int32), *(rids for rids, _ in given)])
        buckets = np.concatenate([np.zeros(0, np.uint64), *(buckets for _, buckets in given)])
        order = np.lexsort((rids, buckets))
        rids, buckets = rids[order], buckets[order]
        fresh = differs(rids) | differs(buckets)
        return rids[fresh], buckets[fresh]
    packed = np.empty(most, np.uint64)
    end = 0
    for rids, buckets in pieces:
        piece = packed[end : end + len(rids)]
        np.left_shift(buckets, np.uint64(_SMALL_RID), out=piece)
        piece |= rids.view(np.uint32)
        end += len(rids)
    packed = packed[:end]
    packed.sort()
    fresh = differs(packed)
    packed = packed if fresh.all() else packed[fresh]
    sorted_rids = packed.astype(np.uint32)
    sorted_rids &= np.uint32((1 << _SMALL_RID) - 1)
    packed >>= np.uint64(_SMALL_RID)
    return sorted_rids.view(np.int32), packed

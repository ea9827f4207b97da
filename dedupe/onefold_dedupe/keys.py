"""Blocking keys of records as numbers: SQL hashes each part of a key once, numpy puts the parts together.

A bucket is the upper 40 bits of a key's hash: two unlike values of one key share one with a chance of 1 in 10^12, which
costs a candidate, and a bucket and a record fit one 64-bit number, which sorts fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from onefold_core.errors import InvariantError
from onefold_core.identifiers import literal, quote

from onefold_dedupe.ahead import ahead
from onefold_dedupe.features import PART, is_multi
from onefold_dedupe.rows import read
from onefold_dedupe.ruleset import BlockingKey

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BUCKET_BITS = 40
PIECE = 1 << 16
"""Rows of a key that are worked on at once."""
Rids = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
_Rows = npt.NDArray[np.int64] | None
"""Places of rows; None: all as they stand."""

TRANSFORMS = {
    "": "{0}",
    "first1": "substr({0}, 1, 1)",
    "first3": "substr({0}, 1, 3)",
    "first4": "substr({0}, 1, 4)",
    "first6": "substr({0}, 1, 6)",
    "last4": "right({0}, 4)",
    "last7": "right({0}, 7)",
    "year": "substr({0}, 1, 4)",
    "month_day": "case when length({0}) = 10 then substr({0}, 6) end",
    "unordered": (
        "case when length({0}) = 10 then substr({0}, 1, 4) || least(substr({0}, 6, 2), substr({0}, 9, 2))"
        " || greatest(substr({0}, 6, 2), substr({0}, 9, 2)) end"
    ),
    "local": "split_part({0}, '@', 1)",
    "host": "split_part({0}, '@', 2)",
    "host1": "substr(split_part({0}, '@', 2), 1, 1)",
    "number": f"split_part({{0}}, {literal(PART)}, 2)",
    "house": f"split_part(split_part({{0}}, {literal(PART)}, 1), '-', 1)",
    "words": f"split_part({{0}}, {literal(PART)}, 2)",
    "postcode": f"split_part({{0}}, {literal(PART)}, 1)",
    "city": f"split_part({{0}}, {literal(PART)}, 2)",
    "word": "unnest(string_split({0}, ' '))",
    "rare": "regexp_extract(unnest(string_split({0}, ' ')[1:4]), '^[^=]+')",
    "rare2": (
        "case when contains({0}, ' ') then list_aggregate(list_sort(list_transform(string_split({0}, ' ')[1:2],"
        " w -> split_part(w, '=', 1))), 'string_agg', ' ') end"
    ),
}


class Keys:
    """The parts of the keys of every record of a table with `rid` and the features; one value of a multi-valued
    feature, or one word, is a row of its own.

    InvariantError when the rules use a transform that there is none of.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, table: str, keys: Sequence[BlockingKey]) -> None:
        self._rows: dict[str, tuple[Rids, dict[str, Hashes]]] = {}
        groups: dict[str, list[str]] = {"": []}
        for key in keys:
            for part in key.parts:
                parts = groups.setdefault(_group(part, key), [])
                if part not in parts:
                    parts.append(part)
        # One group's rows become arrays while the next are read.
        read_ahead = ahead(_arrays, (_read(con, table, *group) for group in groups.items()), threads=1)
        for (group, parts), (rids, hashes) in zip(groups.items(), read_ahead, strict=True):
            self._rows[group] = rids, dict(zip(parts, hashes, strict=True))
        # By place, not by searching, which misses the cache at every step.
        place_of = np.zeros(self.size, np.int64)
        place_of[self._rows[""][0]] = np.arange(len(self._rows[""][0]))
        self._scalar_of = {group: place_of[rows[0]] for group, rows in self._rows.items() if group}

    @property
    def size(self) -> int:
        """One more than the largest number of a record."""
        rids = self._rows[""][0]
        return int(rids[-1]) + 1 if len(rids) else 0

    def rows(self, key: BlockingKey) -> int:
        """How many rows the longest part of a key has."""
        return max(len(self._rows[_group(part, key)][0]) for part in key.parts)

    def of(self, key: BlockingKey) -> tuple[int, Iterator[tuple[Rids, Hashes]]]:
        """How many rows a key has at most, and by pieces (rid, bucket) of the records that have every part, one for
        each combination of values; some may repeat.
        """
        if not key.parts:
            raise InvariantError("bad-rules", f"key {key.name} has no parts")
        groups = list(dict.fromkeys(filter(None, (_group(part, key) for part in key.parts))))
        rids = self._rows[""][0]
        if not groups:
            return len(rids), self._pieces(key, {"": None}, len(rids))
        row_of: dict[str, _Rows] = {groups[0]: None}
        scalar = self._scalar_of[groups[0]]
        for group in groups[1:]:
            here, there = cross(scalar, self._scalar_of[group])
            row_of = {name: here if rows is None else rows[here] for name, rows in row_of.items()}
            row_of[group], scalar = there, scalar[here]
        row_of[""] = scalar
        return len(scalar), self._pieces(key, row_of, len(scalar))

    def _pieces(self, key: BlockingKey, row_of: Mapping[str, _Rows], size: int) -> Iterator[tuple[Rids, Hashes]]:
        # Small enough for a core's cache: of a large file, memory that is new for every step costs as much as the step.
        for start in range(0, size, PIECE):
            piece = slice(start, start + PIECE)
            row = {group: piece if rows is None else rows[piece] for group, rows in row_of.items()}
            hashes = [self._rows[_group(part, key)][1][part][row[_group(part, key)]] for part in key.parts]
            mixed, known = hashes[0], hashes[0] != 0
            for other in hashes[1:]:
                mixed = mix(mixed)
                mixed += other
                known &= other != 0
            yield self._rows[""][0][row[""]][known], bucket_of(mixed[known])


def bucket_of(mixed: Hashes) -> Hashes:
    """The number of the bucket of what was mixed."""
    bucket = mix(mixed)
    bucket >>= np.uint64(64 - BUCKET_BITS)
    return bucket


def mix(hashes: Hashes) -> Hashes:
    """A bijection after which every bit depends on the others (the multiplier is splitmix64's)."""
    mixed = hashes >> np.uint64(31)
    mixed ^= hashes
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(29)
    return mixed


def cross(
    left: npt.NDArray[np.integer[Any]], right: npt.NDArray[np.integer[Any]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows of two lists of records (the right one ascending), every one with every one of the same record."""
    # By counting, not by searching: of millions of unordered records a search misses the cache at every step.
    most = max(int(left.max(initial=-1)), int(right[-1]) if len(right) else -1)
    having = np.bincount(right, minlength=most + 1)
    counts = having[left]
    first = (np.cumsum(having) - having)[left]
    if counts.max(initial=0) <= 1:
        here = np.flatnonzero(counts)
        return here, first[here]
    ends = np.cumsum(counts)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return np.repeat(np.arange(len(left)), counts), np.repeat(first, counts) + within


def _group(part: str, key: BlockingKey) -> str:
    """What a part's rows are: '' one a record, a feature's name one a value, the part itself one a word."""
    feature, _, transform = part.partition(":")
    if transform not in TRANSFORMS:
        raise InvariantError(
            "bad-rules", f"key {key.name} uses an unknown transform {transform!r}", valid=sorted(TRANSFORMS)
        )
    if is_multi(feature):
        return feature
    return part if "unnest" in TRANSFORMS[transform] else ""


def _read(con: duckdb.DuckDBPyConnection, table: str, group: str, parts: Sequence[str]) -> list[pa.ChunkedArray]:
    """Rids, and the hash of each part, 0 where there is nothing."""
    feature = group.partition(":")[0]
    source = f"(select rid, unnest({quote(feature)}) as {quote(feature)} from {table})" if is_multi(feature) else table
    texts = ", ".join(f"{_part_sql(part)} as p{number}" for number, part in enumerate(parts))
    hashes = ", ".join(
        f"case when p{number} <> '' then hash(p{number}) else 0::ubigint end" for number in range(len(parts))
    )
    selected = f"select rid{', ' + texts if parts else ''} from {source}"
    columns: list[pa.ChunkedArray] = read(con, f"select rid{', ' + hashes if parts else ''} from ({selected})").columns
    return columns


def _arrays(columns: list[pa.ChunkedArray]) -> tuple[Rids, list[Hashes]]:
    """The same in ascending order of rids; the columns are used up, so that none is held twice for long."""
    rids = columns.pop(0).to_numpy()
    is_sorted = not (rids[1:] < rids[:-1]).any()
    order = None if is_sorted else np.argsort(rids, kind="stable")
    hashes = []
    while columns:
        column = columns.pop(0).to_numpy()
        hashes.append(column if order is None else column[order])
    return (rids if order is None else rids[order]).astype(np.int32), hashes


def _part_sql(part: str) -> str:
    feature, _, transform = part.partition(":")
    return TRANSFORMS[transform].format(quote(feature))

"""Candidate pairs: records that share a key. Every key is capped by what it may cost, and reports what the cap left
out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from onefold_core.identifiers import quote_path

from onefold_dedupe.ahead import ahead
from onefold_dedupe.candidates import Limits, Members, Parts
from onefold_dedupe.keys import BUCKET_BITS, Hashes, Keys, Rids
from onefold_dedupe.pair_space import Flags, PairSpace
from onefold_dedupe.ruleset import BlockingKey, Kind, Ruleset

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

A = TypeVar("A")

STRONG_CAP = 120
"""Largest bucket of a strong key that is paired whole. Customers with more records than this are rare, shared
switchboards are not.
"""
WEAK_CAP = 60
"""The same for weak keys: a name borne by more people says too little."""
RARE_CAP = 8
"""A rare key is enough by itself up to this many records: about as many as one customer has."""
PAIRS_A_RECORD = 2
"""A key's cap falls until it pairs no record with more others than this on average, so that cost grows with the records
and not with their square …"""
FREE_PAIRS = 500_000
"""… from this many pairs of a key on, which take a second in all keys together: smaller files keep the caps above."""
SPLIT_SHARE = 0.5
"""All parts of the buckets over a key's cap together may pair this share of what the key may."""
ALWAYS = 2**31 - 1
_CAPS = {"strong": STRONG_CAP, "rare": WEAK_CAP, "weak": WEAK_CAP}
_ENOUGH = {"strong": ALWAYS, "rare": RARE_CAP, "weak": 0}


@dataclass(frozen=True)
class KeyYield:
    """What one key gave: records that have it, pairs of buckets within the cap, and buckets and records over it."""

    name: str
    records: int
    pairs: int
    capped_buckets: int
    capped_records: int
    cap: int = 0


@dataclass(frozen=True)
class Policy:
    """What is frozen with a model: the limits of every slot, the buckets over its cap (ascending), and masks of keys
    whose pairs hardly ever turn out to matter, which are not looked at (`onefold_dedupe.sample`).

    A key has one slot for its buckets, its number, and one more for each way in which buckets over the cap are split.
    """

    limits: Mapping[int, Limits]
    over: Mapping[int, Hashes]
    passed_over: tuple[int, ...] = ()


def block_all(con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy | None, *, keep: bool) -> Policy:
    """Write `match_pair` (rid_l < rid_r, mask): the pairs of all records of `match_block`.

    A pair needs a key that is enough by itself, or two. Bit n of the mask is the key n of the rules. Without a policy
    its limits are chosen by what the keys find, and returned. `key_table` and `crowd_table` keep the keys between runs,
    if `keep`.
    """
    forget_keys(con, rules.kind)
    with PairSpace() as space:
        searched = _search(con, rules, policy, space, keep=keep)
        write_pairs(con, space)
    return policy or searched


def _search(
    con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy | None, space: PairSpace, *, keep: bool
) -> Policy:
    """Add the pairs of every key to the space; the limits that were chosen."""
    limits: dict[int, Limits] = {}
    over: dict[int, Hashes] = {}
    records = int(con.execute("select count(*) from match_block").fetchall()[0][0])
    allowed = max(FREE_PAIRS, PAIRS_A_RECORD * records)
    keys = Slots(con, "match_block", rules)

    def search(number: int, members: Members) -> _Searched:
        limits: dict[int, Limits] = {}
        over: dict[int, Hashes] = {}
        is_over: dict[int, Flags] = {}
        kept: list[tuple[str, pa.Table]] = []
        pairs = 0
        for slot, found in keys.split(number, members, lambda: is_over[number]):
            if policy:
                limits[slot], over[slot] = limits_of(policy, slot, rules), policy.over.get(slot, _NONE)
                is_over[slot] = found.among(over[slot])
            else:
                share = allowed if slot == number else int(allowed * SPLIT_SHARE / len(rules.splits))
                limits[slot] = _choose_limits(found, rules.blocking[number], share)
                is_over[slot] = found.sizes > limits[slot].cap
                over[slot] = found.buckets[found.starts[is_over[slot]]]
            if keep:
                kept.append((key_table(rules.kind), coded(slot, found, ~is_over[slot])))
                kept.append((crowd_table(rules.kind), coded(slot, found, is_over[slot])))
            paired = (found.sizes <= limits[slot].most) & ~is_over[slot]
            for coded_ones in found.pairs(paired, limits[slot].enough, number):
                space.add(coded_ones)
            pairs += found.pairs_of(paired)
        return _Searched(limits, over, kept, _yield(members, limits[number], is_over[number], over[number], pairs))

    for number, found in keys.each(search):
        limits |= found.limits
        over |= found.over
        for table, rows in found.kept:
            append(con, table, rows)
        values = [rules.kind, number, *found.yields]
        con.execute("insert into match_kept.key_yield values (?, ?, ?, ?, ?, ?)", values)
    return Policy(limits, over)


@dataclass(frozen=True)
class _Searched:
    """Of one key: limits and buckets over the cap by slot, rows to keep and the table of each, figures of its yield."""

    limits: Mapping[int, Limits]
    over: Mapping[int, Hashes]
    kept: Sequence[tuple[str, pa.Table]]
    yields: tuple[int, int, int, int]


class Slots:
    """The keys of a table's records, and what splits the buckets over their caps."""

    def __init__(self, con: duckdb.DuckDBPyConnection, table: str, rules: Ruleset) -> None:
        self._keys = Keys(con, table, (*rules.blocking, *rules.splits))
        self._rules = rules
        self._parts = [self._parts_of(split) for split in rules.splits]
        self.count = len(rules.blocking) * (1 + len(rules.splits))

    def each(self, search: Callable[[int, Members], A]) -> Iterator[tuple[int, A]]:
        """Number of every key that somebody has, those with most rows first, and what `search` makes of it and its
        members, on all cores: it must not touch a database.
        """

        def found(number: int) -> A | None:
            most, pieces = self._keys.of(self._rules.blocking[number])
            members = Members(pieces, most, self._keys.size)
            return search(number, members) if len(members.rids) else None

        # What takes longest is not left to one core at the end.
        numbers = sorted(range(len(self._rules.blocking)), key=lambda n: -self._keys.rows(self._rules.blocking[n]))
        for number, answer in zip(numbers, ahead(found, numbers), strict=True):
            if answer is not None:
                yield number, answer

    def _parts_of(self, split: BlockingKey) -> Parts:
        _, pieces = self._keys.of(split)
        rids, hashes = zip((_NO_RIDS, _NONE), *pieces, strict=True)
        return Parts(np.concatenate(rids), np.concatenate(hashes), self._keys.size)

    def split(self, number: int, members: Members, over: Callable[[], Flags]) -> Iterator[tuple[int, Members]]:
        """Every slot of a key and its members: the buckets themselves, then those over the cap by their parts. Which
        are over the cap is asked when the first is done.
        """
        yield number, members
        wanted = over()
        if not wanted.any():
            return
        for place, (split, parts) in enumerate(zip(self._rules.splits, self._parts, strict=True), 1):
            if not _says_nothing_new(split, self._rules.blocking[number]) and len(parts):
                yield number + place * len(self._rules.blocking), members.split(wanted, parts)


def _says_nothing_new(split: BlockingKey, key: BlockingKey) -> bool:
    """Whether all records of a bucket of the key have one part."""
    return all(part in key.parts or part.partition(":")[0] in key.parts for part in split.parts)


_NONE: Hashes = np.zeros(0, np.uint64)
_NO_RIDS: Rids = np.zeros(0, np.int32)


def key_table(kind: Kind) -> str:
    """The table that keeps the keys of a kind's records between runs (code, rid), buckets over their caps apart."""
    return quote_path("match_kept", f"key_{kind}")


def crowd_table(kind: Kind) -> str:
    """The table that keeps those of buckets over their caps (code, rid): they pair nobody, and a night reads none."""
    return quote_path("match_kept", f"crowd_{kind}")


def forget_keys(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Let no key of the kind be kept."""
    con.execute(_KEPT)
    for table in (key_table(kind), crowd_table(kind)):
        con.execute(f"create or replace table {table} (code ubigint, rid integer)")
    con.execute("delete from match_kept.key_yield where kind = ?", [kind])


def read_yields(con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy) -> tuple[KeyYield, ...]:
    """What the keys give as of the last run."""
    rows = con.execute(
        "select key, records, pairs, capped_buckets, capped_records from match_kept.key_yield"
        " where kind = ? and records > 0 order by key",
        [rules.kind],
    ).fetchall()
    return tuple(
        KeyYield(rules.blocking[number].name, records, pairs, buckets, over, limits_of(policy, number, rules).cap)
        for number, records, pairs, buckets, over in rows
    )


def limits_of(policy: Policy | None, slot: int, rules: Ruleset) -> Limits:
    """The limits of a slot; one that nobody had when the policy was made has the first caps of its key."""
    strength = rules.blocking[slot % len(rules.blocking)].strength
    return (policy.limits.get(slot) if policy else None) or Limits(_CAPS[strength], _ENOUGH[strength])


def _choose_limits(members: Members, key: BlockingKey, allowed: int) -> Limits:
    cap = _CAPS[key.strength]
    sizes = np.bincount(members.sizes[members.sizes <= cap], minlength=cap + 1)
    each = np.arange(cap + 1)
    cap = int(np.flatnonzero(np.cumsum(sizes * (each * (each - 1) // 2)) <= allowed).max())
    return Limits(cap, _ENOUGH[key.strength])


def write_pairs(con: duckdb.DuckDBPyConnection, space: PairSpace) -> None:
    """Write `match_pair` (rid_l < rid_r, mask): the candidates of the space."""
    import pyarrow as pa

    con.execute("create or replace temp table match_pair (rid_l integer, rid_r integer, mask ubigint)")
    for low, high, mask in space.candidates():
        append(con, "match_pair", pa.table({"rid_l": low, "rid_r": high, "mask": mask}))


def append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Add rows that have the columns of the table."""
    con.register("match_rows", rows)
    con.execute(f"insert into {table} from match_rows")
    con.unregister("match_rows")


def coded(slot: int, members: Members, wanted: Flags) -> pa.Table:
    """A slot's rows of the wanted buckets as they are kept: `code` is slot and bucket, because one number joins in half
    the time of two.
    """
    import pyarrow as pa

    rows = np.repeat(wanted, members.sizes)
    return pa.table({"code": np.uint64(slot << BUCKET_BITS) | members.buckets[rows], "rid": members.rids[rows]})


def _yield(members: Members, limit: Limits, is_over: Flags, over: Hashes, pairs: int) -> tuple[int, int, int, int]:
    """Records, pairs, buckets over the cap and their records."""
    capped = members.sizes[is_over | (members.sizes > limit.most)]
    # A bucket of the list counts also while nobody is in it, so that a night need not look how many are.
    empty = len(over) - int(np.count_nonzero(is_over))
    return members.records(), pairs, len(capped) + empty, int(capped.sum())


def over_table(over: Mapping[int, Hashes]) -> pa.Table:
    """Slot (`key`) and bucket of all buckets over their caps, ascending."""
    import pyarrow as pa

    slots = [np.full(len(buckets), slot, np.uint8) for slot, buckets in sorted(over.items())]
    buckets = [over[slot] for slot in sorted(over)]
    return pa.table(
        {"key": np.concatenate([*slots, _NONE.astype(np.uint8)]), "bucket": np.concatenate([*buckets, _NONE])}
    )


_KEPT = """
drop table if exists match_kept.key;
create table if not exists match_kept.key_yield (kind varchar, key utinyint, records bigint, pairs bigint,
    capped_buckets bigint, capped_records bigint);
"""

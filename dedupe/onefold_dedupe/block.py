"""Candidate pairs: records that share a key. Every key is capped by what it may cost, and reports what the cap left
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from onefold_core.identifiers import literal

from onefold_dedupe.ahead import ahead
from onefold_dedupe.candidates import Bits, Flags, Limits, Members, PairSpace
from onefold_dedupe.keys import Hashes, Keys, Rids
from onefold_dedupe.ruleset import BlockingKey, Kind, Ruleset

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

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
    its limits are chosen by what the keys find, and returned. `match_kept.key` keeps the keys between runs, if `keep`.
    """
    forget_keys(con, rules.kind)
    _begin_pairs(con)
    limits: dict[int, Limits] = {}
    over: dict[int, Hashes] = {}
    records = int(con.execute("select count(*) from match_block").fetchall()[0][0])
    allowed = max(FREE_PAIRS, PAIRS_A_RECORD * records)
    keys = _Slots(con, "match_block", rules)
    with PairSpace() as space:
        for number, members in keys.members():
            pairs = 0
            for slot, found in keys.split(number, members, over):
                if keep:
                    statement = "insert into match_kept.key select ?, rid, key, bucket from match_rows"
                    _append(con, statement, _rows(slot, found), rules.kind)
                if policy:
                    limits[slot], over[slot] = limits_of(policy, slot, rules), policy.over.get(slot, _NONE)
                else:
                    share = allowed if slot == number else int(allowed * SPLIT_SHARE / len(rules.splits))
                    limits[slot] = _choose_limits(found, rules.blocking[number], share)
                    over[slot] = found.larger_than(limits[slot].cap)
                paired = _paired(found, limits[slot], over[slot])
                for low, high, enough in found.pairs(paired, limits[slot].enough):
                    space.add(low, high, number, enough)
                pairs += found.pairs_of(paired)
            _write_yield(con, rules.kind, number, members, _paired(members, limits[number], over[number]), pairs)
        _write_pairs(con, space.candidates())
    return policy or Policy(limits, over)


def block_changed(con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy) -> None:
    """Write `match_pair` as `block_all` does, but only the pairs that a record of `match_dirty` has a part in.

    `match_dirty` are the records of `match_changed` and those whose pairs others' coming and going changes; which pairs
    there are does not depend on the order in which records came.
    """
    kind = rules.kind
    con.execute("create or replace temp table match_came (rid integer, key utinyint, bucket ubigint)")
    con.execute("create or replace temp table match_left as from match_came")
    gone = con.execute(
        "delete from match_kept.key where kind = ? and rid in (select rid from match_changed)"
        " returning rid, key, bucket",
        [kind],
    ).to_arrow_table()
    _append(con, "insert into match_left from match_rows", gone)
    con.execute("create or replace temp table match_new as from match_block semi join match_changed using (rid)")
    keys = _Slots(con, "match_new", rules)
    for number, members in keys.members():
        for slot, found in keys.split(number, members, policy.over):
            _append(con, "insert into match_came from match_rows", _rows(slot, found))
    con.execute("insert into match_kept.key select ?, rid, key, bucket from match_came", [kind])
    slots = range(keys.count)
    con.register("match_limit", _limit_table({slot: limits_of(policy, slot, rules) for slot in slots}))
    con.register("match_over", over_table(policy.over))
    try:
        for statement in (_TOUCHED, _YIELDS, _DIRTY, _ACTIVE):
            con.execute(statement.format(kind=literal(kind), keys=len(rules.blocking)))
    finally:
        con.unregister("match_limit")
        con.unregister("match_over")
    _begin_pairs(con)
    with PairSpace() as space:
        _pair_dirty(con, rules, policy, space)
        _write_pairs(con, space.candidates())


class _Slots:
    """The keys of a table's records, and what splits the buckets over their caps."""

    def __init__(self, con: duckdb.DuckDBPyConnection, table: str, rules: Ruleset) -> None:
        self._keys = Keys(con, table, (*rules.blocking, *rules.splits))
        self._rules = rules
        self._parts = [self._keys.of(split) for split in rules.splits]
        self.count = len(rules.blocking) * (1 + len(rules.splits))

    def members(self) -> Iterator[tuple[int, Members]]:
        """Number and members of every key that somebody has."""
        for number, members in enumerate(ahead(lambda key: Members(*self._keys.of(key)), self._rules.blocking)):
            if len(members.rids):
                yield number, members

    def split(self, number: int, members: Members, over: Mapping[int, Hashes]) -> Iterator[tuple[int, Members]]:
        """Every slot of a key and its members: the buckets themselves, then those over the cap by their parts. What is
        over the cap is looked up when the first is done.
        """
        yield number, members
        wanted = members.among(over.get(number, _NONE))
        if not wanted.any():
            return
        for place, (split, rows) in enumerate(zip(self._rules.splits, self._parts, strict=True), 1):
            if not _says_nothing_new(split, self._rules.blocking[number]) and len(rows[0]):
                yield number + place * len(self._rules.blocking), members.split(wanted, *rows)


def _says_nothing_new(split: BlockingKey, key: BlockingKey) -> bool:
    """Whether all records of a bucket of the key have one part."""
    return all(part in key.parts or part.partition(":")[0] in key.parts for part in split.parts)


def _paired(members: Members, limit: Limits, over: Hashes) -> Flags:
    """Of every bucket, whether its records are paired."""
    return (members.sizes <= limit.most) & ~members.among(over)


_NONE: Hashes = np.zeros(0, np.uint64)


def forget_keys(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Let no key of the kind be kept."""
    con.execute(_KEPT)
    for table in ("key", "key_yield"):
        con.execute(f"delete from match_kept.{table} where kind = ?", [kind])


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


def _begin_pairs(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create or replace temp table match_pair (rid_l integer, rid_r integer, mask ubigint)")


def _write_pairs(con: duckdb.DuckDBPyConnection, found: Iterable[tuple[Rids, Rids, Bits]]) -> None:
    import pyarrow as pa

    for low, high, mask in found:
        rows = pa.table({"rid_l": low, "rid_r": high, "mask": mask})
        _append(con, "insert into match_pair from match_rows", rows)


def _append(con: duckdb.DuckDBPyConnection, statement: str, rows: pa.Table, *values: object) -> None:
    con.register("match_rows", rows)
    con.execute(statement, list(values) or None)
    con.unregister("match_rows")


def _rows(slot: int, members: Members) -> pa.Table:
    import pyarrow as pa

    key = np.full(len(members.rids), slot, np.uint8)
    return pa.table({"rid": members.rids, "key": key, "bucket": members.buckets})


def _write_yield(
    con: duckdb.DuckDBPyConnection, kind: Kind, number: int, members: Members, paired: Flags, pairs: int
) -> None:
    found = (members.records(), pairs, int((~paired).sum()), int(members.sizes[~paired].sum()))
    con.execute("insert into match_kept.key_yield values (?, ?, ?, ?, ?, ?)", [kind, number, *found])


def _limit_table(limits: Mapping[int, Limits]) -> pa.Table:
    import pyarrow as pa

    rows = sorted(limits.items())
    return pa.table(
        {
            "key": pa.array([slot for slot, _ in rows], pa.uint8()),
            "most": pa.array([limit.most for _, limit in rows], pa.int32()),
            "enough": pa.array([limit.enough for _, limit in rows], pa.int32()),
        }
    )


def over_table(over: Mapping[int, Hashes]) -> pa.Table:
    """Slot (`key`) and bucket of all buckets over their caps, ascending."""
    import pyarrow as pa

    slots = [np.full(len(buckets), slot, np.uint8) for slot, buckets in sorted(over.items())]
    buckets = [over[slot] for slot in sorted(over)]
    return pa.table(
        {"key": np.concatenate([*slots, _NONE.astype(np.uint8)]), "bucket": np.concatenate([*buckets, _NONE])}
    )


def _pair_dirty(con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy, space: PairSpace) -> None:
    """Pairs of `match_active` with a dirty record on one side."""
    dirty_rids = np.asarray(con.execute("select rid from match_dirty").fetchnumpy()["rid"], np.int32)
    found = con.execute("select rid, key, bucket from match_active order by key").fetchnumpy()
    rids, slots = np.asarray(found["rid"], np.int32), np.asarray(found["key"], np.uint8)
    buckets = np.asarray(found["bucket"], np.uint64)
    dirty = np.zeros(max(int(rids.max(initial=-1)), int(dirty_rids.max(initial=-1))) + 1, np.bool_)
    dirty[dirty_rids] = True
    for slot in np.unique(slots).tolist():
        first, last = np.searchsorted(slots, [slot, slot + 1])
        members = Members(rids[first:last], buckets[first:last])
        limit = limits_of(policy, slot, rules)
        low, high, enough = members.pairs_with(members.sizes <= limit.most, limit.enough, dirty)
        space.add(low, high, slot % len(rules.blocking), enough)


_KEPT = """
create table if not exists match_kept.key (kind varchar, rid integer, key utinyint, bucket ubigint);
create table if not exists match_kept.key_yield (kind varchar, key utinyint, records bigint, pairs bigint,
    capped_buckets bigint, capped_records bigint);
"""

# Buckets that records came into or left, as they are now and as they were.
_TOUCHED = """
    create or replace temp table match_touched as
    with moved as (
        select key, bucket, sum(change)::integer as change
        from (select key, bucket, 1 as change from match_came union all select key, bucket, -1 from match_left)
        group by all
    ),
    sized as (
        select key, bucket, count(*)::integer as size from match_kept.key semi join moved using (key, bucket)
        where kind = {kind} group by key, bucket
    ),
    changed as (
        select key, bucket, coalesce(size, 0) as size, coalesce(size, 0) - change as size_before
        from moved left join sized using (key, bucket)
    )
    select c.*, most, enough, o.key is not null as is_listed,
        o.key is not null or size > most as is_over, o.key is not null or size_before > most as was_over
    from changed c join match_limit using (key)
    left join match_over o on o.key = c.key and o.bucket = c.bucket
"""

_YIELDS = """
    create or replace temp table match_yield as
    with bucketed as (
        select key % {keys} as key,
            sum(case when not is_over then size * (size - 1) // 2 else 0 end)
            - sum(case when not was_over then size_before * (size_before - 1) // 2 else 0 end) as pairs,
            count(*) filter (is_over and size > 0 and key < {keys})
            - count(*) filter (was_over and size_before > 0 and key < {keys}) as capped_buckets,
            coalesce(sum(size) filter (is_over and key < {keys}), 0)
            - coalesce(sum(size_before) filter (was_over and key < {keys}), 0) as capped_records
        from match_touched group by all
    ),
    counted as (
        select key, sum(change) as records
        from (
            select key, count(distinct rid) as change from match_came where key < {keys} group by key
            union all
            select key, -count(distinct rid) from match_left where key < {keys} group by key
        ) group by key
    )
    from bucketed join counted using (key);
    insert into match_kept.key_yield
    select {kind}, key, 0, 0, 0, 0 from match_yield
    anti join (from match_kept.key_yield where kind = {kind}) using (key);
    update match_kept.key_yield y set records = y.records + m.records, pairs = y.pairs + m.pairs,
        capped_buckets = y.capped_buckets + m.capped_buckets, capped_records = y.capped_records + m.capped_records
    from match_yield m where y.kind = {kind} and y.key = m.key
"""

# A bucket that grew or shrank over one of its limits has other pairs than before.
_DIRTY = """
    create or replace temp table match_dirty as
    with resized as (
        select key, bucket from match_touched
        where not is_listed and size > 0 and size_before > 0
            and (is_over <> was_over or (not is_over and (size <= enough) <> (size_before <= enough)))
    )
    select rid from match_changed
    union
    select k.rid from match_kept.key k semi join resized using (key, bucket) where k.kind = {kind}
"""

# All members of every bucket that a dirty record is in, but for those in which nobody is paired.
_ACTIVE = """
    create or replace temp table match_active as
    with bucketed as (
        select distinct key, bucket from match_kept.key
        semi join (from match_dirty anti join match_changed using (rid)) using (rid) where kind = {kind}
        union
        select key, bucket from match_came
        semi join (from match_touched where size > 1 and not is_over) using (key, bucket)
    )
    select rid, key, bucket from match_kept.key
    semi join (from bucketed anti join match_over using (key, bucket)) using (key, bucket) where kind = {kind}
"""

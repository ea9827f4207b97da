"""Candidate pairs: records that share a key. Every key is capped by what it may cost, and reports what the cap left
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from onefold_core.identifiers import literal

from onefold_dedupe.ahead import ahead
from onefold_dedupe.candidates import Bits, Limits, Members, PairSpace, Ranks
from onefold_dedupe.keys import Keys, Rids
from onefold_dedupe.ruleset import BlockingKey, Kind

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
WINDOW = 6
"""In a bucket over its cap, records are sorted by name and date and only neighbours this near are paired."""
PAIRS_A_RECORD = 2
"""A key's cap falls until it pairs no record with more others than this on average, so that cost grows with the records
and not with their square …"""
FREE_PAIRS = 500_000
"""… from this many pairs of a key on, which take a second in all keys together: smaller files keep the caps above."""
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
    """What is frozen with a model: the limits of every key by its number, and masks of keys whose pairs hardly ever
    turn out to matter, which are not looked at (`onefold_dedupe.yields`).
    """

    limits: Mapping[int, Limits]
    passed_over: tuple[int, ...] = ()


def block_all(
    con: duckdb.DuckDBPyConnection, kind: Kind, keys: tuple[BlockingKey, ...], policy: Policy | None, *, keep: bool
) -> Policy:
    """Write `match_pair` (rid_l < rid_r, mask): the pairs of all records of `match_block`.

    A pair needs a key that is enough by itself, or two. Bit n of the mask is keys[n]. Without a policy its limits are
    chosen by what the keys find, and returned. `match_kept.key` keeps the keys between runs, if `keep`.
    """
    forget_keys(con, kind)
    _begin_pairs(con)
    limits: dict[int, Limits] = {}
    records = int(con.execute("select count(*) from match_block").fetchall()[0][0])
    ranks: Ranks | None = None
    with PairSpace() as space:
        for number, members in _each_key(Keys(con, "match_block", keys), keys):
            if keep:
                statement = "insert into match_kept.key select ?, rid, key, bucket from match_rows"
                _append(con, statement, _rows(number, members), kind)
            limit = limits_of(policy, number, keys) if policy else _choose_limits(members, keys[number], records)
            limits[number] = limit
            if ranks is None and len(members.lined(limit)):
                ranks = _ranks(con)
            for low, high, enough in members.pairs(limit, ranks):
                space.add(low, high, number, enough)
            _write_yield(con, kind, number, members, limit)
        _write_pairs(con, space.candidates())
    return policy or Policy(limits)


def block_changed(con: duckdb.DuckDBPyConnection, kind: Kind, keys: tuple[BlockingKey, ...], policy: Policy) -> None:
    """Write `match_pair` as `block_all` does, but only the pairs that a record of `match_dirty` has a part in.

    `match_dirty` are the records of `match_changed` and those whose pairs others' coming and going changes; which pairs
    there are does not depend on the order in which records came.
    """
    con.execute(
        "create or replace temp table match_left as select rid, key, bucket from match_kept.key"
        " semi join match_changed using (rid) where kind = ?",
        [kind],
    )
    con.execute("delete from match_kept.key where kind = ? and rid in (select rid from match_changed)", [kind])
    con.execute("create or replace temp table match_new as from match_block semi join match_changed using (rid)")
    con.execute(_ORDER.format(kind=literal(kind)))
    con.execute("create or replace temp table match_came (rid integer, key utinyint, bucket ubigint)")
    for number, members in _each_key(Keys(con, "match_new", keys), keys):
        _append(con, "insert into match_came from match_rows", _rows(number, members))
    limits = {number: limits_of(policy, number, keys) for number in range(len(keys))}
    con.execute("insert into match_kept.key select ?, rid, key, bucket from match_came", [kind])
    con.register("match_limit", _limit_table(limits))
    try:
        for statement in (_TOUCHED, _YIELDS, _DIRTY, _ACTIVE):
            con.execute(statement.format(kind=literal(kind)))
        _begin_pairs(con)
        with PairSpace() as space:
            _pair_dirty(con, limits, space)
            _write_pairs(con, space.candidates())
    finally:
        con.unregister("match_limit")


def _each_key(keys: Keys, rules: Sequence[BlockingKey]) -> Iterator[tuple[int, Members]]:
    """Number and members of every key that somebody has."""
    for number, members in enumerate(ahead(lambda key: Members(*keys.of(key)), rules)):
        if len(members.rids):
            yield number, members


def forget_keys(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Let no key of the kind be kept."""
    con.execute(_KEPT)
    for table in ("key", "key_yield"):
        con.execute(f"delete from match_kept.{table} where kind = ?", [kind])


def read_yields(
    con: duckdb.DuckDBPyConnection, kind: Kind, keys: tuple[BlockingKey, ...], policy: Policy
) -> tuple[KeyYield, ...]:
    """What the keys give as of the last run."""
    rows = con.execute(
        "select key, records, pairs, capped_buckets, capped_records from match_kept.key_yield"
        " where kind = ? and records > 0 order by key",
        [kind],
    ).fetchall()
    return tuple(
        KeyYield(keys[number].name, records, pairs, buckets, over, limits_of(policy, number, keys).cap)
        for number, records, pairs, buckets, over in rows
    )


def limits_of(policy: Policy | None, number: int, keys: Sequence[BlockingKey]) -> Limits:
    """The limits of keys[number]; a key that nobody had when the policy was made has its first caps."""
    strength = keys[number].strength
    return (policy.limits.get(number) if policy else None) or Limits(_CAPS[strength], _ENOUGH[strength], WINDOW)


def _choose_limits(members: Members, key: BlockingKey, records: int) -> Limits:
    allowed = max(FREE_PAIRS, PAIRS_A_RECORD * records)
    cap = _CAPS[key.strength]
    sizes = np.bincount(members.sizes[members.sizes <= cap], minlength=cap + 1)
    each = np.arange(cap + 1)
    cap = int(np.flatnonzero(np.cumsum(sizes * (each * (each - 1) // 2)) <= allowed).max())
    over = int(members.over(cap).sum())
    return Limits(cap, _ENOUGH[key.strength], min(WINDOW, allowed // (2 * over)) if over else WINDOW)


def _ranks(con: duckdb.DuckDBPyConnection, rids: Rids | None = None) -> Ranks:
    """The place of each record (of those given) in the order of names, by its number."""
    import pyarrow as pa

    if rids is not None:
        con.register("match_rows", pa.table({"rid": rids}))
    wanted = "semi join match_rows using (rid)" if rids is not None else ""
    table = "match_order" if rids is not None else "match_block"
    query = f"select rid from {table} {wanted} order by sort_text"
    found = np.asarray(con.execute(query).fetchnumpy()["rid"], np.int32)
    con.unregister("match_rows")
    ranks = np.zeros(int(found.max(initial=-1)) + 1, np.int32)
    ranks[found] = np.arange(len(found), dtype=np.int32)
    return ranks


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


def _rows(number: int, members: Members) -> pa.Table:
    import pyarrow as pa

    key = np.full(len(members.rids), number, np.uint8)
    return pa.table({"rid": members.rids, "key": key, "bucket": members.buckets})


def _write_yield(con: duckdb.DuckDBPyConnection, kind: Kind, number: int, members: Members, limit: Limits) -> None:
    over = members.over(limit.cap)
    found = (members.records(), members.pairs_within(limit.cap), len(over), int(over.sum()))
    con.execute("insert into match_kept.key_yield values (?, ?, ?, ?, ?, ?)", [kind, number, *found])


def _limit_table(limits: Mapping[int, Limits]) -> pa.Table:
    import pyarrow as pa

    rows = sorted(limits.items())
    return pa.table(
        {
            "key": pa.array([number for number, _ in rows], pa.uint8()),
            "cap": pa.array([limit.cap for _, limit in rows], pa.int32()),
            "enough": pa.array([limit.enough for _, limit in rows], pa.int32()),
            "near": pa.array([limit.window for _, limit in rows], pa.int32()),
        }
    )


def _pair_dirty(con: duckdb.DuckDBPyConnection, limits: Mapping[int, Limits], space: PairSpace) -> None:
    """Pairs of `match_active` with a dirty record on one side."""
    dirty_rids = np.asarray(con.execute("select rid from match_dirty").fetchnumpy()["rid"], np.int32)
    found = con.execute("select rid, key, bucket from match_active order by key").fetchnumpy()
    rids, keys = np.asarray(found["rid"], np.int32), np.asarray(found["key"], np.uint8)
    buckets = np.asarray(found["bucket"], np.uint64)
    dirty = np.zeros(max(int(rids.max(initial=-1)), int(dirty_rids.max(initial=-1))) + 1, np.bool_)
    dirty[dirty_rids] = True
    pairing = []
    for number, limit in sorted(limits.items()):
        first, last = np.searchsorted(keys, [number, number + 1])
        pairing.append((number, limit, Members(rids[first:last], buckets[first:last])))
    ranks = _ranks(con, np.concatenate([members.lined(limit) for _, limit, members in pairing]))
    for number, limit, members in pairing:
        for low, high, enough in members.pairs(limit, ranks):
            kept = dirty[low] | dirty[high]
            space.add(low[kept], high[kept], number, enough[kept])


_KEPT = """
create table if not exists match_kept.key (kind varchar, rid integer, key utinyint, bucket ubigint);
create table if not exists match_kept.key_yield (kind varchar, key utinyint, records bigint, pairs bigint,
    capped_buckets bigint, capped_records bigint);
"""

# What records are sorted by: those that did not change have it from the last run.
_ORDER = """
    create or replace temp view match_order as
    select rid, sort_text, true as is_changed from match_new
    union all
    select rid, sort_text, false from match_kept.seen anti join match_changed using (rid) where kind = {kind}
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
    )
    select key, bucket, coalesce(size, 0) as size, coalesce(size, 0) - change as size_before, cap, enough, near
    from moved left join sized using (key, bucket) join match_limit using (key)
"""

_YIELDS = """
    create or replace temp table match_yield as
    with bucketed as (
        select key,
            sum(case when size <= cap then size * (size - 1) // 2 else 0 end)
            - sum(case when size_before <= cap then size_before * (size_before - 1) // 2 else 0 end) as pairs,
            count(*) filter (size > cap) - count(*) filter (size_before > cap) as capped_buckets,
            coalesce(sum(size) filter (size > cap), 0)
            - coalesce(sum(size_before) filter (size_before > cap), 0) as capped_records
        from match_touched group by key
    ),
    counted as (
        select key, sum(change) as records
        from (
            select key, count(distinct rid) as change from match_came group by key
            union all
            select key, -count(distinct rid) from match_left group by key
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

# A bucket that grew or shrank over one of its limits has other pairs than before; so have the neighbours of a record
# that came into, or left, a bucket over its cap.
_DIRTY = """
    create or replace temp table match_dirty as
    with resized as (
        select key, bucket, near, size > cap as is_over,
            (size <= cap) <> (size_before <= cap) or (size <= enough) <> (size_before <= enough) as crosses
        from match_touched where size > 0
    ),
    lined as (
        select k.rid, k.key, k.bucket, near, b.sort_text, is_changed
        from match_kept.key k join resized using (key, bucket) join match_order b using (rid)
        where k.kind = {kind} and is_over and near > 0 and not crosses
        union all
        select l.rid, l.key, l.bucket, near, s.sort_text, true
        from match_left l join resized using (key, bucket) join match_kept.seen s using (rid)
        where s.kind = {kind} and is_over and near > 0 and not crosses
    ),
    placed as (
        select rid, key, bucket, near, is_changed,
            row_number() over (partition by key, bucket order by sort_text) as place
        from lined
    ),
    near as (
        select rid, near,
            place - max(place) filter (is_changed) over before <= near as is_after,
            min(place) filter (is_changed) over behind - place <= near as is_before
        from placed
        window before as (partition by key, bucket order by place rows unbounded preceding),
            behind as (partition by key, bucket order by place rows between current row and unbounded following)
    )
    select rid from match_changed
    union
    select k.rid from match_kept.key k join resized using (key, bucket) where k.kind = {kind} and crosses
    union
    select rid from near where is_after or is_before
"""

# All members of every bucket that a dirty record is in.
_ACTIVE = """
    create or replace temp table match_active as
    with bucketed as (
        select distinct key, bucket from match_kept.key semi join match_dirty using (rid) where kind = {kind}
    )
    select rid, key, bucket from match_kept.key semi join bucketed using (key, bucket) where kind = {kind}
"""

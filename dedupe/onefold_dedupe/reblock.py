"""Candidate pairs of a run that looks only at what changed: those that a record of `match_dirty` has a part in.

A night's records are in buckets all over the kept keys, so that a look at them reads all of them: it is done once for
the buckets that records came into or left, and twice more where others are dirty too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from onefold_core.identifiers import literal

from onefold_dedupe.block import Policy, Slots, append, coded, crowd_table, key_table, limits_of, write_pairs
from onefold_dedupe.candidates import Limits, Members
from onefold_dedupe.keys import BUCKET_BITS
from onefold_dedupe.pair_space import PairSpace, coded_pairs
from onefold_dedupe.rows import read_arrays
from onefold_dedupe.ruleset import Ruleset

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


def block_changed(con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy) -> None:
    """Write `match_pair` as `block_all` does, but only the pairs that a record of `match_dirty` has a part in.

    `match_dirty` are the records of `match_changed` and those whose pairs others' coming and going changes; which pairs
    there are does not depend on the order in which records came.
    """
    kept, crowd = key_table(rules.kind), crowd_table(rules.kind)
    con.execute("create or replace temp table match_left (code ubigint, rid integer)")
    for table in (kept, crowd):
        taken = f"delete from {table} where rid in (select rid from match_changed) returning code, rid"
        append(con, "match_left", con.execute(taken).to_arrow_table())
    slots = _write_came(con, rules, policy)
    con.execute(_OVER.format(kind=literal(rules.kind), bits=BUCKET_BITS))
    con.execute(f"insert into {kept} from match_came anti join match_listed using (code)")
    con.execute(f"insert into {crowd} from match_came semi join match_listed using (code)")
    con.register("match_limit", _limit_table({slot: limits_of(policy, slot, rules) for slot in range(slots)}))
    try:
        for statement in (_MOVED, _TOUCHED, _YIELDS, _DIRTY, _AGAIN, _ACTIVE):
            con.execute(
                statement.format(kind=literal(rules.kind), kept=kept, keys=len(rules.blocking), bits=BUCKET_BITS)
            )
    finally:
        con.unregister("match_limit")
    with PairSpace() as space:
        _pair_dirty(con, rules, policy, space)
        write_pairs(con, space)


def _write_came(con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy) -> int:
    """Write `match_came` (code, rid): the keys that the changed records have now; how many slots there are."""
    import pyarrow as pa

    con.execute("create or replace temp table match_came (code ubigint, rid integer)")
    con.execute("create or replace temp table match_new as from match_looked semi join match_changed using (rid)")
    slots = Slots(con, "match_new", rules)

    def rows(number: int, members: Members) -> list[pa.Table]:
        listed = policy.over.get(number, np.zeros(0, np.uint64))
        parts = slots.split(number, members, lambda: members.among(listed))
        return [coded(slot, found, np.ones(len(found.sizes), np.bool_)) for slot, found in parts]

    found = [table for _, tables in slots.each(rows) for table in tables]
    if found:
        append(con, "match_came", pa.concat_tables(found))
    return slots.count


def _pair_dirty(con: duckdb.DuckDBPyConnection, rules: Ruleset, policy: Policy, space: PairSpace) -> None:
    """Pairs of `match_active` with a dirty record on one side."""
    dirty_rids = np.asarray(read_arrays(con, "select rid from match_dirty")["rid"], np.int32)
    found = read_arrays(con, "select code, rid from match_active")
    codes, rids = np.asarray(found["code"], np.uint64), np.asarray(found["rid"], np.int32)
    slots = (codes >> np.uint64(BUCKET_BITS)).astype(np.uint8)
    order = np.argsort(slots, kind="stable")
    ends = np.cumsum(np.bincount(slots, minlength=1))
    dirty = np.zeros(max(int(rids.max(initial=-1)), int(dirty_rids.max(initial=-1))) + 1, np.bool_)
    dirty[dirty_rids] = True
    for slot in np.unique(slots).tolist():
        rows = order[ends[slot - 1] if slot else 0 : ends[slot]]
        buckets = codes[rows] & np.uint64((1 << BUCKET_BITS) - 1)
        members = Members([(rids[rows], buckets)], len(rows), len(dirty))
        limit = limits_of(policy, slot, rules)
        low, high, enough = members.pairs_with(members.sizes <= limit.most, limit.enough, dirty)
        space.add(coded_pairs(low, high, slot % len(rules.blocking), enough))


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


# Buckets over their caps, as frozen with the model.
_OVER = """
    create or replace temp table match_listed as
    select key::ubigint << {bits} | bucket as code from match_kept.over where kind = {kind}
"""

# Buckets that records came into or left, and the members of those that are not on the list.
_MOVED = """
    create or replace temp table match_moved as
    with moved as (
        select code, sum(change)::integer as change
        from (select code, 1 as change from match_came union all select code, -1 from match_left) group by code
    )
    select code, (code >> {bits})::utinyint as key, change, code in (from match_listed) as is_listed from moved;
    create or replace temp table match_near as
    from {kept} semi join (from match_moved where not is_listed) using (code)
"""

# Those that are not on the list, as they are now and as they were.
_TOUCHED = """
    create or replace temp table match_touched as
    with sized as (select code, count(*)::integer as size from match_near group by code),
    changed as (
        select code, key, coalesce(size, 0) as size, coalesce(size, 0) - change as size_before
        from match_moved left join sized using (code) where not is_listed
    )
    select c.*, enough, size > most as is_over, size_before > most as was_over
    from changed c join match_limit using (key)
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
        union all
        select key, 0, 0, sum(change) from match_moved where is_listed and key < {keys} group by key
    ),
    summed as (
        select key, sum(pairs) as pairs, sum(capped_buckets) as capped_buckets, sum(capped_records) as capped_records
        from bucketed group by key
    ),
    counted as (
        select key, sum(change) as records
        from (
            select code >> {bits} as key, count(distinct rid) as change from match_came group by key
            union all
            select code >> {bits}, -count(distinct rid) from match_left group by all
        ) where key < {keys} group by key
    )
    from summed join counted using (key);
    insert into match_kept.key_yield
    select {kind}, key, 0, 0, (select count(*) from match_listed where code >> {bits} = key), 0 from match_yield
    anti join (from match_kept.key_yield where kind = {kind}) using (key);
    update match_kept.key_yield y set records = y.records + m.records, pairs = y.pairs + m.pairs,
        capped_buckets = y.capped_buckets + m.capped_buckets, capped_records = y.capped_records + m.capped_records
    from match_yield m where y.kind = {kind} and y.key = m.key
"""

# A bucket that grew or shrank over one of its limits has other pairs than before.
_DIRTY = """
    create or replace temp table match_dirty as
    with resized as (
        select code from match_touched
        where size > 0 and size_before > 0
            and (is_over <> was_over or (not is_over and (size <= enough) <> (size_before <= enough)))
    )
    select rid from match_changed
    union
    select rid from match_near semi join resized using (code)
"""

# Buckets of dirty records that nobody came into or left.
_AGAIN = """
    create or replace temp table match_again as
    select distinct code from {kept} semi join (from match_dirty anti join match_changed using (rid)) using (rid)
    anti join match_touched using (code)
"""

# All members of every bucket that a dirty record is in, but for those in which nobody is paired.
_ACTIVE = """
    create or replace temp table match_active as
    from match_near semi join (from match_touched where size > 1 and not is_over) using (code)
    union all
    from {kept} semi join match_again using (code)
"""

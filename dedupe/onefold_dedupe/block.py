"""Candidate pairs: records that share a key. Written in SQL once; every key is capped and reports what the cap cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.errors import InvariantError
from onefold_core.identifiers import literal, quote

from onefold_dedupe.features import PART, is_multi
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

_TRANSFORMS = {
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
    "house": f"split_part({{0}}, {literal(PART)}, 1)",
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


@dataclass(frozen=True)
class KeyYield:
    """What one key gave: records that have it, pairs of buckets within the cap, and buckets and records over it."""

    name: str
    records: int
    pairs: int
    capped_buckets: int
    capped_records: int


def block(con: duckdb.DuckDBPyConnection, kind: Kind, keys: tuple[BlockingKey, ...]) -> tuple[KeyYield, ...]:
    """Write `match_pair` (rid_l < rid_r, mask): every pair that a record of `match_dirty` has a part in.

    `match_dirty` are the records of `match_changed` and those whose pairs others' coming and going changes; which pairs
    there are does not depend on the order in which records came. A pair needs a key that is enough by itself, or two.
    Bit n of the mask is keys[n]. `match_kept.key` keeps the keys between runs.
    """
    con.execute(_KEPT)
    con.execute(
        "create or replace temp table match_left as select rid, key, bucket from match_kept.key"
        " semi join match_changed using (rid) where kind = ?",
        [kind],
    )
    con.execute("delete from match_kept.key where kind = ? and rid in (select rid from match_changed)", [kind])
    con.execute("create or replace temp table match_new as from match_block semi join match_changed using (rid)")
    con.execute("create or replace temp table match_came (rid integer, key utinyint, bucket ubigint)")
    for number, key in enumerate(keys):
        con.execute(f"insert into match_came {_key_sql(number, key)}")
    con.execute("insert into match_kept.key select ?, rid, key, bucket from match_came", [kind])
    con.register("match_cap", _caps(keys))
    con.execute(
        "create or replace temp table match_bucket as select key, bucket, count(*) as size, any_value(cap) as cap,"
        " any_value(enough) as enough from match_kept.key join match_cap using (key) where kind = ?"
        " group by key, bucket having count(*) > 1",
        [kind],
    )
    con.unregister("match_cap")
    for statement in (_DIRTY, _MEMBERS, _PAIRS):
        con.execute(statement.format(kind=literal(kind), window=WINDOW, bits=2**63 - 1))
    return _yields(con, kind, keys)


def forget_keys(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Let no key of the kind be kept."""
    con.execute(_KEPT)
    con.execute("delete from match_kept.key where kind = ?", [kind])


def limits(key: BlockingKey) -> tuple[int, int]:
    """The largest bucket of a key that is paired whole, and the largest that makes a candidate by itself."""
    return {"strong": (STRONG_CAP, 2**31 - 1), "rare": (WEAK_CAP, RARE_CAP), "weak": (WEAK_CAP, 0)}[key.strength]


def _caps(keys: tuple[BlockingKey, ...]) -> pa.Table:
    """The limits of each key by its number."""
    import pyarrow as pa

    rows = [limits(key) for key in keys]
    return pa.table(
        {
            "key": pa.array(range(len(keys)), pa.uint8()),
            "cap": pa.array([row[0] for row in rows], pa.int32()),
            "enough": pa.array([row[1] for row in rows], pa.int32()),
        }
    )


_KEPT = "create table if not exists match_kept.key (kind varchar, rid integer, key utinyint, bucket ubigint)"

# A bucket that grew or shrank over one of its limits has other pairs than before; so have the neighbours of a record
# that came into, or left, a bucket over its cap.
_DIRTY = """
    create or replace temp table match_dirty as
    with moved as (
        select key, bucket, sum(change) as change
        from (select key, bucket, 1 as change from match_came union all select key, bucket, -1 from match_left)
        group by all
    ),
    resized as (
        select key, bucket, size > cap as is_over,
            (size <= cap) <> (size - change <= cap) or (size <= enough) <> (size - change <= enough) as crosses
        from moved join match_bucket using (key, bucket)
    ),
    lined as (
        select k.rid, k.key, k.bucket, b.sort_text, c.rid is not null as is_changed
        from match_kept.key k join resized using (key, bucket) join match_block b using (rid)
        left join match_changed c using (rid)
        where k.kind = {kind} and is_over and not crosses
        union all
        select l.rid, l.key, l.bucket, s.sort_text, true
        from match_left l join resized using (key, bucket) join match_kept.seen s using (rid)
        where s.kind = {kind} and is_over and not crosses
    ),
    near as (
        select rid, bool_or(is_changed) over (partition by key, bucket order by sort_text
            rows between {window} preceding and {window} following) as is_near
        from lined
    )
    select rid from match_changed
    union
    select k.rid from match_kept.key k join resized using (key, bucket) where k.kind = {kind} and crosses
    union
    select rid from near where is_near
"""

# A member's mark is its number and, in the last bit, whether it is dirty; a key's bit says, in the highest one, whether
# it is enough by itself.
_MEMBERS = """
    create or replace temp table match_member as
    with active as (
        select distinct key, bucket from match_kept.key semi join match_dirty using (rid) where kind = {kind}
    )
    select k.rid, (k.rid::ubigint << 1) | (d.rid is not null)::ubigint as mark, k.key, k.bucket, size > cap as is_over,
        (1::ubigint << key::ubigint) | ((size <= enough)::ubigint << 63) as bit
    from match_kept.key k join match_bucket using (key, bucket) semi join active using (key, bucket)
    left join match_dirty d using (rid)
    where k.kind = {kind}
"""

_PAIRS = """
    create or replace temp table match_pair as
    with bucketed as (
        select list(mark order by mark) as marks, any_value(bit) as bit
        from match_member where not is_over group by key, bucket
    ),
    placed as (select marks, bit, unnest(range(1, len(marks))) as place from bucketed),
    paired as (
        select marks[place] as mark_l, unnest(marks[place + 1:]) as mark_r, bit from placed
        union all
        select least(mark, other), greatest(mark, other), bit from (
            select m.mark, m.bit, unnest(list(m.mark) over (partition by m.key, m.bucket order by b.sort_text
                rows between 1 following and {window} following)) as other
            from match_member m join match_block b using (rid) where m.is_over)
    ),
    found as (
        select ((mark_l >> 1) << 32) | (mark_r >> 1) as pair, bit_or(bit) as bits
        from paired where (mark_l | mark_r) & 1 = 1 group by pair
    )
    select (pair >> 32)::integer as rid_l, (pair & 4294967295)::integer as rid_r, bits & {bits}::ubigint as mask
    from found where bits > {bits}::ubigint or bit_count(bits) > 1
    order by rid_l, rid_r
"""


def _key_sql(number: int, key: BlockingKey) -> str:
    """Select of (rid, key, bucket): one bucket for each combination of the values of multi-valued parts."""
    features = list(dict.fromkeys(part.split(":")[0] for part in key.parts))
    table = "match_new"
    for feature in filter(is_multi, features):
        others = "".join(f", {quote(other)}" for other in features if other != feature)
        table = f"(select rid, unnest({quote(feature)}) as {quote(feature)}{others} from {table})"
    selected = ", ".join(f"{_part_sql(part, key)} as p{n}" for n, part in enumerate(key.parts))
    names = [f"p{n}" for n in range(len(key.parts))]
    present = " and ".join(f"{name} <> ''" for name in names)
    repeats = table != "match_new" or any("unnest" in _TRANSFORMS.get(p.partition(":")[2], "") for p in key.parts)
    return (
        f"select {'distinct' if repeats else ''} rid, {number}::utinyint, hash({', '.join(names)}) from"
        f" (select rid, {selected} from {table}) where {present}"
    )


def _part_sql(part: str, key: BlockingKey) -> str:
    feature, _, transform = part.partition(":")
    if transform and transform not in _TRANSFORMS:
        raise InvariantError(
            "bad-rules", f"key {key.name} uses an unknown transform {transform!r}", valid=sorted(_TRANSFORMS)
        )
    return _TRANSFORMS[transform].format(quote(feature)) if transform else quote(feature)


def _yields(con: duckdb.DuckDBPyConnection, kind: Kind, keys: tuple[BlockingKey, ...]) -> tuple[KeyYield, ...]:
    query = "select key, count(distinct rid) from match_kept.key where kind = ? group by key"
    records = dict(con.execute(query, [kind]).fetchall())
    buckets = {
        row[0]: row[1:]
        for row in con.execute(
            "select key, (sum(size * (size - 1) // 2) filter (size <= cap))::bigint, count(*) filter (size > cap),"
            " (sum(size) filter (size > cap))::bigint from match_bucket group by key"
        ).fetchall()
    }
    yields = []
    for number, key in enumerate(keys):
        if number in records:
            pairs, capped_buckets, capped_records = buckets.get(number, (0, 0, 0))
            yields.append(KeyYield(key.name, records[number], pairs or 0, capped_buckets, capped_records or 0))
    return tuple(yields)

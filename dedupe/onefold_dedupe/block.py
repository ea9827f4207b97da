"""Candidate pairs: records that share a key. Written in SQL once; every key is capped and reports what the cap cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.errors import InvariantError
from onefold_core.identifiers import literal, quote

from onefold_dedupe.features import PART, is_multi
from onefold_dedupe.ruleset import BlockingKey

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


def block(con: duckdb.DuckDBPyConnection, keys: tuple[BlockingKey, ...]) -> tuple[KeyYield, ...]:
    """Write `match_pair` (rid_l < rid_r, mask) for the records of `match_block`; returns the yield of each key.

    `match_block` has the columns of `match.record`, `rid` and `sort_text`. A pair needs a key that is enough by itself,
    or two. Bit n of the mask is keys[n].
    """
    con.execute("create or replace temp table match_key (rid integer, key utinyint, bucket ubigint)")
    for number, key in enumerate(keys):
        con.execute(f"insert into match_key {_key_sql(number, key)}")
    con.register("match_cap", _caps(keys))
    con.execute(
        "create or replace temp table match_bucket as select key, bucket, count(*) as size, any_value(cap) as cap,"
        " any_value(enough) as enough from match_key join match_cap using (key) group by key, bucket"
        " having count(*) > 1"
    )
    con.unregister("match_cap")
    con.execute(_PAIRS.format(window=WINDOW))
    return _yields(con, keys)


def _caps(keys: tuple[BlockingKey, ...]) -> pa.Table:
    """Of each key: the largest bucket that is paired whole, and the largest that makes a candidate by itself."""
    import pyarrow as pa

    caps = {"strong": (STRONG_CAP, 2**31 - 1), "rare": (WEAK_CAP, RARE_CAP), "weak": (WEAK_CAP, 0)}
    rows = [caps[key.strength] for key in keys]
    return pa.table(
        {
            "key": pa.array(range(len(keys)), pa.uint8()),
            "cap": pa.array([row[0] for row in rows], pa.int32()),
            "enough": pa.array([row[1] for row in rows], pa.int32()),
        }
    )


_PAIRS = """
    create or replace temp table match_pair as
    with neighbour as (
        select k.rid, k.key, b.size <= b.enough as is_enough, unnest(list(k.rid) over (
            partition by k.key, k.bucket order by r.sort_text, k.rid rows between 1 following and {window}
                following)) as other
        from match_key k join match_bucket b using (key, bucket) join match_block r using (rid)
        where b.size > b.cap
    ),
    paired as (
        select l.rid as rid_l, r.rid as rid_r, l.key, b.size <= b.enough as is_enough
        from match_bucket b
        join match_key l on l.key = b.key and l.bucket = b.bucket
        join match_key r on r.key = b.key and r.bucket = b.bucket and l.rid < r.rid
        where b.size <= b.cap
        union all
        select least(rid, other), greatest(rid, other), key, is_enough from neighbour
    ),
    found as (select rid_l, rid_r, bit_or(1::ubigint << key::ubigint) as mask, bool_or(is_enough) as is_enough
        from paired group by all)
    select rid_l, rid_r, mask from found where is_enough or bit_count(mask) > 1
    order by rid_l, rid_r
"""


def _key_sql(number: int, key: BlockingKey) -> str:
    """Select of (rid, key, bucket): one bucket for each combination of the values of multi-valued parts."""
    features = list(dict.fromkeys(part.split(":")[0] for part in key.parts))
    table = "match_block"
    for feature in filter(is_multi, features):
        others = "".join(f", {quote(other)}" for other in features if other != feature)
        table = f"(select rid, unnest({quote(feature)}) as {quote(feature)}{others} from {table})"
    selected = ", ".join(f"{_part_sql(part, key)} as p{n}" for n, part in enumerate(key.parts))
    names = [f"p{n}" for n in range(len(key.parts))]
    present = " and ".join(f"{name} <> ''" for name in names)
    repeats = table != "match_block" or any("unnest" in _TRANSFORMS.get(p.partition(":")[2], "") for p in key.parts)
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


def _yields(con: duckdb.DuckDBPyConnection, keys: tuple[BlockingKey, ...]) -> tuple[KeyYield, ...]:
    records = dict(con.execute("select key, count(distinct rid) from match_key group by key").fetchall())
    buckets = {
        row[0]: row[1:]
        for row in con.execute(
            "select key, (sum(size * (size - 1) // 2) filter (size <= cap))::bigint, count(*) filter (size > cap),"
            " (sum(size) filter (size > cap))::bigint from match_bucket group by key"
        ).fetchall()
    }
    yields = []
    for number, key in enumerate(keys):
        pairs, capped_buckets, capped_records = buckets.get(number, (0, 0, 0))
        yields.append(KeyYield(key.name, records.get(number, 0), pairs or 0, capped_buckets, capped_records or 0))
    return tuple(yields)

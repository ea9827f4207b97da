"""What the last run kept about pairs: their weight, what was decided, the keys that found them or why none did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.identifiers import literal

from onefold_dedupe.block import crowd_table, key_table, limits_of
from onefold_dedupe.frozen import load_policy
from onefold_dedupe.keys import BUCKET_BITS
from onefold_dedupe.pairs import has_pairs, pair_table, passed_table
from onefold_dedupe.ruleset import Kind, Ruleset

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class StoredPair:
    """A pair that the last run looked at. `verdict`: same, different, unsure (a person), asserted (a source), None."""

    id_l: str
    id_r: str
    weight: float
    rule: str
    verdict: str | None
    keys: tuple[str, ...]

    @property
    def is_joined_by_word(self) -> bool:
        """Whether somebody, and not the evidence, says that both are the same."""
        return self.verdict in ("same", "asserted")


@dataclass(frozen=True)
class SharedKey:
    """A blocking key with one value in both records of a pair, and in `records` altogether; where too many share it
    (`is_capped`), nothing that divides them is the same in both.
    """

    name: str
    strength: str
    records: int
    cap: int
    enough: int
    is_capped: bool

    @property
    def is_enough(self) -> bool:
        """Whether the key makes a pair without a second one."""
        return self.records <= self.enough


@dataclass(frozen=True)
class OwnKeys:
    """The search keys that each of two records has a value of, and those of which one value in both would be enough:
    strong ones that both have, or all strong ones where they have none.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    enough: tuple[str, ...]


def pairs_among(
    con: duckdb.DuckDBPyConnection, rules: Ruleset, names: Sequence[str], *, leaving: bool = False
) -> tuple[StoredPair, ...]:
    """Pairs between the named records; with `leaving` those between one of them and any other record instead."""
    if not has_pairs(con, rules.kind):
        return ()
    con.execute(
        "create or replace temp table match_named as select rid from match_kept.numbering"
        " where list_contains(?, record_name)",
        [list(names)],
    )
    left, right = "s.rid_l in (from match_named)", "s.rid_r in (from match_named)"
    wanted = f"{left} <> {right}" if leaving else f"{left} and {right}"
    rows = con.execute(
        "select l.record_name, r.record_name, s.weight, s.rule, d.verdict, s.mask"
        f" from (from {pair_table(rules.kind)} s where {wanted}) s"
        f" left join (from match_kept.decided where kind = {literal(rules.kind)}) d using (rid_l, rid_r)"
        " join match_kept.numbering l on l.rid = s.rid_l join match_kept.numbering r on r.rid = s.rid_r"
    ).fetchall()
    found = []
    for a, b, weight, rule, verdict, mask in rows:
        keys = tuple(key.name for n, key in enumerate(rules.blocking) if mask >> n & 1)
        found.append(StoredPair(min(a, b), max(a, b), weight, rule, verdict, keys))
    return tuple(sorted(found, key=lambda pair: (pair.id_l, pair.id_r)))


def passed_over(con: duckdb.DuckDBPyConnection, rules: Ruleset, id_l: str, id_r: str) -> bool:
    """Whether keys found a pair that was not compared because pairs of these keys hardly ever matter."""
    if not has_pairs(con, rules.kind):
        return False
    found = con.execute(
        f"select count(*) from {passed_table(rules.kind)} where $l in (rid_l, rid_r) and $r in (rid_l, rid_r)",
        _rids(con, id_l, id_r),
    ).fetchall()
    return bool(found[0][0])


def _rids(con: duckdb.DuckDBPyConnection, id_l: str, id_r: str) -> dict[str, int]:
    query = "select record_name, rid from match_kept.numbering where record_name in (?, ?)"
    rids = dict(con.execute(query, [id_l, id_r]).fetchall())
    return {"l": rids[id_l], "r": rids[id_r]}


def shared_keys(con: duckdb.DuckDBPyConnection, rules: Ruleset, id_l: str, id_r: str) -> tuple[SharedKey, ...]:
    """Every key with a value that both records have, strong ones first."""
    kept = _all_keys(con, rules.kind)
    rows = con.execute(
        f"with mine as (select code, rid from {kept} where rid in"
        " (select rid from match_kept.numbering where record_name in ($l, $r))),"
        " both_have as (select code from mine group by code having count(distinct rid) = 2),"
        " over as (select key::ubigint << $bits | bucket as code from match_kept.over where kind = $kind)"
        f" select (code >> $bits)::integer, count(*), code in (from over) from {kept} semi join both_have using (code)"
        " group by code",
        {"kind": rules.kind, "l": id_l, "r": id_r, "bits": BUCKET_BITS},
    ).fetchall()
    policy = load_policy(con, rules.kind)
    found = []
    for slot, records, is_over in rows:
        key, limits = rules.blocking[slot % len(rules.blocking)], limits_of(policy, slot, rules)
        is_capped = is_over or records > limits.most
        found.append(SharedKey(key.name, key.strength, records, limits.cap, limits.enough, is_capped))
    order = ("strong", "rare", "weak")
    # Of a key's buckets and their parts, the one that comes nearest to making a pair.
    best = {key.name: key for key in sorted(found, key=lambda key: (not key.is_capped, -key.records))}
    return tuple(sorted(best.values(), key=lambda key: (order.index(key.strength), key.records, key.name)))


def own_keys(con: duckdb.DuckDBPyConnection, rules: Ruleset, id_l: str, id_r: str) -> OwnKeys:
    """What two records could have been found by."""
    rows = con.execute(
        "select distinct n.record_name, ((k.code >> ?) % ?)::integer"
        f" from {_all_keys(con, rules.kind)} k join match_kept.numbering n using (rid) where n.record_name in (?, ?)",
        [BUCKET_BITS, len(rules.blocking), id_l, id_r],
    ).fetchall()
    numbers = {name: {key for record, key in rows if record == name} for name in (id_l, id_r)}
    strong = {number for number, key in enumerate(rules.blocking) if key.strength == "strong"}

    def named(wanted: set[int]) -> tuple[str, ...]:
        return tuple(key.name for number, key in enumerate(rules.blocking) if number in wanted)

    both = strong & numbers[id_l] & numbers[id_r]
    return OwnKeys(named(numbers[id_l]), named(numbers[id_r]), named(both or strong))


def _all_keys(con: duckdb.DuckDBPyConnection, kind: Kind) -> str:
    """Older releases kept all in one table."""
    is_apart = con.execute(
        "select count(*) from duckdb_tables() where database_name = current_database() and schema_name = 'match_kept'"
        " and table_name = ?",
        [f"crowd_{kind}"],
    ).fetchall()[0][0]
    return f"(from {key_table(kind)} union all from {crowd_table(kind)})" if is_apart else key_table(kind)


def kind_of(con: duckdb.DuckDBPyConnection, record_name: str) -> Kind | None:
    """The kind of an active record."""
    row = con.execute("select kind from match.record where record_name = ?", [record_name]).fetchone()
    return row[0] if row else None

"""Which records are new, changed or gone since the last run. A record keeps its number, whenever it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
from onefold_core.identifiers import literal, quote

from onefold_dedupe.prepare.record import RECORD_COLUMNS
from onefold_dedupe.rows import read
from onefold_dedupe.ruleset import Kind

if TYPE_CHECKING:
    import duckdb

_TABLES = """
create table if not exists match_kept.numbering (record_name varchar, rid integer);
create table if not exists match_kept.seen (kind varchar, rid integer, fingerprint ubigint);
alter table match_kept.seen drop column if exists sort_text;
"""
_GONE = """
create or replace temp table match_gone as
    with named as (
        select record_name from match_kept.numbering {only} union select record_name from match.cluster {only}
    )
    from named anti join (select record_name from match.record {only}) using (record_name)
"""


@dataclass(frozen=True)
class Changes:
    """How many records of a kind there are, and how many are new, gone or not as the last run saw them."""

    records: int
    changed: int


def number_records(con: duckdb.DuckDBPyConnection) -> bool:
    """Give every record of `match.record` that has none a number of its own, for as long as it is there; whether all
    are new, so that their numbers are their places in the table. `match_gone` (record_name): who is there no longer.
    """
    con.execute(_TABLES)
    only = "semi join match_kept.unseen using (record_name)" if _knows_unseen(con) else ""
    con.execute(_GONE.format(only=only))
    numbered = con.execute("select count(*) from match_kept.numbering").fetchall()[0][0]
    if not numbered and _stand_by_name(con):
        con.execute("insert into match_kept.numbering select record_name, rowid::integer from match.record")
        return True
    con.execute(
        "insert into match_kept.numbering select record_name, (row_number() over (order by record_name)"
        " + (select coalesce(max(rid), -1) from match_kept.numbering))::integer"
        f" from (select record_name from match.record {only}) anti join match_kept.numbering using (record_name)"
    )
    return False


def _stand_by_name(con: duckdb.DuckDBPyConnection) -> bool:
    found = read(con, "select rowid, record_name from match.record")
    rows, names = found["rowid"].to_numpy(), found["record_name"].combine_chunks()
    return bool((np.diff(rows) == 1).all()) and not pc.any(pc.less(names[1:], names[:-1])).as_py()


def read_kind(con: duckdb.DuckDBPyConnection, kind: Kind, *, in_place: bool, whole: bool) -> Changes:
    """Bring `match_block` (the records of a kind with `rid`), those of it that may be other ones since `remember`
    (`match_looked`), and `match_changed` (rid, is_gone) about.

    With `in_place` (`number_records`), `match_block` is a view of `match.record`; without it a table if the `whole` of
    it will be read, else a view that looks records' numbers up.
    """
    drop_block(con)
    _open_block(con, kind, in_place=in_place, whole=whole)
    is_rest_seen = not whole and _is_rest_seen(con, kind)
    looked = find_records(con, "select rid from match_unseen") if is_rest_seen else "match_block"
    con.execute(f"create temp {'table' if is_rest_seen else 'view'} match_looked as from {looked}")
    only = "semi join match_unseen using (rid)" if is_rest_seen else ""
    con.execute(
        "create or replace temp table match_changed as select coalesce(b.rid, s.rid) as rid, b.rid is null as is_gone"
        " from (select rid, fingerprint from match_looked) b"
        f" full join (select rid, fingerprint from match_kept.seen {only} where kind = ?) s using (rid)"
        " where b.rid is null or s.rid is null or b.fingerprint <> s.fingerprint order by rid",
        [kind],
    )
    records, changed = con.execute(
        "select (select count(*) from match.record where kind = ?), (select count(*) from match_changed)", [kind]
    ).fetchall()[0]
    return Changes(records, changed)


def _open_block(con: duckdb.DuckDBPyConnection, kind: Kind, *, in_place: bool, whole: bool) -> None:
    described = con.execute("describe match.record").fetchall()
    features = ", ".join(quote(row[0]) for row in described if row[0] not in RECORD_COLUMNS)
    fingerprint = f"hash({features}) as fingerprint"
    is_kind = f"where kind = {literal(kind)}"
    if in_place:
        query = f"select r.rowid::integer as rid, {fingerprint}, r.* from match.record r {is_kind}"
        con.execute(f"create temp view match_block as {query}")
        return
    numbered = f"select rid, {fingerprint}, r.* from match.record r join {{}} {is_kind}"
    query = numbered.format("match_kept.numbering n using (record_name)")
    if whole:
        # Of a kind that nobody is of, all names would be joined for nothing.
        is_any = con.execute(f"select count(*) from match.record {is_kind}").fetchall()[0][0]
        con.execute(f"create temp table match_block as {query}{' order by rid' if is_any else ' and false'}")
        return
    con.execute(f"create temp view match_block as {query}")
    con.execute("create temp table match_wanted (rid integer, at_row bigint)")
    con.execute(f"create temp view match_found as {numbered.format('match_wanted w on w.at_row = r.rowid')}")


def find_records(con: duckdb.DuckDBPyConnection, rids: str) -> str:
    """The rows of `match_block` whose numbers a query gives, for the next statement to read."""
    if not _is_there(con, "view", "match_found"):
        return f"match_block where rid in ({rids})"
    # The names of those first, and where they stand: left to itself DuckDB joins all names with all of every record.
    con.execute(
        "create or replace temp table match_wanted as"
        f" with wanted as materialized (from match_kept.numbering where rid in ({rids}))"
        " select rid, r.rowid as at_row from match.record r join wanted using (record_name)"
    )
    return "match_found"


def _is_rest_seen(con: duckdb.DuckDBPyConnection, kind: Kind) -> bool:
    """Whether as many records of the kind are remembered as there are, those of match_kept.unseen apart, as is not so
    after a run that was cut off; their numbers are in `match_unseen`.
    """
    if not _knows_unseen(con):
        return False
    con.execute(
        "create or replace temp table match_unseen as"
        " select rid from match_kept.numbering semi join match_kept.unseen using (record_name)"
    )
    rest = con.execute(
        "select (select count(*) from match_kept.seen anti join match_unseen using (rid) where kind = $kind),"
        " (select count(*) from match.record where kind = $kind)"
        " - (select count(*) from match.record semi join match_kept.unseen using (record_name) where kind = $kind)",
        {"kind": kind},
    ).fetchall()[0]
    return bool(rest[0] == rest[1])


def _knows_unseen(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether match_kept.unseen names all records that may be other ones than when they were linked."""
    query = (
        "select count(*) from duckdb_tables() where database_name = current_database() and schema_name = 'match_kept'"
        " and table_name = 'unseen'"
    )
    if not con.execute(query).fetchall()[0][0]:
        return False
    return not con.execute("from match_kept.unseen where record_name is null limit 1").fetchall()


def drop_block(con: duckdb.DuckDBPyConnection) -> None:
    """Forget `match_block` and what was made of it, whether tables or views."""
    for name in ("match_looked", "match_found", "match_block", "match_wanted"):
        for kind in ("table", "view"):
            if _is_there(con, kind, name):
                con.execute(f"drop {kind} temp.{name}")


def _is_there(con: duckdb.DuckDBPyConnection, kind: str, name: str) -> bool:
    query = f"select count(*) from duckdb_{kind}s() where temporary and {kind}_name = ?"
    return bool(con.execute(query, [name]).fetchall()[0][0])


def drop_numbers(con: duckdb.DuckDBPyConnection) -> None:
    """Forget the names of records that are gone, once nothing of them is kept: a name may be somebody's mailbox."""
    con.execute("delete from match_kept.numbering where record_name in (from match_gone)")
    con.execute("drop table if exists match_kept.unseen")


def forget(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Let every record of the kind be new."""
    con.execute("delete from match_kept.seen where kind = ?", [kind])


def remember(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Keep what the records of `match_looked` look like for the next run."""
    con.execute("delete from match_kept.seen where kind = ? and rid in (select rid from match_changed)", [kind])
    con.execute(
        "insert into match_kept.seen select ?, rid, fingerprint from match_looked"
        " semi join match_changed using (rid) order by rid",
        [kind],
    )

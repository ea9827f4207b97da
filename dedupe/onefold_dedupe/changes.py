"""Which records are new, changed or gone since the last run. A record keeps its number, whenever it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.identifiers import quote

from onefold_dedupe.prepare.record import RECORD_COLUMNS
from onefold_dedupe.ruleset import Kind

if TYPE_CHECKING:
    import duckdb

_TABLES = """
create table if not exists match_kept.numbering (record_name varchar, rid integer);
create table if not exists match_kept.seen (kind varchar, rid integer, fingerprint ubigint, sort_text varchar);
"""


@dataclass(frozen=True)
class Changes:
    """How many records of a kind there are, and how many are new, gone or not as the last run saw them."""

    records: int
    changed: int


def number_records(con: duckdb.DuckDBPyConnection) -> None:
    """Give every record of `match.record` that has none a number of its own, for good."""
    con.execute(_TABLES)
    con.execute(
        "insert into match_kept.numbering select record_name, (row_number() over (order by record_name)"
        " + (select coalesce(max(rid), -1) from match_kept.numbering))::integer"
        " from match.record anti join match_kept.numbering using (record_name)"
    )


def read_kind(con: duckdb.DuckDBPyConnection, kind: Kind) -> Changes:
    """Write `match_block` (the records of a kind with `rid`) and `match_changed` (rid, is_gone) since `remember`."""
    described = con.execute("describe match.record").fetchall()
    features = ", ".join(quote(row[0]) for row in described if row[0] not in RECORD_COLUMNS)
    con.execute(
        f"create or replace temp table match_block as select rid, hash({features}) as fingerprint,"
        " concat_ws(' ', family_key, given_key, organization_key, birth_date, r.record_name) as sort_text, r.*"
        " from match.record r join match_kept.numbering n using (record_name) where kind = ? order by rid",
        [kind],
    )
    con.execute(
        "create or replace temp table match_changed as select coalesce(b.rid, s.rid) as rid, b.rid is null as is_gone"
        " from match_block b full join (select * from match_kept.seen where kind = ?) s using (rid)"
        " where b.rid is null or s.rid is null or b.fingerprint <> s.fingerprint order by rid",
        [kind],
    )
    records, changed = con.execute(
        "select (select count(*) from match_block), (select count(*) from match_changed)"
    ).fetchall()[0]
    return Changes(records, changed)


def forget(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Let every record of the kind be new."""
    con.execute("delete from match_kept.seen where kind = ?", [kind])


def remember(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Keep what the records of `match_block` look like for the next run."""
    con.execute("delete from match_kept.seen where kind = ? and rid in (select rid from match_changed)", [kind])
    con.execute(
        "insert into match_kept.seen select ?, rid, fingerprint, sort_text from match_block"
        " semi join match_changed using (rid) order by rid",
        [kind],
    )

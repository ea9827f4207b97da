"""Which records of a project have to be prepared again: `match_kept.prepared` holds a fingerprint of what each was made
of, and by which code.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from onefold_dedupe.standardise.version import rule_version

if TYPE_CHECKING:
    import duckdb

_TABLES = """
create schema if not exists match;
create schema if not exists match_kept;
create table if not exists match_kept.prepared_by (version varchar);
create table if not exists match_kept.unseen (record_name varchar);
create table if not exists match_kept.company_word (word varchar, weight double);
"""

_SUMMED = "select record, sum(facts) as fingerprint from {} group by record"
_PART_BITS = 18
# Sums of many records are compared first: a quarter of a million groups take half as long as a million.
_MOVED = f"""
create or replace temp table match_part as
    select part from (select record >> {64 - _PART_BITS} as part, sum(facts) as now from match_fact group by part)
    full join (
        select record >> {64 - _PART_BITS} as part, sum(fingerprint) as held from match_kept.prepared group by part
    ) using (part)
    where now is distinct from held;
create or replace temp table match_moved as
    with held as (from match_kept.prepared where record >> {64 - _PART_BITS} in (from match_part)),
    now as ({_SUMMED.format(f"match_fact where record >> {64 - _PART_BITS} in (from match_part)")})
    select coalesce(r.record, k.record) as record, r.fingerprint from now r full join held k using (record)
    where r.fingerprint is distinct from k.fingerprint;
"""


def find_stale(con: duckdb.DuckDBPyConnection, facts: str, active: str) -> str:
    """Take out of match.record what has changed or is gone; a query of the names to prepare, '' for all.

    `facts`: a query of record (hash of a name) and a number for whatever is known of it, of all records there are,
    `active` one of their names. Until `mark_prepared` nothing counts as prepared. The names are kept in
    match_kept.unseen (with null: any record may be another one) until the records have been linked.
    """
    con.execute(_TABLES)
    held = con.execute("delete from match_kept.prepared_by returning version").fetchall()
    if held != [(_version(con),)] or not _has_records(con):
        con.execute(f"create or replace temp table match_moved as {_SUMMED.format(f'({facts})')}")
        con.execute("insert into match_kept.unseen values (null)")
        return ""
    con.execute(f"create or replace temp table match_fact as {facts}")
    con.execute(_MOVED)
    con.execute("drop table match_fact")
    moved = "where hash(record_name) in (select record from match_moved)"
    con.execute(
        f"create or replace temp table match_stale as select record_name, false as is_gone from ({active}) {moved}"
    )
    con.execute(
        f"insert into match_stale select record_name, true from (select record_name from match.record {moved})"
        " anti join match_stale using (record_name)"
    )
    con.execute("insert into match_kept.unseen select record_name from match_stale")
    con.execute(f"delete from match.record {moved}")
    return "select record_name from match_stale where not is_gone"


def mark_prepared(con: duckdb.DuckDBPyConnection, *, whole: bool) -> None:
    """Keep what the records of match.record were made of: the `whole` of them, or those that `find_stale` named."""
    if whole:
        con.execute("create or replace table match_kept.prepared (record ubigint, fingerprint hugeint)")
    con.execute("delete from match_kept.prepared where record in (select record from match_moved)")
    con.execute("insert into match_kept.prepared from match_moved where fingerprint is not null")
    con.execute("insert into match_kept.prepared_by values (?)", [_version(con)])
    con.execute("drop table match_moved")


def _has_records(con: duckdb.DuckDBPyConnection) -> bool:
    query = (
        "select count(*) from duckdb_tables() where database_name = current_database() and schema_name = 'match'"
        " and table_name = 'record'"
    )
    return bool(con.execute(query).fetchall()[0][0])


def _version(con: duckdb.DuckDBPyConnection) -> str:
    """Of all that a feature depends on besides its record: code, standardisers, the weights of companies' words."""
    words = con.execute("select coalesce(sum(hash(word, weight)), 0)::varchar from match_kept.company_word").fetchall()
    return f"{_code_version()} {words[0][0]}"


@cache
def _code_version() -> str:
    import duckdb

    digest = hashlib.sha256(f"duckdb={duckdb.__version__} rules={rule_version()}".encode())
    package = files("onefold_dedupe")
    own = [package.joinpath("features.py"), *package.joinpath("prepare").iterdir()]
    for item in sorted(own, key=lambda item: item.name):
        if item.name.endswith(".py"):
            digest.update(item.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]

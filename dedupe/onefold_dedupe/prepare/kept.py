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
create table if not exists match_kept.prepared (record_name varchar, fingerprint ubigint);
create table if not exists match_kept.prepared_by (version varchar);
create table if not exists match_kept.company_word (word varchar, weight double);
"""


def find_stale(con: duckdb.DuckDBPyConnection, fingerprints: str) -> str:
    """Take out of match.record what has changed or is gone; a query of the names to prepare, '' for all.

    `fingerprints`: a query of record_name and fingerprint of all records there are. Until `mark_prepared` nothing
    counts as prepared.
    """
    con.execute(_TABLES)
    con.execute(f"create or replace temp table match_received as {fingerprints}")
    held = con.execute("delete from match_kept.prepared_by returning version").fetchall()
    if held != [(_version(con),)] or not _has_records(con):
        return ""
    con.execute(
        "create or replace temp table match_stale as"
        " select coalesce(r.record_name, k.record_name) as record_name, r.record_name is null as is_gone"
        " from match_received r full join match_kept.prepared k using (record_name)"
        " where r.fingerprint is distinct from k.fingerprint"
    )
    con.execute("delete from match.record where record_name in (select record_name from match_stale)")
    return "select record_name from match_stale where not is_gone"


def mark_prepared(con: duckdb.DuckDBPyConnection) -> None:
    """Keep what the records of match.record were made of."""
    con.execute(
        "delete from match_kept.prepared where record_name in ("
        "from match_kept.prepared k anti join match_received r using (record_name, fingerprint)"
        " select record_name)"
    )
    con.execute("insert into match_kept.prepared from match_received anti join match_kept.prepared using (record_name)")
    con.execute("insert into match_kept.prepared_by values (?)", [_version(con)])
    con.execute("drop table match_received")


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

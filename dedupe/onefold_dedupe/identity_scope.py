"""What of the clusters and of the ids' history a run has to look at: what was drawn anew, and all that hangs together
with it through the ids that records ever had or founded.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_BEGIN = """
create table if not exists match_kept.identified (version varchar);
create or replace temp table match_identified as from match_kept.identified;
delete from match_kept.identified;
create or replace temp table match_redrawn (record_name varchar);
"""
_CODE = (
    "identity.py",
    "identity_copies.py",
    "identity_past.py",
    "identity_scope.py",
    "identity_tables.py",
    "views.py",
)


def begin_redrawing(con: duckdb.DuckDBPyConnection) -> None:
    """Open `match_redrawn` (record_name): records whose clusters are drawn anew, or that leave them. Until
    `mark_identified` match.identity is not that of the clusters.
    """
    con.execute(_BEGIN)


def were_identified(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether match.identity was that of the clusters, and made by this code, before `begin_redrawing`."""
    tables = con.execute(
        "select (select count(*) from duckdb_tables() where temporary and table_name = 'match_identified')"
        " + (select count(*) from duckdb_tables() where database_name = current_database() and schema_name = 'match'"
        " and table_name = 'identity')"
    ).fetchall()
    return tables == [(2,)] and con.execute("from match_identified").fetchall() == [(_version(),)]


def mark_identified(con: duckdb.DuckDBPyConnection) -> None:
    """Say that match.identity is that of the clusters again."""
    con.execute("drop table if exists temp.match_identified")
    con.execute("delete from match_kept.identified")
    con.execute("insert into match_kept.identified values (?)", [_version()])


def find_scope(con: duckdb.DuckDBPyConnection, *, whole: bool) -> None:
    """Write `scope_cluster`, `scope_history` and `scope_customer`: the rows of match.cluster, identity_history and
    customer of the records of `scope_record`, or (`whole`) all there are.

    No other record shares a cluster, or an id it ever had or founded, with those; customers are also those that the
    ids of the scope lead to.
    """
    for name in ("cluster", "history", "customer"):
        for kind in ("table", "view"):
            query = f"select count(*) from duckdb_{kind}s() where temporary and {kind}_name = 'scope_{name}'"
            if con.execute(query).fetchall()[0][0]:
                con.execute(f"drop {kind} temp.scope_{name}")
    if whole:
        con.execute(_WHOLE)
        return
    con.execute(_BEGIN_SCOPE)
    while con.execute("from scope_new limit 1").fetchall():
        con.execute(_WIDEN)
    con.execute(_SCOPE)


_WHOLE = """
create temp view scope_cluster as from match.cluster;
create temp view scope_history as from match.identity_history;
create temp view scope_customer as from match.customer;
"""
_BEGIN_SCOPE = """
create or replace temp table scope_record (record_name varchar);
create or replace temp table scope_id (customer_id varchar);
create or replace temp table scope_new as select distinct record_name from match_redrawn;
"""
_WIDEN = """
insert into scope_record from scope_new;
create or replace temp table scope_new_id as
    select distinct customer_id from (
        select customer_id from match.identity_history semi join scope_new using (record_name)
        union all
        select customer_id from match.customer where founded_by in (from scope_new)
    ) anti join scope_id using (customer_id);
insert into scope_id from scope_new_id;
create or replace temp table scope_new as
    select distinct record_name from (
        select record_name from match.identity_history semi join scope_new_id using (customer_id)
        union all
        select founded_by from match.customer semi join scope_new_id using (customer_id) where founded_by is not null
        union all
        select record_name from match.cluster
        where cluster_id in (select cluster_id from match.cluster semi join scope_new using (record_name))
    ) anti join scope_record using (record_name);
"""
_SCOPE = """
create temp table scope_cluster as from match.cluster semi join scope_record using (record_name);
create temp table scope_history as from match.identity_history semi join scope_id using (customer_id);
create temp table scope_customer as
    with recursive known as (
        from match.customer semi join scope_id using (customer_id)
        union
        select k.* from match.customer k join known on k.customer_id = known.superseded_by
    )
    from known;
"""


@cache
def _version() -> str:
    package = files("onefold_dedupe")
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update(package.joinpath(name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]

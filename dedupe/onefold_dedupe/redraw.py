"""match.cluster, drawn anew where something has changed: in the components that a record or pair came into or left.

What a cluster is depends on the records of its component (linked by pairs or by people) and on nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from onefold_dedupe.complete import Weigher, cluster_records
from onefold_dedupe.identity_scope import begin_redrawing
from onefold_dedupe.keys import Rids
from onefold_dedupe.model import Model
from onefold_dedupe.pairs import pair_table, read_by_name
from onefold_dedupe.rows import read_arrays
from onefold_dedupe.ruleset import Kind, Ruleset
from onefold_dedupe.score import weight_of

if TYPE_CHECKING:
    import duckdb

_TABLES = """
create table if not exists match.cluster (record_name varchar, cluster_id varchar);
create table if not exists match_kept.drawn (kind varchar, auto_merge double);
create table if not exists match_kept.decided (kind varchar, rid_l integer, rid_r integer, verdict varchar,
    seen varchar);
create or replace temp table match_decided_before as from match_kept.decided;
create or replace table match_kept.decided (kind varchar, rid_l integer, rid_r integer, verdict varchar, seen varchar);
"""


def begin_clusters(con: duckdb.DuckDBPyConnection) -> None:
    """Open match.cluster; what people had decided by the last run is put aside for comparison."""
    con.execute(_TABLES)
    begin_redrawing(con)


def were_drawn(con: duckdb.DuckDBPyConnection, kind: Kind, auto_merge: float) -> bool:
    """Whether the clusters of the kind are whole and drawn at this threshold; until `mark_drawn` they no longer are."""
    found = con.execute("delete from match_kept.drawn where kind = ? returning auto_merge", [kind]).fetchall()
    return [row[0] for row in found] == [auto_merge]


def write_clusters(
    con: duckdb.DuckDBPyConnection, rules: Ruleset, model: Model | None, auto_merge: float, *, stirred: bool
) -> None:
    """Bring the clusters of the records of `match_block` up to date; with `stirred` only those of `match_member`
    (rid).

    Records stand in the order of their names, so that ties fall the same way in whatever order they came.
    """
    # Numbers and names alone are read faster from where they are kept than from the records.
    members = (
        "match_kept.numbering semi join match_member using (rid)"
        " anti join (from match_changed where is_gone) using (rid)"
    )
    names = read_by_name(con, "rid, record_name", members if stirred else "match_block")
    rids = names["rid"].to_numpy().astype(np.int64)
    place_of = np.full(int(rids.max(initial=-1)) + 1, -1, np.int64)
    place_of[rids] = np.arange(len(rids))
    both = " ".join(f"semi join (select rid as {end} from match_member) using ({end})" for end in ("rid_l", "rid_r"))
    labels = np.zeros(0, np.int64)
    if len(rids):
        decided = con.execute("select rid_l, rid_r, verdict from match_decided order by all").fetchall()
        placed = [
            (*sorted((int(place_of[left]), int(place_of[right]))), verdict)
            for left, right, verdict in decided
            if max(left, right) < len(place_of) and min(place_of[left], place_of[right]) >= 0
        ]
        labels = cluster_records(
            len(rids),
            Weigher(con, rules, model, auto_merge, rids, both if stirred else "") if model else None,
            weight_of(auto_merge),
            [(low, high) for low, high, verdict in placed if verdict in ("same", "asserted")],
            [(low, high) for low, high, verdict in placed if verdict in ("different", "unsure")],
        )
    texts = names["record_name"].combine_chunks()
    con.register("match_label", pa.table({"record_name": texts, "cluster_id": texts.take(pa.array(labels))}))
    con.execute("delete from match.cluster where record_name in (select record_name from match_label)")
    con.execute("insert into match.cluster from match_label")
    con.execute("insert into match_redrawn select record_name from match_label")
    con.unregister("match_label")
    con.execute(
        "insert into match_redrawn select record_name from match_kept.numbering"
        " where rid in (select rid from match_changed where is_gone)"
    )


def mark_drawn(con: duckdb.DuckDBPyConnection, kind: Kind, auto_merge: float) -> None:
    """Say that the clusters of the kind, and what was made of them, are whole."""
    con.execute("insert into match_kept.drawn values (?, ?)", [kind, auto_merge])


def drop_clusters(con: duckdb.DuckDBPyConnection) -> None:
    """Take records that are gone out of the clusters."""
    con.execute("delete from match.cluster where record_name in (from match_gone)")
    con.execute("insert into match_redrawn from match_gone")


def find_members(con: duckdb.DuckDBPyConnection, kind: Kind, auto_merge: float) -> None:
    """Write `match_member` (rid): all records of the components that have to be drawn anew, those of the records of
    `match_stirred` (rid) and of those that a decision changed about.
    """
    now = f"(select rid_l, rid_r, verdict from match_kept.decided where kind = '{kind}')"
    before = f"(select rid_l, rid_r, verdict from match_decided_before where kind = '{kind}')"
    changed = f"(({now} except {before}) union all ({before} except {now}))"
    query = f"select rid from match_stirred union select unnest([rid_l, rid_r]) from {changed} order by rid"
    stirred = np.asarray(con.execute(query).fetchnumpy()["rid"])
    found = read_arrays(
        con,
        f"select rid_l, rid_r from {pair_table(kind)} where weight >= '{weight_of(auto_merge)}'::double union all"
        " select rid_l, rid_r from match_decided where verdict in ('same', 'asserted')",
    )
    left, right = np.asarray(found["rid_l"]), np.asarray(found["rid_r"])
    nodes = max(int(one.max(initial=-1)) for one in (left, right, stirred)) + 1
    members = np.flatnonzero(_reached(nodes, left, right, stirred)).astype(np.int32)
    con.register("match_members", pa.table({"rid": members}))
    con.execute("create or replace temp table match_member as from match_members")
    con.unregister("match_members")


def _reached(nodes: int, left: Rids, right: Rids, start: Rids) -> npt.NDArray[np.bool_]:
    """Which nodes hang together with those of `start`: a step at a time, because components of customers are small and
    all of them together are many.
    """
    is_reached = np.zeros(nodes, np.bool_)
    is_reached[start] = True
    while True:
        crossing = np.flatnonzero(is_reached[left] != is_reached[right])
        if not len(crossing):
            return is_reached
        is_reached[left[crossing]] = is_reached[right[crossing]] = True

"""Two clusterings of (mostly) the same records: what stayed, split, merged or moved, by the clusters' ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from onefold_core.identifiers import quote_path

if TYPE_CHECKING:
    import duckdb

ChangeKind = Literal["split", "merged", "moved"]


@dataclass(frozen=True)
class Change:
    """Clusters that share records across the two sides: `split` one into several, `merged` several into one, `moved`
    several into several.
    """

    change: ChangeKind
    records: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """How the clusters of `after` stand to those of `before`, counted in groups that share records.

    `identical`: the same records. `extended`: the same but for records that came or went. `added`, `gone`: clusters of
    new, of vanished records only. `changed` is the share of the records on both sides that are in a split, merged or
    moved group.
    """

    records: int
    records_added: int
    records_gone: int
    identical: int
    extended: int
    split: int
    merged: int
    moved: int
    added: int
    gone: int
    changed: float
    changes: tuple[Change, ...]


def compare_clusters(con: duckdb.DuckDBPyConnection, before: str, after: str) -> Comparison:
    """Compare two tables (record_name, cluster_id), each with every record once; names may have a schema.

    `changes` has the largest first.
    """
    old, new = quote_path(*before.split(".")), quote_path(*after.split("."))
    con.execute(
        "create or replace temp table match_overlap as"
        " select b.cluster_id::varchar as old, a.cluster_id::varchar as new,"
        " count(b.record_name) filter (a.record_name is not null) as shared, count(*) as records"
        f" from {old} b full join {new} a using (record_name) group by all"
    )
    records, added, gone = con.execute(
        "select coalesce(sum(shared), 0)::bigint, coalesce(sum(records) filter (old is null), 0)::bigint,"
        " coalesce(sum(records) filter (new is null), 0)::bigint from match_overlap"
    ).fetchall()[0]
    lone = con.execute(
        "select count(*) filter (side = 'new'), count(*) filter (side = 'old') from ("
        "select 'new' as side from match_overlap where new is not null group by new having bool_and(old is null)"
        " union all "
        "select 'old' from match_overlap where old is not null group by old having bool_and(new is null))"
    ).fetchall()[0]
    simple = con.execute(
        "with linked as (select old, new, count(*) over (partition by old) as fan_out, count(*) over (partition by new)"
        " as fan_in from match_overlap where shared > 0), sized as ("
        "select old, null as new, sum(records) as n from match_overlap where old is not null group by old"
        " union all select null, new, sum(records) from match_overlap where new is not null group by new)"
        " select count(*) filter (s.n = t.n and s.n = o.shared), count(*) from linked l"
        " join match_overlap o on o.old = l.old and o.new = l.new"
        " join sized s on s.old = l.old join sized t on t.new = l.new where fan_out = 1 and fan_in = 1"
    ).fetchall()[0]
    changes = _changes(con)
    counts = {kind: sum(one.change == kind for one in changes) for kind in ("split", "merged", "moved")}
    touched = sum(one.records for one in changes)
    return Comparison(
        records=records,
        records_added=added,
        records_gone=gone,
        identical=simple[0],
        extended=simple[1] - simple[0],
        **counts,
        added=lone[0],
        gone=lone[1],
        changed=touched / records if records else 0.0,
        changes=changes,
    )


def _changes(con: duckdb.DuckDBPyConnection) -> tuple[Change, ...]:
    """Groups of clusters that are linked by shared records and are more than one on a side."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows = con.execute(
        "select old, new, shared from (select *, count(*) over (partition by old) as fan_out,"
        " count(*) over (partition by new) as fan_in from match_overlap where shared > 0)"
        " qualify max(greatest(fan_out, fan_in)) over (partition by old) > 1"
        " or max(greatest(fan_out, fan_in)) over (partition by new) > 1 order by old, new"
    ).fetchall()
    if not rows:
        return ()
    old = {name: place for place, name in enumerate(dict.fromkeys(row[0] for row in rows))}
    new = {name: place for place, name in enumerate(dict.fromkeys(row[1] for row in rows), len(old))}
    size = len(old) + len(new)
    ends = [old[row[0]] for row in rows], [new[row[1]] for row in rows]
    graph = coo_array((np.ones(len(rows), np.int8), ends), shape=(size, size))
    _, group = connected_components(graph.tocsr(), directed=False)
    members: dict[int, tuple[list[str], list[str]]] = {}
    for side, names in enumerate((old, new)):
        for name, place in names.items():
            members.setdefault(int(group[place]), ([], []))[side].append(name)
    shared: dict[int, int] = {}
    for one, _, count in rows:
        number = int(group[old[one]])
        shared[number] = shared.get(number, 0) + int(count)
    found = [_change(shared[number], *sides) for number, sides in members.items()]
    return tuple(sorted(found, key=lambda change: (-change.records, change.before, change.after)))


def _change(records: int, before: list[str], after: list[str]) -> Change:
    kind: ChangeKind = "split" if len(before) == 1 else "merged" if len(after) == 1 else "moved"
    return Change(kind, records, tuple(sorted(before)), tuple(sorted(after)))

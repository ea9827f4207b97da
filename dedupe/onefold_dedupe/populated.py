"""Which features of `match.record` can tell records apart at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onefold_core.identifiers import literal, quote

from onefold_dedupe.features import is_multi
from onefold_dedupe.prepare.record import RECORD_COLUMNS
from onefold_dedupe.ruleset import Kind

if TYPE_CHECKING:
    import duckdb

MANY = 50
"""From so many records on, a column in which all are equal tells nobody apart and is no evidence."""
FIRST = 10_000
"""Records in which most columns show two unlike values, so that few have to be read whole."""


def populated_features(con: duckdb.DuckDBPyConnection, kind: Kind) -> frozenset[str]:
    """Features that at least two records of the kind have, and in which not all of many are equal."""
    described = con.execute("describe match.record").fetchall()
    columns = [row[0] for row in described if row[0] not in RECORD_COLUMNS]
    record = f"match.record where kind = {literal(kind)}"
    varied = {name for name, (_, differing) in _counts(con, columns, f"{record} limit {FIRST}").items() if differing}
    rest = _counts(con, [name for name in columns if name not in varied], record)
    return frozenset(varied | {name for name, (filled, differing) in rest.items() if _is_usable(filled, differing)})


def _is_usable(filled: int, differing: int) -> bool:
    return filled > 1 and (filled < MANY or differing > 0)


def _counts(con: duckdb.DuckDBPyConnection, columns: Sequence[str], record: str) -> dict[str, tuple[int, int]]:
    """Of each column, how many of the records have it, and how many of those are unlike any one of them."""
    if not columns:
        return {}
    firsts, counts = [], []
    for number, column in enumerate(map(quote, columns)):
        filled = f"len({column}) > 0" if is_multi(columns[number]) else f"{column} is not null"
        firsts.append(f"any_value({column}) filter ({filled}) as first_{number}")
        counts.append(f"count(*) filter ({filled}), count(*) filter ({filled} and {column} <> first_{number})")
    # Against any one value: smallest and largest of a million lists take ten times as long.
    row = con.execute(
        f"with record as (select {', '.join(map(quote, columns))} from {record}),"
        f" first as (select {', '.join(firsts)} from record)"
        f" select {', '.join(counts)} from record, first"
    ).fetchall()[0]
    return {name: (row[2 * number], row[2 * number + 1]) for number, name in enumerate(columns)}

"""Which rules of a table a failed `onefold.sound` test found broken: names of columns and counts, never a value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

SOUND = "sound"
"""The test of dbt_project/macros/tests.sql: a row of its result is a broken rule's name."""


def broken_rules(warehouse: Path, result: Any) -> tuple[tuple[str, int], ...]:
    """The broken rules of one dbt `result` and the rows that break each, by name; dbt must have closed `warehouse`.

    Empty for whatever is no failed test of soundness, and where asking again does not find the same number of rows: at
    the end of a night dbt forgets what was touched, which such a test may look at.
    """
    node = result.node
    about = getattr(node, "test_metadata", None)
    if not result.failures or about is None or about.name != SOUND:
        return ()
    query = f"select broken, count(*) from ({node.compiled_code}) group by all order by all"
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found = connection.execute(query).fetchall()
    except duckdb.Error:
        return ()
    rules = tuple((str(name), int(rows)) for name, rows in found)
    return rules if sum(rows for _, rows in rules) == result.failures else ()

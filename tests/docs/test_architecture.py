"""docs/architecture.md names every table that the parts share, and every column of it."""

from __future__ import annotations

import re

from onefold_core.model import entities
from onefold_dedupe.features import FEATURES

from tests.app.harness import ROOT, Harbour

FACTS = set(entities()) - {"contact_point", "address", "relation", "consent", "pipeline_stage"}
"""Golden tables whose columns are those of the common model; the document says so in one row for all."""


def documented() -> dict[str, set[str]]:
    """Table → every word of its row."""
    found = {}
    for line in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"\| `((?:standardised|match|golden|audit|quarantine)\.\w+)`[ (]", line):
            found[match[1]] = set(re.findall(r"\w+", line))
    return found


def test_shared_tables_are_documented(harbour: Harbour) -> None:
    columns = harbour.working(
        "select schema_name || '.' || table_name, list(column_name) from duckdb_columns()"
        " where schema_name in ('standardised', 'match', 'golden', 'audit', 'quarantine') group by 1 order by 1"
    )
    there = {table: set(names) for table, names in columns if table.partition(".")[2] not in FACTS}
    known = documented()
    assert set(there) == {table for table in known if table.partition(".")[2] not in FACTS}
    features = {feature.name for feature in FEATURES}
    missing = {t: names - known[t] - (features if t == "match.record" else set()) for t, names in there.items()}
    assert {table: names for table, names in missing.items() if names} == {}

"""What the report says, gathered from the audit and match tables; no value of a customer's row is read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from onefold_quality.report.chart import with_charts

Row = dict[str, Any]


@dataclass(frozen=True)
class RunFacts:
    """What only the run knows; the rest is read from the warehouse."""

    run_id: str
    project: str
    build: str
    target: str
    started_at: str
    finished_at: str
    operator: str
    commit: str
    config_hash: str
    is_published: bool
    reasons: tuple[str, ...]
    steps: tuple[Row, ...]
    gates: tuple[str, ...]
    truth: Mapping[str, Any] | None
    history: tuple[Row, ...]
    ledger_entries: int
    ledger_head: str


@dataclass(frozen=True)
class ReportData:
    """Everything on the page."""

    run: RunFacts
    versions: Row
    counts: Row
    layers: tuple[Row, ...]
    balance: tuple[Row, ...]
    rules: tuple[Row, ...]
    issues: tuple[Row, ...]
    card: Row | None
    sizes: tuple[Row, ...]
    consent: tuple[Row, ...]
    sources: tuple[Row, ...]
    lineage: tuple[Row, ...]


def collect(
    connection: duckdb.DuckDBPyConnection,
    run: RunFacts,
    failing_refs: Mapping[str, Sequence[str]],
    card: Mapping[str, Any] | None = None,
) -> ReportData:
    """Read the tables; `failing_refs` are keyed hashes of the names of failing rows, by rule, `card` is the matching
    model's.
    """
    rules = _rows(connection, "from audit.rule_result order by (status = 'passed'), severity, rule")
    for rule in rules:
        rule["refs"] = list(failing_refs.get(rule["rule"], ()))
    return ReportData(
        run=run,
        versions=_versions(connection),
        counts=_counts(connection),
        layers=tuple(_rows(connection, _LAYERS)),
        balance=tuple(_rows(connection, _BALANCE)),
        rules=tuple(rules),
        issues=tuple(_rows(connection, _ISSUES)),
        card=with_charts(card) if card else None,
        sizes=tuple(_rows(connection, _SIZES)),
        consent=tuple(_rows(connection, _CONSENT)),
        sources=tuple(_rows(connection, _SOURCES)),
        lineage=tuple(_rows(connection, _LINEAGE)),
    )


_ORDER = "list_position(['source', 'raw', 'staging', 'intermediate', 'match', 'golden'], layer)"
_SUMS = ("rows_in", "rows_out", "published", "merged", "quarantined", "suppressed", "deleted")
_LAYERS = f"""
select layer, {", ".join(f"sum({column})::bigint as {column}" for column in _SUMS)},
    sum(abs(difference))::bigint as difference
from audit.balance group by layer order by {_ORDER}
"""
_BALANCE = f"from audit.balance order by {_ORDER}, source, object, entity"
_ISSUES = """
with counted as (
    select code, severity, source, object, field, layer, sum("rows")::bigint as affected from audit.issue group by all
)
from counted
order by list_position(['error', 'warning', 'info'], severity), affected desc, code, source, object, field
"""
_SIZES = """
select records, count(*) as customers
from (select customer_id, count(*) as records from golden.crosswalk where valid_to is null group by customer_id)
group by records order by records
"""
_CONSENT = """
select channel, purpose, state, count(*) as customers, count(*) filter (where is_conflict) as conflicts
from golden.consent group by all order by channel, purpose, state
"""
_SOURCES = """
select source, object, count(*) as records, count(distinct customer_id) as customers
from golden.crosswalk where valid_to is null group by all order by source, object
"""
_LINEAGE = """
select attribute, source, count(*) as wins
from golden.attribute where is_winner group by all order by attribute, wins desc, source
"""


def _counts(connection: duckdb.DuckDBPyConnection) -> Row:
    tables = ("customer", "crosswalk", "contact_point", "address", "consent", "deal", "order", "payment", "activity")
    found: Row = {}
    for table in tables:
        row = connection.execute(f'select count(*) from golden."{table}"').fetchone()
        found[table] = row[0] if row else 0
    kinds = connection.execute("select kind, count(*) from golden.customer group by kind order by kind").fetchall()
    return {**found, "kinds": dict(kinds)}


def _versions(connection: duckdb.DuckDBPyConnection) -> Row:
    row = connection.execute("select versions::varchar from audit.run").fetchone()
    return dict(json.loads(row[0])) if row else {}


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    relation = connection.execute(query)
    names = [column[0] for column in relation.description or ()]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]

"""What the first page and the marts pages say of the current build."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from onefold_core.identifiers import quote_path

from onefold.web.published import Snapshot, Table

MART_ROWS = 200


@dataclass(frozen=True)
class Figures:
    """Counts of the build, and what its audit said."""

    customers: int
    kinds: dict[str, int]
    records: int
    sources: int
    rules: int
    rules_passed: int
    unbalanced: int
    unaccounted: int


@dataclass(frozen=True)
class Overview:
    """The first page."""

    figures: Figures
    marts: dict[str, int]
    sources: Table
    rules_open: tuple[dict[str, Any], ...]
    issues: Table


@dataclass(frozen=True)
class Bar:
    """One bar of a funnel; `share` is its part of the longest, from 0 to 100."""

    label: str
    records: int
    share: float


@dataclass(frozen=True)
class Mart:
    """One mart's first rows."""

    name: str
    total: int
    table: Table
    bars: tuple[Bar, ...]


def read_overview(snapshot: Snapshot) -> Overview:
    """Figures, marts, sources, and the rules and issues that want attention."""
    rules = snapshot.query("select rule, says, severity, status, failed, tested from audit.rule_result order by rule")
    passed = ("passed", "not_applicable")
    return Overview(
        figures=_figures(snapshot, rules),
        marts=snapshot.tables("marts"),
        sources=snapshot.query(_SOURCES),
        rules_open=tuple(rule for rule in rules.records if rule["status"] not in passed),
        issues=snapshot.query(_ISSUES),
    )


def read_mart(snapshot: Snapshot, name: str) -> Mart | None:
    """A mart's first rows, ordered by its first columns so that a reload shows the same; None when there is none."""
    marts = snapshot.tables("marts")
    if name not in marts:
        return None
    columns = snapshot.columns_of("marts", name)
    table = snapshot.query(f"from {quote_path('marts', name)} order by all limit ?", [MART_ROWS])
    has_funnel = name == "funnel" and {"stage", "stage_order", "reached"} <= columns
    return Mart(name, marts[name], _with_owners(snapshot, table), _funnel(snapshot) if has_funnel else ())


def _figures(snapshot: Snapshot, rules: Table) -> Figures:
    kinds = dict(snapshot.query("select kind, count(*) from golden.customer group by kind order by kind").rows)
    traced = snapshot.query("select count(*), count(distinct source) from golden.crosswalk where valid_to is null").rows
    balance = snapshot.query(
        "select count(*) filter (where difference <> 0), sum(abs(difference))::bigint from audit.balance"
    ).rows
    return Figures(
        customers=sum(kinds.values()),
        kinds=kinds,
        records=traced[0][0],
        sources=traced[0][1],
        rules=len(rules.rows),
        rules_passed=sum(rule["status"] == "passed" for rule in rules.records),
        unbalanced=balance[0][0],
        unaccounted=balance[0][1] or 0,
    )


def _with_owners(snapshot: Snapshot, table: Table) -> Table:
    """The table with owners by name instead of by record."""
    owners = [index for index, column in enumerate(table.columns) if column.name == "owner"]
    if not owners:
        return table
    at = owners[0]
    wanted = sorted({row[at] for row in table.rows if row[at] is not None})
    names = dict(
        snapshot.query(
            "select record_name, name from golden.owner where name is not null and list_contains(?, record_name)",
            [wanted],
        ).rows
    )
    return replace(table, rows=tuple((*row[:at], names.get(row[at], row[at]), *row[at + 1 :]) for row in table.rows))


def _funnel(snapshot: Snapshot) -> tuple[Bar, ...]:
    rows = snapshot.query(
        "select stage, sum(reached)::bigint as reached from marts.funnel group by stage, stage_order"
        " order by stage_order"
    ).rows
    most = max((reached for _, reached in rows), default=0) or 1
    return tuple(Bar(stage.replace("_", " "), reached, round(100 * reached / most, 2)) for stage, reached in rows)


_SOURCES = """
select source, object, count(*) as records, count(distinct customer_id) as customers
from golden.crosswalk where valid_to is null group by all order by source, object
"""
_ISSUES = """
select * from (
    select severity, code, source, object, field, sum("rows")::bigint as "rows" from audit.issue group by all
)
order by list_position(['error', 'warning', 'info'], severity) nulls first, "rows" desc, code, source, object, field
limit 20
"""

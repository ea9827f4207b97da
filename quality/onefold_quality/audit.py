"""The audit: every gate that a build must pass before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from onefold_core.privacy import keyed_hash

from onefold_quality.measure import RuleResult, measure
from onefold_quality.rules import load_rules

REF_LENGTH = 12

_RULE_RESULT = """
create or replace table audit.rule_result (
    rule varchar, says varchar, dimension varchar, severity varchar, status varchar, "rows" bigint, tested bigint,
    passed bigint, failed bigint, threshold double, reason varchar, why varchar, rule_hash varchar
)
"""

_SOURCE_BALANCE = """
delete from audit.balance where layer = 'source';
insert into audit.balance by name
select
    'source' as layer, source, object, rows_read as rows_in, landed + unchanged as rows_out, 0 as published,
    duplicate as merged, quarantined, suppressed, 0 as deleted,
    rows_read - landed - unchanged - duplicate - quarantined - suppressed as difference
from audit_input.source_count
"""


@dataclass(frozen=True)
class AuditResult:
    """The verdict and what it rests on; `reasons` is empty exactly when the build may be published."""

    passed: bool
    reasons: tuple[str, ...]
    rules: tuple[RuleResult, ...]
    unbalanced: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The verdict in one line."""
        states = ("passed", "failed", "not_evaluated")
        said = ", ".join(f"{sum(r.status == s for r in self.rules)} {s.replace('_', ' ')}" for s in states)
        balance = "balanced" if not self.unbalanced else f"{len(self.unbalanced)} layers do not balance"
        return f"rules: {said}; {balance}"

    def as_dict(self, ref_key: bytes) -> dict[str, object]:
        """Counts for the run's record; failing rows are named by hashes under `ref_key`, never by themselves."""
        refs = {r.rule.name: [keyed_hash(ref_key, ref)[:REF_LENGTH] for ref in r.failing_refs] for r in self.rules}
        return {
            "failing_refs": refs,
            "passed": self.passed,
            "reasons": list(self.reasons),
            "unbalanced": list(self.unbalanced),
            "rules": {r.rule.name: {"status": r.status, "tested": r.tested, "failed": r.failed} for r in self.rules},
        }


def run_audit(
    connection: duckdb.DuckDBPyConnection, *, require: Sequence[str], project_rules: Path | None = None
) -> AuditResult:
    """Measure every rule, check every balance, write audit.rule_result and audit.run; the gates in `require` decide.

    The gate `contracts` is dbt's own: a broken contract or test ends the build before the audit begins.
    """
    results = measure(connection, load_rules(project_rules))
    connection.execute(_RULE_RESULT)
    for one in results:
        row = [one.rule.name, one.rule.says, one.rule.dimension, one.rule.severity, one.status, one.rows, one.tested]
        row += [one.tested - one.failed, one.failed, one.rule.at_most, one.reason, one.rule.why, one.rule.hash]
        connection.execute("insert into audit.rule_result values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.execute("create or replace table audit.run as from audit_input.run")
    connection.execute(_SOURCE_BALANCE)
    unbalanced = tuple(
        f"{layer} {source}.{name}: {difference:+d}"
        for layer, source, name, difference in connection.execute(
            "select layer, source, object, difference from audit.balance where difference <> 0 order by all"
        ).fetchall()
    )
    reasons = []
    if "quality" in require:
        reasons += [f"rule {r.rule.name} {r.status.replace('_', ' ')}" for r in results if r.refuses]
    if "balance" in require and unbalanced:
        reasons.append(f"rows do not balance ({'; '.join(unbalanced[:3])})")
    return AuditResult(not reasons, tuple(reasons), tuple(results), unbalanced)

"""Measuring rules: aggregates in SQL over every row, Great Expectations on a bounded batch drawn by hash."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from onefold_quality.rules import Rule

BATCH_ROWS = 20_000
"""Rows that Great Expectations sees at most; enough to see a failure rate of one in a thousand twenty times."""
SAMPLE_REFS = 5

Status = Literal["passed", "failed", "not_evaluated", "not_applicable"]


@dataclass(frozen=True)
class RuleResult:
    """What a rule found: counts of rows, and names of some failing rows for the caller to hash."""

    rule: Rule
    status: Status
    rows: int
    tested: int
    failed: int
    reason: str | None
    failing_refs: tuple[str, ...]

    @property
    def rate(self) -> float | None:
        """Share of tested rows that failed."""
        return self.failed / self.tested if self.tested else None

    @property
    def refuses(self) -> bool:
        """Whether this result alone keeps a build from being published."""
        return self.rule.severity == "block" and self.status in ("failed", "not_evaluated")


def measure(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[RuleResult]:
    """One result a rule, in their order; a rule that crashes is not evaluated, never passed."""
    with_expectations = any(rule.expect for rule in rules)
    gx = _Expectations() if with_expectations else None
    return [_measure(connection, rule, gx) for rule in rules]


def _measure(connection: duckdb.DuckDBPyConnection, rule: Rule, gx: _Expectations | None) -> RuleResult:
    try:
        rows = _count(connection, f"select count(*) from {_scope(rule)}")
        if rows == 0:
            return RuleResult(rule, rule.empty, 0, 0, 0, "no row to test", ())
        if rule.failed is not None:
            return _by_sql(connection, rule, rows)
        assert gx is not None  # noqa: S101 - made whenever a rule has an expectation
        return _by_expectation(connection, rule, rows, gx)
    except duckdb.Error as error:
        return RuleResult(rule, "not_evaluated", 0, 0, 0, f"the rule's SQL failed ({type(error).__name__})", ())


def _by_sql(connection: duckdb.DuckDBPyConnection, rule: Rule, rows: int) -> RuleResult:
    failed = _count(connection, f"select count(*) from {_scope(rule)} where coalesce(({rule.failed}), true)")
    refs = connection.execute(
        f"select distinct {rule.ref}::varchar as ref from {_scope(rule)} where coalesce(({rule.failed}), true)"
        f" order by md5(ref), ref limit {SAMPLE_REFS}"
    ).fetchall()
    return _judge(rule, rows, rows, failed, tuple(str(r[0]) for r in refs))


def _by_expectation(connection: duckdb.DuckDBPyConnection, rule: Rule, rows: int, gx: _Expectations) -> RuleResult:
    assert rule.expect is not None  # noqa: S101 - the caller looked
    column = str(rule.expect["column"])
    frame = connection.execute(
        f'select {rule.ref}::varchar as ref, "{column}" from {_scope(rule)} order by md5(ref), ref limit {BATCH_ROWS}'
    ).df()
    outcome = gx.validate(frame, rule.expect)
    if outcome is None:
        return RuleResult(rule, "not_evaluated", rows, 0, 0, "the expectation could not be evaluated", ())
    failed, refs = outcome
    return _judge(rule, rows, len(frame), failed, refs)


def _judge(rule: Rule, rows: int, tested: int, failed: int, refs: tuple[str, ...]) -> RuleResult:
    within = failed <= rule.at_most * tested
    return RuleResult(rule, "passed" if within else "failed", rows, tested, failed, None, refs if failed else ())


def _scope(rule: Rule) -> str:
    return f"(select * from {rule.on} where {rule.where or 'true'})"


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _text(ref: object) -> str:
    return str(ref[0]) if isinstance(ref, list) and ref else str(ref)


class _Expectations:
    """Great Expectations in memory: no project on disk, no analytics, no failing values in its results."""

    def __init__(self) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations

        # Its modules set levels of their own, and would tell the terminal of every folder they make.
        logger = logging.getLogger("great_expectations")
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        self._gx = great_expectations
        context = great_expectations.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]  # GX's own documents say a dict
        asset = context.data_sources.add_pandas("onefold").add_dataframe_asset("batch")
        self._batch = asset.add_batch_definition_whole_dataframe("whole")

    def validate(self, frame: Any, expect: dict[str, Any]) -> tuple[int, tuple[str, ...]] | None:
        """Failing rows and some of their refs; None when the expectation raised or is not known."""
        name = "".join(part.capitalize() for part in str(expect["expectation"]).split("_"))
        kind = getattr(self._gx.expectations, name, None)
        if kind is None:
            return None
        arguments = {key: value for key, value in expect.items() if key != "expectation"}
        batch = self._batch.get_batch(batch_parameters={"dataframe": frame})
        result = batch.validate(
            kind(**arguments),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["ref"],
                "exclude_unexpected_values": True,
            },
        )
        if result.exception_info and result.exception_info.get("raised_exception"):
            return None
        facts = result.result
        missing = int(facts.get("missing_count") or 0)
        found = facts.get("unexpected_index_list") or []
        refs = tuple(_text(entry["ref"]) for entry in found[:SAMPLE_REFS])
        return int(facts.get("unexpected_count") or 0) + missing, refs

"""The audit decides: rules, balance, and what was not evaluated never counts as passed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import ConfigError
from onefold_quality.audit import AuditResult, run_audit
from onefold_quality.measure import RuleResult
from onefold_quality.rules import load_rules

ALL = ("contracts", "quality", "balance")


def _rule(result: AuditResult, name: str) -> RuleResult:
    return next(one for one in result.rules if one.rule.name == name)


def test_a_clean_build_may_be_published(warehouse: duckdb.DuckDBPyConnection) -> None:
    result = run_audit(warehouse, require=ALL)
    assert result.passed, result.reasons
    assert _rule(result, "email_has_the_form_of_one").tested == 1
    assert _rule(result, "amount_is_converted").status == "not_applicable"
    assert warehouse.execute("select count(*) from audit.rule_result").fetchone() == (len(load_rules()),)
    assert warehouse.execute(
        "select rows_in, rows_out, difference from audit.balance where layer = 'source'"
    ).fetchall() == [(3, 2, 0)]


def test_great_expectations_finds_the_row_that_breaks_a_rule(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into golden.contact_point values ('crm:c:3', 'phone', '12-34', 'valid')")
    result = run_audit(warehouse, require=ALL)
    broken = _rule(result, "phone_is_e164")
    assert (broken.status, broken.tested, broken.failed) == ("failed", 2, 1)
    assert broken.failing_refs == ("crm:c:3",)
    assert not result.passed
    assert "rule phone_is_e164 failed" in result.reasons


def test_a_null_where_a_word_is_wanted_is_a_failure(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update golden.customer set kind = null where customer_id = 'c_2'")
    assert _rule(run_audit(warehouse, require=ALL), "customer_kind_is_known").failed == 1


def test_a_warning_does_not_keep_a_build_back(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update golden.customer set birth_date = date '1700-01-01'")
    result = run_audit(warehouse, require=ALL)
    assert _rule(result, "birth_date_is_plausible").status == "failed"
    assert result.passed


def test_nothing_evaluated_is_not_a_pass(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("delete from golden.customer")
    result = run_audit(warehouse, require=ALL)
    assert _rule(result, "customer_kind_is_known").status == "not_evaluated"
    assert not result.passed


def test_a_rule_that_crashes_is_not_evaluated_and_refuses(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(
        "mine: {says: x, dimension: accuracy, severity: block, 'on': golden.nowhere, ref: a, failed: b, why: y}\n",
        encoding="utf-8",
    )
    result = run_audit(warehouse, require=ALL, project_rules=tmp_path)
    assert _rule(result, "mine").status == "not_evaluated"
    assert "rule mine not evaluated" in result.reasons


def test_a_balance_that_does_not_close_refuses_unless_it_is_not_required(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update audit.balance set difference = 1")
    result = run_audit(warehouse, require=ALL)
    assert not result.passed
    assert result.unbalanced == ("raw crm.c: +1",)
    assert run_audit(warehouse, require=("quality",)).passed


def test_the_record_of_an_audit_names_rows_only_by_keyed_hashes(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into golden.contact_point values ('crm:c:3', 'phone', '12-34', 'valid')")
    facts = str(run_audit(warehouse, require=ALL).as_dict(b"key"))
    assert "crm:c:3" not in facts
    assert "12-34" not in facts


@pytest.mark.parametrize(
    ("stanza", "what"),
    [
        ("{says: x, dimension: beauty, severity: block, 'on': t, ref: a, failed: b, why: y}", "dimension"),
        ("{says: x, dimension: accuracy, severity: block, 'on': t, ref: a, why: y}", "either"),
        ("{says: x, dimension: accuracy, severity: block, 'on': t, ref: a, failed: b, why: y, at_mots: 1}", "at_mots"),
        ("7", "mapping"),
    ],
)
def test_a_rule_that_is_not_one_is_refused(tmp_path: Path, stanza: str, what: str) -> None:
    (tmp_path / "own.yml").write_text(f"mine: {stanza}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=what):
        load_rules(tmp_path)


def test_a_project_rule_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(
        "phone_is_e164: {says: x, dimension: accuracy, severity: warn, 'on': t, ref: a, failed: b, why: y}\n",
        encoding="utf-8",
    )
    ours = {rule.name: rule for rule in load_rules()}
    theirs = {rule.name: rule for rule in load_rules(tmp_path)}
    assert set(ours) == set(theirs)
    assert theirs["phone_is_e164"].severity == "warn"
    assert theirs["phone_is_e164"].hash != ours["phone_is_e164"].hash

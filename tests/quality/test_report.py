"""The report: one file, whole offline, inert, and without a customer in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import duckdb
from onefold_quality.audit import run_audit
from onefold_quality.report.data import RunFacts, collect
from onefold_quality.report.render import write_report

FACTS = RunFacts(
    run_id="r1",
    project="shop",
    build="b1",
    target="dev",
    started_at="2026-01-01T00:00:00Z",
    finished_at="2026-01-01T00:01:00Z",
    operator="me",
    commit="abc",
    config_hash="h",
    is_published=True,
    reasons=(),
    steps=({"name": "extract", "status": "done", "attempt": 1, "seconds": 1.0, "headline": "x"},),
    gates=("quality",),
    truth={"precision": 0.99},
    history=(),
    ledger_entries=3,
    ledger_head="0" * 64,
)


def _page(warehouse: duckdb.DuckDBPyConnection, facts: RunFacts, path: Path) -> str:
    result = run_audit(warehouse, require=("quality", "balance"))
    refs = {one.rule.name: ["00ff00ff00ff"] for one in result.rules if one.failing_refs}
    write_report(collect(warehouse, facts, refs), path)
    return path.read_text(encoding="utf-8")


def test_a_published_run_says_so_first(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    html = _page(warehouse, FACTS, tmp_path / "reports" / "r1.html")
    assert "Publishable: yes" in html
    assert "unknown-column" in html
    assert "0.9900" in html
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["r1.html"]


def test_a_refused_run_says_why(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    html = _page(warehouse, replace(FACTS, is_published=False, reasons=("rule x failed",)), tmp_path / "r.html")
    assert "Publishable: no. rule x failed" in html


def test_nothing_is_loaded_and_nobody_is_named(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute("insert into golden.contact_point values ('crm:c:1', 'phone', 'canary-phone', 'valid')")
    html = _page(warehouse, FACTS, tmp_path / "r.html")
    assert "canary" not in html.lower()
    assert "00ff00ff00ff" in html
    assert "<script" not in html
    assert not re.search(r"(src|href)=[\"'](?!#)", html)
    assert "default-src 'none'" in html


def test_markup_in_a_name_is_inert(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute(
        "insert into audit.issue values ('x', 'warning', '<img src=x onerror=alert(1)>', 'o', null, null, 1, 'raw')"
    )
    html = _page(warehouse, replace(FACTS, project="<script>alert(1)</script>"), tmp_path / "r.html")
    assert "<script" not in html
    assert "<img" not in html

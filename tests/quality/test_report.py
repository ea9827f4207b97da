"""The report: one file, whole offline, inert, and without a customer in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import duckdb
from onefold_quality.audit import run_audit
from onefold_quality.report.data import RunFacts, collect
from onefold_quality.report.render import write_card, write_report

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


KIND = {
    "kind": "person",
    "records": 718,
    "changed": 3,
    "compared": 12,
    "pairs": 1037,
    "forbidden_pairs": 17,
    "passed_over": 4321,
    "was_trained": True,
    "trained": {"at": "2026-01-01T00:00:00Z", "records": 718, "pairs": 1000, "patterns": 60},
    "iterations": 9,
    "is_converged": False,
    "one_in": 383,
    "comparisons": [
        {
            "words": "given name",
            "reason": "sons bear fathers' names",
            "known": 500,
            "counts_rarity": True,
            "levels": [{"words": "the same", "m": 0.76, "u": 0.00002, "bits": 8.6, "bits_household": 3.6}],
        }
    ],
    "keys": [
        {"name": "email_host", "parts": ["email:host"], "strength": "weak", "reason": "", "records": 9, "pairs": 3}
        | {"cap": 60, "capped_buckets": 2, "capped_records": 400}
    ],
    "histogram": [{"low": n, "high": n + 2, "pairs": (n + 30) ** 2} for n in range(-30, 30, 2)],
}
SUSPECT = {
    "customer_id": "c_SUSPECT",
    "reasons": ["several tax numbers"],
    "records": 8,
    "mean": -0.4,
    "held_by": 1,
    "weakest": 4.4,
    "forbidden": 2,
    "tax_ids": 2,
    "birth_dates": 1,
}
CARD = {
    "auto_merge": 0.95,
    "review_from": 0.7,
    "threshold": 4.25,
    "ask_from": 1.22,
    "kinds": [KIND],
    "suspects": [SUSPECT],
}


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


def test_the_model_card_is_part_of_the_report(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_audit(warehouse, require=("quality", "balance"))
    write_report(collect(warehouse, FACTS, {}, CARD), tmp_path / "r.html")
    write_card(CARD, "shop", tmp_path / "card.html")
    assert (tmp_path / "r.html").read_text(encoding="utf-8").count('id="model"') == 1, "the dashboard leads there"
    for html in ((tmp_path / name).read_text(encoding="utf-8") for name in ("r.html", "card.html")):
        for text in (
            "the weights did NOT come to rest",
            "2.0e-05",
            "+8.6",
            "c_SUSPECT",
            "several tax numbers",
            "4,321 were found",
            "1 (+4.4)",
        ):
            assert text in html
        assert "<script" not in html
        bars = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', html)
        assert [tone for tone, *_ in bars] == ["apart"] * 16 + ["ask"] + ["join"] * 13
        heights = [float(height) for *_, height in bars]
        assert heights == sorted(heights)
        assert all(float(y) + float(height) == 180 for _, _, y, height in bars)


def test_a_card_without_pairs_is_drawn(tmp_path: Path) -> None:
    empty = {**KIND, "histogram": [], "comparisons": [], "keys": []}
    write_card({**CARD, "kinds": [empty], "suspects": []}, "shop", tmp_path / "card.html")
    assert "None." in (tmp_path / "card.html").read_text(encoding="utf-8")

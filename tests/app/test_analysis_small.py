"""Pages of figures where a mart is absent, empty, or has one row; where values are hostile; and who may script."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from onefold.web.analysis.pages import ANALYSES
from onefold.web.rendering import HERE, STATIC
from onefold_core.published import publish_build
from starlette.testclient import TestClient

from tests.app.dashboard_world import EVIL_IMAGE, EVIL_NAME, RUN, World, make_world
from tests.app.harness import ROOT, Harbour
from tests.app.page_parts import parts_of
from tests.app.test_dashboard import page, signed_in

_MARTS = (
    "marts.funnel", "marts.sales_journey", "marts.retention", "marts.rfm", "marts.attribution", "marts.service",
    "marts.rep_activity", "marts.revenue_forecast", "marts.forecast_backtest", "marts.open_deal", "marts.churn_risk",
    "marts.churn_backtest", "marts.churn", "marts.lead_score", "marts.lead_score_backtest", "marts.lifetime_value",
    "marts.crm_vs_accounting", "marts.consent_coverage", "golden.consent", "golden.ticket", "audit.issue",
    "audit.balance", "audit.rule_result", "golden.owner", "marts.sale", "marts.sale_campaign",
)  # fmt: skip


def world_with(published: Harbour, root: Path, rows: int) -> World:
    """A world whose marts have the shape of a real run's, and at most so many rows."""
    world = make_world(root)
    with duckdb.connect(str(world.project.warehouse)) as connection:
        connection.execute(f"attach '{published.current}' as real (read_only)")
        for table in _MARTS:
            connection.execute(f"create or replace table {table} as from real.{table} order by all limit {rows}")
    publish_build(world.project.warehouse, world.published, build=f"quay-{rows}-rows", run_id=RUN, keep=3)
    return world


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A build of an older shape: none of the marts that the pages read."""
    with signed_in(make_world(tmp_path_factory.mktemp("bare") / "quay")) as client:
        yield client


@pytest.mark.parametrize("name", ANALYSES)
def test_a_build_without_the_mart_says_so(bare: TestClient, name: str) -> None:
    html = page(bare, f"/{name}")
    assert "This build has no" in html and not parts_of(html).charts


def test_rows_of_a_table_that_is_not_there_are_not_found(bare: TestClient) -> None:
    page(bare, "/rows/retention", 404)
    page(bare, "/rows/sales_journey?stage=won", 404)


def test_empty_marts_are_pages_without_charts(published: Harbour, tmp_path: Path) -> None:
    client = signed_in(world_with(published, tmp_path / "quay", 0))
    for name in ANALYSES:
        parts = parts_of(page(client, f"/{name}"))
        assert name == "quality" or not parts.charts, name
    assert parts_of(page(client, "/rows/retention")).status.text.startswith("0 rows")


def test_marts_of_one_row_are_whole_pages(published: Harbour, tmp_path: Path) -> None:
    client = signed_in(world_with(published, tmp_path / "quay", 1))
    for name in ANALYSES:
        parts = parts_of(page(client, f"/{name}"))
        assert len(parts.figures) >= 5, name
        for link in {link for link in parts.links if link.startswith("/rows/")}:
            page(client, link)


def test_names_of_campaigns_and_owners_are_text(published: Harbour, tmp_path: Path) -> None:
    world = world_with(published, tmp_path / "quay", 400)
    with duckdb.connect(str(world.project.warehouse)) as connection:
        connection.execute("update marts.attribution set campaign_key = ? where campaign_key <> 'none'", [EVIL_NAME])
        connection.execute("update golden.owner set name = ?", [EVIL_IMAGE])
        connection.execute("update marts.service set team = ?", [f"{EVIL_NAME}&team=x"])
        connection.execute("update golden.ticket set team = ?", [f"{EVIL_NAME}&team=x"])
    publish_build(world.project.warehouse, world.published, build="quay-evil", run_id=RUN, keep=3)
    client = signed_in(world)
    for name in ("attribution", "service", "reps"):
        text = page(client, f"/{name}")
        assert EVIL_NAME not in text and EVIL_IMAGE not in text
        assert re.findall(r"<script(?! src=\"/static/[a-z.]+\" defer></script>)", text) == []
        assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in parts_of(text).links)
    shown = parts_of(page(client, "/attribution"))
    (row,) = [cells for cells in shown.tables[0] if cells[0].text == EVIL_NAME]
    behind = parts_of(page(client, row[1].link or ""))
    assert behind.tables[0][-1][2].number == row[1].number, "the name in the address comes back as a value"
    (team,) = parts_of(page(client, "/service")).tables[0][1:]
    assert parts_of(page(client, team[1].link or "")).status.number == team[1].number


def test_only_pages_of_figures_may_run_our_scripts(bare: TestClient) -> None:
    for name in ANALYSES:
        policy = bare.get(f"/{name}").headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy and "default-src 'none'" in policy
    for path in ("/", "/customers", "/marts", "/runs", "/rows/issue"):
        assert "script" not in bare.get(path).headers["content-security-policy"]


def test_nobody_sees_them_without_the_token(bare: TestClient) -> None:
    with TestClient(bare.app, base_url="http://127.0.0.1:8123") as stranger:
        for path in (*(f"/{name}" for name in ANALYSES), "/rows/retention", "/rows/customer"):
            assert stranger.get(path).status_code == 403


def test_the_chart_library_is_the_one_that_was_looked_at() -> None:
    script = (ROOT / "tools" / "chart_library.py").read_text(encoding="utf-8")
    recorded = re.search(r'^SHIPPED = "([0-9a-f]{64})"$', script, re.MULTILINE)
    assert recorded
    assert hashlib.sha256((HERE / "static" / "chart.umd.min.js").read_bytes()).hexdigest() == recorded[1]
    licence = (HERE / "static" / "chart.LICENSE.txt").read_text(encoding="utf-8")
    for package in re.findall(r'Package\(\s*"([^"]+)",\s*"([^"]+)"', script):
        assert " ".join(package) in licence
    assert "Chart.js" in (ROOT / "NOTICE").read_text(encoding="utf-8")


def test_our_scripts_load_nothing_and_make_no_markup() -> None:
    for name in STATIC:
        if name.endswith(".js") and not name.startswith("chart."):
            text = (HERE / "static" / name).read_text(encoding="utf-8")
            assert not re.search(r"innerHTML|insertAdjacent|document\.write|eval\(|Function\(|fetch\(|https?:", text), (
                name
            )

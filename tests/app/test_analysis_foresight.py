"""Pages that look ahead, on a real run: forecast, churn and leads say what their marts and the rows behind hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from onefold_core.settings import load_project
from onefold_core.state.store import open_state
from starlette.testclient import TestClient

from tests.app.dashboard_world import World
from tests.app.harness import Harbour
from tests.app.test_analysis import opened, rows_behind, same_percent
from tests.app.test_dashboard import signed_in


@pytest.fixture(scope="module")
def client(published: Harbour) -> Iterator[TestClient]:
    project = load_project(published.root)
    with signed_in(World(project, open_state(project.target.state, project.root))) as client:
        yield client


def test_forecast_is_the_marts_and_its_open_deals(client: TestClient, published: Harbour) -> None:
    parts = opened(client, "/forecast?days=60")
    ((forecast, goal, count),) = published.query(
        "select forecast_base, goal_base, open_deals from marts.revenue_forecast where level = 'all' and days = 60"
    )
    assert parts.figures["expected in 60 days, EUR"].number == round(forecast, 0 if forecast >= 10_000 else 2)
    assert same_percent(parts.figures["attained"], forecast, goal)
    deals = published.query("select department, amount_base, weighted_base_60 from marts.open_deal")
    assert len(deals) == count == rows_behind(client, parts.figures["open deals"].link)[0]
    tables = {table[0][0].text: table for table in parts.tables}
    for row in tables["department"][1:]:
        own = [deal for deal in deals if deal[0] == row[0].text]
        found, sums = rows_behind(client, row[1].link)
        assert found == len(own) == row[1].number
        if own:
            assert sums["weighted base 60"] == row[3].number == sum(deal[2] for deal in own)
    past = dict(
        published.query("select as_of, came_base from marts.forecast_backtest where level = 'all' and days = 60")
    )
    assert parts.charts[0]["labels"] == [f"{day:%b %Y}" for day in sorted(past)]
    assert parts.charts[0]["series"][0]["values"] == [float(past[day]) for day in sorted(past)]
    (chosen, number), *_ = Counter(deal[0] for deal in deals).most_common(1)
    assert opened(client, f"/forecast?days=60&department={chosen}").figures["open deals"].number == number


def test_churn_is_that_of_the_customers(client: TestClient, published: Harbour) -> None:
    customers = published.query("select band, state, at_risk_base from marts.churn_risk")
    parts = opened(client, "/churn")
    assert parts.figures["customers who bought"].number == len(customers)
    gone = parts.figures["gone by their rhythm"]
    assert gone.number == sum(row[1] == "churned" for row in customers) == rows_behind(client, gone.link)[0]
    for row in parts.tables[0][1:]:
        own = [customer for customer in customers if (customer[0] or "not known").replace("_", " ") == row[0].text]
        found, sums = rows_behind(client, row[1].link)
        assert found == len(own) == row[1].number > 0
        assert sums["at risk base"] == row[5].number == sum(customer[2] or 0 for customer in own)
    ((quarters, did_not),) = published.query("select sum(customers), sum(gone) from marts.churn_backtest")
    assert same_percent(parts.figures["backtest: came true"], did_not, quarters)
    late = opened(client, "/churn?state=late")
    assert late.figures["customers who bought"].number == sum(row[1] == "late" for row in customers)


def test_leads_are_those_of_the_scores(client: TestClient, published: Harbour) -> None:
    leads = published.query("select lead_source from marts.lead_score")
    parts = opened(client, "/leads")
    assert parts.figures["open leads"].number == len(leads) == rows_behind(client, parts.figures["open leads"].link)[0]
    assert {row[0].text: row[1].number for row in parts.tables[1][1:]} == Counter(lead[0] for lead in leads)
    for row in parts.tables[1][1:]:
        assert rows_behind(client, row[1].link)[0] == row[1].number
    ((best, everyone),) = published.query(
        "select sum(converted) filter (where band = 5) / sum(leads) filter (where band = 5),"
        " sum(converted) / sum(leads) from marts.lead_score_backtest"
    )
    assert same_percent(parts.figures["backtest: best fifth"], best, 1)
    assert parts.figures["lift of the best fifth"].number == pytest.approx(
        Decimal(best / everyone), abs=Decimal("0.006")
    )

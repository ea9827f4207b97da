"""Pages of accounting, consent and worth, on a real run: their figures are the marts', and the rows behind add up."""

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


def test_sales_are_compared_with_accounting_by_result(client: TestClient, published: Harbour) -> None:
    compared = published.query("select comparison, against, result, found_base from marts.crm_vs_accounting")
    parts = opened(client, "/accounting?comparison=order")
    orders = [row for row in compared if row[0] == "order"]
    results = Counter((row[1], row[2]) for row in orders)
    table = parts.tables[0]
    assert {
        (row[0].text.removesuffix("s"), row[1].text.replace(" ", "_")): row[2].number for row in table[1:]
    } == results
    for row in table[1:]:
        count, sums = rows_behind(client, row[2].link)
        assert count == row[2].number
        assert sums.get("found base", Decimal(0)) == (row[4].number if row[4].text != "–" else 0)
    invoices = sum(count for (against, _), count in results.items() if against == "invoice")
    assert same_percent(parts.figures["billed as sold"], results["invoice", "matched"], invoices)
    assert parts.charts[0]["labels"] == ["invoices", "payments"]
    assert [sum(one["values"][0] for one in parts.charts[0]["series"])] == [invoices]


def test_documents_that_nobody_sold_are_counted_whatever_is_compared(client: TestClient, published: Harbour) -> None:
    alone = published.query(
        "select against, source, found_base from marts.crm_vs_accounting where comparison = 'document'"
    )
    for kind in ("order", "deal", "customer"):
        figure = opened(client, f"/accounting?comparison={kind}").figures["documents without a sale"]
        assert figure.number == len(alone) == rows_behind(client, figure.link)[0]
    assert alone, "the example has documents that are for no sale"


def test_accounting_can_be_narrowed_to_a_currency(client: TestClient, published: Harbour) -> None:
    by_currency = dict(
        published.query(
            "select coalesce(currency, found_currency), count(*) from marts.crm_vs_accounting"
            " where comparison = 'order' and against = 'invoice' group by 1"
        )
    )
    assert len(by_currency) > 1
    for currency, count in by_currency.items():
        parts = opened(client, f"/accounting?comparison=order&in_currency={currency}")
        assert parts.figures["orders"].number == count == rows_behind(client, parts.figures["orders"].link)[0]


def test_consent_is_the_marts_and_its_statements(client: TestClient, published: Harbour) -> None:
    parts = opened(client, "/consent")
    covered = {
        (channel, purpose): (reachable, granted, coverage)
        for channel, purpose, reachable, granted, coverage in published.query(
            "select channel, purpose, reachable, granted, coverage from marts.consent_coverage"
        )
    }
    assert {(row[0].text, row[1].text): row[2].number for row in parts.tables[0][1:]} == {
        scope: reachable for scope, (reachable, _, _) in covered.items()
    }
    for channel in ("email", "phone", "sms", "post"):
        reachable, granted, _ = covered[channel, "all"]
        assert same_percent(parts.figures[f"may be reached by {channel}"], granted, reachable)
    statements = published.query("select state, has_proof, channel from golden.consent")
    assert parts.figures["statements"].number == len(statements)
    assert same_percent(parts.figures["with proof"], sum(row[1] for row in statements), len(statements))
    assert sum(row[3].number for row in parts.tables[1][1:]) == len(statements)
    for row in parts.tables[1][1:]:
        assert rows_behind(client, row[3].link)[0] == row[3].number
    channel = statements[0][2]
    own = [row for row in statements if row[2] == channel]
    assert opened(client, f"/consent?channel={channel}").figures["statements"].number == len(own)


@pytest.mark.parametrize("level", ["segment", "kind", "country", "cohort"])
def test_worth_of_each_group_is_the_marts(client: TestClient, published: Harbour, level: str) -> None:
    groups = {
        value: (customers, revenue)
        for value, customers, revenue in published.query(
            f"select value, customers, revenue_base from marts.lifetime_value where level = '{level}'"
        )
    }
    parts = opened(client, f"/value?by={level}")
    *rows, total = parts.tables[0][1:]
    assert {row[0].text: (row[1].number, row[7].number) for row in rows} == groups
    ((buyers, revenue),) = published.query("select count(*), sum(revenue_base) from marts.rfm")
    assert (total[1].number, total[7].number) == (buyers, revenue)
    assert sum(row[1].number for row in rows) == buyers
    if level in ("segment", "cohort"):
        for row in rows:
            count, sums = rows_behind(client, row[1].link)
            assert (count, sums["revenue base"]) == groups[row[0].text]

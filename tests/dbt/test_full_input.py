"""Bad input: named, kept and counted, in golden and in the marts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.dbt.full_world import Query, issues


def test_every_row_is_accounted_for_and_no_amount_is_lost(query: Query) -> None:
    assert query("select * from audit.balance where difference is distinct from 0") == []
    for entity in ("deal", "order", "order_line", "invoice", "payment", "shipment", "ad_spend_daily"):
        kept, came = query(
            f'select (select sum(amount) from golden."{entity}"),'
            f" (select sum(amount) from intermediate.int_{entity} where not is_deleted)"
        )[0]
        assert kept == came is not None, entity


def test_bad_input_is_named_and_stays(query: Query) -> None:
    assert issues(query, "negative-amount") == [
        ("crm", "deal.amount", "crm:deals:d5", 1),
        ("shop", "order_line.amount", "shop:lines:3", 1),
        ("shop", "order_line.quantity", "shop:lines:3", 1),
    ]
    assert issues(query, "future-date") == [("shop", "order.ordered_on", None, 1)]
    assert query("select ordered_on from golden.order where source_key = 'o2'") == [(date(2031, 1, 1),)]
    assert issues(query, "dates-out-of-order") == [
        ("ads", "campaign.ends_on", None, 1),
        ("books", "invoice.due_on", None, 1),
        ("desk", "ticket.first_reply_at", None, 1),
        ("shop", "shipment.delivered_at", None, 1),
    ]
    assert issues(query, "score-out-of-range") == [("desk", "survey_response.score", None, 1)]
    orphans = {(field, name) for _, field, name, _ in issues(query, "dangling-reference")}
    assert orphans == {
        ("order_line.order", "shop:lines:3"),
        ("party.merged_into", "crm:people:23"),
        ("survey_response.ticket", "desk:answers:2"),
        ("tag.record", "crm:tags:t3"),
        ("web_visit.party", "site:visits:6"),
    }


def test_a_goal_for_too_long_is_named_and_spread_over_no_month(query: Query) -> None:
    assert issues(query, "period-too-long") == [("plan", "target.ends_on", None, 1)]
    assert query("select distinct record_name from intermediate.target_month order by 1") == [
        (f"plan:targets:{key}",) for key in (1, 2, 3)
    ]


def test_marts_count_bad_rows_too(query: Query) -> None:
    """Nothing falls out of a sum because it is odd, and a day that has not come moves no other figure."""
    assert query("select sum(reached)::int from marts.funnel where stage = 'lead'") == query(
        "select (select count(*) from golden.lead) + count(*) - 1 from golden.deal"
    ), "lead l1 became deal d1, all others are alone"
    unclear = query("select sum(unclear_here)::int from marts.funnel")
    assert unclear == [(2,)], "deal d4 stands in a stage that nothing knows, lead l2 in a status"
    sold = query("select sum(amount_base) from marts.sale")
    assert sold == [(Decimal("59.00"),)]
    for mart, column in (("attribution", "linear_base"), ("retention", "revenue_base"), ("rfm", "revenue_base")):
        assert query(f"select sum({column}) from marts.{mart}") == sold, mart
    assert query("select sum(lifetime_value_base) from marts.customer_360") == sold
    assert query("select recency_days from marts.rfm") == [(0,)], "the order of 2031 is not counted back from"
    assert query("select distinct as_of from marts.churn_risk") == [(date(2026, 1, 20),)]
    assert query("select sum(amount_base) from marts.open_deal") == [(Decimal("300.00"),)]

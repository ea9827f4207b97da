"""Orders, lines, documents and money."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.full_world import ANNA, CARL, Query, issues


def test_facts_reach_their_customer_over_what_they_refer_to(query: Query) -> None:
    assert query("select customer_id, deal from golden.activity") == [(ANNA, "crm:deals:d2")]
    assert query("select customer_id from golden.order where source_key = 'o2'") == [(ANNA,)]
    for table in ("invoice", "payment", "shipment"):
        assert query(f"select customer_id, is_dangling from golden.{table}") == [(ANNA, False)], table
    assert query("select source_key, customer_id from golden.ticket order by 1") == [("1", CARL), ("2", ANNA)]
    assert query("select source_key, customer_id, is_dangling from golden.survey_response order by 1") == [
        ("1", CARL, False),
        ("2", None, True),
    ]


def test_lines_have_their_orders_currency_and_cost_what_the_line_or_the_product_says(query: Query) -> None:
    found = query(
        "select source_key, currency, amount_base, cost_base, margin_base, cost_from, department, is_dangling"
        " from golden.order_line order by 1"
    )
    # Line 1: 10 at 2 dollars a unit, at January's 0.5.
    assert found == [
        ("1", "EUR", Decimal("30.00"), Decimal("10.00"), Decimal("20.00"), "product", "Online", False),
        ("2", "EUR", Decimal("20.00"), Decimal("11.00"), Decimal("9.00"), "line", "Online", False),
        ("3", "EUR", Decimal("-3.00"), None, None, None, None, True),
    ]


def test_money_is_converted_at_its_own_day(query: Query) -> None:
    assert query("select price_base, cost_base from golden.product") == [(Decimal("1.50"), Decimal("1.00"))]
    assert query("select amount_base, rate from golden.shipment") == [(Decimal("6.40"), Decimal("0.8"))]
    assert query("select budget_base from golden.campaign") == [(Decimal("50.00"),)]
    assert query("select source_key, currency, amount_base from golden.target order by 1") == [
        ("1", "USD", Decimal("500.00")),
        ("2", None, None),
        ("3", "EUR", Decimal("5.00")),
        ("4", None, None),
    ]
    assert issues(query, "missing-rate") == [("ads", "ad_spend_daily.amount", "ads:days:2", 1)]
    assert issues(query, "unknown-currency") == [("crm", "deal.amount", "crm:deals:d6", 1)]

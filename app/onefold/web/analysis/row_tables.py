"""Tables whose rows can be looked at: what is read, shown, summed, and filtered by.

SQL here is fixed; `needs` names what it reads, so that a build without it, or with an older shape, lacks the page
and nothing else. The expressions of ticket are those of the mart service (dbt_project/models/marts/service.sql).
"""

from __future__ import annotations

from dataclasses import dataclass

Need = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class RowTable:
    """One table of rows."""

    title: str
    says: str
    needs: tuple[Need, ...]
    """Schema, table, columns."""
    sql: str
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    sums: tuple[str, ...] = ()
    order: str = "1"
    """Columns to order by; all of those shown decide ties."""
    is_personal: bool = False
    """Rows of single customers: never part of an export."""
    private: tuple[str, ...] = ()
    """Columns that could name a person: never part of an export."""
    members: tuple[tuple[str, str], ...] = ()
    """Filters that are no column: name and condition, its value bound."""


def _mart(
    name: str, title: str, says: str, columns: str, filters: str, sums: str = "", order: str = "1",
    *, is_personal: bool = False, schema: str = "marts", private: str = "",
) -> RowTable:  # fmt: skip
    shown = tuple(columns.split())
    return RowTable(
        title, says, ((schema, name, tuple(filters.split())),), f"select * from {schema}.{name}", shown,
        tuple(filters.split()), tuple(sums.split()), order, is_personal, tuple(private.split()),
    )  # fmt: skip


ATTRIBUTES = (
    "display_name", "email", "phone", "address", "city", "country", "tax_id", "birth_date", "language", "owner",
    "lead_source",
)  # fmt: skip
"""What a customer should have: the quality page counts it, and the rows behind are those that have it or lack it."""

_CUSTOMER = f"select *, {', '.join(f'{name} is not null as has_{name}' for name in ATTRIBUTES)} from golden.customer"

_OF_SOURCE = "customer_id in (select customer_id from golden.crosswalk where source = ? and valid_to is null)"

_TICKET = """
select *,
    coalesce(opened_at, created_at) as opened,
    cast(date_trunc('month', coalesce(opened_at, created_at)) as date) as opened_month,
    cast(date_trunc('month', resolved_at) as date) as resolved_month,
    resolved_at is null as is_open,
    case
        when first_reply_minutes >= 0 then first_reply_minutes
        when first_reply_at >= coalesce(opened_at, created_at)
            then cast((epoch(first_reply_at) - epoch(coalesce(opened_at, created_at))) / 60.0 as decimal(18, 4))
    end as reply_minutes,
    case
        when resolved_at >= coalesce(opened_at, created_at)
            then cast((epoch(resolved_at) - epoch(coalesce(opened_at, created_at))) / 60.0 as decimal(18, 4))
    end as resolution_minutes
from (
    select * replace (
        coalesce(team, 'unknown') as team, coalesce(channel, 'unknown') as channel, coalesce(owner, 'unknown') as owner
    ) from golden.ticket
)
where coalesce(opened_at, created_at) is not null
"""

_SALE = """
select *, datediff('month', cohort, month) as months_after
from (
    select *, cast(date_trunc('month', sold_on) as date) as month,
        cast(date_trunc('month', min(sold_on) over (partition by customer_id)) as date) as cohort
    from marts.sale where customer_id is not null and amount_base is not null and sold_on is not null
)
"""

ROW_TABLES: dict[str, RowTable] = {
    "retention": _mart(
        "retention", "Cohorts by month", "One row a cohort (month of the first sale) and month.",
        "cohort month months_after customers active_customers sales revenue_base retained revenue_per_customer_base",
        "cohort month months_after", "active_customers sales revenue_base", "cohort, month",
    ),
    "attribution": _mart(
        "attribution", "Campaigns by month", "One row a campaign and month; none is sales without a campaign.",
        "campaign_key month first_met sales_first sales_last first_touch_base last_touch_base linear_base position_base"
        " clicks spend_base",
        "campaign_key month",
        "first_met sales_first sales_last first_touch_base last_touch_base linear_base position_base clicks spend_base",
        "month, campaign_key",
    ),
    "sale": RowTable(
        "Sales", "One row a sale to a customer we know, with the month of the customer's first one.",
        (("marts", "sale", ("record_name", "customer_id", "amount_base", "sold_on")),), _SALE,
        ("record_name", "customer_id", "owner", "department", "company", "campaign_key", "amount_base", "margin_base",
         "sold_on", "cohort", "months_after"),
        ("cohort", "month", "months_after"), ("amount_base", "margin_base"), "sold_on desc, record_name",
        is_personal=True,
    ),
    "sale_campaign": RowTable(
        "Sales by campaign", "One row a sale and each campaign that its customer had met by its day.",
        (("marts", "sale_campaign", ("record_name", "campaign_key", "sold_on", "position_base")),),
        "select *, cast(date_trunc('month', sold_on) as date) as month from marts.sale_campaign",
        ("record_name", "customer_id", "campaign_key", "place", "places", "first_touch_base", "last_touch_base",
         "linear_base", "position_base", "sold_on", "touched_on"),
        ("campaign_key", "month"), ("first_touch_base", "last_touch_base", "linear_base", "position_base"),
        "sold_on desc, record_name, place", is_personal=True,
    ),
    "service": _mart(
        "service", "Service by month", "One row a month, team, channel and owner.",
        "month team channel owner opened replied resolved reopened backlog answers median_first_reply_minutes"
        " slow_first_reply_minutes median_resolution_minutes satisfaction",
        "month team channel owner", "opened replied resolved reopened answers", "month, team, channel, owner",
    ),
    "ticket": RowTable(
        "Tickets", "One row a ticket, with the times that the service page reckons with.",
        (("golden", "ticket", ("record_name", "opened_at", "created_at", "resolved_at", "first_reply_at", "team",
                               "first_reply_minutes", "channel", "owner", "customer_id")),),
        _TICKET,
        ("record_name", "customer_id", "subject", "team", "channel", "owner", "priority", "opened", "resolved_at",
         "reply_minutes", "resolution_minutes", "reopened"),
        ("team", "channel", "owner", "opened_month", "resolved_month", "is_open", "source"),
        (), "opened, record_name", is_personal=True,
    ),
    "customer": RowTable(
        "Customers", "One row a customer.",
        (("golden", "customer", ("customer_id", *ATTRIBUTES)),
         ("golden", "crosswalk", ("customer_id", "source", "valid_to"))),
        _CUSTOMER,
        ("customer_id", "display_name", "kind", "city", "country", "owner", "lead_source", "record_count",
         "source_count"),
        tuple(f"has_{name}" for name in ATTRIBUTES), (), "customer_id", is_personal=True,
        members=(("source", _OF_SOURCE),),
    ),
    "rep_activity": _mart(
        "rep_activity", "Owners by month", "One row an owner and month.",
        "owner month team leads calls emails meetings tasks answered median_response_minutes deals won lost won_base"
        " revenue_goal_base revenue_attained calls_goal calls_attained",
        "owner month team",
        "leads calls emails meetings tasks answered deals won lost won_base revenue_goal_base calls_goal",
        "month, owner",
    ),
    "rfm": RowTable(
        "Customers who bought", "One row a customer who bought.",
        (("marts", "rfm", ("customer_id", "segment", "first_sold_on", "sales", "revenue_base")),),
        "select *, sales > 1 as is_repeat, cast(date_trunc('month', first_sold_on) as date) as cohort from marts.rfm",
        ("customer_id", "segment", "recency", "frequency", "money", "recency_days", "sales", "revenue_base",
         "average_sale_base", "margin_base", "margin_share", "first_sold_on", "last_sold_on"),
        ("segment", "recency", "frequency", "money", "is_repeat", "cohort"), ("sales", "revenue_base", "margin_base"),
        "revenue_base desc, customer_id", is_personal=True,
    ),
    "issue": _mart(
        "issue", "Issues", "One row an issue of a source's object and field; `rows` says how many rows it concerns.",
        "severity code source object field layer record_name rows", "severity code source object field layer", "rows",
        "severity, code, source, object, field", schema="audit", private="record_name",
    ),
    "balance": _mart(
        "balance", "Balance of rows", "One row a layer and object: what came in, and what became of it.",
        "layer source object entity rows_in rows_out published merged quarantined suppressed deleted difference",
        "layer source object entity difference",
        "rows_in rows_out published merged quarantined suppressed deleted difference", "layer, source, object",
        schema="audit",
    ),
    "funnel": _mart(
        "funnel", "Funnel by stage", "One row a stage, source, owner, territory and month of entry.",
        "stage stage_order lead_source owner territory month reached customers advanced lost_here open_here"
        " unclear_here won conversion_to_next conversion_to_won leak amount_base lost_amount_base median_days_in_stage",
        "stage stage_order lead_source owner territory month",
        "reached advanced lost_here open_here unclear_here amount_base lost_amount_base",
        "month, lead_source, owner, territory, stage_order",
    ),
    "sales_journey": _mart(
        "sales_journey", "Ways to a sale", "One row a lead with its deal, a lead alone, or a deal that no lead led to.",
        "record_name customer_id deal lead_source owner territory month stage outcome amount_base days_to_win"
        " days_to_lose lead_at won_at lost_at",
        "lead_source owner territory month stage stage_order outcome", "amount_base", "lead_at desc, record_name",
        is_personal=True,
    ),
    "revenue_forecast": _mart(
        "revenue_forecast", "Forecast", "One row a level (all, company, department, product) and number of days ahead.",
        "level company department product days open_deals open_base weighted_base new_base forecast_base declared_base"
        " goal_base ahead_base attained as_of until",
        "level company department product days",
        "open_deals open_base weighted_base new_base forecast_base declared_base goal_base",
        "days, level, company, department, product",
    ),
    "forecast_backtest": _mart(
        "forecast_backtest", "Backtest of the forecast", "One row a month, level and number of days ahead: what would"
        " have been foretold, and what came true.",
        "as_of level company department product days open_deals open_base weighted_base came_open_base new_base"
        " came_new_base forecast_base came_base error_base forecast_by_came until",
        "as_of level company department product days",
        "open_base weighted_base came_open_base new_base came_new_base forecast_base came_base error_base",
        "as_of, days, level, company, department, product",
    ),
    "open_deal": _mart(
        "open_deal", "Open deals", "One row a deal that is open, with its chance by history.",
        "deal customer_id name stage owner lead_source territory company department product amount_base days_in_stage"
        " win_rate_30 weighted_base_30 win_rate_60 weighted_base_60 win_rate_90 weighted_base_90 declared_probability"
        " closes_on",
        "company department product owner lead_source territory stage",
        "amount_base weighted_base_30 weighted_base_60 weighted_base_90", "amount_base desc, deal", is_personal=True,
    ),
    "churn_risk": _mart(
        "churn_risk", "Customers by risk", "One row a customer who bought, with the rhythm of the purchases.",
        "customer_id owner business state band risk purchases rhythm_days days_since rhythms_since lifetime_value_base"
        " last_year_base at_risk_base last_sold_on expected_on",
        "owner business state band", "lifetime_value_base last_year_base at_risk_base",
        "at_risk_base desc nulls last, customer_id", is_personal=True,
    ),
    "churn_backtest": _mart(
        "churn_backtest", "Backtest of the risk", "One row a quarter and band of risk as it would have been told then.",
        "as_of band customers gone predicted actual lift", "as_of band", "customers gone", "as_of, band",
    ),
    "churn": _mart(
        "churn", "Customers who came and went", "One row a month and kind of business.",
        "month business customers_at_start new_customers won_back churned customers_at_end churn_rate",
        "month business", "new_customers won_back churned", "month, business",
    ),
    "lead_score": _mart(
        "lead_score", "Open leads by score", "One row a lead that is open.",
        "lead customer_id band score lift lead_source owner stage age activity activities created_at",
        "band lead_source owner stage age activity", "", "score desc nulls last, lead", is_personal=True,
    ),
    "lead_score_backtest": _mart(
        "lead_score_backtest", "Backtest of the scores", "One row a quarter and fifth of the leads open then.",
        "as_of band leads converted predicted actual lift", "as_of band", "leads converted", "as_of, band",
    ),
    "lifetime_value": _mart(
        "lifetime_value", "Worth of customers", "One row a group: all, or a segment, kind, country, first year.",
        "level value customers repeat_customers repeat_share churned churned_share sales sales_per_customer"
        " revenue_base average_sale_base lifetime_value_base margin_base margin_per_customer_base",
        "level value", "customers repeat_customers churned sales revenue_base margin_base", "level, value",
    ),
    "crm_vs_accounting": RowTable(
        "Sales against accounting", "One row a sale against invoices and one against payments, and one a document that"
        " is for no sale.",
        (("marts", "crm_vs_accounting", ("comparison", "against", "result", "source", "currency", "found_currency",
                                         "expected_on", "found_on")),),
        "select *, coalesce(currency, found_currency) as in_currency, cast(date_trunc('month', coalesce(expected_on,"
        " found_on)) as date) as month from marts.crm_vs_accounting",
        ("comparison", "against", "result", "record_name", "customer_id", "source", "matched_by", "currency",
         "found_currency", "expected", "found", "expected_base", "found_base", "difference_base", "expected_on",
         "found_on", "documents"),
        ("comparison", "against", "result", "source", "in_currency", "month"),
        ("expected_base", "found_base", "difference_base", "documents"),
        "abs(difference_base) desc, record_name", is_personal=True,
    ),
    "consent_coverage": _mart(
        "consent_coverage", "Consent by channel", "One row a channel and purpose.",
        "channel purpose reachable granted granted_with_proof withdrawn pending unknown conflicts coverage",
        "channel purpose", "", "channel, purpose",
    ),
    "consent": _mart(
        "consent", "Consents", "One row a customer, channel and purpose: the statement that holds.",
        "customer_id channel purpose state legal_basis text_version at has_proof is_conflict reason source record_name",
        "channel purpose state legal_basis source has_proof is_conflict", "", "channel, purpose, customer_id",
        is_personal=True, schema="golden",
    ),
    "rule_result": _mart(
        "rule_result", "Rules", "One row a quality rule: what it asks and how many rows fail it.",
        "rule says dimension severity status tested passed failed threshold", "rule dimension severity status",
        "tested passed failed", "status, rule", schema="audit",
    ),
}  # fmt: skip

"""Which campaigns bring revenue, in four ways of giving it to them, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from onefold.web.analysis.filters import Dimension, month_label, select
from onefold.web.analysis.parts import Analysis, Chart, Choice, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "attribution", "Attribution"
QUESTION = "Which campaigns bring revenue, and are they worth what they cost?"
_MODELS = {
    "position": ("position_base", "by position"),
    "first": ("first_touch_base", "first touch"),
    "last": ("last_touch_base", "last touch"),
    "linear": ("linear_base", "linear"),
}
_WAYS = ("first_touch_base", "last_touch_base", "linear_base", "position_base")
_NONE = "none"
"""Sales without a campaign."""
_MOST = 15
_SUMS = """
sum(first_met) as first_met, sum(sales_first) as sales_first, sum(first_touch_base) as first_touch_base,
sum(last_touch_base) as last_touch_base, sum(linear_base) as linear_base, sum(position_base) as position_base,
sum(clicks) as clicks, sum(spend_base) as spend_base
"""


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if any(relation(snapshot, name) is None for name in ("attribution", "sale_campaign")):
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no marts attribution and sale_campaign.")
    chosen = select(snapshot, "marts.attribution", given, (Dimension("campaign_key", "Campaign"),))
    model = asked if (asked := given.get("model", "")) in _MODELS else "position"
    options = tuple((key, label) for key, (_, label) in _MODELS.items())
    chosen = chosen.with_choice(Choice("model", "Revenue given", options, model, has_all=False), default="position")
    column, words = _MODELS[model]
    tail = f"from marts.attribution where {chosen.condition}"
    campaigns = snapshot.query(
        f"select campaign_key, {_SUMS} {tail} group by all order by {column} desc, spend_base desc nulls last, 1",
        chosen.parameters,
    ).records
    if not campaigns:
        return Analysis(NAME, TITLE, QUESTION, absent="No sale, campaign or advertisement was published.")
    months = snapshot.query(
        f"select month, sum({column}) filter (where campaign_key <> '{_NONE}') as revenue, sum(spend_base) as spend"
        f" {tail} group by all order by month",
        chosen.parameters,
    ).records
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(campaigns, column, chosen.rows),
        charts=_charts(campaigns, months, column, words, currency, chosen.rows),
        grids=(_grid(campaigns, column, words, chosen.rows), _month_grid(months, words, chosen.rows)),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            "A sale is given to the campaigns that its customer had met by its day. Every way sums to all sales;"
            " return is revenue given to the campaigns that cost money, divided by what they cost."
        ),
    )  # fmt: skip


def _total(rows: list[Record], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


def _figures(campaigns: list[Record], column: str, rows: tuple[tuple[str, str], ...]) -> tuple[Figure, ...]:
    led = [row for row in campaigns if row["campaign_key"] != _NONE]
    paid = [row for row in led if row["spend_base"]]
    everything, of_campaigns = _total(campaigns, column), _total(led, column)
    spend = _total(campaigns, "spend_base")
    met = sum(row["first_met"] for row in campaigns)
    to_campaigns = _sales(where(rows, {"campaign_key.not": _NONE}))
    to_all = Link("rows/attribution", rows)
    return (
        Figure("revenue with a campaign", Value(of_campaigns, "money", to_campaigns)),
        Figure("of all revenue", Value(part(of_campaigns, everything), "percent", _sales(rows))),
        Figure("spent", Value(spend, "money", to_all)),
        Figure(
            "return on it", Value(part(_total(paid, column), _total(paid, "spend_base")), "ratio", to_campaigns.instead)
        ),
        Figure("customers first met", Value(met, link=to_all)),
        Figure("spent for each", Value(part(spend, met), "money", to_all)),
    )


def _charts(
    campaigns: list[Record], months: list[Record], column: str, words: str, currency: str,
    rows: tuple[tuple[str, str], ...],
) -> tuple[Chart, ...]:  # fmt: skip
    led = [row for row in campaigns if row["campaign_key"] != _NONE]
    shown = led[:_MOST]
    of = f"the {len(shown)} strongest of {len(led)} campaigns" if len(shown) < len(led) else "every campaign"
    paid = [row for row in shown if row["spend_base"]]

    def to(some: list[Record]) -> tuple[Link, ...]:
        return tuple(_link(rows, row["campaign_key"]) for row in some)

    return (
        Chart(
            "Revenue by campaign, four ways", "bars", tuple(_name(row) for row in shown),
            tuple(Series(label, tuple(row[name] for row in shown)) for name, label in _MODELS.values()),
            f"Revenue of {of} in {currency}, given by position, first touch, last touch and linear.",
            "money", to(shown),
        ),
        Chart(
            "Cost and return", "bars", tuple(_name(row) for row in paid),
            (
                Series(f"revenue {words}", tuple(row[column] for row in paid)),
                Series("spent", tuple(row["spend_base"] for row in paid)),
            ),
            f"Revenue and money spent of the campaigns that cost any, in {currency}.", "money", to(paid),
        ),
        Chart(
            "By month", "bar", tuple(month_label(row["month"]) for row in months),
            (
                Series(f"revenue {words}", tuple(row["revenue"] or 0 for row in months)),
                Series("spent", tuple(row["spend"] for row in months), line=True),
            ),
            f"Revenue of all campaigns and money spent in each month, in {currency}.", "money",
            tuple(Link("rows/attribution", where(_no_period(rows), _of_month(row))) for row in months),
        ),
    )  # fmt: skip


def _grid(campaigns: list[Record], column: str, words: str, rows: tuple[tuple[str, str], ...]) -> Grid:
    columns: tuple[tuple[str, Kind], ...] = (
        ("campaign", "text"), ("first met", "count"), ("sales, first touch", "count"), ("first touch", "money"),
        ("last touch", "money"), ("linear", "money"), ("by position", "money"), ("clicks", "count"), ("spent", "money"),
        (f"return {words}", "ratio"), ("spent for each first met", "money"),
    )  # fmt: skip

    def cells(row: Mapping[str, Any], link: Link, name: str) -> tuple[Value, ...]:
        sales = _sales(link.query)
        return (
            Value(name, "text"),
            Value(row["first_met"], link=link),
            Value(row["sales_first"], link=sales),
            *(Value(row[way], "money", sales) for way in _WAYS),
            Value(row["clicks"], link=link),
            Value(row["spend_base"], "money", link),
            Value(part(row[column], row["spend_base"]), "ratio", link),
            Value(part(row["spend_base"], row["first_met"]), "money", link),
        )

    body = tuple(cells(row, _link(rows, row["campaign_key"]), _name(row)) for row in campaigns)
    sums = {name: _known(campaigns, name) for name in campaigns[0] if name != "campaign_key"}
    total = cells(sums, Link("rows/attribution", rows), "all")
    # The return of everything would count revenue of campaigns that cost nothing.
    return Grid("Campaigns", columns, body, total=(*total[:9], Value(None, "ratio"), total[10]))


def _month_grid(months: list[Record], words: str, rows: tuple[tuple[str, str], ...]) -> Grid:
    body = []
    for row in months:
        link = Link("rows/attribution", where(_no_period(rows), _of_month(row)))
        revenue, spend = Value(row["revenue"], "money", _sales(link.query)), Value(row["spend"], "money", link)
        body.append((Value(month_label(row["month"]), "text"), revenue, spend))
    columns: tuple[tuple[str, Kind], ...] = (("month", "text"), (f"revenue {words}", "money"), ("spent", "money"))
    return Grid("By month, of all campaigns", columns, tuple(body), is_folded=True)


def _known(campaigns: list[Record], name: str) -> Any:
    known = [row[name] for row in campaigns if row[name] is not None]
    return sum(known) if known else None


def _name(row: Record) -> str:
    return "no campaign" if row["campaign_key"] == _NONE else str(row["campaign_key"])


def _sales(query: tuple[tuple[str, str], ...]) -> Link:
    return Link("rows/sale_campaign", query, Link("rows/attribution", query))


def _link(rows: tuple[tuple[str, str], ...], campaign: str) -> Link:
    return Link("rows/attribution", where((p for p in rows if p[0] != "campaign_key"), {"campaign_key": campaign}))


def _of_month(row: Record) -> dict[str, object]:
    return {"month": row["month"], "campaign_key.not": _NONE}


def _no_period(rows: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [pair for pair in rows if not pair[0].startswith("month.")]

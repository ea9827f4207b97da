"""What customers are worth, by segment, kind, country and year of the first sale."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from onefold.web.analysis.parts import Analysis, Chart, Choice, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "value", "Value"
QUESTION = "What is a customer worth, and which groups of customers are worth most?"
_LEVELS = {"segment": "segment", "kind": "kind of customer", "country": "country", "cohort": "year of the first sale"}
_WHOLE = "all"
_MOST = 15


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the groups chosen."""
    if relation(snapshot, "lifetime_value") is None:
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart lifetime_value.")
    table = snapshot.query("select * from marts.lifetime_value order by revenue_base desc nulls last, level, value")
    if not table.rows:
        return Analysis(NAME, TITLE, QUESTION, absent="Nobody bought anything.")
    level = asked if (asked := given.get("by", "")) in _LEVELS else "segment"
    groups = [row for row in table.records if row["level"] == level]
    if level == "cohort":
        groups.sort(key=lambda row: str(row["value"]))
    nobody: Record = {**{column.name: None for column in table.columns}, "level": _WHOLE, "value": _WHOLE}
    whole = next((row for row in table.records if row["level"] == _WHOLE), nobody)
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(whole),
        charts=_charts(groups, level, currency),
        grids=(_grid(groups, whole, level),),
        choices=(Choice("by", "Customers by", tuple(_LEVELS.items()), level, has_all=False),),
        query=(("by", level),) if level != "segment" else (),
        note=(
            "Lifetime value is what a customer of the group has brought so far; margin is over the customers whose"
            " costs are known. Segments are those of recency, frequency and money."
        ),
    )  # fmt: skip


def _to(row: Record) -> Link:
    return Link("rows/lifetime_value", where({"level": row["level"], "value": row["value"]}))


def _customers(row: Record) -> Link:
    """The customers of a group where the rows of buyers can be filtered by it."""
    own = _to(row)
    if row["level"] == "segment":
        return Link("rows/rfm", where({"segment": row["value"]}), own)
    if row["level"] == "cohort":
        year = row["value"]
        return Link("rows/rfm", where({"cohort.from": f"{year}-01-01", "cohort.to": f"{year}-12-31"}), own)
    return Link("rows/rfm", (), own) if row["level"] == _WHOLE else own


def _figures(whole: Record) -> tuple[Figure, ...]:
    link, customers = _to(whole), _customers(whole)
    return (
        Figure("customers who bought", Value(whole["customers"], "count", customers)),
        Figure("lifetime value", Value(whole["lifetime_value_base"], "money", link), "a customer"),
        Figure("margin", Value(whole["margin_per_customer_base"], "money", link), "a customer whose costs are known"),
        Figure("average sale", Value(whole["average_sale_base"], "money", link)),
        Figure("sales a customer", Value(whole["sales_per_customer"], "ratio", link)),
        Figure("bought again", Value(whole["repeat_share"], "percent", link)),
        Figure("gone by their rhythm", Value(whole["churned_share"], "percent", link)),
    )


def _charts(groups: list[Record], level: str, currency: str) -> tuple[Chart, ...]:
    shown = groups[-_MOST:] if level == "cohort" else groups[:_MOST]
    labels, links = tuple(str(row["value"]) for row in shown), tuple(_customers(row) for row in shown)
    which = f"{len(shown)} of {len(groups)} groups" if len(shown) < len(groups) else "each group"
    return (
        Chart(
            "Worth of a customer", "bars", labels,
            (
                Series("lifetime value", tuple(row["lifetime_value_base"] for row in shown)),
                Series("margin", tuple(row["margin_per_customer_base"] for row in shown)),
            ),
            f"Revenue and margin a customer of {which} by {_LEVELS[level]}, in {currency}.", "money", links,
        ),
        Chart(
            "Share of customers and of revenue", "bars", labels,
            (
                Series("of customers", _shares(shown, groups, "customers")),
                Series("of revenue", _shares(shown, groups, "revenue_base")),
            ),
            f"How much of all customers and of all revenue falls on {which} by {_LEVELS[level]}.", "percent", links,
        ),
    )  # fmt: skip


def _shares(shown: list[Record], groups: list[Record], name: str) -> tuple[Decimal | None, ...]:
    whole = sum((Decimal(row[name] or 0) for row in groups), Decimal(0))
    return tuple(part(row[name], whole) for row in shown)


def _cells(row: Record) -> tuple[Value, ...]:
    link = _to(row)
    return (
        Value(row["customers"], "count", _customers(row)),
        Value(row["lifetime_value_base"], "money", link),
        Value(row["margin_per_customer_base"], "money", link),
        Value(row["sales"], "count", link),
        Value(row["sales_per_customer"], "ratio", link),
        Value(row["average_sale_base"], "money", link),
        Value(row["revenue_base"], "money", link),
        Value(row["repeat_share"], "percent", link),
        Value(row["churned_share"], "percent", link),
    )


def _grid(groups: list[Record], whole: Record, level: str) -> Grid:
    columns: tuple[tuple[str, Kind], ...] = (
        (_LEVELS[level], "text"), ("customers", "count"), ("lifetime value", "money"), ("margin", "money"),
        ("sales", "count"), ("sales a customer", "ratio"), ("average sale", "money"), ("revenue", "money"),
        ("bought again", "percent"), ("gone", "percent"),
    )  # fmt: skip
    rows = tuple((Value(row["value"], "text"), *_cells(row)) for row in groups)
    return Grid(f"By {_LEVELS[level]}", columns, rows, total=(Value("all", "text"), *_cells(whole)))

"""Which customers may not come back, what that would cost, and how good the warning was."""

from __future__ import annotations

from collections.abc import Mapping

from onefold.web.analysis.filters import Dimension, Selection, month_label, owner_names, select
from onefold.web.analysis.parts import Analysis, Chart, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "churn", "Churn"
QUESTION = "Which customers may not come back, what would that cost, and how good was the warning?"
_DIMENSIONS = (
    Dimension("owner", "Owner"),
    Dimension("business", "Business"),
    Dimension("state", "State"),
    Dimension("band", "Risk"),
)
_SUMS = """
count(*) as customers, count(risk) as known, sum(risk) as risk, sum(last_year_base) as last_year,
sum(at_risk_base) as at_risk, count(*) filter (where state = 'churned') as churned
"""
_NO_BAND = "not known"
_BANDS = ("very_high", "high", "medium", "low", "very_low", None)


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if any(relation(snapshot, name) is None for name in ("churn_risk", "churn_backtest")):
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart churn_risk.")
    chosen = select(snapshot, "marts.churn_risk", given, _DIMENSIONS, period=None)
    tail = f"from marts.churn_risk where {chosen.condition}"
    bands = snapshot.query(f"select band as place, {_SUMS} {tail} group by all order by 1", chosen.parameters).records
    if not bands:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="No customer of this choice bought.")
    bands.sort(key=_place)
    owners = snapshot.query(
        f"select owner as place, {_SUMS} {tail} group by all order by at_risk desc nulls last, 1", chosen.parameters
    ).records
    states = snapshot.query(
        f"select state as place, {_SUMS} {tail} group by all order by customers desc, 1", chosen.parameters
    ).records
    tested = snapshot.query(
        "select band as place, sum(customers) as customers, sum(gone) as gone, sum(predicted * customers) as predicted"
        " from marts.churn_backtest group by all order by 1"
    ).records
    tested.sort(key=_place)
    ((as_of,),) = snapshot.query("select max(as_of) from marts.churn_risk").rows
    months = _months(snapshot)
    names = owner_names(snapshot)
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(bands, tested, chosen),
        charts=(*_charts(bands, tested, chosen, currency), *_month_chart(months)),
        grids=(
            _grid("band", "risk", bands, {}, chosen), _grid("state", "state", states, {}, chosen),
            _grid("owner", "owner", owners, names, chosen), _backtest(tested), *_month_grid(months),
        ),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            f"As of {as_of}. The risk is the share of earlier customers in the same state of their rhythm who did not"
            " buy within 180 days; revenue at risk is what a customer brought in the last year, times the risk. The"
            " backtest is over all customers and past quarters."
        ),
    )  # fmt: skip


def _to(chosen: Selection, **more: object) -> Link:
    return Link("rows/churn_risk", where((p for p in chosen.rows if p[0] not in more), more))


def _place(row: Record) -> int:
    return _BANDS.index(row["place"]) if row["place"] in _BANDS else len(_BANDS)


def _words(place: str | None) -> str:
    return (place or _NO_BAND).replace("_", " ")


def _sum(rows: list[Record], name: str) -> int:
    return sum(row[name] or 0 for row in rows)


def _figures(bands: list[Record], tested: list[Record], chosen: Selection) -> tuple[Figure, ...]:
    link, backtest = _to(chosen), Link("rows/churn_backtest")
    everyone = _sum(tested, "customers")
    foretold, gone = (part(_sum(tested, name), everyone) for name in ("predicted", "gone"))
    return (
        Figure("customers who bought", Value(_sum(bands, "customers"), "count", link)),
        Figure("gone by their rhythm", Value(_sum(bands, "churned"), "count", _to(chosen, state="churned"))),
        Figure("mean risk", Value(part(_sum(bands, "risk"), _sum(bands, "known")), "percent", link)),
        Figure("revenue of a year at risk", Value(_sum(bands, "at_risk"), "money", link)),
        Figure("of it all", Value(part(_sum(bands, "at_risk"), _sum(bands, "last_year")), "percent", link)),
        Figure("backtest: foretold", Value(foretold, "percent", backtest)),
        Figure("backtest: came true", Value(gone, "percent", backtest)),
    )  # fmt: skip


def _charts(bands: list[Record], tested: list[Record], chosen: Selection, currency: str) -> tuple[Chart, ...]:
    labels = tuple(_words(row["place"]) for row in bands)
    links = tuple(_to(chosen, band=row["place"]) for row in bands)
    return (
        Chart(
            "Customers by risk", "bar", labels, (Series("customers", tuple(row["customers"] for row in bands)),),
            "How many customers stand in each band of the risk not to buy within 180 days.", "count", links,
        ),
        Chart(
            "Revenue at risk", "bar", labels,
            (
                Series("revenue of the last year", tuple(row["last_year"] for row in bands)),
                Series("at risk", tuple(row["at_risk"] for row in bands)),
            ),
            f"What these customers brought in the last year, and how much of it is at risk, in {currency}.",
            "money", links,
        ),
        Chart(
            "Backtest: foretold and come true", "bar", tuple(_words(row["place"]) for row in tested),
            (
                Series("foretold", tuple(part(row["predicted"], row["customers"]) for row in tested)),
                Series("did not buy", tuple(part(row["gone"], row["customers"]) for row in tested)),
            ),
            "Mean risk of each band as past quarters would have told it, and the share that really did not buy.",
            "percent", tuple(Link("rows/churn_backtest", where({"band": row["place"]})) for row in tested),
        ),
    )  # fmt: skip


def _grid(column: str, said: str, groups: list[Record], names: Mapping[str, str], chosen: Selection) -> Grid:
    rows = []
    for row in groups:
        link = _to(chosen, **{column: row["place"]})
        rows.append(
            (
                Value(names.get(row["place"]) or _words(row["place"]), "text"),
                Value(row["customers"], "count", link),
                Value(row["churned"], "count", _to(chosen, **{column: row["place"], "state": "churned"})),
                Value(part(row["risk"], row["known"]), "percent", link),
                Value(row["last_year"], "money", link),
                Value(row["at_risk"], "money", link),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        (said, "text"), ("customers", "count"), ("gone by their rhythm", "count"), ("mean risk", "percent"),
        ("revenue of the last year", "money"), ("at risk", "money"),
    )  # fmt: skip
    return Grid(f"By {said}", columns, tuple(rows))


def _backtest(tested: list[Record]) -> Grid:
    rows = []
    for row in tested:
        link = Link("rows/churn_backtest", where({"band": row["place"]}))
        rows.append(
            (
                Value(_words(row["place"]), "text"),
                Value(row["customers"], "count", link),
                Value(row["gone"], "count", link),
                Value(part(row["predicted"], row["customers"]), "percent", link),
                Value(part(row["gone"], row["customers"]), "percent", link),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        ("risk", "text"), ("customers and quarters", "count"), ("did not buy", "count"), ("foretold", "percent"),
        ("came true", "percent"),
    )  # fmt: skip
    return Grid("Backtest", columns, tuple(rows))


def _months(snapshot: Snapshot) -> list[Record]:
    if relation(snapshot, "churn") is None:
        return []
    return snapshot.query(
        "select month, sum(customers_at_start) as customers, sum(new_customers) as new, sum(won_back) as back,"
        " sum(churned) as churned from marts.churn group by month order by month"
    ).records


def _month_chart(months: list[Record]) -> tuple[Chart, ...]:
    if not months:
        return ()
    names = (("new", "new"), ("back", "came back"), ("churned", "went"))
    return (
        Chart(
            "Customers who came and went", "bar", tuple(month_label(row["month"]) for row in months),
            tuple(Series(word, tuple(row[name] for row in months)) for name, word in names),
            "Of all customers: who bought for the first time, came back, or went by their rhythm in each month.",
            "count",
            tuple(Link("rows/churn", where({"month": row["month"]})) for row in months),
        ),
    )  # fmt: skip


def _month_grid(months: list[Record]) -> tuple[Grid, ...]:
    rows = []
    for row in months:
        link = Link("rows/churn", where({"month": row["month"]}))
        counts = (Value(row[name], "count", link) for name in ("customers", "new", "back", "churned"))
        rate = Value(part(row["churned"], row["customers"]), "percent", link)
        rows.append((Value(month_label(row["month"]), "text"), *counts, rate))
    columns: tuple[tuple[str, Kind], ...] = (
        ("month", "text"), ("customers at its start", "count"), ("new", "count"), ("came back", "count"),
        ("went", "count"), ("churn rate", "percent"),
    )  # fmt: skip
    return (Grid("By month", columns, tuple(rows), is_folded=True),)

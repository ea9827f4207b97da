"""What the coming days are expected to bring, against the goals, and how good such forecasts were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from onefold.web.analysis.filters import Dimension, Selection, month_label, select, shown_names
from onefold.web.analysis.parts import Analysis, Chart, Choice, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "forecast", "Forecast"
QUESTION = "What will the coming days bring, is it enough for the goals, and how good were such forecasts?"
_LEVELS = ("company", "department", "product")
_DIMENSIONS = (Dimension("company", "Company"), Dimension("department", "Department"), Dimension("product", "Product"))
_SUMS = "sum(open_deals) as open_deals, " + ", ".join(
    f"sum({name}_base) as {name}" for name in ("open", "weighted", "new", "forecast", "declared", "goal")
)
_MOST = 12


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if any(relation(snapshot, name) is None for name in ("revenue_forecast", "forecast_backtest", "open_deal")):
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart revenue_forecast.")
    chosen = select(snapshot, "marts.revenue_forecast", given, _DIMENSIONS, period=None, without=("all",))
    # The finest level that is filtered by holds the goals of that level; those of finer ones need not add up to it.
    level = next((name for name in reversed(_LEVELS) if chosen.chosen(name)), "all")
    ahead = snapshot.query(
        f"select days, max(until) as until, max(as_of) as as_of, {_SUMS} from marts.revenue_forecast"
        f" where level = ? and {chosen.condition} group by days order by days",
        (level, *chosen.parameters),
    ).records
    if not ahead:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="No deal and no goal was published.")
    now = next((row for row in ahead if str(row["days"]) == given.get("days")), ahead[-1])
    days, furthest = str(now["days"]), str(ahead[-1]["days"])
    options = tuple((str(row["days"]), f"{row['days']} days") for row in ahead)
    chosen = chosen.with_choice(Choice("days", "Looking ahead", options, days, has_all=False), default=furthest)
    finer = _LEVELS[min(_LEVELS.index(level) + 1, 2)] if level != "all" else "department"
    groups = snapshot.query(
        f"select {finer} as place, {_SUMS} from marts.revenue_forecast where level = ? and days = ? and"
        f" {chosen.condition} group by all order by forecast desc, place",
        (finer, int(days), *chosen.parameters),
    ).records
    past = snapshot.query(
        "select as_of, sum(open_deals) as open_deals, sum(weighted_base) as weighted, sum(new_base) as new,"
        " sum(forecast_base) as forecast, sum(came_base) as came from marts.forecast_backtest"
        f" where level = ? and days = ? and {chosen.condition} group by as_of order by as_of",
        (level, int(days), *chosen.parameters),
    ).records
    names = shown_names(snapshot)
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(now, past, chosen, level, days),
        charts=_charts(ahead, groups, past, (finer, level, days), chosen, names, currency),
        grids=(
            _ahead_grid(ahead, chosen, level), _group_grid(groups, finer, days, chosen, names),
            _past_grid(past, chosen, level, days),
        ),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            f"As of {now['as_of']}. Open deals count by the share of earlier deals won that stood as long in the same"
            " stage; deals to come by what such deals brought in the last twelve months. The backtest makes the"
            " forecast of each past month with what was known then, and lays beside it what came true."
        ),
    )  # fmt: skip


def _of(table: str, chosen: Selection, level: str, **more: object) -> Link:
    return Link(f"rows/{table}", where(chosen.rows, {"level": level, **more}))


def _deals(chosen: Selection, level: str, days: object) -> Link:
    return Link("rows/open_deal", chosen.rows, _of("revenue_forecast", chosen, level, days=days))


def _figures(now: Record, past: list[Record], chosen: Selection, level: str, days: str) -> tuple[Figure, ...]:
    mart = _of("revenue_forecast", chosen, level, days=days)
    tested = _of("forecast_backtest", chosen, level, days=days)
    foretold, came = (sum((row[name] for row in past), Decimal(0)) for name in ("forecast", "came"))
    missed = sum((abs(row["forecast"] - row["came"]) for row in past), Decimal(0))
    return (
        Figure(f"expected in {days} days", Value(now["forecast"], "money", mart)),
        Figure("goal", Value(now["goal"], "money", mart)),
        Figure("attained", Value(part(now["forecast"], now["goal"]), "percent", mart)),
        Figure("open deals", Value(now["open_deals"], "count", _deals(chosen, level, days))),
        Figure("their sum", Value(now["open"], "money", _deals(chosen, level, days))),
        Figure("foretold of what came", Value(part(foretold, came), "percent", tested), f"{len(past)} past months"),
        Figure("missed by, of what came", Value(part(missed, came), "percent", tested), "month by month"),
    )


def _charts(
    ahead: list[Record], groups: list[Record], past: list[Record], at: tuple[str, str, str],
    chosen: Selection, names: Mapping[str, str], currency: str,
) -> tuple[Chart, ...]:  # fmt: skip
    finer, level, days = at
    shown = groups[:_MOST]
    return (
        Chart(
            "Backtest: foretold and come true", "bar", tuple(month_label(row["as_of"]) for row in past),
            (
                Series("came true", tuple(row["came"] for row in past)),
                Series("foretold", tuple(row["forecast"] for row in past), line=True),
            ),
            f"Revenue won within {days} days of each month's first, and the forecast of that day, in {currency}.",
            "money",
            tuple(_of("forecast_backtest", chosen, level, days=days, as_of=row["as_of"]) for row in past),
        ),
        Chart(
            "Expected and goal", "stack", tuple(f"{row['days']} days" for row in ahead),
            (
                Series("open deals, weighted", tuple(row["weighted"] for row in ahead)),
                Series("deals to come", tuple(row["new"] for row in ahead)),
                Series("goal", tuple(row["goal"] for row in ahead), line=True, dashed=True),
            ),
            f"Forecast of the next 30, 60 and 90 days beside the goals, in {currency}.", "money",
            tuple(_of("revenue_forecast", chosen, level, days=row["days"]) for row in ahead),
        ),
        Chart(
            f"By {finer}", "bars", tuple(str(names.get(row["place"], row["place"])) for row in shown),
            (
                Series("expected", tuple(row["forecast"] for row in shown)),
                Series("goal", tuple(row["goal"] for row in shown)),
            ),
            f"Forecast of {days} days and goal, by {finer}, in {currency}.", "money",
            tuple(
                _of("revenue_forecast", _without(chosen, finer), finer, days=days, **{finer: row["place"]})
                for row in shown
            ),
        ),
    )  # fmt: skip


_AHEAD: tuple[tuple[str, Kind], ...] = (
    ("open deals", "count"), ("open", "money"), ("open, weighted", "money"), ("deals to come", "money"),
    ("expected", "money"), ("as sales declare", "money"), ("goal", "money"), ("attained", "percent"),
)  # fmt: skip


def _cells(row: Record, mart: Link, deals: Link) -> tuple[Value, ...]:
    return (
        Value(row["open_deals"], "count", deals),
        Value(row["open"], "money", deals),
        *(Value(row[name], "money", mart) for name in ("weighted", "new", "forecast", "declared", "goal")),
        Value(part(row["forecast"], row["goal"]), "percent", mart),
    )


def _ahead_grid(ahead: list[Record], chosen: Selection, level: str) -> Grid:
    rows = tuple(
        (
            Value(f"{row['days']} days, to {row['until']}", "text"),
            *_cells(row, _of("revenue_forecast", chosen, level, days=row["days"]), _deals(chosen, level, row["days"])),
        )
        for row in ahead
    )
    return Grid("Ahead", (("within", "text"), *_AHEAD), rows)


def _group_grid(groups: list[Record], finer: str, days: str, chosen: Selection, names: Mapping[str, str]) -> Grid:
    rows = []
    for row in groups:
        others = _without(chosen, finer)
        mart = _of("revenue_forecast", others, finer, days=days, **{finer: row["place"]})
        deals = Link("rows/open_deal", where(others.rows, {finer: row["place"]}), mart)
        rows.append((Value(names.get(row["place"], row["place"]), "text"), *_cells(row, mart, deals)))
    return Grid(f"{days} days by {finer}", ((finer, "text"), *_AHEAD), tuple(rows))


def _past_grid(past: list[Record], chosen: Selection, level: str, days: str) -> Grid:
    rows = []
    for row in past:
        link = _of("forecast_backtest", chosen, level, days=days, as_of=row["as_of"])
        money = (Value(row[name], "money", link) for name in ("weighted", "new", "forecast", "came"))
        missed, share = row["forecast"] - row["came"], part(row["forecast"], row["came"])
        rows.append((Value(month_label(row["as_of"]), "text"), *money, Value(missed, "money", link),
                     Value(share, "percent", link)))  # fmt: skip
    columns: tuple[tuple[str, Kind], ...] = (
        ("made in", "text"), ("open, weighted", "money"), ("deals to come", "money"), ("foretold", "money"),
        ("came true", "money"), ("foretold too much", "money"), ("foretold of what came", "percent"),
    )  # fmt: skip
    return Grid("Backtest", columns, tuple(rows), is_folded=True)


def _without(chosen: Selection, name: str) -> Selection:
    return replace(chosen, rows=tuple(pair for pair in chosen.rows if pair[0] != name))

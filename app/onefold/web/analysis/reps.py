"""What each owner did and won, against the goals."""

from __future__ import annotations

from collections.abc import Mapping

from onefold.web.analysis.filters import Dimension, month_label, owner_names, select
from onefold.web.analysis.parts import Analysis, Chart, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "reps", "Owners"
QUESTION = "Who does what, who wins, and are the goals reached?"
_DIMENSIONS = (Dimension("team", "Team"), Dimension("owner", "Owner"))
_COUNTS = ("leads", "calls", "emails", "meetings", "tasks", "deals", "won", "lost")
# Attained is of the months that have a goal, as in the mart.
_SUMS = (
    ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in _COUNTS)
    + """,
coalesce(sum(won_base), 0) as won_base, sum(revenue_goal_base) as goal,
sum(won_base) filter (where revenue_goal_base is not null) as won_with_goal,
sum(calls_goal) as calls_goal, sum(calls) filter (where calls_goal is not null) as calls_with_goal
"""
)
_MOST = 15


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if relation(snapshot, "rep_activity") is None:
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart rep_activity.")
    chosen = select(snapshot, "marts.rep_activity", given, _DIMENSIONS)
    tail = f"from marts.rep_activity where {chosen.condition} group by all"
    owners = snapshot.query(
        f"select owner, {_SUMS} {tail} order by won_base desc, deals desc, owner", chosen.parameters
    ).records
    if not owners:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="Nothing of an owner was published.")
    months = snapshot.query(f"select month, {_SUMS} {tail} order by month", chosen.parameters).records
    names = owner_names(snapshot)
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(months, chosen.rows),
        charts=_charts(owners, months, names, currency, chosen.rows),
        grids=(_grid("owner", owners, names, chosen.rows), _grid("month", months, {}, chosen.rows)),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            "Users of several systems who share a mailbox are one owner. What was attained is of the months that have a"
            " goal: revenue won in them, divided by the goals."
        ),
    )  # fmt: skip


def _figures(months: list[Record], rows: tuple[tuple[str, str], ...]) -> tuple[Figure, ...]:
    link = Link("rows/rep_activity", rows)
    total = {name: sum(month[name] or 0 for month in months) for name in months[0] if name != "month"}
    return (
        Figure("deals won", Value(total["won"], link=link)),
        Figure(
            "win rate", Value(part(total["won"], total["won"] + total["lost"]), "percent", link), "of those decided"
        ),
        Figure("won", Value(total["won_base"], "money", link)),
        Figure("goal", Value(total["goal"] or None, "money", link)),
        Figure("attained", Value(part(total["won_with_goal"], total["goal"]), "percent", link)),
        Figure("leads", Value(total["leads"], link=link)),
        Figure("calls", Value(total["calls"], link=link)),
    )


def _charts(
    owners: list[Record], months: list[Record], names: dict[str, str], currency: str,
    rows: tuple[tuple[str, str], ...],
) -> tuple[Chart, ...]:  # fmt: skip
    shown = owners[:_MOST]
    labels = tuple(str(names.get(row["owner"], row["owner"])) for row in shown)
    links = tuple(_link(rows, "owner", row["owner"]) for row in shown)
    of = f"the {len(shown)} owners who won most, of {len(owners)}" if len(shown) < len(owners) else "every owner"
    kinds = ("calls", "emails", "meetings", "tasks")
    return (
        Chart(
            "Won and goal", "bars", labels,
            (
                Series("won", tuple(row["won_base"] for row in shown)),
                Series("goal", tuple(row["goal"] for row in shown)),
            ),
            f"Deals won by {of}, beside the goal, in {currency}.", "money", links,
        ),
        Chart(
            "Activities", "stacks", labels,
            tuple(Series(kind, tuple(row[kind] for row in shown)) for kind in kinds),
            f"Calls, e-mails and messages, meetings and tasks of {of}.", "count", links,
        ),
        Chart(
            "By month", "bar", tuple(month_label(row["month"]) for row in months),
            (
                Series("won", tuple(row["won_base"] for row in months)),
                Series("goal", tuple(row["goal"] for row in months), line=True),
            ),
            f"Deals won in each month, and the goals, in {currency}.", "money",
            tuple(_link(rows, "month", row["month"]) for row in months),
        ),
    )  # fmt: skip


def _grid(by: str, groups: list[Record], names: dict[str, str], rows: tuple[tuple[str, str], ...]) -> Grid:
    columns: list[tuple[str, Kind]] = [(by, "text"), *((name, "count") for name in _COUNTS)]
    columns += [("won, money", "money"), ("goal", "money"), ("attained", "percent"), ("calls attained", "percent")]
    body = []
    for row in groups:
        link = _link(rows, by, row[by])
        body.append(
            (
                Value(month_label(row[by]) if by == "month" else names.get(row[by], row[by]), "text"),
                *(Value(row[name], link=link) for name in _COUNTS),
                Value(row["won_base"], "money", link),
                Value(row["goal"], "money", link),
                Value(part(row["won_with_goal"], row["goal"]), "percent", link),
                Value(part(row["calls_with_goal"], row["calls_goal"]), "percent", link),
            )
        )
    return Grid(f"By {by}", tuple(columns), tuple(body), is_folded=by == "month")


def _link(rows: tuple[tuple[str, str], ...], name: str, value: object) -> Link:
    return Link("rows/rep_activity", where((p for p in rows if p[0].partition(".")[0] != name), {name: value}))

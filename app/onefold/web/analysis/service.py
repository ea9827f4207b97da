"""How fast help comes, how much waits, and how satisfied customers are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onefold.web.analysis.filters import Dimension, Selection, month_label, owner_names, select
from onefold.web.analysis.parts import Analysis, Chart, Figure, Grid, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "service", "Service"
QUESTION = "How fast do customers get help, what is waiting, and are they satisfied?"
_DIMENSIONS = (Dimension("team", "Team"), Dimension("channel", "Channel"), Dimension("owner", "Owner"))

# The backlog of the mart stands only in months in which its group had a ticket; opened less resolved up to a month is
# the same sum over any groups.
_MONTHS = """
with monthly as (
    select month, sum(opened) as opened, sum(resolved) as resolved, sum(opened) - sum(resolved) as change,
        sum(answers) as answers, sum(satisfaction * answers) as score
    from marts.service where {others} group by month
)
select month, opened, resolved, answers, score, sum(change) over (order by month) as backlog
from monthly order by month
"""
_TIMES = """
select {group}, count(*) as opened, count(reply_minutes) as replied,
    median(reply_minutes) as reply, quantile_cont(reply_minutes, 0.9) as slow
from {tickets} as tickets where {condition} group by all
"""
_RESOLUTIONS = """
select {group}, count(*) as resolved, median(resolution_minutes) as resolution
from {tickets} as tickets where resolved_month is not null and {condition} group by all
"""


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    tickets = relation(snapshot, "ticket")
    if relation(snapshot, "service") is None or tickets is None:
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart service.")
    chosen = select(snapshot, "marts.service", given, _DIMENSIONS)
    months = snapshot.query(_MONTHS.format(others=chosen.others.sql), chosen.others.parameters).records
    first, last = (chosen.chosen(name) for name in ("from", "to"))
    months = [
        m
        for m in months
        if (not first or f"{m['month']:%Y-%m}" >= first) and (not last or f"{m['month']:%Y-%m}" <= last)
    ]
    if not months:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="No ticket of this choice was published.")
    times = _times(snapshot, tickets, chosen, "opened_month")
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(snapshot, tickets, chosen, months),
        charts=_charts(months, times, chosen),
        grids=(_grid(snapshot, tickets, chosen, "team"), _grid(snapshot, tickets, chosen, "owner"),
               _grid(snapshot, tickets, chosen, "channel"), _month_grid(months, times, chosen)),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            "Tickets and first replies count in the month a ticket was opened, resolutions in the one it was resolved;"
            " half of the tickets were faster than the median. The backlog is what was open at the end of the period."
        ),
    )  # fmt: skip


def _condition(chosen: Selection, month: str) -> tuple[str, tuple[object, ...]]:
    """The filters on tickets, the period on the month that counts."""
    within = chosen.period.sql.replace('"month"', month)
    return f"{within} and {chosen.others.sql}", chosen.parameters


def _times(snapshot: Snapshot, tickets: str, chosen: Selection, group: str) -> dict[Any, Record]:
    """First replies (of tickets opened) and resolutions (of tickets resolved in the period) by a column of tickets."""
    condition, parameters = _condition(chosen, "opened_month")
    sql = _TIMES.format(tickets=tickets, group=f"{group} as place", condition=condition)
    found = {row["place"]: row for row in snapshot.query(sql, parameters).records}
    condition, parameters = _condition(chosen, "resolved_month")
    place = "resolved_month" if group == "opened_month" else group
    sql = _RESOLUTIONS.format(tickets=tickets, group=f"{place} as place", condition=condition)
    empty = {"opened": 0, "replied": 0, "reply": None, "slow": None}
    for row in snapshot.query(sql, parameters).records:
        found[row["place"]] = {**empty, **found.get(row["place"], {}), **row}
    return {place: {"resolved": 0, "resolution": None, **row} for place, row in found.items()}


def _ticket_links(chosen: Selection) -> tuple[Link, Link]:
    """Tickets opened, and tickets resolved, in the period."""

    def named(month: str, **more: str) -> Link:
        query = tuple((name.replace("month.", f"{month}."), value) for name, value in chosen.rows)
        return Link("rows/ticket", where(query, more), Link("rows/service", chosen.rows))

    return named("opened_month"), named("resolved_month", is_open="false")


def _figures(snapshot: Snapshot, tickets: str, chosen: Selection, months: list[Record]) -> tuple[Figure, ...]:
    opened, resolved = _ticket_links(chosen)
    times = _times(snapshot, tickets, chosen, "true").get(True, {})
    mart = Link("rows/service", chosen.rows)
    answers = sum(month["answers"] for month in months)
    score = sum(month["score"] or 0 for month in months)
    waiting = Link("rows/service", tuple(pair for pair in chosen.rows if pair[0] != "month.from"))
    if not chosen.chosen("to"):
        waiting = Link("rows/ticket", where(waiting.query, {"is_open": "true"}), waiting)
    return (
        Figure("opened", Value(times.get("opened", 0), link=opened)),
        Figure("resolved", Value(times.get("resolved", 0), link=resolved)),
        Figure("waiting", Value(int(months[-1]["backlog"]), link=waiting), "at the end of the period"),
        Figure("first reply, median", Value(times.get("reply"), "minutes", opened)),
        Figure("nine in ten within", Value(times.get("slow"), "minutes", opened)),
        Figure("resolution, median", Value(times.get("resolution"), "minutes", resolved)),
        Figure("satisfaction", Value(part(score, answers), "percent", mart), f"{answers:,} answers"),
    )


def _charts(months: list[Record], times: dict[Any, Record], chosen: Selection) -> tuple[Chart, ...]:
    labels = tuple(month_label(month["month"]) for month in months)
    others = [pair for pair in chosen.rows if not pair[0].startswith("month.")]
    links = tuple(Link("rows/service", where(others, {"month": month["month"]})) for month in months)

    def hours(name: str) -> tuple[float | None, ...]:
        found = (times.get(month["month"], {}).get(name) for month in months)
        return tuple(None if value is None else float(value) for value in found)

    return (
        Chart(
            "Opened, resolved, waiting", "bar", labels,
            (
                Series("opened", tuple(month["opened"] for month in months)),
                Series("resolved", tuple(month["resolved"] for month in months)),
                Series("waiting at the month's end", tuple(month["backlog"] for month in months), line=True),
            ),
            "Tickets opened and resolved in each month, and what was open at its end.", "count", links,
        ),
        Chart(
            "Time to the first reply", "line", labels,
            (Series("median", hours("reply")), Series("nine in ten within", hours("slow"), dashed=True)),
            "Time from opening to the first reply of the tickets opened in each month.", "minutes", links,
        ),
        Chart(
            "Satisfaction", "line", labels,
            (Series("mean answer", tuple(part(month["score"], month["answers"]) for month in months)),),
            "Mean answer to surveys about tickets in each month; 0 % is the worst, 100 % the best.", "percent", links,
        ),
    )  # fmt: skip


def _grid(snapshot: Snapshot, tickets: str, chosen: Selection, group: str) -> Grid:
    names = owner_names(snapshot) if group == "owner" else {}
    sql = f"""
    select {group} as place, sum(answers) as answers, sum(satisfaction * answers) as score, sum(reopened) as reopened
    from marts.service where {chosen.condition} group by all
    """
    scores = {row["place"]: row for row in snapshot.query(sql, chosen.parameters).records}
    times = _times(snapshot, tickets, chosen, group)
    opened, resolved = _ticket_links(chosen)

    def cells(place: str) -> tuple[Value, ...]:
        row, score = times[place], scores.get(place, {"answers": 0, "score": None, "reopened": 0})
        own = {group: place}
        mart = Link("rows/service", where((p for p in chosen.rows if p[0] != group), own))
        to = [
            Link(link.page, where((p for p in link.query if p[0] != group), own), mart) for link in (opened, resolved)
        ]
        return (
            Value(names.get(place, place), "text"),
            Value(row["opened"], link=to[0]),
            Value(row["resolved"], link=to[1]),
            Value(score["reopened"], link=mart),
            Value(row["reply"], "minutes", to[0]),
            Value(row["slow"], "minutes", to[0]),
            Value(row["resolution"], "minutes", to[1]),
            Value(score["answers"], link=mart),
            Value(part(score["score"], score["answers"]), "percent", mart),
        )

    ordered = sorted(times, key=lambda place: (-times[place]["opened"], str(place)))
    return Grid(
        f"By {group}",
        (
            (group, "text"), ("opened", "count"), ("resolved", "count"), ("reopened", "count"),
            ("first reply, median", "minutes"), ("nine in ten within", "minutes"), ("resolution, median", "minutes"),
            ("answers", "count"), ("satisfaction", "percent"),
        ),
        tuple(cells(place) for place in ordered),
    )  # fmt: skip


def _month_grid(months: list[Record], times: dict[Any, Record], chosen: Selection) -> Grid:
    others = [pair for pair in chosen.rows if not pair[0].startswith("month.")]
    rows = []
    for month in months:
        link, own = Link("rows/service", where(others, {"month": month["month"]})), times.get(month["month"], {})
        rows.append(
            (
                Value(month_label(month["month"]), "text"),
                Value(month["opened"], link=link),
                Value(month["resolved"], link=link),
                Value(month["backlog"], link=link),
                Value(own.get("reply"), "minutes", link),
                Value(own.get("slow"), "minutes", link),
                Value(month["answers"], link=link),
                Value(part(month["score"], month["answers"]), "percent", link),
            )
        )
    return Grid(
        "By month",
        (
            ("month", "text"), ("opened", "count"), ("resolved", "count"), ("waiting", "count"),
            ("first reply, median", "minutes"), ("nine in ten within", "minutes"), ("answers", "count"),
            ("satisfaction", "percent"),
        ),
        tuple(rows),
        is_folded=True,
    )  # fmt: skip

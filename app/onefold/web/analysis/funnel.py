"""From enquiry to sale: how many reach each stage, what is won, and where it leaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onefold.web.analysis.filters import Dimension, Selection, month_label, owner_names, select
from onefold.web.analysis.parts import Analysis, Chart, Figure, Grid, Kind, Link, Series, Tone, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "funnel", "Funnel"
QUESTION = "How many enquiries become sales, how long does it take, and where do they leak?"
_DIMENSIONS = (
    Dimension("lead_source", "Source"),
    Dimension("owner", "Owner"),
    Dimension("territory", "Territory"),
)
_COUNTS = ("reached", "advanced", "lost_here", "open_here", "unclear_here")
_FATES: dict[str, tuple[str, Tone]] = {
    "advanced": ("went on", "good"),
    "open_here": ("stand here", ""),
    "lost_here": ("lost here", "bad"),
    "unclear_here": ("unclear", "soft"),
}
_STAGES = ("lead", "mql", "sql", "first_contact", "proposal", "negotiation", "won")
_WORDS = {"mql": "marketing qualified", "sql": "sales qualified"}
_ENTRIES = (("enquiries", "reached"), ("won", "won"))
_MOST = 12
_SUMS = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in _COUNTS)


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if relation(snapshot, "funnel") is None or relation(snapshot, "sales_journey") is None:
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no funnel of the present shape.")
    chosen = select(snapshot, "marts.funnel", given, _DIMENSIONS)
    stages = snapshot.query(
        f"select stage, stage_order, {_SUMS}, sum(amount_base) as amount, sum(lost_amount_base) as lost_amount"
        f" from marts.funnel where {chosen.condition} group by all order by stage_order",
        chosen.parameters,
    ).records
    if not stages:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="No lead and no deal of this choice.")
    times = _times(snapshot, chosen)
    months = _by(snapshot, chosen, "month", "month")
    groups = {
        name: _by(snapshot, chosen, name, "reached desc, place") for name in ("lead_source", "owner", "territory")
    }
    names = owner_names(snapshot)
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(stages, times, chosen),
        charts=_charts(stages, groups["lead_source"], months, chosen),
        grids=(
            _stage_grid(stages, times, chosen),
            *(_group_grid(name, rows, names, chosen) for name, rows in groups.items()),
            _group_grid("month", months, names, chosen),
        ),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            "The period is that of the first moment of an enquiry. Whoever stands in a stage has reached those before,"
            " skipped ones too; days count only where it stood and has left."
        ),
    )  # fmt: skip


def _times(snapshot: Snapshot, chosen: Selection) -> Record:
    """Medians, and customers, of the journeys behind."""
    stages = ", ".join(f"median(days_in_{stage}) as {stage}" for stage in _STAGES[:-1])
    customers = ", ".join(
        f"count(distinct customer_id) filter (where stage_order >= {place}) as customers_{stage}"
        for place, stage in enumerate(_STAGES, 1)
    )
    sql = f"""
    select {stages}, {customers}, median(days_to_win) as won, median(days_to_lose) as lost,
        count(*) filter (where outcome = 'lost') as lost_count,
        sum(amount_base) filter (where outcome = 'won') as won_base
    from marts.sales_journey where {chosen.condition}
    """
    return snapshot.query(sql, chosen.parameters).records[0]


def _by(snapshot: Snapshot, chosen: Selection, column: str, order: str) -> list[Record]:
    """Entries, and what became of them, by a column."""
    sql = f"""
    select {column} as place, sum(reached) filter (where stage = 'lead') as reached,
        coalesce(sum(reached) filter (where stage = 'won'), 0) as won, sum(lost_here) as lost,
        sum(open_here) as open, sum(amount_base) filter (where stage = 'won') as won_base
    from marts.funnel where {chosen.condition} group by all order by {order.replace("month", "place")}
    """
    return snapshot.query(sql, chosen.parameters).records


def _journeys(chosen: Selection, stages: object = None, **more: object) -> Link:
    """The journeys behind; in an export, which holds no customers, the rows of the mart."""
    kept = [pair for pair in chosen.rows if pair[0].partition(".")[0] not in more]
    instead = Link("rows/funnel", where(kept, {k: v for k, v in more.items() if k in _OF_MART}, _stage(stages)))
    return Link("rows/sales_journey", where(kept, {k.replace("__", "."): v for k, v in more.items()}), instead)


_OF_MART = ("lead_source", "owner", "territory", "month")


def _stage(stages: object) -> dict[str, object]:
    return {} if stages is None else {"stage": stages}


def _figures(stages: list[Record], times: Record, chosen: Selection) -> tuple[Figure, ...]:
    first, won = stages[0], next((row for row in stages if row["stage"] == "won"), None)
    entered, sold = first["reached"], won["reached"] if won else 0
    leak = max(stages, key=lambda row: (row["lost_here"], -row["stage_order"]))
    to_won = _journeys(chosen, "won", stage="won")
    return (
        Figure("enquiries", Value(entered, "count", _journeys(chosen, "lead"))),
        Figure("won", Value(sold, "count", to_won)),
        Figure("of enquiries", Value(part(sold, entered), "percent", to_won)),
        Figure("win rate", Value(part(sold, sold + times["lost_count"]), "percent", to_won), "of those decided"),
        Figure("won", Value(times["won_base"], "money", to_won)),
        Figure("days to win, median", Value(times["won"], "days", to_won)),
        Figure(
            "most are lost at",
            Value(_words(leak["stage"]) if leak["lost_here"] else None, "text",
                  _journeys(chosen, leak["stage"], stage=leak["stage"], outcome="lost")),
            f"{leak['lost_here']:,} of {leak['reached']:,}",
        ),
    )  # fmt: skip


def _charts(stages: list[Record], sources: list[Record], months: list[Record], chosen: Selection) -> tuple[Chart, ...]:
    labels = tuple(_words(row["stage"]) for row in stages)
    links = tuple(_journeys(chosen, row["stage"], stage_order__min=row["stage_order"]) for row in stages)
    shown = [row for row in sources if row["reached"]][:_MOST]
    dated = [row for row in months if row["place"] is not None]
    # Whoever is won has arrived: the last bar is whole.
    fates = {name: tuple(r["reached"] if r["stage"] == "won" and name == "advanced" else r[name] for r in stages)
             for name in _FATES}  # fmt: skip
    return (
        Chart(
            "Reached, and what became of them", "stacks", labels,
            tuple(
                Series(word, fates[name], tone=tone)
                for name, (word, tone) in _FATES.items()
                if name != "unclear_here" or any(fates[name])
            ),
            "Leads and deals that reached each stage: how many went on, stand there now, or were lost from it.",
            "count", links,
        ),
        Chart(
            "On to a later stage", "bar", labels[:-1],
            (Series("conversion", tuple(part(row["advanced"], row["reached"]) for row in stages[:-1])),),
            "Share of those who reached each stage that went on.", "percent", links[:-1],
        ),
        Chart(
            "Won by source", "bars", tuple(row["place"] for row in shown),
            (Series("won", tuple(part(row["won"], row["reached"]) for row in shown)),),
            f"Share of enquiries won, by source ({len(shown)} with most enquiries first).", "percent",
            tuple(_journeys(chosen, lead_source=row["place"]) for row in shown),
        ),
        Chart(
            "By month of entry", "bar", tuple(month_label(row["place"]) for row in dated),
            tuple(Series(label, tuple(row[name] for row in dated)) for label, name in _ENTRIES),
            "Enquiries of each month, and how many of them have been won since.", "count",
            tuple(_journeys(chosen, month=row["place"]) for row in dated),
        ),
    )  # fmt: skip


def _stage_grid(stages: list[Record], times: Record, chosen: Selection) -> Grid:
    rows = []
    won = next((row["reached"] for row in stages if row["stage"] == "won"), 0)
    for row in stages:
        stage = row["stage"]
        behind = _journeys(chosen, stage, stage_order__min=row["stage_order"])

        def here(outcome: str, stage: str = stage) -> Link:
            return _journeys(chosen, stage, stage=stage, outcome=outcome)

        rows.append(
            (
                Value(_words(stage), "text"),
                Value(row["reached"], "count", behind),
                Value(times[f"customers_{stage}"], "count", behind),
                Value(None if stage == "won" else part(row["advanced"], row["reached"]), "percent", behind),
                Value(part(won, row["reached"]), "percent", behind),
                Value(row["lost_here"], "count", here("lost")),
                Value(part(row["lost_here"], row["reached"]), "percent", here("lost")),
                Value(row["open_here"], "count", here("open")),
                Value(row["unclear_here"], "count", here("unknown")),
                Value(None if stage == "won" else times[stage], "days", behind),
                Value(row["amount"], "money", behind),
                Value(row["lost_amount"], "money", here("lost")),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        ("stage", "text"), ("reached", "count"), ("customers", "count"), ("went on", "percent"),
        ("won in the end", "percent"), ("lost here", "count"), ("leak", "percent"), ("stand here", "count"),
        ("unclear", "count"), ("days in stage, median", "days"), ("amount", "money"), ("amount lost", "money"),
    )  # fmt: skip
    return Grid("Stages", columns, tuple(rows))


def _group_grid(name: str, groups: list[Record], names: dict[str, str], chosen: Selection) -> Grid:
    rows = []
    for row in groups:
        of: dict[str, Any] = {name: row["place"]}
        behind, to_won = _journeys(chosen, "lead", **of), _journeys(chosen, "won", **of, stage="won")
        label = month_label(row["place"]) if name == "month" else names.get(row["place"], row["place"])
        rows.append(
            (
                Value(label, "text"),
                Value(row["reached"], "count", behind),
                Value(row["won"], "count", to_won),
                Value(part(row["won"], row["reached"]), "percent", to_won),
                Value(row["lost"], "count", _journeys(chosen, **of, outcome="lost")),
                Value(row["open"], "count", _journeys(chosen, **of, outcome="open")),
                Value(row["won_base"], "money", to_won),
            )
        )
    said = {"lead_source": "source"}.get(name, name)
    columns: tuple[tuple[str, Kind], ...] = (
        (said, "text"), ("enquiries", "count"), ("won", "count"), ("of enquiries", "percent"), ("lost", "count"),
        ("open", "count"), ("won, money", "money"),
    )  # fmt: skip
    return Grid(f"By {said}", columns, tuple(rows), is_folded=name == "month")


def _words(stage: str) -> str:
    return _WORDS.get(stage, stage.replace("_", " "))

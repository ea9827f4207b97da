"""Which open leads are worth a call first, and how good such scores were."""

from __future__ import annotations

from collections.abc import Mapping

from onefold.web.analysis.filters import Dimension, Selection, owner_names, select
from onefold.web.analysis.parts import Analysis, Chart, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "leads", "Leads"
QUESTION = "Which open leads are worth a call first, and how good were such scores?"
_DIMENSIONS = (
    Dimension("lead_source", "Source"),
    Dimension("owner", "Owner"),
    Dimension("stage", "Stage"),
)
_SUMS = "count(*) as leads, count(score) as known, sum(score) as score, count(*) filter (where band = 5) as best"
_BEST = 5


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if any(relation(snapshot, name) is None for name in ("lead_score", "lead_score_backtest")):
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart lead_score.")
    chosen = select(snapshot, "marts.lead_score", given, _DIMENSIONS, period=None)
    groups = {
        column: snapshot.query(
            f"select {column} as place, {_SUMS} from marts.lead_score where {chosen.condition} group by all"
            f" order by {'place desc nulls last' if column == 'band' else 'leads desc, place'}",
            chosen.parameters,
        ).records
        for column in ("band", "lead_source", "owner")
    }
    if not groups["band"]:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="No lead of this choice is open.")
    tested = snapshot.query(
        "select band as place, sum(leads) as leads, sum(converted) as converted, sum(predicted * leads) as predicted"
        " from marts.lead_score_backtest group by all order by band desc nulls last"
    ).records
    names = owner_names(snapshot)
    ((as_of,),) = snapshot.query("select max(as_of) from marts.lead_score").rows
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(groups["band"], tested, chosen),
        charts=_charts(groups, tested, chosen),
        grids=(
            _grid("band", "fifth", groups["band"], {}, chosen),
            _grid("lead_source", "source", groups["lead_source"], {}, chosen),
            _grid("owner", "owner", groups["owner"], names, chosen),
            _backtest(tested),
        ),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            f"As of {as_of}. The score is the share of earlier leads of the same age, activity, stage and source that"
            " were converted within 90 days; fifth 5 is the best. The backtest is over all leads and past quarters."
        ),
    )  # fmt: skip


def _to(chosen: Selection, **more: object) -> Link:
    return Link("rows/lead_score", where((p for p in chosen.rows if p[0] not in more), more))


def _sum(rows: list[Record], name: str) -> int:
    return sum(row[name] or 0 for row in rows)


def _figures(bands: list[Record], tested: list[Record], chosen: Selection) -> tuple[Figure, ...]:
    best = [row for row in tested if row["place"] == _BEST]
    share, everywhere = (part(_sum(rows, "converted"), _sum(rows, "leads")) for rows in (best, tested))
    backtest = Link("rows/lead_score_backtest")
    of_best = Link("rows/lead_score_backtest", where({"band": _BEST}))
    return (
        Figure("open leads", Value(_sum(bands, "leads"), "count", _to(chosen))),
        Figure("of the best fifth", Value(_sum(bands, "best"), "count", _to(chosen, band=_BEST))),
        Figure("mean score", Value(part(_sum(bands, "score"), _sum(bands, "known")), "percent", _to(chosen))),
        Figure("conversions to expect", Value(round(_sum(bands, "score")), "count", _to(chosen)), "within 90 days"),
        Figure("backtest: best fifth", Value(share, "percent", of_best), "were converted"),
        Figure("backtest: all", Value(everywhere, "percent", backtest), "were converted"),
        Figure("lift of the best fifth", Value(part(share, everywhere), "ratio", of_best)),
    )


def _charts(groups: Mapping[str, list[Record]], tested: list[Record], chosen: Selection) -> tuple[Chart, ...]:
    sources = groups["lead_source"][:12]
    return (
        Chart(
            "Backtest: foretold and come true", "bar", tuple(_fifth(row["place"]) for row in tested),
            (
                Series("foretold", tuple(part(row["predicted"], row["leads"]) for row in tested)),
                Series("converted", tuple(part(row["converted"], row["leads"]) for row in tested)),
            ),
            "Mean score of each fifth as past quarters would have given it, and the share that was converted.",
            "percent",
            tuple(Link("rows/lead_score_backtest", where({"band": row["place"]})) for row in tested),
        ),
        Chart(
            "Score by source", "bars", tuple(str(row["place"]) for row in sources),
            (Series("mean score", tuple(part(row["score"], row["known"]) for row in sources)),),
            "Mean score of the open leads of each source.", "percent",
            tuple(_to(chosen, lead_source=row["place"]) for row in sources),
        ),
    )  # fmt: skip


def _grid(column: str, said: str, groups: list[Record], names: Mapping[str, str], chosen: Selection) -> Grid:
    rows = []
    for row in groups:
        link = _to(chosen, **{column: row["place"]})
        label = _fifth(row["place"]) if column == "band" else names.get(row["place"], row["place"])
        rows.append(
            (
                Value(label, "text"),
                Value(row["leads"], "count", link),
                Value(row["best"], "count", _to(chosen, **{column: row["place"], "band": _BEST})),
                Value(part(row["score"], row["known"]), "percent", link),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        (said, "text"), ("open leads", "count"), ("of the best fifth", "count"), ("mean score", "percent")
    )  # fmt: skip
    return Grid(f"By {said}", columns, tuple(rows))


def _backtest(tested: list[Record]) -> Grid:
    rows = []
    for row in tested:
        link = Link("rows/lead_score_backtest", where({"band": row["place"]}))
        rows.append(
            (
                Value(_fifth(row["place"]), "text"),
                Value(row["leads"], "count", link),
                Value(row["converted"], "count", link),
                Value(part(row["predicted"], row["leads"]), "percent", link),
                Value(part(row["converted"], row["leads"]), "percent", link),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        ("fifth", "text"), ("leads and quarters", "count"), ("converted", "count"), ("foretold", "percent"),
        ("came true", "percent"),
    )  # fmt: skip
    return Grid("Backtest", columns, tuple(rows))


def _fifth(band: int | None) -> str:
    if band is None:
        return "not known"
    return f"{band}{', the best' if band == _BEST else ''}"

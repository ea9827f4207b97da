"""Who may be contacted how, and on what proof."""

from __future__ import annotations

from collections.abc import Mapping

from onefold.web.analysis.filters import Dimension, Selection, select
from onefold.web.analysis.parts import Analysis, Chart, Figure, Grid, Kind, Link, Series, Tone, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "consent", "Consent"
QUESTION = "Who may be contacted how, and on what proof?"
_DIMENSIONS = (Dimension("channel", "Channel"), Dimension("purpose", "Purpose"))
_STATES: dict[str, Tone] = {
    "granted_with_proof": "good",
    "granted_without_proof": "",
    "pending": "mark",
    "unknown": "soft",
    "withdrawn": "bad",
}
_EVERY = "all"


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if any(relation(snapshot, name) is None for name in ("consent_coverage", "consent")):
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart consent_coverage.")
    chosen = select(snapshot, "marts.consent_coverage", given, _DIMENSIONS, period=None)
    scopes = snapshot.query(
        "select *, granted - granted_with_proof as granted_without_proof from marts.consent_coverage"
        f" where {chosen.condition} order by channel, purpose <> '{_EVERY}', purpose",
        chosen.parameters,
    ).records
    if not scopes:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="Nobody of this choice can be reached.")
    statements = snapshot.query(
        "select source, legal_basis, state, count(*) as statements, count(*) filter (where has_proof) as proven,"
        " count(*) filter (where is_conflict) as conflicts"
        f" from golden.consent where {chosen.condition} group by all order by statements desc, source, 2, 3",
        chosen.parameters,
    ).records
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(scopes, statements, chosen),
        charts=_charts(scopes),
        grids=(_scopes(scopes), _statements(statements, chosen)),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            "A customer counts in a channel when a valid contact point for it is known. The strictest statement holds:"
            " a withdrawal of everything withdraws each channel, and unknown is no consent. Purpose all is for"
            " statements that name none."
        ),
    )  # fmt: skip


def _to(row: Record) -> Link:
    return Link("rows/consent_coverage", where({"channel": row["channel"], "purpose": row["purpose"]}))


def _scope(row: Record) -> str:
    return str(row["channel"]) if row["purpose"] == _EVERY else f"{row['channel']}, {row['purpose']}"


def _behind(chosen: Selection, **more: object) -> Link:
    """Single statements; an export leads to the mart, which holds no customer."""
    return Link("rows/consent", where(chosen.rows, more), Link("rows/consent_coverage", chosen.rows))


def _figures(scopes: list[Record], statements: list[Record], chosen: Selection) -> tuple[Figure, ...]:
    counts = {name: sum(row[name] for row in statements) for name in ("statements", "proven", "conflicts")}
    states = {
        state: sum(row["statements"] for row in statements if row["state"] == state)
        for state in ("granted", "withdrawn")
    }
    widest = [row for row in scopes if row["purpose"] == _EVERY and row["channel"] != _EVERY]
    return (
        Figure("statements", Value(counts["statements"], "count", _behind(chosen))),
        Figure(
            "with proof",
            Value(part(counts["proven"], counts["statements"]), "percent", _behind(chosen, has_proof="true")),
        ),
        *(Figure(state, Value(count, "count", _behind(chosen, state=state))) for state, count in states.items()),
        Figure("in conflict", Value(counts["conflicts"], "count", _behind(chosen, is_conflict="true"))),
        *(
            Figure(
                f"may be reached by {row['channel']}", Value(row["coverage"], "percent", _to(row)),
                f"{row['granted']:,} of {row['reachable']:,} for any purpose",
            )
            for row in widest
        ),
    )  # fmt: skip


def _charts(scopes: list[Record]) -> tuple[Chart, ...]:
    known = [row for row in scopes if row["reachable"]]
    labels, links = tuple(_scope(row) for row in known), tuple(_to(row) for row in known)
    return (
        Chart(
            "Who may be contacted", "stacks", labels,
            tuple(
                Series(state.replace("_", " "), tuple(row[state] for row in known), tone=tone)
                for state, tone in _STATES.items()
            ),
            "Customers who can be reached by each channel and for each purpose, by what they said about it.",
            "count", links,
        ),
        Chart(
            "Covered, and with proof", "bars", labels,
            (
                Series("granted", tuple(row["coverage"] for row in known)),
                Series("with proof", tuple(part(row["granted_with_proof"], row["reachable"]) for row in known)),
            ),
            "Share of the customers who can be reached that consented, and that did so with proof.", "percent", links,
        ),
    )  # fmt: skip


def _scopes(scopes: list[Record]) -> Grid:
    counts = ("reachable", "granted", "granted_with_proof", "pending", "unknown", "withdrawn", "conflicts")
    rows = tuple(
        (
            Value(row["channel"], "text"),
            Value(row["purpose"], "text"),
            *(Value(row[name], "count", _to(row)) for name in counts),
            Value(row["coverage"], "percent", _to(row)),
        )
        for row in scopes
    )
    columns: tuple[tuple[str, Kind], ...] = (
        ("channel", "text"), ("purpose", "text"), ("can be reached", "count"), ("granted", "count"),
        ("with proof", "count"), ("pending", "count"), ("unknown", "count"), ("withdrawn", "count"),
        ("in conflict", "count"), ("coverage", "percent"),
    )  # fmt: skip
    return Grid("By channel and purpose", columns, rows)


def _statements(statements: list[Record], chosen: Selection) -> Grid:
    rows = []
    for row in statements:
        link = _behind(chosen, source=row["source"], legal_basis=row["legal_basis"], state=row["state"])
        rows.append(
            (
                Value(row["source"], "text"),
                Value(row["legal_basis"] or "none given", "text"),
                Value(row["state"], "text"),
                Value(row["statements"], "count", link),
                Value(row["proven"], "count", link),
                Value(row["conflicts"], "count", link),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        ("source", "text"), ("legal basis", "text"), ("state", "text"), ("statements", "count"),
        ("with proof", "count"), ("in conflict", "count"),
    )  # fmt: skip
    return Grid("Statements that hold, by where they come from", columns, tuple(rows))

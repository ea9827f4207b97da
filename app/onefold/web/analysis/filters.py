"""Filters of a page: they stand in the query, are chosen from what the mart holds, and become a condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from onefold_core.identifiers import quote

from onefold.web.analysis.parts import Choice
from onefold.web.published import Snapshot

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dimension:
    """A column that can be filtered by, and its filter's label."""

    column: str
    label: str


@dataclass(frozen=True)
class Condition:
    """SQL that is true of the rows wanted, and the values bound in it."""

    sql: str = "true"
    parameters: tuple[object, ...] = ()

    def and_(self, sql: str, value: object) -> Condition:
        """The same and one more."""
        return Condition(f"{self.sql} and {sql}", (*self.parameters, value))


@dataclass(frozen=True)
class Selection:
    """What was chosen: the filters to show, and the condition they make."""

    choices: tuple[Choice, ...]
    period: Condition
    others: Condition
    """What the filters other than the period ask for."""
    query: tuple[tuple[str, str], ...]
    """As a page of this kind reads it."""
    rows: tuple[tuple[str, str], ...]
    """As a page of rows reads it."""

    def chosen(self, name: str) -> str:
        """The value of one filter; empty where it has none."""
        return next((choice.chosen for choice in self.choices if choice.name == name), "")

    def with_choice(self, choice: Choice, default: str = "") -> Selection:
        """The same with one more filter that is no condition."""
        said = ((choice.name, choice.chosen),) if choice.chosen != default else ()
        return replace(self, choices=(*self.choices, choice), query=(*self.query, *said))

    @property
    def condition(self) -> str:
        """SQL of all filters; values are bound."""
        return f"{self.period.sql} and {self.others.sql}"

    @property
    def parameters(self) -> tuple[object, ...]:
        """The values, in their order."""
        return (*self.period.parameters, *self.others.parameters)


def select(
    snapshot: Snapshot,
    relation: str,
    given: Mapping[str, str],
    dimensions: Sequence[Dimension] = (),
    *,
    period: str | None = "month",
    without: tuple[str, ...] = (),
) -> Selection:
    """The filters over a relation; a value that it does not hold, or one of `without`, is not chosen."""
    choices: list[Choice] = []
    within, others = Condition(), Condition()
    rows: list[tuple[str, str]] = []
    if period is not None:
        for choice, bound in zip(_period(snapshot, relation, period, given), (">=", "<="), strict=True):
            choices.append(choice)
            if choice.chosen:
                day = date.fromisoformat(f"{choice.chosen}-01")
                within = within.and_(f"{quote(period)} {bound} cast(? as date)", day)
                rows.append((f"{period}.{choice.name}", day.isoformat()))
    names = shown_names(snapshot)
    for dimension in dimensions:
        values = [value for value in _values(snapshot, relation, dimension.column) if value not in without]
        options = sorted(((v, names.get(v, v)) for v in values), key=lambda o: (o[0] == UNKNOWN, o[1].casefold(), o[0]))
        asked = given.get(dimension.column, "")
        chosen = asked if asked in values else ""
        choices.append(Choice(dimension.column, dimension.label, _distinct(options), chosen))
        if chosen:
            others = others.and_(f"{quote(dimension.column)} = ?", chosen)
            rows.append((dimension.column, chosen))
    return Selection(
        choices=tuple(choices),
        period=within,
        others=others,
        query=tuple((choice.name, choice.chosen) for choice in choices if choice.chosen),
        rows=tuple(rows),
    )


def owner_names(snapshot: Snapshot) -> dict[str, str]:
    """Owners' names by record."""
    if not {"record_name", "name"} <= snapshot.columns_of("golden", "owner"):
        return {}
    return dict(snapshot.query("select record_name, name from golden.owner where name is not null").rows)


def shown_names(snapshot: Snapshot) -> dict[str, str]:
    """Names of owners and products by record, as filters and rows show them."""
    if not {"record_name", "name"} <= snapshot.columns_of("golden", "product"):
        return owner_names(snapshot)
    products = snapshot.query("select record_name, name from golden.product where name is not null").rows
    return {**dict(products), **owner_names(snapshot)}


def month_label(day: date | None) -> str:
    """A month as charts and filters write it."""
    return f"{day:%b %Y}" if day else "no date"


def _period(snapshot: Snapshot, relation: str, column: str, given: Mapping[str, str]) -> tuple[Choice, Choice]:
    sql = f"select distinct {quote(column)} as m from {relation} where {quote(column)} is not null order by m"
    months = [row[0] for row in snapshot.query(sql).rows]
    options = tuple((f"{month:%Y-%m}", month_label(month)) for month in months)
    known = {value for value, _ in options}
    first, last = (asked if (asked := given.get(name, "")) in known else "" for name in ("from", "to"))
    if first and last and first > last:
        last = ""
    return Choice("from", "From", options, first), Choice("to", "To", options, last)


def _values(snapshot: Snapshot, relation: str, column: str) -> list[str]:
    name = quote(column)
    sql = f"select distinct {name} as v from {relation} where {name} is not null and {name} <> '' order by v"
    return [row[0] for row in snapshot.query(sql).rows]


def _distinct(options: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Options whose labels can be told apart: two users of one name are followed by their record."""
    labels = [label for _, label in options]
    return tuple((v, f"{label} ({v})" if labels.count(label) > 1 and label != v else label) for v, label in options)

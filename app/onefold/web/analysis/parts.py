"""What such a page is made of. A page holds values and where they lead; templates and links make addresses of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Number = int | float | Decimal
Tone = Literal["", "good", "bad", "mark", "soft"]
Kind = Literal["count", "money", "percent", "minutes", "days", "ratio", "text", "heat"]
"""How a value is written: minutes as minutes, hours or days; a ratio as a plain number; heat is a shaded percentage."""


@dataclass(frozen=True)
class Link:
    """A page of ours and its query; `rows/<name>` is a page of rows, `customers/<id>` a customer."""

    page: str
    query: tuple[tuple[str, str], ...] = ()
    instead: Link | None = None
    """What leads on in an export, which holds no rows of customers."""


@dataclass(frozen=True)
class Value:
    """A number, date or text, how it is written, and what it leads to; None where nobody knows it."""

    value: Any
    kind: Kind = "count"
    link: Link | None = None
    tone: Tone = ""


@dataclass(frozen=True)
class Figure:
    """One headline figure."""

    label: str
    value: Value
    note: str = ""


@dataclass(frozen=True)
class Series:
    """One line, or one bar of each group. `line` draws it as a line among bars."""

    label: str
    values: tuple[Number | None, ...]
    line: bool = False
    dashed: bool = False
    tone: Tone = ""
    """Its colour where it means something: what is lost is never green."""


@dataclass(frozen=True)
class Chart:
    """A chart; `says` is its text alternative. Labels lead to `links`, one each, where there are any."""

    title: str
    kind: Literal["bar", "bars", "stack", "stacks", "line"]
    """bar and stack stand upright, bars and stacks lie; stacks add up."""
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    says: str
    unit: Kind = "count"
    links: tuple[Link | None, ...] = ()
    labelled: str = ""
    """What the labels are, where it is not obvious."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.labels or all(value is None for one in self.series for value in one.values)


@dataclass(frozen=True)
class Grid:
    """The table beneath: the figures of the charts and more."""

    title: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    total: tuple[Value, ...] = ()
    is_folded: bool = False
    """Shown on demand: what a chart says, month by month."""


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the query, what can be chosen, what is; the empty value is all."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""
    has_all: bool = True
    """False where one of the options always holds, as the model of attribution."""

    @property
    def chosen_label(self) -> str:
        """The chosen option in words."""
        return dict(self.options).get(self.chosen, "all")


@dataclass(frozen=True)
class Analysis:
    """One page."""

    name: str
    title: str
    question: str
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    choices: tuple[Choice, ...] = ()
    note: str = ""
    absent: str = ""
    """Why there is nothing to show."""
    query: tuple[tuple[str, str], ...] = field(default=())
    """The filters that hold, as they stand in the address."""


def where(*parts: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """A link's query: names and values as text, none for null, which a filter takes for "nothing there"."""
    pairs: list[tuple[str, str]] = []
    for part in parts:
        items = part.items() if isinstance(part, Mapping) else part
        pairs += [(name, "" if value is None else str(value)) for name, value in items]
    return tuple(pairs)


def part(some: Number | None, whole: Number | None) -> Decimal | None:
    """One number as a share of another; None where there is nothing to share."""
    if some is None or not whole:
        return None
    return Decimal(some) / Decimal(whole)

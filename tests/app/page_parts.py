"""A page of figures taken apart as a reader sees it: headline figures, tables, charts, and where each leads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any


@dataclass
class Cell:
    """One text and what it leads to."""

    text: str = ""
    link: str | None = None

    @property
    def number(self) -> Decimal:
        """The first number in it."""
        found = re.search(r"-?[0-9][0-9,]*(\.[0-9]+)?", self.text)
        assert found, self.text
        return Decimal(found[0].replace(",", ""))


@dataclass
class Parts(HTMLParser):
    """Figures by label, tables as rows of cells (the head first), charts as they are drawn, links."""

    figures: dict[str, Cell] = field(default_factory=dict)
    tables: list[list[list[Cell]]] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    status: Cell = field(default_factory=Cell)
    """How many rows there are."""

    def __post_init__(self) -> None:
        super().__init__()
        self._label = self._cell = None  # type: Cell | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a figure, a row, a cell."""
        given = dict(attrs)
        if tag == "dt":
            self._label = self._cell = Cell()
        elif tag == "dd":
            assert self._label is not None
            self._cell = self.figures.setdefault(self._label.text.strip(), Cell())
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = Cell()
            self.tables[-1][-1].append(self._cell)
        elif tag == "span" and given.get("class") == "note":
            self._cell = None
        elif tag == "p" and given.get("role") == "status":
            self._cell = self.status
        elif tag == "canvas":
            self.charts.append(json.loads(given["data-chart"] or ""))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
            if self._cell is not None:
                self._cell.link = given["href"]

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag in ("dt", "dd", "td", "th", "p"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Text of whatever is open."""
        if self._cell is not None:
            self._cell.text = " ".join((self._cell.text + data).split())


def parts_of(html: str) -> Parts:
    """The parts of one page."""
    parts = Parts()
    parts.feed(html)
    return parts

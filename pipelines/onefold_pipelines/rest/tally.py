"""What the answers say that a list has, beside what came: how a row that nobody gave is noticed."""

from __future__ import annotations

from onefold_core.errors import SourceTerminalError
from onefold_core.settings_read import Page

from onefold_pipelines.rest.answers import Answer
from onefold_pipelines.rest.places import MISSING, at

MOST_GONE = 10
"""More than so many rows, and than one of so many, do not go while a list is read: then the counts are wrong."""


class Tally:
    """Rows that came of one list, and the least that its answers counted; `has_shrunk` when a later one counted less.

    What goes from a counted page that was read moves the rest up, past the place of the page to come.
    """

    def __init__(self, page: Page, where: str) -> None:
        self.came = 0
        self.answers = 0
        self.total: int | None = None
        self.most = 0
        self.pages: int | None = None
        self.has_shrunk = False
        self._page = page
        self._where = where

    @property
    def has_all(self) -> bool:
        """Whether as many rows came as the list has; False where it is not said how many that are."""
        return self.total is not None and self.came >= self.total

    @property
    def has_nearly_all(self) -> bool:
        """Whether what came is as much as the list has, and that nearly as much as it had when it was begun."""
        return not self.is_short and self.most - self.came <= max(MOST_GONE, self.most // MOST_GONE)

    @property
    def is_short(self) -> bool:
        """Whether fewer rows came than the list has, as far as that is said."""
        return self.total is not None and self.came < self.total

    def add(self, answer: Answer, rows: int, *, counts: bool) -> None:
        """One page of so many rows, asked to count the list or not (`counts`).

        SourceTerminalError when a count is no number, or is not that of its own page.
        """
        self.came += rows
        self.answers += rows > 0
        count = self._said(answer, self._page.count)
        if count is not None and count != rows:
            raise torn(f"{self._page.count} does not fit its rows", self._where)
        if not counts:
            return
        pages, total = self._said(answer, self._page.total_pages), self._said(answer, self._page.total)
        for before, now in ((self.pages, pages), (self.total, total)):
            if self._page.style != "keyset" and before is not None and now is not None and now < before:
                self.has_shrunk = True
        self.most = max(self.most, total or 0)
        self.pages = self.pages if pages is None else pages
        self.total = self.total if total is None else total

    def _said(self, answer: Answer, place: str | None) -> int | None:
        if place is None or answer.body is None:
            return None
        value = at(answer.body, place)
        if value is MISSING or value is None:
            return None
        try:
            if isinstance(value, bool):
                raise TypeError
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise torn(f"{place} is no number", self._where) from None


def torn(what: str, where: str) -> SourceTerminalError:
    """The error for an answer that cannot be read on from."""
    return SourceTerminalError(
        "unexpected-answer",
        f"the answer does not say where its pages end: {what}",
        where=where,
        mend="run the same command again; if it stays, check `url:` and `version:` of the source",
    )

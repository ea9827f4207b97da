"""One page as a system gives it, asked for again where it may be less than there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from onefold_core.errors import SourceTransientError
from onefold_core.settings_read import Page, Read

from onefold_pipelines.rest.answers import Answer
from onefold_pipelines.rest.ask import Ask, Sender
from onefold_pipelines.rest.places import MISSING, at
from onefold_pipelines.rest.rows import Row, rows_at
from onefold_pipelines.rest.tally import torn

SECOND_TRY_SECONDS = 2.0
_TELL = ("cursor", "link")
"""Styles whose answers say whether another page follows; of the others only the rows tell."""
_SAID = {"true": True, "1": True, "y": True, "yes": True, "false": False, "0": False, "n": False, "no": False}


@dataclass(frozen=True)
class Paged:
    """One page: its rows as they came, and the answer they came in."""

    rows: list[Row]
    answer: Answer


def given_page(client: Sender, ask: Ask, read: Read, where: str) -> Paged:
    """The page; where it has fewer rows than it may, or is the last, what it and the same page asked again have.

    A system that gives half of a page tells nobody, and every list has one such page: its last.
    SourceTransientError `rows-missing` when it has fewer both times and leads on.
    """
    page = read.page
    first, most = _once(client, ask, read, where), _most(page, ask)
    is_full = most is not None and len(first.rows) >= most
    if most is None or not first.rows or (is_full and (_leads_on(page, first) or page.style not in _TELL)):
        return first
    if _leads_on(page, first):
        client.clock.sleep(SECOND_TRY_SECONDS)
    again = _once(client, ask, read, where)
    rows = [*first.rows, *(row for row in again.rows if row not in first.rows)]
    better = max(first, again, key=lambda one: (_leads_on(page, one), len(one.rows)))
    if _leads_on(page, better) and len(rows) < most:
        raise SourceTransientError(
            "rows-missing",
            f"a page of {most} gives {len(rows)} rows and leads on, so some may not have come",
            where=where,
            mend="run the same command again later; where the system always does so and nothing is missing, say "
            "`read: {page: {size: null}}` of the object in the source's file",
        )
    return Paged(rows, better.answer)


def check_end(client: Sender, ask: Ask, read: Read, where: str) -> None:
    """Whether a list may end with this page, to which another led and which was empty twice.

    With `past_end` a full last page may lead to an empty one: then pages of half the size tell the same, the rows
    before come again and none follows. SourceTerminalError `unexpected-answer` otherwise, where pages are full but for
    the last and the answer says no other end.
    """
    page, most = read.page, _most(read.page, ask)
    if most is None or page.style not in _TELL or page.more is not None or page.done is not None:
        return
    number = str((ask.params or {}).get(page.past_end or "", ""))
    if number.isdecimal() and most % 2 == 0:
        before = 2 * (int(number) - 1)
        known, beyond = (_half(client, ask, read, most // 2, at_page, where) for at_page in (before, before + 1))
        if known.rows and not beyond.rows:
            return
        if beyond.rows:
            raise SourceTransientError(
                "rows-missing",
                "the list went on while its end was looked at",
                where=where,
                mend="run the same command again",
            )
    raise torn("the page that the one before leads to is empty", where)


def yes_or_no(value: Any) -> bool | None:
    """What a place of an answer says, in whatever way; None where it says neither."""
    return _SAID.get(str(value).strip().casefold())


def _once(client: Sender, ask: Ask, read: Read, where: str) -> Paged:
    answer = client.send(ask)
    place = f"{where}, {read.method} {urlsplit(ask.path).path}"
    return Paged(rows_at(answer.body, read.rows, place, client.rest.empty), answer)


def _half(client: Sender, ask: Ask, read: Read, size: int, number: int, where: str) -> Paged:
    params = {**(ask.params or {}), str(read.page.size): size, str(read.page.past_end): number}
    return _once(client, replace(ask, params=params), read, where)


def _leads_on(page: Page, given: Paged) -> bool:
    body = given.answer.body
    if page.more is not None and not yes_or_no(at(body, page.more)):
        return False
    if page.done is not None and yes_or_no(at(body, page.done)):
        return False
    return page.style in _TELL and at(body, page.next or "") not in (MISSING, None, "", False)


def _most(page: Page, ask: Ask) -> int | None:
    """How many rows the request wants at most; None where it does not say."""
    if page.size is None:
        return None
    asked = {**(ask.body if isinstance(ask.body, dict) else {}), **(ask.params or {})}
    most = str(asked.get(page.size, ""))
    return int(most) if most.isdecimal() else None

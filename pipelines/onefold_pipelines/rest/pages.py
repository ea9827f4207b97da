"""Page after page of one request, in every style that systems have; a paging that does not end is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from onefold_core.errors import SourceTerminalError, SourceTransientError
from onefold_core.settings_read import Page, Read

from onefold_pipelines.rest.answers import Answer
from onefold_pipelines.rest.ask import Ask, Sender
from onefold_pipelines.rest.filling import filled
from onefold_pipelines.rest.given import SECOND_TRY_SECONDS, Paged, check_end, given_page, yes_or_no
from onefold_pipelines.rest.large import finished, header
from onefold_pipelines.rest.places import MISSING, at
from onefold_pipelines.rest.rows import Row
from onefold_pipelines.rest.tally import Tally, torn

PASSES = 3
"""A list that changes while it is read is read so often from its start."""


class Loops:
    """Brent's search for a cycle: tells that a cursor came back and remembers one, however many pages there are."""

    def __init__(self) -> None:
        self._kept: object = None
        self._power = 1
        self._steps = 0

    def is_back(self, cursor: object) -> bool:
        """Whether this cursor was met before; a cycle is found within a few times its length."""
        if cursor == self._kept:
            return True
        self._steps += 1
        if self._steps == self._power:
            self._kept = cursor
            self._power *= 2
            self._steps = 0
        return False


def pages(
    client: Sender, read: Read, known: dict[str, Any], where: str, *, last_key: Callable[[list[Row]], str | None]
) -> Iterator[Paged]:
    """Every page of a request. `known` fills it; `last_key` gives the greatest key of a page's rows (keyset).

    From the start again where rows were missed, which gives some of them twice: what moves out of sight in one reading
    stands elsewhere in the next, so that all came after `PASSES` of them. SourceTerminalError `pages-loop` when the
    system leads back to a page it gave before, SourceTransientError `rows-missing` when it counts more than it gives.
    """
    if read.job is not None:
        known = {**known, "job": finished(client, read.job, read, known, where)}
    for number in range(1, PASSES + 1):
        tally = Tally(read.page, where)
        yield from _once(client, read, known, where, last_key, tally)
        is_short = tally.is_short and not (
            read.page.style == "keyset" and _fewer_by_now(client, read, known, where, tally)
        )
        # Nothing moves out of sight on a single page.
        passes = read.page.passes if tally.answers > 1 else 1
        if number >= passes and not tally.has_shrunk and not is_short:
            return
        if number == PASSES and tally.has_shrunk and tally.has_nearly_all:
            return
    raise SourceTransientError("rows-missing", "fewer rows came than the system counts", where=where)


def _fewer_by_now(client: Sender, read: Read, known: dict[str, Any], where: str, tally: Tally) -> bool:
    """Whether the rows that did not come were deleted meanwhile: a list that is read by its keys misses no other."""
    now = Tally(read.page, where)
    now.add(client.send(first_ask(read, known, where)), 0, counts=True)
    return now.total is not None and tally.came >= now.total


def _once(
    client: Sender,
    read: Read,
    known: dict[str, Any],
    where: str,
    last_key: Callable[[list[Row]], str | None],
    tally: Tally,
) -> Iterator[Paged]:
    page = read.page
    position: Any = _first(page)
    link: str | None = None
    loops, number, is_second_try = Loops(), 0, False
    seen: set[int] = set()
    while True:
        ask = _ask(read, {**known, "page": position}, link, where)
        given = given_page(client, ask, read, where)
        rows, answer = given.rows, given.answer
        _check_echo(page, answer, known, where)
        if page.rests is not None and link is not None and at(answer.body, page.next or "") == link:
            # Where other rows come the system gave an older page again, and what follows would be lost.
            if len({str(at(row, page.rests)) for row in rows}) > 1:
                raise loop_error(where)
            yield Paged(rows, answer)
            return
        if not rows and number and not tally.has_all and not is_second_try:
            # The page before led here, so rows are to be expected: it may have been a slip.
            is_second_try = True
            client.clock.sleep(SECOND_TRY_SECONDS)
            continue
        # A place moves on whatever comes; only the rows tell that the system gives a page again in another's stead.
        if rows and page.style != "single":
            fingerprint = _fingerprint(rows)
            if fingerprint in seen:
                raise loop_error(where)
            seen.add(fingerprint)
        tally.add(answer, len(rows), counts=number == 0 or page.uncounted is None)
        number += 1
        following = _following(page, answer, rows, position, number, tally.pages, last_key, where)
        if not rows and following is not None and not tally.has_all:
            if is_second_try:
                raise torn("a page without rows leads on", where)
            is_second_try, number = True, number - 1
            client.clock.sleep(SECOND_TRY_SECONDS)
            continue
        if not rows and is_second_try:
            check_end(client, ask, read, where)
        is_second_try = False
        known = {**known, "begin": None, "uncounted": page.uncounted}
        yield given
        if following is None:
            return
        if loops.is_back(following):
            raise loop_error(where)
        if page.style == "link":
            link = str(following)
        else:
            position = following


def _first(page: Page) -> Any:
    if page.first is not None:
        return None if page.first == "" else page.first
    return {"number": 1, "offset": 0, "keyset": "0"}.get(page.style)


def first_ask(read: Read, known: dict[str, Any], where: str) -> Ask:
    """The request for the first page."""
    return _ask(read, {**known, "page": _first(read.page)}, None, where)


def _ask(read: Read, known: dict[str, Any], link: str | None, where: str) -> Ask:
    """The request, or for a link its path and parameters: the host is never taken from an answer."""
    if link is not None:
        try:
            parts = urlsplit(link)
        except ValueError:
            raise torn("the address of the next one is none", where) from None
        path = f"https://ours{parts.path}" if parts.path.startswith("/") or parts.scheme else parts.path
        # A list is its name again and again.
        params: dict[str, Any] = {
            name: values[0] if len(values) == 1 else values
            for name, values in parse_qs(parts.query, keep_blank_values=True).items()
        }
    else:
        path = str(filled(read.path, known, where))
        params = filled(read.params, known, where)
    return Ask(
        path=path,
        method=read.method,
        params=params,
        body=None if read.body is None else filled(read.body, known, where),
        bucket=read.bucket,
        where=where,
        rights=read.rights,
        csv=read.csv.count if read.csv else None,
    )


def _following(
    page: Page,
    answer: Answer,
    rows: list[Row],
    position: Any,
    number: int,
    total: int | None,
    last_key: Callable[[list[Row]], str | None],
    where: str,
) -> Any:
    """Where the next page starts; None after the last one."""
    if page.style == "single":
        _check_stands(page, answer, where)
        return None
    if answer.body is None:
        if number > 1 and page.style in ("cursor", "link", "header") and page.past_end is None:
            raise torn("the page that the one before leads to is empty", where)
        return None
    if page.style == "header":
        following = header(answer, page.next or "")
        if following is None and page.end is not None:
            # A gateway that strips headers must not make the first page the last.
            raise SourceTerminalError("unexpected-answer", f"the answer has no header {page.next}")
        return None if following in (None, "", page.end) else following
    _check_stands(page, answer, where)
    if page.more is not None and not yes_or_no(at(answer.body, page.more)):
        return None
    if page.done is not None and yes_or_no(at(answer.body, page.done)):
        return None
    if page.style in ("cursor", "link"):
        value = at(answer.body, page.next or "")
        if value is not MISSING and value not in (None, "", False):
            if isinstance(value, (bool, list, dict)) or (page.style == "link" and not isinstance(value, str)):
                raise torn(f"{page.next} is neither a place nor an address", where)
            return value
        if page.always is not None and f"{page.next}.".startswith(f"{page.always}."):
            if at(answer.body, page.always) is not None:
                raise torn(f"{page.always} is neither a place nor null", where)
            return None
        if page.more is not None or page.done is not None:
            raise torn(f"it says that there is more, and not where ({page.next})", where)
        return None
    if total is not None:
        # A page before the last has rows, and one that has rows is among those counted.
        if (number < total) != bool(rows) and number != total:
            raise torn(f"{page.total_pages} does not fit its rows", where)
        return int(position) + 1 if number < total else None
    if not rows:
        return None
    match page.style:
        case "number":
            return int(position) + 1
        case "offset":
            return int(position) + len(rows)
        case _:
            return last_key(rows)


def _check_stands(page: Page, answer: Answer, where: str) -> None:
    """An answer without what stands in each of them is not whole."""
    for place in (page.more, page.done, page.always):
        if place is not None and at(answer.body, place) is MISSING:
            raise torn(f"it has no {place}", where)
    for place in (page.more, page.done):
        if place is not None and yes_or_no(at(answer.body, place)) is None:
            raise torn(f"{place} says neither yes nor no", where)
    # Where no page follows, the place says that there is something at all: a null says the opposite.
    if page.style == "single" and page.always is not None and not _holds_something(at(answer.body, page.always)):
        raise torn(f"nothing stands at {page.always}", where)


def _holds_something(value: Any) -> bool:
    return value.strip() not in ("", "0") if isinstance(value, str) else bool(value)


def _check_echo(page: Page, answer: Answer, known: dict[str, Any], where: str) -> None:
    """An answer that repeats another word than the request's is that of another request."""
    for place, word in page.echo.items():
        if at(answer.body, place) not in (MISSING, None) and str(at(answer.body, place)) != str(known.get(word)):
            raise torn(f"{place} is another than the one asked for", where)


def _fingerprint(rows: list[Row]) -> int:
    """Enough of a page to tell that the same one came twice."""
    return hash(f"{len(rows)}|{rows[0]!r}|{rows[-1]!r}")


def loop_error(where: str) -> SourceTerminalError:
    """The error for pages that lead in a circle."""
    return SourceTerminalError(
        "pages-loop",
        "the system leads back to a page it gave before, so reading would never end",
        where=where,
        mend="run the same command again; if it stays, report it to the vendor",
    )

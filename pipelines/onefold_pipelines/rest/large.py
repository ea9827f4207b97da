"""What is too large for one request: windows in halves, jobs done first, CSV, the way chosen by size."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from onefold_core.errors import ConfigError, SourceTerminalError, SourceTransientError
from onefold_core.settings_read import Job, Large, Read

from onefold_pipelines.rest.answers import Answer
from onefold_pipelines.rest.filling import filled, query
from onefold_pipelines.rest.places import at

if TYPE_CHECKING:
    from onefold_pipelines.rest.ask import Sender
    from onefold_pipelines.rest.given import Paged

TOO_LARGE = "request-too-large"
NEVER = "never"
LONGEST_PAUSE = 30.0
"""Seconds between two looks at a job: of the hours that a big one may take that is nothing."""


def halved(
    between: Callable[[datetime, datetime], Iterator[Paged]], start: datetime, end: datetime, smallest: timedelta
) -> Iterator[Paged]:
    """The pages from `start` to before `end`, oldest half first where the system says that the whole is too large.

    SourceTerminalError `request-too-large` when a window of `smallest` still is.
    """
    has_begun = False
    try:
        for page in between(start, end):
            has_begun = True
            yield page
        return
    except SourceTerminalError as error:
        # Once pages were handed on, halves would give them a second time.
        if error.code != TOO_LARGE or has_begun or end - start <= smallest:
            raise
    middle = (start + (end - start) / 2).replace(microsecond=0)
    yield from halved(between, start, middle, smallest)
    yield from halved(between, middle, end, smallest)


def by_size(
    large: Large, ask: Callable[[Read], Iterator[Paged]], small: Read, known: dict[str, Any], where: str
) -> Iterator[Paged]:
    """The pages of `small`, or those of the other way when the first answer counts more rows than `large.over`."""
    text = str(filled(large.over, known, where))
    counts = large.over != "" and text != NEVER
    if counts and not text.isdigit():
        raise ConfigError(
            "bad-settings", f"{large.over} is no number of rows", where=where, valid=["0", "100000", NEVER]
        )
    is_long = large.longest is not None and text != NEVER and _length(small, known, where) > large.longest
    if text == "0" or is_long:
        yield from ask(large.read)
        return
    pages = ask(small)
    for number, page in enumerate(pages):
        if number == 0 and counts:
            count = at(page.answer.body, large.count)
            if isinstance(count, bool) or not isinstance(count, int):
                raise SourceTerminalError(
                    "unexpected-answer", f"the answer does not count its rows at {large.count}", where=where
                )
            if count > int(text):
                yield from ask(large.read)
                return
        yield page


def _length(read: Read, known: dict[str, Any], where: str) -> int:
    """Characters that the request's parameters take in an address."""
    return len(urlencode(query(filled(read.params, known, where)), doseq=True))


def finished(client: Sender, job: Job, read: Read, known: dict[str, Any], where: str) -> str:
    """Have the system do a job and wait for it; its id.

    SourceTerminalError `request-refused` when it failed, SourceTransientError when it takes too long.
    """
    from onefold_pipelines.rest.ask import Ask

    body = None if job.body is None else filled(job.body, known, where)
    path = str(filled(job.path, known, where))
    made = client.send(Ask(path, "POST", body=body, bucket=read.bucket, where=where, rights=read.rights))
    name = at(made.body, job.id)
    if not isinstance(name, str) or not name:
        raise SourceTerminalError("unexpected-answer", f"the new job has no {job.id}", where=where)
    path = str(filled(job.status, {**known, "job": name}, where))
    waited, pause = 0.0, 1.0
    while True:
        answer = client.send(Ask(path, bucket=read.bucket, where=where, rights=read.rights))
        state = at(answer.body, job.state)
        if state in job.ready:
            return name
        if state in job.failed:
            raise SourceTerminalError("request-refused", f"the system gave the job up ({state})", where=where)
        if state not in job.under_way:
            raise SourceTerminalError("unexpected-answer", "the job is in a state that nobody knows", where=where)
        if waited >= job.longest_seconds:
            raise SourceTransientError(
                "system-unavailable", f"the job is not ready after {waited:.0f} seconds", where=where
            )
        client.clock.sleep(pause)
        waited += pause
        pause = min(2 * pause, LONGEST_PAUSE)


def table(answer: Answer, count: str, where: str) -> Answer:
    """An answer that is CSV with its rows as the body, an empty cell being null.

    SourceTransientError `answer-truncated` when it holds other rows than its header `count` says.
    """
    said = header(answer, count)
    if said is None and answer.is_json:
        raise SourceTerminalError("unexpected-answer", f"the answer has no header {count}", where=where)
    try:
        rows = _rows(answer.content.decode("utf-8-sig"))
    except (UnicodeDecodeError, csv.Error, ValueError):
        rows = None
    if rows is None or str(len(rows)) != said:
        raise SourceTransientError("answer-truncated", "the answer is cut off or is no table", where=where)
    return replace(answer, body=rows, is_json=True)


def _rows(text: str) -> list[dict[str, str | None]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    names = next(lines, [])
    return [dict(zip(names, (cell or None for cell in cells), strict=True)) for cells in lines if cells]


def header(answer: Answer, name: str) -> str | None:
    """A header of the answer, however its name is written."""
    return next((value for held, value in answer.headers.items() if held.lower() == name.lower()), None)

"""Machine-made misbehaviour: every fault that HTTP systems have, and how reading must end under it, for every system.

A system joins by one entry in tests/pipelines/fakes/systems.py; nothing here knows any of them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime

from tests.pipelines.fakes.server import Fake, Fault, Reply, Request
from tests.pipelines.fakes.systems import System

FOREVER = 10_000
DATA = "all the data"


@dataclass(frozen=True)
class Case:
    """One misbehaviour: what strikes, from which page on, how often, and the end: DATA or codes of typed errors.

    `needs` names what a system must say of itself to have it at all. `repeats`: reading from the start again may give
    some rows twice.
    """

    name: str
    fault: Callable[[System], Fault]
    ends: tuple[str, ...]
    times: int = 1
    after: int = 1
    waits: float = 0
    needs: str = "throttle"
    repeats: bool = False

    def concerns(self, system: System) -> bool:
        """Whether the system can misbehave so."""
        return getattr(system, self.needs) is not None


def status(code: int, body: object = None, **headers: str) -> Callable[[System], Fault]:
    """Another answer in place of the healthy one."""
    made = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: lambda fake, request, reply: Reply(code, body, dict(made))


def changed(change: Callable[[Fake, Request, Reply], Reply]) -> Callable[[System], Fault]:
    """The healthy answer, changed."""
    return lambda _: change


def throttled(system: System) -> Fault:
    """The system's own way to say: slow down."""
    return lambda fake, request, reply: copy.deepcopy(system.throttle)


def throttled_until(system: System) -> Fault:
    """A throttle that names the moment it is over."""
    later = format_datetime(system.now.replace(minute=system.now.minute + 2), usegmt=True)
    return lambda fake, request, reply: replace(copy.deepcopy(system.throttle), headers={"Retry-After": later})


def throttled_until_named(system: System) -> Fault:
    """A throttle whose body names the moment it is over."""
    assert system.throttle_until is not None
    made = system.throttle_until(system.now + timedelta(minutes=2))
    return lambda fake, request, reply: copy.deepcopy(made)


def failed_quietly(system: System) -> Fault:
    """An error with status 200."""
    return lambda fake, request, reply: copy.deepcopy(system.failure) or reply


def denied(system: System) -> Fault:
    """The system's own way to say: you may not read this."""
    return lambda fake, request, reply: copy.deepcopy(system.denial)


def first_page_again(_: System) -> Fault:
    """The answer to the first request over and over, whatever is asked."""
    kept: list[Reply] = []

    def fault(fake: Fake, request: Request, reply: Reply) -> Reply:
        kept.append(reply)
        return copy.deepcopy(kept[0])

    return fault


def leads_back(_: System) -> Fault:
    """Two pages, then the first of them again, and so on: the cursor is another one every time."""
    kept: list[Reply] = []

    def fault(fake: Fake, request: Request, reply: Reply) -> Reply:
        kept.append(reply)
        return copy.deepcopy(kept[(len(kept) - 1) % 2])

    return fault


def cut_json(fake: Fake, request: Request, reply: Reply) -> Reply:
    """JSON that breaks off, with a Content-Length that fits."""
    return Reply(reply.status, raw=reply.content()[: len(reply.content()) // 2])


def emptied(fake: Fake, request: Request, reply: Reply) -> Reply:
    """The page without its rows; everything else as it was."""
    if reply.raw is not None:
        return replace(reply, raw=reply.raw.partition(b"\n")[0] + b"\n")
    body = copy.deepcopy(reply.body)
    _clear(body)
    return replace(reply, body=body)


def halved(fake: Fake, request: Request, reply: Reply) -> Reply:
    """The page without the first half of its rows; everything else as it was."""
    if reply.raw is not None:
        head, *rows = reply.raw.splitlines(keepends=True)
        return replace(reply, raw=b"".join([head, *rows[len(rows) // 2 :]]))
    body = copy.deepcopy(reply.body)
    _clear(body, share=2)
    return replace(reply, body=body)


def _clear(body: object, share: int = 1) -> None:
    """Take the records out of every list of records, or a share of them."""
    if isinstance(body, list) and body and all(isinstance(one, dict) for one in body):
        del body[: len(body) // share]
    elif isinstance(body, dict):
        for inner in body.values():
            _clear(inner, share)


def expired(fake: Fake, request: Request, reply: Reply) -> Reply:
    """The token is over from this request on."""
    fake.token = "another-token-holds-now"
    return fake.refused(request)


CASES = (
    Case("throttled twice", throttled, (DATA,), times=2),
    Case("throttled until a moment", throttled_until, (DATA,), waits=110),
    Case("throttled until a moment in the body", throttled_until_named, (DATA,), waits=110, needs="throttle_until"),
    Case("throttled for ever", throttled, ("system-throttled",), times=FOREVER),
    Case("throttled for a day", status(429, None, Retry_After="86400"), ("system-throttled",)),
    Case("503 twice", status(503), (DATA,), times=2, waits=2),
    Case("500 for ever", status(500), ("system-unavailable",), times=FOREVER),
    Case("JSON cut off once", changed(cut_json), (DATA,)),
    Case("JSON cut off for ever", changed(cut_json), ("answer-truncated",), times=FOREVER),
    Case("connection lost in the body", changed(lambda f, q, r: replace(r, cut=True)), (DATA,)),
    Case(
        "connection always lost",
        changed(lambda f, q, r: replace(r, cut=True)),
        ("system-unavailable",),
        times=FOREVER,
    ),
    Case("connection dropped", changed(lambda f, q, r: replace(r, drop=True)), (DATA,)),
    Case("a page of HTML once", changed(lambda f, q, r: Reply(200, raw=b"<html>busy</html>")), (DATA,)),
    Case(
        "a page of HTML for ever",
        changed(lambda f, q, r: Reply(200, raw=b"<html>busy</html>")),
        ("answer-is-page",),
        times=FOREVER,
    ),
    Case("redirected to another host", status(302, None, Location="https://elsewhere.example/x"), ("redirected",)),
    Case("redirected into the network", status(307, None, Location="http://10.0.0.1/x"), ("redirected",)),
    Case("redirected to the metadata", status(302, None, Location="http://169.254.169.254/x"), ("redirected",)),
    Case("redirected to another port", status(302, None, Location="http://127.0.0.1:1/x"), ("redirected",)),
    Case(
        "redirected to another name", status(302, None, Location="http://localhost.elsewhere.example"), ("redirected",)
    ),
    Case("redirected to a private address", status(308, None, Location="//192.168.0.1/x"), ("redirected",)),
    Case("redirected to the other loopback", status(302, None, Location="http://[::1]/x"), ("redirected",)),
    Case("redirected to a file", status(302, None, Location="file:///etc/hostname"), ("redirected",)),
    Case("redirected to nowhere", status(302), ("redirected",)),
    Case("an error with status 200", failed_quietly, ("request-refused",), times=FOREVER, needs="failure"),
    Case("right missing", denied, ("no-permission",), times=FOREVER),
    Case("gone", status(404, {}), ("request-refused",), times=FOREVER),
    Case("token over in mid-page", changed(expired), ("login-refused",)),
    Case("a number for an answer", changed(lambda f, q, r: Reply(200, 42)), ("unexpected-answer",)),
    Case("an empty body once", status(200), (DATA,)),
    Case("an empty body for ever", status(200), ("answer-truncated",), times=FOREVER),
    Case("null for an answer", changed(lambda f, q, r: Reply(200, raw=b"null")), (DATA,)),
    Case("a list for an answer", changed(lambda f, q, r: Reply(200, [])), ("unexpected-answer",)),
    Case("not modified", status(304), ("request-refused",), times=FOREVER),
    Case("a page without its rows once", changed(emptied), (DATA,), repeats=True),
    Case(
        "pages without their rows from the second on",
        changed(emptied),
        ("unexpected-answer", "rows-missing", "answer-truncated"),
        times=FOREVER,
        needs="leads_on",
    ),
    Case("half of a page once", changed(halved), (DATA, "unexpected-answer"), needs="fills", repeats=True),
    Case(
        "half of the last page once", changed(halved), (DATA, "unexpected-answer"), after=2, needs="fills", repeats=True
    ),
    Case(
        "half of every page from the second on",
        changed(halved),
        ("rows-missing", "unexpected-answer", "answer-truncated"),
        times=FOREVER,
        needs="fills",
    ),
    Case("text for rows", changed(lambda f, q, r: Reply(200, {"oops": "x"})), ("unexpected-answer",)),
    Case("pages lead back to another", leads_back, ("pages-loop",), times=FOREVER, after=0),
    Case("the first page for ever", first_page_again, ("pages-loop",), times=FOREVER, after=0),
)

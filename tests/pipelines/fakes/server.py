"""The base of every fake system: a real HTTP server on loopback that can page, throttle, forget, lie and break off.

A fake says how its system answers (`answer`), where its pages' next positions stand, and what its throttle and its
errors look like; the faults come from here, so that every system's connector meets every one of them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Row = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    params: dict[str, str]
    headers: Mapping[str, str]
    body: Any

    @property
    def form(self) -> dict[str, str]:
        """A body that was sent as a form."""
        return dict(self.body) if isinstance(self.body, dict) else {}


@dataclass
class Reply:
    """One answer; `cut` sends only the first half of it, `raw` sends text that is no JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: bool = False
    drop: bool = False

    def content(self) -> bytes:
        """The bytes of the answer."""
        if self.raw is not None:
            return self.raw
        return b"" if self.body is None else json.dumps(self.body).encode()


Fault = Callable[["Fake", Request, Reply], Reply]
"""What is done to the answer that a healthy system would give."""


@dataclass
class Planned:
    """A fault that strikes requests whose path holds `path` (to its end with a `$`), from the `after`th on, `times`."""

    fault: Fault
    path: str = ""
    after: int = 0
    times: int = 1
    seen: int = 0
    struck: int = 0

    def strikes(self, request: Request) -> bool:
        """Whether it is this request's turn."""
        if self.path not in f"{request.path}$" or self.struck >= self.times:
            return False
        self.seen += 1
        if self.seen <= self.after:
            return False
        self.struck += 1
        return True


class Fake:
    """A system; subclasses fill `answer`. `log` holds every request, so that a test can say what was asked."""

    token = "fake-secret-token"

    def __init__(self) -> None:
        self.log: list[Request] = []
        self.faults: list[Planned] = []
        self.lock = threading.RLock()
        self.url = ""

    def answer(self, request: Request) -> Reply:
        """What the healthy system answers."""
        raise NotImplementedError

    def is_authorised(self, request: Request) -> bool:
        """Whether the request carries the token that holds now."""
        return request.headers.get("Authorization") == f"Bearer {self.token}"

    def refused(self, request: Request) -> Reply:
        """The system's answer to a request without a good token."""
        return Reply(401, {"error": "unauthorised"})

    def is_open(self, request: Request) -> bool:
        """Whether the request needs no token (the authorisation server itself)."""
        return False

    def plan(self, fault: Fault, path: str = "", *, after: int = 0, times: int = 1) -> Planned:
        """Let a fault strike."""
        planned = Planned(fault, path, after, times)
        self.faults.append(planned)
        return planned

    def handle(self, request: Request) -> Reply:
        """The answer, healthy or not; one request at a time, as a small system would."""
        with self.lock:
            self.log.append(request)
            if not self.is_open(request) and not self.is_authorised(request):
                return self.refused(request)
            return self.struck(request)

    def struck(self, request: Request, reply: Reply | None = None) -> Reply:
        """The healthy answer (or `reply`), and what the faults whose turn it is make of it."""
        striking = [planned for planned in self.faults if planned.strikes(request)]
        reply = reply or self.answer(request)
        for planned in striking:
            reply = planned.fault(self, request, reply)
        return reply

    def asked(self, path: str) -> list[Request]:
        """The requests whose path holds `path` (to its end with a `$`)."""
        return [request for request in self.log if path in f"{request.path}$"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        kind = self.headers.get("Content-Type", "")
        body: Any = None
        if raw:
            body = json.loads(raw) if "json" in kind else dict(parse_qsl(raw.decode()))
        parts = urlsplit(self.path)
        params: dict[str, str] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            # What stands several times (`ids[]`) is a list.
            params[name] = f"{params[name]},{value}" if name in params else value
        reply = self.server.fake.handle(Request(self.command, parts.path, params, dict(self.headers), body))
        if reply.drop:
            self.close_connection = True
            return
        content = reply.content()
        # No `Date` but the fault's own: the account's time is not the machine's.
        self.send_response_only(reply.status)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(content)))
            if "Content-Type" not in reply.headers:
                self.send_header("Content-Type", "application/json")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut:
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif reply.status != 204:
            self.wfile.write(content)

    do_GET = do_POST = _serve

    def log_message(self, *_: Any) -> None:
        """Nothing: a test's output is not the place."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, fake: Fake) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fake = fake


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    """The fake behind a port of its own; `fake.url` is its address."""
    server = _Server(fake)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Who may see a page (this machine's user, by a token, at our own address) and what a browser may do with it."""

from __future__ import annotations

import secrets
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CHART_POLICY = f"{_POLICY}; script-src 'self'"
"""Of pages with charts: two scripts of ours. Pages that show what customers wrote have none."""
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_STATIC = "/static/"
"""Style and icon hold no data and are served without the token, so that a refusal, too, is legible."""


@dataclass(frozen=True)
class Access:
    """What opens the pages: the token of the printed URL, and the session its cookie then carries."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def url(self) -> str:
        """What the user opens."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers do not keep ports apart, so two dashboards need two names."""
        return f"onefold_{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The only Host headers answered; anything else is a name somebody pointed here (DNS rebinding)."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))


Refuse = Callable[[Request, int, str, str], Response]
"""Renders a refusal: request, status, what happened, what to do."""
Note = Callable[[str], None]
"""Remembers that something was refused, by its reason."""


class Guard:
    """ASGI middleware in front of every page; see docs/dashboard.md for the rules."""

    def __init__(self, app: ASGIApp, *, access: Access, refuse: Refuse, note: Note) -> None:
        self.app = app
        self.access = access
        self.refuse = refuse
        self.note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope, receive)
        sender = _Sender(send)
        refused = self._refusal(request)
        if refused is not None:
            status, reason, what, mend = refused
            await run_in_threadpool(self.note, reason)
            await self._answer(self.refuse(request, status, what, mend), scope, receive, sender)
        elif "token" in request.query_params:
            await self._answer(self._let_in(request), scope, receive, sender)
        else:
            await self._page(request, scope, receive, sender)

    async def _page(self, request: Request, scope: Scope, receive: Receive, sender: _Sender) -> None:
        try:
            await self.app(scope, receive, sender)
        except Exception as error:
            # A trace may hold a customer's values: neither the page nor the terminal shows one.
            place = _place(error)
            sys.stderr.write(f"error: a page could not be made: {type(error).__name__} at {place}\n")
            if not sender.has_started:
                what = f"Onefold met a defect of its own ({type(error).__name__}, {place})."
                await self._answer(
                    self.refuse(request, 500, what, "Reload the page; if it stays, report it."), scope, receive, sender
                )

    async def _answer(self, response: Response, scope: Scope, receive: Receive, sender: _Sender) -> None:
        await response(scope, receive, sender)

    def _refusal(self, request: Request) -> tuple[int, str, str, str] | None:
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.access.hosts:
            return 403, "foreign-host", "This address is not the dashboard's.", "Open the URL that the command printed."
        if request.method not in ("GET", "HEAD"):
            return 405, "method", "These pages only show; nothing can be sent to them.", "Open the page by its address."
        if request.url.path.startswith(_STATIC):
            return None
        fetched_by = request.headers.get("sec-fetch-site", "none")
        if fetched_by in ("cross-site", "same-site") and request.headers.get("sec-fetch-dest") != "document":
            return 403, "foreign-page", "Another site asked for this page.", "Open the URL that the command printed."
        given = request.query_params.get("token")
        if given is not None:
            if _equal(given, self.access.token):
                return None
            return 403, "wrong-token", "The token is not this dashboard's.", _OPEN_AGAIN
        if _equal(request.cookies.get(self.access.cookie, ""), self.access.session):
            return None
        return 403, "no-token", "This page needs the token of the dashboard.", _OPEN_AGAIN

    def _let_in(self, request: Request) -> Response:
        # To the same page without the token, so that it is neither in the address bar nor in a bookmark.
        response = RedirectResponse(request.url.remove_query_params("token"), 303)
        response.set_cookie(self.access.cookie, self.access.session, httponly=True, samesite="strict", path="/")
        return response


_OPEN_AGAIN = "Open the URL that `onefold dashboard` printed; it holds the token."


class _Sender:
    """Adds the headers that bind the browser, unless the page brings a stricter one of its own."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.has_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await self.send(message)


def _equal(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(errors="replace"), wanted.encode())


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "onefold" in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else "unknown"

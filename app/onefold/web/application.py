"""The pages as a Starlette application on one project."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from onefold_core.errors import OnefoldError
from onefold_core.published import current_build, list_builds
from onefold_core.settings import Project
from onefold_core.state import ledger
from onefold_core.state.runs import list_runs
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

import onefold
from onefold.actor import actor
from onefold.web import customers, formatting, overview
from onefold.web.analysis import rows
from onefold.web.analysis.pages import ANALYSES
from onefold.web.guard import CHART_POLICY, Access, Guard
from onefold.web.published import PublishedModel
from onefold.web.rendering import HERE, STATIC, environment

_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox"
)
"""A report is one file with its own style; the sandbox takes scripts, forms and our origin away from it."""
_RUNS_ON_OVERVIEW = 5
_RUNS = 50


class Pages:
    """One handler a page; each opens the build that is current when it is asked."""

    def __init__(self, project: Project, state: Engine, access: Access) -> None:
        self.project = project
        self.state = state
        self.access = access
        self.model = PublishedModel(project.data / "published")
        self.reports = project.data / "reports"
        self._noted: set[str] = set()
        self._templates = environment()

    def overview(self, request: Request) -> Response:
        """Figures, marts, rules, last runs."""
        with self.model.reading() as snapshot:
            page = overview.read_overview(snapshot)
            build = snapshot.build
        runs = list_runs(self.state, _RUNS_ON_OVERVIEW)
        return self._render(
            request, "overview", "Overview", build=build, page=page, runs=runs, reports=self._report_names()
        )

    def analysis(self, request: Request) -> Response:
        """Figures and charts of one question."""
        title, read = ANALYSES[request.url.path.removeprefix("/")]
        currency = self.project.file.base_currency
        with self.model.reading() as snapshot:
            page = read(snapshot, request.query_params, currency)
        answer = self._render(request, "analysis", title, build=snapshot.build, page=page, currency=currency)
        answer.headers["Content-Security-Policy"] = CHART_POLICY
        return answer

    def rows(self, request: Request) -> Response:
        """The rows behind a figure."""
        query = request.query_params.multi_items()
        try:
            with self.model.reading() as snapshot:
                page = rows.read(snapshot, request.path_params["name"], query, _page_number(request))
        except rows.UnknownFilterError:
            raise HTTPException(404) from None
        if page is None:
            raise HTTPException(404)
        return self._render(request, "rows", page.table.title, build=snapshot.build, page=page)

    def customers(self, request: Request) -> Response:
        """Customers, searched and by page."""
        given = request.query_params
        with self.model.reading() as snapshot:
            known = customers.kinds(snapshot)
            kind = given.get("kind", "")
            found = customers.find(snapshot, given.get("q", ""), kind if kind in known else "", _page_number(request))
        return self._render(request, "customers", "Customers", build=snapshot.build, found=found, kinds=known)

    def customer(self, request: Request) -> Response:
        """One customer whole."""
        customer_id = request.path_params["customer_id"]
        with self.model.reading() as snapshot:
            page = customers.read(snapshot, customer_id)
            heirs = [] if page else customers.heirs(snapshot, customer_id)
        if page is None:
            return self._render(request, "unknown_customer", "No such customer", status=404, heirs=heirs)
        name = page.customer["display_name"] or customer_id
        return self._render(request, "customer", name, build=snapshot.build, page=page)

    def marts(self, request: Request) -> Response:
        """The marts there are."""
        with self.model.reading() as snapshot:
            marts = snapshot.tables("marts")
        return self._render(request, "marts", "Marts", build=snapshot.build, marts=marts)

    def mart(self, request: Request) -> Response:
        """One mart's first rows."""
        with self.model.reading() as snapshot:
            page = overview.read_mart(snapshot, request.path_params["name"])
        if page is None:
            raise HTTPException(404)
        return self._render(request, "mart", formatting.words(page.name), build=snapshot.build, page=page)

    def runs(self, request: Request) -> Response:
        """Runs with their steps, and the builds that are kept."""
        folder = self.model.folder
        current = current_build(folder)
        return self._render(
            request,
            "runs",
            "Runs",
            runs=list_runs(self.state, _RUNS),
            builds=list(reversed(list_builds(folder))) if folder.is_dir() else [],
            current=current.build if current else None,
            reports=self._report_names(),
        )

    def report_list(self, request: Request) -> Response:
        """The reports there are."""
        return self._render(request, "reports", "Reports", reports=sorted(self._report_names(), reverse=True))

    def report(self, request: Request) -> Response:
        """A run's report; the name is looked up among the files there are, never joined to a path."""
        name = request.path_params["name"]
        if name not in self._report_names():
            raise HTTPException(404)
        return FileResponse(
            self.reports / f"{name}.html", media_type="text/html", headers={"Content-Security-Policy": _REPORT_POLICY}
        )

    def static(self, request: Request) -> Response:
        """Style, icon, charts."""
        name = request.path_params["name"]
        if name not in STATIC:
            raise HTTPException(404)
        return FileResponse(HERE / "static" / name, media_type=STATIC[name])

    def refuse(self, request: Request, status: int, what: str, mend: str) -> Response:
        """A page that says what was refused and what to do."""
        return self._render(request, "message", _TITLES[status], status=status, what=what, mend=mend, command=None)

    def note(self, reason: str) -> None:
        """One ledger entry for each reason of refusal in this session; a refusal stands whether or not it is noted."""
        if reason in self._noted:
            return
        self._noted.add(reason)
        try:
            ledger.append(self.state, "dashboard.refused", reason, {"port": self.access.port}, actor=actor())
        except SQLAlchemyError:
            self._noted.discard(reason)

    def on_http_error(self, request: Request, error: Exception) -> Response:
        """A page for an address that leads nowhere."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self.refuse(request, status, "There is no such page.", "Start from the overview.")

    def on_error(self, request: Request, error: Exception) -> Response:
        """An error of ours as a page; before the first run it is simply an empty dashboard."""
        if not isinstance(error, OnefoldError):
            raise error
        command = error.mend
        if error.code == "nothing-published":
            return self._render(request, "message", "Nothing here yet", what=_EMPTY, mend="", command=command)
        return self._render(request, "message", _TITLES[500], status=500, what=error.what, mend="", command=command)

    def _report_names(self) -> frozenset[str]:
        if not self.reports.is_dir():
            return frozenset()
        return frozenset(path.stem for path in self.reports.glob("*.html") if path.is_file())

    def _render(self, request: Request, template: str, title: str, *, status: int = 200, **values: Any) -> Response:
        html = self._templates.get_template(f"{template}.html.j2").render(
            title=title, project=self.project.name, target=self.project.target_name, here=request.url.path,
            version=onefold.__version__, **values,
        )  # fmt: skip
        return HTMLResponse(html, status_code=status)


def create_application(project: Project, state: Engine, access: Access) -> Starlette:
    """The application; nobody gets past its guard without the token of `access`."""
    pages = Pages(project, state, access)
    routes: list[tuple[str, Callable[[Request], Response]]] = [
        ("/", pages.overview),
        *((f"/{name}", pages.analysis) for name in ANALYSES),
        ("/rows/{name}", pages.rows),
        ("/customers", pages.customers),
        ("/customers/{customer_id}", pages.customer),
        ("/marts", pages.marts),
        ("/marts/{name}", pages.mart),
        ("/runs", pages.runs),
        ("/reports", pages.report_list),
        ("/reports/{name}", pages.report),
        ("/static/{name}", pages.static),
    ]
    return Starlette(
        routes=[Route(path, handler, methods=["GET"]) for path, handler in routes],
        middleware=[Middleware(Guard, access=access, refuse=pages.refuse, note=pages.note)],
        exception_handlers={
            HTTPException: pages.on_http_error,
            OnefoldError: pages.on_error,
        },
    )


def _page_number(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    return int(asked) if re.fullmatch(r"[0-9]{1,9}", asked) else 1


_EMPTY = "Nothing has been published yet. Run the project once; this page then shows what it published."
_TITLES = {403: "Not allowed", 404: "Not found", 405: "Not allowed", 500: "This page cannot be shown"}

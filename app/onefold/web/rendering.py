"""Templates, and the addresses that the dashboard's pages lead to."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onefold.web import formatting
from onefold.web.analysis import drawing
from onefold.web.analysis.pages import ANALYSES
from onefold.web.analysis.parts import Link

HERE = Path(__file__).parent
STATIC = {
    "dashboard.css": "text/css",
    "icon.svg": "image/svg+xml",
    "chart.umd.min.js": "text/javascript",
    "chart.LICENSE.txt": "text/plain",
    "dashboard.js": "text/javascript",
}
NAV = (
    ("/", "Overview"),
    *((f"/{name}", title) for name, (title, _) in ANALYSES.items()),
    ("/customers", "Customers"),
    ("/marts", "Marts"),
    ("/runs", "Runs"),
    ("/reports", "Reports"),
)


def environment() -> Environment:
    """Jinja with everything escaped; the globals are those of the served pages, which an export replaces."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("cell", "percent", "words", "moment"):
        made.filters[name] = getattr(formatting, name)
    made.globals.update(
        duration=formatting.duration, shown=drawing.shown, bare=drawing.bare, heat=drawing.heat,
        chart_json=drawing.chart_json, raw_text=drawing.raw_text,
        columns_json=drawing.columns_json, href=href, href_rows=href_rows, asset=asset,
        is_static=False, nav=NAV, home="/",
    )  # fmt: skip
    return made


def href(link: Link | None) -> str | None:
    """The address of a page of ours."""
    if link is None:
        return None
    return f"/{quote(link.page)}" + (f"?{urlencode(link.query)}" if link.query else "")


def href_rows(name: str, query: tuple[tuple[str, str], ...], page: int) -> str:
    """The address of one page of rows."""
    asked = (*query, ("page", str(page))) if page > 1 else query
    return href(Link(f"rows/{name}", asked)) or ""


def asset(name: str) -> str:
    """The address of a file of ours."""
    return f"/static/{name}"

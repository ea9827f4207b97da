"""Report data into one HTML file."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onefold_quality.report.data import ReportData


def write_report(data: ReportData, path: Path) -> None:
    """Render the page and put it in place in one move."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    environment.filters["percent"] = _percent
    html = environment.get_template("page.html.j2").render(data=data, run=data.run)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(html, encoding="utf-8", newline="\n")
    draft.replace(path)


def _number(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.4f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _percent(part: float | None, whole: float | None = 1) -> str:
    if part is None or not whole:
        return "–"
    return f"{100 * part / whole:.2f} %"

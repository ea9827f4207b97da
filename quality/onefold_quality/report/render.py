"""Report data into one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from onefold_core.errors import ConfigError

from onefold_quality.report.chart import with_charts
from onefold_quality.report.data import ReportData


def write_report(data: ReportData, path: Path) -> None:
    """Render the page and put it in place in one move."""
    _write("page.html.j2", path, data=data, run=data.run)


def write_card(card: Mapping[str, Any], project: str, path: Path) -> None:
    """The model card alone as a page; ConfigError when the folder does not take it."""
    try:
        _write("model.html.j2", path, card=with_charts(card), project=project)
    except OSError:
        raise ConfigError("unwritable-file", "the model card cannot be written", where=str(path)) from None


def _write(template: str, path: Path, **values: object) -> None:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, percent=_percent, bits=_bits, share=_share)
    html = environment.get_template(template).render(**values)
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


def _bits(weight: float) -> str:
    return f"{weight + 0.0:+.1f}"


def _share(probability: float) -> str:
    return f"{probability:.4f}" if probability >= 0.001 else f"{probability:.1e}"

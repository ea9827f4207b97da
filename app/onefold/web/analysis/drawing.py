"""Values as text, and charts as the JSON that static/dashboard.js draws."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from onefold.web import formatting
from onefold.web.analysis.parts import Chart, Link, Value
from onefold.web.analysis.rows import Rows

NOTHING = "–"
_LARGE = 10_000
"""From here on a headline leaves the cents to the table."""


def shown(value: Value) -> str:
    """One value as a headline writes it, without its currency; a dash where nobody knows."""
    given = value.value
    if given is None:
        return NOTHING
    if value.kind == "money":
        return f"{given:,.0f}" if abs(given) >= _LARGE else f"{given:,.2f}"
    if value.kind in ("percent", "heat"):
        return f"{100 * given:.1f} %"
    if value.kind == "days":
        return f"{given:,.1f}"
    if value.kind == "ratio":
        return f"{given:,.2f}"
    if value.kind == "minutes":
        return minutes(float(given))
    if isinstance(given, Decimal) and given == given.to_integral_value():
        return f"{given:,.0f}"
    return formatting.cell(given)


def bare(value: Value) -> str:
    """The same in a table: money always to the cent."""
    if value.kind == "money" and value.value is not None:
        return f"{value.value:,.2f}"
    return shown(value)


def minutes(number: float) -> str:
    """A time span in the unit a reader thinks in."""
    if number < 90:
        return f"{number:.0f} min"
    if number < 48 * 60:
        return f"{number / 60:.1f} h"
    return f"{number / 1440:.1f} days"


def heat(value: Value) -> int:
    """The shade of a share, from 0 to 9; 40 % and more is the darkest, since most cohorts lie far below it."""
    return 0 if value.value is None else max(0, min(9, round(float(value.value) / 0.4 * 9)))


def chart_json(chart: Chart, currency: str, href: Callable[[Link | None], str | None]) -> str:
    """What the script draws; attributes escape it, so that no value becomes markup."""
    data = {
        "kind": chart.kind,
        "unit": chart.unit,
        "currency": currency,
        "labelled": chart.labelled,
        "labels": chart.labels,
        "links": [href(link) for link in chart.links],
        "series": [
            {
                "label": one.label,
                "line": one.line,
                "dashed": one.dashed,
                "tone": one.tone,
                "values": [None if value is None else float(value) for value in one.values],
            }
            for one in chart.series
        ],
    }
    return json.dumps(data, ensure_ascii=False, default=_plain)


def raw_text(value: object) -> str | None:
    """A value as an address asks for it; None for null."""
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def columns_json(page: Rows) -> str:
    """Names of the columns of a table of rows, for static/rows.js."""
    return json.dumps([column.name for column in page.shown.columns])


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)

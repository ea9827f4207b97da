"""Values as a page shows them; escaping is Jinja's, on every one of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

LONGEST = 400
"""Characters of one cell; a longer text (a form's message) is cut and marked."""


def cell(value: object) -> str:
    """One value of a table: thousands apart, times to the minute (UTC), yes and no, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def percent(value: float | Decimal | None) -> str:
    """A part of one as a percentage."""
    return "" if value is None else f"{100 * value:.1f} %"


def words(name: str) -> str:
    """A column's or table's name in words: `last_seen_at` is "last seen at"."""
    return name.replace("_", " ")


def moment(text: str | None) -> str:
    """A time of the state database, to the minute."""
    return f"{text[:10]} {text[11:16]} UTC" if text else ""


def duration(started: str, finished: str | None) -> str:
    """From one time of the state database to another, in seconds or minutes."""
    if not finished:
        return ""
    seconds = (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds()
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.1f} min"


def _decimal(value: Decimal) -> str:
    """At least two decimals, more only where they say something."""
    text = f"{value:,f}"
    if "." not in text:
        return text
    whole, fraction = text.split(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"

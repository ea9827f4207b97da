"""A cursor's value as tagged text, so that it comes back as the type the database compares with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

_READERS: dict[str, Callable[[str], object]] = {
    "text": str,
    "int": int,
    "float": float,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
}
_TAGS: dict[type, str] = {
    str: "text",
    int: "int",
    float: "float",
    Decimal: "decimal",
    datetime: "datetime",
    date: "date",
}


def dump_cursor(value: object) -> str | None:
    """`value` as tagged text; None for NULL and for types that cannot serve as a cursor."""
    tag = _TAGS.get(type(value))
    if tag is None:
        return None
    text = value.isoformat() if isinstance(value, date) else repr(value) if tag == "float" else str(value)
    return f"{tag}:{text}"


def load_cursor(text: str) -> object:
    """The value that `dump_cursor` wrote."""
    tag, _, rest = text.partition(":")
    return _READERS[tag](rest)

"""Values of database drivers as exact text: decimals keep their digits, times are ISO 8601 with microseconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    import pyarrow as pa


def _datetime(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat(timespec="microseconds")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _duration(value: timedelta) -> str:
    total = value // timedelta(microseconds=1)
    sign = "-" if total < 0 else ""
    seconds, micros = divmod(abs(total), 1_000_000)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{micros:06}"


def _time(value: time) -> str:
    return value.isoformat(timespec="microseconds")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=value_text)


_MOST_DIGITS = 100
"""Of a number written out; 1e999999999 would fill the memory with zeros."""
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda v: v,
    bool: lambda v: "true" if v else "false",
    int: str,
    float: repr,
    Decimal: lambda v: format(v, "f" if abs(v.adjusted()) < _MOST_DIGITS else ""),
    datetime: _datetime,
    date: date.isoformat,
    time: _time,
    timedelta: _duration,
    UUID: str,
    bytes: lambda v: v.hex(),
    bytearray: lambda v: v.hex(),
    memoryview: lambda v: v.hex(),
    dict: _json,
    list: _json,
}


def value_text(value: object) -> str | None:
    """One value as text; None stays None, bytes become hex, a type nobody foresaw its own `str`."""
    if value is None:
        return None
    return _WRITERS.get(type(value), str)(value)


def column_text(values: Sequence[object], is_text: bool = False) -> pa.Array:
    """A column of driver values as an Arrow string array; with `is_text`, bytes are UTF-8 text and not hex.

    UnicodeError or ArrowInvalid when text is not UTF-8.
    """
    import pyarrow as pa

    kinds = set(map(type, values))
    kinds.discard(type(None))
    if kinds <= {str}:
        return pa.array(values, pa.string())
    if kinds == {bytes} and is_text:
        return pa.array(values, pa.binary()).cast(pa.string())
    if kinds == {int}:
        try:
            return pa.array(values, pa.int64()).cast(pa.string())
        except OverflowError:
            return pa.array(map(value_text, values), pa.string())
    if is_text:
        decoded = (value.decode("utf-8") if isinstance(value, bytes) else value for value in values)
        return pa.array(map(value_text, decoded), pa.string())
    return pa.array(map(value_text, values), pa.string())


def iso_times(texts: pa.Array) -> pa.Array:
    """Times as SQLite's tools write them (`2024-01-31 10:00:00`) in the spelling other databases' times get here;
    anything else stays as it is."""
    import pyarrow.compute as pc

    day, second = r"^(\d{4}-\d\d-\d\d) ", r"(\d\d:\d\d:\d\d)"
    whole = pc.replace_substring_regex(texts, day + second + "$", r"\1T\2.000000")
    return pc.replace_substring_regex(whole, day + second + r"(\.\d{6})$", r"\1T\2\3")


def undecodable_rows(columns: Sequence[Sequence[object]]) -> set[int]:
    """Positions of rows in which bytes that should be text are not UTF-8."""
    bad: set[int] = set()
    for values in columns:
        for position, value in enumerate(values):
            if isinstance(value, bytes) and not _is_utf8(value):
                bad.add(position)
    return bad


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def printable(value: object) -> str | None:
    """A value as text for people; bytes that are not UTF-8 are written as \\xNN."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value_text(value)

"""JSON objects as rows: parsed strictly, numbers in their own spelling, flattened one level."""

from __future__ import annotations

import json
import re
from typing import Any

from onefold_core.readers.encoding import unreadable


class BadRow(Exception):
    """This row cannot be read; `reason` is a key of REASONS."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)


class Number(str):
    """A JSON number as it was spelled: no float rounds it, no exponent appears that was not there."""

    __slots__ = ()


class _Bad:
    """Stands in the parsed value where something was refused, so that the parser can go on to the end of the object."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Bad:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Bad("duplicate-key")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=Number,
    parse_float=Number,
    parse_constant=lambda name: _Bad("not-a-number"),
)
_quoted = json.encoder.encode_basestring
_CONSTANTS = {True: "true", False: "false", None: "null"}
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


def parse_row(text: str, max_depth: int) -> dict[str, str | None]:
    """One JSON object as a row; BadRow says why not."""
    check_depth(text, max_depth)
    try:
        value = DECODER.decode(text)
    except RecursionError:
        raise BadRow("too-deep") from None
    except json.JSONDecodeError as error:
        raise BadRow("bad-json", f"{error.msg} at character {error.pos + 1}") from None
    return flatten(value, has_escapes="\\u" in text)


def check_depth(text: str, max_depth: int) -> None:
    """BadRow when brackets outside strings nest deeper than `max_depth`."""
    if text.count("[") + text.count("{") <= max_depth:
        return
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > max_depth:
            raise BadRow("too-deep", f"more than {max_depth} levels")


def flatten(value: Any, *, has_escapes: bool) -> dict[str, str | None]:
    """A parsed object as text values; an object inside becomes `outer.inner`, what is deeper becomes JSON text.

    An empty object inside has no value and gives no column. BadRow when two paths meet in one name.
    """
    if isinstance(value, _Bad):
        raise BadRow(value.reason)
    if not isinstance(value, dict):
        raise BadRow("not-an-object")
    row: dict[str, str | None] = {}
    for key, inner in value.items():
        if type(inner) is not dict:
            _put(row, key, inner)
            continue
        for inner_key, leaf in inner.items():
            _put(row, f"{key}.{inner_key}", leaf)
    if has_escapes:
        for text in (*row, *row.values()):
            if text is not None and (reason := unreadable(text)):
                raise BadRow(reason)
    return row


def _put(row: dict[str, str | None], key: str, value: Any) -> None:
    if key in row:
        raise BadRow("duplicate-key", "a nested key and a dotted key are the same")
    kind = type(value)
    row[key] = value if kind is str or kind is Number or value is None else as_json(value)


def as_json(value: Any) -> str:
    """JSON text of a parsed value, numbers as they were spelled."""
    kind = type(value)
    if kind is Number:
        return str(value)
    if kind is str:
        return _quoted(value)
    if kind is list:
        return "[" + ", ".join(map(as_json, value)) + "]"
    if kind is dict:
        return "{" + ", ".join(f"{_quoted(key)}: {as_json(each)}" for key, each in value.items()) + "}"
    if kind is _Bad:
        raise BadRow(value.reason)
    return _CONSTANTS[value]

"""Places in an answer: `paging.next.after`, `errors[0].code`, `to[].id` (one of every member)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

_STEP = re.compile(r"([^.\[\]]+)|\[(\d*)\]")


class Missing:
    """The type of MISSING."""

    def __bool__(self) -> bool:
        return False


MISSING = Missing()
"""What stands at a place that an answer does not have; a null is None."""

EACH = ""
"""The step that goes into every member of a list."""


@lru_cache(maxsize=4096)
def steps(place: str) -> tuple[str | int, ...]:
    """The place as steps: a key, a position in a list, or EACH."""
    found: list[str | int] = []
    for key, position in _STEP.findall(place):
        found.append(key or (int(position) if position else EACH))
    return tuple(found)


def at(body: Any, place: str) -> Any:
    """The value at a place, MISSING where the answer does not have it; the empty place is the answer itself."""
    return _walk(body, steps(place))


def _walk(value: Any, path: tuple[str | int, ...]) -> Any:
    for number, step in enumerate(path):
        if step == EACH:
            if not isinstance(value, list):
                return MISSING
            found = [_walk(member, path[number + 1 :]) for member in value]
            return [one for one in found if one is not MISSING]
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                return MISSING
            value = value[step]
        elif isinstance(value, dict):
            # A name with dots in it is a field like any other.
            value = value.get(step, MISSING)
            if value is MISSING:
                return MISSING
        else:
            return MISSING
    return value


def getter(header: str) -> Callable[[dict[str, Any]], Any]:
    """The function that takes a header's value out of a row: the field of that name, else the place."""
    path = steps(header)
    if path == (header,):
        return lambda row: row.get(header)

    def find(row: dict[str, Any]) -> Any:
        value = row[header] if header in row else _walk(row, path)
        return None if value is MISSING else value

    return find


def values(rows: Sequence[dict[str, Any]], header: str) -> list[Any]:
    """What `getter` finds in each row; plain fields, which most are, without a call for each of them."""
    if steps(header) == (header,):
        return [row.get(header) for row in rows]
    return list(map(getter(header), rows))


def root(header: str) -> str:
    """The field of a row that a header reads."""
    path = steps(header)
    return str(path[0]) if path else header

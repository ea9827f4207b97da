"""Values of another shape than the mapping reads: an object for a name, a text for a list of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.results import Issue

LISTED = frozenset({"tag"})
"""Targets that read a list as it stands."""


class OddValues:
    """Finds them in the columns of one object, leaves them out and counts them."""

    def __init__(self, context: ObjectContext) -> None:
        self._context = context
        self._one: set[str] = set()
        self._many: set[str] = set()
        self._found: dict[str, int] = {}
        for header, targets in context.object.map.items():
            # A member that is itself the value may stand alone, or beside others in one text.
            if all(target.each is not None and "." not in target.each.values() for target in targets):
                self._many.add(header)
            if all(target.each is None and target.ref is None and target.as_ not in LISTED for target in targets):
                self._one.add(header)

    def without(self, header: str, values: Sequence[Any]) -> Sequence[Any]:
        """A column without those that its mapping cannot read."""
        if header in self._one:
            kinds = set(map(type, values))
            if kinds.isdisjoint((dict, list)):
                return values
            kept = [None if isinstance(value, (dict, list)) else value for value in values]
            odd = sum(value not in (None, [], {}) for value in values) - sum(value is not None for value in kept)
        elif header in self._many:
            kept = [value if _is_many(value) else None for value in values]
            odd = sum(value not in (None, "", False) for value in values) - sum(value is not None for value in kept)
        else:
            return values
        if odd:
            self._found[header] = self._found.get(header, 0) + odd
        return kept

    def issues(self) -> list[Issue]:
        """One for each column that had any."""
        detail = "of another shape than the mapping reads (an object for a text, a text for a list); they are null"
        return [
            self._context.issue("odd-value", detail, field=header, rows=rows) for header, rows in self._found.items()
        ]


def _is_many(value: Any) -> bool:
    """A list, an object of members, or the JSON of one."""
    return isinstance(value, (list, dict)) or (isinstance(value, str) and value.lstrip()[:1] in ("[", "{"))

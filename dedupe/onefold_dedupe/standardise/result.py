"""The one result that every standardiser returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["ok", "partial", "empty", "refused"]


@dataclass(frozen=True, slots=True, init=False)
class Standardised:
    """What was understood of one value; the value as received stays with the caller.

    `value` holds only fields that were found (FORMATS of each kind in docs/standardise.md); it is empty unless status
    is ok or partial,
    except that a refused value may say why it is not valid (`validity`, `valid`). `key` is the script-neutral match
    key.
    `confidence` is 0 to 1. `changes` and `issues` are codes from docs/standardise.md, in order of appearance.
    """

    status: Status
    value: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    confidence: float = 0.0
    changes: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()

    def __init__(
        self,
        status: Status,
        value: Mapping[str, Any] | None = None,
        key: str | None = None,
        confidence: float = 0.0,
        changes: tuple[str, ...] = (),
        issues: tuple[str, ...] = (),
    ) -> None:
        # What dataclass writes for a frozen class looks every field up by its name: three times as long.
        _set_status(self, status)
        _set_value(self, {} if value is None else value)
        _set_key(self, key)
        _set_confidence(self, confidence)
        _set_changes(self, changes)
        _set_issues(self, issues)

    def as_dict(self) -> dict[str, Any]:
        """The result as one line of `onefold standardise` prints it, without the id."""
        return {
            "status": self.status,
            "value": dict(self.value),
            "key": self.key,
            "confidence": self.confidence,
            "changes": list(self.changes),
            "issues": list(self.issues),
        }


_FIELDS = "status", "value", "key", "confidence", "changes", "issues"
_set_status, _set_value, _set_key, _set_confidence, _set_changes, _set_issues = (
    getattr(Standardised, name).__set__ for name in _FIELDS
)


def empty(*issues: str) -> Standardised:
    """Nothing there, or a placeholder."""
    return Standardised("empty", confidence=1.0, issues=issues)


def refused(*issues: str, value: Mapping[str, Any] | None = None, changes: tuple[str, ...] = ()) -> Standardised:
    """Not of this kind."""
    return Standardised("refused", value or {}, issues=issues, changes=changes)

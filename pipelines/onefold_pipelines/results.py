"""What an extraction reports: counts that add up, and issues that never hold a customer's value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["info", "warning", "error"]
Mode = Literal["full", "incremental", "unchanged"]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should know about a source; `detail` names columns, types and counts only."""

    code: str
    severity: Severity
    source: str
    object: str
    field: str | None
    rows: int
    detail: str


@dataclass(frozen=True, slots=True)
class ObjectResult:
    """What became of one object's rows.

    rows_read = rows_landed + rows_unchanged + rows_duplicate + rows_quarantined + rows_suppressed, always.
    `rows_deleted_marked` are earlier rows that the source no longer has; `rows_total` are alive in raw after the load;
    `rows_in_quarantine` stand in quarantine.row now, also those of files that were not read again.
    """

    name: str
    mode: Mode
    rows_read: int = 0
    rows_landed: int = 0
    rows_unchanged: int = 0
    rows_duplicate: int = 0
    rows_quarantined: int = 0
    rows_suppressed: int = 0
    rows_deleted_marked: int = 0
    rows_total: int = 0
    rows_in_quarantine: int = 0
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncResult:
    """One source's extraction, its objects in the order of the YAML."""

    source: str
    run_id: str
    objects: tuple[ObjectResult, ...]
    issues: tuple[Issue, ...]
    seconds: float

    def object(self, name: str) -> ObjectResult:
        """The result of the object called `name`; KeyError when it was not read."""
        for result in self.objects:
            if result.name == name:
                return result
        raise KeyError(name)

    @property
    def rows_landed(self) -> int:
        """Rows that are new or changed in raw, over all objects."""
        return sum(result.rows_landed for result in self.objects)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that goes to quarantine without a place in the spool; `raw` stays out of repr, it is a customer's data."""

    file: str | None
    line: int | None
    reason: str
    raw: str = field(repr=False)

"""The truth beside the data: which entity every party record is of, and how many rows and faults a run must find."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onefold_core.identifiers import record_name

from .model import Company, Person

TRUTH_HEADER = ("record_name", "entity_id", "kind")


@dataclass(slots=True)
class Truth:
    """Collected while the sources are made up.

    `rows` counts readable rows per object, `quarantined` unreadable ones, `dangling` references that lead nowhere and
    `to_deleted` references of living rows to rows marked deleted, by `source.object.column`; `changes` says what the
    second day brought per object.
    """

    entity_of: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    dangling: dict[str, int] = field(default_factory=dict)
    to_deleted: dict[str, int] = field(default_factory=dict)
    changes: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, source: str, object_name: str, key: str | Iterable[str], entity: Person | Company) -> None:
        """One party record and whose it is; a key that was there before is a defect of the generator."""
        name = record_name(source, object_name, key)
        if name in self.entity_of:
            raise ValueError(f"two records of {source}.{object_name} share a key")
        self.entity_of[name] = (entity.entity_id, "person" if isinstance(entity, Person) else "organization")

    def owner_of(self, source: str, object_name: str, key: str) -> str:
        """The entity a record is of."""
        return self.entity_of[record_name(source, object_name, key)][0]

    def forget(self, source: str, object_name: str, key: str | Iterable[str]) -> None:
        """A record that the source no longer has."""
        del self.entity_of[record_name(source, object_name, key)]

    def write(self, folder: Path) -> None:
        """Write truth.csv, sorted by record name, and expected.json."""
        folder.mkdir(parents=True, exist_ok=True)
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(TRUTH_HEADER)
        writer.writerows((name, *whose) for name, whose in sorted(self.entity_of.items()))
        (folder / "truth.csv").write_bytes(out.getvalue().encode())
        (folder / "expected.json").write_bytes((json.dumps(self.expected(), indent=2, sort_keys=True) + "\n").encode())

    def expected(self) -> dict[str, Any]:
        """The counts a test can hold a run against."""
        entities = {entity for entity, _ in self.entity_of.values()}
        return {
            "party_records": len(self.entity_of),
            "entities": len(entities),
            "rows": self.rows,
            "quarantined": self.quarantined,
            "dangling": self.dangling,
            "to_deleted": self.to_deleted,
            "changes_since_day_1": self.changes,
        }

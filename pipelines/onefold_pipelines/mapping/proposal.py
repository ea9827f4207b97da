"""A proposed mapping as a value: what to do with each column, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SURE = 0.75
"""From here a proposal is written plainly; below, its comment asks to look at it."""

Decision = Literal["key", "map", "keep", "ignore"]


@dataclass(frozen=True)
class ColumnProposal:
    """What to do with one column, how sure that is (0 to 1), and why; never a value of it."""

    header: str
    decision: Decision
    confidence: float
    reason: str
    target: str | None = None
    label: str | None = None
    ref: str | None = None
    country: str | None = None
    format: str | None = None

    @property
    def is_sure(self) -> bool:
        """Whether it may stand without a second look."""
        return self.confidence >= SURE


@dataclass(frozen=True)
class Proposal:
    """A first mapping of one object; every header stands in `columns` once, in its order."""

    entity: str
    entity_confidence: float
    entity_reason: str
    columns: tuple[ColumnProposal, ...]
    key: tuple[str, ...]
    key_reason: str
    cursor: str | None = None
    deleted: str | None = None

    def column(self, header: str) -> ColumnProposal:
        """The proposal for `header`."""
        return next(c for c in self.columns if c.header == header)

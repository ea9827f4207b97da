"""What a matching run tells: counts, thresholds, and a verdict that stops when the data cannot support matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onefold_dedupe.block import KeyYield


@dataclass(frozen=True)
class KindReport:
    """One kind of record."""

    kind: str
    records: int
    candidates: int
    comparisons: tuple[str, ...]
    keys: tuple[KeyYield, ...]
    iterations: int
    is_converged: bool
    model: Mapping[str, object]


@dataclass(frozen=True)
class MatchReport:
    """Counts of a run. `verdict` is `ok`, or the reason why these clusters should not be used."""

    records: int
    clusters: int
    merged_records: int
    largest_cluster: int
    candidates: int
    auto_pairs: int
    review_pairs: int
    households: int
    auto_merge: float
    review_from: float
    verdict: str
    kinds: tuple[KindReport, ...] = field(default=())
    contradicted_decisions: int = 0

    def capped_keys(self) -> tuple[tuple[str, KeyYield], ...]:
        """Blocking keys with buckets over their cap, by kind."""
        return tuple((kind.kind, key) for kind in self.kinds for key in kind.keys if key.capped_buckets)

"""What a matching run tells: counts, thresholds, and a verdict that stops when the data cannot support matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onefold_dedupe.block import KeyYield
from onefold_dedupe.evaluate import Evaluation


@dataclass(frozen=True)
class KindReport:
    """One kind of record."""

    kind: str
    records: int
    changed: int
    compared: int
    candidates: int
    auto_pairs: int
    comparisons: tuple[str, ...]
    keys: tuple[KeyYield, ...]
    iterations: int
    is_converged: bool
    was_trained: bool
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
    evaluation: Evaluation | None = None

    def capped_keys(self) -> tuple[tuple[str, KeyYield], ...]:
        """Blocking keys with buckets over their cap, by kind."""
        return tuple((kind.kind, key) for kind in self.kinds for key in kind.keys if key.capped_buckets)

    @property
    def text(self) -> str:
        """The report as the command line prints it."""
        lines = [
            (
                f"{_counted(self.records, 'record')} {'is' if self.records == 1 else 'are'}"
                f" {_counted(self.clusters, 'entity', 'entities')}; the largest has"
                f" {_counted(self.largest_cluster, 'record')}"
            ),
            (
                f"{self.candidates:,} pairs compared: {self.auto_pairs:,} at or above {self.auto_merge}, "
                f"{self.review_pairs:,} to review from {self.review_from}, {self.households:,} households"
            ),
        ]
        for kind, key in self.capped_keys():
            lines.append(
                f"{kind} key {key.name}: {key.capped_buckets:,} values shared by too many"
                f" ({key.capped_records:,} records)"
            )
        if self.contradicted_decisions:
            lines.append(f"{self.contradicted_decisions:,} decisions contradict others and were not applied")
        if self.evaluation:
            e = self.evaluation
            lines.append(
                f"against the truth: precision {e.precision:.4f}, recall {e.recall:.4f}, F1 {e.f1:.4f},"
                f" B-cubed F1 {e.b3_f1:.4f}"
            )
        return "\n".join(lines)


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"

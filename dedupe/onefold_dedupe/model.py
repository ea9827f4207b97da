"""A trained model: Fellegi-Sunter weights with a third class for two entities of one household (or site)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from onefold_dedupe.ruleset import Comparison

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """One comparison's probabilities by level number; index 0 (missing) is 1 in all, so that it weighs nothing."""

    comparison: Comparison
    m: Floats
    u: Floats
    filled: int
    household: float
    """How far two different entities of one household agree as if they were one, as the data say."""


@dataclass(frozen=True)
class Correlation:
    """Two comparisons that unrelated records agree in together 2^`bits` times as often as by either's chance alone."""

    first: str
    second: str
    bits: float


def agreeing(comparison: Comparison) -> tuple[int, ...]:
    """Numbers of the levels at which two values are held for one, or a slip of one."""
    return tuple(comparison.levels.index(level) + 1 for level in comparison.term_frequency)


@dataclass(frozen=True)
class Model:
    """Everything scoring needs; `same` and `household` are the shares of those pairs among all pairs of records."""

    weights: tuple[Weights, ...]
    same: float
    household: float
    iterations: int
    is_converged: bool
    correlations: tuple[Correlation, ...] = ()
    recalibration: Mapping[str, Any] | None = None
    """What decisions changed after training (recalibrate.py); None where there were none."""
    branches: float = 0.0
    """Of the candidates that share a line (a telephone), those whose names are only alike and whose addresses differ:
    branches of one organisation.
    """

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """In the order of the columns that comparison writes."""
        return tuple(weights.comparison for weights in self.weights)

    def as_dict(self) -> dict[str, object]:
        """The parameters as match.diagnostic keeps them."""
        return {
            "same": self.same,
            "household": self.household,
            "iterations": self.iterations,
            "is_converged": self.is_converged,
            "branches": round(self.branches, 4),
            "correlations": {f"{c.first}, {c.second}": round(c.bits, 2) for c in self.correlations},
            "shared_in_households": {w.comparison.name: round(w.household, 4) for w in self.weights},
            **({"recalibration": self.recalibration} if self.recalibration else {}),
            "comparisons": {
                w.comparison.name: {
                    level: {"m": round(float(m), 6), "u": float(f"{u:.4g}")}
                    for level, m, u in zip(w.comparison.levels, w.m[1:], w.u[1:], strict=True)
                }
                for w in self.weights
            },
        }

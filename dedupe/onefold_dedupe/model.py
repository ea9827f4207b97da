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

    @property
    def household(self) -> Floats:
        """P(level | different entities of one household)."""
        share = self.comparison.household
        mixed: Floats = share * self.m + (1 - share) * self.u
        return mixed


@dataclass(frozen=True)
class Model:
    """Everything scoring needs; `same` and `household` are the shares of those pairs among all pairs of records."""

    weights: tuple[Weights, ...]
    same: float
    household: float
    iterations: int
    is_converged: bool
    recalibration: Mapping[str, Any] | None = None
    """What decisions changed after training (recalibrate.py); None where there were none."""

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
            **({"recalibration": self.recalibration} if self.recalibration else {}),
            "comparisons": {
                w.comparison.name: {
                    level: {"m": round(float(m), 6), "u": float(f"{u:.4g}")}
                    for level, m, u in zip(w.comparison.levels, w.m[1:], w.u[1:], strict=True)
                }
                for w in self.weights
            },
        }

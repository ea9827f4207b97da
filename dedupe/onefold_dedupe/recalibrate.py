"""Decisions teach the weights how far each comparison's evidence is to be believed.

A freshly trained model is corrected by a shift of the prior odds and one factor a comparison (its bits times 1 + d),
fitted to the decided pairs by logistic regression with a normal prior around "no change": the model stands in for the
decisions that nobody made. People judge mostly pairs near the threshold, which does no harm: what is chosen by the
evidence leaves the chance of being the same, given the evidence, as it is. Applied only with enough decisions of either
kind, and where decisions held out (five-fold) are foretold better with the correction than without.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from onefold_dedupe.model import Floats, Model, Weights
from onefold_dedupe.score import likelihoods

if TYPE_CHECKING:
    import duckdb

    from onefold_dedupe.decisions import Constraints
    from onefold_dedupe.ruleset import Kind

MIN_DECISIONS = 20
"""Of `same` and of `different` alike; with fewer a handful of odd cases would move the weights of everybody."""
FOLDS = 5
SHIFT_BITS = 2.0
"""Standard deviation of the prior's shift before a decision was seen."""
FACTOR_SPREAD = 0.25
"""Standard deviation of a factor around 1."""
_LEAST_FACTOR = 0.2
"""No comparison's evidence is taken away, let alone turned round."""


@dataclass(frozen=True)
class Labelled:
    """Pairs that people judged: their levels as `compare_rows` writes them, whether they are one, and a stable name."""

    levels: pa.RecordBatch
    is_same: npt.NDArray[np.bool_]
    names: tuple[str, ...]

    def among(self, rows: npt.NDArray[np.int64]) -> Labelled:
        """Only some of the pairs."""
        taken = self.levels.take(pa.array(rows))
        return Labelled(taken, self.is_same[rows], tuple(self.names[int(row)] for row in rows))


@dataclass(frozen=True)
class Recalibration:
    """What decisions did to the model of a kind. `reason` says why, when `is_applied` is false.

    `loss_before` and `loss_after` are bits of surprise a decision, held out; `wrong_before` and `wrong_after` decided
    pairs on the wrong side of even odds; `factors` what each comparison's bits were multiplied with. `changed_sides` is
    how many pairs cross the threshold by it (None until somebody counted).
    """

    kind: str
    same: int
    different: int
    needed: int
    is_applied: bool
    reason: str
    loss_before: float | None = None
    loss_after: float | None = None
    wrong_before: int | None = None
    wrong_after: int | None = None
    shift_bits: float = 0.0
    factors: Mapping[str, float] | None = None
    changed_sides: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As the model's document keeps it."""
        return asdict(self)


def recalibrate(model: Model, kind: str, labelled: Labelled) -> tuple[Model, Recalibration]:
    """The model corrected by decisions, or as it was, and why."""
    same = int(labelled.is_same.sum())
    counts = (kind, same, len(labelled.is_same) - same, MIN_DECISIONS)
    if min(counts[1:3]) < MIN_DECISIONS:
        return model, Recalibration(*counts, False, f"{MIN_DECISIONS} decisions of either kind are needed")
    folds = np.array([int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % FOLDS for name in labelled.names])
    before, after = 0.0, 0.0
    for fold in range(FOLDS):
        held, kept = labelled.among(np.flatnonzero(folds == fold)), labelled.among(np.flatnonzero(folds != fold))
        if len(held.is_same):
            before += _loss(_weights(model, held), held.is_same)
            after += _loss(_weights(_corrected(model, _fit(model, kept)), held), held.is_same)
    size = len(labelled.is_same)
    found = Recalibration(*counts, False, "decisions that were held out are foretold no better by other weights")
    found = replace(
        found,
        loss_before=round(before / size, 4),
        loss_after=round(after / size, 4),
        wrong_before=_wrong(model, labelled),
    )
    if after >= before:
        return model, found
    theta = _fit(model, labelled)
    corrected = _corrected(model, theta)
    names = (w.comparison.name for w in model.weights)
    return corrected, replace(
        found,
        is_applied=True,
        reason="decisions that were held out are foretold better",
        wrong_after=_wrong(corrected, labelled),
        shift_bits=round(float(theta[0]), 3),
        factors={name: round(1 + float(d), 3) for name, d in zip(names, theta[1:], strict=True)},
    )


def read_labelled(
    con: duckdb.DuckDBPyConnection, kind: Kind, constraints: Constraints, thresholds: tuple[float, float]
) -> Labelled | None:
    """The pairs of a kind that people judged `same` or `different`, compared; None where there is no model or none.

    What a rule forbids teaches nothing about weights and is left out.
    """
    from onefold_dedupe.explain.weigh import scale_of, weigh_records

    scale = scale_of(con, kind, thresholds)
    records = {row[0] for row in con.execute("select record_name from match.record where kind = ?", [kind]).fetchall()}
    asserted = set(constraints.asserted)
    judged = {pair: True for pair in constraints.must_link if pair not in asserted}
    judged |= dict.fromkeys(constraints.cannot_link, False)
    pairs = [pair for pair in sorted(judged) if records.issuperset(pair)]
    if scale is None or not pairs:
        return None
    weighed = weigh_records(con, scale, pairs)
    rows = np.flatnonzero([rule != "conflict" for rule in weighed.rules])
    names = tuple("\n".join(pair) for pair in pairs)
    return Labelled(weighed.levels, np.array([judged[pair] for pair in pairs]), names).among(rows)


def _weights(model: Model, labelled: Labelled) -> Floats:
    """Log2 odds of each pair by the model, before any rule."""
    size = labelled.levels.num_rows
    same = np.full(size, np.log2(model.same))
    household = np.full(size, np.log2(model.household))
    unrelated = np.full(size, np.log2(1 - model.same - model.household))
    for weights in model.weights:
        name = weights.comparison.name
        level, count = (
            labelled.levels.column(column).to_numpy(zero_copy_only=False) for column in (name, f"{name}_count")
        )
        bits = likelihoods(weights, level, count)
        same, household, unrelated = same + bits[0], household + bits[1], unrelated + bits[2]
    odds: Floats = np.clip(same - np.logaddexp2(household, unrelated), -99.0, 99.0)
    return odds


def _fit(model: Model, labelled: Labelled) -> Floats:
    """Shift and factors of the most likely correction, given the decisions and the prior."""
    from scipy.optimize import minimize

    spread = np.array([SHIFT_BITS, *(FACTOR_SPREAD for _ in model.weights)])

    def cost(theta: Floats) -> float:
        prior = np.square(theta / spread).sum() / (2 * np.log(2))
        return _loss(_weights(_corrected(model, theta), labelled), labelled.is_same) + float(prior)

    bounds = [(-4 * SHIFT_BITS, 4 * SHIFT_BITS), *((_LEAST_FACTOR - 1, 1.0) for _ in model.weights)]
    found = minimize(cost, np.zeros(len(spread)), method="L-BFGS-B", bounds=bounds)
    theta: Floats = np.round(found.x, 4)  # the same on every machine
    return theta


def _loss(weights: Floats, is_same: npt.NDArray[np.bool_]) -> float:
    """Bits of surprise at the decisions, in all."""
    return float(np.logaddexp2(0.0, np.where(is_same, -weights, weights)).sum())


def _wrong(model: Model, labelled: Labelled) -> int:
    return int(((_weights(model, labelled) > 0) != labelled.is_same).sum())


def _corrected(model: Model, theta: Floats) -> Model:
    """The model with m so that every level weighs 1 + d times its bits, up to what makes m a distribution again."""
    weights = tuple(_scaled(w, float(d)) for w, d in zip(model.weights, theta[1:], strict=True))
    return replace(model, weights=weights, same=float(min(model.same * 2.0 ** theta[0], 0.5)))


def _scaled(weights: Weights, change: float) -> Weights:
    m = weights.m.copy()
    m[1:] = np.maximum(weights.m[1:] ** (1 + change) * weights.u[1:] ** -change, 1e-12)
    m[1:] /= m[1:].sum()
    return replace(weights, m=m)

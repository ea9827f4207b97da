"""Estimate the model without labels: u from random pairs, m and the class shares by EM over the patterns of the
candidates.

Every pair of records is in one of three classes: same entity, different entities of one household (site), unrelated.
The household class has no free parameters of its own: it agrees like `same` where households agree and like `unrelated`
elsewhere, so that EM cannot exchange the classes' meaning. Pairs that blocking did not find count as unrelated. u is
freed of the true matches among the random pairs, which in a file of many duplicates are most of what agrees. Sources:
Fellegi and Sunter 1969; Winkler 2000 (EM); Enamorado, Fifield and Imai 2019 (patterns).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onefold_dedupe.compare.names import SWAPPED
from onefold_dedupe.model import Floats, Model, Weights
from onefold_dedupe.ruleset import Comparison

ROUNDS = 3
"""EM runs, each with u freed of the matches that the run before found."""
MAX_ITERATIONS = 200
TOLERANCE = 1e-4
"""Largest change of any m between iterations at which EM has converged."""
MAX_HOUSEHOLD_RATIO = 1.0
"""More household pairs than same pairs are not believed."""
_EPSILON = 1e-12


@dataclass(frozen=True)
class Patterns:
    """Distinct level patterns of the candidates: `levels` (patterns x comparisons, int8) and how many pairs
    show each.
    """

    levels: npt.NDArray[np.int8]
    counts: Floats


@dataclass(frozen=True)
class Chance:
    """Agreement of random pairs with one comparison: `observed` by level number, from `pairs` pairs with both
    values.
    """

    observed: Floats
    pairs: float
    filled: int


def train(
    comparisons: Sequence[Comparison],
    patterns: Patterns,
    chances: Sequence[Chance],
    records: int,
    m_strength: float,
    u_strength: float,
) -> Model:
    """Weights of every comparison; `m_strength` and `u_strength` are the weights of the priors in pairs."""
    prior = [np.array([1.0, *comparison.m.values()]) for comparison in comparisons]
    m = [p.copy() for p in prior]
    u = [
        _smoothed(chance.observed, chance.pairs, comparison, u_strength)
        for chance, comparison in zip(chances, comparisons, strict=True)
    ]
    candidates = float(patterns.counts.sum())
    total_pairs = records * (records - 1) / 2
    same = max(min(0.2 * candidates, total_pairs / 2), 1.0) / max(total_pairs, 2.0)
    household = 0.2 * same
    iterations = 0
    for _ in range(ROUNDS):
        same, household, used, converged = _maximise(
            comparisons, patterns, prior, m, u, same, household, records, m_strength
        )
        iterations += used
        u = [_freed(chance, m[i], same, comparisons[i], u_strength) for i, chance in enumerate(chances)]
    weights = tuple(Weights(comparison, m[i], u[i], chances[i].filled) for i, comparison in enumerate(comparisons))
    return Model(weights, same, household, iterations, converged)


def _maximise(
    comparisons: Sequence[Comparison],
    patterns: Patterns,
    prior: list[Floats],
    m: list[Floats],
    u: list[Floats],
    same: float,
    household: float,
    records: int,
    m_strength: float,
) -> tuple[float, float, int, bool]:
    """EM with fixed u; changes `m` in place and returns the class shares, the iterations and whether m came to rest."""
    total_pairs = records * (records - 1) / 2
    for iteration in range(1, MAX_ITERATIONS + 1):
        p_same, p_household = _posteriors(comparisons, patterns, m, u, same, household)
        weight_same = p_same * patterns.counts
        change = 0.0
        for index, comparison in enumerate(comparisons):
            size = len(comparison.levels) + 1
            seen = np.bincount(patterns.levels[:, index], weights=weight_same, minlength=size)[:size]
            counted = seen[1:] + m_strength * prior[index][1:]
            ranked = np.array([level != SWAPPED for level in comparison.levels])
            updated = counted / counted.sum()
            updated[ranked] = _decreasing(counted[ranked], u[index][1:][ranked]) * updated[ranked].sum()
            change = max(change, float(np.abs(updated - m[index][1:]).max()))
            m[index][1:] = updated
        same = (float(weight_same.sum()) + 0.2) / (total_pairs + records)
        household = (float((p_household * patterns.counts).sum()) + 0.04) / (total_pairs + records)
        household = min(household, MAX_HOUSEHOLD_RATIO * same)
        if change < TOLERANCE:
            return same, household, iteration, True
    return same, household, MAX_ITERATIONS, False


def _posteriors(
    comparisons: Sequence[Comparison],
    patterns: Patterns,
    m: list[Floats],
    u: list[Floats],
    same: float,
    household: float,
) -> tuple[Floats, Floats]:
    log_same = np.full(len(patterns.counts), np.log(same))
    log_household = np.full(len(patterns.counts), np.log(household))
    log_unrelated = np.full(len(patterns.counts), np.log(max(1 - same - household, _EPSILON)))
    for index, comparison in enumerate(comparisons):
        level = patterns.levels[:, index]
        mixed = comparison.household * m[index] + (1 - comparison.household) * u[index]
        log_same += np.log(m[index])[level]
        log_household += np.log(mixed)[level]
        log_unrelated += np.log(u[index])[level]
    top = np.maximum(np.maximum(log_same, log_household), log_unrelated)
    scaled = np.exp(log_same - top), np.exp(log_household - top), np.exp(log_unrelated - top)
    total = scaled[0] + scaled[1] + scaled[2]
    return scaled[0] / total, scaled[1] / total


def _smoothed(shares: Floats, pairs: float, comparison: Comparison, strength: float) -> Floats:
    """Shares of levels by chance together with the prior, so that a small file does not take its few pairs for the
    world.
    """
    prior = np.array([1.0, *comparison.u.values(), 1 - sum(comparison.u.values())])
    u = (shares * pairs + strength * prior) / (pairs + strength)
    u[1:] = np.maximum(u[1:], _EPSILON)
    u[1:] /= u[1:].sum()
    u[0] = 1.0
    return u


def _freed(chance: Chance, m: Floats, same: float, comparison: Comparison, strength: float) -> Floats:
    """u without the share of true matches among the random pairs; a level keeps at least a twentieth of what
    was seen.
    """
    freed = np.maximum(chance.observed - same * m, 0.05 * chance.observed)
    freed[1:] /= max(freed[1:].sum(), _EPSILON)
    return _smoothed(freed, chance.pairs, comparison, strength)


def _decreasing(seen: Floats, u: Floats) -> Floats:
    """m with m/u not rising towards weaker levels (pool adjacent violators): a weaker likeness is never stronger
    evidence.
    """
    blocks: list[list[float]] = []
    for count, chance in zip(seen, u, strict=True):
        blocks.append([float(count), float(chance), 1])
        while len(blocks) > 1 and blocks[-1][0] / blocks[-1][1] > blocks[-2][0] / blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1], blocks[-1][2] + last[2]]
    ratios = np.concatenate([np.full(int(width), count / chance) for count, chance, width in blocks])
    m: Floats = np.maximum(ratios * u, 1e-9)
    normalised: Floats = m / m.sum()
    return normalised

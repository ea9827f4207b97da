"""Estimate the model without labels: u from random pairs, m and the class shares by EM over the patterns of the
candidates.

Every pair of records is in one of three classes: same entity, different entities of one household (site), unrelated.
The household class agrees like `same` where households agree and like `unrelated` elsewhere; how often that is begins
with the rules and is learnt, except for what tells the members of a household apart, so that EM cannot exchange the
classes' meaning. Pairs that blocking did not find count as unrelated. u is freed of the true matches among the random
pairs, which in a file of many duplicates are most of what agrees. Sources: Fellegi and Sunter 1969; Winkler 2000 (EM);
Enamorado, Fifield and Imai 2019 (patterns); Larsen and Rubin 2001 (dependence within a class).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from onefold_dedupe.compare.column import Column
from onefold_dedupe.compare.names import SWAPPED
from onefold_dedupe.model import Correlation, Floats, Model, Weights, agreeing
from onefold_dedupe.ruleset import Comparison, Ruleset

ROUNDS = 3
"""EM runs, each with u freed of the matches that the run before found."""
MAX_ITERATIONS = 200
TOLERANCE = 1e-4
"""Largest change of any m between iterations at which EM has converged."""
MAX_HOUSEHOLD_RATIO = 1.0
"""More household pairs than same pairs are not believed."""
MAX_CORRELATION_BITS = 5.0
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


@dataclass(frozen=True)
class Together:
    """Pairs of records, of those with a value on both sides of both comparisons, that are equal in one, the other, and
    both.
    """

    first: str
    second: str
    pairs: float
    equal_first: float
    equal_second: float
    equal_both: float


@dataclass
class _State:
    """What EM changes."""

    m: list[Floats]
    u: list[Floats]
    shared: Floats
    same: float
    household: float
    bits: list[float] = field(default_factory=list)
    iterations: int = 0
    is_converged: bool = False


def read_together(columns: Mapping[str, Column], pairs: Sequence[tuple[str, str]]) -> list[Together]:
    """Count all pairs of records that are equal in two comparisons, by the numbers of their texts."""
    found = []
    for first, second in pairs:
        if first not in columns or second not in columns:
            continue
        texts = columns[first].text_of, columns[second].text_of
        filled = (texts[0] >= 0) & (texts[1] >= 0)
        left, right = (text[filled].astype(np.int64) for text in texts)
        both = left * (int(right.max(initial=0)) + 1) + right
        pairs_of_filled = len(left) * (len(left) - 1) / 2
        found.append(Together(first, second, pairs_of_filled, *map(_equal, (left, right, both))))
    return found


def _equal(codes: npt.NDArray[np.int64]) -> float:
    counts = np.unique(codes, return_counts=True)[1].astype(np.float64)
    return float((counts * (counts - 1) / 2).sum())


def train(
    comparisons: Sequence[Comparison],
    patterns: Patterns,
    chances: Sequence[Chance],
    records: int,
    rules: Ruleset,
    together: Sequence[Together] = (),
) -> Model:
    """Weights of every comparison of `comparisons`, which are those of `rules` that have values."""
    return _Trainer(comparisons, patterns, chances, records, rules, together).train()


class _Trainer:
    def __init__(
        self,
        comparisons: Sequence[Comparison],
        patterns: Patterns,
        chances: Sequence[Chance],
        records: int,
        rules: Ruleset,
        together: Sequence[Together],
    ) -> None:
        self.comparisons, self.patterns, self.chances = comparisons, patterns, chances
        self.rules, self.training, self.together = rules, rules.training, together
        self.records, self.total = records, records * (records - 1) / 2
        self.most_households = MAX_HOUSEHOLD_RATIO if rules.parts.households else _EPSILON
        self.prior = [np.array([1.0, *comparison.m.values()]) for comparison in comparisons]
        self.agree_both = [self._agree_both(pair) for pair in together]

    def train(self) -> Model:
        candidates = float(self.patterns.counts.sum())
        same = max(min(0.2 * candidates, self.total / 2), 1.0) / max(self.total, 2.0)
        state = _State(
            m=[prior.copy() for prior in self.prior],
            u=[self._smoothed(i, chance.observed) for i, chance in enumerate(self.chances)],
            shared=np.array([comparison.household for comparison in self.comparisons]),
            same=same,
            household=min(0.2, self.most_households) * same,
            bits=[0.0] * len(self.together),
        )
        iterations = 0
        for _ in range(ROUNDS):
            self._maximise(state)
            iterations += state.iterations
            state.bits = [self._correlation(state, n) for n in range(len(self.together))]
            if self.training.frees_u:
                state.u = [self._freed(i, state) for i in range(len(self.chances))]
        weights = tuple(
            Weights(comparison, state.m[i], state.u[i], self.chances[i].filled, float(state.shared[i]))
            for i, comparison in enumerate(self.comparisons)
        )
        correlations = tuple(
            Correlation(pair.first, pair.second, bits) for pair, bits in zip(self.together, state.bits, strict=True)
        )
        shares = state.same, state.household
        return Model(weights, *shares, iterations, state.is_converged, correlations, branches=self._branches())

    def _maximise(self, state: _State) -> None:
        """EM with fixed u."""
        for iteration in range(1, MAX_ITERATIONS + 1):
            p_same, p_household = self._posteriors(state)
            change = self._update_m(state, p_same * self.patterns.counts)
            self._update_shared(state, p_household * self.patterns.counts)
            weight_same, weight_household = p_same @ self.patterns.counts, p_household @ self.patterns.counts
            state.same = (float(weight_same) + 0.2) / (self.total + self.records)
            state.household = (float(weight_household) + 0.04) / (self.total + self.records)
            state.household = min(state.household, self.most_households * state.same)
            state.iterations, state.is_converged = iteration, change < TOLERANCE
            if state.is_converged:
                return

    def _update_m(self, state: _State, weight: Floats) -> float:
        """The largest change of any m."""
        change = 0.0
        for index, comparison in enumerate(self.comparisons):
            size = len(comparison.levels) + 1
            seen = np.bincount(self.patterns.levels[:, index], weights=weight, minlength=size)[:size]
            counted = seen[1:] + self.training.m_strength * self.prior[index][1:]
            ranked = np.array([level != SWAPPED for level in comparison.levels])
            updated = counted / counted.sum()
            updated[ranked] = _decreasing(counted[ranked], state.u[index][1:][ranked]) * updated[ranked].sum()
            change = max(change, float(np.abs(updated - state.m[index][1:]).max()))
            state.m[index][1:] = updated
        return change

    def _update_shared(self, state: _State, weight: Floats) -> None:
        """How often household pairs agree as if they were one entity, with the rules' share as prior."""
        strength = self.training.household_strength
        for index, comparison in enumerate(self.comparisons):
            if comparison.name in self.rules.household.differs:
                continue
            level = self.patterns.levels[:, index]
            seen = weight * (level > 0)
            like_one = state.shared[index] * state.m[index][level]
            like_any = (1 - state.shared[index]) * state.u[index][level]
            agreed = float((seen * like_one / np.maximum(like_one + like_any, _EPSILON)).sum())
            state.shared[index] = (agreed + strength * comparison.household) / (float(seen.sum()) + strength)

    def _posteriors(self, state: _State) -> tuple[Floats, Floats]:
        size = len(self.patterns.counts)
        log_same = np.full(size, np.log(state.same))
        log_household = np.full(size, np.log(state.household))
        log_unrelated = np.full(size, np.log(max(1 - state.same - state.household, _EPSILON)))
        for index, (m, u) in enumerate(zip(state.m, state.u, strict=True)):
            level = self.patterns.levels[:, index]
            mixed = state.shared[index] * m + (1 - state.shared[index]) * u
            log_same += np.log(m)[level]
            log_household += np.log(mixed)[level]
            log_unrelated += np.log(u)[level]
        for agree, bits in zip(self.agree_both, state.bits, strict=True):
            log_unrelated[agree] += bits * np.log(2)
        top = np.maximum(np.maximum(log_same, log_household), log_unrelated)
        scaled = np.exp(log_same - top), np.exp(log_household - top), np.exp(log_unrelated - top)
        total = scaled[0] + scaled[1] + scaled[2]
        return scaled[0] / total, scaled[1] / total

    def _branches(self) -> float:
        """Of the candidates that share a line, how many are of branches."""
        rule = self.rules.branches
        names = {comparison.name for comparison in self.comparisons}
        if rule is None or not {*rule.line, *rule.alike, *rule.apart} <= names:
            return 0.0
        lined = self._at(rule.line)
        apart = lined & self._at(rule.alike) & self._at(rule.apart)
        counts = self.patterns.counts
        return float(counts[apart].sum() / (counts[lined].sum() + self.training.correlation_strength))

    def _at(self, wanted: Mapping[str, Sequence[str]]) -> npt.NDArray[np.bool_]:
        """Patterns at one of the wanted levels of each comparison."""
        found = np.ones(len(self.patterns.counts), np.bool_)
        for name, levels in wanted.items():
            index = self._index(name)
            numbers = [self.comparisons[index].levels.index(level) + 1 for level in levels]
            found &= np.isin(self.patterns.levels[:, index], numbers)
        return found

    def _index(self, name: str) -> int:
        return [comparison.name for comparison in self.comparisons].index(name)

    def _agree_both(self, pair: Together) -> npt.NDArray[np.bool_]:
        found = np.ones(len(self.patterns.counts), np.bool_)
        for name in (pair.first, pair.second):
            index = self._index(name)
            found &= np.isin(self.patterns.levels[:, index], agreeing(self.comparisons[index]))
        return found

    def _correlation(self, state: _State, number: int) -> float:
        """Bits by which chance agreement in both exceeds the product of either's, matches taken out of all three.

        Only pairs that blocking found can be told from matches; of those it missed as many are taken to be by chance.
        """
        pair = self.together[number]
        p_same, p_household = self._posteriors(state)
        first, second = (self.patterns.levels[:, self._index(name)] == 1 for name in (pair.first, pair.second))
        counts = self.patterns.counts
        related = (p_same + p_household) * counts
        free_first = max(pair.equal_first - float((p_same * counts)[first].sum()), 0.0)
        free_second = max(pair.equal_second - float(related[second].sum()), 0.0)
        found = float(counts[first & second].sum())
        expected = free_first * free_second / max(pair.pairs, 1.0) * min(found / max(pair.equal_both, 1.0), 1.0)
        seen = found - float(related[first & second].sum())
        strength = self.training.correlation_strength
        return float(np.clip(np.log2((seen + strength) / (expected + strength)), 0.0, MAX_CORRELATION_BITS))

    def _smoothed(self, index: int, shares: Floats) -> Floats:
        """Shares of levels by chance together with the prior, so that a small file does not take its few pairs for the
        world.
        """
        chance, comparison, strength = self.chances[index], self.comparisons[index], self.training.u_strength
        prior = np.array([1.0, *comparison.u.values(), 1 - sum(comparison.u.values())])
        u: Floats = (shares * chance.pairs + strength * prior) / (chance.pairs + strength)
        u[1:] = np.maximum(u[1:], _EPSILON)
        u[1:] /= u[1:].sum()
        u[0] = 1.0
        return u

    def _freed(self, index: int, state: _State) -> Floats:
        """u without the share of true matches among the random pairs; a level keeps at least a twentieth of what
        was seen.
        """
        observed = self.chances[index].observed
        freed = np.maximum(observed - state.same * state.m[index], 0.05 * observed)
        freed[1:] /= max(freed[1:].sum(), _EPSILON)
        return self._smoothed(index, freed)


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

"""From levels to match weights: log2 odds of same against household and unrelated, with rarity, conflicts and thin
evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from onefold_dedupe.model import Correlation, Floats, Model, Weights, agreeing
from onefold_dedupe.ruleset import Conflict, Ruleset

NEVER = -100.0
"""Weight of a pair that must not share a cluster even by way of others."""
FORBIDDEN = -50.0
"""Weight of a pair that a rule forbids to join directly."""
FREQUENCY_STRENGTH = 100.0
"""Records that a comparison's prior chance is worth when a value's frequency is estimated from the records beside the
pair.
"""
RARE_BITS = 4.0
"""A name this many bits beyond the threshold is so rare that it is no weak evidence."""
THIN_BITS = 1.0
"""Evidence of fewer bits than this does not count as a piece of its own."""

_RULES = ("", "thin", "doubt", "conflict")


def weight_of(probability: float) -> float:
    """Log2 odds."""
    return float(np.log2(probability / (1 - probability)))


def score_batch(levels: pa.RecordBatch, model: Model, rules: Ruleset, auto_merge: float) -> pa.RecordBatch:
    """Columns `id_l id_r weight rule` and `<comparison>_weight` for a batch that `compare_batch` wrote.

    `rule`: '' where the model decided, `conflict` where a rule forbids the pair, `thin` where it is kept below
    `auto_merge` because one weak piece of evidence (or none that is personal) would have decided, `doubt` where it is
    because something that seldom differs within one person does.
    """
    size = levels.num_rows
    log_same = np.full(size, np.log2(model.same))
    log_household = np.full(size, np.log2(model.household))
    log_unrelated = np.full(size, np.log2(1 - model.same - model.household))
    parts: dict[str, Floats] = {}
    for name, m, household, u in class_bits(levels, model):
        log_same += m
        log_household += household
        log_unrelated += u
        parts[name] = parts.get(name, 0.0) + m - u
    weight = np.clip(log_same - np.logaddexp2(log_household, log_unrelated), -99.0, 99.0)
    rule = np.zeros(size, np.int8)
    limit = weight_of(auto_merge) - 0.01
    equal = {name: (_column(levels, name) == 1) & (parts[name] >= THIN_BITS) for name in parts}
    if rules.parts.thin:
        thin = _is_thin(parts, equal, weight, limit, rules) & (weight > limit)
        weight[thin], rule[thin] = limit, _RULES.index("thin")
    for doubt in doubts_of(rules, model, auto_merge):
        holds = rule_holds(levels, model, doubt) & (weight > limit)
        weight[holds], rule[holds] = limit, _RULES.index("doubt")
    for conflict in rules.conflicts:
        holds = rule_holds(levels, model, conflict)
        weight[holds] = NEVER if conflict.is_absolute else FORBIDDEN
        rule[holds] = _RULES.index("conflict")
    columns: dict[str, Any] = {"id_l": levels.column("id_l"), "id_r": levels.column("id_r")}
    named = pa.DictionaryArray.from_arrays(rule, list(_RULES)).cast(pa.string())
    columns |= {"weight": pa.array(weight), "rule": named}
    columns |= {f"{name}_weight": pa.array(part.astype(np.float32)) for name, part in parts.items()}
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def doubts_of(rules: Ruleset, model: Model, auto_merge: float) -> tuple[Conflict, ...]:
    """The doubts that count: those about branches only where more lines are theirs than a merge may be wrong."""
    has_branches = model.branches > 1 - auto_merge
    return tuple(doubt for doubt in rules.doubts if has_branches or not doubt.if_branches)


def class_bits(levels: pa.RecordBatch, model: Model) -> Iterator[tuple[str, Floats, Floats, Floats]]:
    """Comparison by comparison: log2 likelihood of a batch's levels under same, household and unrelated; a comparison
    that agrees with another more often than by chance comes again with what that adds.
    """
    for weights in model.weights:
        name = weights.comparison.name
        own = max(weights.comparison.own_records, 1 + model.same * weights.filled)
        yield name, *likelihoods(weights, _column(levels, name), _column(levels, f"{name}_count"), own)
    none = np.zeros(levels.num_rows)
    for correlation in model.correlations:
        yield correlation.first, none, none, np.where(_agree_both(levels, model, correlation), correlation.bits, 0.0)


def _column(batch: pa.RecordBatch, name: str) -> npt.NDArray[Any]:
    column: npt.NDArray[Any] = batch.column(name).to_numpy(zero_copy_only=False)
    return column


def likelihoods(
    weights: Weights, level: npt.NDArray[Any], count: npt.NDArray[Any], own: float = 1.0
) -> tuple[Floats, Floats, Floats]:
    """Log2 likelihood of each pair's level under same, household, unrelated; rare values agree by chance more
    rarely. `own`: as many records with one value are one entity's, so that they do not make the value common.
    """
    comparison = weights.comparison
    same, by_chance = np.log2(weights.m), np.log2(weights.u)
    in_household = np.log2(weights.household * weights.m + (1 - weights.household) * weights.u)
    found = same[level], in_household[level], by_chance[level]
    if comparison.term_frequency:
        exponent = np.zeros(len(weights.u))
        for name, power in comparison.term_frequency.items():
            exponent[comparison.levels.index(name) + 1] = power
        strongest = max(weights.u[comparison.levels.index(next(iter(comparison.term_frequency))) + 1], 1e-12)
        shared = np.flatnonzero((exponent[level] > 0) & (count > 0))
        others = np.maximum(count[shared] - own, 0) + FREQUENCY_STRENGTH * next(iter(comparison.u.values()))
        frequency = others / (max(weights.filled - own, 0) + FREQUENCY_STRENGTH)
        at = level[shared]
        u = np.clip(weights.u[at] * (frequency / strongest) ** exponent[at], 1e-12, 1.0)
        found[1][shared] = np.log2(weights.household * weights.m[at] + (1 - weights.household) * u)
        found[2][shared] = np.log2(u)
    return found


def _agree_both(levels: pa.RecordBatch, model: Model, correlation: Correlation) -> npt.NDArray[np.bool_]:
    found = np.ones(levels.num_rows, np.bool_)
    for comparison in model.comparisons:
        if comparison.name in (correlation.first, correlation.second):
            found &= _is_one_of(_column(levels, comparison.name), agreeing(comparison))
    return found


def _is_thin(
    parts: dict[str, Floats],
    equal: dict[str, npt.NDArray[np.bool_]],
    weight: Floats,
    limit: float,
    rules: Ruleset,
) -> npt.NDArray[np.bool_]:
    agrees_in = {name: part >= THIN_BITS for name, part in parts.items()}
    size = len(next(iter(parts.values())))
    single = [agrees for name, agrees in agrees_in.items() if name not in rules.one_piece]
    one_piece = _any(agrees_in, rules.one_piece, size)
    pieces = np.sum([one_piece, *single], axis=0)
    alone = _any(equal, rules.sufficient_alone, size) | (one_piece & (weight > limit + RARE_BITS))
    required = _any(agrees_in, rules.requires_one_of, size)
    thin: npt.NDArray[np.bool_] = ((pieces < 2) & ~alone) | ~required
    return thin


def _any(agreeing: dict[str, npt.NDArray[np.bool_]], names: Sequence[str], size: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(size, np.bool_)
    for name in names:
        if name in agreeing:
            found |= agreeing[name]
    return found


def rule_holds(levels: pa.RecordBatch, model: Model, conflict: Conflict) -> npt.NDArray[np.bool_]:
    """Which pairs of a batch of levels a conflict or doubt speaks of."""
    by_name = {comparison.name: comparison for comparison in model.comparisons}
    if not set(conflict.when) <= set(by_name):
        return np.zeros(levels.num_rows, np.bool_)
    holds = np.ones(levels.num_rows, np.bool_)
    for name, wanted in conflict.when.items():
        holds &= _is_one_of(_column(levels, name), [by_name[name].levels.index(level) + 1 for level in wanted])
    for name in conflict.unless:
        if name in by_name:
            excused = [n for n, level in enumerate(by_name[name].levels, 1) if n == 1 or level == "typo"]
            holds &= ~_is_one_of(_column(levels, name), excused)
    return holds


def _is_one_of(level: npt.NDArray[Any], wanted: Sequence[int]) -> npt.NDArray[np.bool_]:
    table = np.zeros(128, np.bool_)
    table[list(wanted)] = True
    found: npt.NDArray[np.bool_] = table[level]
    return found

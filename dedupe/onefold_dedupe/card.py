"""The model card: what the matching of the last run learnt, found and is unsure of, without a value of any record.

Customers are named by their ids; record names, which may be mailboxes, stand nowhere in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from onefold_core.warehouse import count_rows

from onefold_dedupe.explain.weigh import scale_of
from onefold_dedupe.explain.words import comparison_words, level_words
from onefold_dedupe.model import Weights
from onefold_dedupe.pairs import has_pairs, pair_table, passed_table
from onefold_dedupe.ruleset import KINDS, BlockingKey, Kind
from onefold_dedupe.score import FORBIDDEN, likelihoods, weight_of
from onefold_dedupe.suspects import Suspect, find_suspects

if TYPE_CHECKING:
    import duckdb

    from onefold_dedupe.explain.weigh import Scale

BIN = 2
"""Bits a bar of the histogram."""
OUTERMOST = 30
"""Bits beyond which all pairs stand in the last bar."""


@dataclass(frozen=True)
class LevelCard:
    """How two values may agree: `m` is its share among pairs of one entity, `u` among unrelated ones; `bits` is what it
    weighs against them, `bits_household` against two entities of one household or site. Rare values weigh more.
    """

    level: str
    words: str
    m: float
    u: float
    bits: float
    bits_household: float


@dataclass(frozen=True)
class ComparisonCard:
    """One kind of evidence; `known`: records that had a value for it when the model was trained."""

    name: str
    words: str
    reason: str
    known: int
    counts_rarity: bool
    levels: tuple[LevelCard, ...]


@dataclass(frozen=True)
class KeyCard:
    """One search key: what it is made of, how many records have it, how many pairs share a value of it, and how many
    values are shared by more records than `cap`, so that only their parts are paired.
    """

    name: str
    parts: tuple[str, ...]
    strength: str
    reason: str
    records: int
    pairs: int
    cap: int
    capped_buckets: int
    capped_records: int


@dataclass(frozen=True)
class Bin:
    """Pairs from `low` to under `high` bits; the first and last bar are open."""

    low: int
    high: int
    pairs: int


@dataclass(frozen=True)
class Training:
    """When and on what the model was trained: None throughout where an older version of onefold did it."""

    at: str | None
    records: int | None
    pairs: int | None
    patterns: int | None


@dataclass(frozen=True)
class KindCard:
    """The model of persons or of organisations. `one_in`: one pair in so many is one entity, before any evidence;
    `passed_over`: pairs that keys found and that were not compared, because their like hardly ever matter;
    `recalibration`: what decisions changed in the weights (recalibrate.py), None where none did.
    """

    kind: Kind
    records: int
    changed: int
    compared: int
    pairs: int
    forbidden_pairs: int
    passed_over: int
    was_trained: bool
    trained: Training
    recalibration: Mapping[str, Any] | None
    iterations: int
    is_converged: bool
    same: float
    household: float
    one_in: int
    comparisons: tuple[ComparisonCard, ...]
    keys: tuple[KeyCard, ...]
    histogram: tuple[Bin, ...]


@dataclass(frozen=True)
class ModelCard:
    """Everything but the records. `threshold`, `ask_from`: bits of the two probabilities."""

    auto_merge: float
    review_from: float
    threshold: float
    ask_from: float
    verdict: str
    records: int
    customers: int
    review_pairs: int
    households: int
    sizes: tuple[tuple[int, int], ...]
    kinds: tuple[KindCard, ...]
    suspects: tuple[Suspect, ...]


def model_card(con: duckdb.DuckDBPyConnection, auto_merge: float, review_from: float) -> ModelCard:
    """The card of the last run's matching; reads only."""
    rows = con.execute("select name, value::varchar from match.diagnostic").fetchall()
    told: dict[str, Any] = {name: json.loads(value) for name, value in rows if value is not None}
    scales = {kind: scale for kind in KINDS if (scale := scale_of(con, kind, (auto_merge, review_from)))}
    sizes = con.execute(
        "select n, count(*) from (select count(*) as n from match.identity group by customer_id) group by n order by n"
    ).fetchall()
    return ModelCard(
        auto_merge=auto_merge,
        review_from=review_from,
        threshold=weight_of(auto_merge),
        ask_from=weight_of(review_from),
        verdict=told.get("verdict", "unknown"),
        records=sum(n * count for n, count in sizes),
        customers=sum(count for _, count in sizes),
        review_pairs=told.get("review_pairs", 0),
        households=told.get("households", 0),
        sizes=tuple((n, count) for n, count in sizes),
        kinds=tuple(_kind_card(con, scale, told) for scale in scales.values()),
        suspects=tuple(suspect for scale in scales.values() for suspect in find_suspects(con, scale)),
    )


def _kind_card(con: duckdb.DuckDBPyConnection, scale: Scale, told: Mapping[str, Any]) -> KindCard:
    kind, model = scale.kind, scale.model
    document = con.execute("select document from match_kept.model where kind = ?", [kind]).fetchall()[0][0]
    trained = json.loads(document).get("trained", {})
    rules = {key.name: key for key in scale.rules.blocking}
    histogram, forbidden = _histogram(con, kind)
    return KindCard(
        kind=kind,
        records=told.get(f"{kind}.records", 0),
        changed=told.get(f"{kind}.changed", 0),
        compared=told.get(f"{kind}.compared", 0),
        pairs=sum(one.pairs for one in histogram) + forbidden,
        forbidden_pairs=forbidden,
        passed_over=count_rows(con, passed_table(kind)) if has_pairs(con, kind) else 0,
        was_trained=bool(told.get(f"{kind}.was_trained", False)),
        trained=Training(*(trained.get(name) for name in ("at", "records", "pairs", "patterns"))),
        recalibration=model.recalibration,
        iterations=model.iterations,
        is_converged=model.is_converged,
        same=model.same,
        household=model.household,
        one_in=round(1 / model.same),
        comparisons=tuple(_comparison_card(weights) for weights in model.weights),
        keys=tuple(_key_card(key, rules) for key in told.get(f"{kind}.keys", ()) if key["name"] in rules),
        histogram=histogram,
    )


def _comparison_card(weights: Weights) -> ComparisonCard:
    comparison = weights.comparison
    numbers = np.arange(1, len(comparison.levels) + 1)
    same, household, unrelated = likelihoods(weights, numbers, np.zeros(len(numbers), np.int32))
    levels = tuple(
        LevelCard(
            level=level,
            words=level_words(level),
            m=round(float(weights.m[number]), 6),
            u=float(f"{weights.u[number]:.4g}"),
            bits=round(float(same[number - 1] - unrelated[number - 1]), 2),
            bits_household=round(float(same[number - 1] - household[number - 1]), 2),
        )
        for number, level in zip(numbers, comparison.levels, strict=True)
    )
    return ComparisonCard(
        comparison.name,
        comparison_words(comparison.name),
        comparison.reason,
        weights.filled,
        bool(comparison.term_frequency),
        levels,
    )


def _key_card(told: Mapping[str, Any], rules: Mapping[str, BlockingKey]) -> KeyCard:
    key = rules[told["name"]]
    counts = {name: told[name] for name in ("records", "pairs", "cap", "capped_buckets", "capped_records")}
    return KeyCard(key.name, key.parts, key.strength, key.reason, **counts)


def _histogram(con: duckdb.DuckDBPyConnection, kind: Kind) -> tuple[tuple[Bin, ...], int]:
    """Bars of all pairs that were weighed, and how many others a rule forbids."""
    if not has_pairs(con, kind):
        return (), 0
    rows = con.execute(
        "select case when weight > $forbidden then"
        " greatest(least(floor(weight / $bin) * $bin, $most - $bin), -$most)::integer end as low, count(*)"
        f" from {pair_table(kind)} group by low",
        {"forbidden": FORBIDDEN, "bin": BIN, "most": OUTERMOST},
    ).fetchall()
    counts: dict[int | None, int] = dict(rows)
    forbidden = counts.pop(None, 0)
    bins = tuple(Bin(low, low + BIN, counts.get(low, 0)) for low in range(-OUTERMOST, OUTERMOST, BIN))
    return bins, forbidden

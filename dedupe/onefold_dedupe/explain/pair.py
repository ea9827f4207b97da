"""Why two records are one customer, or why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
from onefold_core.errors import ConfigError

from onefold_dedupe.cluster import CLIP, FLOOR, MISSING
from onefold_dedupe.explain.evidence import Waterfall, WhatIf, waterfall, what_joins, what_parts
from onefold_dedupe.explain.links import chain, ordered
from onefold_dedupe.explain.stored import (
    OwnKeys,
    SharedKey,
    StoredPair,
    kind_of,
    own_keys,
    pairs_among,
    passed_over,
    shared_keys,
)
from onefold_dedupe.explain.weigh import Scale, Weighed, scale_of, weigh_records
from onefold_dedupe.prepare.project import read_received
from onefold_dedupe.ruleset import Kind, load_rules
from onefold_dedupe.score import weight_of

if TYPE_CHECKING:
    import duckdb

Thresholds = tuple[float, float]
"""Probability from which records are joined, and from which a person is asked."""
Why = Literal[
    "linked",  # together: their own evidence reaches the threshold
    "chain",  # together: by way of other records
    "decided",  # a person said so
    "asserted",  # together: a source says so
    "kind",  # apart: a person and an organisation
    "conflict",  # apart: a rule forbids it
    "held_back",  # apart: a rule leaves it to a person
    "review",  # apart: between the thresholds
    "weak",  # apart: too little evidence
    "not_compared",  # apart: no key brought them together
    "passed_over",  # apart: keys found them, by a combination whose pairs hardly ever matter
    "outvoted",  # apart: the records around them speak against
]


@dataclass(frozen=True)
class Link:
    """One step of a chain: two records that were joined directly, and the bits between them."""

    id_l: str
    id_r: str
    weight: float
    verdict: str | None
    keys: tuple[str, ...]
    strongest: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """All pairs between the records of two customers: how many, how many were compared, their mean in bits as clusters
    are drawn by it (a pair that was never compared counts as -1), how many a rule forbids.
    """

    pairs: int
    compared: int
    mean: float
    forbidden: int


@dataclass(frozen=True)
class PairExplanation:
    """What is known about two records. `weight` and `probability` are None where blocking never brought the pair up;
    `sum` says even then what they would weigh, `own_keys` what they could have been found by. `what_if` leads to the
    other outcome.
    """

    id_l: str
    id_r: str
    kind: str
    same_customer: bool
    why: Why
    weight: float | None
    probability: float | None
    threshold: float
    review_from: float
    decided_by: str | None
    verdict: str | None
    keys: tuple[str, ...]
    shared_keys: tuple[SharedKey, ...]
    sum: Waterfall | None
    chain: tuple[Link, ...]
    between: Between | None
    what_if: tuple[WhatIf, ...]
    relations: tuple[str, ...]
    differs_from_run: bool
    """Whether this version of onefold weighs the pair otherwise than the last run did."""
    own_keys: OwnKeys | None = None


def explain_pair(con: duckdb.DuckDBPyConnection, id_l: str, id_r: str, thresholds: Thresholds) -> PairExplanation:
    """Explain two records, in either order; ConfigError when one of them was not in the last run."""
    low, high = sorted((id_l, id_r))
    if low == high:
        raise ConfigError("same-record", "both names are one record", mend="onefold explain RECORD")
    clusters = _clusters(con, low, high)
    kinds = [kind_of(con, name) for name in (low, high)]
    scale = scale_of(con, kinds[0], thresholds) if kinds[0] and kinds[0] == kinds[1] else None
    relations = _relations(con, low, high)
    together = clusters[low] == clusters[high]
    if scale is None:
        why: Why = "decided" if together else "kind" if kinds[0] != kinds[1] else "not_compared"
        kind = kinds[0] or "person"
        keys = own_keys(con, load_rules(kind), low, high) if why == "not_compared" else None
        return replace(_unweighed(low, high, kind, why, thresholds, relations), own_keys=keys)
    weighed = weigh_records(con, scale, [(low, high)])
    stored = next(iter(pairs_among(con, scale.rules, (low, high))), None)
    account = waterfall(weighed, 0, read_received(con, (low, high)))
    why = _why_together(scale, stored) if together else _why_apart(scale, stored)
    if why == "not_compared" and passed_over(con, scale.rules, low, high):
        why = "passed_over"
    weight = stored.weight if stored else None
    return PairExplanation(
        id_l=low,
        id_r=high,
        kind=scale.kind,
        same_customer=together,
        why=why,
        weight=weight,
        probability=_probability(weight),
        threshold=scale.threshold,
        review_from=scale.ask_from,
        decided_by=_decided_by(stored, weighed.rules[0]) if stored else None,
        verdict=stored.verdict if stored else None,
        keys=stored.keys if stored else (),
        shared_keys=shared_keys(con, scale.rules, low, high),
        sum=account,
        chain=_chain(con, scale, clusters[low], low, high) if why == "chain" else (),
        between=_between(con, scale, clusters, low, high) if why == "outvoted" else None,
        what_if=what_parts(weighed)
        if why == "linked"
        else ()
        if together or why == "outvoted"
        else what_joins(weighed),
        relations=relations,
        differs_from_run=weight is not None and abs(weight - account.weight) > 0.05,
        own_keys=None if stored else own_keys(con, scale.rules, low, high),
    )


def closest_records(con: duckdb.DuckDBPyConnection, one: str, other: str) -> tuple[str, str] | None:
    """The records of two customers between which most speaks for one; None where no two of them were compared."""
    rows = con.execute(
        "select customer_id, kind, list(record_name order by record_name) from match.identity"
        " where customer_id in (?, ?) group by all",
        [one, other],
    ).fetchall()
    if len({row[1] for row in rows}) != 1 or len(rows) != 2:
        return None
    mine = set(rows[0][2])
    stored = pairs_among(con, load_rules(rows[0][1]), [*rows[0][2], *rows[1][2]])
    crossing = [pair for pair in stored if (pair.id_l in mine) != (pair.id_r in mine)]
    best = max(crossing, key=lambda pair: (pair.weight, pair.id_l, pair.id_r), default=None)
    return (best.id_l, best.id_r) if best else None


def _clusters(con: duckdb.DuckDBPyConnection, *names: str) -> dict[str, str]:
    rows = con.execute(
        "select record_name, cluster_id from match.cluster where list_contains(?, record_name)", [list(names)]
    ).fetchall()
    clusters: dict[str, str] = dict(rows)
    for name in names:
        if name not in clusters:
            raise ConfigError(
                "unknown-record", "the last run has no such active record", where=name, mend="onefold run"
            )
    return clusters


def _relations(con: duckdb.DuckDBPyConnection, low: str, high: str) -> tuple[str, ...]:
    rows = con.execute(
        "select distinct relation || ': ' || coalesce(evidence, '') from match.relation"
        " where (record_l = $l and record_r = $r) or (record_l = $r and record_r = $l) order by 1",
        {"l": low, "r": high},
    ).fetchall()
    return tuple(row[0] for row in rows)


def _unweighed(
    low: str, high: str, kind: Kind, why: Why, thresholds: Thresholds, relations: tuple[str, ...]
) -> PairExplanation:
    """A person and an organisation; or records of a kind so rare that there was nothing to learn weights from."""
    threshold, review_from = (weight_of(probability) for probability in thresholds)
    return PairExplanation(
        low, high, kind, why == "decided", why, None, None, threshold, review_from, None, None,
        (), (), None, (), None, (), relations, False,
    )  # fmt: skip


def _why_together(scale: Scale, stored: StoredPair | None) -> Why:
    if stored and stored.verdict == "same":
        return "decided"
    if stored and stored.verdict == "asserted":
        return "asserted"
    return "linked" if stored and stored.weight >= scale.threshold else "chain"


def _why_apart(scale: Scale, stored: StoredPair | None) -> Why:
    if stored is None:
        return "not_compared"
    if stored.verdict in ("different", "unsure"):
        return "decided"
    if stored.rule:
        return "conflict" if stored.rule == "conflict" else "held_back"
    if stored.weight >= scale.threshold or stored.is_joined_by_word:
        return "outvoted"
    return "review" if stored.weight >= scale.ask_from else "weak"


def _what_if(why: Why, weighed: Weighed) -> tuple[WhatIf, ...]:
    """Only where the pair's own evidence decides."""
    if why == "linked":
        return what_parts(weighed)
    return (
        what_joins(weighed) if why in ("conflict", "held_back", "review", "weak", "not_compared", "passed_over") else ()
    )


def _decided_by(stored: StoredPair, rule: str) -> str:
    if stored.verdict in ("same", "different", "unsure"):
        return "human"
    return "rule" if rule or stored.verdict == "asserted" else "model"


def _probability(weight: float | None) -> float | None:
    return None if weight is None else float(1 / (1 + np.exp2(-weight)))


def _chain(con: duckdb.DuckDBPyConnection, scale: Scale, cluster_id: str, low: str, high: str) -> tuple[Link, ...]:
    names = [
        row[0]
        for row in con.execute(
            "select record_name from match.cluster where cluster_id = ? order by 1", [cluster_id]
        ).fetchall()
    ]
    place = {name: n for n, name in enumerate(names)}
    stored = {ordered(place[p.id_l], place[p.id_r]): p for p in pairs_among(con, scale.rules, names)}
    weights = {edge: link_weight(pair) for edge, pair in stored.items() if is_link(scale, pair)}
    nodes = chain(len(names), weights, place[low], place[high])
    return links(con, scale, [stored[ordered(a, b)] for a, b in pairwise(nodes)])


def is_link(scale: Scale, pair: StoredPair) -> bool:
    """Whether a pair joins its records: by its weight or by somebody's word."""
    return pair.is_joined_by_word or (pair.weight >= scale.threshold and pair.verdict not in ("different", "unsure"))


def link_weight(pair: StoredPair) -> float:
    """Bits of a link; somebody's word is stronger than any evidence."""
    return 1000.0 + pair.weight if pair.is_joined_by_word else pair.weight


def links(con: duckdb.DuckDBPyConnection, scale: Scale, pairs: list[StoredPair]) -> tuple[Link, ...]:
    """Pairs with the two or three findings that say most for them."""
    if not pairs:
        return ()
    weighed = weigh_records(con, scale, [(pair.id_l, pair.id_r) for pair in pairs])
    return tuple(
        Link(pair.id_l, pair.id_r, round(pair.weight, 3), pair.verdict, pair.keys, _strongest(weighed, row))
        for row, pair in enumerate(pairs)
    )


def _strongest(weighed: Weighed, row: int) -> tuple[str, ...]:
    pieces = [piece for piece in waterfall(weighed, row, {}).pieces if piece.weight >= 0.2]
    return tuple(piece.short_words for piece in pieces[:3])


def _between(con: duckdb.DuckDBPyConnection, scale: Scale, clusters: dict[str, str], low: str, high: str) -> Between:
    sides: dict[str, list[str]] = {}
    for name, cluster_id in con.execute(
        "select record_name, cluster_id from match.cluster where cluster_id in (?, ?)", [clusters[low], clusters[high]]
    ).fetchall():
        sides.setdefault(cluster_id, []).append(name)
    left, right = set(sides[clusters[low]]), set(sides[clusters[high]])
    crossing = [
        pair for pair in pairs_among(con, scale.rules, [*left, *right]) if (pair.id_l in left) != (pair.id_r in left)
    ]
    total = len(left) * len(right)
    bits = float(np.clip([pair.weight for pair in crossing], FLOOR, CLIP).sum()) + MISSING * (total - len(crossing))
    return Between(total, len(crossing), round(bits / total, 3), sum(pair.rule == "conflict" for pair in crossing))

"""What speaks for and against records sharing a cluster: the weighed pairs, and those that blocking did not find but
others join. Before records share a cluster every two of them are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from onefold_dedupe.cluster import MISSING, Floats, Integers, cluster, connect
from onefold_dedupe.compare.kernel import compare_rows
from onefold_dedupe.model import Model
from onefold_dedupe.pairs import pair_table, read_paired_records
from onefold_dedupe.rows import read_arrays
from onefold_dedupe.ruleset import Ruleset
from onefold_dedupe.score import score_batch

if TYPE_CHECKING:
    import duckdb

MAX_GROUP = 200
"""Largest group of linked records of which every pair is looked at before it is clustered …"""
MAX_CLUSTER = 2_000
"""… and largest cluster of which every pair is looked at afterwards; a larger one is no customer."""
DOUBTED = -10.0
"""Weight within clusters of a pair that waits for a person because of a contradiction: as much against as a sure pair
is for.
"""
THIN = 0.0
"""The same for one whose evidence is too thin to decide: neither for nor against."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Evidence:
    """Pairs (left < right) of records by their places, with what they weigh in clustering."""

    left: Integers
    right: Integers
    weight: Floats

    def and_(self, left: Integers, right: Integers, weight: Floats) -> Evidence:
        """These pairs and others."""
        return Evidence(np.r_[self.left, left], np.r_[self.right, right], np.r_[self.weight, weight])


class Weigher:
    """Weighs pairs of one kind of record by the model, whether or not blocking found them."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        rules: Ruleset,
        model: Model,
        auto_merge: float,
        rids: Integers,
        only: str = "",
    ) -> None:
        """`rids[place]` is a record's number; `only` are joins that leave the kept pairs of these records."""
        self.con, self.rules, self.model = con, rules, model
        self.auto_merge, self.rids, self.only = auto_merge, rids, only

    def found(self) -> Evidence:
        """The pairs that are kept."""
        place_of = np.zeros(int(self.rids.max(initial=-1)) + 1, np.int64)
        place_of[self.rids] = np.arange(len(self.rids))
        kept = read_arrays(
            self.con,
            f"select rid_l, rid_r, case rule when 'doubt' then {DOUBTED} when 'thin' then least(weight, {THIN})"
            f" else weight end as weight from {pair_table(self.rules.kind)} {self.only}",
        )
        ends = place_of[kept["rid_l"]], place_of[kept["rid_r"]]
        return Evidence(np.minimum(*ends), np.maximum(*ends), np.asarray(kept["weight"], np.float64))

    def among(self, left: Integers, right: Integers) -> Floats:
        """What pairs weigh that blocking did not find: not less than a pair nobody looked at, unless a rule speaks.

        How common their values are is not asked: a file matched once keeps no counts, and must end as a project does.
        """
        pairs = {"rid_l": pa.array(self.rids[left], pa.int32()), "rid_r": pa.array(self.rids[right], pa.int32())}
        self.con.register("match_missing", pa.table(pairs))
        records = read_paired_records(self.con, self.rules.kind, self.model.comparisons, "match_missing", counted=False)
        self.con.unregister("match_missing")
        levels = compare_rows(
            records.columns,
            records.place_of[self.rids[left]],
            records.place_of[self.rids[right]],
            pairs["rid_l"],
            pairs["rid_r"],
            self.model.comparisons,
        )
        scored = score_batch(levels, self.model, self.rules, self.auto_merge)
        rule = np.asarray(scored["rule"].to_pylist(), object)
        weight = _standing(np.asarray(scored["weight"], np.float64), rule)
        return np.where(rule == "", np.maximum(weight, MISSING), weight)


def cluster_records(
    size: int,
    weigher: Weigher | None,
    threshold: float,
    must_link: Iterable[Pair] = (),
    cannot_link: Iterable[Pair] = (),
) -> Integers:
    """Cluster number of each of `size` records: the smallest place in it. Without a weigher nothing but people's
    decisions joins.
    """
    must, cannot = list(must_link), list(cannot_link)
    none = np.zeros(0, np.int64)
    evidence = weigher.found() if weigher else Evidence(none, none, np.zeros(0))
    groups = connect(size, evidence.left, evidence.right, evidence.weight >= threshold, must)
    if weigher and not weigher.rules.parts.linkage:
        return groups
    completer = weigher if weigher and weigher.rules.parts.complete else None
    left, right = missing_pairs(groups, evidence, MAX_GROUP)
    while True:
        if completer and len(left):
            evidence = evidence.and_(left, right, completer.among(left, right))
        # What is compared besides lies within the groups, so that it connects no others.
        labels = cluster(size, evidence.left, evidence.right, evidence.weight, threshold, must, cannot, groups)
        left, right = missing_pairs(labels, evidence, MAX_CLUSTER)
        if not completer or not len(left):
            return labels


def missing_pairs(groups: Integers, evidence: Evidence, largest: int) -> tuple[Integers, Integers]:
    """Pairs (low, high) within groups of at most `largest` places for which there is no evidence yet, in order."""
    size = len(groups)
    sizes = np.bincount(groups, minlength=size)
    inside = groups[evidence.left] == groups[evidence.right]
    left, right = evidence.left[inside], evidence.right[inside]
    found = np.bincount(groups[left], minlength=size)
    is_open = (sizes > 2) & (sizes <= largest) & (found < sizes * (sizes - 1) // 2)
    members = np.flatnonzero(is_open[groups])
    members = members[np.argsort(groups[members], kind="stable")]
    ends = np.searchsorted(groups[members], groups[members], side="right")
    following = ends - np.arange(len(members)) - 1
    first = np.repeat(np.arange(len(members)), following)
    step = np.arange(len(first)) - np.repeat(np.cumsum(following) - following, following)
    low, high = members[first], members[first + 1 + step]
    # Most groups are whole: their pairs need not be looked through.
    known = is_open[groups[left]]
    is_new = ~np.isin(low * size + high, left[known] * size + right[known])
    return low[is_new], high[is_new]


def _standing(weight: Floats, rule: npt.NDArray[Any]) -> Floats:
    standing = np.where(rule == "doubt", DOUBTED, weight)
    return np.where(rule == "thin", np.minimum(standing, THIN), standing)

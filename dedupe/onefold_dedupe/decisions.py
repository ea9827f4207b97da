"""What a person decided about two records: it always wins over the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["same", "different", "unsure"]


@dataclass(frozen=True)
class Decision:
    """One judgement on two records (record names), in the order of the log: the later one counts."""

    record_l: str
    record_r: str
    verdict: Verdict


@dataclass(frozen=True)
class Constraints:
    """Decisions as clustering needs them; pairs are sorted and unique.

    `contradicted` are the `same` decisions that earlier and later ones make impossible: they are not applied.
    """

    must_link: tuple[tuple[str, str], ...]
    cannot_link: tuple[tuple[str, str], ...]
    unsure: tuple[tuple[str, str], ...]
    contradicted: tuple[tuple[str, str], ...]


def resolve(decisions: Sequence[Decision]) -> Constraints:
    """The last verdict on each pair; `different` holds even against chains of `same`, which are cut at the
    latest link.
    """
    latest: dict[tuple[str, str], Verdict] = {}
    for decision in decisions:
        pair = _ordered(decision.record_l, decision.record_r)
        latest.pop(pair, None)
        if pair[0] != pair[1]:
            latest[pair] = decision.verdict
    apart = {pair for pair, verdict in latest.items() if verdict == "different"}
    groups: dict[str, frozenset[str]] = {}
    must: list[tuple[str, str]] = []
    contradicted: list[tuple[str, str]] = []
    for pair, verdict in latest.items():
        if verdict != "same":
            continue
        left = groups.get(pair[0], frozenset([pair[0]]))
        right = groups.get(pair[1], frozenset([pair[1]]))
        if any(_ordered(a, b) in apart for a in left for b in right):
            contradicted.append(pair)
            continue
        must.append(pair)
        merged = left | right
        groups.update(dict.fromkeys(merged, merged))
    unsure = [pair for pair, verdict in latest.items() if verdict == "unsure"]
    return Constraints(tuple(sorted(must)), tuple(sorted(apart)), tuple(sorted(unsure)), tuple(sorted(contradicted)))


def _ordered(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)

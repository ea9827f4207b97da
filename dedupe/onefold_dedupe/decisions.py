"""What a person decided about two records (it always wins over the model), and what a source itself says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["same", "different", "unsure"]


@dataclass(frozen=True)
class Decision:
    """One judgement on two records (record names), in the order of the log: the later one counts.

    `by` is `source` where a source states it (a lead converted into a contact); a person's word outranks that.
    `evidence` is the fingerprint (match.score) of what the person saw; None where the pair was not compared then.
    """

    record_l: str
    record_r: str
    verdict: Verdict
    by: Literal["human", "source"] = "human"
    evidence: str | None = None


@dataclass(frozen=True)
class Contradiction:
    """A `same` decision on `pair` that is not applied: by way of the `same` decisions on `chain` it would join the two
    records of `apart`, which a later word or another one calls different.
    """

    pair: tuple[str, str]
    apart: tuple[str, str]
    chain: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Constraints:
    """Decisions as clustering needs them; pairs are sorted and unique.

    `asserted` are the pairs of `must_link` that only a source says. `contradicted` are the `same` decisions that others
    make impossible: they are not applied. `seen` is the evidence that persons judged by.
    """

    must_link: tuple[tuple[str, str], ...]
    cannot_link: tuple[tuple[str, str], ...]
    unsure: tuple[tuple[str, str], ...]
    asserted: tuple[tuple[str, str], ...]
    contradicted: tuple[Contradiction, ...]
    seen: Mapping[tuple[str, str], str] = field(default_factory=dict)


def resolve(decisions: Sequence[Decision]) -> Constraints:
    """The last verdict on each pair, a person's before a source's.

    `different` holds even against chains of `same`: the latest link that would close such a chain is left out.
    """
    latest: dict[tuple[str, str], Decision] = {}
    for by in ("source", "human"):
        for decision in decisions:
            pair = _ordered(decision.record_l, decision.record_r)
            if decision.by == by and pair[0] != pair[1]:
                latest.pop(pair, None)
                latest[pair] = decision

    def pairs(verdict: Verdict) -> list[tuple[str, str]]:
        return [pair for pair, decision in latest.items() if decision.verdict == verdict]

    apart = set(pairs("different"))
    groups: dict[str, frozenset[str]] = {}
    must: list[tuple[str, str]] = []
    contradicted: list[Contradiction] = []
    for pair in sorted(pairs("same"), key=lambda pair: latest[pair].by == "source"):
        left = groups.get(pair[0], frozenset([pair[0]]))
        right = groups.get(pair[1], frozenset([pair[1]]))
        parted = [_ordered(a, b) for a in sorted(left) for b in sorted(right) if _ordered(a, b) in apart]
        if parted:
            chain = _chain([*must, pair], *parted[0])
            contradicted.append(Contradiction(pair, parted[0], tuple(link for link in chain if link != pair)))
            continue
        must.append(pair)
        merged = left | right
        groups.update(dict.fromkeys(merged, merged))
    return Constraints(
        must_link=tuple(sorted(must)),
        cannot_link=tuple(sorted(apart)),
        unsure=tuple(sorted(pairs("unsure"))),
        asserted=tuple(sorted(pair for pair in must if latest[pair].by == "source")),
        contradicted=tuple(sorted(contradicted, key=lambda one: one.pair)),
        seen={pair: decision.evidence for pair, decision in latest.items() if decision.evidence},
    )


def _chain(links: Sequence[tuple[str, str]], start: str, end: str) -> list[tuple[str, str]]:
    """The shortest way from one record to another over links."""
    came_by: dict[str, tuple[str, tuple[str, str]]] = {}
    reached = [start]
    for record in reached:  # grows while it is walked
        for link in sorted(links):
            if record in link:
                further = link[1] if link[0] == record else link[0]
                if further != start and further not in came_by:
                    came_by[further] = (record, link)
                    reached.append(further)
    way = []
    while end != start:
        end, link = came_by[end]
        way.append(link)
    return way[::-1]


def _ordered(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)

"""What a customer is made of: how its records came together, where it is weakest, and what was nearly part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from onefold_core.errors import ConfigError

from onefold_dedupe.cluster import CLIP, FLOOR, MISSING, cluster
from onefold_dedupe.explain.evidence import WhatIf, what_parts
from onefold_dedupe.explain.links import Edge, joining_order, ordered, parts, weakest_cut
from onefold_dedupe.explain.pair import Link, Thresholds, is_link, link_weight, links
from onefold_dedupe.explain.stored import StoredPair, pairs_among
from onefold_dedupe.explain.weigh import Scale, scale_of, weigh_records

if TYPE_CHECKING:
    import duckdb

LARGEST = 300
"""Records of a customer whose weakest place is looked for: the search takes their number to the third power."""
NEIGHBOURS = 5
WORD = 1e6
"""What it costs to cut a link that somebody's word made: more than any evidence."""


@dataclass(frozen=True)
class MemberRecord:
    """One record of a customer. `joined_by`: its strongest link to the records before it; None for the founder, and
    where the last run's pairs do not say.
    """

    record_name: str
    source: str
    rule: str
    weight: float | None
    is_founder: bool
    valid_from: str
    joined_by: Link | None = None


@dataclass(frozen=True)
class MemberPair:
    """A pair of members as the last run weighed it: numbers in `members`, bits, whether it joins."""

    left: int
    right: int
    weight: float
    is_link: bool


@dataclass(frozen=True)
class WeakestPlace:
    """Where the customer would part most easily: into `side` and the rest, held together by `links`.

    `mean`: bits of all pairs between the two sides as clusters are drawn by it; under 0 they part as well.
    `what_if`: disagreements that would bring every one of the links under the threshold. `decision`: a pair of records;
    `parts_by_decision`: what is left together when a person calls that pair different.
    """

    side: tuple[str, ...]
    links: tuple[Link, ...]
    pairs: int
    compared: int
    mean: float
    what_if: tuple[WhatIf, ...]
    decision: tuple[str, str]
    parts_by_decision: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Neighbour:
    """A pair that is not of one customer although much speaks for it, or a relation."""

    record_name: str
    other_record: str
    other_customer: str
    weight: float | None
    why: str


@dataclass(frozen=True)
class CustomerExplanation:
    """A customer's records in the order in which they joined, what holds them together, what was nearly part of it,
    and what happened to its id.
    """

    customer_id: str
    kind: str
    founded_by: str | None
    superseded_by: str | None
    threshold: float | None
    sources: tuple[str, ...]
    members: tuple[MemberRecord, ...]
    pairs: int
    edges: tuple[MemberPair, ...]
    weakest: WeakestPlace | None
    neighbours: tuple[Neighbour, ...]
    history: tuple[str, ...]


def explain_customer(con: duckdb.DuckDBPyConnection, customer_id: str, thresholds: Thresholds) -> CustomerExplanation:
    """Explain a customer id, also one that was superseded (it has no members then); ConfigError for one never
    minted.
    """
    customer = con.execute(
        "select kind, founded_by, superseded_by from match.customer where customer_id = ?", [customer_id]
    ).fetchone()
    if customer is None:
        raise ConfigError(
            "unknown-customer", "no such customer id was ever minted", where=customer_id, mend="onefold explain RECORD"
        )
    kind, founded_by, superseded_by = customer
    rows = con.execute(
        "select record_name, source, rule, weight, is_founder, valid_from::varchar from match.identity"
        " where customer_id = ? order by is_founder desc, record_name",
        [customer_id],
    ).fetchall()
    names = [row[0] for row in rows]
    scale = scale_of(con, kind, thresholds)
    stored = pairs_among(con, scale.rules, names) if scale else ()
    place = {name: number for number, name in enumerate(names)}
    pairs = {ordered(place[pair.id_l], place[pair.id_r]): pair for pair in stored}
    order, joined_by = _joining(con, scale, names, pairs) if scale else (list(range(len(names))), {})
    number = {old: new for new, old in enumerate(order)}
    return CustomerExplanation(
        customer_id=customer_id,
        kind=kind,
        founded_by=founded_by,
        superseded_by=superseded_by,
        threshold=scale.threshold if scale else None,
        sources=tuple(sorted({row[1] for row in rows})),
        members=tuple(replace(MemberRecord(*rows[old]), joined_by=joined_by.get(old)) for old in order),
        pairs=len(names) * (len(names) - 1) // 2,
        edges=tuple(
            sorted(
                (
                    MemberPair(*ordered(number[a], number[b]), round(pair.weight, 3), is_link(scale, pair))
                    for (a, b), pair in pairs.items()
                ),
                key=lambda edge: (-edge.weight, edge.left, edge.right),
            )
        )
        if scale
        else (),
        weakest=_weakest(con, scale, names, pairs) if scale and 1 < len(names) <= LARGEST else None,
        neighbours=_neighbours(con, scale, names),
        history=_history(con, customer_id),
    )


def _history(con: duckdb.DuckDBPyConnection, customer_id: str) -> tuple[str, ...]:
    rows = con.execute(
        "select happened_at::varchar || ' ' || event || coalesce(' ' || other_id, '') from match.identity_event"
        " where customer_id = ? or other_id = ? order by happened_at, event, customer_id",
        [customer_id, customer_id],
    ).fetchall()
    return tuple(row[0] for row in rows)


def _joining(
    con: duckdb.DuckDBPyConnection, scale: Scale, names: Sequence[str], pairs: Mapping[Edge, StoredPair]
) -> tuple[list[int], dict[int, Link]]:
    """Places of the records in the order in which they join the first, and the link by which each does."""
    weights = {edge: link_weight(pair) for edge, pair in pairs.items() if is_link(scale, pair)}
    steps = joining_order(len(names), weights)
    order = [0, *(step.node for step in steps)] if names else []
    order += [n for n in range(len(names)) if n not in set(order)]
    found = links(con, scale, [pairs[ordered(step.node, step.via)] for step in steps])
    return order, {step.node: link for step, link in zip(steps, found, strict=True)}


def _weakest(
    con: duckdb.DuckDBPyConnection, scale: Scale, names: Sequence[str], pairs: Mapping[Edge, StoredPair]
) -> WeakestPlace | None:
    """None where the links that the last run kept do not hold all records together."""
    held = {edge: pair for edge, pair in pairs.items() if is_link(scale, pair)}
    costs = {edge: WORD if p.is_joined_by_word else p.weight - scale.threshold + 0.001 for edge, p in held.items()}
    cut = weakest_cut(len(names), costs)
    if cut is None or not cut.edges:
        return None
    crossing = [pair for (a, b), pair in pairs.items() if (a in cut.side) != (b in cut.side)]
    between = len(cut.side) * (len(names) - len(cut.side))
    bits = float(np.clip([pair.weight for pair in crossing], FLOOR, CLIP).sum()) + MISSING * (between - len(crossing))
    weak = sorted((held[edge] for edge in cut.edges), key=lambda pair: (link_weight(pair), pair.id_l, pair.id_r))
    by_word = any(pair.is_joined_by_word for pair in weak)
    weighed = weigh_records(con, scale, [(pair.id_l, pair.id_r) for pair in weak])
    decided = weak[-1]
    return WeakestPlace(
        side=tuple(names[n] for n in cut.side),
        links=links(con, scale, weak),
        pairs=between,
        compared=len(crossing),
        mean=round(bits / between, 3),
        what_if=() if by_word else what_parts(weighed),
        decision=(decided.id_l, decided.id_r),
        parts_by_decision=_parts_by_decision(scale, names, pairs, decided),
    )


def _parts_by_decision(
    scale: Scale, names: Sequence[str], pairs: Mapping[Edge, StoredPair], decided: StoredPair
) -> tuple[tuple[str, ...], ...]:
    """The customer's records clustered again with one pair called different."""
    inside = sorted(pairs)
    place = {name: number for number, name in enumerate(names)}
    wanted = ordered(place[decided.id_l], place[decided.id_r])
    labels = cluster(
        len(names),
        np.array([a for a, _ in inside], np.int64),
        np.array([b for _, b in inside], np.int64),
        np.array([pairs[edge].weight for edge in inside], np.float64),
        scale.threshold,
        [edge for edge in inside if pairs[edge].is_joined_by_word and edge != wanted],
        [wanted, *(edge for edge in inside if pairs[edge].verdict in ("different", "unsure"))],
    )
    return tuple(tuple(names[n] for n in part) for part in parts(labels.tolist()))


_OUTSIDE = """
select i.record_name, i.customer_id from match.identity i where list_contains(?, i.record_name)
"""
_RELATED = """
select record_l, record_r, relation from match.relation
where list_contains($names, record_l) <> list_contains($names, record_r) order by all
"""


def _neighbours(con: duckdb.DuckDBPyConnection, scale: Scale | None, names: Sequence[str]) -> tuple[Neighbour, ...]:
    """The strongest pairs with records of other customers, from where a person would be asked, and what is related."""
    mine = set(names)
    found: list[tuple[str, str, float | None, str]] = []
    for one, other, relation in con.execute(_RELATED, {"names": list(names)}).fetchall():
        found.append((one, other, None, relation) if one in mine else (other, one, None, relation))
    leaving = pairs_among(con, scale.rules, names, leaving=True) if scale else ()
    near = [p for p in leaving if scale and (p.weight >= scale.ask_from or p.verdict in ("different", "unsure"))]
    for pair in sorted(near, key=lambda pair: (-pair.weight, pair.id_l, pair.id_r)):
        one, other = (pair.id_l, pair.id_r) if pair.id_l in mine else (pair.id_r, pair.id_l)
        found.append((one, other, round(pair.weight, 3), _why_outside(scale, pair)))
    customers = dict(con.execute(_OUTSIDE, [[other for _, other, _, _ in found]]).fetchall())
    best: dict[tuple[str, str], Neighbour] = {}
    for one, other, weight, why in found:
        if other in customers:
            best.setdefault((customers[other], why), Neighbour(one, other, customers[other], weight, why))
    return tuple(best.values())[:NEIGHBOURS]


def _why_outside(scale: Scale | None, pair: StoredPair) -> str:
    if pair.verdict in ("different", "unsure"):
        return f"a person said: {pair.verdict}"
    if pair.rule in ("thin", "doubt"):
        return "held back for a person"
    return "waits for a person" if scale and pair.weight < scale.threshold else "outvoted by the records around them"

"""Customer ids: minted once from the founding record, kept through growth, merges and splits, never given to anyone
else.

Pure functions from what was known before and the new clusters to the new assignment and what happened; no clock, no
order of input.
"""

from __future__ import annotations

from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
ID_LENGTH = 20
"""Characters after `c_`: 100 bits, so that two of a billion ids meet with a chance of 1 in 10^12."""

Age = tuple[str, str]
"""What makes a record older: its creation time as sortable text (`~` when unknown, after all others), then its name."""


@dataclass(frozen=True)
class Customer:
    """One customer id ever minted. `superseded_by` is set while it is merged into another customer; `founded_by` is
    None once the founding record was erased.
    """

    customer_id: str
    kind: str
    founded_by: str | None
    superseded_by: str | None = None


@dataclass(frozen=True)
class Event:
    """What happened to a customer id: minted, split (minted from a part of `other_id`), merged (into `other_id`),
    restored, retired.
    """

    event: Literal["minted", "split", "merged", "restored", "retired"]
    customer_id: str
    other_id: str | None = None


@dataclass(frozen=True)
class Member:
    """An active record in a new cluster."""

    record_name: str
    cluster_id: str
    kind: str
    created_at: str | None

    @property
    def age(self) -> Age:
        """Older records sort first."""
        return (self.created_at or "~", self.record_name)


@dataclass(frozen=True)
class Past:
    """What was known before. `previous` maps every record ever assigned to its last customer id, `former` to ids that
    it belonged to when they were superseded, `since` to all these with the time (sortable text) when it joined them,
    `left` to ids that it left when another was split off or restored, with the time of that. `customers` holds the ids
    ever minted, `current` are those that records had until now; `settled` are ids whose records stay as they are and
    take no part.
    """

    previous: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    former: Mapping[str, frozenset[str]] = field(default_factory=dict)
    since: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    current: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assignment:
    """The customer id of each member, every customer of `Past` and those minted now, and what changed."""

    customer_ids: Mapping[str, str]
    customers: Mapping[str, Customer]
    events: tuple[Event, ...]


_NEVER = "~"
"""In place of a time, after all others."""


@dataclass(frozen=True)
class _Claim:
    """An id's right to a cluster: its oldest member there (`since` when it had left, if it had), how many it has there,
    and whether it is superseded.
    """

    age: Age
    since: str
    members: int
    is_dormant: bool

    @property
    def rank(self) -> tuple[Age, str, int]:
        """Stronger claims sort first."""
        return (self.age, self.since, -self.members)


def mint(project: str, founding_record: str, attempt: int = 0) -> str:
    """`c_` and 20 characters of Crockford's base 32 of SHA-256 over project and founding record.

    `attempt` above 0 is for a founding record whose id still belongs to others.
    """
    text = "\x1f".join([project, founding_record, *([str(attempt)] if attempt else [])])
    return "c_" + b32encode(sha256(text.encode("utf-8")).digest())[:ID_LENGTH].translate(_CROCKFORD).decode()


def assign(project: str, members: Iterable[Member], past: Past) -> Assignment:
    """Ids for the new clusters.

    An id goes with its founding record, or without it with the member that it had longest. Where several ids meet, the
    one whose oldest member here is oldest survives and supersedes the others; a superseded id has no say where the one
    that took it over is, and comes back where its records are without it. A record that left an id by a split counts
    for that id first where the two meet again, so that a split is undone exactly. What is left mints from its own
    oldest member.
    """
    clusters: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        clusters[member.cluster_id].append(member)
    for group in clusters.values():
        group.sort(key=lambda member: member.age)
    claims = _claims(clusters, past)
    known = dict(past.customers)
    events: list[Event] = []
    chosen: dict[str, str] = {}
    waiting: list[str] = []
    for cluster_id in sorted(clusters, key=lambda c: clusters[c][0].age):
        eligible = _eligible(claims.get(cluster_id, {}), past.customers)
        if not eligible:
            waiting.append(cluster_id)
            continue
        chosen[cluster_id] = min(eligible, key=lambda one: (*eligible[one].rank, one))
    taken = set(chosen.values()) | past.settled
    for cluster_id in waiting:
        chosen[cluster_id] = _found(project, clusters[cluster_id], past.previous, known, events, taken)
        taken.add(chosen[cluster_id])
    for survivor in chosen.values():
        _restore(known, events, survivor)
    losers = [
        (sum(1 for _ in _superseders(customer_id, known)), customer_id, survivor)
        for cluster_id, survivor in chosen.items()
        for customer_id in claims.get(cluster_id, {})
    ]
    for _, loser, survivor in sorted(losers):  # live ones first, then what leads to them: it may lead there already
        _supersede(known, events, loser, survivor)
    for customer_id in past.current - taken:
        if known[customer_id].superseded_by is None:
            events.append(Event("retired", customer_id))
    return Assignment(
        {member.record_name: chosen[cluster_id] for cluster_id, group in clusters.items() for member in group},
        known,
        tuple(sorted(events, key=lambda event: (event.event, event.customer_id, event.other_id or ""))),
    )


def _claims(clusters: Mapping[str, list[Member]], past: Past) -> dict[str, dict[str, _Claim]]:
    """For each cluster the ids that belong there. Every id has one home: the cluster of its founding record, or of the
    member that it had longest.
    """
    founders: dict[str | None, set[str]] = defaultdict(set)
    for one in past.customers.values():
        if one.superseded_by:
            founders[one.founded_by].add(one.customer_id)
    seen: dict[str, list[tuple[bool, str, Age, str]]] = defaultdict(list)
    for cluster_id, group in clusters.items():
        for member in group:
            since = past.since.get(member.record_name, {})
            for customer_id in _ids_of(member.record_name, past, founders):
                is_founder = past.customers[customer_id].founded_by == member.record_name
                joined = since.get(customer_id, _NEVER)
                seen[customer_id].append((not is_founder, joined, member.age, cluster_id))
    claims: dict[str, dict[str, _Claim]] = defaultdict(dict)
    for customer_id, parts in seen.items():
        home = min(parts)[-1]
        ages = [(age, _NEVER) for *_, age, cluster_id in parts if cluster_id == home]
        is_dormant = past.customers[customer_id].superseded_by is not None
        claims[home][customer_id] = _Claim(*min(ages), len(ages), is_dormant)
    for cluster_id, ids in claims.items():
        for member in clusters[cluster_id]:
            for customer_id, at in past.left.get(member.record_name, {}).items():
                if customer_id in ids and (member.age, at) < (ids[customer_id].age, ids[customer_id].since):
                    ids[customer_id] = replace(ids[customer_id], age=member.age, since=at)
    return claims


def _ids_of(record_name: str, past: Past, founders: Mapping[str | None, set[str]]) -> set[str]:
    """The ids a record speaks for: its last one, those it had when they were superseded, those that it founded."""
    last = past.previous.get(record_name)
    own = {last} if last is not None else set()
    return own.union(past.former.get(record_name, ()), founders.get(record_name, ()))


def _eligible(claims: Mapping[str, _Claim], customers: Mapping[str, Customer]) -> dict[str, _Claim]:
    """Claims that count: a superseded id has none beside an id that superseded it."""
    return {
        customer_id: claim
        for customer_id, claim in claims.items()
        if not (claim.is_dormant and any(one in claims for one in _superseders(customer_id, customers)))
    }


def _superseders(customer_id: str, customers: Mapping[str, Customer]) -> Iterator[str]:
    """The ids that an id leads to, the nearest first."""
    passed = {customer_id}
    while (found := customers.get(customer_id)) and found.superseded_by and found.superseded_by not in passed:
        customer_id = found.superseded_by
        passed.add(customer_id)
        yield customer_id


def _found(
    project: str,
    group: list[Member],
    previous: Mapping[str, str],
    known: dict[str, Customer],
    events: list[Event],
    taken: set[str],
) -> str:
    """Mint from the oldest member; its own old id comes back where nobody else has it."""
    founder = group[0]
    attempt = 0
    while (customer_id := mint(project, founder.record_name, attempt)) in taken:
        attempt += 1
    if customer_id not in known:
        known[customer_id] = Customer(customer_id, founder.kind, founder.record_name)
        left = next((previous[m.record_name] for m in group if m.record_name in previous), None)
        events.append(Event("split", customer_id, left) if left else Event("minted", customer_id))
    return customer_id


def _restore(known: dict[str, Customer], events: list[Event], customer_id: str) -> None:
    customer = known[customer_id]
    if customer.superseded_by is not None:
        known[customer_id] = replace(customer, superseded_by=None)
        events.append(Event("restored", customer_id, customer.superseded_by))


def _supersede(known: dict[str, Customer], events: list[Event], loser: str, survivor: str) -> None:
    """Unless the id leads there already, by whatever way."""
    if loser != survivor and next(reversed([loser, *_superseders(loser, known)])) != survivor:
        known[loser] = replace(known[loser], superseded_by=survivor)
        events.append(Event("merged", loser, survivor))

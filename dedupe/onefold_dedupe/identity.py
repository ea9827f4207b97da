"""Customer ids: minted once from the founding record, kept through growth, merges and splits, never given to anyone
else.

Pure functions from what was known before and the new clusters to the new assignment and what happened; no clock, no
order of input.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ID_LENGTH = 20
"""Characters after `c_`: 100 bits, so that two of a billion ids meet with a chance of 1 in 10^12."""

Age = tuple[str, str]
"""What makes a record older: its creation time as sortable text (`~` when unknown, after all others), then its name."""


@dataclass(frozen=True)
class Customer:
    """One customer id ever minted. `superseded_by` is set once it was merged into an older customer."""

    customer_id: str
    kind: str
    founded_by: str
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
class Assignment:
    """The customer id of each active record, every customer ever minted, and what changed."""

    customer_ids: Mapping[str, str]
    customers: Mapping[str, Customer]
    events: tuple[Event, ...]


def mint(project: str, founding_record: str, attempt: int = 0) -> str:
    """`c_` and 20 characters of Crockford's base 32 of SHA-256 over project and founding record.

    `attempt` above 0 is for a founding record whose id still belongs to others.
    """
    text = "\x1f".join([project, founding_record, *([str(attempt)] if attempt else [])])
    number = int.from_bytes(sha256(text.encode("utf-8")).digest(), "big") >> (256 - 5 * ID_LENGTH)
    return "c_" + "".join(_CROCKFORD[number >> shift & 31] for shift in range(5 * (ID_LENGTH - 1), -1, -5))


def assign(
    project: str, members: Iterable[Member], previous: Mapping[str, str], customers: Mapping[str, Customer]
) -> Assignment:
    """Ids for the new clusters.

    `previous` maps every record ever assigned to its last customer id; `customers` holds every id ever minted. The part
    of a former customer that holds the founding record (or, without it, its oldest member) keeps the id. Where several
    ids meet, the one whose oldest member here is oldest survives and supersedes the others. What is left mints from its
    own oldest member.
    """
    clusters: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        clusters[member.cluster_id].append(member)
    for group in clusters.values():
        group.sort(key=lambda member: member.age)
    homes = _homes(clusters, previous, customers)
    known = dict(customers)
    events: list[Event] = []
    chosen: dict[str, str] = {}
    waiting: list[str] = []
    for cluster_id in sorted(clusters, key=lambda c: clusters[c][0].age):
        claims = homes.get(cluster_id)
        if not claims:
            waiting.append(cluster_id)
            continue
        survivor = min(claims, key=lambda customer_id: claims[customer_id])
        chosen[cluster_id] = survivor
        _reactivate(known, events, survivor)
        for loser in sorted(claims, key=lambda customer_id: claims[customer_id]):
            if loser != survivor:
                _supersede(known, events, loser, survivor)
    taken = set(chosen.values())
    for cluster_id in waiting:
        chosen[cluster_id] = _found(project, clusters[cluster_id], previous, known, events, taken)
        taken.add(chosen[cluster_id])
    before = set(previous.values())
    for customer_id in sorted(before - taken):
        if known[customer_id].superseded_by is None:
            events.append(Event("retired", customer_id))
    return Assignment(
        {member.record_name: chosen[cluster_id] for cluster_id, group in clusters.items() for member in group},
        known,
        tuple(events),
    )


def _homes(
    clusters: Mapping[str, list[Member]], previous: Mapping[str, str], customers: Mapping[str, Customer]
) -> dict[str, dict[str, Age]]:
    """For each cluster the ids that stay with it, each with the age of its oldest member there."""
    parts: dict[str, list[tuple[bool, Age, str]]] = defaultdict(list)
    for cluster_id, group in clusters.items():
        for member in group:
            customer_id = previous.get(member.record_name)
            if customer_id is not None:
                is_founder = customers[customer_id].founded_by == member.record_name
                parts[customer_id].append((not is_founder, member.age, cluster_id))
    homes: dict[str, dict[str, Age]] = defaultdict(dict)
    for customer_id, seen in parts.items():
        home = min(seen)[2]
        homes[home][customer_id] = min(age for _, age, cluster_id in seen if cluster_id == home)
    return homes


def _found(
    project: str,
    group: list[Member],
    previous: Mapping[str, str],
    known: dict[str, Customer],
    events: list[Event],
    taken: set[str],
) -> str:
    """Mint from the oldest member; its own old id comes back where it was superseded and nobody else has it."""
    founder = group[0]
    attempt = 0
    while (customer_id := mint(project, founder.record_name, attempt)) in taken:
        attempt += 1
    if customer_id in known:
        _reactivate(known, events, customer_id)
        return customer_id
    known[customer_id] = Customer(customer_id, founder.kind, founder.record_name)
    left = next((previous[m.record_name] for m in group if m.record_name in previous), None)
    events.append(Event("split", customer_id, left) if left else Event("minted", customer_id))
    return customer_id


def _reactivate(known: dict[str, Customer], events: list[Event], customer_id: str) -> None:
    customer = known[customer_id]
    if customer.superseded_by is not None:
        known[customer_id] = Customer(customer_id, customer.kind, customer.founded_by)
        events.append(Event("restored", customer_id, customer.superseded_by))


def _supersede(known: dict[str, Customer], events: list[Event], loser: str, survivor: str) -> None:
    customer = known[loser]
    if customer.superseded_by != survivor:
        known[loser] = Customer(loser, customer.kind, customer.founded_by, survivor)
        events.append(Event("merged", loser, survivor))

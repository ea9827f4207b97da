"""Why two records are (not) one customer, and what a customer is made of; read from the tables of the last run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError

if TYPE_CHECKING:
    import duckdb

_WORDS = {
    "exact": "is the same",
    "same": "is the same",
    "nickname": "is the same name in another form",
    "variant": "is the same name in another spelling",
    "typo": "differs by a slip",
    "similar": "is alike",
    "initial": "agrees as far as it is written",
    "swapped": "stands in the other name's field",
    "close": "is nearly the same",
    "part": "agrees in part",
    "year": "agrees in the year or all but two digits",
    "local": "has the same name before the @",
    "postcode": "has the same postcode",
    "city": "has the same city",
    "number_differs": "is the same street with another number",
    "conflict": "is another proven number",
    "differs": "differs",
    "generation": "is a generation apart",
}


@dataclass(frozen=True)
class Evidence:
    """One comparison of a pair: `weight` in bits, above 0 for being the same."""

    comparison: str
    level: str
    weight: float

    @property
    def words(self) -> str:
        """The finding as a sentence, without any value."""
        return f"{self.comparison.replace('_', ' ')} {_WORDS[self.level]} ({self.weight:+.1f})"


@dataclass(frozen=True)
class PairExplanation:
    """What is known about two records. `weight` and `probability` are None where the pair was not worth scoring."""

    id_l: str
    id_r: str
    same_customer: bool
    weight: float | None
    probability: float | None
    decided_by: str | None
    keys: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True)
class MemberRecord:
    """One record of a customer."""

    record_name: str
    source: str
    rule: str
    weight: float | None
    is_founder: bool
    valid_from: str


@dataclass(frozen=True)
class CustomerExplanation:
    """A customer's sources, records, the scored pairs among them, and what happened to its id."""

    customer_id: str
    kind: str
    founded_by: str
    superseded_by: str | None
    sources: tuple[str, ...]
    members: tuple[MemberRecord, ...]
    edges: tuple[PairExplanation, ...]
    history: tuple[str, ...]


def explain_pair(con: duckdb.DuckDBPyConnection, id_l: str, id_r: str) -> PairExplanation:
    """Explain two records, in either order; ConfigError when one of them was not in the last run."""
    low, high = sorted((id_l, id_r))
    clusters = dict(
        con.execute(
            "select record_name, cluster_id from match.cluster where record_name in (?, ?)", [low, high]
        ).fetchall()
    )
    for name in (low, high):
        if name not in clusters:
            raise ConfigError(
                "unknown-record", "the last run has no such active record", where=name, mend="onefold run"
            )
    return _pair(con, low, high, clusters[low] == clusters[high])


def _pair(con: duckdb.DuckDBPyConnection, low: str, high: str, same_customer: bool) -> PairExplanation:
    score = con.execute(
        "select weight, probability, decided_by, evidence from match.score where id_l = ? and id_r = ?", [low, high]
    ).fetchone()
    keys = con.execute("select keys from match.candidate where id_l = ? and id_r = ?", [low, high]).fetchone()
    relations = con.execute(
        "select relation || ': ' || evidence from match.relation where record_l = ? and record_r = ? order by 1",
        [low, high],
    ).fetchall()
    weight, probability, decided_by, evidence = score or (None, None, None, None)
    return PairExplanation(
        low,
        high,
        same_customer,
        weight,
        probability,
        decided_by,
        tuple(keys[0]) if keys else (),
        _evidence(evidence),
        tuple(row[0] for row in relations),
    )


def _evidence(text: str | None) -> tuple[Evidence, ...]:
    """Strongest first, whichever way it speaks."""
    found = [Evidence(name, piece["level"], float(piece["weight"])) for name, piece in json.loads(text or "{}").items()]
    return tuple(sorted(found, key=lambda piece: (-abs(piece.weight), piece.comparison)))


def explain_customer(con: duckdb.DuckDBPyConnection, customer_id: str) -> CustomerExplanation:
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
    members = tuple(
        MemberRecord(*row)
        for row in con.execute(
            "select record_name, source, rule, weight, is_founder, valid_from::varchar from match.identity"
            " where customer_id = ? order by is_founder desc, record_name",
            [customer_id],
        ).fetchall()
    )
    pairs = con.execute(
        "select s.id_l, s.id_r from match.score s join match.identity l on l.record_name = s.id_l"
        " join match.identity r on r.record_name = s.id_r where l.customer_id = ? and r.customer_id = ? order by all",
        [customer_id, customer_id],
    ).fetchall()
    history = con.execute(
        "select happened_at::varchar || ' ' || event || coalesce(' ' || other_id, '') from match.identity_event"
        " where customer_id = ? or other_id = ? order by happened_at, event, customer_id",
        [customer_id, customer_id],
    ).fetchall()
    return CustomerExplanation(
        customer_id=customer_id,
        kind=customer[0],
        founded_by=customer[1],
        superseded_by=customer[2],
        sources=tuple(sorted({member.source for member in members})),
        members=members,
        edges=tuple(_pair(con, low, high, True) for low, high in pairs),
        history=tuple(row[0] for row in history),
    )

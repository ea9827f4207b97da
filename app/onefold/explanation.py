"""A customer or a pair explained for people: members, evidence in words, the winner of every attribute and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from onefold_core.settings import Project
from onefold_core.warehouse import table_exists

from onefold.lookup import customer_of, founding_record, matched

if TYPE_CHECKING:
    import duckdb
    from onefold_dedupe.explain import CustomerExplanation, PairExplanation

SHOWN_PAIRS = 6
"""Pairs spelled out; a customer of ten records has 45."""

_VALUES = """
select attribute, value, source, record_name, reason, is_winner
from golden.attribute where customer_id = ? order by attribute, is_winner desc, rank, source, record_name
"""


@dataclass(frozen=True)
class GoldenValue:
    """One candidate for an attribute; the winner is what is published."""

    attribute: str
    value: str
    source: str
    record_name: str
    reason: str
    is_winner: bool


@dataclass(frozen=True)
class CustomerAccount:
    """Everything the last run knows about why a customer is as it is."""

    customer: CustomerExplanation
    values: tuple[GoldenValue, ...]

    def as_dict(self) -> dict[str, Any]:
        """The account as `--json` prints it."""
        return {**asdict(self.customer), "values": [asdict(value) for value in self.values]}

    def text(self) -> str:
        """The account in words."""
        one = self.customer
        lines = [f"{one.customer_id}  {one.kind}, founded by {one.founded_by}"]
        if one.superseded_by:
            return f"{lines[0]}\nmerged into {one.superseded_by}; see: onefold explain {one.superseded_by}"
        lines += ["", f"Records ({len(one.members)}, from {', '.join(one.sources)})"]
        lines += [f"  {m.record_name}  joined by {m.rule}{_weight(m.weight)}" for m in one.members]
        lines += ["", "Values, the winner first"]
        last = None
        for value in self.values:
            name = value.attribute if value.attribute != last else ""
            mark = "*" if value.is_winner else " "
            lines.append(f"  {name:<18}{mark} {value.value}  [{value.source}, {value.reason}]")
            last = value.attribute
        strongest = sorted(one.edges, key=lambda edge: -(edge.weight or 0.0))
        for edge in strongest[:SHOWN_PAIRS]:
            lines += ["", f"{edge.id_l} and {edge.id_r}", *_evidence(edge)]
        if len(strongest) > SHOWN_PAIRS:
            lines += ["", f"and {len(strongest) - SHOWN_PAIRS} weaker pairs; all of them with --json"]
        if one.history:
            lines += ["", "History", *(f"  {event}" for event in one.history)]
        return "\n".join(lines)


@dataclass(frozen=True)
class PairAccount:
    """Why two records are, or are not, one customer."""

    pair: PairExplanation

    def as_dict(self) -> dict[str, Any]:
        """The account as `--json` prints it."""
        return asdict(self.pair)

    def text(self) -> str:
        """The account in words."""
        verdict = "one customer" if self.pair.same_customer else "two customers"
        return "\n".join([f"{self.pair.id_l} and {self.pair.id_r} are {verdict}", *_evidence(self.pair)])


def of_customer(project: Project, name: str) -> CustomerAccount:
    """Explain a customer id, or the customer of a record; the caller holds the lock."""
    from onefold_dedupe.explain import explain_customer

    customer_id = name if name.startswith("c_") and ":" not in name else customer_of(project, name)
    with matched(project) as connection:
        found = explain_customer(connection, customer_id)
        return CustomerAccount(found, _values(connection, customer_id))


def of_pair(project: Project, a: str, b: str) -> PairAccount:
    """Explain two records, or the founding records of two customers; the caller holds the lock."""
    from onefold_dedupe.explain import explain_pair

    id_a, id_b = founding_record(project, a), founding_record(project, b)
    with matched(project) as connection:
        return PairAccount(explain_pair(connection, id_a, id_b))


def _values(connection: duckdb.DuckDBPyConnection, customer_id: str) -> tuple[GoldenValue, ...]:
    if not table_exists(connection, "golden", "attribute"):
        return ()
    return tuple(GoldenValue(*row) for row in connection.execute(_VALUES, [customer_id]).fetchall())


def _evidence(pair: PairExplanation) -> list[str]:
    if pair.weight is None:
        return [f"  never compared: no blocking key in common{_relations(pair)}"]
    head = f"  {pair.weight:+.1f} bits, probability {pair.probability:.4f}, decided by {pair.decided_by}"
    found = [f"    {piece.words}" for piece in pair.evidence]
    # The pieces speak against strangers; the weight also against two people of one household, or two firms at one site.
    rest = pair.weight - sum(piece.weight for piece in pair.evidence)
    found.append(f"    few pairs are the same, and a shared household or site explains some of it ({rest:+.1f})")
    return [f"{head}; found by {', '.join(pair.keys)}{_relations(pair)}", *found]


def _relations(pair: PairExplanation) -> str:
    return f"; related: {', '.join(pair.relations)}" if pair.relations else ""


def _weight(weight: float | None) -> str:
    return f" ({weight:+.1f} bits)" if weight is not None else ""

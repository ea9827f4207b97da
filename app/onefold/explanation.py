"""A customer or a pair explained for people: members, evidence in words, the winner of every attribute and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from onefold_core.settings import Project
from onefold_core.warehouse import table_exists

from onefold import sentences
from onefold.lookup import customer_of, founding_record, is_customer_id, matched
from onefold.sentences import bits

if TYPE_CHECKING:
    import duckdb
    from onefold_core.state.decisions import RecordedDecision
    from onefold_dedupe.explain import CustomerExplanation, PairExplanation
    from onefold_dedupe.explain.pair import Link
    from onefold_dedupe.ruleset import Kind

_LONGEST_VALUE = 34

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
    decisions: tuple[RecordedDecision, ...]

    def as_dict(self) -> dict[str, Any]:
        """The account as `--json` prints it."""
        return {
            **asdict(self.customer),
            "values": [asdict(value) for value in self.values],
            "decisions": [asdict(decision) for decision in self.decisions],
        }

    def text(self) -> str:
        """The account in words."""
        one = self.customer
        lines = [f"{one.customer_id}  {one.kind}, founded by {sentences.founder(one)}"]
        if one.superseded_by:
            return f"{lines[0]}\nmerged into {one.superseded_by}; see: onefold explain {one.superseded_by}"
        lines += ["", f"Records ({len(one.members)}, from {', '.join(one.sources)}), in the order in which they join"]
        number = {member.record_name: n for n, member in enumerate(one.members, 1)}
        for member in one.members:
            lines.append(f"  {number[member.record_name]:>2}  {member.record_name}")
            if joins := sentences.joins(member, number):
                lines.append(f"      {joins}")
        lines += ["", "Values, the winner first"]
        last = None
        for value in self.values:
            name = value.attribute if value.attribute != last else ""
            mark = "*" if value.is_winner else " "
            lines.append(f"  {name:<18}{mark} {value.value}  [{value.source}, {value.reason}]")
            last = value.attribute
        if one.weakest:
            lines += ["", "Where it would part most easily", *_points(sentences.weakest(one.weakest, one))]
        if one.neighbours:
            lines += ["", "Not part of it", *_points(map(sentences.neighbour, one.neighbours))]
        if self.decisions:
            lines += ["", "Decisions on its records", *_points(sentences.decided(self.decisions, None))]
        if one.history:
            lines += ["", "History", *_points(one.history)]
        if len(one.members) > 1:
            lines += ["", *sentences.GLOSSARY]
        return "\n".join(lines)


@dataclass(frozen=True)
class PairAccount:
    """Why two records are, or are not, one customer."""

    pair: PairExplanation
    customers: tuple[str, str]
    decisions: tuple[RecordedDecision, ...]

    def as_dict(self) -> dict[str, Any]:
        """The account as `--json` prints it."""
        return {
            **asdict(self.pair),
            "customers": list(self.customers),
            "decisions": [asdict(decision) for decision in self.decisions],
        }

    @property
    def kind(self) -> Kind:
        """person or organization."""
        return "organization" if self.pair.kind == "organization" else "person"

    def text(self) -> str:
        """The account in words."""
        pair = self.pair
        ids = self.customers[0] if pair.same_customer else " and ".join(self.customers)
        lines = [f"{pair.id_l} and {pair.id_r} are {sentences.verdict(pair)}: {ids}"]
        lines += _points(sentences.reasons(pair, self.kind))
        lines += [f"    {_step(link)}" for link in pair.chain]
        if found_by := sentences.found_by(pair):
            lines.append(f"  {found_by}")
        lines += _points(sentences.decided(self.decisions, pair.verdict, pair.why))
        if pair.sum:
            lines += ["", *self._sum()]
            lines += [line for line in (sentences.rule_words(pair.sum), sentences.missing(pair.sum)) if line]
        if changes := list(sentences.suppositions(pair)):
            lines += ["", "What would change it", *_points(changes)]
        return "\n".join([*lines, "", sentences.GLOSSARY[0]])

    def _sum(self) -> list[str]:
        from onefold.cli.common import table

        if self.pair.sum is None:
            return []
        rows, total = [], 0.0
        for words, weight, values in sentences.steps(self.pair.sum, self.kind):
            total += weight
            rows.append((words, bits(weight), bits(total), *map(_short, values)))
        rows.append(("together", "", bits(self.pair.sum.evidence), "", ""))
        lines = table(("evidence", "bits", "sum", "one", "other"), rows).split("\n")
        return [line.rstrip() for line in lines]


def of_customer(project: Project, name: str, decisions: Sequence[RecordedDecision] = ()) -> CustomerAccount:
    """Explain a customer id, or the customer of a record; the caller holds the lock."""
    from onefold_dedupe.explain import explain_customer

    customer_id = name if is_customer_id(name) else customer_of(project, name)
    with matched(project) as connection:
        found = explain_customer(connection, customer_id, _thresholds(project))
        names = {member.record_name for member in found.members}
        mine = tuple(one for one in decisions if names & {one.id_l, one.id_r})
        return CustomerAccount(found, _values(connection, customer_id), mine)


def of_pair(project: Project, a: str, b: str, decisions: Sequence[RecordedDecision] = ()) -> PairAccount:
    """Explain two records, of two customers those between which most speaks for one; the caller holds the lock."""
    from onefold_dedupe.explain import closest_records, explain_pair

    ends = (founding_record(project, a), founding_record(project, b))
    customers = (customer_of(project, a), customer_of(project, b))
    with matched(project) as connection:
        if is_customer_id(a) and is_customer_id(b) and customers[0] != customers[1]:
            ends = closest_records(connection, *customers) or ends
        found = explain_pair(connection, *ends, _thresholds(project))
    if found.id_l != ends[0]:
        customers = customers[::-1]
    mine = tuple(one for one in decisions if (one.id_l, one.id_r) == (found.id_l, found.id_r))
    return PairAccount(found, customers, mine)


def _thresholds(project: Project) -> tuple[float, float]:
    return project.file.match.auto_merge, project.file.match.review_from


def _values(connection: duckdb.DuckDBPyConnection, customer_id: str) -> tuple[GoldenValue, ...]:
    if not table_exists(connection, "golden", "attribute"):
        return ()
    return tuple(GoldenValue(*row) for row in connection.execute(_VALUES, [customer_id]).fetchall())


def _points(lines: Any) -> list[str]:
    return [f"  {line}" for line in lines]


def _step(link: Link) -> str:
    return f"{link.id_l} and {link.id_r}: {sentences.link_words(link)}"


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"

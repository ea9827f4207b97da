"""An explanation's sentences: what a steward reads in the terminal and in the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from onefold_dedupe.explain.words import class_words, comparison_words, odds

if TYPE_CHECKING:
    from onefold_core.state.decisions import RecordedDecision
    from onefold_dedupe.explain.customer import CustomerExplanation, MemberRecord, Neighbour, WeakestPlace
    from onefold_dedupe.explain.evidence import Waterfall, WhatIf
    from onefold_dedupe.explain.pair import Link, PairExplanation
    from onefold_dedupe.explain.stored import OwnKeys, SharedKey
    from onefold_dedupe.ruleset import Kind

GLOSSARY = (
    "bits: +1 doubles the odds that two records are one, -1 halves them; +10 is a thousand to one.",
    "link: two records whose bits reach the threshold, or that somebody said are the same.",
)
_SHOWN_LINKS = 6
_OUTCOMES = {"join": "joined", "ask": "a person would be asked", "apart": "apart"}


def bits(weight: float) -> str:
    """`+9.7`."""
    return f"{weight + 0.0:+.1f}"


def verdict(pair: PairExplanation) -> str:
    """What the two records are to each other."""
    return "one customer" if pair.same_customer else "two customers"


def reasons(pair: PairExplanation, kind: Kind) -> Iterator[str]:
    """Why two records are, or are not, one customer."""
    found = pair.sum
    enough = f"{bits(pair.threshold)} ({odds(pair.threshold)}) is enough"
    weighs = (
        f"{bits(found.evidence)} bits: {odds(found.evidence)} that they are {class_words(kind, 'same')}"
        if found
        else ""
    )
    if pair.why == "linked":
        yield f"The evidence weighs {weighs}; {enough}."
    elif pair.why == "chain":
        own = (
            f"Their own evidence weighs {weighs}" if pair.weight is not None else "They were never compared themselves"
        )
        yield f"{own}; {enough}. They are one customer by way of others:"
    elif pair.why == "decided":
        yield f"A person said so: {pair.verdict or 'same'}."
        if found:
            yield f"The evidence alone weighs {weighs}; {enough}."
    elif pair.why == "asserted":
        yield "A source says so: one record was converted into the other there."
        yield f"The evidence alone weighs {weighs}; {enough}."
    elif pair.why == "kind":
        yield "One is a person and the other an organisation: they are never one customer."
    elif pair.why == "conflict" and found:
        yield f"A rule forbids it: {found.rule_reason}. Without that the evidence would weigh {weighs}."
    elif pair.why == "held_back" and found:
        yield f"The evidence weighs {weighs}; {enough}. A rule leaves it to a person all the same: {found.rule_reason}."
    elif pair.why == "review":
        yield f"The evidence weighs {weighs}. A person is asked from {bits(pair.review_from)}; {enough}."
    elif pair.why == "weak":
        yield f"The evidence weighs {weighs}; {enough}."
    elif pair.why in ("not_compared", "passed_over"):
        if pair.why == "passed_over":
            keys = _names([key.name for key in pair.shared_keys])
            yield f"They were never compared: of pairs found by {keys} alone, hardly one in a thousand matters."
        else:
            yield f"They were never compared: {_why_not_compared(pair.shared_keys)}."
            if pair.own_keys and not pair.shared_keys:
                yield from _own_keys(pair, pair.own_keys)
        if found:
            yield f"Had they been, the evidence would weigh {weighs}; {enough}."
    elif pair.why == "outvoted" and pair.between:
        yield f"The evidence on these two weighs {weighs}; {enough}. The records around them speak against it:"
        around = pair.between
        forbidden = f", {around.forbidden:,} forbidden by a rule" if around.forbidden else ""
        yield (
            f"the {around.pairs:,} pairs between the two customers weigh {bits(around.mean)} bits on average"
            f" ({around.compared:,} compared, the others count as -1{forbidden}); only above 0 they are joined."
        )
    for relation in pair.relations:
        yield f"They belong together otherwise: {relation.replace('_', ' ')}."
    if pair.differs_from_run:
        yield "This version of onefold weighs them otherwise than the last run did; the next run decides: onefold run"


def _why_not_compared(keys: Sequence[SharedKey]) -> str:
    if not keys:
        return "no search key has one value in both (onefold model show lists the keys)"
    told = []
    for key in keys[:3]:
        if key.is_capped:
            said = f"too many to compare all of them (cap {key.cap}), and nothing that divides them is the same in both"
        elif key.strength == "weak":
            said = "a weak key, which needs a second one"
        else:
            said = f"too many for a key that is enough by itself only up to {key.enough} records"
        told.append(f"{key.name.replace('_', ' ')} is the same in {key.records:,} records: {said}")
    return "; ".join(told)


def _own_keys(pair: PairExplanation, keys: OwnKeys) -> Iterator[str]:
    """What each of two records could have been found by."""
    places = {
        "In both, with other values": [key for key in keys.left if key in keys.right],
        f"Only in {pair.id_l}": [key for key in keys.left if key not in keys.right],
        f"Only in {pair.id_r}": [key for key in keys.right if key not in keys.left],
    }
    yield from (f"{where}: {_names(named)}." for where, named in places.items() if named)
    for name, own in ((pair.id_l, keys.left), (pair.id_r, keys.right)):
        if not own:
            yield f"Nothing in {name} can be searched by."


def _names(keys: Sequence[str]) -> str:
    return ", ".join(key.replace("_", " ") for key in keys)


def found_by(pair: PairExplanation) -> str | None:
    """The search keys that brought the pair up."""
    if pair.keys:
        return f"Found by: {', '.join(key.replace('_', ' ') for key in pair.keys)}."
    return "Compared because somebody decided on it." if pair.weight is not None else None


def steps(found: Waterfall, kind: Kind) -> Iterator[tuple[str, float, tuple[str, str]]]:
    """The sum of the evidence, line by line: words, bits, the two values."""
    yield start_words(found, kind), found.start, ("", "")
    for piece in found.pieces:
        if piece.level != "missing":
            yield piece.words, piece.weight, piece.values
    if abs(found.alternatives) >= 0.05:
        other = "unrelated" if found.against == "household" else "household"
        yield f"they may also be {class_words(kind, other)}", found.alternatives, ("", "")


def start_words(found: Waterfall, kind: Kind) -> str:
    """How the odds stand before anything is compared."""
    return f"before comparing: {class_words(kind, 'same')} against {class_words(kind, found.against)}"


def rule_words(found: Waterfall) -> str | None:
    """What a rule made of the evidence."""
    if found.rule is None:
        return None
    does = "forbids to join them" if found.rule == "conflict" else "leaves it to a person"
    return f"a rule {does}: {found.rule_reason}"


def missing(found: Waterfall) -> str | None:
    """What could not be compared."""
    names = [comparison_words(piece.comparison) for piece in found.pieces if piece.level == "missing"]
    return f"Not in both records, so it weighs nothing: {', '.join(sorted(names))}." if names else None


def supposition(one: WhatIf) -> str:
    """`if phone differed: +2.1 bits, a person would be asked`."""
    return f"if {one.words}: {bits(one.weight)} bits, {_OUTCOMES[one.outcome]}"


def suppositions(pair: PairExplanation) -> Iterator[str]:
    """What would lead to the other outcome."""
    if pair.own_keys and pair.why == "not_compared":
        enough = _names(pair.own_keys.enough)
        yield f"they would be compared if one of these were the same in both, and in few others: {enough}"
    yield from (supposition(one) for one in pair.what_if)
    if pair.why == "kind":
        yield "if both were of one kind: `kind` as sources/*.yml map it, or else what names and mailboxes say"
    if pair.why == "linked" and not pair.what_if:
        yield "no three of the comparisons that agree are needed: the rest would still be enough"
    if (
        pair.why in ("conflict", "held_back", "review", "weak", "not_compared", "passed_over")
        and pair.sum
        and not pair.what_if
    ):
        yield "no three comparisons would be enough, whatever they said"
    if pair.why == "chain":
        yield f"the weakest links of all its records: onefold explain {pair.id_l}"
    if pair.why != "kind":
        wanted = "different" if pair.same_customer else "same"
        yield f"a person's word: onefold decide {pair.id_l} {pair.id_r} {wanted} --why …"


def decided(decisions: Sequence[RecordedDecision], applied: str | None, why: str | None = None) -> Iterator[str]:
    """Who decided on the pair; `applied` is the verdict that the last run knew, `why` what became of the pair there."""
    for one in decisions:
        late = "" if one.verdict == applied else ", since the last run: onefold run applies it"
        if why == "kind":
            late = ", which changes nothing while one is a person and the other an organisation"
        yield f"{one.decision_id}: {one.decided_by} said {one.verdict} at {one.decided_at}{late}: {one.why}"


def founder(customer: CustomerExplanation) -> str:
    """The record that the id was minted from."""
    return customer.founded_by or "a record that was erased"


def weakest(place: WeakestPlace, customer: CustomerExplanation) -> Iterator[str]:
    """Where a customer would part, and what would part it there."""
    number = {member.record_name: n for n, member in enumerate(customer.members, 1)}
    side, rest = numbered(place.side, number), numbered(set(number) - set(place.side), number)
    count = len(place.links)
    held = "one link holds" if count == 1 else f"{count} links hold"
    yield f"{held} {side} to {rest}: {', '.join(_link(link, number) for link in place.links[:_SHOWN_LINKS])}"
    unseen = f", {place.pairs - place.compared:,} never compared" if place.compared < place.pairs else ""
    mean = f"{bits(place.mean)} bits on average{unseen}"
    yield f"all {place.pairs:,} pairs between them weigh {mean}; under 0 they part too"
    which = "that link" if count == 1 else "all these links"
    yield from (f"they part {supposition(one).split(':')[0]} on {which}" for one in place.what_if)
    if not place.what_if:
        yield f"no three comparisons that differed on {which} would part them"
    parts = " / ".join(numbered(part, number) for part in place.parts_by_decision)
    yield f"onefold decide {place.decision[0]} {place.decision[1]} different --why … would leave: {parts}"


def link_words(link: Link) -> str:
    """`+9.5 bits: e-mail: the same; given name: the same`, or by whose word."""
    if link.verdict in ("same", "asserted"):
        return f"{'a person' if link.verdict == 'same' else 'a source'}'s word (the evidence: {bits(link.weight)} bits)"
    return f"{bits(link.weight)} bits: {'; '.join(link.strongest) or 'many small agreements'}"


def joins(member: MemberRecord, number: dict[str, int]) -> str | None:
    """How a record came to a customer; None for the first one."""
    if member.joined_by is None:
        return None if member.is_founder else f"joined by {member.rule}"
    link = member.joined_by
    other = number[link.id_r if link.id_l == member.record_name else link.id_l]
    return f"joins {other} by {link_words(link)}"


def _link(link: Link, number: dict[str, int]) -> str:
    one, other = sorted((number[link.id_l], number[link.id_r]))
    word = {"same": ", a person's word", "asserted": ", a source's word"}.get(link.verdict or "", "")
    return f"{one}-{other} ({bits(link.weight)}{word})"


def numbered(names: Sequence[str] | set[str], number: dict[str, int]) -> str:
    """`{1, 2, 5}`: records by their place in the list."""
    return "{" + ", ".join(str(n) for n in sorted(number[name] for name in names)) + "}"


def neighbour(one: Neighbour) -> str:
    """A record outside that something speaks for."""
    weight = "" if one.weight is None else f" ({bits(one.weight)} bits)"
    return f"{one.other_record} of {one.other_customer}: {one.why.replace('_', ' ')}{weight}, by {one.record_name}"

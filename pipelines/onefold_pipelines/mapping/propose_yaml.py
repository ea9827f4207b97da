"""A proposal as the YAML that a user confirms: every line says how sure it is and why, without a value of the data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onefold_pipelines.mapping.proposal import SURE, ColumnProposal, Proposal

_PLAIN = re.compile(r"[^\W\d][\w./№]*(?: [\w./№]+)*")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_COMMENT_COLUMN = 56


@dataclass(frozen=True)
class ProposedObject:
    """One object of a new source: its name, its proposal, and facts of its file (`path`, `format`, `sheet`)."""

    name: str
    proposal: Proposal
    facts: Mapping[str, str | int] = field(default_factory=dict)


def render_yaml(
    name: str,
    kind: str,
    objects: Sequence[ProposedObject],
    *,
    url: str | None = None,
    trust: int = 50,
    timezone: str = "UTC",
    country: str | None = None,
    currency: str | None = None,
) -> str:
    """sources/<name>.yml for these objects; `country` and `currency` are the project's, for the commented lines."""
    lines = [
        f"# {name}: proposed by `onefold source add` from headers and samples.",
        "# Look at every line, above all those with a question mark; then: onefold source build",
        f"kind: {kind}",
        *([f"url: {_scalar(url)}"] if url else []),
        _line(f"trust: {trust}", "0 to 100, against your other sources: decides whose value wins"),
        _line(f"timezone: {timezone}", "of times that say no zone"),
        _line(f"# country: {country or 'DE'}", "of records without one"),
        _line(f"# currency: {currency or 'EUR'}", "of amounts without one"),
        "objects:",
    ]
    for one in objects:
        lines += _object(one)
    return "\n".join(lines) + "\n"


def _object(one: ProposedObject) -> list[str]:
    proposal = one.proposal
    lines = [f"  {_scalar(one.name)}:"]
    lines += [f"    {key}: {value if isinstance(value, int) else _scalar(value)}" for key, value in one.facts.items()]
    lines.append(_line(f"    entity: {proposal.entity}", _why(proposal.entity_confidence, proposal.entity_reason)))
    lines.append(_line(f"    key: [{', '.join(_item(h) for h in proposal.key)}]", proposal.key_reason))
    if proposal.cursor:
        lines.append(
            _line(f"    cursor: {_scalar(proposal.cursor)}", "only rows at or past the last value are read again")
        )
    if proposal.deleted:
        lines.append(_line(f"    deleted: {_scalar(proposal.deleted)}", "rows that the source has deleted"))
    mapped = [c for c in proposal.columns if c.decision == "map"]
    if mapped:
        lines.append("    map:")
        lines += [_line(f"      {_scalar(c.header)}: {_target(c)}", _why(c.confidence, c.reason)) for c in mapped]
    for decision in ("keep", "ignore"):
        columns = [c for c in proposal.columns if c.decision == decision]
        if columns:
            lines.append(f"    {decision}:")
            lines += [_line(f"      - {_scalar(c.header)}", _reason(c)) for c in columns]
    return lines


def _target(column: ColumnProposal) -> str:
    target = column.target or ""
    parts = [f"as: {target}"]
    for name in ("label", "ref", "country", "format"):
        value = getattr(column, name)
        if value is not None:
            parts.append(f"{name}: {_item(value)}")
    return target if len(parts) == 1 else "{" + ", ".join(parts) + "}"


def _reason(column: ColumnProposal) -> str:
    return f"? {column.reason}" if column.decision == "keep" else column.reason


def _why(confidence: float, reason: str) -> str:
    return f"{'' if confidence >= SURE else '? '}{confidence:.2f} {reason}"


def _line(text: str, comment: str) -> str:
    return f"{text.ljust(_COMMENT_COLUMN)} # {comment}"


def _scalar(text: str) -> str:
    """A YAML scalar: plain where YAML reads it as this very text, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    if re.fullmatch(r"[\w./]+ (= \w+|is not null)|[\w./*-]*[a-z][\w./*-]*", text):
        return text if text.lower() not in _WORDS_OF_YAML else f'"{text}"'
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _item(text: str) -> str:
    """A scalar inside a flow list or mapping."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML else _scalar_quoted(text)


def _scalar_quoted(text: str) -> str:
    scalar = _scalar(text)
    return scalar if scalar.startswith('"') else f'"{scalar}"'

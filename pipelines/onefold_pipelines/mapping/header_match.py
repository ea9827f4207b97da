"""How well a header names a target: synonyms found in its words, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from onefold_core.model import CONTACT_CHANNELS

from onefold_pipelines.mapping.targets import REFERENCES
from onefold_pipelines.mapping.wording import (
    Synonym,
    Words,
    filler_words,
    fold,
    label_words,
    target_synonyms,
)

EXACT = 0.95
"""Confidence of a header that is a synonym word for word; the samples and doubts take it from there."""

_FILLER_COST = 0.04
_LENGTH_BONUS = 0.01
_UNKNOWN_COST = 0.3
_ID_COST = 0.9
_ID_WORDS = frozenset({"id", "ids", "uuid", "guid", "ид", "ід"})
"""An id beside a target's name is a key of that thing, not the thing."""

_LABEL_COST = 0.01
_LANGUAGE_BONUS = 0.03
_COMPOUND = 5
"""Letters from which the start of a compound (Rechnungsadresse) is looked up as a label."""


@dataclass(frozen=True)
class Match:
    """A target that a header may name; `label` when the header tells which of several it is."""

    target: str
    label: str | None
    confidence: float
    language: str
    covered: int


def matches(header: str, entity: str, language: str | None = None) -> list[Match]:
    """Every target that the header may name, best first; one entry a target."""
    words = fold(header)
    best: dict[str, Match] = {}
    for synonym in target_synonyms(entity):
        match = _match(words, synonym, language)
        if match is not None and (synonym.target not in best or _rank(match) > _rank(best[synonym.target])):
            best[synonym.target] = match
    return sorted(best.values(), key=_rank, reverse=True)


def _rank(match: Match) -> tuple[float, int]:
    return match.confidence, match.covered


def _match(words: Words, synonym: Synonym, language: str | None) -> Match | None:
    start = _find(words, synonym.words)
    if start is None:
        return None
    rest = words[:start] + words[start + len(synonym.words) :]
    labels = list(_labels(words if synonym.target in (*CONTACT_CHANNELS, "address") else rest, synonym.target))
    takes_label = synonym.target in CONTACT_CHANNELS or synonym.target.startswith(_LABELLED_PREFIXES)
    confidence = (
        EXACT + _LENGTH_BONUS * (len(synonym.words) > 1) + (_LANGUAGE_BONUS if synonym.language == language else 0.0)
    )
    for word in rest:
        if word in _ID_WORDS:
            confidence -= 0.0 if synonym.target in REFERENCES else _ID_COST
        elif takes_label and (word.isdigit() or any(_labels((word,), synonym.target))):
            confidence -= _LABEL_COST
        elif word in filler_words() or (word,) in _same_target(synonym.target, synonym.language):
            confidence -= _FILLER_COST
        else:
            confidence -= _UNKNOWN_COST
    number = next((w for w in words if w.isdigit() and int(w) > 1), "") if takes_label else ""
    label = " ".join(x for x in (labels[0] if labels else "", number) if x) or None
    return Match(synonym.target, label, min(max(confidence, 0.0), 0.98), synonym.language, len(synonym.words))


_LABELLED_PREFIXES = ("address", "consent")
_CONTACT_LABELS = frozenset({"mobile", "work", "home", "primary", "other"})
_ADDRESS_LABELS = frozenset({"work", "home", "primary", "other", "billing", "shipping", "registered", "postal"})


@cache
def _same_target(target: str, language: str) -> frozenset[Words]:
    """Other names of the same target, which add nothing: Как вас зовут? (ФИО)."""
    targets = {target, "address"} if target.startswith("address.") else {target}
    return frozenset(s.words for s in target_synonyms("party") if s.target in targets and s.language == language)


def _find(words: Words, part: Words) -> int | None:
    for start in range(len(words) - len(part) + 1):
        if words[start : start + len(part)] == part:
            return start
    return None


def _labels(words: Words, target: str) -> Iterator[str]:
    """Labels among these words that make sense for the target."""
    known = {word: label for word, label in label_words().items() if label in _allowed(target)}
    for word in words:
        if word in known:
            yield known[word]
            continue
        starts = [w for w in known if len(w) >= _COMPOUND and word.startswith(w)]
        if starts:
            yield known[max(starts, key=len)]


def _allowed(target: str) -> frozenset[str]:
    if target in CONTACT_CHANNELS:
        return _CONTACT_LABELS
    return _ADDRESS_LABELS if target.startswith("address") else frozenset()

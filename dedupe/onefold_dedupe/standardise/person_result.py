"""The result of a reading of a person's name: capitals, gender, key and status."""

from __future__ import annotations

import re
from typing import Any

from onefold_dedupe.standardise.latin import latin_key
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.nicknames import given_key
from onefold_dedupe.standardise.person_case import needs_case, proper
from onefold_dedupe.standardise.person_gender import gender
from onefold_dedupe.standardise.person_read import Reading
from onefold_dedupe.standardise.result import Standardised, Status, refused

GUESS = 0.5
"""Up to this confidence the order of the parts, or that a lone word is a given name, is a guess."""
_LETTER = re.compile(r"[^\W_]")
_FIELDS = ("title", "given", "middle", "patronymic", "family", "suffix", "nickname", "maiden", "unparsed")
_NAMES = ("given", "middle", "patronymic", "family")

Parts = dict[str, str]


def finished(reading: Reading, changes: list[str], issues: list[str]) -> Standardised:
    changes = [*changes, *reading.changes]
    parts, was_cased = _cased(reading.parts)
    if was_cased:
        changes.append("case_repaired")
    stripped = {name: parts[name].strip(" ,") for name in _FIELDS if name in parts}
    value: dict[str, Any] = {
        name: text for name, text in stripped.items() if text and (name == "unparsed" or _LETTER.search(text))
    }
    if not value:
        return refused("not_a_name")
    if reading.second:
        issues.append("couple")
    confidence = round(reading.confidence, 2)
    return result_of(value, confidence, tuple(dict.fromkeys(changes)), tuple(dict.fromkeys(issues)), reading.second)


def result_of(
    value: dict[str, Any],
    confidence: float,
    changes: tuple[str, ...],
    issues: tuple[str, ...],
    second: Parts | None = None,
) -> Standardised:
    found = gender(value, sure=confidence > GUESS)
    if found:
        value["gender"] = found
    if second:
        value["others"] = [_other(second)]
    status: Status = "partial" if "unparsed" in value else "ok"
    return Standardised(status, value, person_key(value), confidence, changes, issues)


def _cased(parts: Parts) -> tuple[Parts, bool]:
    if needs_case(" ".join(parts[name] for name in _NAMES if name in parts)):
        kept = ("title", "unparsed")
        cased = {name: value if name in kept else proper(value) for name, value in parts.items()}
        return cased, cased != parts
    given, family = parts.get("given", ""), parts.get("family", "")
    if len(family) > 3 and family.isupper() and not (given or "A").isupper():
        return {**parts, "family": proper(family)}, True
    if len(given) > 3 and given.isupper() and given.isalpha() and family.istitle() and "middle" not in parts:
        return {**parts, "given": proper(given)}, True
    return parts, False


def _other(second: Parts) -> Parts:
    parts, _ = _cased(second)
    other = {name: parts[name] for name in _FIELDS if parts.get(name)}
    found = gender(other, sure=True)
    return {**other, "gender": found} if found else other


def person_key(value: dict[str, Any]) -> str | None:
    """Folded family name, then the given name's key; a name of one part is that part."""
    family, given = value.get("family"), value.get("given")
    key = _family_key(family) if family else ""
    first = given_key(given) if given else ""
    if key and first:
        return f"{key} {first}"
    return key or first or latin_key(value.get("patronymic") or value.get("middle", "")) or None


@memo(65_536)
def _family_key(family: str) -> str:
    return latin_key(family).replace(" ", "")

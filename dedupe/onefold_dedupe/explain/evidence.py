"""The evidence on a pair as a sum, what overrode it, and what would have to agree otherwise to change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from onefold_dedupe.explain.weigh import Weighed, differing_level
from onefold_dedupe.explain.words import comparison_words, level_words
from onefold_dedupe.features import PART
from onefold_dedupe.ruleset import Comparison

COMBINED = 3
"""Pieces of evidence that a `what if` changes at most together."""
SHOWN_CHANGES = 6
_RECEIVED = {
    "given": ("given",),
    "family": ("family",),
    "name_set": ("given", "family"),
    "organization_tokens": ("organization",),
    "street": ("street", "street_2", "house"),
    "place": ("postcode", "city", "state"),
}
"""Columns of `match_input` that a feature is made of, where it is not the one of its name."""


@dataclass(frozen=True)
class Piece:
    """One comparison of a pair. `weight`: bits for one entity against the likelier other explanation of the pair;
    `against_unrelated`: against chance alone. `shared_by` of `known` records had the agreed value when the model was
    trained (None where that does not matter).
    """

    comparison: str
    level: str
    weight: float
    against_unrelated: float
    values: tuple[str, str]
    shared_by: int | None
    known: int

    @property
    def words(self) -> str:
        """The finding as a sentence, without any value."""
        rarity = f", in {self.shared_by:,} of {self.known:,} records" if self.shared_by else ""
        return f"{self.short_words}{rarity}"

    @property
    def short_words(self) -> str:
        """The same without the value's rarity."""
        return f"{comparison_words(self.comparison)}: {level_words(self.level)}"


@dataclass(frozen=True)
class Waterfall:
    """A weight as a sum: `start` + every piece + `alternatives` = `evidence`; a rule may make it another `weight`.

    `against`: the likelier explanation beside `same`, household or unrelated; what the other one adds to it is
    `alternatives` (0 or less). `rule`: conflict, doubt, thin, or None; `rule_reason` says which one.
    """

    against: str
    start: float
    pieces: tuple[Piece, ...]
    alternatives: float
    evidence: float
    rule: str | None
    rule_reason: str | None
    weight: float


@dataclass(frozen=True)
class WhatIf:
    """What the pair would weigh if these comparisons were at these levels, and what onefold would do then: join, ask,
    keep apart.
    """

    levels: tuple[tuple[str, str], ...]
    weight: float
    outcome: str

    @property
    def words(self) -> str:
        """The supposition as the first half of a sentence."""
        return " and ".join(f"{comparison_words(name)} {_SUPPOSED.get(level, level)}" for name, level in self.levels)


_SUPPOSED = {"differs": "differed", "exact": "were the same", "same": "were the same"}


def waterfall(weighed: Weighed, row: int, received: Mapping[str, Mapping[str, Any]]) -> Waterfall:
    """The weight of one pair as a sum; strongest piece first, whichever way it speaks."""
    classes = weighed.classes(row)
    against = max(("unrelated", "household"), key=lambda name: classes[name].total)
    same, other, chance = classes["same"], classes[against], classes["unrelated"]
    pieces = []
    for weights in weighed.scale.model.weights:
        comparison = weights.comparison
        name, number = comparison.name, weighed.level(row, comparison.name)
        level = comparison.levels[number - 1] if number else "missing"
        counted = weighed.shared_by(row, name) if level in ("exact", "same") else 0
        pieces.append(
            Piece(
                comparison=name,
                level=level,
                weight=_rounded(same.by_comparison[name] - other.by_comparison[name]),
                against_unrelated=_rounded(same.by_comparison[name] - chance.by_comparison[name]),
                values=(_value(comparison, received, weighed.pairs[row][0]),
                        _value(comparison, received, weighed.pairs[row][1])),
                shared_by=max(counted, 2) if counted and comparison.term_frequency else None,
                known=weights.filled,
            )
        )  # fmt: skip
    evidence = weighed.without_rules(row)
    start = same.start - other.start
    alternatives = evidence - (same.total - other.total)
    rule = weighed.rules[row] or None
    return Waterfall(
        against=against,
        start=_rounded(start),
        pieces=tuple(sorted(pieces, key=lambda piece: (-abs(piece.weight), piece.comparison))),
        alternatives=_rounded(alternatives),
        evidence=_rounded(evidence),
        rule=rule,
        rule_reason=_rule_reason(weighed, row),
        weight=_rounded(float(weighed.weights[row])),
    )


def _rule_reason(weighed: Weighed, row: int) -> str | None:
    if weighed.rules[row] == "thin":
        return "all of it is one piece of evidence, which may be a coincidence or somebody else's"
    found = weighed.rule_that_holds(row)
    return found.reason if found else None


def _rounded(bits: float) -> float:
    return round(bits, 3) + 0.0


def _value(comparison: Comparison, received: Mapping[str, Mapping[str, Any]], name: str) -> str:
    """What the record has for a comparison, as people would write it; '' for nothing."""
    record = received.get(name, {})
    feature = comparison.features[0]
    columns = _RECEIVED.get(feature, (feature,))
    if feature in ("street", "place"):
        found = [" ".join(str(one[c]) for c in columns if one.get(c)) for one in record.get("address") or ()]
    elif isinstance(record.get(columns[0]), list):
        found = [str(value).rpartition(PART)[2] for value in record[columns[0]]]
    else:
        found = [" ".join(str(record[column]) for column in columns if record.get(column))]
    return ", ".join(sorted({value for value in found if value}))


def what_parts(weighed: Weighed) -> tuple[WhatIf, ...]:
    """Disagreements that would bring every one of the pairs under the threshold: each alone, else the fewest together.

    The pairs are links; the weight is that of the strongest of them then.
    """
    agreeing = [
        c
        for c in weighed.scale.model.comparisons
        if any(0 < weighed.level(row, c.name) < differing_level(c) for row in range(len(weighed.pairs)))
    ]
    return _fewest(weighed, [(c, differing_level(c)) for c in agreeing], under=True)


def what_joins(weighed: Weighed) -> tuple[WhatIf, ...]:
    """Agreements that would bring a pair to the threshold: each alone, else the fewest together; none where a conflict
    forbids it whatever agrees.
    """
    open_to = [c for c in weighed.scale.model.comparisons if weighed.level(0, c.name) != 1]
    return _fewest(weighed, [(c, 1) for c in open_to], under=False)


def _fewest(weighed: Weighed, changes: Sequence[tuple[Comparison, int]], *, under: bool) -> tuple[WhatIf, ...]:
    for size in range(1, COMBINED + 1):
        found = [_what_if(weighed, chosen) for chosen in combinations(changes, size)]
        limit = weighed.scale.threshold
        crossing = [one for one in found if (one.weight < limit if under else one.weight >= limit)]
        if crossing:
            return tuple(sorted(crossing, key=lambda one: (one.weight if under else -one.weight, one.levels)))[
                :SHOWN_CHANGES
            ]
    return ()


def _what_if(weighed: Weighed, changes: Sequence[tuple[Comparison, int]]) -> WhatIf:
    changed = weighed.changed({comparison.name: level for comparison, level in changes})
    strongest = int(np.argmax(changed.weights))
    weight = float(changed.weights[strongest])
    outcome = "join" if weight >= weighed.scale.threshold else "ask" if weight >= weighed.scale.ask_from else "apart"
    levels = tuple((comparison.name, comparison.levels[level - 1]) for comparison, level in changes)
    return WhatIf(levels, _rounded(weight), outcome)

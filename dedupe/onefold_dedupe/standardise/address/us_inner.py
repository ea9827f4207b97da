"""What lies inside a building: units, floors and buildings of an American address."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_words import (
    FLOOR_NUMBER,
    FLOOR_WORDS,
    LEVEL_WORDS,
    STREET_UNITS,
    UNIT_WORDS,
    WHOLE_UNITS,
)

IDENTIFIER = re.compile(r"\(?(?=[\w/&.-]*\d|[A-Za-z]\b)[\w/&.-]+\)?|[A-Za-z]-[A-Za-z]")


def inner_spans(draft: Draft, tokens: list[int]) -> list[tuple[list[int], str]] | None:
    """The tokens as units one after another, each with its label; None when they are anything else."""
    at, size = 0, len(tokens)
    found: list[tuple[list[int], str]] = []
    while at < size:
        end = _unit_end(draft, tokens, at)
        if end == at:
            return None
        found.append((tokens[at:end], "unit"))
        at = end
    return found or None


def _unit_end(draft: Draft, tokens: list[int], at: int) -> int:
    """Where the unit that starts at position `at` ends; `at` itself when none does."""
    size = len(tokens)
    word, folded = draft.text[tokens[at]], draft.fold[tokens[at]]
    if word[0] == "#":
        if len(word) > 1:
            return at + 1
        return at + 2 if at + 1 < size and len(draft.fold[tokens[at + 1]]) <= 8 else at
    following = draft.fold[tokens[at + 1]] if at + 1 < size else ""
    if following in LEVEL_WORDS and (FLOOR_NUMBER.fullmatch(folded) or folded in FLOOR_WORDS):
        return at + 2
    if folded not in UNIT_WORDS and folded not in WHOLE_UNITS and folded not in STREET_UNITS:
        return at
    end = at + 1
    if end < size and (draft.text[tokens[end]] == "#" or following in ("no", "number")):
        end += 1
    if end < size and IDENTIFIER.fullmatch(draft.text[tokens[end]].rstrip(".:")):
        is_floor = end + 1 < size and draft.fold[tokens[end + 1]] in LEVEL_WORDS
        if not (is_floor and folded in WHOLE_UNITS):
            return end + 1
    return at + 1 if folded in WHOLE_UNITS and end == at + 1 else at

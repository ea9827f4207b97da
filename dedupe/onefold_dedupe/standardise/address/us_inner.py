"""What lies inside a building or stands for it: units, floors and post boxes of an American address."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_words import (
    DIRECTIONS,
    FLOOR_NUMBER,
    FLOOR_WORDS,
    LEVEL_WORDS,
    STREET_UNITS,
    UNIT_WORDS,
    WHOLE_UNITS,
)

IDENTIFIER = re.compile(
    r"\(?(?=[\w/&.-]*\d|[A-Za-z]\b)[\w/&.-]+\)?|[A-Za-z]-[A-Za-z]|[IVX]{2,4}|(?i:bsmt|frnt|grdn|lowr|uppr|rear|front)"
)


_OPENERS = UNIT_WORDS | WHOLE_UNITS | STREET_UNITS


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
    following = draft.fold[tokens[at + 1]] if at + 1 < size else ""
    if word[0] == "#":
        if len(word) > 1:
            return at + 1
        if at + 1 == size or len(following) > 8:
            return at
        return at + 3 if following.isdigit() and _adds_to_number(draft, tokens, at + 2) else at + 2
    if following in LEVEL_WORDS and (FLOOR_NUMBER.fullmatch(folded) or folded in FLOOR_WORDS):
        return at + 2
    if folded not in _OPENERS:
        return at
    end = at + 1
    if end < size and (draft.text[tokens[end]] == "#" or following in ("no", "number")):
        end += 1
    if end < size and IDENTIFIER.fullmatch(draft.text[tokens[end]].rstrip(".:")):
        is_floor = end + 1 < size and draft.fold[tokens[end + 1]] in LEVEL_WORDS
        if not (is_floor and folded in WHOLE_UNITS):
            end += 1
            is_numbered = draft.text[tokens[end - 1]][-1].isdigit()
            return end + 1 if is_numbered and _adds_to_number(draft, tokens, end) else end
    return at + 1 if folded in WHOLE_UNITS and end == at + 1 else at


def _adds_to_number(draft: Draft, tokens: list[int], at: int) -> bool:
    """Whether the last word of a segment belongs to the number before it: `Apt 13 C`, `Unit 2 East`."""
    if at + 1 != len(tokens):
        return False
    following = tokens[at] + 1
    if following < len(draft) and draft.segment[following] == draft.segment[tokens[at]]:
        return False
    folded = draft.fold[tokens[at]]
    return folded in DIRECTIONS or (len(folded) == 1 and folded.isalpha())


_ROUTE = "rr|r r|rural route|rfd|rural free delivery|hcr?|hc r|h c|highway contract(?: route)?|star route|psc|cmr"
BOX = re.compile(
    r"(?:(?:p ?o|post office) (?:box|bx|drawer)|p ?o ?box|po?b|box"
    rf"|(?:{_ROUTE})(?: no)? \d+[a-z]? (?:box|bx))"
    r"(?: no)? (?:\d+(?: [a-z])?\b|\w*\d\w*|[a-z]\b)"
)


def box_end(draft: Draft, tokens: list[int]) -> int:
    """How many of the tokens are a post box with its number; 0 when none are."""
    phrase = draft.phrase(tokens)
    match = BOX.match(phrase)
    if match is None:
        return 0
    at = 0
    for count, i in enumerate(tokens, 1):
        folded = draft.fold[i]
        at += len(folded) + 1 if folded else 0
        if at - 1 >= match.end():
            return count if at - 1 == match.end() else 0
    return 0

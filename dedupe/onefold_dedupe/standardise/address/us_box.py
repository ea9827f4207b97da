"""American post boxes, rural routes, highway contracts and military boxes with their town (Publication 28, 24-28)."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_regular import place_spans

_ROUTE = "rr|r r|rural route|rfd|rural free delivery|hcr?|hc r|h c|highway contract(?: route)?|star route|psc|cmr"
BOX = re.compile(
    r"(?:(?:p ?o|post office) (?:box|bx|drawer)|p ?o ?box|po?b|box"
    rf"|(?:{_ROUTE})(?: no)? \d+[a-z]? (?:box|bx))"
    r"(?: no)? (?:\d+(?: [a-z])?\b|\w*\d\w*|[a-z]\b)"
)


def parse_box(draft: Draft) -> bool:
    """Label a line that is a box and its town; False, with nothing labelled, when it is anything else."""
    groups = draft.segments()
    if not groups:
        return False
    end = _box_end(draft, groups[0])
    if not end:
        return False
    rest = [groups[0][end:], *groups[1:]] if end < len(groups[0]) else groups[1:]
    spans: list[tuple[list[int], str]] = []
    if rest:
        middle = rest[:-1]
        found = place_spans(draft, middle, rest[-1])
        if found is None or middle or not any(tokens for tokens, label in found[0] if label in ("state", "postcode")):
            return False
        spans = found[0]
    for tokens, label in [(groups[0][:end], "po_box"), *spans]:
        draft.claim(tokens, label)
    return True


def _box_end(draft: Draft, tokens: list[int]) -> int:
    """How many of the tokens are a box with its number; 0 when none are."""
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

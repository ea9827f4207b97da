"""American post boxes, rural routes, highway contracts and military boxes with their town (Publication 28, 24-28)."""

from __future__ import annotations

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_inner import box_end
from onefold_dedupe.standardise.address.us_regular import place_spans


def parse_box(draft: Draft) -> bool:
    """Label a line that is a box and its town; False, with nothing labelled, when it is anything else."""
    groups = draft.segments()
    if not groups:
        return False
    end = box_end(draft, groups[0])
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

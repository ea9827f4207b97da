"""The name before an American street: a building's (`house`), or the addressee's, which is no part of the address."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_words import CARE_MARKS
from onefold_dedupe.standardise.country import word_set

FIRM_ENDS = word_set("inc incorporated llc corp corporation ltd lp llp pllc pc")
LINE_END = re.compile(r"[\r\n]")


def name_label(draft: Draft, first: int, end: int) -> str:
    """`addressee` for the tokens of a name that is marked (c/o, attn), a line of its own or a firm's, else `house`."""
    folded = draft.fold[first:end]
    before = draft.raw[draft.end[first - 1] : draft.start[first]] if first else ""
    after = draft.raw[draft.end[end - 1] : draft.start[end] if end < len(draft) else len(draft.raw)]
    is_marked = any(word in CARE_MARKS or word.partition(" ")[0] in CARE_MARKS for word in folded)
    if is_marked or folded[-1] in FIRM_ENDS or LINE_END.search(before) or LINE_END.search(after):
        return "addressee"
    return "house"


def tell_names_apart(draft: Draft) -> None:
    """Settle what the model took for a recipient; an addressee stays unparsed and is an issue."""
    labels = draft.label
    at, size = 0, len(draft)
    while at < size:
        if labels[at] != "addressee":
            at += 1
            continue
        first = at
        while at < size and labels[at] == "addressee":
            at += 1
        labels[first:at] = [name_label(draft, first, at)] * (at - first)
    if "addressee" in labels:
        draft.issues.append("addressee_named")

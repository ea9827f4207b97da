"""The name before an American street: a building's (`house`), or the addressee's, which is no part of the address."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_words import CARE_MARKS, STREET_WORDS
from onefold_dedupe.standardise.country import word_set

FIRM_ENDS = word_set("inc incorporated llc corp corporation ltd lp llp pllc pc")
LINE_END = re.compile(r"[\r\n]")
# Words of buildings' names that are no street's type.
BUILDINGS = word_set(
    """
    academy airport apartments arena bank bar building cafe cemetery chapel church clinic college condominiums condos
    factory gym hall home hospital hotel house inn institute library lofts market memorial motel museum office offices
    palace pizza residences restaurant salon school shop shops stadium store studio studios temple terminal theater
    theatre tower towers university warehouse
    """
)


def name_label(draft: Draft, first: int, end: int) -> str:
    """`addressee` for a name that is marked (c/o, attn), a person's, a firm's or of several lines, else `house`."""
    folded = draft.fold[first:end]
    is_marked = any(word in CARE_MARKS or word.partition(" ")[0] in CARE_MARKS for word in folded)
    is_several = LINE_END.search(draft.raw, draft.end[first], draft.start[end - 1]) is not None
    if is_marked or folded[-1] in FIRM_ENDS or is_several or _is_person(folded):
        return "addressee"
    return "house"


def _is_person(words: list[str]) -> bool:
    """Whether two to four words, a given name first, name no building."""
    from onefold_dedupe.standardise.nicknames import is_given_name

    if not 2 <= len(words) <= 4 or not all(word.isalpha() for word in words):
        return False
    return is_given_name(words[0]) and not any(word in BUILDINGS or word in STREET_WORDS for word in words)


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

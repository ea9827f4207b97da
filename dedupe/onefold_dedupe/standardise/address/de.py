"""Germany: a house's name before its street, the squares of Mannheim, parts of a town (`OT Rot`)."""

from __future__ import annotations

import re
from dataclasses import replace

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.spec import STREET, Spec
from onefold_dedupe.standardise.country import word_set

SQUARE = re.compile(r"[A-U][1-7]|L(?:[89]|1[0-5])", re.IGNORECASE)
"""The squares of Mannheim's centre; the house number follows (`Q7, 24`)."""

HOUSE = re.compile(r"\d{1,2}[a-z]?(?:[-/]\d{1,2}[a-z]?)?", re.IGNORECASE)

DISTRICT = word_set("ot ortsteil stadtteil ortschaft gt")
# Before a street of one word these belong to its name, as adjectives do: Alte Poststraße, Am Reitplatz, St. Annagasse.
BEFORE_NAME = re.compile(
    r".*(?:e|en|em|er|es|\.|-)|am|an|auf|aus|bei|beim|im|in|zum|zur|vor|unter|ober|neu|alt|st|sankt"
)


def claim_german(draft: Draft, spec: Spec) -> None:
    """Label a Mannheim square, a named part of a town, and the house that is named before its street."""
    for at in () if DISTRICT.isdisjoint(draft.fold) else range(len(draft)):
        if draft.fold[at] in DISTRICT and draft.free(at + 1) and draft.segment[at + 1] == draft.segment[at]:
            draft.claim(range(at, _district_end(draft, at)), "suburb")
    groups = draft.segments()
    if not groups:
        return
    square = _square(draft)
    if square:
        draft.claim(range(square), "road")
        draft.claim((square,), "house_number")
    else:
        _claim_house_name(draft, spec, groups[0])


def _district_end(draft: Draft, at: int) -> int:
    """Where a part of a town ends: with its segment, or after one name before the town (`98631 OT Rot Burgrieden`)."""
    end = at + 1
    while draft.free(end) and draft.segment[end] == draft.segment[at] and not draft.text[end][0].isdigit():
        end += 1
    town_follows = at > 0 and draft.segment[at - 1] == draft.segment[at] and draft.text[at - 1][0].isdigit()
    return at + 2 if town_follows and end > at + 2 else end


def _square(draft: Draft) -> int:
    """How many tokens at the beginning name a square of Mannheim before a house number; 0 for none."""
    for size in (1, 2):
        name = "".join(draft.text[:size])
        if len(draft) <= size or not SQUARE.fullmatch(name) or not HOUSE.fullmatch(draft.text[size]):
            continue
        # A town follows, or a comma parts the two: L 15, 7-9.
        if len(draft) > size + 1 or draft.segment[size] > draft.segment[size - 1]:
            return size
    return 0


def _claim_house_name(draft: Draft, spec: Spec, line: list[int]) -> None:
    """A name before a street of one word is the house's (`Rathaus Lindenallee 3`) unless it is a person's (Anna)."""
    from onefold_dedupe.standardise.nicknames import given_names

    street = next((k for k, at in enumerate(line) if draft.is_number(at)), 0) - 1
    if street < 1 or not spec.is_glued(draft.fold[line[street]]) or "-" in draft.text[line[street]]:
        return
    if draft.fold[line[street]] in spec.glued:
        return  # Haupt Straße: the type alone is no street
    names = [draft.fold[at] for at in line[:street]]
    if BEFORE_NAME.fullmatch(names[-1]) or any(spec.words.get(name) == STREET for name in names):
        return
    if names[0] in given_names().same:
        return
    is_town = len(draft) == len(line) and draft.phrase(line[:street]) in places("DE")
    draft.claim(line[:street], "city" if is_town else "house")


SPEC = replace(general_spec("DE"), prepare=claim_german)

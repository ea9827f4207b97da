"""Street, postcode and town on one line without a comma, in any order."""

from __future__ import annotations

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.country import word_set


def parted_at(draft: Draft, spec: Spec, groups: list[list[int]], postcode: int) -> list[list[int]]:
    """The segments with the postcode's own parted into its street and its town, where no comma does."""
    segment = draft.segment[postcode]
    own = next((k for k, group in enumerate(groups) if draft.segment[group[0]] == segment), None)
    if own is None or len(groups[own]) < 2:
        return groups
    line = groups[own]
    cut = next((k for k, at in enumerate(line) if at > postcode), 0)
    if cut and spec.number_first:
        # 12 rue de Rivoli 75004 Paris 04
        is_seam = spec.postcode_leads and draft.is_number(line[0]) and cut > 1
    elif cut:
        # Berlin 10115 Hauptstr. 5
        is_seam = own == 0 and draft.phrase(line[:cut]) in places(spec.code)
        if is_seam:
            draft.number_segments_anew(line[cut])
    elif not spec.number_first and own == 0 and line[0] > postcode:
        cut = _town_length(draft, spec, line)
        is_seam = cut > 0
    else:
        is_seam = False
    return [*groups[:own], line[:cut], line[cut:], *groups[own + 1 :]] if is_seam else groups


def _town_length(draft: Draft, spec: Spec, line: list[int]) -> int:
    """How many tokens behind a postcode are a known town before a street and its number.

    80331 München Marienplatz 1.
    """
    if len(line) < 3 or not draft.is_number(line[-1]):
        return 0
    known = places(spec.code)
    for cut in range(min(5, len(line) - 2), 0, -1):
        is_street = not draft.is_number(line[cut]) and (len(line) - cut > 2 or draft.fold[line[cut]] not in BARE_TYPES)
        if is_street and draft.phrase(line[:cut]) in known:
            return cut
    return 0


BARE_TYPES = word_set("str strasse weg allee platz gasse ring")
"""Types that are no street's name by themselves: Berliner Str. 5 is not in Berlin."""

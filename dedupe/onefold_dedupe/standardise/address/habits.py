"""What single countries write in their own way that have no file of their own."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.country import code_set, word_set

DANISH = code_set("DK NO FO GL")
DOORS = word_set("tv th mf") | {"t v", "t h", "m f"}
"""To the left, to the right, in the middle of the landing; with the storey they name the flat."""
STOREYS = word_set("st sal kl kld 1 2 3 4 5 6 7 8 9 10 11 12")
DOOR_WITH_STOREY = re.compile(r"(?:st|kl|\d{1,2}) (?:tv|th|mf|t v|t h|m f)")
SWEDISH = code_set("SE FI AX")
DWELLING = re.compile(r"[HKLU]\d{4}\.?")
"""The number of a Norwegian dwelling: main storeys, cellar, loft or basement, storey and door of two figures each."""
BOXES_BY_OFFICE = code_set("BF BJ CI TG")
STAIRS = word_set("trappa trappor tr")
UP = word_set("upp ner ned")


def claim_habits(draft: Draft, code: str) -> None:
    """Label a rural box of Canada and New Zealand, the door of a Danish flat, a Norwegian dwelling's number, the stairs
    to a Swedish flat, the post office of a West African box.
    """
    if code in ("CA", "NZ"):
        _claim_rural(draft, code)
    elif code in BOXES_BY_OFFICE:
        _claim_office(draft)
    elif code == "NO":
        draft.claim((at for at, word in enumerate(draft.text) if at and DWELLING.fullmatch(word)), "unit")
        _claim_door(draft)
    elif code in DANISH:
        _claim_door(draft)
    elif code in SWEDISH and not STAIRS.isdisjoint(draft.fold):
        for at in range(1, len(draft)):
            lead = at - 1
            if draft.fold[at] in STAIRS and draft.text[lead].isdigit() and draft.segment[lead] == draft.segment[at]:
                is_up = at + 1 < len(draft) and draft.fold[at + 1] in UP
                draft.claim(range(lead, at + 2 if is_up else at + 1), "level")


RURAL = word_set("rr site comp")
"""Canada Post's rural route, the site on it and the compartment there."""


def _claim_rural(draft: Draft, code: str) -> None:
    """Label `RR 2, Site 5, Comp 12`, and `RD 4` (rural delivery) where it fills its segment."""
    folded, segments, last = draft.fold, draft.segment, len(draft) - 1
    if ("rr" if code == "CA" else "rd") not in folded:
        return
    for at in range(last):
        after = at + 1
        if segments[after] != segments[at] or not draft.text[after].isdecimal() or len(draft.text[after]) > 3:
            continue
        is_alone = (not at or segments[at - 1] != segments[at]) and (
            after == last or segments[after + 1] != segments[at]
        )
        if folded[at] in RURAL if code == "CA" else folded[at] == "rd" and is_alone:
            draft.claim((at, after), "po_box")


GROUND_FLOORS = word_set("fsz fszt foldszint mfsz magasfoldszint felemelet")
"""Hungarian storeys that have no number."""
DOOR = word_set("ajto")
FIGURES = re.compile(r"\d{1,3}\.?|\d{1,3}/?[A-Za-z]\.?")


def claim_hungarian(draft: Draft, _: Spec) -> None:
    """Label `fsz. 2` (ground floor, door 2) and `5. ajtó` (door 5)."""
    folded, segments = draft.fold, draft.segment
    for at, word in enumerate(folded):
        if not at or not draft.free(at):
            continue
        if word in GROUND_FLOORS:
            draft.label[at] = "level"
            door = at + 1
            if draft.free(door) and segments[door] == segments[at] and FIGURES.fullmatch(draft.text[door]):
                is_named = draft.free(door + 1) and segments[door + 1] == segments[at] and folded[door + 1] in DOOR
                draft.claim(range(door, door + 1 + is_named), "unit")
        elif word in DOOR and draft.free(at - 1) and segments[at - 1] == segments[at]:
            draft.claim((at - 1, at) if FIGURES.fullmatch(draft.text[at - 1]) else (), "unit")


PLOTS = word_set("plot house door khasra survey")
"""What is numbered where houses have no number of their own: Plot No. 12."""


def claim_plot(draft: Draft, spec: Spec) -> None:
    """A plot with its number that fills a segment is the house's number, where a street stands beside it that opens
    with none: `Plot 12, Main Road, Pune`.
    """
    if not spec.number_first or PLOTS.isdisjoint(draft.fold) or "house_number" in draft.label:
        return
    groups = draft.segments()
    plots = [group for group in groups if len(group) == 2 and draft.fold[group[0]] in PLOTS]
    others = [group for group in groups if group not in plots]
    if len(plots) != 1 or not draft.is_number(plots[0][1]) or any(draft.is_number(group[0]) for group in others):
        return
    if any(len(group) > 1 and any(spec.is_street_word(draft.fold[at]) for at in group) for group in others):
        draft.claim(plots[0], "house_number")


MUNICIPALITIES = word_set("beijing peking shanghai tianjin tientsin chongqing chungking")
REGIONS_OF_CHINA = MUNICIPALITIES | frozenset({"macau", "macao", "hong kong"})


def settle_region(draft: Draft, code: str) -> None:
    """A Chinese city of province rank is the region where nothing smaller is the city.

    That is where its districts have parts of their own, and of Macau and Hong Kong wherever China is the country.
    """
    if code != "CN" or "state" in draft.label or "city" not in draft.label:
        return
    city = [at for at, label in enumerate(draft.label) if label == "city"]
    name = draft.phrase(city)
    if name not in REGIONS_OF_CHINA:
        return
    parts = [at for at, label in enumerate(draft.label) if label == "suburb"]
    segments = list(dict.fromkeys(draft.segment[at] for at in parts))
    districts = [segment for segment in segments if _is_district(draft, parts, segment)]
    if name in MUNICIPALITIES and not (districts and len(segments) > 1):
        return
    for at in city:
        draft.label[at] = "state"
    for at in parts:
        if len(districts) == 1 and draft.segment[at] == districts[0]:
            draft.label[at] = "city"


def _is_district(draft: Draft, tokens: list[int], segment: int) -> bool:
    words = [draft.fold[at] for at in tokens if draft.segment[at] == segment]
    return len(words) > 1 and words[-1] in ("district", "qu")


def _claim_office(draft: Draft) -> None:
    """`03 BP 1000`: the number of the post office stands where others have a postcode (UPU's addressing sheets)."""
    for at, word in enumerate(draft.fold[1:], 1):
        lead = draft.text[at - 1]
        if word in ("bp", "b p") and len(lead) == 2 and lead.isdigit() and draft.free(at - 1):
            draft.claim((at - 1,), "postcode")
            return


def _claim_door(draft: Draft) -> None:
    """`3. sal t.v.`, `4 t.v.`, `st. th`, `1.tv`: a storey and a door."""
    for at, word in enumerate(draft.fold):
        if draft.label[at] or not at:
            continue
        if DOOR_WITH_STOREY.fullmatch(word):
            draft.claim((at,), "unit")
        elif word in DOORS:
            first = at
            while (
                first > at - 2
                and draft.free(first - 1)
                and draft.segment[first - 1] == draft.segment[at]
                and draft.fold[first - 1] in STOREYS
            ):
                first -= 1
            if first < at:
                draft.claim(range(first, at + 1), "unit")

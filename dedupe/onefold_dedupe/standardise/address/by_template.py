"""Addresses of countries without a grammar of their own: read piece by piece in the order of the country's template."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.care import claim_care
from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.ends import claim_postcode, claim_region
from onefold_dedupe.standardise.address.grammar import (
    PREFIX_TYPES,
    claim_before,
    label_lines,
    label_street,
    street_strength,
)
from onefold_dedupe.standardise.address.habits import claim_habits, claim_plot, settle_region
from onefold_dedupe.standardise.address.lattice import read_pieces
from onefold_dedupe.standardise.address.places import label_places, split_city
from onefold_dedupe.standardise.address.spec import Spec
from onefold_dedupe.standardise.address.typed import claim_typed
from onefold_dedupe.standardise.address.weights import ROUTE
from onefold_dedupe.standardise.address.world import venue_words
from onefold_dedupe.standardise.country import word_set

BREAKS = frozenset({"postcode", "po_box", "unit", "level", "house_number"})


def parse_by_template(draft: Draft, spec: Spec) -> None:
    """Label the tokens of `draft` (its country already is) by the facts of `spec` and the template of its country."""
    claim_care(draft)
    postcode = claim_postcode(draft, spec)
    claim_habits(draft, spec.code)
    claim_typed(draft, spec)
    claim_plot(draft, spec)
    pieces = _venues_apart(draft, spec, _pieces(draft))
    named = [piece for piece in pieces if is_route(draft, piece) or not all(draft.is_number(i) for i in piece)]
    if len(named) < 2:
        label_lines(draft, spec, postcode)
        settle_region(draft, spec.code)
        return
    numbers = [piece for piece in pieces if piece not in named]
    for piece in named:
        bind_numbers(draft, spec, piece, has_number=bool(numbers))
    strengths = [_strength(draft, spec, piece, numbers) for piece in named]
    anchor = None
    if postcode is not None:
        near = [k for k, piece in enumerate(named) if draft.segment[piece[0]] == draft.segment[postcode]]
        anchor = near[-1] if near else None
    reading = read_pieces(draft, spec, named, strengths, anchor)
    draft.margin = reading.margin
    _claim(draft, spec, named, reading.slots)
    for piece in numbers:
        claim_before(draft, spec, piece)
    settle_region(draft, spec.code)


def _pieces(draft: Draft) -> list[list[int]]:
    """Unlabelled tokens by segment, apart where a labelled one stands between."""
    found: list[list[int]] = []
    for at, label in enumerate(draft.label):
        is_open = bool(found) and found[-1][-1] == at - 1
        if label or not (draft.fold[at] or is_open):
            continue
        is_same = bool(found) and draft.segment[found[-1][-1]] == draft.segment[at]
        if is_same and (is_open or draft.label[at - 1] not in BREAKS):
            found[-1].append(at)
        else:
            found.append([at])
    return found


ALSO_ENGLISH = word_set("avenue av place route cours")
"""French types that end an English street's name."""


def _venues_apart(draft: Draft, spec: Spec, pieces: list[list[int]]) -> list[list[int]]:
    """Part a venue from the street that follows it without a comma: `IBM Centre Jalan Ampang`."""
    types = PREFIX_TYPES if spec.street_type == "before" else PREFIX_TYPES - ALSO_ENGLISH
    found: list[list[int]] = []
    for piece in pieces:
        folded = [draft.fold[i] for i in piece]
        at = next((k for k, word in enumerate(folded) if word in types), 0) if len(folded) > 3 else 0
        if at > 1 and folded[at - 1] in venue_words(spec.code) and not any(map(draft.is_number, piece[:at])):
            found += [piece[:at], piece[at:]]
        else:
            found.append(piece)
    return found


def bind_numbers(draft: Draft, spec: Spec, piece: list[int], has_number: bool) -> None:
    """Numbers that are a part of a name: `RN2`, `rue 3.025`, `Street 4`, `KN 82 Street`, `Block 10`.

    `has_number` says that a number stands alone in the text: the house number.
    """
    folded = [draft.fold[i] for i in piece]
    if "chome" not in folded and not DIGIT.search(" ".join(folded)):
        return
    if is_route(draft, piece):
        draft.bound.update(piece)
        return
    if spec.number_first and len(piece) > 2 and folded[1] in SERIES and draft.is_number(piece[0]):
        draft.bound.update([i for i in piece[2:] if draft.is_number(i)][:1])
    for k, i in enumerate(piece):
        is_eastern = folded[k][:1].isdigit() and EASTERN.fullmatch(folded[k])
        if k and (is_eastern or (k + 1 < len(piece) and folded[k + 1] == "chome")):
            draft.bound.add(i)
        if k == 0 and ORDINAL.fullmatch(draft.text[i]) and len(piece) > 1 and spec.is_street_word(folded[1]):
            draft.bound.add(i)
        if not draft.is_number(i) or k == 0:
            continue
        before, typed_after = folded[k - 1], k + 1 < len(piece) and spec.is_street_word(folded[k + 1])
        more = has_number or any(draft.is_number(j) for j in piece[k + 1 :])
        if spec.is_street_word(before) and not spec.is_glued(before):
            opens = k == 1 or ((spec.number_first or has_number) and piece[1] in draft.bound)
            is_name = (
                more
                or spec.number_first
                or before in NUMBERED_STREETS
                or k + 1 < len(piece)
                or "." in draft.text[i].strip(".")
            )
            if (opens and is_name) or (more and spec.street_type == "before"):
                draft.bound.add(i)
        elif (
            (typed_after and before.isalpha())
            or before in NUMBERED_PARTS
            or draft.text[i][0] == "("
            or (k == 1 and len(piece) > 2 and draft.text[piece[0]] in ROUTES)
        ):
            draft.bound.add(i)


def is_route(draft: Draft, piece: list[int]) -> bool:
    """Whether the piece is nothing but the number of a road: N59, RN 2, A 4."""
    first = piece[0]
    may_be = draft.text[first][0].isalpha() and len(draft.fold[first]) <= LONGEST_ROUTE
    return may_be and ROUTE.fullmatch(draft.phrase(piece)) is not None


DIGIT = re.compile(r"\d")
LONGEST_ROUTE = 9
ORDINAL = re.compile(r"\d+(?:er|[eè]re|[eè]me)|[2-9]e|\d\de|\d+[ºª]", re.IGNORECASE)
NO_STREET = -0.8
"""Strength of a piece without a street word where a post box stands for the street."""

SERIES = word_set("jalan jln jl lorong lrg lengkok persiaran lebuh solok soi")
"""Malay and Thai roads, which come in numbered series: `33 Lorong Bagan Lalang 4`."""
NUMBERED_STREETS = word_set("calle avenida av carrera cra transversal diagonal")
"""Spanish street words whose number alone is the name: `Avenida 2`."""
EASTERN = re.compile(r"\d+ ?(?:gil|ga|dong|ro|chome|jo|cho)")
"""Korean side roads and Japanese blocks in Latin letters: Teheran-ro 87-gil, Yaesu 1-Chome."""
ROUTES = frozenset({"RN", "RD", "RP", "RR", "RT", "CR", "SR", "NH", "SH", "EN"})
NUMBERED_PARTS = word_set("block sector phase zone zona ward section")
"""Parts of a town that are told apart by numbers."""


def _strength(draft: Draft, spec: Spec, piece: list[int], numbers: list[list[int]]) -> float:
    """How surely the piece is a street: its words, a number at its edge or alone beside it."""
    strength = (0.0, 1.4, 2.6)[street_strength(draft, spec, piece)]
    numbered = [k for k, i in enumerate(piece) if draft.is_number(i)]
    if any(i in draft.bound and draft.fold[i - 1] not in NUMBERED_PARTS for i in piece):
        strength += 1.0
    if numbered and len(piece) > 1 and not (strength == 0 and "po_box" in draft.label):
        if numbered[0] == 0:
            strength += 2.0 if spec.number_first else 1.0
        elif numbered[-1] >= len(piece) - 2:
            strength += 1.6
        else:
            strength += 0.6
    elif "po_box" in draft.label:
        return strength or NO_STREET
    elif draft.label[piece[-1] + 1 : piece[-1] + 2] == ["house_number"] or any(
        number[-1] + 1 == piece[0] or number[0] == piece[-1] + 1 for number in numbers
    ):
        strength += 1.5
    return strength


POSTAL_DISTRICTS = {"IE": "dublin", "JM": "kingston"}
"""Dublin 1 to 24 and Kingston 1 to 20 are the posts' own districts."""


def _claim_city_code(draft: Draft, spec: Spec, piece: list[int]) -> list[int]:
    """Take a number of three digits and more beside the city for the postcode that no pattern of the country knew, and
    the district of a capital that is delivered to by number.
    """
    if POSTAL_DISTRICTS.get(spec.code) == draft.phrase(piece[:1]) and len(piece) == 2 and draft.is_number(piece[1]):
        if "postcode" in draft.label:
            return piece  # Dublin 1, D01 F5P2
        draft.claim(piece[1:], "postcode")
        return piece[:1]
    for at in (0, -1):
        word = draft.text[piece[at]].strip("-.")
        if len(piece) > 1 and "postcode" not in draft.label and word.isdigit() and 3 <= len(word) <= 6:
            draft.claim((piece[at],), "postcode")
            return [i for i in piece if not draft.label[i]]
    return piece


def _claim(draft: Draft, spec: Spec, pieces: list[list[int]], slots: str) -> None:
    has_places = "S" in slots or "C" in slots
    street = slots.find("R")
    rest = label_street(draft, spec, pieces[street], has_places) if street >= 0 else []
    for at, (piece, slot) in enumerate(zip(pieces, slots, strict=True)):
        if at == street:
            continue
        if slot == "H":
            claim_before(draft, spec, piece)
        elif slot == "C":
            if "T" not in slots:
                piece = claim_region(draft, spec, piece)
            piece = _claim_city_code(draft, spec, piece)
            while len(piece) > 1 and draft.is_number(piece[0]) and len(draft.fold[piece[0]]) <= 4:
                draft.claim(piece[:1], spec.bare_in_city)
                piece = piece[1:]
            split_city(draft, spec, piece)
        else:
            draft.claim(piece, {"R": "road", "S": "suburb", "D": "state_district", "T": spec.region_label}[slot])
    if rest:
        if "C" in slots:
            draft.claim(rest, "suburb")
        else:
            label_places(draft, spec, [rest], None)

"""Russian, Ukrainian, Belarusian and Kazakh addresses in Cyrillic: typed words in any order, amid text."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.ends import claim_postcode
from onefold_dedupe.standardise.address.slavic_house import claim_bare_house, claim_numbers
from onefold_dedupe.standardise.address.slavic_street import (
    claim_bare_street,
    claim_kilometre,
    claim_street,
    claim_suburb_as_road,
)
from onefold_dedupe.standardise.address.slavic_tokens import CONTACT, known_states, word_run
from onefold_dedupe.standardise.address.slavic_towns import claim_rest, claim_towns
from onefold_dedupe.standardise.address.slavic_words import DISTRICT, NOISE, REGION, SUBURB, WORDS
from onefold_dedupe.standardise.address.spec import STREET, Spec
from onefold_dedupe.standardise.country import word_set

# «Кіші аудан»: a microdistrict in Kazakh is two words, the second of which alone is a district.
SMALL = word_set("ықшам шағын мөлтек")
AREA = word_set("аудан ауданы")


def parse_east_slavic(draft: Draft, spec: Spec) -> None:
    """Label the tokens of `draft` (its country already is)."""
    roles = [WORDS.get(word, "") for word in draft.fold]
    for at in range(1, len(roles)):
        if draft.fold[at - 1] in SMALL and draft.fold[at] in AREA:
            roles[at] = SUBURB
    _claim_noise(draft, roles)
    claim_postcode(draft, spec)
    _claim_regions(draft, roles)
    claim_numbers(draft, roles)
    _claim_brackets(draft)
    road = claim_street(draft, roles)
    if road is not None:
        road = claim_kilometre(draft, road)
    claim_towns(draft, roles)
    if road is None:
        road = claim_suburb_as_road(draft, roles) or claim_bare_street(draft, roles)
    claim_bare_house(draft, roles, road)
    claim_rest(draft, roles, road)


def _claim_noise(draft: Draft, roles: list[str]) -> None:
    size, at = len(draft), 0
    while at < size:
        if draft.label[at]:
            at += 1
            continue
        if CONTACT.search(draft.text[at]) and not draft.text[at].startswith("("):
            draft.label[at] = NOISE
            while (
                at + 1 < size
                and re.fullmatch(r"[\d()\-+]{2,}", draft.text[at + 1])
                and draft.segment[at + 1] == draft.segment[at]
            ):
                at += 1
                draft.label[at] = NOISE
        elif roles[at] == NOISE and len(draft.fold[at]) > 1:
            segment = draft.segment[at]
            while (
                at < size and draft.segment[at] == segment and not (roles[at] == STREET and draft.fold[at - 1] != "с")
            ):
                draft.label[at] = draft.label[at] or NOISE
                at += 1
            continue
        elif draft.text[at].endswith(":"):
            back = at
            while back >= 0 and draft.segment[back] == draft.segment[at] and draft.free(back):
                draft.label[back] = NOISE
                back -= 1
        at += 1


def _claim_brackets(draft: Draft) -> None:
    """Text in brackets is a remark unless it is one word that belongs to a name."""
    opened: int | None = None
    for at, word in enumerate(draft.text):
        if word.startswith("(") and opened is None:
            opened = at
        if opened is not None and ")" in word:
            inside = [i for i in range(opened, at + 1) if draft.free(i)]
            if len(inside) > 1 or (
                inside and (any(c.isdigit() for c in draft.text[inside[0]]) or at + 1 == len(draft))
            ):
                draft.claim(inside, NOISE)
            opened = None


def _claim_regions(draft: Draft, roles: list[str]) -> None:
    for at, role in enumerate(roles):
        if role not in (REGION, DISTRICT) or draft.label[at]:
            continue
        before = word_run(draft, roles, at - 1, -1, 2) if at and draft.segment[at - 1] == draft.segment[at] else []
        after = (
            word_run(draft, roles, at + 1, 1, 3)
            if at + 1 < len(draft) and draft.segment[at + 1] == draft.segment[at]
            else []
        )
        folded = draft.fold[at]
        if folded.startswith(("респ", "рэсп")) and after:
            draft.claim([at, *after], role)
        elif before:
            keep = before[-1:]
            if folded in ("ао", "округ") or (
                len(before) > 1 and draft.fold[before[-1]] in ("автономныи", "народная", "городскои", "муниципальныи")
            ):
                keep = before
            draft.claim([*keep, at], role)
        elif after:
            draft.claim([at, *after], role)
    for group in draft.segments():
        for length in range(min(4, len(group)), 0, -1):
            if draft.phrase(group[:length]) in known_states() and (length == len(group) or "-" in draft.text[group[0]]):
                draft.claim(group[:length], REGION)
                break

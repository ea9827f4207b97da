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
from onefold_dedupe.standardise.address.slavic_tokens import CONTACT, known_states, state_openings, word_run
from onefold_dedupe.standardise.address.slavic_towns import claim_rest, claim_towns
from onefold_dedupe.standardise.address.slavic_words import CITY, DISTRICT, NOISE, REGION, SUBURB, WORDS
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, STREET, Spec
from onefold_dedupe.standardise.country import word_set

# «Кіші аудан»: a microdistrict in Kazakh is two words, the second of which alone is a district.
SMALL = word_set("ықшам шағын мөлтек")
AREA = word_set("аудан ауданы")


def parse_east_slavic(draft: Draft, spec: Spec) -> None:
    """Label the tokens of `draft` (its country already is)."""
    role_of = WORDS.get
    roles = [role_of(word, "") for word in draft.fold]
    if not SMALL.isdisjoint(draft.fold):
        for at in range(1, len(roles)):
            if draft.fold[at - 1] in SMALL and draft.fold[at] in AREA:
                roles[at] = SUBURB
    if spec.code != "UA" and "м" in draft.fold:
        _read_m(draft, roles)
    _claim_noise(draft, roles)
    if not INSTITUTIONS.isdisjoint(draft.fold):
        _claim_institutions(draft)
    if not NUMBERLESS_SIGNS.isdisjoint(draft.fold):
        _claim_numberless(draft, roles)
    claim_postcode(draft, spec)
    _claim_regions(draft, roles)
    claim_numbers(draft, roles)
    if "(" in draft.raw:
        _claim_brackets(draft)
    road = claim_street(draft, roles)
    if road is not None:
        road = claim_kilometre(draft, road)
    claim_towns(draft, roles)
    if road is None:
        road = claim_suburb_as_road(draft, roles) or claim_bare_street(draft, roles)
    claim_bare_house(draft, roles, road)
    claim_rest(draft, roles, road)


BOX = word_set("ящик скринька скрыня")
NUMBERLESS_SIGNS = BOX | {"б н", "без"}
BOX_KIND = ("абонент", "абанент", "почтов", "поштов", "паштов")


def _claim_numberless(draft: Draft, roles: list[str]) -> None:
    """Label a house without a number (`д. б/н`) and a post box in full words (`абонентский ящик 17`)."""
    for at, word in enumerate(draft.fold):
        if at and word == "б н":
            lead = at - 1 if roles[at - 1] == NUMBER_MARK and draft.segment[at - 1] == draft.segment[at] else at
            draft.claim(range(lead, at + 1), "house_number")
        elif at and word in ("номера", "номеру") and draft.fold[at - 1] == "без":
            draft.claim((at - 1, at), "house_number")
        elif at and word in BOX and draft.fold[at - 1].startswith(BOX_KIND):
            end = at + 2 if draft.text[at + 1 : at + 2] == ["№"] else at + 1
            if draft.free(end) and draft.segment[end] == draft.segment[at] and draft.text[end].strip("№").isdigit():
                draft.claim(range(at - 1, end + 1), "po_box")


PHONE_GROUP = re.compile(r"[\d()\-+]{2,}")
MAY_BE_CONTACT = re.compile(r"[@+(]|//|www|\d-\d\d-\d", re.IGNORECASE)


def _claim_noise(draft: Draft, roles: list[str]) -> None:
    size, at = len(draft), 0
    raw = draft.raw
    may_be_contact = (
        "-" in raw or "+" in raw or "(" in raw or "/" in raw or "@" in raw or "ww" in raw or "W" in raw
    ) and MAY_BE_CONTACT.search(raw) is not None
    if not may_be_contact and NOISE not in roles and ":" not in raw:
        return
    while at < size:
        if draft.label[at]:
            at += 1
            continue
        if may_be_contact and CONTACT.search(draft.text[at]) and not draft.text[at].startswith("("):
            draft.label[at] = NOISE
            while (
                at + 1 < size
                and PHONE_GROUP.fullmatch(draft.text[at + 1])
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


def _read_m(draft: Draft, roles: list[str]) -> None:
    """Outside Ukraine `м.` is a station of the underground and `М.` a first name or Малая, not a town."""
    for at, word in enumerate(draft.text):
        if draft.fold[at] != "м" or at + 1 >= len(draft) or draft.segment[at + 1] != draft.segment[at]:
            continue
        if word == "М.":
            roles[at] = ""
        elif word == "м." and draft.text[at + 1][:1].isupper():
            end = at + 1
            while end < len(draft) and draft.segment[end] == draft.segment[at] and not roles[end]:
                end += 1
            draft.claim(range(at, end), NOISE)


INSTITUTIONS = word_set(
    """
    школа лицей гимназия колледж детсад магазин аптека поликлиника больница роддом отделение опс склад павильон
    школа ліцей гімназія магазин аптека поліклініка лікарня відділення садик
    """
)


def _claim_institutions(draft: Draft) -> None:
    """`Школа № 5` is a house by its name, and its number no house number."""
    for at, word in enumerate(draft.fold):
        if word not in INSTITUTIONS or at + 1 >= len(draft) or not draft.text[at + 1].startswith("№"):
            continue
        end = at + 2 if len(draft.text[at + 1]) > 1 else at + 3
        if end <= len(draft) and draft.text[end - 1][-1:].isdigit():
            draft.claim(range(at, end), "house")


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


# Municipalities named after their type, and the adjectives that stand before it.
MUNICIPAL = word_set("г.о. м.о. м.р-н с/п сп с.п.")
OF_PEOPLE = word_set("муниципальный городской сельское городское автономный национальный внутригородской")


def _claim_lettered(draft: Draft) -> None:
    """Label a region by its two letters that fill a segment: `М.О., г. Химки`."""
    lettered = [at for at, word in enumerate(draft.fold) if len(word) == 3 and word[1] == " "]
    if not lettered:
        return
    segments, last = draft.segment, len(draft) - 1
    for at in lettered:
        if draft.fold[at].replace(" ", "") in known_states():
            opens = not at or segments[at - 1] != segments[at]
            closes = at == last or segments[at + 1] != segments[at]
            if opens and closes and last:
                draft.claim((at,), REGION)


def _claim_regions(draft: Draft, roles: list[str]) -> None:
    _claim_lettered(draft)
    has_typed = REGION in roles or DISTRICT in roles
    for at, role in enumerate(roles) if has_typed else ():
        if role not in (REGION, DISTRICT) or draft.label[at]:
            continue
        before = word_run(draft, roles, at - 1, -1, 2) if at and draft.segment[at - 1] == draft.segment[at] else []
        after = (
            word_run(draft, roles, at + 1, 1, 3)
            if at + 1 < len(draft) and draft.segment[at + 1] == draft.segment[at]
            else []
        )
        folded = draft.fold[at]
        if folded in MUNICIPAL and at + 1 < len(draft) and roles[at + 1] == CITY and not before:
            after = [at + 1, *word_run(draft, roles, at + 2, 1, 3)]
        if after and (folded in MUNICIPAL or all(draft.fold[i] in OF_PEOPLE or "." in draft.text[i] for i in before)):
            draft.claim([*before, at, *after], role)
        elif folded.startswith(("респ", "рэсп")) and after:
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
    states = known_states()
    openings = state_openings()
    for group in () if openings.isdisjoint(draft.fold) else draft.segments():
        if draft.fold[group[0]] not in openings:
            continue
        for length in range(min(4, len(group)), 0, -1):
            if draft.phrase(group[:length]) in states and (length == len(group) or "-" in draft.text[group[0]]):
                draft.claim(group[:length], REGION)
                break

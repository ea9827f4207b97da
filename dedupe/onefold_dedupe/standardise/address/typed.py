"""Units, floors, entrances and post boxes: typed words with the identifier that stands beside them."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, ROLE_LABELS, STREET, UNIT, Spec
from onefold_dedupe.standardise.country import word_set

ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th|e|er|eme|ème|o|º|ª|a|\.)?|ground|first|second|third|top|upper|lower", re.IGNORECASE
)
IDENTIFIER = re.compile(r"(?:no|n|nr|nº|#|№)?[.#]*\s*(?:[\w]*\d[\w/.\-–,]*|[A-Za-z]|[ivxIVX]{1,4})\)?\.?")


def claim_typed(draft: Draft, spec: Spec) -> None:
    """Label units, floors, entrances, post boxes with the identifier that follows (or, for floors, goes before)."""
    words, size = spec.words, len(draft)
    for at in range(size):
        if draft.label[at]:
            continue
        if draft.text[at][0] == "#" and spec.hash_is == "unit" and at > 0:
            end = at + 1
            if draft.text[at] == "#" and draft.free(end) and draft.segment[end] == draft.segment[at]:
                end += 1
            if end - at > 1 or len(draft.text[at]) > 1:
                draft.claim(range(at, end), "unit")
                continue
        role = words.get(draft.fold[at])
        if _claim_wordless(draft, spec, at, role):
            continue
        if role is None or role == STREET or (role == UNIT and at and draft.fold[at - 1] in ARTICLES):
            continue
        end = _identifier_end(draft, at + 1)
        if role == NUMBER_MARK:
            if end > at + 1 and draft.is_number(end - 1):
                draft.claim(range(at, end), "house_number")
            continue
        label = ROLE_LABELS[role]
        if (
            label in ("level", "city_district")
            and at
            and draft.free(at - 1)
            and draft.segment[at - 1] == draft.segment[at]
            and ORDINAL.fullmatch(draft.text[at - 1])
            and (at - 1 > 0 or end == at + 1)
        ):
            draft.claim(range(at - 1, at + 1), label)
            continue
        if end > at + 1:
            draft.claim(range(at, end), label)
            if label == "po_box":
                _claim_box_lead(draft, at)
                while draft.free(end) and draft.segment[end] == draft.segment[at] and draft.text[end].isdigit():
                    draft.label[end] = "po_box"
                    end += 1
        elif draft.fold[at] in WHOLE_UNITS:
            draft.claim((at,), label)


def _claim_wordless(draft: Draft, spec: Spec, at: int, role: str | None) -> bool:
    """Label `s/n` (no number), a Spanish floor and door (`3º B`) and a building that is a segment of its own."""
    word, folded = draft.text[at], draft.fold[at]
    opens = at > 0 and draft.segment[at - 1] != draft.segment[at]
    if at and folded in ("s n", "sn", "s no") and spec.street_type == "before":
        draft.claim((at,), "house_number")
        return True
    if opens and FLOOR.fullmatch(word) and spec.hash_is == "number":
        door = draft.free(at + 1) and draft.segment[at + 1] == draft.segment[at] and len(folded) <= 5
        draft.claim((at, at + 1) if door else (at,), "unit")
        return True
    alone = opens and (at + 1 == len(draft) or draft.segment[at + 1] != draft.segment[at])
    if role is None and alone and folded in WHOLE_UNITS:
        draft.claim((at,), "unit")
        return True
    return False


FLOOR = re.compile(r"\d{1,2}[ºª°]\.?")


def _claim_box_lead(draft: Draft, at: int) -> None:
    """`P.O.`, `Post Office` and the like before `Box`."""
    while at and draft.free(at - 1) and draft.segment[at - 1] == draft.segment[at] and draft.fold[at - 1] in BOX_LEADS:
        at -= 1
        draft.label[at] = "po_box"


BOX_LEADS = frozenset(
    ("po", "p o", "p", "o", "post", "office", "gpo", "private", "locked", "caixa", "casella", "skrytka")
)
ARTICLES = word_set("de la el del da do di the le les of")
WHOLE_UNITS = word_set("basement penthouse ph rear eg dg souterrain hinterhaus rdc")


def _identifier_end(draft: Draft, at: int) -> int:
    """Where the identifier that starts at `at` ends; `at` itself when there is none."""
    end = at
    if (
        draft.free(end)
        and draft.segment[end] == draft.segment[at - 1]
        and draft.text[end] in ("#", "no", "No", "no.", "No.", "nº", "№", "n°", ".")
    ):
        end += 1
    if draft.free(end) and draft.segment[end] == draft.segment[at - 1] and IDENTIFIER.fullmatch(draft.text[end]):
        return end + 1
    return at

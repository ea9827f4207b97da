"""What is set aside before an American address is read: a phone, a repetition, an urbanization, a glued grid."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.care import claim_rear
from onefold_dedupe.standardise.address.draft import Draft

GLUED_POINT = re.compile(r"(\d+)[NSEW]", re.IGNORECASE)
PHONE = re.compile(r"(?:\+?1[-.])?\(?\d{3}\)?[-.]\d{3}[-.]\d{4}")
CODE = re.compile(r"[#*]*\d*[#*]*(?:is)?")
ENTRY = frozenset(("gate", "door", "access", "entry", "lockbox", "buzzer"))
"""Before `code` what lets a courier in: no part of the address."""
URBANIZATION = frozenset(("urb", "urbanizacion"))


def set_aside(draft: Draft) -> None:
    """Label what would mislead the grammar; the rest is unlabelled still."""
    _split_grid(draft)
    _drop_phone(draft)
    _drop_entry_code(draft)
    claim_rear(draft)
    _drop_repetition(draft)
    _claim_urbanization(draft)


def _split_grid(draft: Draft) -> None:
    """Part `48S 400E` before its points: number 48, road S 400 E."""
    if len(draft) < 2 or draft.label[0] or draft.label[1]:
        return
    first, second = GLUED_POINT.fullmatch(draft.text[0]), GLUED_POINT.fullmatch(draft.text[1])
    if first and second:
        draft.part(0, first.end(1))
        draft.part(2, second.end(1))


def _drop_phone(draft: Draft) -> None:
    """Set a telephone number at the end aside, lest it be a unit."""
    if len(draft) > 3 and PHONE.fullmatch(draft.text[-1]):
        draft.claim((len(draft) - 1,), "phone")


def _drop_entry_code(draft: Draft) -> None:
    """Set `gate code #1234` aside, lest it be a unit."""
    if "code" not in draft.fold:
        return
    for at in range(1, len(draft) - 1):
        if draft.fold[at] == "code" and draft.fold[at - 1] in ENTRY and draft.segment[at] == draft.segment[at - 1]:
            end = at + 1
            while end < len(draft) and draft.segment[end] == draft.segment[at] and CODE.fullmatch(draft.text[end]):
                end += 1
            if end > at + 1:
                draft.claim(range(at - 1, end), "code")


def _drop_repetition(draft: Draft) -> None:
    """Set a second writing of the whole address aside."""
    size = len(draft)
    if size < 6 or draft.fold[0] not in draft.fold[3:]:
        return
    free = [at for at in range(size) if not draft.label[at] and draft.fold[at]]
    half = len(free) // 2
    if half < 3 or len(free) % 2:
        return
    if all(draft.fold[one] == draft.fold[other] for one, other in zip(free[:half], free[half:], strict=True)):
        draft.claim(free[half:], "repeated")
        draft.issues.append("address_repeated")


def _claim_urbanization(draft: Draft) -> None:
    """A Puerto Rican urbanization is a suburb (Publication 28, section 29)."""
    if URBANIZATION.isdisjoint(draft.fold):
        return
    for at, word in enumerate(draft.fold):
        if word in URBANIZATION and not draft.label[at]:
            end = at + 1
            while end < len(draft) and draft.segment[end] == draft.segment[at] and draft.fold[end].isalpha():
                end += 1
            if end > at + 1 and (end == len(draft) or draft.segment[end] != draft.segment[at]):
                draft.claim(range(at, end), "suburb")
            return

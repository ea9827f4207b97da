"""Units, floors, entrances and house numbers with their blocks, marked or not."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.slavic_tokens import HOUSE, JOIN, LETTERS
from onefold_dedupe.standardise.address.slavic_towns import STREETLESS
from onefold_dedupe.standardise.address.slavic_words import BLOCK, CITY, SUBURB
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, ROLE_LABELS, STREET
from onefold_dedupe.standardise.country import word_set


def claim_numbers(draft: Draft, roles: list[str]) -> None:
    """Units, floors, entrances and marked house numbers with their blocks."""
    size, labels, segments = len(roles), draft.label, draft.segment
    for at, role in enumerate(roles):
        if role not in BEFORE_NUMBER or labels[at]:
            continue
        following = at + 1 if at + 1 < size and not labels[at + 1] and segments[at + 1] == segments[at] else None
        if (
            following is not None
            and draft.text[following] in ("№", ".", "-")
            and following + 1 < size
            and draft.free(following + 1)
        ):
            following += 1
        if role in ROLE_LABELS:
            _claim_unit(draft, roles, at, following)
        elif role in (NUMBER_MARK, BLOCK) and following is None and _opens_with_number(draft, at):
            draft.claim((at - 1, at), "house_number")
        elif (
            role == NUMBER_MARK
            and following is not None
            and (HOUSE.fullmatch(draft.text[following]) or roles[following] == NUMBER_MARK)
        ):
            if roles[following] == NUMBER_MARK and not draft.text[following][-1:].isdigit():
                draft.claim((at,), "house_number")
                continue
            draft.claim(range(at, following + 1), "house_number")
            extend_house(draft, roles, following + 1)
        elif role == BLOCK and draft.fold[at] == "к" and following is not None and draft.label[at - 1] == "unit":
            draft.claim((at, following), "unit")
        elif role == BLOCK and following is not None and _continues_house(draft, at, following):
            draft.claim(range(at, following + 1), "house_number")
        elif (
            role == BLOCK
            and draft.fold[at] in LONG_BLOCK
            and following is not None
            and HOUSE.fullmatch(draft.text[following])
        ):
            lead = at - 1
            if (
                lead > 0
                and draft.free(lead)
                and HOUSE.fullmatch(draft.text[lead])
                and draft.text[lead - 1][-1:] not in "-/"
            ):
                draft.claim((lead,), "house_number")
            elif (
                lead >= 0 and len(draft.fold[lead]) == 1 and draft.free(lead) and HOUSE.fullmatch(draft.text[lead - 1])
            ):
                draft.claim((lead - 1, lead), "house_number")
            draft.claim((at, following), "house_number")


BEFORE_NUMBER = frozenset({*ROLE_LABELS, NUMBER_MARK, BLOCK})


def _opens_with_number(draft: Draft, at: int) -> bool:
    """Whether the mark at `at` follows the number that its segment opens with: `5 дом`, `12 пәтер`."""
    lead = at - 1
    return (
        lead >= 0
        and draft.free(lead)
        and draft.segment[lead] == draft.segment[at]
        and (lead == 0 or draft.segment[lead - 1] != draft.segment[at])
        and HOUSE.fullmatch(draft.text[lead]) is not None
    )


def _continues_house(draft: Draft, at: int, following: int) -> bool:
    """Whether the block mark at `at` belongs to a house number; one letter and a letter do only right after it."""
    if "house_number" not in draft.label or not _is_block_id(draft, following):
        return False
    return len(draft.fold[at]) > 1 or draft.text[following][0].isdigit() or draft.label[at - 1] == "house_number"


LONG_BLOCK = word_set("корп корпус стр строение строен лит литера литер")
IDENTIFIER = re.compile(r"№?(?:[^\W_]{0,3}-?\d[\w\-/.\\]*|[^\W\d_]{1,2}|[IVXivx]+)\.?\)?")


COUNTED = re.compile(r"\(?\d{1,2}-?(?:[йи]|st|nd|rd|th)?\.?")
LETTERS_AND_NUMBER = re.compile(r"[^\W\d_]{1,2}\d{1,3}")
BARE_FLAT = re.compile(r"\d{1,4}[а-яa-z]?", re.IGNORECASE)
DASHED_FLAT = re.compile(r"[-–]\d{1,4}")


def _claim_unit(draft: Draft, roles: list[str], at: int, following: int | None) -> None:
    label = ROLE_LABELS[roles[at]]
    previous = at - 1
    if (
        label in ("level", "entrance")
        and draft.free(previous)
        and draft.segment[previous] == draft.segment[at]
        and COUNTED.fullmatch(draft.text[previous])
        and (following is None or not draft.text[following][0].isdigit() or roles[previous - 1] == "")
    ):
        draft.claim((previous, at), label)
        return
    if (
        following is not None
        and IDENTIFIER.fullmatch(draft.text[following])
        and (not roles[following] or draft.text[following][-1].isdigit())
    ):
        draft.claim(range(at, following + 1), label)
    elif following is None and label == "unit" and _opens_with_number(draft, at):
        draft.claim((previous, at), label)
    elif fold(draft.text[at]) == "цоколь":
        draft.claim((at,), label)


def _is_block_id(draft: Draft, at: int) -> bool:
    word = draft.text[at].rstrip(".)")
    return (
        HOUSE.fullmatch(word) is not None
        or LETTERS.fullmatch(word) is not None
        or LETTERS_AND_NUMBER.fullmatch(word) is not None
    )


def extend_house(draft: Draft, roles: list[str], at: int) -> None:
    """Label what continues a house number: a letter, `/ 25`, `корп. 2`, `стр. 1`, also after a comma."""
    size = len(draft)
    while at < size and draft.free(at):
        word, previous = draft.text[at], draft.text[at - 1]
        same = draft.segment[at] == draft.segment[at - 1]
        following = (
            at + 1 if at + 1 < size and draft.free(at + 1) and draft.segment[at + 1] == draft.segment[at] else None
        )
        if (
            same
            and (JOIN.fullmatch(word) or draft.fold[at] == "дробь")
            and following is not None
            and _is_block_id(draft, following)
        ):
            draft.claim((at, following), "house_number")
            at = following + 1
        elif (same and previous[-1] in "/-–\\" and _is_block_id(draft, at)) or (
            same and word[0] in "/\\-" and len(word) > 1 and word[1].isalnum()
        ):
            draft.claim((at,), "house_number")
            at += 1
        elif roles[at] == BLOCK and following is not None and _is_block_id(draft, following):
            if draft.fold[at] in ("с", "к", "ст") and not same and not HOUSE.fullmatch(draft.text[following]):
                return
            draft.claim((at, following), "house_number")
            at = following + 1
        elif (
            same
            and HOUSE_LETTER.fullmatch(word)
            and (following is None or roles[at] not in (BLOCK, CITY, STREET))
            and previous[-1].isdigit()
        ):
            draft.claim((at,), "house_number")
            at += 1
        else:
            return


def _claim_house_ahead(draft: Draft) -> None:
    """A number alone in the segment before the road: `10, ул. Садовая`."""
    lead = draft.label.index("road") - 1 if "road" in draft.label else -1
    if (
        lead == 0
        and draft.free(0)
        and draft.segment[0] != draft.segment[1]
        and len(draft.text[0]) <= 4
        and HOUSE.fullmatch(draft.text[0])
    ):
        draft.claim((0,), "house_number")


def _village_end(draft: Draft, roles: list[str]) -> int | None:
    """Where an address without streets names its village: houses are numbered through the whole of it."""
    for at in range(len(draft) - 1, -1, -1):
        if draft.label[at] not in (CITY, SUBURB):
            continue
        span = [i for i in range(at + 1) if draft.label[i] == draft.label[at]]
        types = {draft.fold[i] for i in span if roles[i] in (CITY, BLOCK, NUMBER_MARK)}
        is_village = bool(types) and not types & TOWNS
        if is_village or any(draft.fold[i] in STREETLESS for i in span):
            return at
        return None
    return None


TOWNS = word_set("г гор город м місто горад қ қаласы")
HOUSE_LETTER = re.compile(r"[\"«]?[^\W\d_][\"»]?\.?(?:/\d{1,3})?")
HOUSE_AFTER = fold("үй")
"""The Kazakh word for a house stands after its number."""


COMPLEX = re.compile(r"\d{1,3}/\d{1,3}[а-я]?", re.IGNORECASE)


def _claim_complex(draft: Draft) -> None:
    """Label a number with a stroke that fills its segment where there is no street: the complex and the house in it."""
    for at, word in enumerate(draft.text):
        is_alone = draft.free(at) and draft.segment.count(draft.segment[at]) == 1
        if at and is_alone and "house_number" not in draft.label and COMPLEX.fullmatch(word):
            draft.label[at] = "house_number"


def claim_bare_house(draft: Draft, roles: list[str], road: int | None) -> None:
    """The first unmarked number after the road is the house; one more is the flat."""
    if road is None:
        road = _village_end(draft, roles)
        if road is None:
            _claim_complex(draft)
            return
    at, size = road + 1, len(draft)
    marked = "house_number" in draft.label
    if at < size and draft.text[at] in ("№", "-", "–") and draft.free(at):
        at += 1
    if not marked and draft.label[road] != "road" and at + 1 < size and roles[at] == BLOCK and draft.free(at):
        draft.claim((at,), "house_number")
        at += 1
    if (
        not marked
        and at < size
        and draft.free(at)
        and HOUSE.fullmatch(draft.text[at])
        and draft.segment[at] <= draft.segment[road] + 1
    ):
        draft.claim((at,), "house_number")
        extend_house(draft, roles, at + 1)
    elif not marked:
        _claim_house_ahead(draft)
    numbers = [i for i, label in enumerate(draft.label) if label == "house_number"]
    if not numbers:
        return
    after = numbers[-1] + 1
    closes = after + 1 == size or (after < size and draft.segment[after + 1] != draft.segment[after])
    if (
        closes
        and draft.free(after)
        and draft.segment[after] == draft.segment[after - 1]
        and draft.fold[after] == HOUSE_AFTER
    ):
        draft.label[after] = "house_number"
    if (
        after < size
        and draft.free(after)
        and "unit" not in draft.label
        and draft.segment[after] == draft.segment[numbers[-1]] + 1
        and BARE_FLAT.fullmatch(draft.text[after])
        and closes
    ):
        draft.claim((after,), "unit")
    if (
        after < size
        and draft.free(after)
        and draft.segment[after] == draft.segment[numbers[-1]]
        and DASHED_FLAT.fullmatch(draft.text[after])
    ):
        draft.claim((after,), "unit")

"""The street of an East Slavic address: typed before or after its name, or not typed at all."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.slavic_tokens import HOUSE, NAME_NUMBER_NEXT, ORDINAL, is_initial, known_cities
from onefold_dedupe.standardise.address.slavic_words import BLOCK, CITY, ENDINGS, FULL_STREET, SUBURB
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, STREET


def claim_street(draft: Draft, roles: list[str]) -> int | None:
    """Label the first typed street; returns its last token."""
    for at, role in enumerate(roles):
        if (
            role != STREET
            or draft.label[at]
            or (is_initial(draft, roles, at))
            or (len(draft.fold[at]) == 1 and not draft.text[at].endswith("."))
        ):
            continue
        name = _street_name(draft, roles, at)
        if name is None:
            continue
        draft.claim(name, "road")
        return name[-1]
    return None


def _street_name(draft: Draft, roles: list[str], at: int) -> list[int] | None:
    after = _name_after(draft, roles, at)
    before = _name_before(draft, roles, at)
    cities = known_cities()
    if before and after and _is_kilometre(draft, after[0]):
        after = []
    if after and before and draft.phrase(after) in cities and not draft.text[at].endswith("."):
        return [*before, at]
    if (
        before
        and after
        and (all(INITIAL.fullmatch(draft.text[i]) for i in after) or _is_house_after(draft, before, at, after))
    ):
        initials = after if INITIAL.fullmatch(draft.text[after[0]]) else []
        following = after[-1] + 1
        if initials and draft.free(following) and INITIAL.fullmatch(draft.text[following]):
            initials = [*initials, following]
        return [*_agreeing(draft, before, at), at, *initials]
    if before and after and (draft.text[after[0]].startswith("(") or all(roles[i] == STREET for i in after)):
        return [*before, at, *after]
    if after:
        lead = [before[-1]] if before and _is_ordinal(draft, before, after) else []
        return [*lead, at, *after]
    if before:
        for length in range(min(3, len(before) - 1), 0, -1):
            if draft.phrase(before[:length]) in cities:
                before = before[length:]
                break
        return [*_agreeing(draft, before, at), at]
    return None


def _is_ordinal(draft: Draft, before: list[int], after: list[int]) -> bool:
    """Whether the last word before the type counts streets: `3-я ул. Строителей`, or `3 ул. Строителей 25`."""
    word, following = draft.text[before[-1]], after[-1] + 1
    if ORDINAL.fullmatch(word):
        return True
    is_number = len(before) == 1 and len(word) < 3 and word.isdigit()
    return is_number and following < len(draft) and draft.text[following][0].isdigit()


INITIAL = re.compile(r"[^\W\d_]\.")


def _is_house_after(draft: Draft, before: list[int], at: int, after: list[int]) -> bool:
    """Whether the number after the type is the house of the adjective before it: `Новая Садовая ул. 12 Пестово`."""
    endings = ENDINGS.get(FULL_STREET.get(draft.fold[at], ("", ""))[1], ())
    return (
        bool(endings)
        and _agrees(draft, before[-1], endings)
        and draft.text[after[0]].isdigit()
        and (len(after) < 2 or draft.fold[after[1]] not in NAME_NUMBER_NEXT)
    )


def _agreeing(draft: Draft, before: list[int], at: int) -> list[int]:
    """Of the words before a type the adjectives that agree with it, when the last one does: `Пестово Садовая ул.`."""
    endings = ENDINGS.get(FULL_STREET.get(draft.fold[at], ("", ""))[1], ())
    if not endings or len(before) < 2 or not _agrees(draft, before[-1], endings):
        return before
    for k in range(len(before) - 1, 0, -1):
        word = before[k - 1]
        if not (
            _agrees(draft, word, endings)
            or draft.text[word][0].isdigit()
            or len(draft.fold[word]) < 4
            or draft.text[before[k]][0].isdigit()
            or draft.text[word].endswith((".", "-", "–"))
        ):
            return before[k:]
    return before


def _agrees(draft: Draft, at: int, endings: tuple[str, ...]) -> bool:
    return draft.fold[at].endswith(endings)


YEAR = re.compile(r"1[789]\d\d|20\d\d")


def _name_after(draft: Draft, roles: list[str], at: int) -> list[int]:
    found: list[int] = []
    here, size, segment = at + 1, len(draft), draft.segment[at]
    while here < size and draft.free(here) and draft.segment[here] == segment and len(found) < 7:
        word = draft.text[here]
        if here == at + 1 and YEAR.fullmatch(word) and here + 1 < size and draft.fold[here + 1] == "г":
            return [here, here + 1]
        if word[0].isdigit():
            next_is_name = here + 1 < size and draft.segment[here + 1] == segment and draft.free(here + 1)
            if (
                ORDINAL.fullmatch(word)
                or (next_is_name and draft.fold[here + 1] in NAME_NUMBER_NEXT)
                or (
                    next_is_name
                    and not found
                    and not roles[here + 1]
                    and len(draft.fold[here + 1]) > 3
                    and draft.fold[here + 1].isalpha()
                )
            ):
                found.append(here)
            else:
                break
        elif roles[here] == STREET or not roles[here] or is_initial(draft, roles, here):
            if word.startswith("(") and not word.endswith(")"):
                break
            found.append(here)
        elif (
            roles[here] in (CITY, SUBURB) and here == at + 1 and here + 1 < size and roles[here + 1] == NUMBER_MARK
        ) or (
            here == at + 1
            and len(word) == 2
            and word[1] == "."
            and here + 1 < size
            and draft.text[here + 1][0].isalpha()
        ):
            found.append(here)
        else:
            break
        here += 1
        if word.endswith(".") and len(word) > 5:
            break
    return found


def _name_before(draft: Draft, roles: list[str], at: int) -> list[int]:
    found: list[int] = []
    here, segment = at - 1, draft.segment[at]
    while here >= 0 and draft.free(here) and draft.segment[here] == segment and len(found) < 6:
        if (
            roles[here] not in ("", STREET)
            and not is_initial(draft, roles, here)
            and not (roles[here] == SUBURB and here == at - 1)
        ):
            break
        if draft.text[here].startswith("(") or not draft.fold[here]:
            break
        if roles[here] == STREET and not draft.free(here):
            break
        found.append(here)
        here -= 1
    return found[::-1]


def claim_suburb_as_road(draft: Draft, roles: list[str]) -> int | None:
    """Without a street the microdistrict takes its place; returns its last token."""
    typed = {draft.segment[i] for i, label in enumerate(draft.label) if label == SUBURB and roles[i] == SUBURB}
    span = [i for i, label in enumerate(draft.label) if label == SUBURB and draft.segment[i] in typed]
    if not span:
        return None
    following = span[-1] + 1
    numbered = "house_number" in draft.label or (
        following < len(draft) and draft.free(following) and HOUSE.fullmatch(draft.text[following])
    )
    if not numbered:
        return None
    if any(
        group and draft.segment[group[0]] == draft.segment[span[0]]
        for group in draft.segments()
        if not draft.text[group[0]][0].isdigit() and group[0] < span[0]
    ):
        return None
    for i in span:
        draft.label[i] = "road"
    return span[-1]


def _is_blocked(draft: Draft, roles: list[str], at: int) -> bool:
    """Whether the number at `at` goes on with a block: `7 к 2`."""
    mark, number = at + 1, at + 2
    return (
        number < len(draft)
        and roles[mark] == BLOCK
        and draft.segment[number] == draft.segment[at]
        and draft.text[number][0].isdigit()
    )


KILOMETRE = re.compile(r"\d{1,4}(?:-?й)?")


def _is_kilometre(draft: Draft, at: int) -> bool:
    """Whether the highway's kilometre starts at the token, `4-й км`; its name stands before it."""
    return draft.text[at][0].isdigit() and at + 1 < len(draft) and draft.fold[at + 1] == "км"


def claim_kilometre(draft: Draft, road: int) -> int:
    """`22-й км`, `км 22` and `22 км` after a highway belong to its name; returns the road's last token."""
    pair = (road + 1, road + 2)
    if pair[1] < len(draft) and draft.free(pair[0]) and draft.free(pair[1]):
        words = [draft.fold[i] for i in pair]
        if "км" in words and any(KILOMETRE.fullmatch(draft.text[i]) for i in pair):
            draft.claim(pair, "road")
            return pair[1]
    return road


def claim_bare_street(draft: Draft, roles: list[str]) -> int | None:
    """Words followed by a number, without any type word: `Абая 35`; returns the last token of the road."""
    groups = draft.segments()
    for k, group in enumerate(groups):
        numbers = [i for i in group if HOUSE.fullmatch(draft.text[i]) and i != group[0]]
        house = next((i for i in numbers if _is_blocked(draft, roles, i)), numbers[-1] if numbers else 0)
        words = [i for i in group if not numbers or i < house]
        marked = not numbers and group[-1] + 1 < len(draft) and draft.label[group[-1] + 1] == "house_number"
        alone = (
            not numbers
            and k + 1 < len(groups)
            and len(groups[k + 1]) >= 1
            and HOUSE.fullmatch(draft.text[groups[k + 1][0]])
        )
        if (
            (numbers or marked or alone)
            and words
            and len(words) <= 6
            and any(draft.fold[i].replace(" ", "").isalpha() and len(draft.fold[i]) > 2 for i in words)
        ):
            if not numbers and draft.phrase(words) in known_cities():
                continue
            for length in range(min(3, len(words) - 1), 0, -1):
                if draft.phrase(words[:length]) in known_cities() and "city" not in draft.label:
                    draft.claim(words[:length], "city")
                    words = words[length:]
                    break
            draft.claim(words, "road")
            return words[-1]
    return None

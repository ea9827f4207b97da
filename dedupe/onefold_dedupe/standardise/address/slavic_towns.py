"""Towns, suburbs and what is left of an East Slavic address."""

from __future__ import annotations

from collections.abc import Sequence

from onefold_dedupe.standardise.address.cities import latin_names
from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.slavic_tokens import HOUSE, TWO_DIGITS, known_cities, word_run
from onefold_dedupe.standardise.address.slavic_words import BLOCK, CITY, DISTRICT, NOISE, SUBURB
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, STREET
from onefold_dedupe.standardise.country import word_set


def claim_towns(draft: Draft, roles: list[str]) -> None:
    """Towns and suburbs that carry their type, before or after the name."""
    size = len(draft)
    _claim_outer_city(draft, roles)
    labels = draft.label
    for at, role in enumerate(roles):
        if labels[at]:
            continue
        kind = role if role in (CITY, SUBURB) else (CITY if draft.fold[at] in VILLAGE else "")
        if not kind:
            continue
        after = (
            word_run(draft, roles, at + 1, 1, 4) if at + 1 < size and draft.segment[at + 1] == draft.segment[at] else []
        )
        before = word_run(draft, roles, at - 1, -1, 3) if at and draft.segment[at - 1] == draft.segment[at] else []
        tail = after[-1] + 1 if after else size
        if (
            draft.fold[at] == "ст"
            and tail < size
            and roles[tail] == SUBURB
            and draft.segment[tail] == draft.segment[at]
        ):
            draft.claim([at, *after, tail], SUBURB)
            continue
        if kind == SUBURB:
            _claim_suburb(draft, roles, at, before, after)
            continue
        label = CITY if CITY not in draft.label else "suburb"
        is_led = at > 0 and (roles[at - 1] == CITY or draft.fold[at - 1] == "ж д")
        lead = [at - 1] if is_led and draft.free(at - 1) else []
        ahead = after[-1] + 1 if after else size
        if (
            len(draft.text[at]) == 1
            and ahead < size
            and draft.segment[ahead] == draft.segment[at]
            and HOUSE.fullmatch(draft.text[ahead])
        ):
            continue
        if after:
            known = next((n for n in range(len(after), 0, -1) if draft.phrase(after[:n]) in known_cities()), len(after))
            draft.claim([*lead, at, *after[:known]], label)
        elif before and len(draft.fold[at]) > 0:
            draft.claim([*before, at], label)


VILLAGE = word_set("с д х п ст")
# Towns whose blocks are numbered through without streets.
STREETLESS = word_set("зеленоград")
OUTER_SIGNS = VILLAGE | STREETLESS


def _names_town(draft: Draft, roles: list[str], at: int) -> bool:
    """Whether the segment that starts at `at`, or the one after a district, has a typed town."""
    while at < len(draft) and draft.label[at] == DISTRICT:
        at += 1
    segment = draft.segment[at] if at < len(draft) else -1
    while at < len(draft) and draft.segment[at] == segment and draft.free(at):
        if roles[at] == CITY or (draft.fold[at] in VILLAGE and draft.text[at].endswith(".")):
            is_last = at + 1 >= len(draft) or draft.segment[at + 1] != segment
            return is_last or not draft.text[at + 1][0].isdigit()
        at += 1
    return False


def _claim_outer_city(draft: Draft, roles: list[str]) -> None:
    """`Москва, г. Зеленоград`: the city that holds the other goes first, typed or not."""
    if CITY not in roles and OUTER_SIGNS.isdisjoint(draft.fold):
        return
    size = len(roles)
    for group in draft.segments():
        following = group[-1] + 1
        name = draft.phrase(group)
        if name in STREETLESS or (
            following < size
            and name in known_cities()
            and (draft.fold[following] in STREETLESS or _names_town(draft, roles, following))
        ):
            draft.claim(group, SUBURB if CITY in draft.label else CITY)


# Associations and estates whose name always follows.
BEFORE_NAME = word_set("снт днт днп тсн гск тер территория жк промзона")


def _claim_suburb(draft: Draft, roles: list[str], at: int, before: list[int], after: list[int]) -> None:
    size = len(draft)
    if not after and not before:
        numbered = (
            at + 1 < size
            and draft.free(at + 1)
            and draft.segment[at + 1] == draft.segment[at]
            and HOUSE.fullmatch(draft.text[at + 1])
        )
        ahead = (
            at
            and draft.free(at - 1)
            and draft.segment[at - 1] == draft.segment[at]
            and draft.text[at - 1][:1].isdigit()
        )
        if ahead:
            before = [at - 1]
        elif numbered:
            after = [at + 1]
    if at + 1 < size and roles[at + 1] == SUBURB and draft.free(at + 1) and not after and before:
        before = [*before, at]
        at += 1
    if at and roles[at - 1] == SUBURB and draft.free(at - 1) and draft.segment[at - 1] == draft.segment[at]:
        draft.claim([at - 1], SUBURB)
    if after and before and (draft.fold[at] in BEFORE_NAME or draft.phrase(before) in known_cities()):
        before = []
    if after and not before:
        if (
            at + len(after) + 1 < size
            and ("road" in draft.label or _numbers_follow(draft, roles, after[-1] + 2))
            and TWO_DIGITS.fullmatch(draft.text[after[-1] + 1])
            and draft.segment[after[-1] + 1] == draft.segment[at]
        ):
            after = [*after, after[-1] + 1]
        draft.claim([at, *after], SUBURB)
    elif before:
        draft.claim([*before, at], SUBURB)


def _numbers_follow(draft: Draft, roles: list[str], at: int) -> bool:
    """Whether house and flat, or a marked house, still follow: the number before them is a part of the name."""
    numbers = 0
    while at < len(draft) and draft.segment[at - 1] != draft.segment[at]:
        if draft.label[at] == "house_number":
            return True
        if not draft.free(at) or not HOUSE.fullmatch(draft.text[at]):
            break
        numbers += 1
        at += 1
    return numbers > 1 or (numbers == 1 and draft.label[at : at + 1] == ["unit"])


HOUSE_WORDS = word_set("тц трц бц тк трк тд тк дк бизнес-центр рынок гостиница отель завод")
BUILDINGS = word_set(
    """
    музей театр вокзал автовокзал аэропорт университет институт академия гостиница отель больница госпиталь поликлиника
    библиотека филармония посольство консульство администрация мэрия министерство кинотеатр цирк стадион собор
    ресторан кафе супермаркет универмаг
    музеи госпіталь лікарня поліклініка бібліотека філармонія посольство міністерство кінотеатр університет інститут
    готель вакзал бальніца бібліятэка пасольства міністэрства універсітэт
    """
)
"""Words of an institution's or a building's name wherever in it they stand."""


def claim_rest(draft: Draft, roles: list[str], road: int | None) -> None:
    """City and suburb without a type word; what is left over stays unparsed."""
    groups = draft.segments() if "city" not in draft.label else []
    if groups and not any(_claim_known_city(draft, roles, group, road) for group in groups):
        picked = _unlisted_city(draft, roles, groups, road)
        if picked:
            while len(picked) > 1 and TWO_DIGITS.fullmatch(draft.text[picked[0]]):
                draft.claim(picked[:1], "level")
                picked = picked[1:]
            draft.claim(picked, "city")
    if "city" not in draft.label:
        _settlement_as_city(draft)
    if "" not in draft.label:
        return
    for group in draft.segments():
        is_led = draft.fold[group[0]].split(" ")[0] in HOUSE_WORDS
        if is_led or draft.text[group[0]].strip("(") in ("ТЦ", "БЦ", "ТРЦ") or _names_building(draft, group):
            draft.claim(group, "house")
    if "city" in draft.label and road is not None:
        _claim_house_name(draft, roles)
    if "city" in draft.label:
        city = draft.label.index("city")
        for group in draft.segments():
            if draft.phrase(group) in known_cities():
                draft.claim(group, "suburb")
            if road is None:
                continue
            if _is_second_street(draft, roles, group):
                draft.claim(group, "suburb")
            if (
                city < group[0] < road
                and len(group) <= 3
                and all(draft.fold[i].replace(" ", "").isalpha() and not roles[i] for i in group)
            ):
                draft.claim(group, "suburb")


def _is_second_street(draft: Draft, roles: list[str], group: list[int]) -> bool:
    """Whether the group is a street without a number right before the town, in its line: quarters go by such names."""
    town = group[-1] + 1
    if town >= len(draft) or draft.label[town] != "city" or draft.segment[town] != draft.segment[group[-1]]:
        return False
    is_typed = roles[group[0]] == STREET or roles[group[-1]] == STREET
    return is_typed and 1 < len(group) < 4 and not any(draft.text[i][0].isdigit() for i in group)


def _names_building(draft: Draft, group: list[int]) -> bool:
    """Whether the group fills its segment and a word of it is a building's: Национальный художественный музей."""
    words = [draft.fold[i] for i in group]
    if len(words) > 6 or BUILDINGS.isdisjoint(words):
        return False
    before, after = group[0] - 1, group[-1] + 1
    return (before < 0 or draft.segment[before] != draft.segment[group[0]]) and (
        after >= len(draft) or draft.segment[after] != draft.segment[group[0]]
    )


def _settlement_as_city(draft: Draft) -> None:
    """A municipality of villages (`сельское поселение Кусаковка`) is the town where no other is named."""
    segments = {draft.segment[i] for i, word in enumerate(draft.fold) if word == "поселение"}
    for i, label in enumerate(draft.label):
        if label == DISTRICT and draft.segment[i] in segments:
            draft.label[i] = CITY


def _claim_house_name(draft: Draft, roles: list[str]) -> None:
    """Words left over right before the road: `Государственный Эрмитаж Дворцовая наб.`."""
    first = draft.label.index("road") if "road" in draft.label else 0
    at = first
    while at and draft.free(at - 1) and draft.segment[at - 1] == draft.segment[first] and not roles[at - 1]:
        at -= 1
    if at < first and all(draft.fold[i].replace(" ", "").isalpha() for i in range(at, first)):
        draft.claim(range(at, first), "house")


def _claim_known_city(draft: Draft, roles: list[str], group: list[int], road: int | None) -> bool:
    """A known town: the whole segment, its beginning, or, before the road, its last words (`Склады Самара`)."""
    cities = known_cities()
    lead = 1 if len(group) > 1 and TWO_DIGITS.fullmatch(draft.text[group[0]]) else 0
    words = group[lead:]
    is_after = road is not None and group[0] > road and not any(roles[i] for i in words)
    for length in range(min(3, len(words)), 0, -1):
        last = len(words) - length
        for start in (last, 0) if last and not is_after else (0,):
            span = words[start : start + length]
            if draft.phrase(span) in cities or _is_latin_city(draft, span):
                draft.claim(span, "city")
                if lead and start == 0:
                    draft.claim(group[:1], "level")
                return True
    return False


def _is_latin_city(draft: Draft, span: list[int]) -> bool:
    """Whether the tokens are a town's name in Latin letters amid Cyrillic ones: St. Petersburg."""
    words = [draft.text[i] for i in span]
    return words[-1][:1].isascii() and " ".join(map(fold, words)) in latin_names()


def _unlisted_city(draft: Draft, roles: list[str], groups: Sequence[list[int]], road: int | None) -> list[int]:
    def wordy(group: list[int]) -> bool:
        letters = [i for i in group if draft.fold[i] and draft.fold[i][0].isalpha()]
        return (
            any(len(draft.fold[i]) > 1 for i in letters)
            and roles[group[0]] not in (NUMBER_MARK, BLOCK)
            and len(group) <= 5
            and not any(roles[i] == NOISE for i in group)
            and not any('"' in draft.text[i] or "«" in draft.text[i] for i in group)
        )

    if road is None:
        return groups[-1] if wordy(groups[-1]) and len(groups) <= 2 else []
    house = max((i for i, label in enumerate(draft.label) if label in ("house_number", "unit", "road")), default=road)
    later = [group for group in groups if group[0] > house and wordy(group)]
    earlier = [group for group in groups if group[-1] < road and wordy(group)]
    if later and (not earlier or len(earlier[-1]) > 3):
        return later[0]
    return earlier[-1] if earlier else []

"""Russian, Ukrainian, Belarusian and Kazakh addresses in Cyrillic: typed words in any order, glued or not, amid other text."""

from __future__ import annotations

import re
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.ends import claim_postcode
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.address.slavic_words import BLOCK, CITY, DISTRICT, NOISE, REGION, STATES, SUBURB, WORDS
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, ROLE_LABELS, STREET, Spec

HOUSE = re.compile(
    r"№?\d{1,5}(?!\d)(?:[^\W\d_]{0,2}(?:[/\\.\-–—]?\d{1,5}[^\W\d_]{0,2}){0,4}|[/\\\-–—][^\W\d_]{1,2})[.)\-/]*"
)
ORDINAL = re.compile(
    r"\d+-?(?:й|я|ая|ый|ой|ий|ого|го|летия|летие|річчя|тя|ша|ға|га|шы|ші|лет|марта|мая)\.?", re.IGNORECASE
)
NAME_NUMBER_NEXT = frozenset(
    map(fold, "лет летия летие мая марта января февраля апреля июня июля августа сентября октября ноября декабря річчя років травня березня "
              "лістапада квітня серпня жовтня год года гвардейской съезда партсъезда пятилетки стрелковой дивизии армии".split())
)  # fmt: skip
GLUED_NUMBER = re.compile(r"([^\W\d_]{1,10}[.\-]?)№?\d")
LETTERS = re.compile(r"[^\W\d_]{1,2}\.?")
JOIN = re.compile(r"[-–—/\\]+")
GLUABLE = frozenset({NUMBER_MARK, BLOCK, *ROLE_LABELS})
CONTACT = re.compile(r"@|://|www\.|^\+?\d?\(?\d{3}\)|^\+\d|^\d{1,3}-\d\d-\d\d$", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def split_glued(token: str) -> tuple[int, ...]:
    """Offsets at which a token comes apart: `ул.Мира` at 3, `д.5` at 2, `оф103` at 2."""
    cuts: list[int] = []
    begin = 0
    for at, sign in enumerate(token[:-1]):
        if sign == "(" and at > begin:
            cuts.append(at)
            begin = at
        elif sign == "." and at > begin and fold(token[begin:at]) in WORDS and not token[at + 1] == ".":
            cuts.append(at + 1)
            begin = at + 1
        elif (
            sign == "/"
            and at > begin + 2
            and token[at - 1 : at + 2].replace("/", "").isalpha()
            and fold(token[begin:]) not in WORDS
        ):
            cuts.append(at)
            begin = at + 1
    match = GLUED_NUMBER.match(token, begin)
    if match and WORDS.get(fold(match.group(1))) in GLUABLE:
        cuts.append(match.end(1))
    return tuple(cuts)


@lru_cache(maxsize=1)
def known_cities() -> frozenset[str]:
    """Folded names of the larger towns of Russia, Ukraine, Kazakhstan and Belarus."""
    return places("RU") | places("UA") | places("KZ") | places("BY")


@lru_cache(maxsize=1)
def _known_states() -> frozenset[str]:
    listed = {name for code in ("RU", "UA") for name in regions(code) if len(name) > 3}
    return frozenset(STATES) | (frozenset(listed) - known_cities())


def parse_east_slavic(draft: Draft, spec: Spec) -> None:
    """Label the tokens of `draft` (its country already is)."""
    roles = [WORDS.get(word, "") for word in draft.fold]
    _claim_noise(draft, roles)
    claim_postcode(draft, spec)
    _claim_regions(draft, roles)
    _claim_numbers(draft, roles)
    _claim_brackets(draft)
    road = _claim_street(draft, roles)
    _claim_towns(draft, roles)
    if road is None:
        road = _claim_suburb_as_road(draft, roles) or _claim_bare_street(draft, roles)
    _claim_bare_house(draft, roles, road)
    _claim_rest(draft, roles, road)


def _word_run(draft: Draft, roles: list[str], at: int, step: int, limit: int = 5) -> list[int]:
    """Free words without a role from `at` on (or back, step -1) within the segment, in text order."""
    found: list[int] = []
    segment = draft.segment[at - step]
    while 0 <= at < len(draft) and draft.free(at) and draft.segment[at] == segment and len(found) < limit:
        if (roles[at] and not _is_initial(draft, roles, at)) or not draft.fold[at]:
            break
        if draft.text[at][0].isdigit() and not ORDINAL.fullmatch(draft.text[at]):
            break
        found.append(at)
        at += step
    return found if step > 0 else found[::-1]


def _is_initial(draft: Draft, roles: list[str], at: int) -> bool:
    """Whether `К.` or `С.` before a name is somebody's initial rather than a typed word."""
    word = draft.text[at]
    return (
        len(word) == 2
        and word[1] == "."
        and word[0].isupper()
        and roles[at] in (BLOCK, CITY, STREET, NOISE)
        and at + 1 < len(draft)
        and draft.text[at + 1][:1].isupper()
    )


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
        before = _word_run(draft, roles, at - 1, -1, 2) if at and draft.segment[at - 1] == draft.segment[at] else []
        after = (
            _word_run(draft, roles, at + 1, 1, 3)
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
            if draft.phrase(group[:length]) in _known_states() and (
                length == len(group) or "-" in draft.text[group[0]]
            ):
                draft.claim(group[:length], REGION)
                break


def _claim_numbers(draft: Draft, roles: list[str]) -> None:
    """Units, floors, entrances and marked house numbers with their blocks."""
    size = len(draft)
    for at in range(size):
        role = roles[at]
        if draft.label[at] or not role:
            continue
        following = (
            at + 1 if at + 1 < size and draft.free(at + 1) and draft.segment[at + 1] == draft.segment[at] else None
        )
        if (
            following is not None
            and draft.text[following] in ("№", ".", "-")
            and following + 1 < size
            and draft.free(following + 1)
        ):
            following += 1
        if role in ROLE_LABELS:
            _claim_unit(draft, roles, at, following)
        elif (
            role == NUMBER_MARK
            and following is not None
            and (HOUSE.fullmatch(draft.text[following]) or roles[following] == NUMBER_MARK)
        ):
            if roles[following] == NUMBER_MARK and not draft.text[following][-1:].isdigit():
                draft.claim((at,), "house_number")
                continue
            draft.claim(range(at, following + 1), "house_number")
            _extend_house(draft, roles, following + 1)
        elif (
            role == BLOCK and following is not None and "house_number" in draft.label and _is_block_id(draft, following)
        ):
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


LONG_BLOCK = frozenset(map(fold, "корп корпус стр строение строен лит литера литер".split()))
IDENTIFIER = re.compile(r"№?(?:[^\W_]{0,3}-?\d[\w\-/.\\]*|[^\W\d_]{1,2}|[IVXivx]+)\.?\)?")


def _claim_unit(draft: Draft, roles: list[str], at: int, following: int | None) -> None:
    label = ROLE_LABELS[roles[at]]
    previous = at - 1
    if (
        label in ("level", "entrance")
        and draft.free(previous)
        and draft.segment[previous] == draft.segment[at]
        and re.fullmatch(r"\(?\d{1,2}-?[йи]?\.?", draft.text[previous])
    ):
        if following is None or not draft.text[following][0].isdigit() or roles[previous - 1] == "":
            draft.claim((previous, at), label)
            return
    if (
        following is not None
        and IDENTIFIER.fullmatch(draft.text[following])
        and (not roles[following] or draft.text[following][-1].isdigit())
    ):
        draft.claim(range(at, following + 1), label)
    elif fold(draft.text[at]) == "цоколь":
        draft.claim((at,), label)


def _is_block_id(draft: Draft, at: int) -> bool:
    word = draft.text[at].rstrip(".)")
    return (
        HOUSE.fullmatch(word) is not None
        or LETTERS.fullmatch(word) is not None
        or re.fullmatch(r"[^\W\d_]{1,2}\d{1,3}", word) is not None
    )


def _extend_house(draft: Draft, roles: list[str], at: int) -> None:
    """Label what continues a house number: a letter, `/ 25`, `корп. 2`, `стр. 1`, also after a comma."""
    size = len(draft)
    while at < size and draft.free(at):
        word, previous = draft.text[at], draft.text[at - 1]
        same = draft.segment[at] == draft.segment[at - 1]
        following = (
            at + 1 if at + 1 < size and draft.free(at + 1) and draft.segment[at + 1] == draft.segment[at] else None
        )
        if same and JOIN.fullmatch(word) and following is not None and _is_block_id(draft, following):
            draft.claim((at, following), "house_number")
            at = following + 1
        elif same and previous[-1] in "/-–\\" and _is_block_id(draft, at):
            draft.claim((at,), "house_number")
            at += 1
        elif same and word[0] in "/\\-" and len(word) > 1 and word[1].isalnum():
            draft.claim((at,), "house_number")
            at += 1
        elif roles[at] == BLOCK and following is not None and _is_block_id(draft, following):
            if draft.fold[at] in ("с", "к", "ст") and not same and not HOUSE.fullmatch(draft.text[following]):
                return
            draft.claim((at, following), "house_number")
            at = following + 1
        elif (
            same
            and LETTERS.fullmatch(word)
            and len(word.rstrip(".")) == 1
            and (following is None or roles[at] not in (BLOCK, CITY, STREET))
            and previous[-1].isdigit()
        ):
            draft.claim((at,), "house_number")
            at += 1
        else:
            return


ADJECTIVE = re.compile(r"(?:[иы]и|ои|ая|яя|ое|ее|ька|цька|зька|ська|ския|скии)$")


def _claim_street(draft: Draft, roles: list[str]) -> int | None:
    """Label the first typed street; returns its last token."""
    for at, role in enumerate(roles):
        if (
            role != STREET
            or draft.label[at]
            or (_is_initial(draft, roles, at))
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
    if after and before and draft.phrase(after) in cities and not draft.text[at].endswith("."):
        return [*before, at]
    if before and after and draft.text[after[0]].startswith("("):
        return [*before, at, *after]
    if after:
        lead = [before[-1]] if before and ORDINAL.fullmatch(draft.text[before[-1]]) else []
        if (
            not lead
            and before
            and not draft.text[at].endswith(".")
            and len(draft.fold[at]) > 4
            and ADJECTIVE.search(draft.fold[before[-1]])
            and len(after) == 1
        ):
            if (
                draft.phrase(before) not in cities
                and not ADJECTIVE.search(draft.fold[after[0]])
                and at + 2 < len(draft)
                and draft.segment[at + 2] == draft.segment[at]
            ):
                lead = []
        return [*lead, at, *after]
    if before:
        for length in range(min(3, len(before) - 1), 0, -1):
            if draft.phrase(before[:length]) in cities:
                before = before[length:]
                break
        return [*before, at]
    return None


def _name_after(draft: Draft, roles: list[str], at: int) -> list[int]:
    found: list[int] = []
    here, size, segment = at + 1, len(draft), draft.segment[at]
    while here < size and draft.free(here) and draft.segment[here] == segment and len(found) < 7:
        word = draft.text[here]
        if word[0].isdigit():
            next_is_name = here + 1 < size and draft.segment[here + 1] == segment and draft.free(here + 1)
            if ORDINAL.fullmatch(word) or (next_is_name and draft.fold[here + 1] in NAME_NUMBER_NEXT):
                found.append(here)
            elif (
                next_is_name
                and not found
                and not roles[here + 1]
                and len(draft.fold[here + 1]) > 3
                and draft.fold[here + 1].isalpha()
            ):
                found.append(here)
            else:
                break
        elif roles[here] == STREET or not roles[here] or _is_initial(draft, roles, here):
            if word.startswith("(") and not word.endswith(")"):
                break
            found.append(here)
        elif roles[here] in (CITY, SUBURB) and here == at + 1 and here + 1 < size and roles[here + 1] == NUMBER_MARK:
            found.append(here)
        elif (
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
            and not _is_initial(draft, roles, here)
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


def _claim_towns(draft: Draft, roles: list[str]) -> None:
    """Towns and suburbs that carry their type, before or after the name."""
    size = len(draft)
    for at, role in enumerate(roles):
        kind = role if role in (CITY, SUBURB) else (CITY if draft.fold[at] in VILLAGE else "")
        if not kind or draft.label[at]:
            continue
        after = (
            _word_run(draft, roles, at + 1, 1, 4)
            if at + 1 < size and draft.segment[at + 1] == draft.segment[at]
            else []
        )
        before = _word_run(draft, roles, at - 1, -1, 3) if at and draft.segment[at - 1] == draft.segment[at] else []
        if kind == SUBURB:
            _claim_suburb(draft, roles, at, before, after)
            continue
        label = CITY if CITY not in draft.label else "suburb"
        lead = [at - 1] if at and roles[at - 1] == CITY and draft.free(at - 1) else []
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


VILLAGE = frozenset(map(fold, "с д х п ст м".split()))


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
    if after and not before:
        if (
            at + len(after) + 1 < size
            and "road" in draft.label
            and re.fullmatch(r"\d{1,2}", draft.text[after[-1] + 1])
            and draft.segment[after[-1] + 1] == draft.segment[at]
        ):
            after = [*after, after[-1] + 1]
        draft.claim([at, *after], SUBURB)
    elif before:
        draft.claim([*before, at], SUBURB)


def _claim_suburb_as_road(draft: Draft, roles: list[str]) -> int | None:
    """Without a street the microdistrict takes its place; returns its last token."""
    span = [i for i, label in enumerate(draft.label) if label == SUBURB]
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


def _claim_bare_street(draft: Draft, roles: list[str]) -> int | None:
    """Words followed by a number, without any type word: `Абая 35`; returns the last token of the road."""
    groups = draft.segments()
    for k, group in enumerate(groups):
        numbers = [i for i in group if HOUSE.fullmatch(draft.text[i]) and i != group[0]]
        words = [i for i in group if not numbers or i < numbers[-1]]
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


def _claim_bare_house(draft: Draft, roles: list[str], road: int | None) -> None:
    """The first unmarked number after the road is the house; one more is the flat."""
    if road is None:
        return
    at, size = road + 1, len(draft)
    marked = "house_number" in draft.label
    if at < size and draft.text[at] in ("№", "-", "–") and draft.free(at):
        at += 1
    if (
        not marked
        and at < size
        and draft.free(at)
        and HOUSE.fullmatch(draft.text[at])
        and draft.segment[at] <= draft.segment[road] + 1
    ):
        draft.claim((at,), "house_number")
        _extend_house(draft, roles, at + 1)
    numbers = [i for i, label in enumerate(draft.label) if label == "house_number"]
    if not numbers:
        return
    after = numbers[-1] + 1
    if (
        after < size
        and draft.free(after)
        and "unit" not in draft.label
        and draft.segment[after] == draft.segment[numbers[-1]] + 1
        and re.fullmatch(r"\d{1,4}[а-яa-z]?", draft.text[after], re.IGNORECASE)
    ):
        alone = after + 1 == size or draft.segment[after + 1] != draft.segment[after]
        if alone:
            draft.claim((after,), "unit")
    if (
        after < size
        and draft.free(after)
        and draft.segment[after] == draft.segment[numbers[-1]]
        and re.fullmatch(r"[-–]\d{1,4}", draft.text[after])
    ):
        draft.claim((after,), "unit")


HOUSE_WORDS = frozenset(map(fold, "тц трц бц тк трк тд тк дк бизнес-центр рынок гостиница отель завод".split()))


def _claim_rest(draft: Draft, roles: list[str], road: int | None) -> None:
    """City and suburb without a type word; what is left over stays unparsed."""
    for group in draft.segments():
        if "city" in draft.label:
            break
        _claim_known_city(draft, roles, group, road)
    groups = draft.segments()
    if "city" not in draft.label and groups:
        picked = _unlisted_city(draft, roles, groups, road)
        if picked:
            while len(picked) > 1 and re.fullmatch(r"\d{1,2}", draft.text[picked[0]]):
                draft.claim(picked[:1], "level")
                picked = picked[1:]
            draft.claim(picked, "city")
    for group in draft.segments():
        if draft.fold[group[0]].split(" ")[0] in HOUSE_WORDS or draft.text[group[0]].strip("(") in ("ТЦ", "БЦ", "ТРЦ"):
            draft.claim(group, "house")
    if "city" in draft.label and road is not None:
        city = draft.label.index("city")
        for group in draft.segments():
            if (
                city < group[0] < road
                and len(group) <= 3
                and all(draft.fold[i].replace(" ", "").isalpha() and not roles[i] for i in group)
            ):
                draft.claim(group, "suburb")


def _claim_known_city(draft: Draft, roles: list[str], group: list[int], road: int | None) -> None:
    """A known town: the whole segment, its beginning, or, before the road, its last words (`Склады Самара`)."""
    cities = known_cities()
    lead = 1 if len(group) > 1 and re.fullmatch(r"\d{1,2}", draft.text[group[0]]) else 0
    words = group[lead:]
    is_after = road is not None and group[0] > road and not any(roles[i] for i in words)
    for length in range(min(3, len(words)), 0, -1):
        starts = {0} if is_after and length < len(words) else {0, len(words) - length}
        for start in sorted(starts, reverse=True):
            span = words[start : start + length]
            if draft.phrase(span) in cities:
                draft.claim(span, "city")
                if lead and start == 0:
                    draft.claim(group[:1], "level")
                return


def _unlisted_city(draft: Draft, roles: list[str], groups: list[list[int]], road: int | None) -> list[int]:
    def wordy(group: list[int]) -> bool:
        letters = [i for i in group if draft.fold[i] and draft.fold[i][0].isalpha()]
        return (
            bool(letters)
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

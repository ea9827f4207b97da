"""The general grammar: any country whose addresses are a street line and a line of places, in either order of
number and road.
"""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.care import claim_care
from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.ends import claim_postcode
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.address.places import label_places, trailing_place
from onefold_dedupe.standardise.address.spec import STREET, Spec
from onefold_dedupe.standardise.address.typed import claim_typed
from onefold_dedupe.standardise.address.unbroken import parted_at
from onefold_dedupe.standardise.country import word_set

LETTER = re.compile(r"[^\W\d_]")
ROUTE = word_set(
    """
    highway hwy route rte road rd county cr sr us interstate i lane street st jalan jln lorong lrg phase block
    sector street avenue no number km route chemin calle carrera via strada rua avenida ul g
    """
)
DIRECTIONS = word_set("n s e w ne nw se sw north south east west northeast northwest southeast southwest")


def parse_general(draft: Draft, spec: Spec) -> None:
    """Label the tokens of `draft` (its country already is) by the facts of `spec`."""
    claim_care(draft)
    if spec.prepare:
        spec.prepare(draft, spec)
    postcode = claim_postcode(draft, spec)
    claim_typed(draft, spec)
    label_lines(draft, spec, postcode)


def label_lines(draft: Draft, spec: Spec, postcode: int | None) -> None:
    """Label what units and the postcode (its first token) have left: the street and the places beside it."""
    groups = draft.segments()
    if not groups:
        return
    if postcode is not None:
        groups = parted_at(draft, spec, groups, postcode)
    at = None if "road" in draft.label else _street_segment(draft, spec, groups)
    if at is None:
        label_places(draft, spec, groups, postcode)
        return
    before, street, after = groups[:at], groups[at], groups[at + 1 :]
    if before and len(before[-1]) == 1 and draft.is_number(before[-1][0]):
        draft.claim(before.pop(), "house_number")
    table = regions(spec.code)
    has_places = any(
        draft.phrase(group) not in table and draft.phrase(group) not in spec.region_names for group in after
    ) or (not spec.number_first and bool(after) and postcode is not None and postcode > street[-1])
    if _is_numbered_street(draft, spec, street, after):
        draft.bound.add(street[1])
    rest = label_street(draft, spec, street, has_places)
    if after and "house_number" not in draft.label and draft.is_number(after[0][0]):
        number = _number_run(draft, spec, after[0], 0)
        draft.claim(after[0][:number], "house_number")
        after = [after[0][number:], *after[1:]] if len(after[0]) > number else after[1:]
    if spec.city_first and before:
        label_places(draft, spec, before, postcode)
        for group in [rest, *after]:
            draft.claim(group, "unit" if all(map(draft.is_number, group)) else "suburb")
        return
    if before and not rest and not after and _names_town(draft, spec, before[0]):
        end = 1
        while end < len(before) and draft.phrase(before[end]) in table:
            end += 1
        label_places(draft, spec, before[:end], postcode)
        before = before[end:]
    for group in before:
        claim_before(draft, spec, group)
    after = [rest, *after] if rest else after
    if after:
        label_places(draft, spec, after, postcode)


def _names_town(draft: Draft, spec: Spec, group: list[int]) -> bool:
    """Whether a segment before the street is the town that no other names: Berlin, Hauptstr. 5."""
    if group[0] and _follows_postcode(draft, group[0]):
        return True
    known = places(spec.code)
    if spec.code in ("DE", "AT") and _names_river(draft, group, known):
        return True
    return draft.phrase(group) in known or (
        len(group) > 1 and draft.phrase(group[-1:]) in regions(spec.code) and draft.phrase(group[:-1]) in known
    )


ON_RIVER = re.compile(r"([^\W\d_]+)(?:/[^\W\d_]+|\s*\ba\. ?(?:d\. ?)?[^\W\d_]+\.?)")
"""Frankfurt/Main, Offenbach a.M., Neustadt a.d. Aisch."""


def _names_river(draft: Draft, group: list[int], known: frozenset[str]) -> bool:
    """Whether the segment is a town with what tells it from others of its name; before a stroke it is a known one."""
    found = ON_RIVER.fullmatch(draft.raw[draft.start[group[0]] : draft.end[group[-1]]])
    return found is not None and ("/" not in found[0] or fold(found[1]) in known)


NAME_WITH_DIGIT = re.compile(r"\d+(?!bis|ter|st|nd|rd|th)[^\W\d_]{2,}")


def claim_before(draft: Draft, spec: Spec, group: list[int]) -> None:
    """Label what stands before the street: a number or flat, else the house by its name (`3FM`, too)."""
    if len(group) == 1 and "house_number" in draft.label and NAME_WITH_DIGIT.fullmatch(draft.fold[group[0]]):
        draft.claim(group, "house")
    elif all(
        draft.is_number(i) or (k and (draft.fold[i] in spec.number_suffixes or LETTER.fullmatch(draft.fold[i])))
        for k, i in enumerate(group)
    ):
        draft.claim(group, "house_number" if "house_number" not in draft.label else "unit")
    elif spec.number_first and draft.is_number(group[0]) and "house_number" not in draft.label:
        draft.claim(group[:1], "house_number")
        draft.claim(group[1:], "house")
    else:
        draft.claim(group, "house")


# Types that stand before the name, so that one at the beginning of a segment is no accident.
PREFIX_TYPES = word_set(
    """
    rue avenue av boulevard bd chemin route place allee impasse quai cours calle avenida carrera plaza paseo camino
    via viale piazza corso rua travessa estrada largo praca rodovia jalan jln jl lorong شارع طريق نهج ميدان ساحة جادة
    rruga strada bulevardul calea soseaua aleea piata soi thanon duong pho persiaran lebuh sharia shari shara tariq
    souq souk nahj midan carrer avinguda خیابان کوچه بلوار רחוב שדרות οδος λεωφορος πλατεια triq
    """
)
LONE_STREETS = word_set("broadway bowery esplanade strand")


def street_strength(draft: Draft, spec: Spec, group: list[int]) -> int:
    """2 when a word of the group says street, 1 when one may, else 0."""
    strength, folds, words = 0, draft.fold, spec.words
    for k, i in enumerate(group):
        folded = folds[i]
        if (words.get(folded) != STREET and not spec.is_glued(folded)) or (
            len(group) == 1 and folded not in LONE_STREETS and not spec.is_glued(folded)
        ):
            continue
        # A letter after a number is the number's (`259 C`), not an abbreviated street.
        if k and len(folded) == 1 and k == len(group) - 1 and spec.street_type == "before":
            continue
        opens = (
            k == 0
            and len(group) > 1
            and spec.number_first
            and spec.street_type == "after"
            and folded not in PREFIX_TYPES
        )
        strength = max(strength, 1 if opens or folded in spec.weak_streets else 2)
    return strength


def _street_segment(draft: Draft, spec: Spec, groups: list[list[int]]) -> int | None:
    """Which segment holds the road: a typed one with a number first, then typed, then one with a number and words."""
    best: tuple[int, int] | None = None
    for at, group in enumerate(groups):
        strength = street_strength(draft, spec, group)
        is_town_line = not spec.number_first or (spec.postcode_leads and strength == 0)
        if group[0] and is_town_line and len(groups) > 1 and _follows_postcode(draft, group[0]):
            continue
        numbered = any(map(draft.is_number, group))
        alone_before = at > 0 and len(groups[at - 1]) == 1 and draft.is_number(groups[at - 1][0])
        if numbered and len(group) > 1:
            rank = (3 if spec.number_first and draft.is_number(group[0]) else 1, 3, 5)[strength]
        else:
            rank = (0, 2, 4)[strength] + (
                2 if alone_before and (strength == 1 or (strength == 0 and at == 1 and len(group) > 1)) else 0
            )
        last = group[-1] + 1
        if (
            strength
            and draft.label[last : last + 1] == ["house_number"]
            and draft.segment[last] == draft.segment[group[-1]]
        ):
            rank += 1  # Loc. Cascine, Via Roma snc
        if rank and (best is None or rank > best[0]):
            best = (rank, at)
    if best is not None and best[0] < 4 and "po_box" in draft.label and not draft.is_number(groups[best[1]][0]):
        return None
    if best is not None and not (best[0] == 2 and len(groups) == 1 and len(groups[0]) < 2):
        return best[1]
    for at, group in enumerate(groups[1:], 1):
        if len(group) == 1 and draft.is_number(group[0]) and not all(draft.is_number(i) for i in groups[at - 1]):
            return at - 1
    if "house_number" in draft.label:
        first = draft.label.index("house_number")
        return next(
            (
                k
                for k, group in enumerate(groups)
                if group[-1] < first or draft.segment[group[0]] == draft.segment[first]
            ),
            0,
        )
    return None


def _follows_postcode(draft: Draft, at: int) -> bool:
    """Whether a postcode stands right before the token, in its segment: a town follows, whatever its name ends in."""
    return draft.label[at - 1] == "postcode" and draft.segment[at - 1] == draft.segment[at]


def _number_run(draft: Draft, spec: Spec, tokens: list[int], at: int) -> int:
    """Where the house number that starts at position `at` of `tokens` ends: with ranges, fractions, letters, bis."""
    end = at + 1
    while end < len(tokens) and tokens[end] == tokens[end - 1] + 1:
        word, folded = draft.text[tokens[end]], draft.fold[tokens[end]]
        previous = draft.text[tokens[end - 1]]
        joined = previous[-1:] in "-/–&+" or word[:1] in "-/–"
        if (
            (word in ("-", "/", "–", "&", "+") or _is_range(draft, spec, tokens[end]))
            and end + 1 < len(tokens)
            and tokens[end + 1] == tokens[end] + 1
            and draft.is_number(tokens[end + 1])
        ):
            end += 2
        elif (
            (
                (joined and (word[-1:].isdigit() or len(folded) == 1))
                or folded in spec.number_suffixes
                or (word[:2] == "1/" and word[2:].isdigit())
            )
            or (
                len(folded) == 1
                and LETTER.fullmatch(folded)
                and previous[-1:].isdigit()
                and _takes_letter(draft, spec, tokens, end)
            )
            or (spec.number_run and draft.is_number(tokens[end]))
        ):
            end += 1
        else:
            break
    return end


RANGES = {
    "NL": frozenset({"t m", "tm"}),
    "BE": frozenset({"t m", "tm"}),
    "DE": frozenset({"bis"}),
    "AT": frozenset({"bis"}),
}
"""Words between the first and the last of several house numbers: 10 t/m 14, 10 bis 14."""


def _is_range(draft: Draft, spec: Spec, at: int) -> bool:
    return spec.code in RANGES and draft.fold[at] in RANGES[spec.code]


def _takes_letter(draft: Draft, spec: Spec, tokens: list[int], at: int) -> bool:
    if not spec.number_first:
        return True
    return at + 1 < len(tokens) and spec.street_type == "before" and spec.is_street_word(draft.fold[tokens[at + 1]])


def label_street(draft: Draft, spec: Spec, tokens: list[int], has_places: bool) -> list[int]:
    """Label number and road of one segment; returns tokens that belong to the places after it."""
    numeric = [k for k, i in enumerate(tokens) if draft.is_number(i)]
    if "house_number" in draft.label:
        return _road_then_places(draft, spec, tokens, has_places)
    first_is_number = bool(numeric) and numeric[0] == 0
    ends_in_number = bool(numeric) and numeric[-1] >= len(tokens) - 2 and numeric[-1] > 0
    if first_is_number and (spec.number_first or not ends_in_number):
        if (
            len(tokens) > 1
            and spec.is_street_word(draft.fold[tokens[1]])
            and spec.street_type == "after"
            and not spec.number_first
            and not (len(tokens) > 2 and draft.fold[tokens[1]] in PREFIX_TYPES)
        ):
            return _number_last(draft, spec, tokens, numeric, has_places)
        end = _number_run(draft, spec, tokens, 0)
        draft.claim(tokens[:end], "house_number")
        return _road_then_places(draft, spec, tokens[end:], has_places)
    if spec.number_first and numeric and not spec.is_street_word(draft.fold[tokens[0]]):
        inner = next((k for k in numeric if any(spec.is_street_word(draft.fold[i]) for i in tokens[k + 1 :])), None)
        if inner is not None:
            draft.claim(tokens[:inner], _label_before_type(draft, spec, tokens[:inner], has_places))
            end = _number_run(draft, spec, tokens, inner)
            draft.claim(tokens[inner:end], "house_number")
            return _road_then_places(draft, spec, tokens[end:], has_places)
    if numeric and (ends_in_number or not spec.number_first):
        return _number_last(draft, spec, tokens, numeric, has_places)
    return _road_then_places(draft, spec, tokens, has_places)


def _is_numbered_street(draft: Draft, spec: Spec, street: list[int], after: list[list[int]]) -> bool:
    """`Calle 5, 2B`: a type and a number before the house's own are the street's name."""
    if spec.street_type != "before" or len(street) != 2 or not spec.is_street_word(draft.fold[street[0]]):
        return False
    return draft.is_number(street[1]) and bool(after) and len(after[0]) == 1 and draft.is_number(after[0][0])


NUMBER_SIGNS = frozenset(("#", "№"))


def _number_last(draft: Draft, spec: Spec, tokens: list[int], numeric: list[int], has_places: bool) -> list[int]:
    """Road, then number, then perhaps places."""
    usable = [
        k for k in numeric if k > 0 and not _belongs_to_road(draft, spec, draft.fold[tokens[k - 1]], k < numeric[-1])
    ]
    if not usable:
        usable = [k for k in numeric if k > 0]
    if not usable:
        return _road_then_places(draft, spec, tokens, has_places)
    if has_places:
        start = usable[-1]
        while start - 1 in usable and start - 1 > 0 and (spec.number_run or draft.text[tokens[start - 1]][-1] in "-/"):
            start -= 1
        if start - 1 in usable and start - 1 > 0 and _is_followed_by_flat(draft, spec, tokens, start):
            start -= 1
        elif start - 1 in usable and tokens[start - 1] + 1 < tokens[start] and not spec.number_first:
            start -= 1  # 8. 2. em. 3.: a floor stands between house and flat
        elif start - 1 in usable and start - 1 > 0 and _is_lettered(draft, spec, tokens, start):
            start -= 1
        elif start - 2 in usable and start - 2 > 0 and _is_behind_letter(draft, spec, tokens, start):
            start -= 2
    else:
        start = usable[0]
        # A day or a year in the name (`28 de Julho 15`) is followed by words and then by another number.
        if (
            len(usable) > 1
            and spec.street_type == "before"
            and usable[1] - start > 1
            and draft.fold[tokens[start + 1]] in ("de", "di", "do", "of")
        ):
            start = usable[1]
    end = _number_run(draft, spec, tokens, start)
    if (
        start >= 2
        and (draft.text[tokens[start - 1]] in ("-", "/", "–") or _is_range(draft, spec, tokens[start - 1]))
        and draft.is_number(tokens[start - 2])
    ):
        start -= 2
    if start > 1 and draft.text[tokens[start - 1]] in NUMBER_SIGNS:
        start -= 1
    draft.claim(tokens[start:end], "house_number")
    road = tokens[:start]
    if spec.street_type == "before":
        typed = next((k for k, i in enumerate(road) if spec.words.get(draft.fold[i]) == STREET), 0)
        if 0 < typed < len(road) - 1 and draft.fold[road[typed - 1]]:
            draft.claim(road[:typed], _label_before_type(draft, spec, road[:typed], has_places))
    draft.claim(road, "road")
    rest = tokens[end:]
    if rest and all(draft.is_number(i) for i in rest):
        is_bare = rest[0] == tokens[end - 1] + 1 and has_places and draft.text[tokens[end - 1]][-1].isdigit()
        is_bare = is_bare and not draft.text[rest[0]][0].isalpha()
        draft.claim(rest, spec.bare_tail if is_bare else "unit")
        return []
    return rest


def _label_before_type(draft: Draft, spec: Spec, tokens: list[int], has_places: bool) -> str:
    """What stands before the street's type: a number of the name, the town that no other names, else the house."""
    if len(tokens) == 1 and draft.is_number(tokens[0]):
        return "road"
    is_town = not has_places and "city" not in draft.label and draft.phrase(tokens) in places(spec.code)
    return "city" if is_town else "house"


def _belongs_to_road(draft: Draft, spec: Spec, before: str, is_followed: bool) -> bool:
    """Whether a number is the road's own: right after the type (`Calle 14`), or a road's class with another number to
    come (`Strada Provinciale 132 La Crucca 38`)."""
    if spec.street_type != "before":
        return False
    return spec.words.get(before) == STREET or (is_followed and before in ROAD_CLASSES)


ROAD_CLASSES = word_set("statale provinciale comunale regionale nazionale nacional provincial comarcal estadual")


def _is_followed_by_flat(draft: Draft, spec: Spec, tokens: list[int], last: int) -> bool:
    """Whether the number before the last one is the house's: no year of a name (`Via 20 Settembre 1870 12`)."""
    before = draft.text[tokens[last - 1]]
    is_year = len(before) == 4 and "1000" < before < "2100"
    return spec.number_then_flat and not is_year and tokens[last - 1] + 1 == tokens[last]


def _is_lettered(draft: Draft, spec: Spec, tokens: list[int], last: int) -> bool:
    """Whether the last number opens with a letter and follows the house's: `Stationsplein 1 A-12` is its flat."""
    is_beside = tokens[last - 1] + 1 == tokens[last] and draft.text[tokens[last - 1]].isdigit()
    return spec.street_type == "after" and is_beside and draft.text[tokens[last]][0].isalpha()


def _is_behind_letter(draft: Draft, spec: Spec, tokens: list[int], last: int) -> bool:
    """Whether the last number stands behind another one and a letter, which is the house's: `Kauppakatu 5 B 12`."""
    letter = draft.text[tokens[last - 1]]
    return (
        spec.street_type == "after"
        and last == len(tokens) - 1
        and tokens[last] == tokens[last - 2] + 2
        and len(letter) == 1
        and letter.isalpha()
    )


def _road_then_places(draft: Draft, spec: Spec, tokens: list[int], has_places: bool) -> list[int]:
    """Label the road and an unmarked unit after it.

    What follows the road is returned when no other segment holds the places.
    """
    if not tokens:
        return []
    end = len(tokens)
    if not has_places:
        end = _road_end(draft, spec, tokens)
    road, rest = tokens[:end], tokens[end:]
    tail = len(road)
    while tail > 1 and spec.number_first and spec.street_type == "after" and _is_bare_tail(draft, spec, road, tail - 1):
        tail -= 1
    if not spec.bare_tail:
        tail = len(road)
    draft.claim(road[:tail], "road")
    if tail < len(road):
        draft.claim(road[tail:], spec.bare_tail)
    return rest


def _is_bare_tail(draft: Draft, spec: Spec, road: list[int], at: int) -> bool:
    word, before = draft.fold[road[at]], draft.fold[road[at - 1]]
    if road[at] in draft.bound:
        return False
    if not (draft.text[road[at]][0].isdigit() and word.isalnum() and len(word) <= 4):
        return False
    if before[:1].isdigit() and at >= 3 and spec.number_first:
        return len(word) <= 3
    if before in ROUTE and not (
        at >= 2
        and spec.is_street_word(before)
        and len(road) > 2
        and not draft.is_number(road[at - 2])
        and before not in STRONG_ROUTE
    ):
        return False
    if spec.street_type == "before" or not any(spec.is_street_word(draft.fold[i]) for i in road[:at]):
        return len(word) <= 2 and at >= 1 and before.isalpha() and len(before) > 2 and not spec.is_street_word(before)
    return True


STRONG_ROUTE = word_set("highway hwy route rte jalan jln lorong lrg phase block sector no km cr sr i us")


def _road_end(draft: Draft, spec: Spec, tokens: list[int]) -> int:
    """Where the road ends in a segment that also holds its places."""
    size = len(tokens)
    town = trailing_place(draft, tokens, places(spec.code))
    if spec.street_type == "after":
        typed = [k for k, i in enumerate(tokens) if spec.is_street_word(draft.fold[i]) and k < size - town]
        inner = [k for k in typed if k > 0]
        if inner:
            end = inner[0] + 1
            if end in typed and end < size - town:
                end += 1
            while end < size - town and (draft.fold[tokens[end]] in DIRECTIONS or tokens[end] in draft.bound):
                end += 1
            if not spec.bare_tail and end < size - town and draft.is_number(tokens[end]):
                end += 1
            return end
        if town:
            return size - town
        return size
    if town:
        return size - town
    return size

"""United States: regular lines by our own grammar, the rest by usaddress behind a repair layer."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.country import word_set

SPEC = general_spec("US")
# usaddress 0.5 tag → our label; what is absent (NotAddress) stays unparsed.
LABEL_OF = {
    "AddressNumber": "house_number", "AddressNumberPrefix": "house_number", "AddressNumberSuffix": "house_number",
    "StreetNamePreModifier": "road", "StreetNamePreDirectional": "road", "StreetNamePreType": "road",
    "StreetName": "road",
    "StreetNamePostType": "road", "StreetNamePostDirectional": "road", "StreetNamePostModifier": "road",
    "SecondStreetNamePreDirectional": "road", "SecondStreetNamePreType": "road", "SecondStreetName": "road",
    "SecondStreetNamePostType": "road", "SecondStreetNamePostDirectional": "road",
    "SecondStreetNamePreModifier": "road",
    "OccupancyType": "unit", "OccupancyIdentifier": "unit", "SubaddressType": "unit", "SubaddressIdentifier": "unit",
    "USPSBoxType": "po_box", "USPSBoxID": "po_box", "USPSBoxGroupType": "po_box", "USPSBoxGroupID": "po_box",
    "PlaceName": "city", "StateName": "state", "ZipCode": "postcode", "ZipPlus4": "postcode", "CountryName": "country",
    "Recipient": "house", "BuildingName": "house", "LandmarkName": "house", "CornerOf": "road",
    "IntersectionSeparator": "road",
}  # fmt: skip
ZIP = re.compile(r"\d{5}(?:-\d{4})?")
HOUSE = re.compile(r"\d+[A-Za-z]?(?:[-;]\d+[A-Za-z]?)*")
DIRECTIONS = word_set("n s e w ne nw se sw north south east west northeast northwest southeast southwest")
UNIT_ID = re.compile(r"[A-Za-z]?-?\d+[A-Za-z]?|[A-Za-z]")


def parse_us(draft: Draft) -> None:
    """Label the tokens of an American address whose country is already labelled."""
    if not _parse_regular(draft):
        _parse_by_model(draft)
    if "road" not in draft.label and "po_box" not in draft.label:
        _repair_bare_place(draft)


def _parse_regular(draft: Draft) -> bool:
    """Label `number road-with-type [unit], city [state] [zip]`.

    False, with nothing labelled, when the line is anything else.
    """
    groups = draft.segments()
    if not 2 <= len(groups) <= 4:
        return False
    street, *middle, place = groups
    start = _number_end(draft, street)
    if not start or len(street) < start + 1:
        return False
    if middle and len(place) <= 2 and all(_is_zip(draft, i) or _is_state(draft, [i]) for i in place):
        place = middle.pop() + place
    city_end = len(place) - (1 if _is_zip(draft, place[-1]) else 0)
    state = next((n for n in (3, 2, 1) if city_end > n and _is_state(draft, place[city_end - n : city_end])), 0)
    city_end -= state
    city = place[:city_end]
    if not city or any(not draft.fold[i].replace(" ", "").isalpha() for i in city):
        return False
    if not state and _is_state(draft, city) and draft.phrase(city) not in ("new york", "washington"):
        return False
    road_end = _regular_road(draft, street, start)
    if road_end is None and not middle and (state or city_end < len(place)) and _is_plain_name(draft, street[start:]):
        road_end = len(street)
    if road_end is None or any(not _is_unit(draft, group) for group in middle):
        return False
    draft.claim(street[:start], "house_number")
    draft.claim(street[start:road_end], "road")
    tail = street[road_end:]
    draft.claim(tail, "level" if len(tail) == 1 and draft.text[tail[0]] in ("1", "2", "3", "4") else "unit")
    for group in middle:
        draft.claim(group, "unit")
    draft.claim(place[:city_end], "city")
    draft.claim(place[city_end : city_end + state], "state")
    draft.claim(place[city_end + state :], "postcode")
    return True


def _number_end(draft: Draft, street: list[int]) -> int:
    """How many tokens the house number takes at the beginning, with a fraction or a range; 0 when there is none."""
    words = [draft.text[i] for i in street[:4]]
    if not HOUSE.fullmatch(words[0]):
        return 0
    if len(words) > 3 and words[1] == "-" and HOUSE.fullmatch(words[2]):
        return 3
    return 2 if len(words) > 2 and words[1] in ("1/2", "1/4", "3/4") else 1


def _is_plain_name(draft: Draft, tokens: list[int]) -> bool:
    """Whether a road without a type is words only, none of which names a unit or a direction at the end."""
    folded = [draft.fold[i] for i in tokens]
    return (
        len(folded) <= 5
        and not _names_two(folded)
        and all(
            word.isalpha() and len(word) > 1 and SPEC.words.get(word) not in ("unit", "level", "po_box")
            for word in folded
        )
    )


def _regular_road(draft: Draft, street: list[int], start: int) -> int | None:
    """Where the road of a regular street segment ends, None when the segment is not regular."""
    folded = [draft.fold[i] for i in street]
    size = len(street)
    unit = next(
        (
            k
            for k in range(start + 1, size)
            if SPEC.words.get(folded[k]) in ("unit", "level") or draft.text[street[k]][0] == "#"
        ),
        size,
    )
    if unit < size and not _is_unit(draft, street[unit:]):
        return None
    end = unit
    if unit == size > start + 2 and folded[-3] in NUMBERED and folded[-2].isdigit() and UNIT_ID.fullmatch(folded[-1]):
        return size - 1
    if unit == size and size > start + 2 and folded[-1] in WHOLE_UNITS:
        unit = end = size - 1
    if (
        unit == size
        and size > start + 2
        and UNIT_ID.fullmatch(draft.text[street[-1]])
        and _closes_road(folded, size - 2)
        and folded[-1] not in DIRECTIONS
    ):
        end = size - 1
    if (
        end < size
        and folded[end - 2] in NUMBERED_ROADS
        and folded[end - 1] in ("road", "rd", "highway", "hwy", "route", "rte")
    ):
        return None
    closing = end - 2 if folded[end - 1] in DIRECTIONS else end - 1
    if not _closes_road(folded, end - 1) or _names_two(folded[start:closing]):
        return None
    return end


NUMBERED = word_set("highway hwy route rte interstate freeway")
NUMBERED_ROADS = word_set("county state us country farm ranch cr")


WHOLE_UNITS = word_set("frnt rear lowr uppr bsmt")


def _names_two(inner: list[str]) -> bool:
    """Whether a street type stands inside, as when a building follows the road (`Bryant Ave S Uptown Square`)."""
    return any(word in INNER_TYPES for word in inner[1:])


INNER_TYPES = word_set("st street ave avenue blvd boulevard rd road dr drive ln lane ct pkwy parkway hwy highway way")


def _closes_road(folded: list[str], at: int) -> bool:
    if at >= 2 and folded[at] in DIRECTIONS:
        at -= 1
    return (
        at >= 2
        and SPEC.words.get(folded[at]) == "street"
        and folded[at] not in ("rr", "highway", "hwy", "route", "rte", "interstate")
    )


def _is_unit(draft: Draft, group: list[int]) -> bool:
    first = draft.text[group[0]]
    role = SPEC.words.get(draft.fold[group[0]])
    if first[0] == "#":
        return len(group) <= 2
    return (
        role in ("unit", "level")
        and len(group) in (2, 3)
        and draft.fold[group[0]] not in ("lot",)
        and any(c.isdigit() or len(draft.fold[i]) == 1 for i in group[1:] for c in draft.text[i])
    )


def _is_zip(draft: Draft, at: int) -> bool:
    return ZIP.fullmatch(draft.text[at].rstrip(".")) is not None


def _is_state(draft: Draft, tokens: list[int]) -> bool:
    phrase = draft.phrase(tokens)
    return phrase in regions("US") or phrase in ("d c", "dc", "washington dc")


def _parse_by_model(draft: Draft) -> None:
    import usaddress

    free = [i for i in range(len(draft)) if not draft.label[i]]
    if not free:
        return
    text = draft.raw
    starts = {draft.start[i]: i for i in free}
    country = [i for i, label in enumerate(draft.label) if label == "country"]
    if country:
        text = text[: draft.start[country[0]]]
    at = 0
    for token, tag in usaddress.parse(text):
        label = LABEL_OF.get(tag)
        for piece in token.replace(",", " ").replace(";", " ").replace("|", " ").split():
            found = text.find(piece, at)
            if found < 0:
                continue
            at = found + len(piece)
            index = next((starts[p] for p in range(found, max(found - 40, -1), -1) if p in starts), None)
            if index is not None and label and not draft.label[index]:
                draft.label[index] = label
    _repair_model(draft)


def _repair_model(draft: Draft) -> None:
    """Undo what the model is known to get wrong.

    A second house number, a state taken for a unit, a suffix left of the country.
    """
    labels = draft.label
    numbers = [i for i, label in enumerate(labels) if label == "house_number"]
    if numbers:
        first = numbers[0]
        for i in numbers:
            if i > first and any(labels[j] == "road" for j in range(first, i)):
                labels[i] = "unit"
    _repair_state(draft)
    for i, word in enumerate(draft.fold):
        if word == "pobox" and i + 1 < len(draft):
            labels[i] = labels[i + 1] = "po_box"
    for i in range(len(draft) - 1):
        if labels[i + 1] == "state" and "state" in labels[i + 2 :] and SPEC.words.get(draft.fold[i]) == "unit":
            labels[i] = labels[i + 1] = "unit"
    if "state" not in labels:
        for i in range(len(draft) - 1, 0, -1):
            if (
                labels[i] in ("unit", "city")
                and len(draft.fold[i]) == 2
                and draft.fold[i] in regions("US")
                and labels[i - 1] == "city"
            ):
                labels[i] = "state"
                break


def _repair_state(draft: Draft) -> None:
    """Label the whole of a state's name after the city (`Santa Fe New Mexico`), and nothing that is no state's name."""
    labels = draft.label
    run = [i for i, label in enumerate(labels) if label == "state"]
    if run and len(draft.fold[run[-1]]) > 3 and not _is_state(draft, run):
        for i in run:
            labels[i] = "city"
    end = len(draft)
    while end and labels[end - 1] in ("postcode", "country"):
        end -= 1
    for length in (3, 2):
        span = range(end - length, end)
        if end > length and labels[end - length - 1] == "city" and draft.phrase(span) in regions("US"):
            for i in span:
                labels[i] = "state"
            return


def _repair_bare_place(draft: Draft) -> None:
    """A line without a street and with a region at its end is a place, not a landmark."""
    kinds = set(filter(None, draft.label))
    if kinds <= {"house", "state", "postcode", "country"} and kinds & {"state", "postcode", "country"}:
        draft.label = ["city" if label == "house" else label for label in draft.label]

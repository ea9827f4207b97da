"""A reading of a person's name that reads again as itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onefold_dedupe.standardise.person_ordinary import is_plain_field
from onefold_dedupe.standardise.person_result import GUESS, result_of
from onefold_dedupe.standardise.person_words import is_couple_word, is_initial
from onefold_dedupe.standardise.result import Standardised, refused
from onefold_dedupe.standardise.slavic import are_swapped

_MOST = 8
"""Readings one after another. Of 150,000 garbled names none needed more than four."""
_EXCHANGED = 0.7
"""Sure that usage says so when given and family name have changed places as a whole."""
_NAMES = ("given", "middle", "patronymic", "family")
_BESIDE = ("title", "suffix", "nickname", "maiden", "unparsed", "others")

Names = tuple[str, str, str]
"""Given name, middle name or patronymic, family name: what a source has fields for."""


def names_of(result: Standardised) -> Names:
    """The names that were read."""
    value = result.value
    return value.get("given", ""), value.get("patronymic") or value.get("middle", ""), value.get("family", "")


def settled(first: Standardised, read_again: Callable[[Names], Standardised]) -> Standardised:
    """`first` when its names, read as fields, are these names again; else what they end in, which is a guess.

    Of readings that lead to one another one is taken, the same whichever was first.
    """
    names = names_of(first)
    readings: dict[Names, Standardised] = {}
    while names not in readings:
        if len(readings) == _MOST:
            return refused("not_a_name")
        readings[names] = read_again(names) if any(names) else refused("not_a_name")
        names = names_of(readings[names])
    if len(readings) == 1:
        return first
    order = list(readings)
    names = min(order[order.index(names) :])
    return _joined(first, list(readings.values()), names)


def is_stable(result: Standardised) -> bool:
    """Whether nobody need ask: ordinary words in their places, or no names."""
    value = result.value
    given, family = value.get("given"), value.get("family")
    if not given or not family:
        return not any(names_of(result)) or result.status not in ("ok", "partial")
    middle = value.get("patronymic") or value.get("middle")
    return (
        is_plain_field(given)
        and is_plain_field(family)
        and not are_swapped(given, family)
        and " " not in given
        and (not middle or (is_plain_field(middle) and " " not in middle))
    )


def _joined(first: Standardised, readings: list[Standardised], names: Names) -> Standardised:
    """`names` with what the readings found beside them; words that none kept are left over."""
    if not any(names):
        return next((result for result in readings if result.status == "empty"), refused("not_a_name"))
    found = [first, *readings]
    last = next(result for result in reversed(found) if names_of(result) == names)
    value: dict[str, Any] = {field: last.value[field] for field in _NAMES if field in last.value}
    for field in _BESIDE:
        beside = next((result.value[field] for result in found if result.value.get(field)), None)
        if beside:
            value[field] = beside
    second = value.pop("others", [None])[0]
    kept = {_plain(word) for text in (*value.values(), *(second or {}).values()) for word in text.split()}
    lost = [word for word in " ".join(names_of(first)).split() if _plain(word) not in kept and not is_couple_word(word)]
    if lost:
        value["unparsed"] = " ".join(filter(None, (value.get("unparsed"), *lost)))
    issues = [issue for issue in first.issues if issue != "single_name"]
    if "unparsed" in value:
        issues.append("extra_text")
    if not (names[0] and names[2]):
        issues.append("single_name")
    if second:
        issues.append("couple")
    was, now = _letters(names_of(first), names), _letters(names, names)
    confidence = first.confidence
    if was == now[::-1]:
        confidence = min(confidence, _EXCHANGED)
    elif was != now:
        confidence = min(confidence, GUESS)
        issues.append("order_unsure")
    changes = [change for result in found for change in result.changes]
    return result_of(value, confidence, tuple(dict.fromkeys(changes)), tuple(dict.fromkeys(issues)), second)


def _letters(names: Names, kept: Names) -> tuple[str, str]:
    """The letters of the words of given and family name that were kept: И.И. may be parted, and capitals may change."""
    given, middle, family = names
    still = {_plain(word) for word in " ".join(kept).split()}
    before, behind = (
        "".join(_plain(word) for word in text.split() if _plain(word) in still or is_initial(word))
        for text in (f"{given} {middle}", family)
    )
    return before, behind


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold())) or word

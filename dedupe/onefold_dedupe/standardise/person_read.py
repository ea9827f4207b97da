"""One text that holds nothing but names: titles taken off, couples parted, then read by the custom of its script."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onefold_dedupe.standardise.name_usage import leaning
from onefold_dedupe.standardise.person_titles import (
    goes_with_family,
    is_title,
    take_english,
    take_household,
    take_suffixes,
    take_titles,
)
from onefold_dedupe.standardise.person_words import (
    COUPLE_WORDS,
    DIGRAPH,
    EAST_SLAVIC,
    family_shape,
    is_couple_word,
    is_initial,
)
from onefold_dedupe.standardise.slavic import has_patronymic, order_parts, split_initials
from onefold_dedupe.standardise.western import read_name

Parts = dict[str, str]
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_NICKNAME = re.compile(r"\s*[(«\"“]([^()«»\"“”]{1,40})[)»\"”]\s*")
# Ivanov I.I., IvanovI.I., I. I. Ivanov
_LATIN_INITIALS = re.compile(
    rf"(?:(?P<first>[A-Z][a-z-]{{2,}}) ?)?(?:[A-Z]|{DIGRAPH})\. ?(?:(?:[A-Z]|{DIGRAPH})\.?)?"
    r"(?: ?(?P<last>[A-Z][a-z-]{2,}))?"
)
_WITH_INITIALS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)? ?[^\W\d_]\. ?[^\W\d_]\.")
"""Иванов И. И."""
_JOINED = re.compile(r"(?<=\.) (?:y|e|i|and|und|&|\+) | (?:и|та|і) ")
_LATIN_SLAVIC = re.compile(r".{2,}(?:[oe]va?|enko|chuk|sky[iy]|skiy|tskiy|tskyi|skaya|ykh)", re.IGNORECASE)
_SURE_CONJUNCTIONS = frozenset({"and", "&", "+", "und", "et"})
"""Words that join people only; y, e, i, и, та also join the surnames of one person."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of a name, how sure they are, what was changed, and the second person when two were named."""

    parts: Parts
    confidence: float
    changes: tuple[str, ...] = ()
    second: Parts | None = None


def read(text: str, hint: str | None) -> Reading:
    """The parts of `text`; no parts when it is only a form of address."""
    titles, text = take_household(text) or take_titles(text, hint)
    changes = ("title_removed",) if titles else ()
    if not text:
        return Reading({}, 0.0, changes)
    text, behind = take_suffixes(text)
    couple = _split_couple(text)
    one = _read_couple(*couple, hint) if couple else _read_one(text, hint)
    parts, second = one.parts, one.second
    if titles:
        parts["title"] = " ".join(filter(None, (titles, parts.get("title"))))
        # After a form of address a single word is the family name, unless it can only be a given one.
        alone = "given" in parts and not any(parts.get(field) for field in ("family", "patronymic", "middle"))
        if alone and " " in parts["given"]:
            # Frau Anna Maria: behind a form of address the last word is a family name.
            parts["given"], _, parts["family"] = parts["given"].rpartition(" ")
        elif alone and (leaning(parts["given"]) <= 0 or "-" in parts["given"] or goes_with_family(titles)):
            parts["family"] = parts.pop("given")
        if second is None and parts.get("family") and any(map(is_couple_word, titles.split())):
            second = {"family": parts["family"]}
    if behind:
        parts["suffix"] = " ".join(filter(None, (parts.get("suffix"), behind)))
    return Reading(parts, one.confidence, (*changes, *one.changes), second)


def _split_couple(text: str) -> tuple[str, str] | None:
    """The two people of 'John and Mary Smith', 'John Smith & Mary Jones', 'Иван и Мария Петровы'."""
    two = _two_full_names(text)
    if two:
        return two
    words = text.split()
    place = next((i for i in range(1, len(words) - 1) if _joins(words, i)), None)
    if place is None or "," in text:
        return None
    left, right = words[:place], words[place + 1 :]
    one_case = text.islower() or text.isupper()
    if not one_case and (left[-1].islower() or right[0].islower()):
        return None
    titled = is_title(right[0])
    if titled and len(right) == 1:
        return None
    if not titled and leaning(right[0]) < (0 if len(right) > 1 or is_initial(right[0]) else 1):
        return None
    if len(left) == 1 and leaning(left[0]) < 0:
        return None
    if words[place].casefold() not in _SURE_CONJUNCTIONS:
        if not titled and leaning(right[0]) <= 0:
            return None
        if len(left) > 1 and not (is_title(left[0]) or any(leaning(word) > 0 for word in left)):
            return None
        # Pedro Costa e Silva is one man.
        if words[place] == "e" and len(left) > 1 and (len(right) > 1 or leaning(left[-1]) <= 0):
            return None
    return " ".join(left), " ".join(right)


def _two_full_names(text: str) -> tuple[str, str] | None:
    """'Иван Петров/Мария Петрова', 'Smith John, Brown Anna': each half has a given and a family name."""
    joined = _JOINED.search(text)
    for mark in ("/", ";", ",", *([joined[0]] if joined else [])):
        left, found, right = text.partition(mark)
        if found and _WITH_INITIALS.fullmatch(left.strip()) and _WITH_INITIALS.fullmatch(right.strip()):
            return left.strip(), right.strip()
        if mark == "/" and _are_given_names(left.split(), right.split()):
            return left, right
        if found and mark not in right and all(map(_is_full_name, (left.split(), right.split()))):
            return left.strip(), right.strip()
    return None


def _are_given_names(left: list[str], right: list[str]) -> bool:
    """'Tom/Ann Baker'."""
    return len(left) == 1 and len(right) in (2, 3) and leaning(left[0]) > 0 and leaning(right[0]) > 0


def _is_full_name(words: list[str]) -> bool:
    if not 2 <= len(words) <= 3 or not all(len(word) > 2 and word[0].isupper() for word in words):
        return False
    given = sum(leaning(word) > 0 for word in words)
    return given >= 1 and any(leaning(word) < 0 or family_shape(word) in ("male", "female") for word in words)


def _joins(words: list[str], place: int) -> bool:
    """Whether a word joins two people; a capital И without full stop only between two given names."""
    word = words[place]
    if is_couple_word(word):
        return True
    return word.casefold() in COUPLE_WORDS and leaning(words[place - 1]) >= 0 and leaning(words[place + 1]) > 0


def _read_couple(left: str, right: str, hint: str | None) -> Reading:
    one, two = read(left, hint), read(right, hint)
    first, second = one.parts, two.parts
    if not first.get("family") and second.get("family"):
        if set(first) <= {"given", "title", "middle"}:
            first["family"] = second["family"]
    elif not second.get("family") and first.get("family"):
        second["family"] = first["family"]
    return Reading(first, min(one.confidence, two.confidence), one.changes, second)


def _read_one(text: str, hint: str | None) -> Reading:
    words = text.replace(",", " ").split()
    if _is_slavic(text, words, hint):
        beside, name = take_english(words)
        if not beside:
            return _slavic(text)
        one = _slavic(" ".join(name))
        return Reading(one.parts | beside, one.confidence, one.changes)
    if hint in EAST_SLAVIC and len(words) == 2 and "," not in text:
        parts, confidence = order_parts(words)
        if confidence > 0.5:
            return Reading(parts, confidence)
    parts, confidence = read_name(text, hint)
    return Reading(parts, confidence)


def _is_slavic(text: str, words: list[str], hint: str | None) -> bool:
    if text.isascii():
        cyrillic = False
    else:
        count = len(_CYRILLIC.findall(text))
        cyrillic = 2 * count > sum(map(str.isalpha, text)) or bool(count and hint is None)
    return cyrillic or has_patronymic(words) or _has_slavic_initials(text)


def _has_slavic_initials(text: str) -> bool:
    match = _LATIN_INITIALS.fullmatch(text) if "." in text else None
    name = (match["first"] or match["last"]) if match else None
    return bool(name and _LATIN_SLAVIC.fullmatch(name))


def _slavic(text: str) -> Reading:
    changes: tuple[str, ...] = ()
    nickname = _NICKNAME.search(text)
    if nickname:
        text = f"{text[: nickname.start()]} {text[nickname.end() :]}"
    opened = split_initials(text)
    if opened != text:
        changes = ("initials_separated",)
        text = opened
    family_part, comma, rest = text.partition(",")
    if comma and rest.strip() and len(family_part.split()) <= 2:
        words = [family_part.strip(), *rest.replace(",", " ").split()]
        parts, confidence = order_parts(words, family_first=True)
    else:
        words = text.replace(",", " ").split()
        if not words:
            return Reading({"nickname": nickname.group(1).strip()} if nickname else {"family": text}, 0.3)
        parts, confidence = order_parts(words)
    if nickname:
        parts["nickname"] = nickname.group(1).strip()
    return Reading({name: value for name, value in parts.items() if value}, confidence, changes)

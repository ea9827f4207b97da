"""People's names: title, given, middle, patronymic, family, suffix, nickname and gender, in any order and script."""

from __future__ import annotations

import re
from typing import Any

from onefold_dedupe.standardise.latin import fold_word, latin_key
from onefold_dedupe.standardise.nicknames import gender_of, given_key, is_given_name
from onefold_dedupe.standardise.person_words import (
    EAST_SLAVIC,
    bare,
    family_shape,
    is_couple_word,
    is_initial,
    is_title,
    patronymic,
    patronymic_gender,
)
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.slavic import has_patronymic, order_parts, split_initials
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder, repair_lookalikes
from onefold_dedupe.standardise.western import read_name

MAX_WORDS = 20
"""No name in the labelled sets has more than 14 words; longer text is not one person's name."""
_FIELDS = ("title", "given", "middle", "patronymic", "family", "suffix", "nickname", "gender")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_NICKNAME = re.compile(r"\s*[(«\"“]([^()«»\"“”]{1,40})[)»\"”]\s*")
_FEMALE_TITLES = words("person.female_titles")
_MALE_TITLES = words("person.male_titles")
_LOWER_PARTICLES = words("person.lower_particles")


def standardise_person(
    raw: object = None,
    *,
    given: object = None,
    middle: object = None,
    family: object = None,
    country: str | None = None,
) -> Standardised:
    """A person's name in parts; from one string, or from fields that are checked against one another.

    `country` is an ISO alpha-2 hint for customs of order. The second person of a couple stands in `others`. The key
    is the folded family
    name and the given name with its short form resolved, so it is the same in every script and order.
    """
    hint = country.upper() if country else None
    fields = {name: clean(value) for name, value in (("given", given), ("middle", middle), ("family", family))}
    fields = {name: value for name, value in fields.items() if value and not is_placeholder(value)}
    if fields and (len(fields) > 1 or raw is None):
        if set(fields) == {"given"} or set(fields) == {"family"}:
            (name,) = fields
            if len(fields[name].split()) == 1:
                return _finish({name: fields[name]}, 0.7, [], ["single_name"])
            return _from_text(fields[name], hint)
        return _from_fields(fields, hint)
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    return _from_text(text, hint)


def _from_text(text: str, hint: str | None) -> Standardised:
    if not any(map(str.isalpha, text)):
        return refused("not_a_name")
    if len(text.split()) > MAX_WORDS or "@" in text:
        return refused("not_a_name")
    changes: list[str] = []
    issues: list[str] = []
    repaired = repair_lookalikes(text)
    if repaired != text:
        changes.append("lookalikes_repaired")
        text = repaired
    titles, text = _take_titles(text)
    if titles:
        changes.append("title_removed")
    if not text:
        return refused("title_only", value={})
    if is_placeholder(text):
        return empty()
    parts, confidence = _parts(text, hint, titles, changes)
    if titles:
        parts["title"] = " ".join(filter(None, (titles, parts.get("title"))))
        # After a form of address a single word is the family name, unless it can only be a given one.
        alone = "given" in parts and not any(parts.get(f) for f in ("family", "patronymic", "middle"))
        if alone and (not is_given_name(parts["given"]) or "-" in parts["given"]):
            parts["family"] = parts.pop("given")
    if parts.pop("maiden", None):
        issues.append("maiden_name")
    if not any(parts.get(name) for name in ("given", "family", "patronymic")):
        issues.append("title_only")
    elif not (parts.get("given") and parts.get("family")):
        issues.append("single_name")
    if confidence <= 0.5:
        issues.append("order_unsure")
    return _finish(parts, confidence, changes, issues)


def _parts(text: str, hint: str | None, titles: str, changes: list[str]) -> tuple[dict[str, str], float]:
    cyrillic = len(_CYRILLIC.findall(text))
    letters = sum(map(str.isalpha, text))
    words = text.replace(",", " ").split()
    if 2 * cyrillic > letters or (cyrillic and hint is None) or (has_patronymic(words) and not _is_couple(words)):
        return _slavic_parts(text, changes)
    if hint in EAST_SLAVIC and len(words) == 2 and "," not in text:
        parts, confidence = order_parts(words)
        if confidence > 0.5:
            return parts, confidence
    return read_name(text, hint)


def _slavic_parts(text: str, changes: list[str]) -> tuple[dict[str, str], float]:
    nickname = _NICKNAME.search(text)
    if nickname:
        text = f"{text[: nickname.start()]} {text[nickname.end() :]}"
    opened = split_initials(text)
    if opened != text:
        changes.append("initials_separated")
        text = opened
    family_part, comma, rest = text.partition(",")
    if comma and rest.strip() and len(family_part.split()) <= 2:
        words = [family_part.strip(), *rest.replace(",", " ").split()]
        parts, confidence = order_parts(words, family_first=True)
    else:
        words = text.replace(",", " ").split()
        if not words:
            return ({"nickname": nickname.group(1).strip()} if nickname else {"family": text}), 0.3
        couple = [i for i, word in enumerate(words) if is_couple_word(word) and 0 < i < len(words) - 1]
        if couple and len(words) > 2:
            parts, confidence = order_parts([*words[couple[0] + 1 :]])
            if len(words[: couple[0]]) == 1 and words[0] != parts.get("given"):
                parts["given"] = f"{words[0]} {words[couple[0]]} {parts.get('given', '')}".strip()
        else:
            parts, confidence = order_parts(words)
    if nickname:
        parts["nickname"] = nickname.group(1).strip()
    return {name: value for name, value in parts.items() if value}, confidence


def _is_couple(words: list[str]) -> bool:
    return any(is_couple_word(word) for word in words[1:-1])


def _take_titles(text: str) -> tuple[str, str]:
    words = text.split()
    count = 0
    while count < len(words):
        word = words[count]
        joins = (
            is_couple_word(word)
            and count + 1 < len(words)
            and is_title(words[count + 1], after_title=True)
            and count > 0
        )
        if not joins and not is_title(word, after_title=count > 0):
            break
        count += 1
    # English titles nameparser reads itself, with its own list of what may follow.
    if count and all(bare(w) in _ENGLISH for w in words[:count]):
        count = 0
    if count == len(words) and count:
        count = 0 if len(words) == 1 else count
    return " ".join(words[:count]), " ".join(words[count:]).lstrip(", ")


_ENGLISH = words("person.english")


def _from_fields(fields: dict[str, str], hint: str | None) -> Standardised:
    changes: list[str] = []
    issues: list[str] = []
    for name, value in fields.items():
        repaired = repair_lookalikes(value)
        if repaired != value:
            changes.append("lookalikes_repaired")
            fields[name] = repaired
    given, middle, family = (fields.get(name, "") for name in ("given", "middle", "family"))
    parts: dict[str, str] = {}
    titles, given_rest = _take_titles(given)
    if titles and given_rest:
        parts["title"], given = titles, given_rest
    if family and given and given != family:
        # The whole name typed into one of the two fields.
        words = given.replace(",", " ").split()
        if len(words) > 1 and any(fold_word(word) == fold_word(family) for word in words):
            given = " ".join(word for word in words if fold_word(word) != fold_word(family))
            issues.append("family_repeated")
    given, middle, family = _move_patronymic(given, middle, family, issues)
    if given and family and _are_swapped(given, family):
        given, family = family, given
        issues.append("swapped_names")
    parts.update({"given": given, "family": family})
    if middle:
        is_patronymic = patronymic(middle.split()[-1]) or (" " in middle and patronymic_gender(middle))
        slavic_initial = is_initial(middle) and bool(_CYRILLIC.search(middle))
        parts["patronymic" if is_patronymic or slavic_initial else "middle"] = middle
    elif hint not in EAST_SLAVIC and len(given.split()) > 1 and not _CYRILLIC.search(given):
        first, _, rest = given.partition(" ")
        if not is_couple_word(rest) and not _is_couple(given.split()):
            parts["given"], parts["middle"] = first, rest
    if not (parts.get("given") and parts.get("family")):
        issues.append("single_name")
    return _finish({k: v for k, v in parts.items() if v}, 0.95 if not issues else 0.85, changes, issues)


def _move_patronymic(given: str, middle: str, family: str, issues: list[str]) -> tuple[str, str, str]:
    for source in (given, family):
        words = source.split()
        if (
            not middle
            and len(words) == 2
            and patronymic(words[1])
            and (given != source or is_given_name(words[0]) or family)
        ):
            middle = words[1]
            if source == given:
                given = words[0]
            else:
                family = words[0]
                issues.append("patronymic_moved")
    return given, middle, family


def _are_swapped(given: str, family: str) -> bool:
    """Whether the family field holds a given name and the given field something that ends like a surname and is no
    given name.
    """
    return (
        is_given_name(family)
        and not family_shape(family)
        and not is_given_name(given)
        and family_shape(given) is not None
    )


def _finish(parts: dict[str, str], confidence: float, changes: list[str], issues: list[str]) -> Standardised:
    whole = " ".join(parts.get(name, "") for name in ("given", "middle", "patronymic", "family"))
    if (
        sum(map(str.isalpha, whole)) > 3
        and (whole.isupper() or whole.islower())
        and any(c.upper() != c.lower() for c in whole)
    ):
        cased = {name: _proper(value) if name != "title" else value for name, value in parts.items()}
        if cased != parts:
            changes.append("case_repaired")
            parts = cased
    elif len(parts.get("family", "")) > 3 and parts["family"].isupper() and not parts.get("given", "A").isupper():
        parts["family"] = _proper(parts["family"])
        changes.append("case_repaired")
    value: dict[str, Any] = {name: parts[name].strip(" ,") for name in _FIELDS if parts.get(name, "").strip(" ,")}
    if not value:
        return refused("not_a_name")
    others = _others(value)
    gender = _gender(value)
    if gender:
        value["gender"] = gender
    if others:
        value["others"] = [others]
        issues.append("couple")
    return Standardised(
        "ok",
        value,
        person_key(value),
        round(confidence, 2),
        tuple(dict.fromkeys(changes)),
        tuple(dict.fromkeys(issues)),
    )


def person_key(value: dict[str, Any]) -> str | None:
    """Folded family name, then the given name's key; a name of one part is that part."""
    family = latin_key(value.get("family", "")).replace(" ", "")
    given = value.get("given", "")
    first = given_key(given) if given else ""
    return " ".join(filter(None, (family, first))) or latin_key(value.get("patronymic", "")) or None


def _others(value: dict[str, Any]) -> dict[str, str] | None:
    """The second of 'John and Mary Smith'; the first stays in `value`."""
    words = value.get("given", "").split()
    place = next((i for i, word in enumerate(words) if is_couple_word(word) and 0 < i < len(words) - 1), None)
    if place is None or len(words) > 5:
        return None
    first, second = " ".join(words[:place]), " ".join(words[place + 1 :])
    value["given"] = first
    other = {"given": second}
    if value.get("family"):
        other["family"] = value["family"]
    gender = gender_of(second)
    if gender:
        other["gender"] = gender
    return other


def _gender(value: dict[str, Any]) -> str | None:
    by_patronymic = (
        patronymic_gender(value.get("patronymic", "")) if not is_initial(value.get("patronymic", "")) else None
    )
    if by_patronymic:
        return by_patronymic
    given, family = value.get("given", ""), value.get("family", "")
    shape = family_shape(family) if family and not is_initial(family) else None
    by_given = gender_of(given) if given and not is_initial(given) else None
    if by_given:
        return by_given
    titles = {bare(word) for word in value.get("title", "").split()}
    if titles & _FEMALE_TITLES and not titles & _MALE_TITLES:
        return "female"
    if titles & _MALE_TITLES and not titles & _FEMALE_TITLES:
        return "male"
    # A surname's ending speaks only in Cyrillic and only for the forms that are declined (Иванов, Иванова).
    return shape if shape in ("male", "female") and _CYRILLIC.search(family) else None


_CASED_WORD = re.compile(r"[^\W\d_]+")


def _proper(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        word = match.group().lower()
        before = text[: match.start()]
        if word in _LOWER_PARTICLES and match.start() and before.endswith(" "):
            return word
        if word.upper() in ("II", "III", "IV", "PHD", "MD"):
            return word.upper()
        if before.endswith(("'", "’")) and len(word) == 1:
            return word
        if word.startswith("mc") and len(word) > 4:
            return f"Mc{word[2:].capitalize()}"
        return word.capitalize()

    lowered = _CASED_WORD.sub(one, text)
    return lowered if lowered.casefold() == text.casefold() else text

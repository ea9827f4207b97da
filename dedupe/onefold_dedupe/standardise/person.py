"""People's names: title, given, middle, patronymic, family, suffix, nickname and gender, in any order and script."""

from __future__ import annotations

import re
from dataclasses import replace

from onefold_dedupe.standardise.name_usage import leaning
from onefold_dedupe.standardise.person_case import ordinary_case
from onefold_dedupe.standardise.person_extras import SET_APART, Rest, part, part_conjunctions, says_dead
from onefold_dedupe.standardise.person_fields import is_family_alone, read_fields
from onefold_dedupe.standardise.person_ordinary import read_ordinary, read_ordinary_fields
from onefold_dedupe.standardise.person_read import Reading, read
from onefold_dedupe.standardise.person_result import GUESS, finished, result_of
from onefold_dedupe.standardise.person_settle import is_stable, settled
from onefold_dedupe.standardise.person_titles import is_title
from onefold_dedupe.standardise.person_words import is_couple_word
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.text import clean, is_placeholder, repair_lookalikes, without_markup

MAX_WORDS = 20
"""No name in the labelled sets has more than 14 words; longer text is not one person's name."""
_TICKET = re.compile(r"([A-Z][A-Z'’ -]+)/([A-Z][A-Z'’ -]+)")
"""As airlines and hotels book: SMITH/JOHN MR."""
_GLUED_TITLE = re.compile(r"([A-Z'’-]{3,}?)(MRS|MISS|MSTR|MR|MS)")
"""JOHNMR, as they print it."""
_DOTTED = re.compile(r"[^\W\d_]{3,}(?:\.[^\W\d_]{3,})+")
_TOP_LEVELS = frozenset({"com", "org", "net", "info"})

Parts = dict[str, str]


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
    if type(given) is str and type(family) is str and (middle is None or type(middle) is str):
        ordinary = read_ordinary_fields(given, middle or "", family)
        if ordinary is not None:
            parts, swapped = ordinary
            return result_of(parts, 0.85, (), ("swapped_names",)) if swapped else result_of(parts, 0.95, (), ())
    hint = country.upper() if country else None
    first = _read(raw, given, middle, family, hint)
    return first if is_stable(first) else settled(first, lambda names: _read(None, *names, hint))


def _read(raw: object, given: object, middle: object, family: object, hint: str | None) -> Standardised:
    if given is not None or middle is not None or family is not None:
        fields = {name: clean(value) for name, value in (("given", given), ("middle", middle), ("family", family))}
        fields = {name: value for name, value in fields.items() if value and not is_placeholder(value)}
        if len(fields) > 1 or (fields and raw is None):
            return _from_fields(fields, hint)
    return _from_text(clean(raw), hint)


def _from_fields(fields: dict[str, str], hint: str | None) -> Standardised:
    if len(fields) == 1:
        ((name, value),) = fields.items()
        if name == "middle" or len(value.split()) == 1 or (name == "family" and is_family_alone(value.split())):
            return finished(*_only_field(name, value, hint))
        return _from_text(value, hint)
    changes: list[str] = []
    repaired = {name: _repaired(value, changes) for name, value in fields.items()}
    parts, issues = read_fields(repaired, hint)
    second = _second_of(parts)
    return finished(Reading(parts, 0.85 if issues else 0.95, second=second), changes, issues)


def _only_field(name: str, value: str, hint: str | None) -> tuple[Reading, list[str], list[str]]:
    changes: list[str] = []
    repaired = _repaired(value, changes)
    if name == "middle":
        parts, issues = read_fields({name: repaired}, hint)
        return Reading(parts, 0.85), changes, issues
    return Reading({name: repaired}, 0.7), changes, ["single_name"]


def _repaired(text: str, changes: list[str]) -> str:
    repaired = repair_lookalikes(text)
    if repaired != text:
        changes.append("lookalikes_repaired")
    return without_markup(repaired, changes)


def _second_of(parts: Parts) -> Parts | None:
    """The second of 'John and Mary' in the field of given names; the first stays."""
    words = parts.get("given", "").split()
    place = next((i for i, word in enumerate(words) if is_couple_word(word) and 0 < i < len(words) - 1), None)
    if place is None or len(words) > 5:
        return None
    parts["given"] = " ".join(words[:place])
    second = {"given": " ".join(words[place + 1 :])}
    if parts.get("family"):
        second["family"] = parts["family"]
    return second


def _from_text(text: str, hint: str | None) -> Standardised:
    words = text.split(" ")
    found = read_ordinary(words, hint)
    if found is not None:
        return _ordinary_result(*found, ())
    if not text or is_placeholder(text):
        return empty()
    cased = ordinary_case(words)
    if cased is not None and (found := read_ordinary(cased, hint)) is not None:
        return _ordinary_result(*found, ("case_repaired",))
    return _from_any_text(text, hint)


def _ordinary_result(parts: Parts, confidence: float, changes: tuple[str, ...]) -> Standardised:
    issues: tuple[str, ...] = () if "given" in parts and "family" in parts else ("single_name",)
    if confidence <= GUESS:
        issues = (*issues, "order_unsure")
    return result_of(parts, confidence, changes, issues)


def _from_any_text(text: str, hint: str | None) -> Standardised:
    changes: list[str] = []
    issues: list[str] = []
    plain = text.isascii() and text.replace(" ", "").isalpha()
    if not plain:
        if not any(map(str.isalpha, text)):
            return refused("not_a_name")
        text = _repaired(text, changes)
        if (ticket := _TICKET.fullmatch(text)) and (booked := _booked(ticket[1], ticket[2].split())):
            return finished(booked, changes, issues)
        if _DOTTED.fullmatch(text) and text.rpartition(".")[2].casefold() not in _TOP_LEVELS:
            # john.smith: a login, or the name of a mailbox.
            text = text.replace(".", " ")
            changes.append("reformatted")
    words = text.casefold().split()
    if len(words) > MAX_WORDS:
        return refused("not_a_name")
    rest = Rest(text) if plain and SET_APART.isdisjoint(words) else part(text)
    if rest is None:
        return refused("not_a_name")
    if rest.name != text and is_placeholder(rest.name):
        return empty()
    name, dangling = part_conjunctions(rest.name)
    reading = read(name, hint)
    parts = reading.parts
    if reading.second is None and parts.get("family") and (second := _second_of(parts)):
        # Müller, Hans und Anna; jean and ruth Duke
        reading = replace(reading, second=second)
    if not parts:
        return refused("title_only")
    if rest.maiden:
        parts["maiden"] = rest.maiden
    unparsed = " ".join(filter(None, (dangling, rest.unparsed)))
    if unparsed:
        parts["unparsed"] = unparsed
        issues.append("extra_text")
        if says_dead(unparsed):
            issues.append("deceased")
    if parts.get("maiden"):
        issues.append("maiden_name")
    if not any(parts.get(name) for name in ("given", "family", "patronymic")):
        issues.append("title_only")
    elif not (parts.get("given") and parts.get("family")):
        issues.append("single_name")
    if reading.confidence <= GUESS:
        issues.append("order_unsure")
    return finished(reading, changes, issues)


def _booked(family: str, names: list[str]) -> Reading | None:
    """A family name, given names and forms of address behind them; None where nothing says that they are these."""
    titles: list[str] = []
    while len(names) > 1 and is_title(names[-1]):
        titles.insert(0, names.pop())
    if not titles and (glued := _GLUED_TITLE.fullmatch(names[-1])) and leaning(glued[1]) > 0:
        names[-1], titles = glued[1], [glued[2]]
    if not (titles or (leaning(names[0]) > 0 and leaning(family) <= 0)):
        return None
    parts = {"given": names[0], "family": family.strip()}
    if names[1:]:
        parts["middle"] = " ".join(names[1:])
    if titles:
        parts["title"] = " ".join(titles).capitalize()
    return Reading(parts, 0.9, ("reformatted", "title_removed") if titles else ("reformatted",))

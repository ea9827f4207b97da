"""Names in Latin and other letters: nameparser's reading, corrected where a country's custom decides."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from onefold_dedupe.standardise.nicknames import is_given_name
from onefold_dedupe.standardise.person_words import (
    FAMILY_FIRST,
    IBERIAN,
    IBERIAN_FAMILIES,
    IBERIAN_GIVEN,
    bare,
    family_shape,
    is_couple_word,
)
from onefold_dedupe.standardise.tables import words as table
from onefold_dedupe.standardise.text import transliterate

_PLAIN = re.compile(r"[A-Z][a-zà-öø-ÿ]{3,}")
_IBERIAN_PARTICLES = table("western.iberian_particles")

Parts = dict[str, str]


@cache
def _parser() -> Any:
    from nameparser import parse

    return parse


@cache
def _special_words() -> frozenset[str]:
    """Words that nameparser treats as titles, suffixes, particles or conjunctions."""
    from nameparser import Lexicon

    lexicon = Lexicon.default()
    words: set[str] = set()
    for name in dir(lexicon):
        value = getattr(lexicon, name, None)
        if isinstance(value, frozenset | set):
            words.update(word for word in value if isinstance(word, str))
    return frozenset(words)


def read_name(text: str, country: str | None) -> tuple[Parts, float]:
    """The parts of a name whose own-language titles are off, and how sure they are."""
    words = text.split()
    plain = (
        len(words) == 2 and all(map(_PLAIN.fullmatch, words)) and not any(w.lower() in _special_words() for w in words)
    )
    parts = {"given": words[0], "family": words[1]} if plain else _parsed(text)
    if "," in text:
        return parts, 0.95
    return _by_custom(parts, words, country)


_HAN = re.compile(r"[\u3400-\u9fff々]{2,6}")


def _split_han(whole: str) -> tuple[str, str] | None:
    """Family and given name of a name in Han characters without a blank; None when no known surname leads it."""
    if whole in table("han.compound"):
        return None
    for size in (3, 2, 1):
        known = table("han.single" if size == 1 else "han.compound")
        if size < len(whole) <= size + 2 and whole[:size] in known:
            return whole[:size], whole[size:]
    # Four characters are a Japanese name more often than not, and Japanese surnames have two.
    return (whole[:2], whole[2:]) if len(whole) == 4 else None


def _parsed(text: str) -> Parts:
    parsed = _parser()(text).as_dict()
    parts = {}
    for field in ("title", "given", "middle", "family", "suffix", "nickname", "maiden"):
        if parsed.get(field):
            parts[field] = str(parsed[field])
    alone = parts.get("family", parts.get("given", ""))
    if not ("given" in parts and "family" in parts) and _HAN.fullmatch(alone):
        honorific = next((alone[-size:] for size in (2, 1) if alone[-size:] in table("han.honorific")), "")
        if honorific and len(alone) > len(honorific):
            alone = alone.removesuffix(honorific)
            parts = {"family": alone, "suffix": " ".join(filter(None, (honorific, parts.get("suffix"))))}
        split = _split_han(alone)
        if split:
            parts["family"], parts["given"] = split
    return parts


def _by_custom(parts: Parts, words: list[str], country: str | None) -> tuple[Parts, float]:
    given, family = parts.get("given", ""), parts.get("family", "")
    if (
        len(words) == 1
        and given
        and given.isupper()
        and given.isalpha()
        and len(given) > 2
        and not is_given_name(given)
    ):
        # One word in capitals is how lists write surnames.
        return {**{k: v for k, v in parts.items() if k != "given"}, "family": given}, 0.6
    if not given or not family:
        return parts, 0.7
    if len(words) == 3 and len(family.rstrip(".")) == 1 and is_given_name(words[1]) and not is_given_name(words[0]):
        # SMITH JOHN Q: no surname has one letter.
        return {"family": words[0], "given": words[1], "middle": words[2]}, 0.85
    caps_first = (
        given.isupper() and given.isalpha() and len(given) > 2 and not family.isupper() and "middle" not in parts
    )
    if country in FAMILY_FIRST and "middle" not in parts and len(words) == 2 and not is_given_name(given):
        return {**parts, "given": family, "family": given}, 0.8
    if caps_first or (
        is_given_name(family) and not is_given_name(given) and family_shape(given) and not parts.get("middle")
    ):
        return {**parts, "given": family, "family": given}, 0.85
    if _is_iberian(parts, country):
        return _iberian(parts), 0.85
    return parts, 0.9


def _is_iberian(parts: Parts, country: str | None) -> bool:
    if "middle" not in parts or any(
        is_couple_word(word) and word not in ("y", "e") for word in parts["middle"].split()
    ):
        return False
    if country in IBERIAN:
        return True
    if country is not None:
        return False
    last = parts["family"].split()[-1]
    before = parts["middle"].split()[-1]
    known = sum(transliterate(word).lower() in IBERIAN_FAMILIES for word in (last, before))
    return known == 2 or (known == 1 and parts["given"].lower() in IBERIAN_GIVEN and not is_given_name(before))


def _iberian(parts: Parts) -> Parts:
    """Given names first, then both surnames: 'José Eduardo Tavares Silva', 'Joaquín de los Ríos Pérez'."""
    words = parts["middle"].split()
    count = 0
    while count < len(words) and is_given_name(words[count]) and bare(words[count]) not in _IBERIAN_PARTICLES:
        count += 1
    if any(len(word.strip(".")) == 1 for word in words):
        return parts
    rest = {key: value for key, value in parts.items() if key != "middle"}
    if count:
        rest["middle"] = " ".join(words[:count])
    rest["family"] = " ".join([*words[count:], parts["family"]])
    return rest

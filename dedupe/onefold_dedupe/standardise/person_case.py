"""Capitals of a name that was typed all in capitals or all in small letters."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.tables import words

_LOWER_PARTICLES = words("person.lower_particles")
_PARTICLES = _LOWER_PARTICLES | words("western.lone_particles") | words("western.particles")
_ROMAN = ("II", "III", "IV", "PHD", "MD")
_WORD = re.compile(r"[^\W\d_]+")


def needs_case(text: str) -> bool:
    """Whether four letters and more are all capitals, or all small, in a script that has both."""
    if not (text.isupper() or text.islower()):
        return False
    return sum(map(str.isalpha, text)) > 3 and text.upper() != text.lower()


def proper(text: str) -> str:
    """`text` with the capitals that names have: 'VAN DER BERG' in a name's midst, 'McDonald', 'III'."""

    def one(match: re.Match[str]) -> str:
        word = match.group().lower()
        before = text[: match.start()]
        if word in _LOWER_PARTICLES and match.start() and before.endswith(" "):
            return word
        if word.upper() in _ROMAN:
            return word.upper()
        if before.endswith(("'", "’")) and len(word) == 1:
            return word
        if word.startswith("mc") and len(word) > 4:
            return f"Mc{word[2:].capitalize()}"
        return word.capitalize()

    cased = _WORD.sub(one, text)
    return cased if cased.casefold() == text.casefold() else text


def ordinary_case(words: list[str]) -> list[str] | None:
    """Two or three words, all in capitals or all in small letters, with capitals; None where `proper` does not only
    begin each with one.
    """
    if not 2 <= len(words) <= 3 or not (all(map(str.isupper, words)) or all(map(str.islower, words))):
        return None
    cased = list(map(str.capitalize, words))
    # McDonald, ten Hag
    is_apart = any(word.startswith("Mc") or word.lower() in _PARTICLES for word in cased)
    return None if is_apart else cased

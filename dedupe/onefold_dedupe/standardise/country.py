"""Read a country as people write it, in many languages, as an ISO 3166-1 alpha-2 code."""

from __future__ import annotations

import functools
import importlib.resources
import re
import unicodedata
from types import MappingProxyType

from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.text import clean, is_placeholder

COMPATIBILITY = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ё": "е"})
VAT_CODES = MappingProxyType({"EL": "GR", "XI": "GB"})
"""The European Union's own codes."""
_RESERVED = frozenset({"AC", "TA"})
"""Ascension and Tristan da Cunha: ISO 3166 reserves their codes, and they have numbering plans of their own."""
NAME_BREAK = re.compile(r"[\W_]+")


def fold_name(text: str) -> str:
    """Letters and digits of `text` without case and accents, words parted by one blank."""
    if text.isascii():
        plain = text.lower()
    elif EUROPEAN.fullmatch(text):
        plain = text.translate(FOLDING)
    else:
        plain = _plain(text)
    return plain if plain.isalnum() else " ".join(NAME_BREAK.sub(" ", plain).split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(COMPATIBILITY))
    return "".join([sign for sign in decomposed if not 0x300 <= ord(sign) <= 0x36F])


_LAST_EUROPEAN = 0x52F
EUROPEAN = re.compile(f"[\\x00-{chr(_LAST_EUROPEAN)}]+")
FOLDING = {code: _plain(chr(code)) for code in range(_LAST_EUROPEAN + 1)}
"""Latin, Greek and Cyrillic letters, each of which comes out the same in any word."""


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, folded."""
    return frozenset(map(fold_name, text.split()))


def code_set(text: str) -> frozenset[str]:
    """Country codes parted by blanks."""
    return frozenset(text.split())


@functools.lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Folded name, alpha-2 or alpha-3 code → alpha-2 code. Written by tools/address_facts.py."""
    table = importlib.resources.files("onefold_dedupe.standardise") / "data" / "countries.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    found = {code.casefold(): two for two, three, _ in rows for code in (two, three)}
    for two, _, names in rows:
        for name in names.split("|"):
            found.setdefault(name, two)
    return found


@memo(4096)
def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country named by code or name in some forty languages; None when it names none."""
    folded = fold_name(text[:100])
    names = country_names()
    if found := names.get(folded):
        return found
    squeezed = folded.replace(" ", "")
    if len(squeezed) <= 4:
        return names.get(squeezed)
    if folded.startswith(("the ", "la ", "el ")):
        return names.get(folded.split(" ", 1)[1])
    return None


def hint_code(text: str) -> str | None:
    """The code of the country that a hint names by code or name; None when it is none that is known."""
    text = text.strip()
    if says_no_country(text):
        return None
    if found := country_code(text):
        return found
    code = text.upper()
    return VAT_CODES.get(code) or (code if code in _RESERVED else None)


def says_no_country(text: str) -> bool:
    """Whether a hint is empty or a placeholder; NA is Namibia."""
    text = text.strip()
    return not text or (not text.isalpha() and is_placeholder(text))


def standardise_country(raw: object, hint: str | None = None) -> Standardised:
    """Read one country text; `hint` (code or name) is used, and said so, when the text names no country. Never raises.

    `value` is {"code": alpha-2}; status is ok, partial (the hint was used, a slip was seen through, something was left
    over), empty or refused.
    """
    from onefold_dedupe.standardise.country_field import read_country

    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    code, issue = read_country(text)
    fallback = country_code(hint) if hint else None
    if code:
        changes = () if text == code else ("country_coded",)
        issues = (issue,) if issue else ()
        if fallback and fallback != code:
            issues = (*issues, "country_conflict")
        confidence = 0.7 if issue else 0.9 if len(text) == 2 and text != code else 1.0
        return Standardised("partial" if issue else "ok", {"code": code}, code, confidence, changes, issues)
    problem = issue or "unknown_country"
    if fallback:
        return Standardised("partial", {"code": fallback}, fallback, 0.5, ("country_from_hint",), (problem,))
    return refused(problem)

"""How often a word is a given name and how often a family name, over many countries (data/name_usage.tsv)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.nicknames import full_name, is_given_name

_APOSTROPHES = str.maketrans("’ʼ`´‘ʹ′", "'''''''")
_OF_OUR_TABLE = 5
"""Locales that a name of data/given_names.txt counts for: that table holds only common names."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Locales in which a word is a given and a family name; `sex` m, f, u (both) or -; `customs` i, a, h or -."""

    given: int
    family: int
    sex: str
    customs: str


_ONLY_FAMILY = re.compile(r"[^\W\d_]{3,}(?:ienė|aitė|iene|aite)|[OoОо]['’ʼ`][^\W\d_]{3,}", re.IGNORECASE)
"""Lithuanian endings of wives' and daughters' family names; O'Neill, О'Нил."""
_UNKNOWN = Usage(0, 0, "-", "-")


@cache
def _table() -> Mapping[str, Usage]:
    table: dict[str, Usage] = {}
    text = files("onefold_dedupe.standardise").joinpath("data/name_usage.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            given, family, sex, customs, words = line.split("\t")
            table.update(dict.fromkeys(words.split(" "), Usage(int(given), int(family), sex, customs)))
    return MappingProxyType(table)


@memo(65_536)
def usage(word: str) -> Usage:
    """The usage of one word in any case; zeros for a word in no list."""
    return _table().get(word.casefold().translate(_APOSTROPHES).strip("."), _UNKNOWN)


@memo(65_536)
def leaning(word: str) -> int:
    """2 a given name, 1 more often a given name, 0 unknown or both, -1 more often a family name, -2 a family name."""
    seen = usage(word)
    given, family = seen.given, seen.family
    if full_name(word):
        given += _OF_OUR_TABLE
    elif is_given_name(word):
        given += 1
    if not given and not family and _ONLY_FAMILY.fullmatch(word):
        return -2
    if not given and not family:
        first, _, rest = word.partition("-")
        return 2 if first and rest and leaning(first) > 0 and leaning(rest) > 0 else 0
    if given == family:
        return 0
    if given > family:
        return 2 if given >= 4 * family else 1
    return -2 if family >= 4 * given else -1

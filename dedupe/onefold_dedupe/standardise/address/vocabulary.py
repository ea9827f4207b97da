"""Typed words of a language, read once from `data/words/<language>.txt`."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from onefold_dedupe.standardise.country import fold_name


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words`: folded word → role. `expansions`: folded abbreviation → word written out. `weak`: street words that also
    name places. `glued`: endings that make one word a street."""

    words: Mapping[str, str]
    expansions: Mapping[str, str]
    weak: frozenset[str]
    glued: tuple[str, ...]


@lru_cache(maxsize=32)
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language: en es fr de pt it pl nl, or `other` for the rest of the Latin and Greek
    alphabets.
    """
    file = importlib.resources.files("onefold_dedupe.standardise.address") / "data" / "words" / f"{language}.txt"
    words: dict[str, str] = {}
    expansions: dict[str, str] = {}
    weak: set[str] = set()
    glued: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        role, full, *short = line.split()
        if role == "weak":
            weak.update(map(fold_name, (full, *short)))
        elif role == "glued":
            glued.extend(map(fold_name, (full, *short)))
        else:
            expansions.update((fold_name(word), full) for word in short)
            if role != "spelling":
                for word in (full, *short):
                    words.setdefault(fold_name(word), role)
    return Vocabulary(words, expansions, frozenset(weak), tuple(glued))

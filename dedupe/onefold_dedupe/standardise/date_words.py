"""Months, weekdays and the small words of written dates, in the languages of data/months.txt."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType

from onefold_dedupe.standardise.tables import words

_LANGUAGE_OF = MappingProxyType({"HR": "hr", "BA": "hr"})
"""Countries whose names of months mean another month elsewhere (listopad, lipanj, srpanj)."""
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@cache
def _months() -> tuple[dict[str, int], dict[str, dict[str, int]], frozenset[str]]:
    """Name to month, the same by language, and what stands beside a date without meaning."""
    text = files("onefold_dedupe.standardise").joinpath("data/months.txt").read_text(encoding="utf-8")
    everywhere: dict[str, int] = {}
    by_language: dict[str, dict[str, int]] = {}
    idle: set[str] = set(words("date.idle"))
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        language, number, *names = line.split()
        if language == "*":
            idle.update(names)
            continue
        own = by_language.setdefault(language, {})
        for name in names:
            everywhere.setdefault(name, int(number))
            own[name] = int(number)
    return everywhere, by_language, frozenset(idle - everywhere.keys())


def month_number(word: str, country: str | None) -> int | None:
    """1 to 12 for the folded name of a month, in the country's language first."""
    everywhere, by_language, _ = _months()
    own = by_language.get(_LANGUAGE_OF.get(country or "", ""), everywhere)
    return own.get(word) or everywhere.get(word)


def roman_month(word: str) -> int | None:
    """1 to 12 for I to XII, as Poles, Hungarians and Russians write months."""
    return _ROMAN.index(word) if word in _ROMAN else None


def is_idle(word: str) -> bool:
    """Whether a folded word beside a date says nothing: of, de, года, Monday, 5th's th."""
    return word in _months()[2]

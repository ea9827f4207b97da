"""The name a town goes by today, whatever former, short or foreign name an address has for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.facts import fact_rows
from onefold_dedupe.standardise.address.text import skeleton
from onefold_dedupe.standardise.latin import fold_word

CYRILLIC = frozenset({"RU", "UA", "KZ", "BY", "KG", "UZ", "TJ", "BG"})
"""Countries whose names are met in Latin letters by sound: one spelling of a row stands for all romanisations."""


@dataclass(frozen=True, slots=True)
class Town:
    """`name` today; `home` holds beginnings of postcode and region without which an old name means another town."""

    name: str
    home: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def _towns(code: str) -> dict[str, tuple[Town, ...]]:
    """Folded name (or, in Cyrillic countries, its sound) → towns, those that need their region first."""
    found: dict[str, list[Town]] = {}
    for file in ("city_aliases.tsv", "city_exonyms.tsv"):
        for row in fact_rows(file):
            if row[0] != code:
                continue
            home = tuple(map(fold, row[3].split("|"))) if len(row) > 3 else ()
            for spelled in (row[1], *row[2].split("|")):
                for key in dict.fromkeys((fold(spelled), _sound(spelled, code))):
                    towns = found.setdefault(key, [])
                    if not towns or home or towns[-1].home:
                        towns.append(Town(row[1], home if spelled != row[1] else ()))
    return {key: tuple(sorted(towns, key=lambda town: not town.home)) for key, towns in found.items()}


def _sound(text: str, code: str) -> str:
    return " ".join(map(skeleton, fold(text).split())) if code in CYRILLIC else fold(text)


@lru_cache(maxsize=65_536)
def _towns_named(city: str, code: str) -> tuple[Town, ...]:
    table = _towns(code)
    towns = table.get(fold(city))
    if towns is None and code in CYRILLIC:
        towns = table.get(_sound(city, code))
    return towns or ()


def city_today(city: str, code: str, postcode: str = "", state: str = "") -> str | None:
    """The name that the town goes by today in its country, None when no list has it.

    A former name that another town bears today is only resolved where neither postcode nor region says otherwise.
    """
    for town in _towns_named(city, code):
        if not town.home or _is_home(town.home, postcode, fold(state)):
            return town.name
    return None


@lru_cache(maxsize=1)
def latin_names() -> frozenset[str]:
    """Folded names in Latin letters of towns whose country writes Cyrillic."""
    rows = (row for row in (*fact_rows("city_aliases.tsv"), *fact_rows("city_exonyms.tsv")) if row[0] in CYRILLIC)
    folded = {fold(name) for row in rows if len(row) == 3 for name in row[2].split("|")}
    return frozenset(name for name in folded if name.isascii() and len(name) > 3)


@lru_cache(maxsize=1)
def city_sounds() -> dict[str, str]:
    """Sound of a Latin name of one word → folded name of today, of towns whose country writes Cyrillic."""
    found: dict[str, str] = {}
    for row in (*fact_rows("city_aliases.tsv"), *fact_rows("city_exonyms.tsv")):
        if row[0] not in CYRILLIC or len(row) > 3 or " " in fold(row[1]):
            continue
        for spelled in row[2].split("|"):
            if fold(spelled).isascii() and " " not in fold(spelled) and len(spelled) > 3:
                found.setdefault(skeleton(spelled), fold(row[1]))
    return found


def _is_home(home: tuple[str, ...], postcode: str, state: str) -> bool:
    digits = tuple(start for start in home if start.isdigit())
    if postcode and digits:
        return postcode.startswith(digits)
    return not state or state.startswith(tuple(start for start in home if not start.isdigit()))


@lru_cache(maxsize=1)
def _one_town() -> dict[str, str]:
    """Sound of any name of a town → sound of its name of today, where all lists mean one town by it."""
    found: dict[str, set[str]] = {}
    for row in (*fact_rows("city_aliases.tsv"), *fact_rows("city_exonyms.tsv")):
        today = town_sound(row[1])
        found.setdefault(today, set()).add(today)
        if len(row) == 3:
            for spelled in row[2].split("|"):
                found.setdefault(town_sound(spelled), set()).add(today)
    return {sound: towns.pop() for sound, towns in found.items() if len(towns) == 1}


def town_sound(name: str) -> str:
    """The words of a town's name folded to one spelling whatever the script."""
    return " ".join(filter(None, map(fold_word, name.replace("-", " ").split())))


def town_key(sound: str) -> str:
    """The sound of the name a town goes by today, for the sound of any name of it: moskov → moskva, koln → koln."""
    return _one_town().get(sound, sound)

"""Writes the lists of people's names in data/: words of Faker's providers counted, and English short forms.

    python tools/person_facts.py

It needs `faker` and `nicknames` installed (neither is needed at run time).
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import ModuleType

DATA = Path(__file__).resolve().parents[1] / "dedupe/onefold_dedupe/standardise/data"
GIVEN = {
    "first_names": "",
    "first_names_male": "m",
    "first_names_female": "f",
    "first_romanized_names": "",
}
FAMILY = (
    "last_names",
    "last_names_male",
    "last_names_female",
    "last_names_common",
    "last_romanized_names",
    "male_last_names",
    "unisex_last_names",
)
ACCENTS = dict.fromkeys(range(768, 880)) | str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"})
JOINERS = str.maketrans("", "", "-'")
OWN_NAME = 2
CUSTOMS = {"i": ("es", "pt"), "a": ("zh", "ko", "ja", "vi"), "h": ("hu",)}


def words(names: object) -> frozenset[str]:
    """The single words of a provider's list in small letters, Latin ones without their accents too."""
    if not isinstance(names, Iterable):
        return frozenset()
    folded = {unicodedata.normalize("NFC", str(name)).casefold().replace("’", "'") for name in names}
    plain = {unicodedata.normalize("NFD", name).translate(ACCENTS) for name in folded}
    return frozenset(
        name for name in folded | {name for name in plain if name.isascii()} if name.translate(JOINERS).isalpha()
    )


def locales() -> list[ModuleType]:
    person = importlib.import_module("faker.providers.person")
    names = sorted(found.name for found in pkgutil.iter_modules(person.__path__))
    return [importlib.import_module(f"faker.providers.person.{name}") for name in names]


@dataclass(frozen=True, order=True)
class Usage:
    """In how many locales a word is a given and a family name, the sex of the given name, and CUSTOMS it is used in."""

    given: int
    family: int
    sex: str
    customs: str


def usages() -> dict[str, Usage]:
    """Every word's usage; locales that share one list (ar_AA, ar_PS) count once."""
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    sexes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    customs: defaultdict[str, set[str]] = defaultdict(set)
    seen: set[tuple[str, frozenset[str]]] = set()
    for module in locales():
        provider = module.Provider
        first: set[str] = set()
        for attribute, sex in GIVEN.items():
            listed = words(getattr(provider, attribute, ()))
            first |= listed
            if sex and (attribute, listed) not in seen:
                for word in listed:
                    sexes[word][sex] += 1
            seen.add((attribute, listed))
        last = frozenset().union(*(words(getattr(provider, name, ())) for name in FAMILY))
        for custom, languages in CUSTOMS.items():
            if module.__name__.rpartition(".")[2].partition("_")[0] in languages:
                for word in last:
                    customs[word].add(custom)
        for kind, listed, tally in (("given", frozenset(first), given), ("family", last, family)):
            if (kind, listed) not in seen:
                tally.update(listed)
            seen.add((kind, listed))
    found = {}
    for word in sorted(given.keys() | family.keys()):
        by_sex = sexes[word]
        male, female = by_sex["m"], by_sex["f"]
        sex = "m" if male and not female else "f" if female and not male else "u" if male else "-"
        found[word] = Usage(given[word], family[word], sex, "".join(sorted(customs[word])) or "-")
    return found


def write_usages() -> None:
    grouped: defaultdict[Usage, list[str]] = defaultdict(list)
    for word, usage in usages().items():
        grouped[usage].append(word)
    lines = [
        "# Names of people: locales in which the words of a line are given names | locales in which they are family",
        "# names | sex of the given name (m, f, u both, - not said) | customs of the family name (i Iberian, a East",
        "# Asian, h Hungarian) | words",
        f"# Made by tools/person_facts.py from Faker {version('faker')} (MIT, Copyright (c) 2012 Daniele Faraglia).",
        *(
            f"{usage.given}\t{usage.family}\t{usage.sex}\t{usage.customs}\t{' '.join(words)}"
            for usage, words in sorted(grouped.items())
        ),
    ]
    (DATA / "name_usage.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_short_forms() -> None:
    """Forms of one name only, that are not given as names of their own in OWN_NAME countries: not Erin for Aaron."""
    with files("nicknames").joinpath("names.csv").open(encoding="utf-8") as source:
        rows = {(row["name1"], row["name2"]) for row in csv.DictReader(source)}
    used = usages()
    names: defaultdict[str, set[str]] = defaultdict(set)
    for name, pet in rows:
        if name.isalpha() and pet.isalpha():
            names[pet].add(name)
    short: defaultdict[str, list[str]] = defaultdict(list)
    for pet, of in sorted(names.items()):
        if (
            len(of) == 1
            and len(pet) > 2
            and pet not in names[next(iter(of))]
            and (pet not in used or used[pet].given < OWN_NAME)
        ):
            short[next(iter(of))].append(pet)
    lines = [
        "# English given names and their short forms: a name, then its forms.",
        f"# Made by tools/person_facts.py from nicknames {version('nicknames')} (carltonnorthern, Apache-2.0).",
        *(f"{name}\t{' '.join(pets)}" for name, pets in sorted(short.items())),
    ]
    (DATA / "short_forms_en.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_usages()
    write_short_forms()

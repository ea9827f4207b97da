"""Which given names are one name: across languages (same_name) and with their short forms (given_key)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from onefold_dedupe.standardise.latin import fold_word
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.tables import words

_HEARD = {"h": "g", "j": "kh"}
_IBERIAN = words("person_words.iberian_given")
_VOWELS = "aeiouyáéíóúäöü"
_SHORTEST_HEARD = 3


@dataclass(frozen=True, slots=True)
class GivenNames:
    """The tables data/given_names.txt and data/short_forms*.tsv by folded spelling; `heard` is for Cyrillic words."""

    same: MappingProxyType[str, str]
    short: MappingProxyType[str, tuple[str, ...]]
    gender: MappingProxyType[str, str]
    spelled: MappingProxyType[str, str]
    heard: MappingProxyType[str, str]


@cache
def given_names() -> GivenNames:
    """The table, read once."""
    same: dict[str, str] = {}
    short: dict[str, list[str]] = {}
    gender: dict[str, str] = {}
    spelled: dict[str, str] = {}
    latin: dict[str, str] = {}
    heard: dict[str, str] = {}
    text = files("onefold_dedupe.standardise").joinpath("data/given_names.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        canonical, sex, spellings, pet_forms, *cyrillic = (part.strip() for part in line.split("|"))
        gender.setdefault(canonical, sex)
        for form in filter(None, map(str.strip, ",".join((spellings, pet_forms, *cyrillic)).split(","))):
            word = form.casefold()
            spelled[word] = sex if spelled.get(word, sex) == sex else "u"
            if word[0] in _HEARD:
                latin.setdefault(word, canonical)
        for spelling in filter(None, map(str.strip, spellings.split(","))):
            same.setdefault(fold_word(spelling), canonical)
        for spelling in filter(None, map(str.strip, ",".join(cyrillic).split(","))):
            heard.setdefault(fold_word(spelling), canonical)
        for pet in filter(None, map(str.strip, pet_forms.split(","))):
            readings = short.setdefault(fold_word(pet), [])
            if canonical not in readings:
                readings.append(canonical)
    _add_short_forms(same, short, gender, spelled)
    return GivenNames(
        MappingProxyType(same),
        MappingProxyType({k: tuple(v) for k, v in short.items()}),
        MappingProxyType(gender),
        MappingProxyType(spelled),
        MappingProxyType({**_heard(same, short, latin), **heard}),
    )


def _heard(same: Mapping[str, str], short: Mapping[str, Sequence[str]], latin: Mapping[str, str]) -> dict[str, str]:
    """Names by what Cyrillic makes of their first letter: Г of a foreign H (Гельмут), Х of a Spanish J (Хавьер).

    A spelling that is a name of its own, or that two names share, is left out.
    """
    found: dict[str, set[str]] = {}
    for word, canonical in latin.items():
        is_heard = word[0] == "h" or word in _IBERIAN
        if is_heard and len(word) > _SHORTEST_HEARD and word[1] in _VOWELS:
            found.setdefault(fold_word(_HEARD[word[0]] + word[1:]), set()).add(canonical)
    return {
        folded: canonicals.pop()
        for folded, canonicals in found.items()
        if len(canonicals) == 1 and folded not in same and folded not in short
    }


def _add_short_forms(
    same: dict[str, str], short: dict[str, list[str]], gender: dict[str, str], spelled: dict[str, str]
) -> None:
    """Forms from the lists of short forms that are neither names nor forms already; our own list goes first."""
    for list_name in ("short_forms.tsv", "short_forms_en.tsv"):
        text = files("onefold_dedupe.standardise").joinpath(f"data/{list_name}").read_text(encoding="utf-8")
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            name, forms = line.split("\t")
            folded = fold_word(name)
            canonical = same.get(folded, folded)
            for form in forms.split(" "):
                key = fold_word(form)
                if key not in same and key not in short:
                    short[key] = [canonical]
                    if canonical in gender:
                        spelled.setdefault(form.casefold(), gender[canonical])


def same_name(folded: str) -> str | None:
    """The canonical name that a folded spelling is a language's form of, or None; short forms are not resolved."""
    return given_names().same.get(folded)


def full_name(word: str, folded: str | None = None) -> str | None:
    """The canonical name that a word is a language's form of, or None; a foreign name is known in Cyrillic too."""
    folded = folded or fold_word(word)
    table = given_names()
    return table.same.get(folded) or (table.heard.get(folded) if "\u0400" <= word[:1] <= "\u052f" else None)


@memo(65_536)
def given_key(name: str) -> str:
    """The key of one given name with its short form resolved to the usual reading: Саша, Alexander → 'aleksandr'.

    A name that is in no table is its own folded spelling; '' for a name without letters.
    """
    keys = given_keys(name)
    return keys[0] if keys else ""


def given_keys(name: str) -> tuple[str, ...]:
    """Every reading of a given name, the usual one first: Саша → ('aleksandr', 'aleksandra').

    Of several words the first is read; hyphenated names stay whole.
    """
    first = next(iter(name.split()), "")
    initial, dot, _ = first.partition(".")
    # Of J.R. the first letter, not "jr".
    folded = fold_word(initial if dot and len(initial) == 1 else first)
    if not folded:
        return ()
    table = given_names()
    own = full_name(first, folded)
    readings: tuple[str, ...] = (own,) if own else ()
    readings += tuple(reading for reading in table.short.get(folded, ()) if reading != own)
    return readings or (folded,)


def gender_of(name: str) -> str | None:
    """'male' or 'female' when the table is sure of it, else None."""
    table = given_names()
    sexes = {table.gender[key] for key in given_keys(name) if key in table.gender}
    return {"m": "male", "f": "female"}.get(sexes.pop()) if len(sexes) == 1 else None


def spelled_gender(name: str) -> str | None:
    """'m', 'f' or 'u' (both) of a name or short form that the table has in exactly this spelling, else None."""
    return given_names().spelled.get(name.casefold())


def is_given_name(name: str) -> bool:
    """Whether the table knows the word as a given name or a short form of one."""
    folded = fold_word(name)
    return full_name(name, folded) is not None or folded in given_names().short

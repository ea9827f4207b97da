"""Fields of a person's name that a source keeps apart, put right where the words decide."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.latin import fold_word
from onefold_dedupe.standardise.nicknames import is_given_name
from onefold_dedupe.standardise.person_titles import take_titles
from onefold_dedupe.standardise.person_words import (
    EAST_SLAVIC,
    family_shape,
    is_couple_word,
    is_initial,
    patronymic,
    patronymic_gender,
)

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
Parts = dict[str, str]


def read_fields(fields: dict[str, str], hint: str | None) -> tuple[Parts, list[str]]:
    """The parts of a name from its cleaned fields `given`, `middle`, `family`, and the issues that were found."""
    issues: list[str] = []
    given, middle, family = (fields.get(name, "") for name in ("given", "middle", "family"))
    parts: Parts = {}
    titles, given_rest = take_titles(given, hint)
    if titles and given_rest:
        parts["title"], given = titles, given_rest
    if family and given and given != family:
        # The whole name typed into one of the two fields.
        words = given.replace(",", " ").split()
        if len(words) > 1 and any(fold_word(word) == fold_word(family) for word in words):
            given = " ".join(word for word in words if fold_word(word) != fold_word(family))
            issues.append("family_repeated")
    given, middle, family = _move_patronymic(given, middle, family, issues)
    if given and family and _are_swapped(given, family):
        given, family = family, given
        issues.append("swapped_names")
    parts.update({"given": given, "family": family})
    if middle:
        is_patronymic = patronymic(middle.split()[-1]) or (" " in middle and patronymic_gender(middle))
        slavic_initial = is_initial(middle) and bool(_CYRILLIC.search(middle))
        parts["patronymic" if is_patronymic or slavic_initial else "middle"] = middle
    elif hint not in EAST_SLAVIC and len(given.split()) > 1 and not _CYRILLIC.search(given):
        first, _, rest = given.partition(" ")
        if not any(map(is_couple_word, given.split()[1:])):
            parts["given"], parts["middle"] = first, rest
    if not (parts.get("given") and parts.get("family")):
        issues.append("single_name")
    return {name: value for name, value in parts.items() if value}, issues


def _move_patronymic(given: str, middle: str, family: str, issues: list[str]) -> tuple[str, str, str]:
    for source in (given, family):
        words = source.split()
        if (
            not middle
            and len(words) == 2
            and patronymic(words[1])
            and (given != source or is_given_name(words[0]) or family)
        ):
            middle = words[1]
            if source == given:
                given = words[0]
            else:
                family = words[0]
                issues.append("patronymic_moved")
    return given, middle, family


def _are_swapped(given: str, family: str) -> bool:
    """Whether the family field holds a given name and the given field something that ends like a surname and is no
    given name.
    """
    return (
        is_given_name(family)
        and not family_shape(family)
        and not is_given_name(given)
        and family_shape(given) is not None
    )

"""Fields of a person's name that a source keeps apart, put right where the words decide."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.latin import fold_word
from onefold_dedupe.standardise.name_usage import leaning
from onefold_dedupe.standardise.nicknames import is_given_name
from onefold_dedupe.standardise.person_extras import Rest, part, says_dead
from onefold_dedupe.standardise.person_pieces import is_figure
from onefold_dedupe.standardise.person_titles import is_title, part_field
from onefold_dedupe.standardise.person_words import (
    EAST_SLAVIC,
    KIN,
    bare,
    is_couple_word,
    is_initial,
    patronymic,
    patronymic_gender,
)
from onefold_dedupe.standardise.slavic import are_swapped, split_initials
from onefold_dedupe.standardise.tables import words as table
from onefold_dedupe.standardise.western import LONE_PARTICLES, bound_names, special_words

# Иванов И. И., with the blanks that split_initials puts.
_FAMILY_INITIALS = re.compile(r"([^\W\d_][\w'’-]+) ([^\W\d_]\.(?: [^\W\d_]\.?)?)")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
PLAIN_PARTICLES = table("western.plain_particles")
Parts = dict[str, str]


def read_fields(fields: dict[str, str], hint: str | None) -> tuple[Parts, list[str]]:
    """The parts of a name from its cleaned fields `given`, `middle`, `family`, and the issues that were found."""
    issues: list[str] = []
    parts: Parts = {}
    given = _bare_name(fields.get("given", ""), hint, parts, issues)
    family = _bare_name(fields.get("family", ""), hint, parts, issues)
    middle = fields.get("middle", "")
    if family and given and is_title(given, following=family.split()[0]) and leaning(given) <= 0:
        parts["title"] = " ".join(filter(None, (parts.get("title"), given)))
        given = ""
    family, initials = _particles_first(family), ""
    match = _FAMILY_INITIALS.fullmatch(split_initials(family)) if "." in family else None
    if match and (not given or given[:1] == match[2][:1] or _CYRILLIC.search(family)):
        # И.И. behind the family name repeat the given name, or stand for it.
        family, initials = match[1], match[2]
    if not given:
        given, initials = initials, ""
    if family and given and given != family:
        # The whole name typed into one of the two fields.
        words = given.replace(",", " ").split()
        if len(words) > 1 and any(fold_word(word) == fold_word(family) for word in words):
            given = " ".join(word for word in words if fold_word(word) != fold_word(family))
            issues.append("family_repeated")
    given, middle, family = _move_patronymic(given, middle, family, issues)
    if not middle and initials and len(initials.split()) == 2 and given[:1] == initials[:1]:
        middle = initials.split()[1]
    if middle and family and all(word in PLAIN_PARTICLES for word in middle.split()):
        middle, family = "", f"{middle} {family}"
    if given and family and are_swapped(given, family):
        given, family = family, given
        issues.append("swapped_names")
    parts.update({"given": given, "family": family})
    if middle:
        is_patronymic = patronymic(middle.split()[-1]) or (" " in middle and patronymic_gender(middle))
        slavic_initial = is_initial(middle) and bool(_CYRILLIC.search(middle))
        parts["patronymic" if is_patronymic or slavic_initial else "middle"] = middle
    elif hint not in EAST_SLAVIC and len(given.split()) > 1 and not _CYRILLIC.search(given):
        names = given.split()
        # Abu Bakr; von Berg
        count = 2 if bare(names[0]) in bound_names() or names[0] in PLAIN_PARTICLES else 1
        if names[count:] and not any(map(is_couple_word, names[1:])):
            parts["given"], parts["middle"] = " ".join(names[:count]), " ".join(names[count:])
    if not (parts.get("given") and parts.get("family")):
        issues.append("single_name")
    return {name: value for name, value in parts.items() if value}, issues


def is_family_alone(words: list[str]) -> bool:
    """Whether a field of family names that stands alone holds nothing but one: it starts or ends with a particle, has
    an 'of', or has a particle or an 'and' in it and no given name before.
    """
    begins, *rest = map(bare, words)
    if begins in PLAIN_PARTICLES or rest[-1] in LONE_PARTICLES or "of" in rest:
        return True
    return leaning(words[0]) <= 0 and any(word in PLAIN_PARTICLES or is_couple_word(word) for word in rest)


def _bare_name(text: str, hint: str | None, parts: Parts, issues: list[str]) -> str:
    """The field without titles, suffixes, maiden name and what is no name; these go into `parts`."""
    if text.isalpha() or is_figure(text):
        return text
    rest = part(text) or Rest("", unparsed=text)
    if rest.maiden:
        parts["maiden"] = rest.maiden
        issues.append("maiden_name")
    if rest.unparsed:
        parts["unparsed"] = " ".join(filter(None, (parts.get("unparsed"), rest.unparsed)))
        issues.append("extra_text")
        if says_dead(rest.unparsed):
            issues.append("deceased")
    title, name, suffix = part_field(rest.name, hint)
    for field, value in (("title", title), ("suffix", suffix)):
        if value:
            parts[field] = " ".join(filter(None, (parts.get(field), value)))
    return name


def _particles_first(family: str) -> str:
    """'van der Berg' of 'Berg, van der'."""
    name, comma, behind = (piece.strip() for piece in family.partition(","))
    return f"{behind} {name}" if comma and behind and set(behind.split()) <= PLAIN_PARTICLES else family


def _move_patronymic(given: str, middle: str, family: str, issues: list[str]) -> tuple[str, str, str]:
    words = split_initials(given).split() if _CYRILLIC.search(given) else given.split()
    if not middle and len(words) > 1 and (bare(words[-1]) in KIN or (len(words) == 2 and is_initial(words[1]))):
        slavic = bool(_CYRILLIC.search(given))
        if slavic or not is_initial(words[1]):
            return words[0], " ".join(words[1:]), family
    if not middle and _ends_in_patronymic(given) and (family or is_given_name(given.split()[0])):
        given, _, middle = given.partition(" ")
    if not middle and _ends_in_patronymic(family) and bare(family.split()[0]) not in special_words():
        family, _, middle = family.partition(" ")
        issues.append("patronymic_moved")
    return given, middle, family


def _ends_in_patronymic(text: str) -> bool:
    words = text.split()
    return len(words) == 2 and patronymic(words[1]) is not None

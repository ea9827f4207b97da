"""Names with patronymics: given, patronymic and family found by what the words are, in whatever order they stand."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.name_usage import leaning, usage
from onefold_dedupe.standardise.nicknames import full_name, is_given_name
from onefold_dedupe.standardise.person_words import (
    KIN,
    bare,
    family_shape,
    is_initial,
    is_son_of,
    patronymic,
)
from onefold_dedupe.standardise.tables import words

_GLUED_INITIALS = re.compile(r"(?<=[а-яёіїєґўa-z])(?=[А-ЯЁІЇЄҐA-Z]\.)")
_AFTER_INITIAL = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])")
_SPACED_DOT = re.compile(r"(?<=\b[^\W\d_]) (?=\.)")
# Иванов ИИ: capitals of two names without full stops, beside a word in small letters.
_BARE_INITIALS = re.compile(
    r"(?<=[а-яёіїєґў] )([А-ЯЁІЇЄҐ])([А-ЯЁІЇЄҐ])$|^([А-ЯЁІЇЄҐ])([А-ЯЁІЇЄҐ])(?= [А-ЯЁІЇЄҐ][а-яёіїєґў])"
)
PARTICLES = words("slavic.particles")
_SURE_LOCALES = 8
"""Locales in which a given name must be usual for a given and a family name to be taken as exchanged."""

Parts = dict[str, str]


def split_initials(text: str) -> str:
    """'ИвановИ.И.' and 'И.И.Иванов' with the blanks that were left out."""
    text = _SPACED_DOT.sub("", text)
    text = _AFTER_INITIAL.sub(" ", _GLUED_INITIALS.sub(" ", text))
    return _BARE_INITIALS.sub(lambda two: " ".join(filter(None, two.groups())), text)


def has_patronymic(words: list[str]) -> bool:
    """Whether one of the words is surely a patronymic, or looks like one among three or more."""
    kinds = [patronymic(word) for word in words]
    return "sure" in kinds or (len(words) >= 3 and "shape" in kinds) or any(bare(word) in KIN for word in words)


def order_parts(words: list[str], *, family_first: bool = False) -> tuple[Parts, float]:
    """The parts of a name whose titles are off, and how sure the order is.

    `family_first`: a comma after the first part said so.
    """
    words = _join_particles(_join_son_of(words))
    if len(words) == 2:
        kin = [" " in word and bare(word.split()[-1]) in KIN for word in words]
        if sum(kin) == 1 and (kin[0] or family_first or _is_surname(words[0])):
            # Мамедов Али оглы: Али is the father; the son's own name was left out.
            return {"patronymic": words[kin.index(True)], "family": words[kin.index(False)]}, 0.8
    if len(words) == 1:
        return _single(words[0])
    if family_first:
        return _after_family(words[0], words[1:]), 0.95
    initials = [i for i, word in enumerate(words) if is_initial(word)]
    if initials and len(initials) < len(words):
        return _with_initials(words, initials)
    return order_ordinary(words)


def order_ordinary(words: list[str]) -> tuple[Parts, float]:
    """As `order_parts` for two words and more that are no particles, initials or sons of."""
    place = _patronymic_place(words)
    if place is not None:
        return _around_patronymic(words, place), 0.97
    return _without_patronymic(words)


def _is_surname(word: str) -> bool:
    return family_shape(word) in ("male", "female") and not is_given_name(word)


def _join_son_of(words: list[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if bare(word) in KIN and (len(joined) >= 2 or (joined and len(words) > 2)):
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _join_particles(words: list[str]) -> list[str]:
    joined: list[str] = []
    for word in reversed(words):
        if joined and bare(word) in PARTICLES and len(words) > 2:
            joined[-1] = f"{word} {joined[-1]}"
        else:
            joined.append(word)
    return joined[::-1]


def _is_patronymic(word: str) -> str | None:
    if " " in word and bare(word.split()[-1]) in KIN:
        return "sure"
    return patronymic(word)


def _patronymic_place(words: list[str]) -> int | None:
    kinds = [_is_patronymic(word) for word in words]
    if len(words) == 2:
        # 'Андрей Николаевич' but 'Виктор Янукович': with two words only a patronymic of a known name counts.
        return (
            1
            if kinds[1] == "sure"
            and (is_given_name(words[0]) or (kinds[0] is None and (not family_shape(words[0]) or is_son_of(words[1]))))
            else None
        )
    places = [i for i, kind in enumerate(kinds) if kind]
    if not places:
        return None
    if len(words) == 3 and places[-1] == 2 and 1 in places and is_given_name(words[0]):
        return 1
    after_given = [i for i in places if i > 0 and is_given_name(words[i - 1])]
    return after_given[-1] if after_given else (places[-1] if places[-1] > 0 else None)


def _around_patronymic(words: list[str], place: int) -> Parts:
    if place == len(words) - 1:
        if len(words) == 2:
            return {"given": words[0], "patronymic": words[1]}
        first, last = " ".join(words[1:place]), words[0]
    else:
        first, last = " ".join(words[:place]), " ".join(words[place + 1 :])
    given, family = (last, first) if are_swapped(first, last) else (first, last)
    return {"given": given, "patronymic": words[place], "family": family}


def are_swapped(given: str, family: str) -> bool:
    """Whether the family field holds a given name and the given field something that is or ends like a surname."""
    if leaning(given) == -2 and leaning(family) == 2 and usage(family).given >= _SURE_LOCALES:
        return True
    return (
        family_shape(given) is not None
        and not family_shape(family)
        and is_given_name(family)
        and not is_given_name(given)
    )


def _after_family(family: str, rest: list[str]) -> Parts:
    parts = {"family": family, "given": rest[0]}
    if len(rest) > 1:
        field = "patronymic" if _is_patronymic(rest[-1]) or is_initial(rest[-1]) else "middle"
        parts[field] = " ".join(rest[1:])
    return parts


def _with_initials(words: list[str], initials: list[int]) -> tuple[Parts, float]:
    full = [word for i, word in enumerate(words) if i not in initials]
    letters = [words[i] for i in initials]
    if len(full) == 2 and len(letters) == 1 and is_given_name(full[0]) and patronymic(full[1]) == "sure":
        return {"given": full[0], "patronymic": full[1], "family": letters[0]}, 0.9
    behind = initials[0] + 1
    if (
        len(full) == 2
        and len(letters) == 1
        and behind < len(words)
        and patronymic(words[behind]) == "sure"
        and (behind == 1 or not is_given_name(words[0]))
    ):
        # И. Ильич Абрамович, Бабич И. Иванович: the initial of the given name stands before the patronymic.
        family = words[2] if behind == 1 else words[0]
        return {"given": letters[0], "patronymic": words[behind], "family": family}, 0.9
    if len(full) >= 2 and is_given_name(full[0]) and not is_given_name(full[-1]):
        return {"given": full[0], _second_initial(letters[0]): letters[0], "family": " ".join(full[1:])}, 0.9
    if len(full) >= 2 and is_given_name(full[-1]):
        return {"given": full[-1], _second_initial(letters[0]): letters[0], "family": " ".join(full[:-1])}, 0.9
    if len(full) == len(letters) == 1 and is_given_name(full[0]) and not family_shape(full[0]):
        return {"given": full[0], "family": letters[0]}, 0.8
    parts = {"family": " ".join(full), "given": letters[0]}
    if len(letters) > 1:
        parts[_second_initial(letters[1])] = " ".join(letters[1:])
    return parts, 0.95


def _second_initial(letter: str) -> str:
    """What a second initial stands for: no romanised East Slavic name begins with a lone C, J, Q or X."""
    return "middle" if letter[0] in "CJQX" and len(letter.rstrip(".")) == 1 else "patronymic"


_ONE_SYLLABLE = re.compile("[^аеёиоуыэюя]{0,2}[аеёиоуыэюя]{1,2}[^аеёиоуыэюя]{0,2}")
_KOREAN_FAMILIES = words("slavic.korean_families")


def _is_korean(words: list[str]) -> bool:
    """Whether a Korean family name opens two syllables that are no given names here: Ким Чен Ир, Пак Кын Хе."""
    first, *rest = map(bare, words)
    is_led = len(rest) == 2 and first in _KOREAN_FAMILIES
    return is_led and all(_ONE_SYLLABLE.fullmatch(word) and not is_given_name(word) for word in rest)


def _without_patronymic(words: list[str]) -> tuple[Parts, float]:
    if _is_korean(words):
        return {"family": words[0], "given": words[1], "middle": words[2]}, 0.8
    first, last = words[0], words[-1]
    given_first = given_weight(first) - given_weight(last)
    middle = words[1:-1]
    if given_first >= 0:
        parts = {"given": first, "family": last}
    else:
        parts = {"family": first, "given": last if not middle else middle[0]}
        middle = [*middle[1:], last] if middle else []
    if middle:
        if given_first >= 0 and not is_given_name(middle[0]):
            parts["family"] = " ".join([*middle, last])
        else:
            parts["middle"] = " ".join(middle)
    return parts, 0.9 if abs(given_first) >= 2 else (0.75 if given_first else 0.5)


@memo(65_536)
def given_weight(word: str) -> int:
    """How much a word looks like a given name rather than a surname."""
    # A short form alone is weaker evidence: Ким is Kimberly's and a surname.
    weight = 2 if full_name(word) else int(is_given_name(word))
    shape = family_shape(word)
    if shape and not is_given_name(word):
        weight -= 2 if shape in ("male", "female") else 1
    return weight


def _single(word: str) -> tuple[Parts, float]:
    if is_given_name(word) or ("-" in word and all(map(is_given_name, word.split("-")))):
        return {"given": word}, 0.8
    if patronymic(word) == "sure":
        return {"patronymic": word}, 0.6
    return ({"family": word}, 0.8) if family_shape(word) else ({"given": word}, 0.5)

"""Words and endings that give the parts of a person's name away."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.latin import fold_word
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.nicknames import given_names
from onefold_dedupe.standardise.tables import words

COUPLE_WORDS = words("person_words.couple_words")

IBERIAN = words("person_words.iberian")
FAMILY_FIRST = words("person_words.family_first")
EAST_SLAVIC = words("person_words.east_slavic")

IBERIAN_GIVEN = words("person_words.iberian_given")

_PATRONYMIC = re.compile(
    r".{2,}(?:ович|евич|йович|ьович|івич|авіч|евіч|инич|аныч|еныч|алыч|[ае]ич|ьич|овна|евна|ївна|івна|инична|ична|аўна|еўна)|ильич|кузьмич|фомич|лукич|никитич|саввич|савич|минич|фокич|ілліч|ильинична",
    re.IGNORECASE,
)
_LATIN_PATRONYMIC = re.compile(
    r".{2,}(?:ovich|evich|yovych|iovych|ovych|evych|yevich|owitsch|ewitsch|ovitch|evitch"
    r"|ovna|evna|ivna|yivna|yevna|ichna|avich|auna)|il[iy]?ich|kuzmich|fomich",
    re.IGNORECASE,
)
_PATRONYMIC_ENDS = frozenset({"ич", "ыч", "іч", "на", "ch", "na", "лы", "лу", "зы", "ly", "lu", "zy", "zi"})
"""The last letters of all the patronymics and sons of here."""
_IRREGULAR = words("person_words.irregular_patronymics")
_FEMALE_PATRONYMIC = re.compile(r"(?:на|na|auna)$", re.IGNORECASE)
_STEM = re.compile(r"(.+?)(?:iovich|evich|ovich|ivich|avich|inich|ich|iovna|evna|ovna|ivna|avna|inichna|ichna|auna)")
SON_OF = words("person_words.son_of")
DAUGHTER_OF = words("person_words.daughter_of")
KIN = SON_OF | DAUGHTER_OF
_SON_SUFFIX = re.compile(r".{3,}-(?:оглы|оглу|ogly|oglu)|.{3,}(?:ұлы|улы|уулу|uly|uulu)", re.IGNORECASE)
_DAUGHTER_SUFFIX = re.compile(r".{3,}-(?:кызы|гызы|kyzy|gizi)|.{3,}(?:қызы|кызы|qyzy|kyzy)", re.IGNORECASE)

_MALE_FAMILY = tuple(words("person_words.male_family_ends"))
_FEMALE_FAMILY = tuple(words("person_words.female_family_ends"))
_FAMILY = tuple(words("person_words.family_ends"))


DIGRAPH = "Y[aeiou]|J[aeou]|[CKPSTZ]h|[CS]z|[CZ]s|T[sz]|D[jz]"
"""One letter of another alphabet, or one sound, in Latin letters: Yu., Zh., Sz.; Dr. and St. are none."""
_DIGRAPH = re.compile(DIGRAPH)


def bare(word: str) -> str:
    """A word as tables hold it: lower case, without full stops and commas at its ends."""
    return word.casefold().strip(".,;:")


def is_couple_word(word: str) -> bool:
    """Whether a word joins two people: 'and', 'и'; not the initial 'И.'."""
    return word in COUPLE_WORDS or (len(word) > 1 and word.casefold() in COUPLE_WORDS)


def is_initial(word: str) -> bool:
    """One letter, with or without a full stop, or a digraph initial (Ю., Yu.)."""
    letters = word.rstrip(".")
    if len(letters) == 1:
        return letters.isalpha()
    return len(letters) == 2 and word.endswith(".") and _DIGRAPH.fullmatch(letters) is not None


@memo(65_536)
def patronymic(word: str) -> str | None:
    """'sure' when a word is a patronymic of a name we know, 'shape' when it only ends like one, else None."""
    if word[-2:].lower() not in _PATRONYMIC_ENDS:
        return None
    if _SON_SUFFIX.fullmatch(word) or _DAUGHTER_SUFFIX.fullmatch(word):
        return "sure"
    if not (_PATRONYMIC.fullmatch(word) or _LATIN_PATRONYMIC.fullmatch(word)):
        return None
    match = _STEM.fullmatch(fold_word(word))
    if match is None:
        return "shape"
    stem = match.group(1)
    same = given_names().same
    known = any(
        form in same
        for form in (stem, f"{stem}i", f"{stem}a", f"{stem}ia", stem.removesuffix("i"), f"{stem}o", f"{stem}ei")
    )
    if known or bare(word) in _IRREGULAR:
        return "sure"
    # Women's patronymics have no twin among surnames.
    return "sure" if _FEMALE_PATRONYMIC.search(word) and not word.casefold().endswith(("ична",)) else "shape"


def is_son_of(word: str) -> bool:
    """Whether the word ends in the Turkic son or daughter, which no surname does: Құнанбайұлы."""
    return _SON_SUFFIX.fullmatch(word) is not None or _DAUGHTER_SUFFIX.fullmatch(word) is not None


@memo(65_536)
def patronymic_gender(word: str) -> str | None:
    """What a patronymic says of its bearer."""
    last = bare(word).split()[-1] if word.split() else ""
    if last in DAUGHTER_OF or _DAUGHTER_SUFFIX.fullmatch(last) or _FEMALE_PATRONYMIC.search(last):
        return "female"
    if last in SON_OF or _SON_SUFFIX.fullmatch(last) or last.endswith(("ич", "ыч", "ich", "ych", "іч")):
        return "male"
    return None


@memo(65_536)
def family_shape(word: str) -> str | None:
    """'male', 'female' or 'any' when a word ends as East Slavic (and neighbouring) surnames do, else None."""
    # An ending has two letters and more before it.
    behind = word.rpartition("-")[2].lower()[2:]
    if behind.endswith(_FEMALE_FAMILY):
        return "female"
    if behind.endswith(_MALE_FAMILY):
        return "male"
    return "any" if behind.endswith(_FAMILY) else None

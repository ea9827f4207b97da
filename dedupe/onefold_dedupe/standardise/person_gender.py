"""A person's gender where patronymic, given name, form of address or surname decide it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from onefold_dedupe.standardise.east_asian import vietnamese_gender
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.name_usage import usage
from onefold_dedupe.standardise.nicknames import full_name, gender_of, spelled_gender
from onefold_dedupe.standardise.person_words import (
    bare,
    family_shape,
    is_couple_word,
    is_initial,
    patronymic_gender,
)
from onefold_dedupe.standardise.tables import words

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_SEXES = {"m": "male", "f": "female"}
_FEMALE_TITLES = words("person.female_titles")
_MALE_TITLES = words("person.male_titles")
_MEN_IN_A = words("gender.men_in_a")
_WOMEN_IN_CONSONANTS = words("gender.women_in_consonants")
# Elements of Turkic and Arabic names whose gender is the element's: -гүл flower, -бек lord.
_FEMALE_ENDING = re.compile(
    r"(?:гуль|гүл|гюль).+|.+(?:гуль|гюль|гүл|гул|[льрхй]наз|зад[аэ]|бану|биби|нуэль|инель|изель|бике|сулу|шаш|нур[аи]я"
    r"|нисс?о|нисса|хон[аи]м|ханум|ханым|[зж][аеи]бет|етт|[инае]нэ|ин[еэ]|ифе|име|изе|ижат|унат)|м[аие]р(?:ь[яеэ]|и[эе]|и?я)м|гюзел.*"
)
_MALE_ENDING = re.compile(
    r".*(?:улла|м[иеу]рза|х[оуў]д?жа|[гх]амза)|.+(?:алла|[аи]рза|ага|паша|хаджи|баба|шо|зода|мам+[ае]д|маг[ао]м+[ае]д|ахм[ае]д"
    r"|мухам+[ае]д|[гх]усейн|[аеиу]ддин|[аи][эе]ль|али|ади|рди|джи|рри|раби|наби|[^кс]о|ы)"
)
_OPEN_ENDING = re.compile(r".+(?:ула|реза|бала)")
"""Of men (Абдула, Али-Реза) and women (Паула, Тереза) alike."""
_VOWELS = "аеёиоуыэюяіїєәөұү"


@lru_cache(maxsize=65_536)
def given_gender(name: str, by_ending: bool = True) -> str | None:
    """'male' or 'female' when one given name decides it, else None.

    `by_ending`: a Cyrillic name that no table has is read as grammar does: -а and -я women's, consonants men's.
    """
    first = name.split()[0].split("-")[0] if name.split() else ""
    if not first or is_initial(first):
        return None
    used = usage(first)
    sex = used.sex
    spelled = spelled_gender(first)
    if spelled:
        # A short form that other countries give to both: Kim.
        return _SEXES.get(spelled) if sex != "u" or full_name(first) else None
    if sex in _SEXES:
        if used.given > 1 or not _CYRILLIC.search(first):
            return _SEXES[sex]
        # One country's count is less than the table of names, and than the ending of a woman's name.
        if first.casefold() in _MEN_IN_A:
            return "male"
        return gender_of(first) or ("female" if _by_ending(first) == "female" else _SEXES[sex])
    if not _CYRILLIC.search(first):
        return None if sex == "u" else gender_of(first)
    return _by_ending(first) if by_ending else None


def _by_ending(name: str) -> str | None:
    """What the ending of a Cyrillic name says, and the elements that it is made of."""
    word = name.casefold()
    if word in _MEN_IN_A or _MALE_ENDING.fullmatch(word):
        return "male"
    if word in _WOMEN_IN_CONSONANTS or _FEMALE_ENDING.fullmatch(word):
        return "female"
    if _OPEN_ENDING.fullmatch(word):
        return None
    if word.endswith(("ша", "ха")) or (word.endswith("ка") and word[-3:-2] not in _VOWELS):
        # Pet forms are of both: Гришка, Маришка, Юрка, Тиша, Даша.
        return None
    if word.endswith(("а", "я")):
        return "female"
    return None if word[-1] in _VOWELS or word.endswith("ь") or len(word) < 3 else "male"


def _by_title(titles: set[str]) -> str | None:
    """What forms of address say, where all that say anything agree."""
    is_female, is_male = not titles.isdisjoint(_FEMALE_TITLES), not titles.isdisjoint(_MALE_TITLES)
    return None if is_female == is_male else "female" if is_female else "male"


@memo(65_536)
def _family_gender(family: str) -> str | None:
    """What a surname's ending says: only in Cyrillic and only of the forms that are declined (Иванов, Иванова)."""
    if is_initial(family) or not _CYRILLIC.search(family):
        return None
    shape = family_shape(family)
    return shape if shape in ("male", "female") else None


def gender(value: Mapping[str, str], *, sure: bool) -> str | None:
    """The gender that the parts of a name agree on, the surest first; `sure`: the given name is known to be one."""
    patronymic, given, family = value.get("patronymic"), value.get("given"), value.get("family")
    if patronymic and not is_initial(patronymic):
        by_patronymic = patronymic_gender(patronymic)
        if by_patronymic:
            return by_patronymic
    names_two = False
    if "title" in value:
        titles = {bare(word) for word in value["title"].split()}
        names_two = any(map(is_couple_word, titles))
        # Mrs John Smith is called by her husband's name.
        if not names_two and (by_title := _by_title(titles)):
            return by_title
    middle = value.get("middle")
    if middle and family and (told := vietnamese_gender(family, middle)):
        return told
    by_given = given_gender(given, False) if given else None
    if by_given or names_two:
        return by_given
    if family and (by_family := _family_gender(family)):
        return by_family
    # A lone word that no table has may as well be a surname.
    return given_gender(given) if given and (family or patronymic or sure) else None

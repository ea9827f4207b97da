"""Forms of address, offices and degrees before and behind a person's name."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.name_usage import leaning
from onefold_dedupe.standardise.person_words import bare, is_couple_word, is_initial
from onefold_dedupe.standardise.tables import words as table

_FAMILIES = table("person_words.families")
_ROLES = table("person.roles")
TITLES = frozenset(map(str.casefold, table("person_words.titles") | _FAMILIES)) | _ROLES
_UNSURE = frozenset(map(str.casefold, table("person_words.only_with_dot"))) | _ROLES
TITLE_TAILS = table("person_words.title_tails")
ENGLISH = table("person.english")
_OF_TWO_WORDS = table("person.two_word_titles")
_WITH_FAMILY = _FAMILIES | table("person_words.with_family")
_HOUSEHOLDS = frozenset({"family", "household"})
SUFFIXES = table("person.english_suffixes")
BEHIND = table("person_words.suffixes")
_PARTICLES = table("western.plain_particles")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
# Candidate and doctor of a science: к.м.н., д. ф.-м. н.
_DEGREE = re.compile(r"[дк]\.?(?:[а-яіїє]{1,4}\.?-?){1,2}\.н\.?", re.IGNORECASE)
_SCIENCE = frozenset({"канд", "кандидат", "докт", "доктор", "д-р"})
_LAST_DEGREE = re.compile(r"[,\s]+([дк]\.\s?(?:[а-яіїє]{1,4}\.?[\s-]?){1,2}\.\s?н\.?)$", re.IGNORECASE)


def is_title(word: str, *, after_title: bool = False, following: str = "") -> bool:
    """Whether a word is a form of address; `following` is the word behind it, which decides for words that are names.

    'pan Tomasz' and 'Pan Tomasz Lis' but 'Pan' alone may be a surname.
    """
    key = bare(word)
    if key not in TITLES:
        return (after_title and key in TITLE_TAILS) or (
            word[0] in "дкДК" and bool(_DEGREE.fullmatch(word.rstrip(",;")))
        )
    if key not in _UNSURE or word.endswith(".") or after_title:
        return True
    if not following or word in _PARTICLES:
        return False
    return leaning(following) > 0 or (word.islower() and following[0].isupper()) or bare(following) in TITLES


def take_household(text: str) -> tuple[str, str] | None:
    """'Family' and 'Smith' of 'The Smith Family' or 'Smith Family'; None for any other text."""
    name, blank, last = text.rpartition(" ")
    if not blank or bare(last) not in _HOUSEHOLDS:
        return None
    name = name[4:] if name[:4].lower() == "the " else name
    return (last, name) if name and " " not in name else None


def goes_with_family(titles: str) -> bool:
    """Whether the word behind these forms of address is a family name: 'Herr', 'Familie', 'Mr & Mrs'."""
    found = titles.split()
    return any(bare(word) in _WITH_FAMILY or (place and is_couple_word(word)) for place, word in enumerate(found))


def take_titles(text: str, country: str | None) -> tuple[str, str]:
    """The forms of address that `text` starts with, and the rest. English ones alone are left to nameparser's lists."""
    words = text.split()
    count = 0
    joined = False
    while count < len(words) - 1:
        word, following = words[count], words[count + 1]
        if bare(word) in _SCIENCE and "наук" in map(bare, words[count + 1 : count + 4]):
            count = count + 2 + [bare(later) for later in words[count + 1 :]].index("наук")
            continue
        if count < len(words) - 2 and f"{bare(word)}_{bare(following)}" in _OF_TWO_WORDS:
            count += 2
            continue
        joins = count > 0 and is_couple_word(word) and is_title(following, after_title=True)
        joined = joined or joins
        sir = _is_courtesy_letter(words, count, country)
        after = count > 0 and not is_initial(word)
        # The second word from the end: what follows is the whole name.
        if not (
            joins or sir or is_title(word, after_title=after, following=following if count < len(words) - 2 else "")
        ):
            break
        count += 1
    if count == len(words) - 1 and count and is_title(words[count], after_title=True) and not is_initial(words[count]):
        count += 1
    english = all(bare(word) in ENGLISH for word in words[:count])
    if count and english and not joined and not _CYRILLIC.search(text):
        count = 0
    return " ".join(words[:count]), " ".join(words[count:]).lstrip(", ")


def _is_courtesy_letter(words: list[str], place: int, country: str | None) -> bool:
    """Whether 'M.' is Monsieur, 'D.' don and 'p.' pan: where the country says so, and in 'M. et Mme'."""
    match bare(words[place]), country:
        case "m", _ if place + 2 < len(words) and bare(words[place + 2]) in ("mme", "madame"):
            return is_couple_word(words[place + 1])
        case "m", ("FR" | "BE" | "CH" | "LU" | "MC"):
            return len(words) > place + 2 or not is_initial(words[place + 1])
        case "p", ("PL" | "CZ" | "SK"):
            return words[place].islower()
        case "d", "ES":
            return leaning(words[place + 1]) > 0
        case _:
            return False


def part_field(text: str, country: str | None) -> tuple[str, str, str]:
    """Forms of address, name and suffix of a field that holds one part of a name; the English ones too."""
    titles, name = take_titles(text, country)
    words = name.split()
    first = 0
    while first < len(words) - 1 and bare(words[first]) in ENGLISH and not is_couple_word(words[first]):
        first += 1
    name, suffix = take_suffixes(" ".join(words[first:]))
    words = [*titles.split(), *words[:first]]
    tail = name.split()
    last = len(tail)
    while last > 1 and bare(tail[last - 1]) in SUFFIXES:
        last -= 1
    return " ".join(words), " ".join(tail[:last]).rstrip(","), " ".join([*tail[last:], *suffix.split()])


def take_english(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """`title` and `suffix` of a name that English words stand beside ('Dr. Oleh Petrovych Koval Jr.'), and the rest."""
    first, last = 0, len(words)
    while first < last - 1 and bare(words[first]) in ENGLISH and not is_initial(words[first]):
        first += 1
    titles, suffixes = words[:first], list[str]()
    while last > first + 2 and not is_initial(words[last - 1]):
        word = words[last - 1]
        if bare(word) in SUFFIXES:
            suffixes.insert(0, word)
        elif bare(word) in ENGLISH:
            titles.insert(first, word)
        else:
            break
        last -= 1
    found = {"title": " ".join(titles), "suffix": " ".join(suffixes)}
    return {field: value for field, value in found.items() if value}, words[first:last]


def _is_degree(word: str) -> bool:
    return bare(word).startswith("dipl") or bare(word) in BEHIND


def take_suffixes(text: str) -> tuple[str, str]:
    """The name and what stands behind it of 'Senior', 'retired' and degrees in languages nameparser has no words of."""
    found = _LAST_DEGREE.search(text) if "." in text else None
    if found:
        return text[: found.start()], found.group(1)
    name, comma, behind = text.rpartition(",")
    if comma and len(name.split()) > 1 and all(_is_degree(word) for word in behind.split()):
        return name, behind.strip()
    words = text.split()
    count = len(words)
    while count > 2 and bare(words[count - 1]) in BEHIND:
        count -= 1
    return " ".join(words[:count]).rstrip(","), " ".join(words[count:])

"""American roads and numbers written out as OpenStreetMap does: `E St NW` is E Street Northwest."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.us_words import DIRECTIONS, STREET_WORDS

GLUED_POINT = re.compile(r"(?<=\d)(?=[NSEW]\b)", re.IGNORECASE)
NATIONAL = re.compile(r"\bU\.\s?S\.?(?=\s)", re.IGNORECASE)
FOREIGN = re.compile(r"(?<= )(?:des?|del|las?|los|el|le|du)(?= )")
JOINTS = frozenset(("", "and", "at"))
SPELLED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: number for number, word in enumerate(SPELLED, 1)}

ORDINALS = {
    **dict(zip(("first", "second", "third"), ("1st", "2nd", "3rd"), strict=True)),
    **{word: f"{number}th" for number, word in enumerate(("fourth", "fifth", "sixth", "seventh", "eighth"), 4)},
    **{word: f"{number}th" for number, word in enumerate(("ninth", "tenth", "eleventh", "twelfth"), 9)},
}


def written_out(text: str) -> str:
    """`text` with the abbreviations written out that mean another word by where they stand."""
    words = GLUED_POINT.sub(" ", NATIONAL.sub("US", text)).replace(",", " ").split()
    folded = [fold(word) for word in words]
    for at, word in enumerate(folded[:-1]):
        following = folded[at + 1]
        if word == "st" and not (following in DIRECTIONS or following in JOINTS or following in STREET_WORDS):
            words[at] = "Saint"
        elif word == "dr" and at == 0 and following not in STREET_WORDS:
            words[at] = "Doctor"
        elif word == "cr" and following[:1].isdigit():
            words[at] = "County Road"
        elif word in ORDINALS and following in STREET_WORDS:
            words[at] = ORDINALS[word]
    return " ".join(words)


def is_letter_street(text: str) -> bool:
    """Whether the first letter is the street's name and not a direction: `E St NW`, not `E Oak St`."""
    folded = [fold(word) for word in text.split()[:4]]
    if len(folded) not in (2, 3) or len(folded[0]) != 1 or folded[1] not in STREET_WORDS:
        return False
    return len(folded) == 2 or folded[2] in DIRECTIONS


def house_number(text: str) -> str:
    """A number spelled as a word in digits, a letter apart from its number glued to it."""
    number = NUMBERS.get(text.casefold())
    return str(number) if number else re.sub(r"^(\d+) ([A-Za-z])$", r"\1\2", text)


def town(text: str) -> str:
    """A town's name, of which no Spanish or French word is small in America: West Des Moines."""
    return FOREIGN.sub(lambda found: found.group().capitalize(), text)


def restored_postcode(postcode: str, state: str) -> str:
    """A ZIP code with the leading zero that a spreadsheet cut off, where all codes of the state begin with one."""
    return f"0{postcode}" if len(postcode) == 4 and postcode.isdigit() and state in ZERO_STATES else postcode


# States and territories whose three-digit prefixes are 005 to 089 (Publication 65, National Five-Digit ZIP Code).
ZERO_STATES = frozenset(
    ("Connecticut", "Maine", "Massachusetts", "New Hampshire", "New Jersey", "Rhode Island", "Vermont")
)


def post_box(text: str) -> str:
    """A post box as the postal service writes it (`PO Box 12`), whatever its abbreviation."""
    words = POST_OFFICE.sub("PO Box", text).split()
    return " ".join(word.capitalize() if fold(word) in BOX_WORDS else word for word in words)


POST_OFFICE = re.compile(r"^(?:(?:p\.?\s?o\.?|post office)\s?(?:box|bx)\b\.?|po?b\b\.?)", re.IGNORECASE)
BOX_WORDS = frozenset(("box", "bx", "drawer", "rural", "route", "star", "highway", "contract"))

"""Evidence that two letters at the end of an address are a Brazilian state's: `Rua Chile, 5, Salvador, BA`."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.evidence_tables import languages_of, tongues
from onefold_dedupe.standardise.address.facts import places, regions

ENDING = re.compile(r"([^,]*?)[,\s]\s*([A-Z]{2})\s*$")
LONGEST_ENDING = 60
WORD = re.compile(r"[^\W\d_]+")


def ends_in_brazil(text: str) -> bool:
    """Whether the text has a street's word in Portuguese and ends in a town of Brazil and the letters of a state.

    A street's word of the country that has these letters for its code, and a town of it, leave that open; but for rua,
    which is rúa in Galicia.
    """
    letters = text.rstrip()[-2:]
    if not (letters.isalpha() and letters.isupper()) or letters.casefold() not in regions("BR"):
        return False
    ending = ENDING.search(text, max(0, len(text) - LONGEST_ENDING))
    if ending is None:
        return False
    before = fold(ending.group(1)).split()
    towns = [" ".join(before[-length:]) for length in (1, 2, 3) if length <= len(before)]
    if not any(town in places("BR") for town in towns):
        return False
    words = [word.casefold() for word in WORD.findall(text)]
    if "rua" in words:
        return True
    found = {index for word in words for index in languages_of(fold(word))}
    spoken = {code for index in found for code in tongues().languages[index].countries}
    return "BR" in spoken and not (letters in spoken and any(town in places(letters) for town in towns))

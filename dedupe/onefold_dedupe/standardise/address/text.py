"""The skeleton of a word in an address key: one spelling whatever the script, the language or the romanisation."""

from __future__ import annotations

import re
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import fold

# Folded Cyrillic (no й, ї, ё, ў: folding has already made them и, і, е, у) to a coarse Latin; г and х meet because
# Ukrainian г is romanised h.
_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "є": "e", "ж": "z", "з": "z", "и": "i",
        "і": "i", "к": "k", "л": "l",
        "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "s",
        "ч": "k", "ш": "s", "щ": "s",
        "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ә": "a", "ғ": "h", "қ": "k", "ң": "n", "ө": "o",
        "ұ": "u", "ү": "u", "һ": "h",
        "ј": "i", "љ": "l", "њ": "n", "ћ": "k", "ђ": "z", "џ": "z", "ӣ": "i", "ӯ": "u", "ҳ": "h", "ҷ": "z", "'": "",
        "’": "",
    }
)  # fmt: skip
_LATIN = (
    ("shch", "s"), ("sch", "s"), ("tch", "k"), ("kh", "h"), ("zh", "z"), ("sh", "s"), ("ch", "k"), ("ph", "f"),
    ("th", "t"), ("ts", "s"), ("tz", "s"),
    ("ck", "k"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("g", "h"), ("w", "v"), ("y", "i"), ("j", "i"), ("c", "k"),
    ("q", "k"), ("x", "ks"),
    ("ie", "e"), ("ii", "i"),
)  # fmt: skip


AFTER_VOWEL = re.compile("(?<=[aei])u(?=[^aeiou])")
DOUBLED = re.compile(r"(\D)\1+")


@lru_cache(maxsize=131_072)
def skeleton(word: str, is_slavic: bool = False, is_akanye: bool = False) -> str:
    """`word` folded to a coarse Latin spelling.

    Of Slavic words without the ending, so that Садовая, Садова and Sadovaya meet; with `is_akanye` o is a and a u
    after a vowel is v, so that Савецкая meets Советская and Каліноўскага Калиновского.
    """
    folded = fold(word)
    if folded.isdigit():
        return folded
    if not folded.isascii():
        folded = folded.translate(_CYRILLIC)
        if not folded.isascii():
            from anyascii import anyascii

            folded = str(anyascii(folded)).casefold()
    for spelled, sound in _LATIN:
        if spelled in folded:
            folded = folded.replace(spelled, sound)
    folded = DOUBLED.sub(r"\1", folded)
    if is_slavic:
        folded = folded.replace("io", "e")
        if is_akanye:
            folded = AFTER_VOWEL.sub("v", folded.replace("o", "a"))
        while len(folded) > 3 and folded[-1] in "aeiou":
            folded = folded[:-1]
        for ending in ("oh", "eh", "ah") if is_akanye else ("oh", "eh"):
            if len(folded) > 5 and folded.endswith(ending):
                folded = folded[:-2]
    return folded.replace(" ", "")

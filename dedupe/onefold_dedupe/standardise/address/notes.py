"""What people tell the courier beside an address: `please ring twice`, `домофон 45К`, `code porte 12B`."""

from __future__ import annotations

import re
from functools import lru_cache

from onefold_dedupe.standardise.address.facts import fact_rows

PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf][\U0001f000-\U0001faff\u2600-\u27bf\u200d\ufe0f]*")
LETTER = re.compile(r"[^\W\d_]")
DIGIT = re.compile(r"\d")


OPENING = re.compile(r"[,;\n(–—-]\s*([^\W\d_]+)")
"""The first word of every segment but the first, and what follows a dash anywhere."""


@lru_cache(maxsize=1)
def _note() -> tuple[re.Pattern[str], frozenset[str]]:
    """A note from the comma, dash or bracket before it to the next (only a segment of its own can be one), and the
    words with which notes begin, that are looked for first: few addresses have one.
    """
    openers = sorted((row[0] for row in fact_rows("delivery_notes.txt")), key=len, reverse=True)
    opener = rf"(?:{'|'.join(map(re.escape, openers))})(?!\w)"
    pattern = re.compile(
        rf"[(]\s*({opener}[^()\n]*)[)]|(?:[,;\n]|(?<=\s)[-–—](?=\s))\s*({opener}(?:(?!\s[-–—]\s)[^,;\n()])*)",
        re.IGNORECASE,
    )
    return pattern, frozenset(re.split(r"\W", phrase, maxsplit=1)[0] for phrase in openers)


def without_notes(text: str) -> tuple[str, list[str]]:
    """The text without notes and pictures, and these; it stays whole where nothing that can be an address is left."""
    notes: list[str] = []
    pattern, first_words = _note()
    if not first_words.isdisjoint(map(str.lower, OPENING.findall(text))):
        kept: list[str] = []
        end = 0
        for match in pattern.finditer(text):
            before = "".join(kept) + text[end : match.start()]
            if LETTER.search(before) and DIGIT.search(before + text[match.end() :]):
                kept.append(text[end : match.start()])
                notes.append((match[1] or match[2]).strip())
                end = match.end()
        kept.append(text[end:])
        text = "".join(kept) if notes else text
    if not text.isascii() and PICTURES.search(text):
        bare = PICTURES.sub(" ", text)
        if LETTER.search(bare):
            notes += PICTURES.findall(text)
            text = bare
    return text, notes

"""Which country an address without one is in.

Postcodes of a shape no other country has, letters, type words, states.
"""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.facts import regions

SHAPES = (
    (re.compile(r"\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b", re.IGNORECASE), "CA"),
    (re.compile(r"\b(?!AI)[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE), "GB"),
    (re.compile(r"\b\d{4} ?[A-Z]{2}\s+\w", re.IGNORECASE), "NL"),
    (re.compile(r"\b\d{5}-\d{3}\b"), "BR"),
    (re.compile(r"\b\d{4}-\d{3}\b"), "PT"),
    (re.compile(r"(?<![\d-])\d{2}-\d{3}(?![\d-])"), "PL"),
    (re.compile(r"〒|\b\d{3}-\d{4}\b"), "JP"),
    (re.compile(r"\blv-\d{4}\b", re.IGNORECASE), "LV"),
)
LETTERS = (
    (re.compile(r"[әғқңөұүһ]", re.IGNORECASE), "KZ"),
    (re.compile(r"ў", re.IGNORECASE), "BY"),
    (re.compile(r"[їєґ]|\b(?:вул|вулиця|провулок|будинок|буд|просп)\b|[іi](?=[а-я])", re.IGNORECASE), "UA"),
    (re.compile(r"[ѓќѕ]", re.IGNORECASE), "MK"),
    (re.compile(r"[ђћљњџј]", re.IGNORECASE), "RS"),
    (re.compile(r"[а-я]", re.IGNORECASE), "RU"),
    (re.compile(r"[\u0370-\u03ff]"), "GR"),
    (re.compile(r"[\u0530-\u058f]"), "AM"),
    (re.compile(r"[\u10a0-\u10ff]"), "GE"),
    (re.compile(r"[\u0590-\u05ff]"), "IL"),
    (re.compile(r"[\uac00-\ud7af]"), "KR"),
    (re.compile(r"[\u3040-\u30ff]"), "JP"),
)
TYPE_WORDS = (
    (re.compile(r"stra(?:ß|ss)e\b|str\.|\b\w+(?:weg|gasse|platz|allee)\s+\d", re.IGNORECASE), "DE"),
    (re.compile(r"\b(?:rue|chemin|impasse|allée|boulevard du|avenue du|quai)\b", re.IGNORECASE), "FR"),
    (re.compile(r"\b(?:via|viale|piazza|corso|vicolo|strada)\s", re.IGNORECASE), "IT"),
    (re.compile(r"\b(?:calle|avenida de|carrer|plaza|paseo|camino)\s", re.IGNORECASE), "ES"),
    (re.compile(r"\b(?:rua|travessa|rodovia|avenida)\s", re.IGNORECASE), "BR"),
    (re.compile(r"\b(?:ul\.|ulica|aleja|osiedle)\s|[łśźż]", re.IGNORECASE), "PL"),
    (re.compile(r"\b\w+(?:straat|laan|plein|gracht)\b", re.IGNORECASE), "NL"),
    (re.compile(r"\b(?:utca|út|tér|körút)\b", re.IGNORECASE), "HU"),
    (re.compile(r"\b\w+(?:gatan|vägen)\b", re.IGNORECASE), "SE"),
    (re.compile(r"\b(?:sokak|caddesi|mahallesi)\b", re.IGNORECASE), "TR"),
)
STATE_ZIP = re.compile(r"\b([A-Za-z]{2})\.?,?\s+\d{5}(?:-\d{4})?\b")
LAST_WORDS = re.compile(r"([A-Za-z. ]+?)[\s,]*(?:\d{5}(?:-\d{4})?)?\s*$")
LEADING_NUMBER = re.compile(r"^\s*\d+[A-Za-z]?\s+\w")
ENGLISH_TYPE = re.compile(
    r"\b(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|way|place|pl|parkway|pkwy|highway|"
    "hwy|terrace|circle|cir)\b",
    re.IGNORECASE,
)


def guess_country(text: str) -> str | None:
    """The likeliest country of an address that names none, or None."""
    for match in STATE_ZIP.finditer(text):
        if match.group(1).casefold() in regions("US"):
            return "US"
    for pattern, code in SHAPES:
        if pattern.search(text):
            return code
    if not text.isascii():
        for pattern, code in LETTERS:
            if pattern.search(text):
                return code
    if LEADING_NUMBER.match(text) and ENGLISH_TYPE.search(text):
        return "US"
    for pattern, code in TYPE_WORDS:
        if pattern.search(text):
            return code
    tail = LAST_WORDS.search(text)
    words = fold(tail.group(1)).split() if tail else []
    if words and (words[-1] in regions("US") or " ".join(words[-2:]) in regions("US")):
        return "US"
    return "US" if ENGLISH_TYPE.search(text) else None

"""Which country an address without one is in.

Postcodes of a shape no other country has, letters, type words, states.
"""

from __future__ import annotations

import re
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.evidence_us import (
    ENGLISH_TYPE,
    STREET_NUMBER,
    ends_in_state,
    is_american,
    is_street_line,
    is_town_with_state,
)
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.address.general import NUMBER_FIRST

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
    (re.compile(r"[區縣號臺鄉樓]"), "TW"),
    (re.compile(r"[șță]", re.IGNORECASE), "RO"),
    (re.compile(r"[\u0530-\u058f]"), "AM"),
    (re.compile(r"[\u10a0-\u10ff]"), "GE"),
    (re.compile(r"[\u0590-\u05ff]"), "IL"),
    (re.compile(r"[\uac00-\ud7af]"), "KR"),
    (re.compile(r"[\u3040-\u30ff]"), "JP"),
)
TYPE_WORDS = (
    (re.compile(r"stra(?:ß|ss)e\b|str\.|\b[\w-]+(?:weg|gasse|platz|allee)\s+\d", re.IGNORECASE), "DE"),
    (re.compile(r"\b(?:rue|chemin|impasse|allée|boulevard du|avenue du|quai)\b", re.IGNORECASE), "FR"),
    (re.compile(r"\b(?:via|viale|piazza|corso|vicolo|strada)\s", re.IGNORECASE), "IT"),
    (re.compile(r"\b(?:calle|avenida de|carrer|plaza|paseo|camino)\s", re.IGNORECASE), "ES"),
    (re.compile(r"\b(?:rua|travessa|rodovia|avenida)\s", re.IGNORECASE), "BR"),
    (re.compile(r"\b(?:ul\.|ulica|aleja|osiedle)\s|[łśźż]", re.IGNORECASE), "PL"),
    (re.compile(r"\b\w+(?:straat|laan|plein|gracht)\b", re.IGNORECASE), "NL"),
    (re.compile(r"\b(?:utca|út|tér|körút)\b", re.IGNORECASE), "HU"),
    (re.compile(r"\b\w+(?:gatan|vägen)\b", re.IGNORECASE), "SE"),
    (re.compile(r"\b\w+(?:veien|vegen|vei)\b", re.IGNORECASE), "NO"),
    (re.compile(r"\b\w+(?:vej|gade|vejen)\b", re.IGNORECASE), "DK"),
    (re.compile(r"\b\w+(?:tie|katu|kuja|polku)\s+\d", re.IGNORECASE), "FI"),
    (re.compile(r"\b(?:iela|gatve)\b", re.IGNORECASE), "LV"),
    (re.compile(r"[ųėįū]|\w\sg\.\s\d", re.IGNORECASE), "LT"),
    (re.compile(r"\b(?:jalan|jln|jl)\b", re.IGNORECASE), "ID"),
    (re.compile(r"\b(?:sokak|caddesi|mahallesi)\b", re.IGNORECASE), "TR"),
)
STATE_AFTER_DASH = re.compile(r"[-–/]\s*([A-Z]{2})\s*$")


# Countries whose lists of towns are long enough to be evidence, the likelier first where names are shared.
GAZETTEERS = (
    *("US", "DE", "GB", "FR", "CA", "IT", "ES", "AU", "BR", "AT", "PL", "NL"),
    *("BE", "CH", "SE", "NZ", "IN", "ZA", "MX", "AR", "PT", "IE", "MY"),
)


@lru_cache(maxsize=1)
def _town_countries() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code in GAZETTEERS:
        for town in places(code):
            found.setdefault(town, []).append(code)
    return {town: tuple(codes) for town, codes in found.items()}


def guess_by_town(text: str) -> str | None:
    """The country whose town the last line names, if order of number and road and length of the postcode agree."""
    last = [piece for piece in re.split(r"[,\n;]", text) if re.search(r"[^\W\d_]{3}", piece)]
    if not last:
        return None
    if len(last) > 1 and is_street_line(last[-1]):
        return None
    words = [word for word in fold(last[-1]).split() if not word.isdigit()]
    towns = _town_countries()
    candidates: tuple[str, ...] = ()
    for length in range(min(4, len(words)), 0, -1):
        candidates = towns.get(" ".join(words[-length:]), ()) or towns.get(" ".join(words[:length]), ())
        if candidates:
            break
    number_first = STREET_NUMBER.match(text) is not None
    digits = [len(found.replace(" ", "")) for found in POSTCODE_DIGITS.findall(last[-1])]
    fitting = [
        code
        for code in candidates
        if (code in NUMBER_FIRST) == number_first and (not digits or POSTCODE_LENGTH.get(code, digits[0]) == digits[0])
    ]
    return fitting[0] if fitting else None


POSTCODE_DIGITS = re.compile(r"\b\d{4,6}\b|\b\d{3} \d{2}\b")
POSTCODE_LENGTH = {"US": 5, "DE": 5, "FR": 5, "IT": 5, "ES": 5, "MX": 5, "SE": 5, "MY": 5, "IN": 6,
                   "AT": 4, "CH": 4, "BE": 4, "AU": 4, "NZ": 4, "ZA": 4, "AR": 4, "NL": 4, "PT": 7,
                   "GB": 0, "CA": 0, "IE": 0}  # fmt: skip
"""Digits of a postcode that is nothing else; 0 where letters are part of it."""


# Whose street words a country uses.
SPEAKERS = {"AT": "DE", "CH": "DE", "BE": "NL", "CA": "FR", "AR": "ES", "MX": "ES", "PT": "BR"}


def guess_country(text: str) -> str | None:
    """The likeliest country of an address that names none, or None."""
    if is_american(text):
        return "US"
    brazilian = STATE_AFTER_DASH.search(text)
    if brazilian and brazilian.group(1).casefold() in regions("BR"):
        return "BR"
    for pattern, code in SHAPES:
        if pattern.search(text):
            return code
    if not text.isascii():
        for pattern, code in LETTERS:
            if pattern.search(text):
                return code
    by_type = next((code for pattern, code in TYPE_WORDS if pattern.search(text)), None)
    if by_type is None and is_town_with_state(text):
        return "US"
    by_town = guess_by_town(text)
    if by_town and (by_type is None or SPEAKERS.get(by_town, by_town) == by_type):
        return by_town
    if is_street_line(text):
        return "US"
    if by_type:
        return by_type
    return "US" if ends_in_state(text) or ENGLISH_TYPE.search(text) else None

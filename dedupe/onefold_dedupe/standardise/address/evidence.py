"""Which country an address without one is in.

Signs that only one country has (letters, shapes of postcodes) decide alone; all others are weighed against each other:
the postcode's length and place, the language of street and small words, order of number and street, towns, regions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from onefold_dedupe.standardise.address.evidence_brazil import ends_in_brazil
from onefold_dedupe.standardise.address.evidence_lines import (
    HAS_DIGIT,
    Line,
    lines_of,
    number_leads,
    postcode_of,
)
from onefold_dedupe.standardise.address.evidence_slavic import slavic_country
from onefold_dedupe.standardise.address.evidence_tables import (
    AFTER_TOWN,
    BEFORE_TOWN,
    RANGES,
    all_countries,
    countries_of_postcode,
    has_numeric_postcode,
    tongues,
)
from onefold_dedupe.standardise.address.evidence_us import (
    is_american,
    is_street_line,
    is_town_with_state,
    looks_american,
)
from onefold_dedupe.standardise.address.evidence_words import by_place, language_weights, speakers
from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.general import NUMBER_FIRST

CROSSING = re.compile(r"[^\W\d_]+ & [^\W\d_]+")
"""Mission & Valencia: two streets, no town that would tell the country."""
HAS_LATIN = re.compile(r"[A-Za-z]")
# Shapes of postcodes that only one country has, by what each needs to be there at all.
LETTERED = re.compile(r"[A-Z]\d", re.IGNORECASE)
DUTCH = re.compile(r"\d{4} ?[A-Za-z]{2}\s")
DASHED = re.compile(r"\d-\d|〒")
SHAPES = (
    (re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b", re.IGNORECASE), "CA", LETTERED),
    (re.compile(r"\b(?!AI)[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE), "GB", LETTERED),
    (re.compile(r"(?<=\s)\d{4} [A-Z]{2}\s+['’\w]|(?<=\s)\d{4}[A-Za-z]{2}\s+['’\w]"), "NL", DUTCH),
    (re.compile(r"\b\d{5}-\d{3}\b"), "BR", DASHED),
    (re.compile(r"(?<!\d-)\b\d{4}-\d{3}\b"), "PT", DASHED),
    (re.compile(r"(?<![\d/-])\d{2}-\d{3}\s+[^\W\d]"), "PL", DASHED),
    (re.compile(r"〒|\b\d{3}-\d{4}\b"), "JP", DASHED),
    (re.compile(r"\b[A-Z]\d{4}[A-Z]{3}\b", re.IGNORECASE), "AR", LETTERED),
    (re.compile(r"\b[AC-FHKNPRTV-Y]\d[\dW] ?(?=\d*[A-Z])[A-Z\d]{4}$", re.IGNORECASE), "IE", LETTERED),
)
PREFIXED = re.compile(
    r"(?<![\w-])(A|AD|AT|AZ|B|BG|CH|CZ|D|DE|DK|E|EE|ES|F|FI|FL|FR|GR|H|HR|HU|I|IS|IT|L|LT|LV|MD|N|NO|PL|RO|RS|S|SE|SI|"
    r"SK|SM|UA)-\d{3,6}(?![\w-])",
    re.IGNORECASE,
)
LETTER_DASH = re.compile(r"[A-Za-z]-\d")
PREFIXES = {"a": "AT", "b": "BE", "d": "DE", "e": "ES", "f": "FR", "fl": "LI", "h": "HU", "i": "IT", "l": "LU",
            "n": "NO", "s": "SE"}  # fmt: skip
# In small letters; `ANY` where no letter alone is needed.
ANY = ""
SCRIPTS = (
    (re.compile(r"[әғқңөұүһ]"), "KZ", "әғқңөұүһ"),
    (re.compile(r"ў|\b(?:праспект|завулак|вуліца|плошча|вобл|вобласць|рэспубліка|раён)\b"), "BY", ANY),
    (re.compile(r"[їєґ]|\b(?:вул|вулиця|провулок|будинок|буд|просп)\b|[іi](?=[а-я])"), "UA", ANY),
    (re.compile(r"[ѓќѕ]"), "MK", "ѓќѕ"),
    (re.compile(r"[ђћ]"), "RS", "ђћ"),
    (re.compile(r"[љњџј](?s:.*)\b[1-7]\d{3}\s"), "MK", "љњџј"),
    (re.compile(r"[љњџј]"), "RS", "љњџј"),
    (re.compile(r"[\u0370-\u03ff]"), "GR", ANY),
    (re.compile(r"[區縣號臺鄉樓]"), "TW", "區縣號臺鄉樓"),
    (re.compile(r"[\u0530-\u058f]"), "AM", ANY),
    (re.compile(r"[\u10a0-\u10ff]"), "GE", ANY),
    (re.compile(r"[\u0590-\u05ff]"), "IL", ANY),
    (re.compile(r"[\uac00-\ud7af]"), "KR", ANY),
    (re.compile(r"[\u3040-\u30ff]"), "JP", ANY),
)
OWN_UKRAINIAN = frozenset("їєґ")
BELARUSIAN_CODE = re.compile(rf"(?<![\d/-]){RANGES['BY']}(?![\d/-])")
"""A number of six figures in Belarus's ranges; Ukraine's postcodes have five, and it shares і and вул. with Belarus."""
SCRIPT_WORDS = re.compile(
    "|".join(word for pattern, _, _ in SCRIPTS for word in re.findall("[^\\W\\d_]{3,}", pattern.pattern))
)
"""Words, of three letters or more, that SCRIPTS are told by beside letters."""
_ORDINARY = map(chr, (*range(0x20, 0x7F), *range(0x430, 0x450), *map(ord, "ё«»“”„№–—’")))
NO_SIGN = frozenset(sign for sign in _ORDINARY if not any(pattern.search(f"{sign}а") for pattern, _, _ in SCRIPTS))
"""Characters that tell none of SCRIPTS but by its words: most of what a Russian address is written in."""
STATE_AFTER_DASH = re.compile(r"(?:[-–/]|\s[-–/]\s)\s*([A-Z]{2})\s*$")
OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u2e80-\uffff]")
PRIOR = {"US": 0.9, "DE": 0.7, "FR": 0.8, "GB": 0.7, "BR": 0.6, "IT": 1.0, "ES": 0.6, "PL": 0.5, "NL": 0.5, "CA": 0.3,
         "AU": 0.3, "MX": 0.3, "IN": 0.2}  # fmt: skip
"""How much more address books hold of a country than of its likes; less than any sign in the text."""

CYRILLIC = re.compile(r"[а-я]", re.IGNORECASE)
CYRILLIC_WRITERS = frozenset({"RU", "UA", "KZ", "BY", "KG", "UZ", "TJ", "MD", "BG", "MK", "RS", "ME"})
ENOUGH = 2.0
CLEAR = 1.0
"""Weight a country needs, and lead over the next, to be named."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest country; only when `is_sure` may the answer say so, else it only helps to read the text.

    `signs`: what speaks for it, of script, postcode, region, place, language, order.
    """

    code: str
    is_sure: bool
    signs: tuple[str, ...] = ()


def guess_country(text: str) -> str | None:
    """The country of an address that names none, or None when no sign is clear."""
    guess = likeliest_country(text)
    return guess.code if guess and guess.is_sure else None


def likeliest_country(text: str) -> Guess | None:
    """The likeliest country of an address that names none, or None without any sign of one."""
    decided = decisive_sign(text)
    if decided:
        return Guess(decided[0], True, (decided[1],))
    if "&" in text and CROSSING.fullmatch(text):
        return Guess("US", False, ("order",))
    if not text.isascii() and CYRILLIC.search(text):
        return _cyrillic(text)
    lines = lines_of(text)
    slavic = slavic_country([line.folded for line in lines])
    if slavic and slavic[1]:
        return Guess(*slavic, ("language",))
    ranking = _rank(text, lines)
    weight, first = ranking.countries[0] if ranking.countries else (0.0, "")
    if first in ("", "US") and is_town_with_state(text):
        return Guess("US", True, ("place", "region"))
    lead = weight - ranking.countries[1][0] if len(ranking.countries) > 1 else weight
    is_clear = lead >= CLEAR and weight >= ENOUGH
    if not is_clear and looks_american(text):
        return Guess("US", False, ("language", "order"))
    if slavic and not is_clear:
        return Guess(*slavic, ("language",))
    return Guess(first, is_clear, ranking.signs) if weight >= ENOUGH else None


def can_be_in(text: str, code: str) -> bool:
    """Whether the signs of the text leave it open that it is in a country that its writer names by a code."""
    ranked = [] if decisive_sign(text) else _rank(text, lines_of(text)).countries
    return any(one == code and weight > ranked[0][0] - 3.5 for weight, one in ranked)


@lru_cache(maxsize=16)
def decisive_sign(text: str) -> tuple[str, str] | None:
    """The country of a sign that no other country has, and the kind of sign."""
    signs: set[re.Pattern[str]] = set()
    if HAS_LATIN.search(text):
        if is_american(text):
            return "US", "region"
        has_dash = "-" in text
        may_end_in_state = text.rstrip()[-1:].isalpha() and (has_dash or "/" in text or "–" in text)
        brazilian = STATE_AFTER_DASH.search(text) if may_end_in_state else None
        if (brazilian and brazilian.group(1).casefold() in regions("BR")) or ends_in_brazil(text):
            return "BR", "region"
        prefixed = PREFIXED.search(text) if has_dash and LETTER_DASH.search(text) else None
        if prefixed:
            prefix = prefixed.group(1).casefold()
            return PREFIXES.get(prefix, prefix.upper()), "postcode"
        signs = {sign for sign in (LETTERED, DUTCH) if sign.search(text)}
    if HAS_DIGIT.search(text):
        if DASHED.search(text):
            signs.add(DASHED)
        for pattern, code, needed in SHAPES if signs else ():
            found = pattern.search(text) if needed in signs else None
            if found and not (needed is DASHED and not found.start() and _opens_with_house(text)):
                return code, "postcode"
    if OTHER_SCRIPT.search(text):
        small = text.lower()
        letters = set(small)
        if letters <= NO_SIGN and SCRIPT_WORDS.search(small) is None:
            return None
        for pattern, code, own in SCRIPTS:
            if not (own and letters.isdisjoint(own)) and pattern.search(small):
                if code == "UA" and OWN_UKRAINIAN.isdisjoint(letters) and BELARUSIAN_CODE.search(small):
                    return "BY", "postcode"
                return code, "script"
    return None


FRENCH_STREET = re.compile(
    r"\d+-\d+,? (?:rue|avenue|boul(?:evard)?|chemin|place|route|rang|all[ée]e|mont[ée]e)\b", re.IGNORECASE
)


def _opens_with_house(text: str) -> bool:
    """Whether the numbers with a dash that open the text are a Canadian flat and house: 1204-850 Main St."""
    if FRENCH_STREET.match(text) or is_street_line(text.partition(",")[0]):
        return True
    region = lines_of(text)[-1].state
    return region != "" and region in regions("CA")


def _cyrillic(text: str) -> Guess:
    """Of the countries written in Cyrillic the one whose town, region or postcode is named; else Russia, unsure."""
    found = lines_of(text)
    postcode, leads = postcode_of(found)
    fitting: frozenset[str] = frozenset()
    if len(postcode) == 4:
        fitting = frozenset(("BG", "MK") if leads else ("MD",))
    elif len(postcode) == 5:
        fitting = frozenset(("RS", "ME", "UA") if leads else ("UA",))
    elif postcode:
        fitting = countries_of_postcode(postcode) & CYRILLIC_WRITERS
    lines = tuple([line.wordy for line in found])
    return _cyrillic_guess(lines, found[-1].state, fitting, 2.5 if len(postcode) == 4 else 2.0)


@lru_cache(maxsize=8192)
def _cyrillic_guess(lines: tuple[str, ...], state: str, fitting: frozenset[str], by_postcode: float) -> Guess:
    """As `_cyrillic`, of folded lines and the countries that the postcode speaks for."""
    named = by_place(lines, state, all_segments=True)
    weights = {"": 0.0, **{code: weight for code, weight in named.items() if code in CYRILLIC_WRITERS}}
    weights["RU"] = weights.get("RU", 0.0) + 0.6
    for code in fitting:
        weights[code] = weights.get(code, 0.0) + by_postcode
    if any(line.startswith("аг ") for line in lines):
        weights["BY"] = weights.get("BY", 0.0) + 1.5  # агрогородок, a village by Belarusian law
    ranked = sorted(((weight, code) for code, weight in weights.items()), key=lambda one: (-one[0], one[1]))
    first = ranked[0][1]
    signs = ("script", *(["place"] if first in named else []), *(["postcode"] if first in fitting else []))
    return Guess(first, ranked[0][0] >= 1.5 and ranked[0][0] - ranked[1][0] >= 0.5, signs)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Weight and code of the countries that most speaks for, the likeliest first, and the signs of the first."""

    countries: list[tuple[float, str]]
    signs: tuple[str, ...] = ()


def _rank(text: str, lines: Sequence[Line]) -> _Ranking:
    if not lines:
        return _Ranking([])
    postcode, leads = postcode_of(lines)
    fitting = countries_of_postcode(postcode) if postcode else None
    if leads and len(lines) > 1 and lines[0].codes and not lines[0].codes[-1].before and _opens(lines, postcode):
        lines = [*lines[1:], lines[0]]  # 1010 Wien, Graben 21: as if the town stood last
    # In the order of the alphabet, so that sums come out alike in every process.
    letters = "" if text.isascii() else "".join(sorted(tongues().letters.keys() & text.casefold()))
    return _ranking(
        fitting, leads, number_leads(lines), tuple([line.wordy for line in lines]), letters, lines[-1].state
    )


def _opens(lines: Sequence[Line], postcode: str) -> bool:
    """Whether the postcode of the lines is the number that the first of them, a town's, opens with."""
    return lines[0].codes[-1].digits == postcode and all(
        code.digits != postcode for line in lines[1:] for code in line.codes
    )


@lru_cache(maxsize=8192)
def _ranking(
    fitting: frozenset[str] | None,
    leads: bool,
    number_first: bool | None,
    lines: tuple[str, ...],
    letters: str,
    state: str,
) -> _Ranking:
    """The countries by what speaks for each: house after house of a street has the same signs."""
    by_language, named = speakers(language_weights(lines, letters)), by_place(lines, state)
    speak_for = {*by_language, *named}
    if fitting:
        speak_for |= fitting if not by_language else fitting & PRIOR.keys()
    general = _general_weights(fitting, leads, number_first)
    foreign = -1.0 if by_language else 0.0
    spoken, placed = by_language.get, named.get
    ranked = [(-general[code] - spoken(code, foreign) - placed(code, 0.0), code) for code in speak_for]
    if not ranked:
        return _Ranking([])
    ranked.sort()
    first = ranked[0][1]
    told = (
        ("postcode", fitting is not None and first in fitting),
        ("place", first in named),
        ("language", first in by_language),
        ("order", number_first is not None and (first in NUMBER_FIRST) == number_first),
    )
    best = [(-negative, code) for negative, code in ranked[:MOST]]
    return _Ranking(best, tuple(sign for sign, holds in told if holds))


@lru_cache(maxsize=1024)
def _general_weights(fitting: frozenset[str] | None, leads: bool, number_first: bool | None) -> dict[str, float]:
    """Country → what speaks for it beside language and names: how common it is, postcode (None: none) and order."""
    weights: dict[str, float] = {}
    stands = BEFORE_TOWN if leads else AFTER_TOWN
    for code in all_countries():
        weight = PRIOR.get(code, 0.0)
        if fitting is not None:
            if code in fitting:
                weight += 2.0 if code in stands else 0.5
            else:
                weight -= 3.0 if has_numeric_postcode(code) else 2.0
        if number_first is not None:
            weight += 0.7 if (code in NUMBER_FIRST) == number_first else -1.0
        weights[code] = weight
    return weights


MOST = 8
"""Countries of a ranking that are looked at."""

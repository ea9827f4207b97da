"""Evidence that an address is American: states, numbered roads, boxes of the rural and the military post."""

from __future__ import annotations

import re
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.country import word_set

ZIP_ANYWHERE = re.compile(r"\d{5}(?<=[,\s].{5})(?:-?\d{4})?\b(?!-\d)")
STATE_BEFORE = re.compile(r"(?<!\w)([A-Za-z]{2})\.?[,\s]+$")
STATE_LAST = re.compile(r"[\s,]([A-Za-z]{2})\.?$")
STREET_NUMBER = re.compile(r"^\W*\d+[A-Za-z]?(?:[-;/]\d+[A-Za-z]?)*\s+\w")
LEADING_QUADRANT = re.compile(r"^\W*\d+\s+[NS][EW]\s", re.IGNORECASE)
LEADING_POINT = re.compile(r"^\W*\d+\s+[NSEW]\.?\s+\w.*\s\d{5}(?:[- ]?\d{4})?\W*$", re.IGNORECASE)
_POINT = "(?:[NSEW]|north|south|east|west)"
GRID = re.compile(rf"^\W*\d+\s*{_POINT}\.?\s+\d+\s*{_POINT}\b", re.IGNORECASE)
# What is usual in America and rare elsewhere: a point before the street's name, `Rt. 9`, `Ste 4`, `9th & Oak`.
USUAL = re.compile(
    r"^\W*\d[\d-]*\s+[NSEW]\.?\s+\w|^\W*\d+\s+(?:\w+\.?\s+){0,3}(?:rte?|cr|hwy)\.?\s+\d|\b(?:ste|apt|bldg|trlr|hngr)\.?\s*#?\s*\w"
    r"|^\W*\d+\s+\d+(?:st|nd|rd|th)\b|^\W*\d+\s.*\s[NS][EW]\W*$|^\W*(?:suite|building) \w*\d"
    r"|^\W*\d+(?:st|nd|rd|th)\s+(?:&|and)\s|^\W*\d.*\s#\s?\d",
    re.IGNORECASE,
)
# States whose ZIP codes begin with 0, which spreadsheets cut off.
SHORT_ZIP = re.compile(r"[\s,](?:CT|MA|ME|NH|NJ|RI|VT)\.?[,\s]+\d{4}\W*$", re.IGNORECASE)
WORD = re.compile(r"\w+")
ENGLISH_TYPES = word_set(
    "street st avenue ave road rd drive dr lane ln boulevard blvd court ct way place pl parkway pkwy highway hwy "
    "terrace circle cir"
)
# What only Americans write: numbered roads of nation, state and county; boxes of the rural and the military post.
AMERICAN = re.compile(
    r"\b(?:interstate(?: highway)? \d+|(?:u\.?s\.?|state|county) (?:highway|hwy|route|rte)\.? \w+"
    r"|county (?:road|rd)\.? \d+|farm (?:to|and) market"
    r"|(?:hc ?r?|rr|rural|rfd|psc|cmr|star)(?: (?:route|rte|rt))?\s*#?\s*\d+\w?,?\s+box\s*#?\s*\w+|[afd]po,? a[aep])\b",
    re.IGNORECASE,
)


LONGEST_GAP = 40
"""Characters from a state's letters to its ZIP code, or from it to the end, that are looked at."""
# One of these is in every text that AMERICAN finds something in.
AMERICAN_WORDS = ("box", "hwy", "highway", "route", "rte", "county", "interstate", "farm", "po ", "po,")


def is_american(text: str) -> bool:
    """Whether a state before its ZIP code, a street line before a state, or a box, road or grid of their own say so."""
    states = regions("US")
    for match in ZIP_ANYWHERE.finditer(text):
        # Looked for backwards from the figures: words are many and ZIP codes few.
        at = match.start()
        state = STATE_BEFORE.search(text, max(0, at - LONGEST_GAP), at)
        if state and state[1].casefold() in states:
            return True
    small = text.casefold()
    if any(word in small for word in AMERICAN_WORDS) and AMERICAN.search(text):
        return True
    if GRID.match(text) or SHORT_ZIP.search(text, max(0, len(text) - LONGEST_GAP)):
        return True
    if not STREET_NUMBER.match(text):
        return False
    is_typed = _has_english_type(small)
    has_quadrant = LEADING_QUADRANT.match(text) is not None
    if is_typed and (has_quadrant or LEADING_POINT.match(text)):
        return True
    ending = _ends_in_town_and_state(text)
    return ending is True or (ending is None and (is_typed or has_quadrant)) or _ends_in_state_name(text)


def looks_american(text: str) -> bool:
    """Whether the text is spelled as Americans do, which does not prove the country."""
    return USUAL.search(text) is not None


def is_town_with_state(text: str) -> bool:
    """Whether the text ends in an American town and its state's two letters."""
    return _ends_in_town_and_state(text) is True


def _ends_in_town_and_state(text: str) -> bool | None:
    """Whether the last two letters are a state's: True after a town of the country, None after one that no list has.

    False when they are none, or the region of another country whose town stands before them (Perth WA, Milano MI).
    """
    text = text.rstrip()
    state = STATE_LAST.search(text, max(0, len(text) - 4))
    if state is None or state.group(1).casefold() not in regions("US"):
        return False
    code = state.group(1).casefold()
    before = fold(text[: state.start()].rsplit(",", 1)[-1]).split()
    towns = [" ".join(before[-length:]) for length in (1, 2, 3)]
    for country in SHARED_CODES:
        if code in regions(country) and any(town in places(country) for town in towns):
            return False
    return True if any(town in places("US") for town in towns) else None


def _ends_in_state_name(text: str) -> bool:
    """Whether the last words, before a ZIP code or not, are the name of a state in full."""
    last = LAST_WORD.search(text.rstrip(AFTER_NAME)[-LONGEST_WORD:])
    if last is None or last[0].casefold() not in _last_words_of_states():
        return False
    tail = LAST_NAMES.search(text[-60:])
    words = fold(tail.group(1)).split() if tail else []
    ends = (" ".join(words[-length:]) for length in (1, 2))
    return any(len(end) > 3 and regions("US").get(end, "").casefold() == end for end in ends)


@lru_cache(maxsize=1)
def _last_words_of_states() -> frozenset[str]:
    return frozenset(name.split()[-1] for name in regions("US") if len(name) > 3)


AFTER_NAME = " \t\r\n,.-0123456789"
LAST_WORD = re.compile(r"[A-Za-z]+$")
LONGEST_WORD = 16
LAST_NAMES = re.compile(r"(?<![A-Za-z. ])([A-Za-z. ]+)[\s,]*(?:\d{5}(?:[- ]?\d{4})?)?\s*$")


# Countries whose regions go by two letters too.
SHARED_CODES = ("AU", "BR", "IT")


def is_street_line(text: str) -> bool:
    """Whether a number and a street with an English type open the text."""
    return STREET_NUMBER.match(text) is not None and _has_english_type(text.casefold())


def _has_english_type(small: str) -> bool:
    return not ENGLISH_TYPES.isdisjoint(WORD.findall(small))


def is_american_name(draft: Draft, span: list[int]) -> bool:
    """Whether the name of a country is here that of a state (Georgia, New Mexico) or of an American town (Norfolk)."""
    first, last = span[0], span[-1]
    states = regions("US")
    if first and f"{draft.fold[first - 1]} {draft.phrase(span)}" in states:
        return True
    phrase = draft.phrase(span)
    if draft.segment[-1] == 0 and draft.is_number(0) and len(draft) <= 5 and len(span) == 1 and phrase in STREET_NAMES:
        return True
    if first and draft.fold[first - 1] in ("north", "south", "east", "west", "new") and is_street_line(draft.raw):
        return True
    has_zip = last + 1 < len(draft) and ZIP.fullmatch(draft.text[last + 1]) is not None
    if has_zip and (phrase in states or (phrase in places("US") and is_street_line(draft.raw))):
        return True
    if phrase not in states or not first:
        return False
    town = [at for at in range(first) if draft.segment[at] == draft.segment[first - 1]]
    return any(draft.phrase(town[-length:]) in places("US") for length in (1, 2, 3))


def is_state_code(draft: Draft, at: int, code: str) -> bool:
    """Whether two letters that are a state's and a country's are the state's: the town before them decides."""
    if is_street_line(draft.raw) and (code.casefold() in regions("US") or (code == "SE" and draft.segment[at] == 1)):
        return True
    if code.casefold() not in regions("US"):
        return False
    town = [i for i in range(at) if draft.segment[i] == draft.segment[at - 1]]
    return not any(draft.phrase(town[-length:]) in places(code) for length in (1, 2, 3))


# Countries' names in some language that are also words of streets.
STREET_NAMES = frozenset(("island", "granada", "france", "holland", "jordan", "lebanon", "cuba", "peru", "jersey"))
ZIP = re.compile(r"\d{5}(?:-?\d{4})?")

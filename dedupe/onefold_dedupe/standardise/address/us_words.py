"""Facts of American addresses: the words of the language and of the postal service, directions, states."""

from __future__ import annotations

import re
from dataclasses import replace

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.vocabulary import vocabulary
from onefold_dedupe.standardise.country import word_set

_ENGLISH = general_spec("US")
_POSTAL = vocabulary("us")
SPEC = replace(
    _ENGLISH,
    words={**_POSTAL.words, **_ENGLISH.words},
    expansions={**_POSTAL.expansions, **_ENGLISH.expansions},
)

ZIP = re.compile(r"\d{5}(?:-\d{4}|\d{4})?")
QUADRANTS = word_set("nw ne sw se northwest northeast southwest southeast") | {"n w", "n e", "s w", "s e"}
POINTS = word_set("n s e w north south east west")
DIRECTIONS = QUADRANTS | POINTS
# Words before the number of a road: `State Route 7`.
NUMBERED = word_set("highway hwy route rte rt interstate freeway fm cr sr")
# Units that have no identifier (Publication 28, appendix C2).
WHOLE_UNITS = word_set("bsmt basement frnt front lbby lobby lowr lower ofc office ph penthouse rear side uppr upper")
NUMBER_WORDS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    """
)
FLOOR_NUMBER = re.compile(r"\d{1,3}(?:st|nd|rd|th)?", re.IGNORECASE)
FLOOR_WORDS = NUMBER_WORDS | word_set("first second third fourth fifth sixth seventh eighth ninth tenth ground top")
BOROUGHS = word_set("manhattan brooklyn queens bronx") | {"the bronx", "staten island"}
# What stands before an addressee or a reference.
CARE_MARKS = word_set("attn attention care re acct account customer client") | {"c o"}
# Cities by the name of a state.
CITY_STATES = frozenset(("new york", "washington"))
# Words of a street's name that open a unit after it.
STREET_UNITS = frozenset(("key",))
UNIT_WORDS = frozenset(word for word, role in SPEC.words.items() if role in ("unit", "level"))
LEVEL_WORDS = frozenset(word for word, role in SPEC.words.items() if role == "level")
STREET_WORDS = frozenset(word for word, role in SPEC.words.items() if role == "street")


def is_zip(draft: Draft, at: int) -> bool:
    """Whether the token is a ZIP code of five or nine digits."""
    return ZIP.fullmatch(draft.text[at].rstrip(".")) is not None


def is_state(draft: Draft, tokens: list[int]) -> bool:
    """Whether the tokens are a state's name or abbreviation."""
    return draft.phrase(tokens) in regions("US")


def state_length(draft: Draft, tokens: list[int]) -> int:
    """How many tokens at the end are a state after at least one other token; 0 when none is."""
    return next((n for n in (3, 2, 1) if len(tokens) > n and is_state(draft, tokens[-n:])), 0)

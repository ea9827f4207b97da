"""East Slavic and Kazakh addresses in Latin letters: their words are read as the Cyrillic ones that they sound like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from onefold_dedupe.standardise.address.canonical import canonical_parts
from onefold_dedupe.standardise.address.cities import city_sounds
from onefold_dedupe.standardise.address.draft import Draft, fold
from onefold_dedupe.standardise.address.east_slavic import parse_east_slavic
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.slavic_canonical import FOLDED_MARKS, canonical_house
from onefold_dedupe.standardise.address.slavic_tokens import NAME_NUMBER_NEXT, known_cities, known_states, split_token
from onefold_dedupe.standardise.address.slavic_words import CITY, WORDS
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, STREET, Spec
from onefold_dedupe.standardise.address.text import skeleton
from onefold_dedupe.standardise.latin import transliterate
from onefold_dedupe.standardise.memo import memo

# English words of such addresses, and short forms that sound does not give.
ENGLISH = {
    fold(word): fold(cyrillic)
    for cyrillic, words in {
        "улица": "street st ul vul ulica vulica vulitsa ulitza",
        "проспект": "avenue ave av prospect prosp",
        "переулок": "lane ln",
        "площадь": "square sq",
        "шоссе": "highway hwy",
        "набережная": "embankment emb",
        "бульвар": "boulevard blvd bul",
        "дорога": "road rd",
        "кв": "apt apartment flat",
        "оф": "office off suite",
        "ком": "room",
        "эт": "floor fl",
        "подъезд": "entrance",
        "дом": "house bld bldg bud",
        "корп": "block",
        "№": "no nr",
        "область": "region province oblast",
        "район": "district raion rayon",
        "город": "city town",
        "село": "village",
        "посёлок": "settlement",
        "край": "krai kray territory",
        "республика": "republic",
        "мкр": "microdistrict mikrorayon mikroraion",
        "а/я": "box",
    }.items()
    for word in words.split()
}
NOT_SLAVIC = frozenset(ENGLISH) - {"ul", "vul", "ulica", "vulica", "vulitsa", "ulitza", "prosp", "bul", "bud", "oblast"}
"""Words that English addresses have too: they alone do not call for this grammar."""
NEVER = frozenset({"kim", "kh", "t", "in", "os", "h", "x", "up", "st", "str", "po"})
"""What a Cyrillic short form would be in Latin letters, but hardly ever is."""
SHORT = 4
"""Folded letters below which a word is only taken for the exact transliteration of another."""


@lru_cache(maxsize=1)
def _short_words() -> dict[str, str]:
    found = {transliterate(word): word for word in WORDS if len(word) < SHORT}
    return {latin: word for latin, word in found.items() if latin.isascii() and latin not in NEVER} | ENGLISH


@lru_cache(maxsize=8)
def _sounds(code: str) -> dict[str, str]:
    """Sound → folded Cyrillic word; names of the country itself before those of its neighbours."""
    found: dict[str, str] = {}
    towns = (*sorted(places(code)), *sorted(known_cities()), *sorted(known_states()))
    names = (name for full in towns if not full.isascii() for name in full.split())
    for word in (*WORDS, *NAME_NUMBER_NEXT, *names):
        if len(word) >= SHORT or word in NAME_NUMBER_NEXT:
            found.setdefault(skeleton(word), word)
    return found | {sound: name for sound, name in city_sounds().items() if sound not in found}


@lru_cache(maxsize=65_536)
def to_cyrillic(folded: str, code: str = "RU") -> str:
    """The folded Cyrillic word that a folded Latin one stands for; itself when it is none of ours."""
    if not folded or not folded.isascii() or folded.isdigit():
        return folded
    short = _short_words().get(folded)
    if short is not None:
        return short
    return _sounds(code).get(skeleton(folded), folded) if len(folded) >= SHORT or folded == "let" else folded


@memo(65_536)
def split_latin(token: str) -> tuple[int, ...]:
    """As split_glued: `ul.Lenina` at 3, `d.5` at 2, `kv12` at 2."""
    return split_token(token, _fold_latin)


def _fold_latin(word: str) -> str:
    return to_cyrillic(fold(word))


def mixed_draft(text: str) -> Draft:
    """The tokens of a text in both alphabets, Latin words read as those they sound like: `ул. Ленина 5, apt 12`."""
    draft = Draft(text, split_latin)
    for at, word in enumerate(draft.fold):
        if len(word) > 1 and word.isascii() and word.isalpha() and WORDS.get(to_cyrillic(word)):
            draft.fold[at] = _in_context(draft, at, "RU")
            draft.is_plain = False
    return draft


NUMBER_FIRST = re.compile(r"\s*\d+[A-Za-z]?(?:/\d+)?,? +[^\W\d]")
ENGLISH_STREET = frozenset(word for word in ENGLISH if WORDS.get(ENGLISH[word]) == STREET)


def parse_latin(draft: Draft, code: str, spec: Spec) -> bool:
    """Label an address in Latin letters that was parted by `split_latin`; False, with nothing labelled, where it is
    written in the English way, number first.
    """
    raw, words = draft.raw, draft.fold
    is_ours = any(WORDS.get(to_cyrillic(word)) and word not in NOT_SLAVIC for word in words)
    if not is_ours and NUMBER_FIRST.match(raw) and not _has_later_number(draft):
        return False
    if not is_ours and not any(word in ENGLISH_STREET for word in words):
        return False
    draft.fold = [_in_context(draft, at, code) for at in range(len(draft))]
    parse_east_slavic(draft, spec)
    for at, label in enumerate(draft.label):
        if label == "po_box" and at and draft.free(at - 1) and words[at - 1] in ("po", "p o"):
            draft.label[at - 1] = label
    return True


def _has_later_number(draft: Draft) -> bool:
    """Whether a number that can be a house's follows in the first two segments, so that the first is a name's."""
    return any(
        draft.segment[at] < 2 and draft.text[at][0].isdigit() and len(draft.text[at]) < 5 and draft.free(at)
        for at in range(1, len(draft))
    )


def _in_context(draft: Draft, at: int, code: str) -> str:
    folded = draft.fold[at]
    previous = draft.text[at - 1] if at and draft.segment[at - 1] == draft.segment[at] else ""
    is_numbered = at + 1 < len(draft) and draft.text[at + 1][0].isdigit() and draft.segment[at + 1] == draft.segment[at]
    if folded in ("str", "building"):
        if is_numbered and at and (not previous or previous[0].isdigit()):
            return "стр" if folded == "str" or draft.text[at - 1][0].isdigit() else "дом"
        return "улица" if folded == "str" else "дом"
    if folded in ("saint", "st", "sankt") and at + 1 < len(draft) and draft.fold[at + 1].startswith("petersb"):
        return "санкт"
    if folded.startswith("petersb"):
        return "петербург"
    if folded == "m" and code != "UA":
        return folded
    return to_cyrillic(folded, code)


LATIN_MARKS = str.maketrans({"к": "k", "с": "s"})
LETTERS = re.compile(r"[A-Za-z]+")


def canonical_latin(parts: Mapping[str, str], spec: Spec) -> dict[str, str]:
    """Label → normalised spelling, in the letters of the input: house `5k2`, town without its type."""
    found = canonical_parts(parts, spec)
    if "house_number" in parts:
        marked = LETTERS.sub(lambda word: _mark(word.group()), parts["house_number"])
        found["house_number"] = transliterate(canonical_house(marked).translate(LATIN_MARKS))
    if "city" in parts:
        words = found["city"].split()
        while len(words) > 1 and WORDS.get(to_cyrillic(fold(words[0]))) in (CITY, NUMBER_MARK):
            words = words[1:]
        while len(words) > 1 and WORDS.get(to_cyrillic(fold(words[-1]))) == CITY:
            words = words[:-1]
        found["city"] = " ".join(words)
    return found


def _mark(word: str) -> str:
    cyrillic = "стр" if fold(word) in ("str", "building") else to_cyrillic(fold(word))
    return cyrillic if cyrillic in FOLDED_MARKS or WORDS.get(cyrillic) == NUMBER_MARK else word

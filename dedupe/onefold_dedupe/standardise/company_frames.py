"""Company names of one frame are read alike: a word that is in no legal form is a word like any other.

`ООО «Ромашка»` and `ООО «Лютик»` have the frame `ООО «…»`; what is read of a frame is kept and filled with the words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from onefold_dedupe.standardise.company_beside import may_part
from onefold_dedupe.standardise.latin import key_words, word_key
from onefold_dedupe.standardise.legal_forms import is_in_a_form, legal_forms, tight, words_of
from onefold_dedupe.standardise.legal_grammar import has_misspelt, may_be_of_a_statement, starts_like_a_long_form
from onefold_dedupe.standardise.legal_places import GLUED_FORMS
from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import may_be_a_placeholder

_TOKEN = re.compile(r"([^\W_]+)")
_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ž\u0400-\u0481\u048a-\u052f]{3,}|[0-9]{2,4}")
_CAPITAL = re.compile("[A-ZА-ЯЁІЇЄҐÀ-ÖØ-ÞŁŚŠŻŽČĆĐİŞ]")
_CYRILLIC = re.compile("[\u0400-\u052f]+")
_LATIN = re.compile("[A-Za-zÀ-ž]+")
AND = words("company.and")
"""Folded words that mean & (и, й, і and y are all folded to i), and 'the'."""
_TELLING = words("company.articles") | AND
_STAND_INS = {"latin": "qwxz", "cyrillic": "йцжщ", "number": "7439"}
_KEYS_OF_STAND_INS = frozenset(map(tight, _STAND_INS.values()))
_PARTS_OF_STAND_INS = frozenset(map(word_key, _STAND_INS.values()))
_STAND_IN = re.compile("|".join(_STAND_INS.values()), re.IGNORECASE)


class _Word(NamedTuple):
    """What stands for a word in a frame, a word of its script and case, and the word's part of the key."""

    stand_in: str
    key: str


class Parted(NamedTuple):
    """A text as its frame, the words that stand-ins stand for in it, and their parts of the key."""

    frame: str
    words: list[str]
    keys: list[str]


class Frame(NamedTuple):
    """What is read of every name of a frame: the result but for its name and key, what is written around the words
    of the name, the other parts of its key (None: the name as a whole decides it), and the places of words that a
    misspelt form may start with.
    """

    result: Standardised
    around: tuple[str, ...]
    is_plain: bool
    other_keys: tuple[str, ...] | None
    starts: tuple[int, ...]


def parted(text: str) -> Parted | None:
    """A cleaned text parted; None where every word may be of a form."""
    pieces = _TOKEN.split(text)
    tokens = pieces[1::2]
    facts = list(map(_word, tokens))
    words = [token for token, word in zip(tokens, facts, strict=True) if word is not None]
    if not words:
        return None
    pieces[1::2] = [token if word is None else word.stand_in for token, word in zip(tokens, facts, strict=True)]
    return Parted("".join(pieces), words, [word.key for word in facts if word is not None])


def frame_of(text: str, count: int, result: Standardised) -> Frame | None:
    """What `result`, read of a frame with `count` stand-ins, says of all of its names; None where the words decide."""
    name = str(result.value.get("name", ""))
    around = tuple(_STAND_IN.split(name))
    if len(around) != count + 1 or any(_STAND_IN.search(str(v)) for k, v in result.value.items() if k != "name"):
        return None
    starts = _starts_of_long_forms(text, str(result.value.get("legal_form", "")))
    if starts and has_misspelt(words_of(text), starts):
        return None
    keys = key_words(name)
    others = tuple(key for key in keys if key not in _PARTS_OF_STAND_INS and key not in AND)
    is_whole = sum(key in _PARTS_OF_STAND_INS for key in keys) != count or any(len(key) == 1 for key in keys)
    is_plain = not around[0] and not around[-1] and all(gap == " " for gap in around[1:-1])
    return Frame(result, around, is_plain, None if is_whole else others, starts)


def filled(frame: Frame, text: str, own: Parted) -> tuple[str, str | None] | None:
    """The name and key of `text`, whose frame is `frame`; no key where the name as a whole decides it.

    None where the words may be of a misspelt form.
    """
    if frame.starts and has_misspelt(words_of(text), frame.starts):
        return None
    if frame.is_plain:
        name = " ".join(own.words)
    else:
        pieces = [gap for pair in zip(frame.around, own.words, strict=False) for gap in pair]
        name = "".join(pieces) + frame.around[-1]
    if frame.other_keys is None:
        return name, None
    return name, " ".join(sorted([*frame.other_keys, *own.keys]))


def _starts_of_long_forms(text: str, form: str) -> tuple[int, ...]:
    """The words before a stand-in that start like a long form and are of none that is there to the letter."""
    keys = words_of(text)
    start = len(words_of(form)) if form and text.startswith(form) and tight(form) in legal_forms() else 0
    end = max(place for place, key in enumerate(keys) if key in _KEYS_OF_STAND_INS)
    return tuple(place for place in range(start, end) if starts_like_a_long_form(keys[place]))


@lru_cache(maxsize=65_536)
def _word(word: str) -> _Word | None:
    """None for a word that may be of a form, or say anything else than a name does."""
    if not _WORD.fullmatch(word):
        return None
    folded = tight(word)
    if folded in _TELLING or may_part(folded) or word.endswith(GLUED_FORMS):
        return None
    if (
        is_in_a_form(folded)
        or may_be_of_a_statement(folded)
        or starts_like_a_long_form(folded)
        or may_be_a_placeholder(word)
    ):
        return None
    key = word_key(word)
    letters = _STAND_INS.get(_script(word))
    if letters is None or len(key) < 2:
        return None
    if word.isdecimal():
        return _Word(letters, key)
    if word.isupper():
        letters = letters.upper()
    elif _CAPITAL.match(word):
        letters = letters.capitalize()
    elif word[0].isupper():
        return None
    if not (word.isupper() or word.islower() or word.istitle()):
        letters = letters[:-1] + letters[-1].upper()
    return _Word(letters, key)


def _script(word: str) -> str:
    if word.isdecimal():
        return "number"
    return "latin" if _LATIN.fullmatch(word) else "cyrillic" if _CYRILLIC.fullmatch(word) else ""

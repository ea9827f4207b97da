"""Company names of one frame are read alike: a word that is in no legal form is a word like any other.

`ООО «Ромашка»` and `ООО «Лютик»` have the frame `ООО «…»`; what is read of a frame is kept and filled with the words.
Most words that could be of a form (Services, Port) are in none beside such neighbours, and so are like any other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from onefold_dedupe.standardise.company_beside import may_hold_partings, may_part
from onefold_dedupe.standardise.latin import key_words, word_key
from onefold_dedupe.standardise.legal_forms import JOINT, legal_forms, may_be_in_a_form, may_join, tight, words_of
from onefold_dedupe.standardise.legal_grammar import has_misspelt, may_be_of_a_statement, starts_like_a_long_form
from onefold_dedupe.standardise.legal_places import GLUED_FORMS
from onefold_dedupe.standardise.memo import memo
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
_APOSTROPHES = frozenset("'’ʼ`´‘ʹ′")
_NUMBER = "7439"
_STAND_INS = {"latin": "qwxz", "cyrillic": "йцжщ", "number": _NUMBER}
_KEYS_OF_STAND_INS = frozenset(map(tight, _STAND_INS.values()))
_PARTS_OF_STAND_INS = frozenset(map(word_key, _STAND_INS.values()))
_STAND_IN = re.compile("|".join(_STAND_INS.values()), re.IGNORECASE)


class _Word(NamedTuple):
    """What stands for a word in a frame, a word of its script and case, '' for one that stands for itself; the word's
    part of the key; the word folded, '' where it is in no form; and what its neighbours have to rule out: it is of a
    form with one of them, starts a misspelt form, is of what stands beside a name, or a placeholder.
    """

    stand_in: str
    key: str = ""
    folded: str = ""
    may_join: bool = False
    may_start: bool = False
    may_part: bool = False
    may_be_nothing: bool = False


class Parted(NamedTuple):
    """A text as its frame, what its stand-ins stand for, each a word or several side by side, and the parts of the
    key, one a word.
    """

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
    facts = list(map(_word, pieces[1::2]))
    words: list[str] = []
    keys: list[str] = []
    token, last = -1, ""
    for place, word in enumerate(facts):
        token += 2
        stand_in = word.stand_in
        if not stand_in or (word.folded and not _is_of_a_name(text, pieces, facts, place, word)):
            last = ""
            continue
        keys.append(word.key)
        if stand_in == last and pieces[token - 1] == " ":
            # Two words of a name side by side are read as one is.
            words[-1] = f"{words[-1]} {pieces[token]}"
            pieces[token - 1] = pieces[token] = ""
        else:
            words.append(pieces[token])
            pieces[token] = stand_in
            last = "" if stand_in == _NUMBER else stand_in
    return Parted("".join(pieces), words, keys) if words else None


def _is_of_a_name(text: str, pieces: list[str], facts: list[_Word], place: int, word: _Word) -> bool:
    """Whether a word that may be of a form, or say something else than a name does, is neither in this text."""
    folded = word.folded
    if word.may_join:
        before, behind = pieces[2 * place], pieces[2 * place + 2]
        left = "&" if "&" in before or "+" in before else facts[place - 1].folded if place else ""
        if left and may_join(left[-JOINT:], folded[:JOINT]):
            return False
        right = "&" if "&" in behind or "+" in behind else facts[place + 1].folded if place + 1 < len(facts) else ""
        if right and may_join(folded[-JOINT:], right[:JOINT]):
            return False
    if word.may_be_nothing and all(other.may_be_nothing or not other.stand_in for other in facts):
        return False
    if word.may_part and may_hold_partings(text):
        return False
    return not word.may_start or not _may_start_a_form(text, pieces, place, folded)


def _may_start_a_form(text: str, pieces: list[str], place: int, folded: str) -> bool:
    keys = words_of(text)
    at = place + sum(gap.count("&") + gap.count("+") for gap in pieces[: 2 * place + 1 : 2])
    return at >= len(keys) or keys[at] != folded or has_misspelt(keys, [at])


def frame_of(text: str, count: int, result: Standardised) -> Frame | None:
    """What `result`, read of a frame with `count` stand-ins, says of all of its names; None where the words decide."""
    name = str(result.value.get("name", ""))
    around = tuple(_STAND_IN.split(name))
    if len(around) != count + 1 or any(_STAND_IN.search(str(v)) for k, v in result.value.items() if k != "name"):
        return None
    outer = words_of(text)
    starts = _starts_of_long_forms(text, outer, str(result.value.get("legal_form", "")))
    if starts and has_misspelt(outer, starts):
        return None
    if name != text and not _is_in_one_piece(words_of(name), outer):
        return None
    keys = key_words(name)
    others = tuple([key for key in keys if key not in _PARTS_OF_STAND_INS and key not in AND])
    is_whole = sum([key in _PARTS_OF_STAND_INS for key in keys]) != count or any(len(key) == 1 for key in keys)
    # An apostrophe joins what stands beside it to one word of the key.
    is_whole = is_whole or any(piece and not _APOSTROPHES.isdisjoint(piece[0] + piece[-1]) for piece in around)
    is_plain = not around[0] and not around[-1] and around.count(" ") == count - 1
    return Frame(result, around, is_plain, None if is_whole else others, starts)


def _is_in_one_piece(inner: list[str], outer: list[str]) -> bool:
    """Whether no form was taken out of the middle, whose neighbours would then stand side by side."""
    size = len(inner)
    return any(outer[first : first + size] == inner for first in range(len(outer) - size + 1))


def filled(frame: Frame, text: str, own: Parted) -> tuple[str, str | None] | None:
    """The name and key of `text`, whose frame is `frame`; no key where the name as a whole decides it.

    None where the words may be of a misspelt form.
    """
    if frame.starts and (len(own.keys) > len(own.words) or has_misspelt(words_of(text), frame.starts)):
        return None
    if frame.is_plain:
        name = " ".join(own.words)
    else:
        pieces = [gap for pair in zip(frame.around, own.words, strict=False) for gap in pair]
        name = "".join(pieces) + frame.around[-1]
    if frame.other_keys is None:
        return name, None
    return name, " ".join(sorted([*frame.other_keys, *own.keys]))


def _starts_of_long_forms(text: str, keys: list[str], form: str) -> tuple[int, ...]:
    """The folded words before a stand-in that start like a long form and are of none that is there to the letter."""
    start = len(words_of(form)) if form and text.startswith(form) and tight(form) in legal_forms() else 0
    end = max([place for place, key in enumerate(keys) if key in _KEYS_OF_STAND_INS])
    return tuple([place for place in range(start, end) if starts_like_a_long_form(keys[place])])


@memo(65_536)
def _word(word: str) -> _Word:
    """A word that is a form or a word of law, or says anything else than a name does, stands for itself."""
    folded = tight(word)
    if not _WORD.fullmatch(word):
        return _Word("", folded=folded)
    if folded in _TELLING or folded in legal_forms() or may_be_of_a_statement(folded) or word.endswith(GLUED_FORMS):
        return _Word("", folded=folded)
    key = word_key(word)
    letters = _STAND_INS.get(_script(word))
    if letters is None or len(key) < 2 or key in AND:
        return _Word("", folded=folded)
    if not word.isdecimal():
        if word.isupper():
            letters = letters.upper()
        elif _CAPITAL.match(word):
            letters = letters.capitalize()
        elif word[0].isupper():
            return _Word("", folded=folded)
        if not (word.isupper() or word.islower() or word.istitle()):
            letters = letters[:-1] + letters[-1].upper()
    doubts = may_be_in_a_form(folded), starts_like_a_long_form(folded), may_part(folded), may_be_a_placeholder(word)
    return _Word(letters, key, folded, *doubts) if True in doubts else _Word(letters, key)


def _script(word: str) -> str:
    if word.isdecimal():
        return "number"
    return "latin" if _LATIN.fullmatch(word) else "cyrillic" if _CYRILLIC.fullmatch(word) else ""

"""Whether a spelling that may be a legal form is one where it stands: AG, Trust and SA are also words and initials."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from onefold_dedupe.standardise.legal_forms import UNSPACED, LegalForm, hand_forms, is_listed_in
from onefold_dedupe.standardise.tables import words

MAY_BE_QUOTED = re.compile("[\"'`«»„“”‟‹›〈〉《》「」『』＂‘’]")
QUOTES = re.compile(r"[\"«»„“”‟‹›〈〉《》「」『』＂]|''|``|(?<!\w)['‘’](?=\w)|(?<=\w)['‘’](?!\w)")
_SET_APART = re.compile(r"[,;\"«»“”„(–—]\s*$")
ENDS_EARLY = re.compile(r"[.,\"»”]*(?: [-–—] | ?[(\[])")
"""Between two words: what follows is added to a name."""
_SMALL_WORD = re.compile(r"(?:^|[\s\"«“„(-])[^\W\d_A-ZА-ЯЁІЇЄҐÀ-ÖØ-ÞŁŚŠŻŽČĆĐİŞ]")
_FUNCTION_WORDS = words("company.function_words")
_AFTER_A_PERSON = words("company.after_a_person")
_SHORT_BUT_SURE = words("company.short_but_sure")
_SURE_IN_FRONT = words("company.sure_in_front")
_CUSTOM_IN_FRONT = words("company.custom_in_front")
DESCRIPTIVE = words("company.descriptive")
"""Words that are as often part of a name as its form (Housing Association, Агро Союз): taken off only when set apart
by a comma or a quote.
"""
_FORMS_AT_HOME = words("company.forms_at_home")
"""Those of them that are the form, not the trade, of who bears them at the end where the law knows them."""


@lru_cache(maxsize=4096)
def opens_a_quote(before: str, gap: str) -> bool:
    """Whether between two words, the first of which ends in `before`, stands a quotation mark.

    Right behind a Hebrew letter the mark abbreviates: \u05d1\u05e2"\u05de.
    """
    return QUOTES.search(gap) is not None and not ("\u05d0" <= before <= "\u05ea" and len(gap) == 1)


class Written(NamedTuple):
    """A spelling as it stands in a name: what is before it, itself, the next characters, its key, its tokens."""

    before: str
    itself: str
    after: str
    key: str
    tokens: int


@cache
def sure_forms() -> frozenset[str]:
    """The spellings that are a form behind any word."""
    return frozenset(
        key
        for key, form in hand_forms().items()
        if not form.is_weak and len(key) > 2 and key not in DESCRIPTIVE and key not in _AFTER_A_PERSON
    )


def is_form_at_end(written: Written, form: LegalForm, hint: str | None) -> bool:
    """Whether the spelling at the end of a name is its legal form."""
    key = written.key
    if key in DESCRIPTIVE and not _SET_APART.search(written.before):
        return key in _FORMS_AT_HOME and hint is not None and is_listed_in(key, hint)
    if form.is_listed:
        return _is_listed_form(written, form, hint)
    if form.is_weak or len(key) <= 2:
        return _is_written_as_form(written, form, hint)
    return True


def _is_listed_form(written: Written, form: LegalForm, hint: str | None) -> bool:
    """Of a spelling that nobody has looked at: the hint, its length or the way it is written has to speak for it."""
    key = written.key
    is_anywhere = "*" in form.countries
    is_of_hint = hint is not None and hint in form.countries
    if is_of_hint and len(key) > 4:
        return True
    if written.tokens > 1 and len(key) >= 12 and (is_anywhere or form.code != "company"):
        return True
    if hint is not None and not is_of_hint and not is_anywhere:
        return False
    if written.tokens == 1 and len(key) >= (5 if is_anywhere else 9):
        return True
    if is_of_hint and len(key) > 2 and _is_of_one_case(written.before):
        # Where all is written in one case, an abbreviation cannot be told from a word; the hint speaks for it.
        return key not in _FUNCTION_WORDS and key not in _AFTER_A_PERSON
    return _stands_out(written)


def _is_of_one_case(text: str) -> bool:
    return text.isupper() or text.islower()


def _stands_out(written: Written) -> bool:
    """Whether an abbreviation is told from the name's words by full stops, a comma, single letters or its case."""
    before, letters = written.before, written.itself.strip(" .,")
    if "." in letters or "/" in letters:
        return True
    if written.key in _AFTER_A_PERSON:
        return False
    if _SET_APART.search(before):
        return True
    if written.tokens > 1 and " " in letters and written.tokens == len(written.key):
        return letters.isupper() or written.tokens > 2
    if letters.upper() == letters.lower():
        return not UNSPACED.search(letters)
    if letters.isupper():
        return not before.isupper() and not before.islower()
    if letters.islower():
        return written.key not in _FUNCTION_WORDS and not _SMALL_WORD.search(before) and not before.isupper()
    return not letters.istitle()


def _is_written_as_form(written: Written, form: LegalForm, hint: str | None) -> bool:
    key = written.key
    if hint is not None and hint in form.countries:
        return True
    if hint is not None and "*" not in form.countries and len(key) <= 2 and key not in _SHORT_BUT_SURE:
        return False
    if _stands_out(written):
        return True
    return key in _SHORT_BUT_SURE and (
        written.before.isupper() or written.before.islower() or written.itself[:1].isupper()
    )


def is_form_before_an_addition(written: Written, form: LegalForm) -> bool:
    """Whether a spelling kept by hand is a form where a bracket or a dash follows it."""
    if written.key in DESCRIPTIVE or form.code in ("company", "branch", "state", "nonprofit", "fund"):
        return False
    return _stands_out(written) if form.is_weak or len(written.key) <= 2 else len(written.key) <= 8


def is_form_in_front(written: Written, form: LegalForm, hint: str | None) -> bool:
    """Whether the spelling that opens a name is its legal form."""
    key, itself = written.key, written.itself[:-1]
    is_quoted = QUOTES.search(written.after) is not None
    is_capital = sum(map(str.isupper, itself)) > 1 or "." in written.itself
    is_sure = key in _SURE_IN_FRONT and (is_capital or len(key) > 9)
    if hint is not None and is_capital and f"{hint}:{key}" in _CUSTOM_IN_FRONT:
        # AB Volvo, not AB & Sons
        return written.after.strip()[:1] not in ("&", "+")
    if not form.leads:
        # D.o.o. and S.p.A. go behind the name; in front they are forms when nothing else is written so.
        is_abbreviated = len(key) > 2 and itself.count(".") >= 2 and form.code in ("llc", "jsc") and not form.is_listed
        return is_sure or is_abbreviated or (is_quoted and key in _SURE_IN_FRONT)
    if is_quoted or is_sure:
        return True
    if key in DESCRIPTIVE:
        return False
    if hint is not None and hint in form.countries:
        # Two Latin letters in front are as often initials (KB Home, SC Johnson), but in a few countries custom.
        return len(key) > 2 or not key.isascii() or f"{hint}:{key}" in _CUSTOM_IN_FRONT
    if written.tokens > 1 and len(key) > 5:
        return True
    if len(key) > 6 or key.isascii() or sum(map(str.isupper, itself)) < 2:
        # A whole word that opens a name is often part of it (Союз, Фонд, Association), Latin capitals are initials.
        return len(key) > 2 and key.isascii() and itself.isupper() and form.code == "llc"
    return len(key) > 2

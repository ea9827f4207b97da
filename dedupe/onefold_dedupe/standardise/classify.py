"""Whether a name is a person's or an organisation's, for records that do not say."""

from __future__ import annotations

import re
from typing import Literal

from onefold_dedupe.standardise.company import legal_form_code
from onefold_dedupe.standardise.nicknames import is_given_name
from onefold_dedupe.standardise.person_titles import is_title
from onefold_dedupe.standardise.person_words import bare, family_shape, is_initial, patronymic
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder

_BUSINESS_WORDS = words("classify.business_words")
_BESIDE_NAMES = words("person.english") | words("person.english_suffixes")
_DIGITS = re.compile(r"\d{2,}|\w\d|№|#")
_WORD = re.compile(r"[^\W_][\w'’.-]*")


def classify_name(full_name: object) -> Literal["person", "organization"] | None:
    """'person' or 'organization' when the words decide, else None. A sole trader (ИП Иванов) is a person."""
    text = clean(full_name)
    if not text or is_placeholder(text):
        return None
    form = legal_form_code(text)
    if form == "sole":
        return "person"
    words = _WORD.findall(text)
    if form is not None:
        return "organization"
    folded = {word.casefold().strip(".") for word in words}
    if folded & _BUSINESS_WORDS or _DIGITS.search(text) or re.search(r"[«»]|^\".*\"$", text):
        return "organization"
    if not 1 <= len(words) <= 6:
        return None
    if any(patronymic(word) == "sure" for word in words) or (len(words) > 1 and is_title(words[0])):
        return "person"
    given = sum(is_given_name(word) for word in words)
    shaped = sum(family_shape(word) in ("male", "female") for word in words)
    initials = sum(is_initial(word) or bare(word) in _BESIDE_NAMES for word in words)
    if len(words) > 1 and (given or (shaped and initials)):
        return "person"
    return None

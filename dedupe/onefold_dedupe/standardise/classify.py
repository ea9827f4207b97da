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
_DIGITS = re.compile(r"\d{2}|\w\d|№|#")
_WORD = re.compile(r"[^\W_][\w'’.-]*")


def classify_name(full_name: object) -> Literal["person", "organization"] | None:
    """'person' or 'organization' when the words decide, else None. A sole trader (ИП Иванов) is a person."""
    text = clean(full_name)
    if not text or is_placeholder(text):
        return None
    form = legal_form_code(text)
    if form == "sole":
        return "person"
    if form is not None:
        return "organization"
    words = text.split(" ") if text.replace(" ", "").isalpha() else _WORD.findall(text)
    if not _BUSINESS_WORDS.isdisjoint([word.casefold().strip(".") for word in words]):
        return "organization"
    if _DIGITS.search(text) or "«" in text or "»" in text or (text[0] == text[-1] == '"' and len(text) > 1):
        return "organization"
    if not 1 <= len(words) <= 6:
        return None
    if len(words) > 1 and (any(map(is_given_name, words)) or is_title(words[0])):
        return "person"
    if "sure" in map(patronymic, words):
        return "person"
    beside = any(is_initial(word) or bare(word) in _BESIDE_NAMES for word in words)
    return "person" if beside and any(family_shape(word) in ("male", "female") for word in words) else None

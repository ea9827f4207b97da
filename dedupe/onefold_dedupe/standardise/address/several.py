"""Two addresses in one field: where the second one begins."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.labelling import label_text
from onefold_dedupe.standardise.address.slavic_words import WORDS
from onefold_dedupe.standardise.address.spec import STREET, Spec

SIGN = re.compile(r";|\n| (?:/|or|OR|oder|или|ИЛИ|або|ou|lub) ")
"""Each way opens with one sign: such a pattern passes over text fast."""
SEAM = re.compile(r"\s*;\s*|\s*[\r\n]+\s*|\s+/\s+|\s+(?:or|oder|или|або|ou|lub)\s+", re.IGNORECASE)
DIGIT = re.compile(r"\d")
CODE = re.compile(
    r"(?<![\w-])(?:\d{4,6}(?:-\d{3,4})?|\d{2}-\d{3}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)", re.IGNORECASE
)
"""What looks like a postcode."""
MOST_SEAMS = 6
"""Semicolons, line ends and words that are tried."""


def second_address(text: str, hint: str | None) -> tuple[int, int] | None:
    """Where the first address of `text` ends and the rest of it begins; None where the text holds one address.

    Lines of one address are parted by line ends and strokes too: there both sides need a postcode as well.
    """
    if SIGN.search(text) is None:
        return None
    for seam in list(SEAM.finditer(text))[:MOST_SEAMS]:
        first, second = text[: seam.start()], text[seam.end() :]
        sign = seam.group().strip()
        if not (DIGIT.search(first) and DIGIT.search(second)):
            continue
        if sign in ("", "/") and not (CODE.search(first) and CODE.search(second)):
            continue
        need_code = sign in ("", "/")
        if _is_address(first, hint, text, need_code) and _is_address(second, hint, text, need_code):
            return seam.start(), seam.start() + 1 if sign.isalpha() else seam.end()
    return None


def _is_address(text: str, hint: str | None, around: str, need_code: bool) -> bool:
    """Whether the text has a street with its number, and a sign that it is one: its type, a postcode, a known town."""
    found = label_text(text, hint, "" if hint else around)
    draft = found.draft
    labels = draft.label
    if "road" not in labels or "house_number" not in labels or (need_code and "postcode" not in labels):
        return False
    return "postcode" in labels or _is_typed(draft, found.spec) or _has_known_town(draft, found.spec)


def _is_typed(draft: Draft, spec: Spec) -> bool:
    road = [word for word, label in zip(draft.fold, draft.label, strict=True) if label == "road"]
    return (any(spec.is_street_word(word) or WORDS.get(word) == STREET for word in road) and len(road) > 1) or any(
        map(spec.is_glued, road)
    )


def _has_known_town(draft: Draft, spec: Spec) -> bool:
    return draft.phrase(at for at, label in enumerate(draft.label) if label == "city") in places(spec.code)

"""What sample values of a column look like; the values themselves never leave this module."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 0.8
"""Share of the filled samples that must look alike before they count as a kind: real columns have dirt in them."""

_KINDS = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "url": re.compile(r"(https?://|www\.)\S+", re.I),
    "boolean": re.compile(r"true|false|yes|no|y|n|да|нет|так|ні|ja|nein|sim|não|si|sí|oui|non", re.I),
    "flag": re.compile(r"[01]"),
    "timestamp": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{4},? \d{1,2}:\d\d.*"),
    "date": re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}"),
    "epoch": re.compile(r"1\d{9}(\d{3})?"),
    "integer": re.compile(r"[+-]?\d{1,9}"),
    "decimal": re.compile(r"[+-]?\d[\d \u00a0\u202f'.,]*[.,]\d+|[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+"),
    "international": re.compile(r"\+\d[\d ()/.-]{7,20}"),
    "phone": re.compile(r"\+?[\d ()/.-]{7,22}"),
    "currency": re.compile(r"[A-Z]{3}"),
    "country": re.compile(r"[A-Z]{2}"),
    "id": re.compile(r"[0-9a-f]{8}-?[0-9a-f-]{12,}", re.I),
}

_DATE_SHAPES = (
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}"), "%d.%m.%Y"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d"), "%d.%m.%Y %H:%M"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d:\d\d"), "%d.%m.%Y %H:%M:%S"),
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}(,? \d{1,2}:\d\d(:\d\d)?)?")


@dataclass(frozen=True)
class Looks:
    """What a column's samples look like: kinds that most are of, how many are filled and distinct, words per value."""

    kinds: frozenset[str]
    filled: int
    total: int
    is_unique: bool
    has_words: bool

    @property
    def is_empty(self) -> bool:
        """Whether there were samples and none held anything."""
        return self.total > 0 and self.filled == 0


def look_at(values: Sequence[str]) -> Looks:
    """What these samples look like."""
    filled = [text for text in (str(v).strip() for v in values if v is not None) if text]
    kinds = {kind for kind, shape in _KINDS.items() if _share(shape, filled) >= ENOUGH}
    if "date" in kinds or "timestamp" in kinds:
        kinds -= {"phone", "decimal"}
    words = sum(1 for text in filled if " " in text) >= ENOUGH * len(filled) if filled else False
    unique = len(filled) == len(values) and len(set(filled)) == len(filled) > 1
    return Looks(frozenset(kinds), len(filled), len(values), unique, words)


def _share(shape: re.Pattern[str], filled: Sequence[str]) -> float:
    return sum(1 for text in filled if shape.fullmatch(text)) / len(filled) if filled else 0.0


def date_format(values: Sequence[str]) -> tuple[str | None, bool]:
    """The strptime pattern that samples need (None for ISO 8601), and whether day and month could be the other way."""
    filled = [text for text in (str(v).strip() for v in values if v is not None) if text]
    if not filled:
        return None, False
    if _share(_KINDS["epoch"], filled) >= ENOUGH:
        return ("epoch_ms" if len(filled[0]) == 13 else "epoch"), False
    for shape, pattern in _DATE_SHAPES:
        if _share(shape, filled) >= ENOUGH:
            return pattern, False
    slashed = [found for found in map(_SLASHED.fullmatch, filled) if found]
    if len(slashed) < ENOUGH * len(filled):
        return None, False
    day_first = any(int(found[1]) > 12 for found in slashed)
    month_first = any(int(found[2]) > 12 for found in slashed)
    clock = slashed[0][3] or ""
    time = ("," if clock.startswith(",") else "") + (" %H:%M" if clock else "") + (":%S" if slashed[0][4] else "")
    pattern = "%m/%d/%Y" if month_first and not day_first else "%d/%m/%Y"
    return pattern + time, day_first == month_first


def decimal_mark(values: Sequence[str]) -> str | None:
    """`.` or `,` when some sample could be read both ways (1,234) and the others tell which it is; else None."""
    filled = [str(v).strip() for v in values if v]
    if not any(re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text) for text in filled):
        return None
    return "," if any(re.search(r",(\d{1,2}|\d{4,})$", text) for text in filled) else "."

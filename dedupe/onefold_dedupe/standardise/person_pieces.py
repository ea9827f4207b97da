"""What stands between the commas of a name's field and is no part of it: placeholder, date, office, address."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.date import standardise_date
from onefold_dedupe.standardise.name_usage import leaning
from onefold_dedupe.standardise.person_words import bare
from onefold_dedupe.standardise.tables import words as table
from onefold_dedupe.standardise.text import is_placeholder

_COMMA = re.compile(r"\s*[,;]\s*")
_SINGLE = re.compile(r"\d(?:\.\d)*|\d{1,2}(?:st|nd|rd|th)", re.IGNORECASE)
"""Smith 2, Smith 3rd: single figures and ordinals are nameparser's."""
_LONGEST_DATE = 40
_SHORTEST_PLACEHOLDER = 3
"""Na and No are people's names."""
_OFFICES = table("person.not_people")


def is_figure(word: str) -> bool:
    """Whether the word is a single figure or an ordinal, which may be of a name."""
    return _SINGLE.fullmatch(word.strip("()[].")) is not None


def cut_dates(text: str, left: list[str]) -> str:
    """`text` without the dates between its commas, which are added to `left`."""
    pieces = _COMMA.split(text)
    dates = [piece for piece in pieces if any(map(str.isdecimal, piece)) and _is_date(piece)]
    if not dates or len(pieces) == 1:
        return text
    left.extend(dates)
    return ", ".join(piece for piece in pieces if piece not in dates)


def cut_pieces(text: str, left: list[str]) -> str:
    """`text` without what is no name, which is added to `left`; empty when nothing else is there."""
    pieces = [piece for piece in _COMMA.split(text) if piece]
    if len(pieces) > 1 and all(map(_stands_for_none, pieces)):
        return pieces[0]
    cut: list[str] = []
    kept = [name for piece in pieces if (name := _name_in(piece, pieces, cut))]
    if not cut:
        return text
    left.extend(cut)
    return ", ".join(kept)


def _name_in(piece: str, pieces: list[str], cut: list[str]) -> str:
    is_alone = len(pieces) == 1
    if not is_alone and (_stands_for_none(piece) or _is_office(piece, pieces)):
        cut.append(piece)
        return ""
    words = piece.split()
    figures = [word for word in words if _holds_figures(word)]
    if not figures or len(words) == len(pieces) == 1:
        return piece
    if not (is_alone or any(map(leaning, words))):
        cut.append(piece)
        return ""
    cut.extend(figures)
    return " ".join(word for word in words if word not in figures)


def _stands_for_none(piece: str) -> bool:
    return len(piece) >= _SHORTEST_PLACEHOLDER and any(map(str.isalpha, piece)) and is_placeholder(piece)


def _is_office(piece: str, pieces: list[str]) -> bool:
    """Whether `piece` is the name of an office beside a piece with a given name."""
    if not all(bare(word) in _OFFICES and leaning(word) >= 0 for word in piece.split()):
        return False
    return any(leaning(word) > 0 for other in pieces if other != piece for word in other.split())


def _holds_figures(word: str) -> bool:
    return any(map(str.isdecimal, word)) and not is_figure(word)


def _is_date(piece: str) -> bool:
    # A year of two figures is as often a number of another kind.
    read = standardise_date(piece) if len(piece) <= _LONGEST_DATE else None
    return read is not None and read.status == "ok" and "century_added" not in read.changes

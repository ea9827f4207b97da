"""Spellings that do not depend on a number's figures: what is done to `кв. 14` is done to every flat."""

from __future__ import annotations

import re
from collections.abc import Callable

from onefold_dedupe.standardise.memo import memo

_RUNS = re.compile("([0-9]+)")
_split = _RUNS.split
_STAND_INS = "345678"
"""One figure for each number of a text, so that a result shows which is where."""
_OTHERS = str.maketrans(_STAND_INS, "456783")
"""A second figure each: what is a number of the text is another one then, and what is not (III is 3) is not."""
_JUST_NUMBER = (1,)
_MOST_PIECES = 2 * len(_STAND_INS) + 1


def by_figures(of: Callable[[str], str], most: int) -> Callable[[str], str]:
    """`of`, which may move, drop or repeat the numbers of a text but not look at their figures, done once for all texts
    that differ in figures alone; `most` such texts are kept, and as many without a figure.
    """
    plain = memo(most)(of)

    @memo(most)
    def template(stand_in: str) -> tuple[str | int, ...] | None:
        """The result as texts and places in the split text; None where that does not describe it."""
        found = _template(of, stand_in)
        return found if found == _template(of, stand_in.translate(_OTHERS)) else None

    def read(text: str) -> str:
        pieces = _split(text)
        if len(pieces) == 1:
            return plain(text)
        if len(pieces) > _MOST_PIECES:
            return of(text)
        if len(pieces) == 3:
            before, digits, after = pieces
            found = template(f"{before}{'3' * len(digits)}{after}")
            if found == _JUST_NUMBER:
                return digits
        else:
            found = template("".join([_stand_in(at, piece) for at, piece in enumerate(pieces)]))
        if found is None:
            return of(text)
        return "".join([piece if isinstance(piece, str) else pieces[piece] for piece in found])

    return read


def _template(of: Callable[[str], str], text: str) -> tuple[str | int, ...]:
    places = {number: 2 * at + 1 for at, number in enumerate(_RUNS.findall(text))}
    pieces = _split(of(text))
    found = [places.get(piece, piece) if at % 2 else piece for at, piece in enumerate(pieces)]
    return tuple(piece for piece in found if piece != "")


def _stand_in(at: int, piece: str) -> str:
    return _STAND_INS[at // 2] * len(piece) if at % 2 else piece

"""The lines of an address as evidence of its country: their words, and numbers that may be postcodes or a house's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.evidence_tables import capitals
from onefold_dedupe.standardise.memo import memo

HAS_DIGIT = re.compile(r"\d")
STATE_AT_END = re.compile(r"[,\s]([A-Z]{2})\.?\s*$")
BREAK = re.compile(r"[,;|\n]+")
DIGITS = re.compile(r"(?<![\w/.-])(\d{3} \d{2}|\d{3,7})(?![\w/]|-\d)")
NUMBER_LAST = re.compile(r"[^\W\d_]\.?\)?\s+\d+\s*[A-Za-z]?(?:\s*[-/]\s*\w{1,5})?$")
NUMBER_OPENS = re.compile(r"^\s*\d+[A-Za-z]?(?:[/-]\w+)?\s+[^\W\d_]")
UNIT_BEFORE = re.compile(
    r"\b(?:of|ofic|oficina|office|apt|apto|suite|ste|flat|unit|room|dpto|depto|sala|lok|оф|кв)\.?\s+$", re.IGNORECASE
)
"""What makes the number after it a flat's or an office's."""
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """What stands between commas and line ends, without blanks around it, folded, and folded without its numbers, which
    speak for no language and no place.

    `number_leads`: whether the house number stands before the street; None when there is none or nothing tells.
    `is_told`: whether a number opens or ends the line. `state`: two letters at the end, in small. `codes`: the numbers
    that may be postcodes, the last first.
    """

    folded: str
    wordy: str
    number_leads: bool | None
    is_told: bool
    state: str
    codes: tuple[Code, ...]


class Code(NamedTuple):
    """A number in a line; what stands before and after it."""

    digits: str
    before: str
    after: str


def lines_of(text: str) -> list[Line]:
    """The lines of an address that hold anything."""
    return [_line(stripped) for piece in BREAK.split(text) if (stripped := piece.strip())]


@memo(16_384)
def _line(segment: str) -> Line:
    folded = fold(segment)
    wordy = " ".join([word for word in folded.split() if not word.isdigit()])
    ended = STATE_AT_END.search(segment) or STATE_AT_END.search(f" {segment}")
    state = ended.group(1).casefold() if ended else ""
    if not HAS_DIGIT.search(segment):
        return Line(folded, wordy, None, False, state, ())
    opens, ends = NUMBER_OPENS.match(segment) is not None, NUMBER_LAST.search(segment) is not None
    codes = [
        Code(match.group(1), segment[: match.start()].strip(), segment[match.end() :].strip())
        for match in DIGITS.finditer(segment)
        if not UNIT_BEFORE.search(segment, 0, match.start())
    ]
    return Line(folded, wordy, None if opens and ends else opens, opens or ends, state, tuple(reversed(codes)))


def postcode_of(lines: Sequence[Line]) -> tuple[str, bool]:
    """The number that stands where a postcode does, and whether it stands before the town."""
    last = len(lines) - 1
    for at in range(last, -1, -1):
        for digits, before, after in lines[at].codes:
            long = len(digits) > 3
            if at and not before and after:
                return digits, True
            if long and before and not after and (at or (WORD.search(before) and any(map(str.isdigit, before)))):
                return digits, False
            if long and at and not before and not after:
                return digits, at < last
            if len(digits) > 3 and before[-1:].isdigit() and WORD.search(after) and WORD.search(before):
                return digits, True
            if len(digits) > 4 and not at and not before and last and not WORD.search(after):
                return digits, True
            if long and not at and not before and _opens_with_town(lines):
                return digits, True
    return "", False


def _opens_with_town(lines: Sequence[Line]) -> bool:
    """Whether the first line is a number and a large town, and a later one has a number that does not open it: 1056
    Budapest, Váci utca 12. A street would have its town behind it.
    """
    return lines[0].wordy in capitals() and any(line.is_told or line.number_leads is False for line in lines[1:])


def opens_with_number(text: str) -> bool | None:
    """Whether the house number stands before the street; None when there is none or nothing tells."""
    return number_leads(lines_of(text))


def number_leads(lines: Sequence[Line]) -> bool | None:
    """As `opens_with_number`, of lines."""
    return next((line.number_leads for line in lines if line.is_told), None)

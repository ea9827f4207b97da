"""What stands around the digits of a phone field: labels, extensions, separators, a spreadsheet's damage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from onefold_dedupe.standardise.tables import words

_EXTENSION_WORDS = words("phone.extension_words")
_NUMBER_WORDS = words("phone.number_words")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"\s*\(?\s*([^\W\d_]+|[#*])")
_PAUSE = re.compile(r"(?<=\d),{1,3}(\d{1,6})$")
"""A comma without a blank is a dialler's pause."""
LONGEST_EXTENSION = 7
_SPREADSHEET = re.compile(r"\+?(\d)(?:[.,](\d{1,17}))?[eE]\+?(\d{1,2})")
_TRAILING_ZERO = re.compile(r"\+?\d{7,17}[.,]0{1,2}")
_SEPARATORS = re.compile(
    r"[;,|/\\\n&]|\s(?:и|или|та|або|or|and|oder|und|ou|o|y|e|lub|i|of|en)\s|(?<=[\d)])\s*(?=\+\d)"
    r"|(?<=\d)\s+(?=8[\s(-]{0,2}\(?9\d\d)|(?<=[\d)])\s+(?=[^\W\d_]{1,12}[.:]{0,2}\s{0,2}[+(]?\d)"
)
_HEAD_DIGITS = re.compile(r"[^\d;,|/\\&]{0,20}\d[\d\s().+-]{3,}\d")
_CONTINUED = re.compile(r"\s*(\d{1,4})\s*(?=$|[/\\,;(])")
_LETTERS = re.compile(r"[^\W\d_]+")
_LABELS = words("phone.labels")
_CARRIER_BLANK = re.compile(r"\b0[xX]{2}(?=\s?\(?\d)")
"""Brazil: 0XX11 leaves the choice of the carrier to whoever dials."""
_DIGIT_TWINS = str.maketrans("OoОоIlІі|", "000011111")
_TWIN = re.compile(r"(?<=[\d\s-])[OoОоIlІі|](?=[\d\s-])|(?<=\d)[OoОоIlІі|]$")
MIN_DIGITS = 5
"""Fewer digits on one side of a separator are no number of their own."""
MIN_ABROAD = 8
"""The same behind a plus sign: +49 (0) 171/1234567 is one number."""


@dataclass(frozen=True, slots=True)
class Part:
    """One number's share of the field; `continued`: digits that replace the last ones of the number before."""

    text: str
    extension: str | None = None
    continued: bool = False


def undo_spreadsheet(text: str, changes: list[str], issues: list[str]) -> str:
    """Digits of 7.9E+10 and 79161234567.0; the issue digits_lost when the mantissa was rounded."""
    text = text.removeprefix("'").removeprefix('="').removesuffix('"') if text[:1] in "'=" else text
    compact = text.replace(" ", "")
    match = _SPREADSHEET.fullmatch(compact)
    if match:
        try:
            digits = f"{Decimal(compact.replace(',', '.')):f}"
        except InvalidOperation:
            return text
        changes.append("spreadsheet_number")
        # A mantissa shorter than the exponent has lost its last digits, unless they were zeros, which nobody can tell.
        if len(match.group(2) or "") < int(match.group(3)) or "." in digits:
            issues.append("digits_lost")
        return digits
    if _TRAILING_ZERO.fullmatch(compact):
        changes.append("spreadsheet_number")
        return re.split("[.,]", compact)[0]
    return text


def undo_look_alikes(text: str, changes: list[str]) -> str:
    """Letters O and l between digits as the digits they stand for, and Brazil's 0XX as 0."""
    text = _CARRIER_BLANK.sub("0", text)
    repaired = _TWIN.sub(lambda match: match.group().translate(_DIGIT_TWINS), text)
    if repaired != text:
        changes.append("letters_to_digits")
    return repaired


def cut_field(text: str) -> list[Part]:
    """The field cut where one number ends and another begins.

    A cut needs MIN_DIGITS on both sides; fewer behind a separator continue the number before: 123-45-67/68 are two.
    """
    parts: list[Part] = []
    start, continued = 0, False

    def close(end: int) -> None:
        piece = text[start:end]
        if continued:
            parts.append(Part(piece, continued=True))
        else:
            parts.append(_with_extension(piece))

    for match in _SEPARATORS.finditer(text):
        if match.start() < start:
            continue
        head, tail = text[start : match.start()], text[match.end() :]
        if not continued and _count_digits(head) < (MIN_DIGITS if head.lstrip()[:1] != "+" else MIN_ABROAD):
            continue
        kind = _what_follows(head, match.group(), tail)
        if kind is not None:
            close(match.start())
            start, continued = match.end(), kind == "continued"
    close(len(text))
    return parts


def _what_follows(head: str, separator: str, tail: str) -> Literal["number", "continued"] | None:
    word = _FIRST_WORD.match(tail)
    if word is not None and (word.group(1) in "#*" or word.group(1).casefold() in _EXTENSION_WORDS):
        return None
    match = _HEAD_DIGITS.match(tail)
    if match is not None and _count_digits(match.group()) >= MIN_DIGITS:
        return "number"
    rest = _CONTINUED.match(tail)
    if rest is None:
        return None
    last_group = re.search(r"(\d+)\)?\s*$", head)
    same_length = last_group is not None and len(last_group.group(1)) == len(rest.group(1))
    return "continued" if same_length or (separator in "/\\" and len(rest.group(1)) > 1) else None


def _count_digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def _with_extension(piece: str) -> Part:
    """The piece parted from an extension behind it: доб. 12, ext 12, (вн. № 12), #12, ,12."""
    bare = piece.rstrip(" )")
    head = bare.rstrip("0123456789")
    digits = bare[len(head) :]
    if not 1 <= len(digits) <= LONGEST_EXTENSION:
        return Part(piece)
    number = _before_extension(head)
    if number is None:
        pause = _PAUSE.search(bare)
        number = bare[: pause.start()] if pause else None
    if number is None or _count_digits(number) < MIN_DIGITS:
        return Part(piece)
    return Part(number, digits)


def _before_extension(head: str) -> str | None:
    """What stands before the word or sign of an extension that `head` ends with; None when it ends with none."""
    before = head.rstrip(" .:=-№")
    if before[-1:] in ("#", "*"):
        return before.rstrip("#* ,;.(/-")
    word = _LAST_WORD.search(before[-20:])
    if word is not None and word.group().casefold() in _NUMBER_WORDS:
        before = before[: -len(word.group())].rstrip(" .:")
        word = _LAST_WORD.search(before[-20:])
    if word is None or word.group().casefold() not in _EXTENSION_WORDS:
        return None
    return before[: -len(word.group())].rstrip(" ,;.(/-")


def words_beside(text: str) -> tuple[bool, bool]:
    """Whether there are words beside the digits, and whether any of them is more than a label."""
    found = _LETTERS.findall(text)
    return bool(found), any(word.casefold() not in _LABELS for word in found)

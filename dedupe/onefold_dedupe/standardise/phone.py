"""Phones: several numbers in a field, extensions, national prefixes, renumbered ranges, dummies."""

from __future__ import annotations

import re
from typing import Any

from onefold_dedupe.standardise.country import hint_code
from onefold_dedupe.standardise.phone_field import cut_field, undo_look_alikes, undo_spreadsheet, words_beside
from onefold_dedupe.standardise.phone_plan import (
    Number,
    dials_abroad,
    has_stray_zero,
    international,
    local_lengths,
    may_be_foreign,
    metadata_version,
    national,
    plan_for,
)
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.text import clean, is_placeholder

_ONE_NUMBER = re.compile(r"\+?[\d ()-]{6,20}", re.ASCII)
"""The usual spelling, which needs none of the field's repairs."""
_MARKS = str.maketrans("", "", "+ ()-")
_PLUS = re.compile(r"[^\d]*[+\uff0b]\s*\(?\d")
_VANITY = re.compile(r"\+?[\d\s().-]{3,}(?:[A-Z][\s().-]?){3,}[\d\s().-]*|\+?[\d\s().-]{3,}[A-Za-z]{5,}")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_GROUPS = re.compile(r"\+?\d+")
_COUNTING_UP, _COUNTING_DOWN = "01234567890123456789", "98765432109876543210"
_RUNS, _REPEATED = re.compile(r"(?:(\d)\1+)+"), re.compile(r"(\d)(?=\1)")
_SHORTEST_DUMMY, _LOCAL = 5, 7
"""Digits of the shortest number that people make up; of the longest without an area code."""
_BLANK_FORM = re.compile(r"(?=.*[_xXхХ*]{2})[\d\s()+_xXхХ*.-]*")
"""A form's mask that nobody filled: +7 (___) ___-__-__."""
_OLD_TRUNK_8 = frozenset({"UA", "MD", "GE", "AM", "AZ", "UZ", "KG", "TJ", "TM"})
"""The Soviet Union's long-distance prefix, which these countries replaced by 0 or by nothing; people still write it:
8-044-…
"""
MAX_DIGITS = 24
"""Longer digit strings are not one number: E.164 has 15 digits, with a carrier's dialling prefix fewer than 24."""
MAX_NUMBERS = 10
_LONG = 12
_TWO_NUMBERS_FROM = 14
_SHORTEST_OF_SEVERAL, _LONGEST_OF_SEVERAL = 7, 16
_MAX_GROUPS = 24


def standardise_phone(raw: object, country: str | None = None) -> Standardised:
    """One phone field as E.164 with country, type, validity and extension; further numbers of the field in `others`.

    `country` (code or name) is the hint for numbers written nationally; without it only international spellings are
    read. `metadata_version` is libphonenumber's release, which decides what is valid.
    """
    hint = hint_code(country) if country else None
    if hint is not None and plan_for(hint) is None:
        hint = None
    changes: list[str] = []
    issues: list[str] = []
    if type(raw) is str and _ONE_NUMBER.fullmatch(raw) and "(0)" not in raw:
        digits = raw.translate(_MARKS)
        if len(set(digits)) == 1:
            return empty()
        number, _ = _from_digits(digits, raw[0] == "+", hint, changes, issues)
        if number is not None or len(digits) < _TWO_NUMBERS_FROM:
            return _result([(number, None)] if number else [], False, changes, issues, raw)
        changes, issues = [], []
    text = clean(raw)
    if not text or is_placeholder(text) or _is_unfilled(text):
        return empty()
    text = undo_spreadsheet(text, changes, issues)
    if "digits_lost" in issues:
        return refused(*issues, value={"validity": "invalid"}, changes=tuple(changes))
    if "tel:" in text[:4].lower():
        text = text[4:]
    text = undo_look_alikes(text, changes)
    found: list[tuple[Number, str | None]] = []
    leftovers = False
    for part in cut_field(text)[:MAX_NUMBERS]:
        numbers, extra = (
            _continue(found[-1][0], part.text, hint, changes, issues)
            if part.continued and found
            else _read(part.text, hint, found[-1][0] if found else None, changes, issues)
        )
        leftovers = leftovers or extra
        for number in numbers:
            if all(number.e164 != other.e164 for other, _ in found):
                found.append((number, part.extension))
    return _result(found, leftovers, changes, issues, text)


def _result(
    found: list[tuple[Number, str | None]], leftovers: bool, changes: list[str], issues: list[str], text: str
) -> Standardised:
    if not found:
        if not issues:
            issues.append("not_a_phone")
        return refused(*dict.fromkeys(issues), value={"validity": "invalid"}, changes=tuple(dict.fromkeys(changes)))
    if len(found) > 1:
        # A field's best number leads; order decides among equals.
        found.sort(key=lambda item: (item[0].validity != "valid", _is_dummy(item[0].national)))
    first, extension = found[0]
    is_dummy = "placeholder_number" in issues and _is_made_up(first)
    value = _fields(first, extension)
    if len(found) > 1:
        issues.append("several_numbers")
        value["others"] = [_fields(number, ext) for number, ext in found[1:]]
    value["metadata_version"] = metadata_version()
    if first.validity != "valid":
        issues.append("unknown_range")
    if leftovers:
        issues.append("extra_text")
    if text != value["e164"] and extension is None:
        changes.append("reformatted")
    confidence = 1.0 if first.validity == "valid" else 0.6
    if issues and not _DOUBTS.isdisjoint(issues):
        confidence = round(confidence - 0.2, 2)
    lost = leftovers or not _HARMLESS.issuperset(issues)
    return Standardised(
        "partial" if lost else "ok",
        value,
        None if is_dummy else value["e164"],
        confidence,
        tuple(dict.fromkeys(changes)),
        tuple(dict.fromkeys(issues)),
    )


def _is_unfilled(text: str) -> bool:
    return _BLANK_FORM.fullmatch(text) is not None and sum(map(str.isdecimal, text)) < _SHORTEST_DUMMY


_DOUBTS = frozenset({"assumed_international", "country_conflict", "placeholder_number"})
_HARMLESS = _DOUBTS | {"several_numbers", "unknown_range"}


def _fields(number: Number, extension: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {"e164": number.e164}
    if number.country:
        fields["country"] = number.country
    fields["type"] = number.type
    fields["validity"] = number.validity
    if extension:
        fields["extension"] = extension
    return fields


def _read(
    part: str, hint: str | None, before: Number | None, changes: list[str], issues: list[str]
) -> tuple[list[Number], bool]:
    """The numbers of one part of the field and whether words were left over."""
    part = part.strip()
    has_words, extra = words_beside(part)
    if hint and extra and _VANITY.fullmatch(part):
        part = part.upper().translate(_KEYPAD)
        changes.append("letters_to_digits")
        has_words = extra = False
    if has_words and not extra:
        changes.append("label_removed")
    digits = _digits(part)
    if not digits:
        return [], has_words
    wrong: list[str] = []
    plus = _PLUS.match(part) is not None
    number, is_dummy = _from_digits(digits, plus, hint, changes, wrong)
    if (number is None or number.validity != "valid") and plus and "(0)" in part:
        # The trunk zero in brackets, in countries that have none; Italy's belongs to the number.
        number, is_dummy = _from_digits(_digits(part.replace("(0)", "")), plus, hint, changes, wrong := [])
    if number is None and before is not None and not plus and len(digits) < len(before.national):
        local = _replace_end(before, digits)
        if local is not None:
            changes.append("number_continued")
            return [local], extra
    if number is None and len(digits) >= _TWO_NUMBERS_FROM:
        several = _several(part, hint, changes)
        if several:
            if any(map(_is_made_up, several)):
                issues.append("placeholder_number")
            return several, extra
    issues.extend(wrong)
    return [number] if number else [], extra and not is_dummy


def _continue(
    before: Number, part: str, hint: str | None, changes: list[str], issues: list[str]
) -> tuple[list[Number], bool]:
    """The number that ends like `part` and starts like the one before it."""
    number = _replace_end(before, _digits(part))
    if number is None:
        return [], True
    changes.append("number_continued")
    return [number], words_beside(part)[1]


def _replace_end(before: Number, digits: str) -> Number | None:
    number = international(f"{before.calling_code}{before.national[: -len(digits)]}{digits}", before.country)
    return number if number is not None and number.validity == "valid" and before.validity == "valid" else None


def _several(part: str, hint: str | None, changes: list[str]) -> list[Number]:
    """Numbers that only blanks, or nothing, keep apart: each of them valid, no digit left over; else none."""
    groups = _GROUPS.findall(part)
    if len(groups) == 1 and len(groups[0]) % 2 == 0:
        half = len(groups[0]) // 2
        groups = [groups[0][:half], groups[0][half:]] if groups[0][0] == groups[0][half] else []
    if not 1 < len(groups) <= _MAX_GROUPS:
        return []
    noted: list[str] = []
    found: list[Number] = []
    start = 0
    while start < len(groups):
        for end in range(start + 1, len(groups) + 1):
            digits = "".join(groups[start:end])
            bare = digits.replace("+", "")
            if len(bare) > _LONGEST_OF_SEVERAL:
                return []
            if len(bare) < _SHORTEST_OF_SEVERAL:
                continue
            number, _ = _from_digits(bare, digits.startswith("+"), hint, noted, [])
            if number is not None and number.validity == "valid":
                found.append(number)
                start = end
                break
        else:
            return []
    changes.extend(noted)
    return found


def _digits(text: str) -> str:
    return "".join([c if c.isascii() else str(int(c)) for c in text if c.isdecimal()])


def _from_digits(
    digits: str, plus: bool, hint: str | None, changes: list[str], issues: list[str]
) -> tuple[Number | None, bool]:
    """The number that `digits` dial, never an invalid one, and whether they are a dummy that people type to pass a
    form.
    """
    if len(digits) > MAX_DIGITS:
        issues.append("too_many_digits")
        return None, False
    if len(digits) < 4:
        issues.append("too_short")
        return None, False
    number = _plus_number(digits, hint, changes) if plus else _plain_number(digits, hint, changes, issues)
    if number is not None and number.validity != "valid" and number.calling_code == "55":
        number = _with_ninth_digit(number, changes)
    is_sure = number is not None and number.validity == "valid"
    if (number is not None and _is_made_up(number)) or (not is_sure and _is_dummy(digits)):
        # 1234567 is yet somebody's number where the plan allows it.
        issues.append("placeholder_number")
        if number is None or number.validity != "valid":
            return None, True
    if number is None or has_stray_zero(number) or not _is_read_again(number, hint):
        if not issues:
            issues.append("no_such_number")
        return None, False
    if not plus and may_be_foreign(digits, number):
        issues.append("country_conflict")
    if number.validity == "invalid":
        lacks_area = not plus and hint is not None and len(digits) in local_lengths(hint)
        issues.append("no_area_code" if lacks_area else "wrong_length")
        return None, False
    if number.stripped:
        changes.append("national_prefix_removed")
    return number, False


def _is_read_again(number: Number, hint: str | None) -> bool:
    """Whether a number in no known range is itself when it is dialled as it is shown: 12593 before a Chinese number is
    a carrier's code.
    """
    if number.validity != "possible":
        return True
    again = _plus_number(number.e164[1:], hint, [])
    return again is not None and again.e164 == number.e164


def _is_dummy(digits: str) -> bool:
    """Five digits or more whose last eight are equal or count up or down, by digits (12345678) or pairs (02 03 04 05),
    or all of which count in runs (111 222 33 44).
    """
    tail = digits[-8:]
    if len(digits) < _SHORTEST_DUMMY:
        return False
    if tail in _COUNTING_UP or tail in _COUNTING_DOWN or (tail == tail[0] * 8 and len(digits) > _LOCAL):
        return True
    if tail[0] == tail[2] == tail[4]:
        return len(tail) > _LOCAL and tail[6] == tail[0] and tail[1::2] in _COUNTING_UP
    return digits[0] == digits[1] and _RUNS.fullmatch(digits) is not None and _is_count(_REPEATED.sub("", digits))


def _is_made_up(number: Number) -> bool:
    """Whether a number by itself, however it was dialled, is a dummy."""
    return _is_dummy(number.national) or _is_dummy(number.e164[1:]) or _is_unheard_of(number)


def _is_unheard_of(number: Number) -> bool:
    """Whether an area code that nobody has stands before seven digits that count: (555) 123-4567."""
    return number.validity != "valid" and number.national[-_LOCAL:] in _COUNTING_UP


def _is_count(digits: str) -> bool:
    return len(digits) > 2 and (digits in _COUNTING_UP or digits in _COUNTING_DOWN)


def _plus_number(digits: str, hint: str | None, changes: list[str]) -> Number | None:
    number = international(digits, hint)
    is_trunk_8 = hint in ("RU", "KZ") and len(digits) == 11 and digits[0] == "8"  # +8 800 … may be of Bangladesh too
    if number is not None and (number.validity == "valid" or not (is_trunk_8 or number.validity == "invalid")):
        return number
    # +8 916 … is how a Russian trunk prefix looks after someone put a plus in front of it; +00 is an international
    # prefix twice.
    if digits.startswith("00"):
        number = international(digits[2:], hint) or number
    elif hint is not None:
        dialled = national(digits, hint)
        if dialled is not None and dialled.validity == "valid":
            changes.append("plus_removed")
            return dialled
    return number


def _plain_number(digits: str, hint: str | None, changes: list[str], issues: list[str]) -> Number | None:
    if hint is not None:
        number = national(digits, hint)
        if number is not None and number.validity == "valid":
            if len(digits) >= _LONG and number.national == digits and digits.startswith(number.calling_code):
                # 49 170 …: nobody leaves out the 0 of so long a number, but the plus of a mobile one.
                abroad = international(digits, hint)
                if abroad is not None and abroad.validity == "valid" and abroad.type == "mobile":
                    changes.append("plus_added")
                    issues.append("assumed_international")
                    return abroad
            return number
        if (digits[0] == "0" and not dials_abroad(digits, hint)) or (digits[0] == "8" and hint in _OLD_TRUNK_8):
            # 0-22 … in Poland: a trunk prefix of before, or a habit from next door.
            dialled = national(digits[1:], hint)
            if dialled is not None and dialled.validity == "valid":
                changes.append("national_prefix_removed")
                return dialled
        if len(digits) >= 10:
            abroad = international(digits[2:] if digits.startswith("00") else digits, hint)
            if abroad is not None and abroad.validity == "valid":
                changes.append("plus_added")
                if not digits.startswith("00"):
                    issues.append("assumed_international")
                return abroad
        if number is None:
            issues.append("no_such_number")
        return number
    if digits.startswith("00"):
        return international(digits[2:])
    if len(digits) >= 11:
        number = international(digits)
        if number is not None and number.validity == "valid":
            changes.append("plus_added")
            issues.append("assumed_international")
            return number
    issues.append("no_country")
    return None


def _with_ninth_digit(number: Number, changes: list[str]) -> Number:
    """Brazil put a 9 before every mobile number (Anatel resolution 553/2010, done in 2016): what has eight digits and
    starts with 6, 8 or 9 is one of before.
    """
    area, rest = number.national[:2], number.national[2:]
    if len(rest) != 8 or rest[0] not in "689":
        return number
    longer = international(f"55{area}9{rest}", "BR")
    if longer is None or longer.validity != "valid":
        return number
    changes.append("ninth_digit_added")
    return longer

"""Phones: several numbers in a field, extensions, national prefixes, spreadsheets' damage."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from onefold_dedupe.standardise.phone_plan import Number, international, national, plan_for
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.text import clean, is_placeholder

_EXTENSION = re.compile(
    r"""[\s,;.(/-]*(?:;ext=|ext(?:ension|n|\.)?|доб(?:авочный|ав|\.)?|вн(?:утр(?:енний|\.)?|\.)?|дод(?:атковий|\.)?|ramal|interno|int\.|
        durchwahl|dw\.?|poste|wewn(?:\.|ętrzny)?|anexo|(?<![^\W\d_])x\.?|\#)[\s.:№=]*(\d{1,7})\s*\)?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_SPREADSHEET = re.compile(r"\+?(\d)(?:[.,](\d{1,17}))?[eE]\+?(\d{1,2})")
_TRAILING_ZERO = re.compile(r"\+?\d{7,17}[.,]0{1,2}")
_SEPARATORS = re.compile(
    r"[;,|/\\\n&]|\s(?:и|или|та|або|or|and|oder|und|ou|o|y|e)\s|(?<=\d)\s*(?=\+\d)|(?<=\d)\s+(?=8[\s(-]{0,2}\(?9\d\d)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_VANITY = re.compile(r"\+?[\d\s().-]{3,}(?:[A-Za-z][\s().-]?){3,}[\d\s().-]*")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_ONE_NUMBER = re.compile(r"\+?[\d ()-]{6,20}", re.ASCII)
"""The usual spelling, which needs none of the field's repairs."""
_LABELS = frozenset(
    [
        "tel",
        "t",
        "phone",
        "ph",
        "p",
        "mob",
        "mobile",
        "m",
        "cell",
        "c",
        "fax",
        "f",
        "office",
        "home",
        "work",
        "whatsapp",
        "wa",
        "viber",
        "telegram",
        "main",
        "telephone",
        "fon",
        "telefon",
        "handy",
        "mobil",
        "privat",
        "тел",
        "телефон",
        "т",
        "моб",
        "мобильный",
        "м",
        "раб",
        "рабочий",
        "р",
        "дом",
        "домашний",
        "д",
        "сот",
        "сотовый",
        "факс",
        "ф",
        "вайбер",
        "ватсап",
        "телеграм",
        "офис",
        "городской",
        "мобільний",
        "роб",
        "робочий",
        "дім",
        "no",
        "number",
        "nr",
        "celular",
        "fixo",
        "fone",
        "portable",
        "fixe",
        "móvil",
        "movil",
        "teléfono",
        "telefono",
        "cellulare",
        "komórka",
        "kom",
    ]
)
_DUMMY = frozenset({"1234567", "12345678", "123456789", "1234567890", "12345678901", "0123456789", "9876543210"})
MAX_DIGITS = 24
"""Longer digit strings are not one number: E.164 has 15 digits, with a carrier's dialling prefix fewer than 24."""
MAX_NUMBERS = 10


def standardise_phone(raw: object, country: str | None = None) -> Standardised:
    """One phone field as E.164 with country, type, validity and extension; further numbers of the field in `others`.

    `country` is an ISO alpha-2 hint for numbers written nationally; without it only international spellings are read.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    hint = country.upper() if country and len(country) == 2 else None
    if hint is not None and plan_for(hint) is None:
        hint = None
    changes: list[str] = []
    issues: list[str] = []
    if _ONE_NUMBER.fullmatch(text):
        number, _ = _from_digits(text, text.startswith("+"), hint, changes, issues)
        return _result([(number, None)] if number else [], False, changes, issues, text)
    text = _from_spreadsheet(text, changes, issues)
    if "digits_lost" in issues:
        return refused(*issues, value={"validity": "invalid"}, changes=tuple(changes))
    if "tel:" in text[:4].lower():
        text = text[4:]
    extension = None
    parts: list[tuple[str, str | None]] = []
    for part in _split(text):
        match = _EXTENSION.search(part)
        if match and sum(map(str.isdigit, part[: match.start()])) >= 5:
            part, extension = part[: match.start()], match.group(1)
        else:
            extension = None
        parts.append((part, extension))
    found: list[tuple[Number, str | None]] = []
    leftovers = False
    for part, extension in parts[:MAX_NUMBERS]:
        number, extra = _read(part, hint, changes, issues)
        leftovers = leftovers or extra
        if number is not None and all(number.e164 != other.e164 for other, _ in found):
            found.append((number, extension))
    return _result(found, leftovers, changes, issues, text)


def _result(
    found: list[tuple[Number, str | None]], leftovers: bool, changes: list[str], issues: list[str], text: str
) -> Standardised:
    if not found:
        if not issues:
            issues.append("not_a_phone")
        return refused(*dict.fromkeys(issues), value={"validity": "invalid"}, changes=tuple(dict.fromkeys(changes)))
    # A field's best number leads; order decides among equals.
    found.sort(key=lambda item: ("valid", "possible", "invalid").index(item[0].validity))
    first, extension = found[0]
    value = _fields(first, extension)
    if len(found) > 1:
        issues.append("several_numbers")
        value["others"] = [_fields(number, ext) for number, ext in found[1:]]
    if first.validity != "valid":
        issues.append("unknown_range" if first.validity == "possible" else "wrong_length")
    if leftovers:
        issues.append("extra_text")
    if text != first.e164 and extension is None and "reformatted" not in changes:
        changes.append("reformatted")
    confidence = {"valid": 1.0, "possible": 0.6, "invalid": 0.2}[first.validity]
    if "assumed_international" in issues or "placeholder_number" in issues:
        confidence -= 0.2
    key = first.e164 if first.validity != "invalid" else None
    status = "partial" if leftovers or first.validity == "invalid" else "ok"
    unique = tuple(dict.fromkeys(changes)), tuple(dict.fromkeys(issues))
    return Standardised("partial" if status == "partial" else "ok", value, key, round(confidence, 2), *unique)


def _fields(number: Number, extension: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {"e164": number.e164}
    if number.country:
        fields["country"] = number.country
    fields["type"] = number.type
    fields["validity"] = number.validity
    if extension:
        fields["extension"] = extension
    return fields


def _from_spreadsheet(text: str, changes: list[str], issues: list[str]) -> str:
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


def _split(text: str) -> list[str]:
    """The field cut where one number ends and another begins; a cut that would leave fewer than five digits is not
    made.
    """
    if not _SEPARATORS.search(text):
        return [text]
    parts: list[str] = []
    start = 0
    for match in _SEPARATORS.finditer(text):
        head, tail = text[start : match.start()], text[match.end() :]
        if _digits_before_extension(head) >= 5 and _starts_with_number(tail):
            parts.append(head)
            start = match.end()
    parts.append(text[start:])
    return parts


_HEAD_DIGITS = re.compile(r"[^\d;,|/\\&]{0,20}\d[\d\s().+-]{3,}\d")


def _digits_before_extension(head: str) -> int:
    return sum(map(str.isdigit, head))


def _starts_with_number(tail: str) -> bool:
    if re.match(r"\s*(?:доб|ext|вн|дод|#|x\d)", tail, re.IGNORECASE):
        return False
    match = _HEAD_DIGITS.match(tail)
    return match is not None and sum(map(str.isdigit, match.group())) >= 5


def _read(part: str, hint: str | None, changes: list[str], issues: list[str]) -> tuple[Number | None, bool]:
    """One number of the field and whether words were left over."""
    part = part.strip()
    if hint and _VANITY.fullmatch(part) and not _labels_only(part):
        part = part.upper().translate(_KEYPAD)
        changes.append("letters_to_digits")
    words = _LETTERS.findall(part)
    extra = any(word.casefold() not in _LABELS for word in words)
    if words and not extra:
        changes.append("label_removed")
    plus = re.match(r"[^\d]*[+\uff0b]\s*\(?\d", part) is not None
    if not any(map(str.isdecimal, part)):
        return None, bool(words)
    number, is_dummy = _from_digits(part, plus, hint, changes, issues)
    return number, extra and not is_dummy


def _from_digits(
    part: str, plus: bool, hint: str | None, changes: list[str], issues: list[str]
) -> tuple[Number | None, bool]:
    """The number that the digits of `part` dial, and whether they are a dummy that people type to pass a form."""
    part = part.replace("(0)", "") if plus else part
    digits = "".join([c if c.isascii() else str(int(c)) for c in part if c.isdecimal()])
    if len(digits) > MAX_DIGITS:
        issues.append("too_many_digits")
        return None, False
    if len(digits) < 4:
        issues.append("too_short")
        return None, False
    number = _plus_number(digits, hint, changes) if plus else _plain_number(digits, hint, changes, issues)
    if digits in _DUMMY or (len(set(digits[-8:])) == 1 and len(digits) >= 7):
        # 1234567 is yet somebody's number where the plan allows it.
        issues.append("placeholder_number")
        if number is None or number.validity != "valid":
            return None, True
    if number is None and not issues:
        issues.append("no_such_number")
    if number is not None and number.stripped:
        changes.append("national_prefix_removed")
    return number, False


def _labels_only(part: str) -> bool:
    return all(word.casefold() in _LABELS for word in _LETTERS.findall(part))


def _plus_number(digits: str, hint: str | None, changes: list[str]) -> Number | None:
    number = international(digits, hint)
    if number is not None and number.validity != "invalid":
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
            return number
        if len(digits) >= 10:
            abroad = international(digits[2:] if digits.startswith("00") else digits, hint)
            if abroad is not None and abroad.validity == "valid":
                changes.append("plus_added")
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

"""Tax numbers that python-stdnum does not have: Russian КПП and СНИЛС, Kazakh БИН and ИИН, the Ukrainian VAT number.

Formulas: КПП Order ММВ-7-6/435@ (structure only, no check digit); СНИЛС the Pension Fund's sum of positions; БИН and
ИИН the Kazakh
government's resolution 565 of 2003 (two rounds modulo 11); the Ukrainian VAT number's shape only.
"""

from __future__ import annotations

import datetime
import re

_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}")


def is_kpp(number: str) -> bool:
    """Region and office, reason (two digits or letters), serial number."""
    return bool(_KPP.fullmatch(number)) and number[:2] != "00" and number[4:6] != "00"


def looks_like_kpp(number: str) -> bool:
    """A КПП as nearly all are: reason 01 (own address), 43-45 or 50 (branches, the largest payers), serial 001-009.

    Nine digits of another shape may as well be an ИНН that lost its zero.
    """
    return is_kpp(number) and number[4:6] in ("01", "43", "44", "45", "50") and number[6:8] == "00"


def is_snils(number: str) -> bool:
    """Eleven digits whose last two are the weighted sum modulo 101; numbers up to 001-001-998 carry no check digits."""
    if not re.fullmatch(r"\d{11}", number) or number == "0" * 11:
        return False
    if int(number[:9]) <= 1_001_998:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(9, 0, -1), strict=True)) % 101
    return total % 100 == int(number[9:])


def _kz_check(number: str) -> bool:
    digits = [int(c) for c in number]
    check = sum(digit * weight for digit, weight in zip(digits, range(1, 12), strict=False)) % 11
    if check == 10:
        second = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
        check = sum(digit * weight for digit, weight in zip(digits, second, strict=False)) % 11
    return check != 10 and check == digits[11]


def is_iin(number: str) -> bool:
    """A Kazakh person: birth date, century and sex, serial, check digit."""
    if not re.fullmatch(r"\d{12}", number) or number[6] not in "123456":
        return False
    century = 1800 + (int(number[6]) - 1) // 2 * 100
    try:
        datetime.date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return False
    return _kz_check(number)


def is_bin(number: str) -> bool:
    """A Kazakh organisation: year and month of registration, kind (4-6), sub-kind (0-4), serial, check digit."""
    if not re.fullmatch(r"\d{12}", number) or number[4] not in "456" or number[5] not in "01234":
        return False
    return 1 <= int(number[2:4]) <= 12 and _kz_check(number)


def is_ua_vat(number: str) -> bool:
    """Twelve digits, not one digit repeated: no published formula of its check digit, so shape only."""
    return bool(re.fullmatch(r"\d{12}", number)) and len(set(number)) > 1


OWN_TYPES = {
    "ru.kpp": ("RU", is_kpp),
    "ru.snils": ("RU", is_snils),
    "kz.bin": ("KZ", is_bin),
    "kz.iin": ("KZ", is_iin),
    "ua.vat": ("UA", is_ua_vat),
}
"""Type to country and test."""

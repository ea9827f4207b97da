"""Dates: the order of day and month by country, spreadsheets' serials, dates that mean nothing."""

from __future__ import annotations

import datetime
import re

from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.text import clean, is_placeholder

_MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"})
"""Unicode CLDR 46: countries whose short date pattern puts the month before the day (Canada and others vary: day
first unless it cannot be).
"""
_YEAR_FIRST = frozenset({"CN", "JP", "KR", "TW", "HU", "LT", "MN", "IR", "KP"})
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
_NOTHING = frozenset({"0000-00-00", "0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-00", "9999-12-31"})
"""What MySQL, .NET, SQL Server, OLE, Excel and 1C write for no date."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?\d{4,6}Z?)?")
_NUMBERS = re.compile(
    r"(\d{1,4})\s*[./\\,\- ]\s*(\d{1,2})\s*[./\\,\- ]\s*(\d{1,4})"
    r"(?:\s*(?:г\.?|года?|р\.?|року))?(?:[T ,]+\d{1,2}:\d{2}.*)?"
)
_YEAR_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})|(\d{1,2})[-./](\d{4})")
_YEAR = re.compile(r"(\d{4})(?:\s*(?:г\.?|год|года|р\.?|рік|г\.р\.?))?")
_SERIAL = re.compile(r"(\d{4,5})(?:[.,]\d+)?")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_MONTHS = {
    stem: number
    for number, stems in enumerate(
        (
            "jan янв січ студ ene gen stycz leden қаң",
            "feb фев лют fév fev lut únor unor ақп",
            "mar мар бер сак mär mrz maerz březen marz нау",
            "apr апр кві квіт крас abr avr kwie duben сәу",
            "may мая май трав mai mag maj maio mayo květen kveten мамыр",
            "jun июн черв чэрв juin giu czerw červen маус",
            "jul июл лип ліп juil lug lip шіл",
            "aug авг серп жнів ago aoû aou sierp srpen тамыз",
            "sep сен вер верас set wrz září zari қыр",
            "oct окт жовт каст okt out ott paźdz pazdz říj rij қаз",
            "nov ноя лист ліст листоп listop қараша",
            "dec дек груд снеж dez dic déc dec gru prosin желт",
        ),
        start=1,
    )
    for stem in stems.split()
}


def standardise_date(raw: object, country: str | None = None) -> Standardised:
    """A date as ISO 8601 with its precision (day, month, year).

    Day and month are told apart by their size, else by `country` (month first in the United States), else day first;
    without a
    country the issue `ambiguous_day_month` says so, except between dots, which nobody writes month first. Two-digit
    years: 00-29 are 20xx.
    """
    text = clean(raw)
    if not text or is_placeholder(text):
        return empty()
    if text[:10] in _NOTHING or re.fullmatch(r"[0\s./:\-T]+", text):
        return empty("no_date_marker")
    found = _read(text, country.upper() if country else None)
    if found is None:
        return refused("not_a_date")
    iso, precision, changes, issues = found
    if iso in _NOTHING:
        return empty("no_date_marker")
    confidence = 1.0 if not issues else 0.6
    if iso != text and not changes:
        changes = ("reformatted",)
    return Standardised("ok", {"date": iso, "precision": precision}, iso, confidence, changes, issues)


_Found = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def _read(text: str, country: str | None) -> _Found | None:
    match = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        year, month, day = map(int, match.groups())
        return _day(year, month, day)
    match = _NUMBERS.fullmatch(text)
    if match:
        first, second, third = match.groups()
        return _ordered(first, second, third, country, dotted="." in text[match.end(1) : match.start(2)])
    match = _YEAR_MONTH.fullmatch(text)
    if match:
        first_year, first_month, month_text, year_text = match.groups()
        year, month = int(first_year or year_text), int(first_month or month_text)
        if 1 <= month <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR:
            return f"{year:04d}-{month:02d}", "month", (), ()
        return None
    match = _YEAR.fullmatch(text)
    if match and _FIRST_YEAR <= int(match.group(1)) <= _LAST_YEAR:
        return f"{int(match.group(1)):04d}", "year", (), ()
    match = _SERIAL.fullmatch(text)
    if match:
        return _serial(int(match.group(1)))
    return _written(text)


def _day(year: int, month: int, day: int, changes: tuple[str, ...] = (), issues: tuple[str, ...] = ()) -> _Found | None:
    if (year, month, day) == (1, 1, 1):
        return "0001-01-01", "day", changes, issues
    if not _FIRST_YEAR <= year <= _LAST_YEAR and year != 9999:
        return None
    if month == 0 and day == 0:
        return f"{year:04d}", "year", changes, issues
    if day == 0 and 1 <= month <= 12:
        return f"{year:04d}-{month:02d}", "month", changes, issues
    try:
        return datetime.date(year, month, day).isoformat(), "day", changes, issues
    except ValueError:
        return None


def _full_year(text: str) -> tuple[int, tuple[str, ...]]:
    year = int(text)
    if len(text) > 2:
        return year, ()
    return (year + 2000 if year < 30 else year + 1900), ("century_added",)


def _ordered(first: str, second: str, third: str, country: str | None, *, dotted: bool) -> _Found | None:
    if len(first) == 4 or (len(third) < 3 and len(first) == 2 and country in _YEAR_FIRST):
        year, changes = _full_year(first)
        return _day(year, int(second), int(third), changes)
    if len(first) == 3 or len(third) == 3:
        return None
    year, changes = _full_year(third)
    a, b = int(first), int(second)
    if a > 12:
        return _day(year, b, a, changes)
    if b > 12:
        return _day(year, a, b, changes)
    if country in _MONTH_FIRST and not dotted:
        return _day(year, a, b, changes)
    unsure = country is None and a != b and not dotted
    return _day(year, b, a, changes, ("ambiguous_day_month",) if unsure else ())


def _serial(number: int) -> _Found | None:
    # Excel's day 1 is 1900-01-01 and it believes in 1900-02-29, so from day 61 the origin is 1899-12-30.
    if not 3_000 <= number <= 80_000:
        return None
    day = datetime.date(1899, 12, 30) + datetime.timedelta(days=number)
    return day.isoformat(), "day", ("spreadsheet_serial",), ()


def _written(text: str) -> _Found | None:
    """A date with the month in words: '5 марта 1985 г.', 'March 5, 1985', '1985. gada 5. marts'."""
    if len(text) > 60:
        return None
    words = [w.casefold() for w in _WORDS.findall(text)]
    month = next((number for word in words if (number := _month(word))), None)
    numbers = [word for word in words if word.isdecimal()]
    if month is None or not 1 <= len(numbers) <= 3:
        return None
    years = [n for n in numbers if len(n) == 4]
    rest = [n for n in numbers if len(n) <= 2]
    if not years and len(rest) < 2:
        return None
    year, changes = _full_year(years[0] if years else rest.pop())
    if not rest:
        return (f"{year:04d}-{month:02d}", "month", changes, ()) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    return _day(year, month, int(rest[0]), changes)


def _month(word: str) -> int | None:
    for size in range(min(len(word), 7), 2, -1):
        number = _MONTHS.get(word[:size])
        if number is not None:
            return number
    return None

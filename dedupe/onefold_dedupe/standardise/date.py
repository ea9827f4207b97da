"""Dates: the order of day and month by evidence, spreadsheets' serials, dates that mean nothing, ages nobody has."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from onefold_dedupe.standardise.country import fold_name
from onefold_dedupe.standardise.date_words import is_idle, month_number, roman_month
from onefold_dedupe.standardise.result import Standardised, empty, refused
from onefold_dedupe.standardise.text import clean, is_placeholder

Order = Literal["day_first", "month_first"]
_MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"})
"""Unicode CLDR 46: countries whose short date pattern puts the month before the day (Canada and others vary: day
first unless it cannot be).
"""
_YEAR_FIRST = frozenset({"CN", "JP", "KR", "TW", "HU", "LT", "MN", "IR", "KP"})
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
_NOTHING = frozenset(
    ["0000-00-00", "0001-01-01", "1601-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-00", "9999-12-31"]
)
"""What MySQL, .NET, Windows, SQL Server, OLE, Excel and 1C write for no date."""
_DEFAULTS = frozenset({"1900-01-01", "1970-01-01"})
"""What SQL Server makes of an empty text, and Unix of nothing: also somebody's date."""
_CLOCK = re.compile(
    r"(?:[T ,]\s*\d{1,2}:|\s(?:в|at|um|à|a las|às)\s\d{1,2}[:.])\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*"
    r"(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|MSK|[+-]\d{2}:?\d{2})?$|(?<=\d\d-\d\d)(?:Z|[+-]\d{2}:\d{2})$"
)
_SHORTEST_WITH_TIME = 10
_DASHES = "‐‑‒–—―−"
_MARKS = str.maketrans(
    {"年": "-", "月": "-", "日": None, "년": "-", "월": "-", "일": None} | dict.fromkeys(_DASHES, "-")
)
_BORN = re.compile(
    r"^(?:дата рождения|дата народження|date of birth|birth ?date|geburtsdatum|geboren(?: am)?|geb|born(?: on)?|dob"
    r"|д\.?\s?р|г\.?\s?р|р\.?\s?н|род|né le|née le|nato il|nata il|nacido el|ur|\*)[.:]?\s{0,3}(?=\d)"
    r"|(?<=\d)\s*г\.\s?р\.?$",
    re.IGNORECASE,
)
"""What says that the date is one of birth."""
_ZERO = re.compile(rf"[0\s./:\-T{_DASHES}]+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COMPACT = re.compile(r"(\d{8})(?:T?\d{4}(?:\d{2})?Z?)?")
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\\,\- ]\s*(\d{1,2})\s*[./\\,\- ]\s*(\d{1,4})(?:\s*(?:г\.?|года?|р\.?|року))?\.?")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})|(\d{1,2})\s*[-./]\s*(\d{4})")
_YEAR = re.compile(r"(\d{4})(?:\s*(?:г\.?|год|года|р\.?|рік|г\.р\.?|ж\.?|r\.?|roku))?")
_SERIAL = re.compile(r"(\d{4,5})(?:[.,](\d+))?")
_TIMESTAMP = re.compile(r"(-?\d{9,10})|(-?\d{11,13})")
"""Seconds or milliseconds; from March 1973 to September 2001 milliseconds have twelve digits."""
_SECONDS_OF_A_DAY = 86_400
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_ORDER_EVIDENCE = re.compile(
    rf"\s*(\d{{1,2}})\s*[./\\{_DASHES}-]\s*(\d{{1,2}})\s*[./\\{_DASHES}-]\s*(?:\d{{4}}|\d{{2}})(?!\d)"
)
DATE_OF_NUMBERS = rf"^\s*\d{{1,2}}\s*[./\\{_DASHES}-]\s*\d{{1,2}}\s*[./\\{_DASHES}-]\s*\d"
"""Regular expression of texts that may tell a column's order, as SQL engines understand it too."""
OLDEST = 120
"""Years: nobody in a list of customers is older (the oldest documented age is 122)."""
_MIXED_FROM = 0.02
"""Share of dates of the rarer order from which a column is mixed, and not just mistyped here and there."""


@dataclass(frozen=True, slots=True)
class ColumnOrder:
    """How one column of one export writes its dates, and on what evidence: how many of its values can only be read
    with the day first, only with the month first, and either way.
    """

    order: Order | Literal["ambiguous", "mixed"]
    day_first: int
    month_first: int
    either: int

    @property
    def decided(self) -> Order | None:
        """The order to read the column's values in, None when its values do not tell."""
        return self.order if self.order in ("day_first", "month_first") else None  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a value is read under."""

    country: str | None
    order: Order | None
    is_birth: bool
    today: datetime.date


@dataclass(frozen=True, slots=True)
class _Found:
    iso: str
    precision: Literal["day", "month", "year"]
    changes: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()


def day_month_order(values: Iterable[object]) -> ColumnOrder:
    """Whether a column's dates put the day or the month first: decided by those of its values that can only be read
    one way.

    A rare other one (below 2 %) is a slip; more make the column mixed, none leave it ambiguous.
    """
    day_first = month_first = either = 0
    for value in values:
        match = _ORDER_EVIDENCE.match(value if isinstance(value, str) else clean(value))
        if match is None:
            continue
        first, second = int(match.group(1)), int(match.group(2))
        if 12 < first <= 31 and 1 <= second <= 12:
            day_first += 1
        elif 12 < second <= 31 and 1 <= first <= 12:
            month_first += 1
        elif first != second:
            either += 1
    order: Order | Literal["ambiguous", "mixed"] = "day_first" if day_first >= month_first else "month_first"
    if not day_first and not month_first:
        order = "ambiguous"
    elif min(day_first, month_first) > _MIXED_FROM * (day_first + month_first):
        order = "mixed"
    return ColumnOrder(order, day_first, month_first, either)


def standardise_date(
    raw: object,
    country: str | None = None,
    *,
    order: Order | None = None,
    is_birth: bool = False,
    today: datetime.date | None = None,
) -> Standardised:
    """A date as ISO 8601 with its precision (day, month, year).

    Day and month are told apart by their size, else by `order` (see day_month_order), else by `country` (month first
    in the United States), else day first; without order and country the issue `ambiguous_day_month` says so, except
    between dots, which nobody writes month first. Two-digit years: 00-29 are 20xx as in Excel; of a birth
    (`is_birth`) never after `today`, and ages that nobody has are flagged.
    """
    text = clean(raw)
    if not text or _stands_for_none(text):
        return empty()
    if text[:10] in _NOTHING or _ZERO.fullmatch(text):
        return empty("no_date_marker")
    asked = _Asked(
        country.upper() if country else None,
        order,
        is_birth,
        today or datetime.datetime.now(datetime.UTC).date(),
    )
    bare = _CLOCK.sub("", text) if len(text) > _SHORTEST_WITH_TIME else text
    if not bare[0].isdigit() or bare[-2:] in ("р.", "р"):
        bare = _BORN.sub("", bare)
    found = _read(bare.strip(" ,").translate(_MARKS), asked)
    if found is None:
        years = re.findall(r"(?<!\d)\d{4}(?!\d)", bare)
        return refused("other_calendar" if any(map(_is_of_another_calendar, years)) else "not_a_date")
    if found.iso in _NOTHING:
        return empty("no_date_marker")
    changes, issues = found.changes, found.issues
    if found.iso in _DEFAULTS:
        issues = (*issues, "default_date")
    if is_birth and _is_impossible(found.iso, asked.today):
        issues = (*issues, "impossible_age")
    if bare != text and _BORN.search(text):
        changes = (*changes, "label_removed")
    elif bare != text:
        changes = (*changes, "time_removed")
    elif found.iso != text and not changes:
        changes = ("reformatted",)
    confidence = 1.0 if not issues else 0.3 if "impossible_age" in issues else 0.6
    return Standardised("ok", {"date": found.iso, "precision": found.precision}, found.iso, confidence, changes, issues)


def _stands_for_none(text: str) -> bool:
    """A placeholder by its letters or one figure over and over; 11.11.1999 is a day like any other."""
    if any(map(str.isdigit, text)) and (not text.isdecimal() or (len(text) == 8 and len(set(text)) > 1)):
        return False
    return is_placeholder(text)


def standardise_date_as(raw: object, country: str | None = None, type_: str | None = None) -> Standardised:
    """standardise_date by words of `type_`: `birth` for dates of birth, `day_first` or `month_first` for the order."""
    asked = (type_ or "").split()
    order: Order | None = "month_first" if "month_first" in asked else "day_first" if "day_first" in asked else None
    return standardise_date(raw, country, order=order, is_birth="birth" in asked)


def with_order(type_: str | None, values: Iterable[object]) -> str | None:
    """`type_` with the order that a column of dates proves; as it is when it names one or the column proves none."""
    if type_ is not None and "_first" in type_:
        return type_
    order = day_month_order(values).decided
    return " ".join(filter(None, (type_, order))) or None


def _is_impossible(iso: str, today: datetime.date) -> bool:
    year = int(iso[:4])
    return iso > today.isoformat() if year >= today.year else year < today.year - OLDEST


def _is_of_another_calendar(year: str) -> bool:
    """Years of living people in the Persian and Islamic calendars (1300-1450) and in the Buddhist one (2440-2600)."""
    return 1300 <= int(year) <= 1450 or 2440 <= int(year) <= 2600


def _read(text: str, asked: _Asked) -> _Found | None:
    match = _ISO.fullmatch(text)
    if match:
        year, month, day = map(int, match.groups())
        return _day(year, month, day)
    match = _COMPACT.fullmatch(text)
    if match and (found := _compact(match.group(1), asked)):
        return found
    match = _NUMBERS.fullmatch(text)
    if match:
        first, second, third = match.groups()
        return _ordered(first, second, third, asked, dotted="." in text[match.end(1) : match.start(2)])
    match = _YEAR_MONTH.fullmatch(text)
    if match:
        first_year, first_month, month_text, year_text = match.groups()
        return _month(int(first_year or year_text), int(first_month or month_text))
    match = _YEAR.fullmatch(text)
    if match and _FIRST_YEAR <= int(match.group(1)) <= _LAST_YEAR:
        return _Found(f"{int(match.group(1)):04d}", "year")
    match = _SERIAL.fullmatch(text)
    if match:
        return _serial(int(match.group(1)), has_time=bool((match.group(2) or "").strip("0")))
    match = _TIMESTAMP.fullmatch(text)
    if match:
        return _timestamp(int(match.group(1)) if match.group(1) else int(match.group(2)) / 1000)
    return _written(text, asked)


def _day(year: int, month: int, day: int, changes: tuple[str, ...] = (), issues: tuple[str, ...] = ()) -> _Found | None:
    if (year, month, day) == (1, 1, 1):
        return _Found("0001-01-01", "day")
    if not _FIRST_YEAR <= year <= _LAST_YEAR and year not in (9999, 1753, 1601):
        return None
    if month == 0 and day == 0:
        return _Found(f"{year:04d}", "year", changes, issues)
    if day == 0:
        return _month(year, month, changes, issues)
    try:
        return _Found(datetime.date(year, month, day).isoformat(), "day", changes, issues)
    except ValueError:
        return None


def _month(year: int, month: int, changes: tuple[str, ...] = (), issues: tuple[str, ...] = ()) -> _Found | None:
    if not (1 <= month <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR):
        return None
    return _Found(f"{year:04d}-{month:02d}", "month", changes, issues)


def _dated(year: str, month: int, day: int, asked: _Asked, issues: tuple[str, ...] = ()) -> _Found | None:
    """A day whose year may have two digits."""
    if len(year) > 2:
        return _day(int(year), month, day, (), issues)
    century = 2000 if asked.is_birth or int(year) < 30 else 1900
    found = _day(int(year) + century, month, day, ("century_added",), issues)
    if asked.is_birth and found is not None and found.iso > asked.today.isoformat():
        return _day(int(year) + 1900, month, day, ("century_added",), issues)
    return found


def _compact(digits: str, asked: _Asked) -> _Found | None:
    """19850305, else 05031985 in the order of the column or the country."""
    found = _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if found is not None:
        return found
    found = _ordered(digits[:2], digits[2:4], digits[4:], asked, dotted=False)
    return replace(found, changes=("reformatted",)) if found is not None and found.precision == "day" else None


def _ordered(first: str, second: str, third: str, asked: _Asked, *, dotted: bool) -> _Found | None:
    if len(first) == 4 or (len(first) == 2 and len(third) < 3 and (int(first) > 31 or asked.country in _YEAR_FIRST)):
        return _dated(first, int(second), int(third), asked)
    if len(first) == 3 or len(third) == 3:
        return None
    a, b = int(first), int(second)
    if a > 12 or b > 12:
        return _dated(third, b, a, asked) if a > 12 else _dated(third, a, b, asked)
    if asked.order == "month_first" or (asked.order is None and asked.country in _MONTH_FIRST and not dotted):
        return _dated(third, a, b, asked)
    unsure = asked.order is None and asked.country is None and a != b and not dotted
    return _dated(third, b, a, asked, ("ambiguous_day_month",) if unsure else ())


def _serial(number: int, *, has_time: bool) -> _Found | None:
    # Excel's day 1 is 1900-01-01 and it believes in 1900-02-29, so from day 61 the origin is 1899-12-30. Workbooks
    # that count from 1904 are read as dates where the workbook is read: a bare number cannot say so.
    if not 3_000 <= number <= 80_000:
        return None
    day = datetime.date(1899, 12, 30) + datetime.timedelta(days=number)
    return _Found(day.isoformat(), "day", ("spreadsheet_serial", *(["time_removed"] if has_time else [])))


def _timestamp(seconds: float) -> _Found | None:
    """Unix time of a midnight in UTC, as web systems export days; other moments are no dates."""
    days, rest = divmod(seconds, _SECONDS_OF_A_DAY)
    if rest:
        return None
    day = datetime.date(1970, 1, 1) + datetime.timedelta(days=days)
    found = _day(day.year, day.month, day.day)
    return replace(found, changes=("unix_timestamp",)) if found is not None else None


def _written(text: str, asked: _Asked) -> _Found | None:
    """A date with the month in words or in Roman figures: '5 марта 1985 г.', 'March 5th, 1985', '5.III.1985'."""
    if len(text) > 60:
        return None
    words = _WORDS.findall(fold_name(text))
    numbers = [word for word in words if word.isdecimal() and word.isascii()]
    others = [word for word in words if not word.isdecimal()]
    months = {word: number for word in others if (number := month_number(word, asked.country))}
    if not months and len(numbers) > 1:
        months = {word: number for word in others if (number := roman_month(word))}
    if len(months) != 1 or not 1 <= len(numbers) <= 2:
        return None
    if not all(word in months or is_idle(word) for word in others):
        return None
    month = next(iter(months.values()))
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if not years and len(days) == 2:
        years = [days.pop(0)] if int(days[0]) > 31 else [days.pop()]
    if len(years) != 1 or len(years) + len(days) != len(numbers):
        return None
    if days:
        return _dated(years[0], month, int(days[0]), asked)
    return _month(int(years[0]), month)

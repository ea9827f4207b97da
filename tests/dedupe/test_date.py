"""Dates as sources write them."""

from __future__ import annotations

import datetime

import pytest
from onefold_dedupe.standardise.columns import standardise_values
from onefold_dedupe.standardise.date import day_month_order, standardise_date

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("raw", "country", "date", "precision"),
    [
        ("1985-03-05", None, "1985-03-05", "day"),
        ("1985-03-05T00:00:00Z", None, "1985-03-05", "day"),
        ("19850305", None, "1985-03-05", "day"),
        ("05.03.1985", "US", "1985-03-05", "day"),
        ("03/05/1985", "US", "1985-03-05", "day"),
        ("05/03/1985", "GB", "1985-03-05", "day"),
        ("03/25/1985", None, "1985-03-25", "day"),
        ("05.03.85", "RU", "1985-03-05", "day"),
        ("05.03.12", "RU", "2012-03-05", "day"),
        ("5 марта 1985 г.", None, "1985-03-05", "day"),
        ("05.03.1985 г.р.", "RU", "1985-03-05", "day"),
        ("geb. 05.03.1985", "DE", "1985-03-05", "day"),
        ("DOB: 1985-03-05", None, "1985-03-05", "day"),
        ("5 березня 1985", None, "1985-03-05", "day"),
        ("March 5, 1985", None, "1985-03-05", "day"),
        ("5. März 1985", "DE", "1985-03-05", "day"),
        ("5 de março de 1985", "BR", "1985-03-05", "day"),
        ("31111", None, "1985-03-05", "day"),
        ("1985-03", None, "1985-03", "month"),
        ("1985", None, "1985", "year"),
        ("1985-00-00", None, "1985", "year"),
        ("10.10.1999", "RU", "1999-10-10", "day"),
        ("1991-01-10", None, "1991-01-10", "day"),
        ("85-03-05", None, "1985-03-05", "day"),
        ("13021985", None, "1985-02-13", "day"),
        ("03051985", "US", "1985-03-05", "day"),
        ("5.III.1985", None, "1985-03-05", "day"),
        ("1985 жылғы 5 наурыз", None, "1985-03-05", "day"),
        ("5 сакавіка 1985", None, "1985-03-05", "day"),
        ("le 1er mars 1985", None, "1985-03-01", "day"),
        ("5 marca 1985 r.", None, "1985-03-05", "day"),
        ("5 mrt 1985", None, "1985-03-05", "day"),
        ("5 dicembre 1985", None, "1985-12-05", "day"),
        ("5 de enero del 1985", None, "1985-01-05", "day"),
        ("5 listopada 1985", "PL", "1985-11-05", "day"),
        ("5. listopada 1985.", "HR", "1985-10-05", "day"),
        ("Mon, 4 Mar 1985 10:20:30 +0300", None, "1985-03-04", "day"),
        ("1985年3月5日", "JP", "1985-03-05", "day"),
        ("٠٥/٠٣/١٩٨٥", "SA", "1985-03-05", "day"),
        ("-315619200000", None, "1960-01-01", "day"),
        ("478828800000", None, "1985-03-05", "day"),
        ("198503050000", None, "1985-03-05", "day"),
        ("25–03–1985", None, "1985-03-25", "day"),
        ("5 — 3 — 1985", "DE", "1985-03-05", "day"),
        ("1985−03−05", None, "1985-03-05", "day"),
        ("1 сентября 1985 в 10:30", None, "1985-09-01", "day"),
    ],
)
def test_read(raw: str, country: str | None, date: str, precision: str) -> None:
    result = standardise_date(raw, country)
    assert (result.status, dict(result.value)) == ("ok", {"date": date, "precision": precision})


@pytest.mark.parametrize(
    "raw",
    ["0000-00-00", "0001-01-01T00:00:00", "1899-12-30", "", None, "нет", "00.00.0000", "00–00–0000", "1601-01-01"],
)
def test_no_date(raw: str | None) -> None:
    assert standardise_date(raw).status == "empty"


@pytest.mark.parametrize(
    "raw",
    [
        "31.02.1985",
        "35",
        "завтра",
        "12.13.1985.4",
        "1985-13-01",
        "12345678",
        "479606401",
        "martin 1985",
        "may 2020 room 5 of 7",
    ],
)
def test_refused(raw: str) -> None:
    assert standardise_date(raw).status == "refused"


def test_unsure_order_is_said() -> None:
    assert standardise_date("03/05/1985").issues == ("ambiguous_day_month",)
    assert standardise_date("03/05/1985", "DE").issues == ()
    assert standardise_date("05/05/1985").issues == ()


@pytest.mark.parametrize("raw", ["1364-05-06", "2528-03-05", "12.07.2530"])
def test_years_of_other_calendars_are_refused(raw: str) -> None:
    assert standardise_date(raw).issues == ("other_calendar",)


def test_a_time_is_left_aside_and_said() -> None:
    for raw in ("1985-03-05T10:20:30Z", "05.03.1985 0:00", "1985-03-05+03:00", "03/05/1985 1:02 PM"):
        result = standardise_date(raw, "US")
        assert (result.value["date"], result.changes) == ("1985-03-05", ("time_removed",))


@pytest.mark.parametrize(
    ("raw", "date", "issues"),
    [
        ("05.03.27", "1927-03-05", ()),
        ("22.11.26", "2026-11-22", ()),
        ("23.11.26", "1926-11-23", ()),
        ("23.11.2026", "2026-11-23", ("impossible_age",)),
        ("05.03.1905", "1905-03-05", ("impossible_age",)),
        ("05.03.1907", "1907-03-05", ()),
    ],
)
def test_nobody_is_born_tomorrow(raw: str, date: str, issues: tuple[str, ...]) -> None:
    result = standardise_date(raw, is_birth=True, today=TODAY)
    assert (result.value["date"], result.issues) == (date, issues)


def test_the_first_day_of_unix_is_kept_and_doubted() -> None:
    result = standardise_date("1970-01-01")
    assert (result.status, result.issues, result.confidence) == ("ok", ("default_date",), 0.6)


def test_a_column_tells_the_order_of_its_dates() -> None:
    order = day_month_order(["03/05/1985", "03/25/1985", "5 May 1985", None, "1985-25-03"])
    assert (order.order, order.day_first, order.month_first, order.either) == ("month_first", 0, 1, 1)
    assert day_month_order(["03/05/1985", "05/05/1985"]).order == "ambiguous"
    assert day_month_order(["13/05/1985"] * 99 + ["05/13/1985"]).decided == "day_first"
    mixed = day_month_order(["13/05/1985"] * 9 + ["05/13/1985"])
    assert (mixed.order, mixed.decided) == ("mixed", None)


def test_values_of_a_column_are_read_in_its_order() -> None:
    american = standardise_values("date", ["03/05/1985", "03/25/1985"])
    assert [one.value.date for one in american] == ["1985-03-05", "1985-03-25"]
    assert american[0].issues == ()
    european = standardise_values("date", ["03/05/1985", "25/03/1985"], "US")
    assert [one.value.date for one in european] == ["1985-05-03", "1985-03-25"]
    assert standardise_values("date", ["03/05/1985", "25/03/1985"], type_="month_first")[0].value.date == "1985-03-05"


def test_values_of_several_countries_are_no_column() -> None:
    found = standardise_values("date", ["03/05/1985", "25/03/1985"], ["US", "GB"])
    assert [one.value.date for one in found] == ["1985-03-05", "1985-03-25"]

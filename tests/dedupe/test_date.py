"""Dates as sources write them."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.date import standardise_date


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
        ("5 березня 1985", None, "1985-03-05", "day"),
        ("March 5, 1985", None, "1985-03-05", "day"),
        ("5. März 1985", "DE", "1985-03-05", "day"),
        ("5 de março de 1985", "BR", "1985-03-05", "day"),
        ("31111", None, "1985-03-05", "day"),
        ("1985-03", None, "1985-03", "month"),
        ("1985", None, "1985", "year"),
        ("1985-00-00", None, "1985", "year"),
    ],
)
def test_read(raw: str, country: str | None, date: str, precision: str) -> None:
    result = standardise_date(raw, country)
    assert (result.status, dict(result.value)) == ("ok", {"date": date, "precision": precision})


@pytest.mark.parametrize("raw", ["0000-00-00", "0001-01-01T00:00:00", "1899-12-30", "", None, "нет", "00.00.0000"])
def test_no_date(raw: str | None) -> None:
    assert standardise_date(raw).status == "empty"


@pytest.mark.parametrize("raw", ["31.02.1985", "35", "завтра", "12.13.1985.4", "1985-13-01", "12345678"])
def test_refused(raw: str) -> None:
    assert standardise_date(raw).status == "refused"


def test_unsure_order_is_said() -> None:
    assert standardise_date("03/05/1985").issues == ("ambiguous_day_month",)
    assert standardise_date("03/05/1985", "DE").issues == ()
    assert standardise_date("05/05/1985").issues == ()

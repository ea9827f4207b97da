"""How staging reads one value as received: the macros of dbt_project/macros/staging.sql on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onefold_core.identifiers import record_name
from onefold_core.settings import load_source
from onefold_pipelines.mapping.check import check_source

from tests.pipelines.mapping_world import environment

DOCS = Path(__file__).parents[2] / "docs" / "mapping.md"


@pytest.fixture(scope="module")
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        # A session in another zone must not change what is read.
        connection.execute("SET TimeZone = 'America/New_York'")
        yield connection


def read(db: duckdb.DuckDBPyConnection, call: str, text: str) -> str | None:
    """What a macro makes of `text`, as text."""
    sql = environment().from_string("SELECT CAST({{ onefold." + call + " }} AS varchar) FROM (SELECT ? AS x)").render()
    row = db.execute(sql, [text]).fetchone()
    return None if row is None or row[0] is None else str(row[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12.0000"),
        ("-12.5", "-12.5000"),
        ("−12,5", "-12.5000"),
        (".5", "0.5000"),
        ("1 234,56", "1234.5600"),
        ("1\u00a0234\u202f567,8", "1234567.8000"),
        ("1'234.50", "1234.5000"),
        ("1.234,56", "1234.5600"),
        ("1,234.56", "1234.5600"),
        ("1.234.567", "1234567.0000"),
        ("1,234,567", "1234567.0000"),
        ("0,125", "0.1250"),
        ("1234,567", "1234.5670"),
        ("7.9E+3", "7900.0000"),
        ("1,234", None),
        ("1.2.3", None),
        ("1,23,4", None),
        ("12 EUR", None),
        ("NaN", None),
        ("inf", None),
        ("99999999999999999999", None),
    ],
)
def test_decimals(db: duckdb.DuckDBPyConnection, text: str, value: str | None) -> None:
    assert read(db, "read_decimal('x')", text) == value


def test_a_stated_decimal_mark_decides(db: duckdb.DuckDBPyConnection) -> None:
    assert read(db, "read_decimal('x', ',')", "1.234") == "1234.0000"
    assert read(db, "read_decimal('x', ',')", "1,234") == "1.2340"
    assert read(db, "read_decimal('x', '.')", "1,234") == "1234.0000"


@pytest.mark.parametrize(
    ("text", "value"),
    [("60", "60"), ("60.0", "60"), ("1 000", "1000"), ("-5", "-5"), ("1.5", None), ("1e3", None), ("12a", None)],
)
def test_integers(db: duckdb.DuckDBPyConnection, text: str, value: str | None) -> None:
    assert read(db, "read_integer('x')", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "true"),
        ("ДА", "true"),
        ("Yes", "true"),
        ("так", "true"),
        ("0", "false"),
        ("НЕТ", "false"),
        ("maybe", None),
    ],
)
def test_booleans(db: duckdb.DuckDBPyConnection, text: str, value: str | None) -> None:
    assert read(db, "read_boolean('x')", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-01-05 10:00:00", "2024-01-05 09:00:00"),
        ("2024-07-05T10:00:00.123456", "2024-07-05 08:00:00.123456"),
        ("2024-07-05T10:00:00Z", "2024-07-05 10:00:00"),
        ("2024-07-05 10:00:00+0530", "2024-07-05 04:30:00"),
        ("2024-07-05 10:00:00-03", "2024-07-05 13:00:00"),
        ("2024-07-05", "2024-07-04 22:00:00"),
        ("2024-13-05", None),
        ("epoch", None),
        ("infinity", None),
        ("05.01.2024", None),
    ],
)
def test_times(db: duckdb.DuckDBPyConnection, text: str, value: str | None) -> None:
    assert read(db, "read_timestamp('x', 'Europe/Berlin')", text) == value


def test_times_by_pattern(db: duckdb.DuckDBPyConnection) -> None:
    call = "read_timestamp('x', 'Europe/Moscow', ['%d.%m.%Y %H:%M', '%Y-%m-%dT%H:%M%z', 'epoch_ms'])"
    assert read(db, call, "05.01.2024 10:00") == "2024-01-05 07:00:00"
    assert read(db, call, "2024-01-05T10:00+0100") == "2024-01-05 09:00:00"
    assert read(db, call, "1700000000000") == "2023-11-14 22:13:20"
    assert read(db, call, "soon") is None


def test_days(db: duckdb.DuckDBPyConnection) -> None:
    assert read(db, "read_date('x', 'Asia/Almaty')", "2024-01-05") == "2024-01-05"
    assert read(db, "read_date('x', 'Asia/Almaty')", "2024-01-05T00:30:00") == "2024-01-05"
    assert read(db, "read_date('x', 'Asia/Almaty')", "2024-01-05T22:00:00Z") == "2024-01-06"
    assert read(db, "read_date('x', 'America/Sao_Paulo', ['%d/%m/%Y'])", "04/11/2018") == "2018-11-04"


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0", "\ufeff", "\u200b \u3000"])
def test_blanks_are_null(db: duckdb.DuckDBPyConnection, blank: str) -> None:
    assert read(db, "clean_text('x')", blank) is None
    assert read(db, "clean_text('x')", f"{blank}a b{blank}") == "a b"


@pytest.mark.parametrize("text", ["0000-00-00", "0000-00-00 00:00:00", "0001-01-01T00:00:00"])
def test_dates_that_mean_none(db: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(db, "clean_date_text('x')", text) is None
    assert read(db, "clean_date_text('x')", "2001-01-01") == "2001-01-01"


@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1), min_size=1, max_size=3
    )
)
def test_record_names_agree_with_python_for_any_key(db: duckdb.DuckDBPyConnection, parts: list[str]) -> None:
    names = [f"k{i}" for i in range(len(parts))]
    call = "{{ onefold.record_name('crm', 'people', " + repr(names) + ") }}"
    sql = environment().from_string(f"SELECT {call} FROM (SELECT {', '.join(f'? AS {n}' for n in names)})").render()
    assert db.execute(sql, parts).fetchone() == (record_name("crm", "people", parts),)


def test_the_example_of_the_docs_is_sound(tmp_path: Path) -> None:
    block = DOCS.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "legacy_crm.yml"
    path.write_text(block, encoding="utf-8")
    assert check_source(load_source(path)) == []

"""Names become SQL in one place, whatever they hold."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onefold_core.errors import ConfigError
from onefold_core.identifiers import (
    MAX_IDENTIFIER_LENGTH,
    checked_name,
    column_name,
    column_names,
    literal,
    parse_record_name,
    quote,
    record_name,
)


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_name_can_be_an_identifier_and_any_text_a_literal(text: str) -> None:
    row = duckdb.sql(f"select {literal(text)} as {quote(text)}").fetchone()
    assert row == (text,)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Номер телефона", "nomer_telefona"),
        ("E-Mail", "e_mail"),
        ("firstName", "first_name"),
        ("1st", "c_1st"),
        ("", "column"),
        ("Контакты.Почта", "kontakty_pochta"),
    ],
)
def test_headers_become_columns(header: str, column: str) -> None:
    assert column_name(header) == column


@given(st.lists(st.text(max_size=90), max_size=12, unique=True))
def test_columns_are_safe_and_unique(headers: list[str]) -> None:
    names = list(column_names(headers).values())
    assert len(set(names)) == len(headers)
    assert all(len(name) <= MAX_IDENTIFIER_LENGTH and name.isascii() and name.isidentifier() for name in names)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=3))
def test_record_names_round_trip(key: list[str]) -> None:
    assert parse_record_name(record_name("crm", "contacts", key)) == ("crm", "contacts", tuple(key))


@pytest.mark.parametrize("name", ['x"; drop table', "Crm", "a__b", "", "9x", "имя", "x" * 300])
def test_a_name_that_cannot_be_a_schema_is_refused(name: str) -> None:
    with pytest.raises(ConfigError):
        checked_name(name, "source")

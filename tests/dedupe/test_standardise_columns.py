"""Values, lists and columns of every library: the same answers, in the caller's own world."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, assert_type

import duckdb
import onefold
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from onefold.values import Address, Company, Phone, Result
from onefold_core.errors import ConfigError
from onefold_dedupe.standardise import columns
from onefold_dedupe.standardise.columns import column_schema
from onefold_dedupe.standardise.files import KINDS, standardiser
from onefold_dedupe.standardise.values import VALUES, typed_value

PHONES = ["8 (916) 123-45-67", None, "+49 30 901820", "8 (916) 123-45-67", "none"]
E164 = ["+79161234567", None, "+4930901820", "+79161234567", None]
SAMPLES = {
    "address": ["Flat 3, 12 Mill Lane, Leeds LS1 4AB", "Hauptstr. 5, 10115 Berlin", "!?", ""],
    "phone": ["+7 495 123-45-67 ext 5, +7 916 123-45-67", "12", "", "916 123 45 67"],
    "email": ["Ivan <i.p+x@gmail.com>; info@firma.de", "no", "n/a"],
    "person": ["Dr. John Q. Smith Jr.", "John and Mary Smith", "Иванов Иван Иванович", ""],
    "company": ["ООО «Ромашка»", "Müller GmbH & Co. KG", "ИП Иванов И.И."],
    "tax-id": ["7707083893/773601001", "DE136695976", "1", ""],
    "date": ["05.03.1985", "1985-03", "1985", "0000-00-00", "x"],
    "country": ["Россия", "DE", "xx", ""],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_typed_value_has_every_field_its_reader_gives(kind: str) -> None:
    read = standardiser(kind)
    assert set(SAMPLES) == set(KINDS) == set(VALUES)
    for raw in SAMPLES[kind]:
        for country in (None, "RU", "DE", "US"):
            found = read(raw, country, None)
            typed = typed_value(kind, found.value)
            assert {name: value for name, value in found.value.items() if value not in ((), [])}.keys() == typed.keys()


def test_the_type_of_an_answer_is_known() -> None:
    one = onefold.standardise("phone", "8 916 123-45-67", country="RU")
    assert_type(one, Result[Phone])
    assert_type(one.value.e164, str | None)
    assert one.value.e164 == one.value["e164"] == "+79161234567"
    many = onefold.standardise("address", ["Hauptstr. 5, 10115 Berlin"], country="DE")
    assert_type(many, list[Result[Address]])
    assert many[0].value.canonical is not None and many[0].value.canonical.city == "Berlin"
    assert_type(onefold.standardise("company", "Coop"), Result[Company])
    assert_type(onefold.standardise("phone", pd.Series(["1"])), pd.DataFrame)


def test_a_value_of_any_type_is_read() -> None:
    assert onefold.standardise("phone", 79161234567.0).value.e164 == "+79161234567"
    assert onefold.standardise("phone", float("nan")).status == "empty"
    assert onefold.standardise("email", None).status == "empty"
    for missing in (pd.NA, pd.NaT, float("nan"), Decimal("sNaN")):
        assert onefold.standardise("date", missing).status == "empty"
    assert onefold.standardise("phone", pd.Period("2020-01")).status == "refused"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [None, "", float("nan"), pd.NA])
def test_a_country_may_be_missing_as_a_value_may(kind: str, missing: Any) -> None:
    raw = SAMPLES[kind][0]
    alone = onefold.standardise(kind, raw)
    assert onefold.standardise(kind, raw, country=missing) == alone
    assert onefold.standardise(kind, [raw], country=missing) == [alone]
    assert onefold.standardise(kind, [raw], country=[missing]) == [alone]
    assert onefold.standardise(kind, pd.Series([raw]), country=missing)["key"].tolist() == [alone.key]


@pytest.mark.parametrize("hint", ["Germany", "Deutschland", "Германия", "DEU", "de"])
def test_a_hint_may_be_a_country_s_name(hint: str) -> None:
    result = onefold.standardise("phone", "030 901820", country=hint)
    assert (result.value.e164, result.issues) == ("+4930901820", ())


def test_a_hint_that_names_no_country_is_said() -> None:
    assert "unknown_hint" in onefold.standardise("phone", "+4930901820", country="Atlantis").issues
    assert onefold.standardise("phone", "+4930901820", country=" ").issues == ()


def test_a_column_of_several_types_is_read() -> None:
    mixed = pd.Series([79161234567, pd.NA, "+49 30 901820", float("nan"), "12"], dtype=object)
    assert onefold.standardise("phone", mixed)["status"].tolist() == ["ok", "empty", "ok", "empty", "refused"]
    broken = ["Ivan \ud800 Petrov"]
    assert onefold.standardise("person", pd.Series(broken, dtype=object))["family"].tolist() == ["Petrov"]


def test_countries_of_another_index_are_not_taken_by_place() -> None:
    phones = pd.Series(["030 901820", "(201) 555-0123"], index=["a", "b"])
    with pytest.raises(ConfigError, match="index-mismatch"):
        onefold.standardise("phone", phones, country=pd.Series(["US", "DE"], index=["b", "a"]))
    assert onefold.standardise("phone", iter(["+4930901820"]))[0].value.e164 == "+4930901820"
    assert onefold.standardise("phone", []) == []


def test_countries_beside_a_list_and_each_different_value_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    read = standardiser("phone")

    def watched(raw: str, country: str | None, type_: str | None) -> Any:
        seen.append((raw, country))
        return read(raw, country, type_)

    monkeypatch.setattr(columns, "standardiser", lambda kind: watched)
    found = onefold.standardise("phone", ["030 901820"] * 3, country=["DE", None, "DE"])
    assert [one.value.e164 for one in found] == ["+4930901820", None, "+4930901820"]
    assert seen == [("030 901820", "DE"), ("030 901820", None)]


def arrow(values: list[str | None]) -> tuple[Any, Any]:
    return pa.array(values, pa.string()), lambda table: table


def chunked(values: list[str | None]) -> tuple[Any, Any]:
    return pa.chunked_array([values[:2], values[2:]], pa.string()).dictionary_encode(), lambda table: table


def pandas(values: list[str | None]) -> tuple[Any, Any]:
    return pd.Series(values), pa.Table.from_pandas


def pandas_objects(values: list[str | None]) -> tuple[Any, Any]:
    return pd.Series([float("nan") if v is None else v for v in values], dtype=object), pa.Table.from_pandas


def pandas_arrow(values: list[str | None]) -> tuple[Any, Any]:
    return pd.Series(values, dtype="string[pyarrow]"), pa.Table.from_pandas


def polars(values: list[str | None]) -> tuple[Any, Any]:
    return pl.Series(values), lambda frame: frame.to_arrow()


def relation(values: list[str | None]) -> tuple[Any, Any]:
    received = pa.table({"phone": pa.array(values, pa.string())})
    return duckdb.connect().from_arrow(received), lambda found: found.to_arrow_table()


@pytest.mark.parametrize("library", [arrow, chunked, pandas, pandas_objects, pandas_arrow, polars, relation])
def test_a_column_of_every_library(library: Any) -> None:
    values, as_arrow = library(PHONES)
    found = onefold.standardise("phone", values, country="RU")
    table = as_arrow(found)
    assert table.column("e164").to_pylist() == E164
    assert table.column("changes").to_pylist()[0] == ["national_prefix_removed", "reformatted"]
    assert table.column("status").to_pylist()[1] == "empty"
    assert set(column_schema("phone").names) <= set(table.column_names)


def test_pandas_keeps_its_index_and_takes_a_column_of_countries() -> None:
    frame = pd.DataFrame({"p": ["030 901820", "030 901820"], "c": ["DE", None]}, index=["b", "a"])
    found = onefold.standardise("phone", frame["p"], country=frame["c"])
    assert list(found.index) == ["b", "a"]
    assert found["status"].to_dict() == {"b": "ok", "a": "refused"}
    assert onefold.standardise("phone", pd.Series([79161234567.0, None]))["e164"][0] == "+79161234567"
    tax = onefold.standardise("tax-id", pd.Series(["7707083893", "1"]), country="RU")
    assert tax["valid"].dtype == "boolean"


def test_a_relation_with_countries_joins_in_its_own_database() -> None:
    with duckdb.connect() as con:
        con.execute("create table t as select * from (values ('030 901820', 'DE'), ('8 916 123-45-67', 'RU')) v(p, c)")
        found = onefold.standardise("phone", con.table("t"))
        onefold.standardise("phone", con.sql("select p from t where c = 'DE'"), country="DE")
        joined = found.join(con.table("t"), "p = raw and c = hint").select("c, e164").order("c")
        assert joined.fetchall() == [("DE", "+4930901820"), ("RU", "+79161234567")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_says_what_single_values_say(kind: str) -> None:
    table = onefold.standardise(kind, pa.array(SAMPLES[kind]), country="RU")
    assert table.schema == column_schema(kind)
    for row, raw in zip(table.to_pylist(), SAMPLES[kind], strict=True):
        one = onefold.standardise(kind, raw, country="RU").as_dict()
        assert found_in(row) == found_in(one | one.pop("value"))


def found_in(node: Any) -> Any:
    """Without what was not found: a table has a column for it, a value has not."""
    if isinstance(node, dict):
        return {name: found_in(part) for name, part in node.items() if part not in (None, [])}
    return [found_in(part) for part in node] if isinstance(node, list) else node


def test_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values = pa.array([f"+4930{n}" for n in range(900_000, 900_050)])
    whole = onefold.standardise("phone", values)
    monkeypatch.setattr(columns, "CHUNK_VALUES", 20)
    assert onefold.standardise("phone", values, workers=2).equals(whole)
    many = onefold.standardise("phone", values.to_pylist(), workers=2)
    assert [one.value.e164 for one in many] == whole.column("e164").to_pylist()


def test_what_is_not_a_column_is_refused() -> None:
    for table in (pd.DataFrame({"a": ["1"]}), pa.table({"a": ["1"]}), duckdb.connect().sql("select 1, 2, 3")):
        with pytest.raises(ConfigError, match="not-a-column"):
            onefold.standardise("phone", table)
    with pytest.raises(ConfigError, match="length-mismatch"):
        onefold.standardise("phone", ["1", "2"], country=["DE"])
    with pytest.raises(ConfigError, match="unknown-kind"):
        onefold.standardise("colour", pd.Series(["red"]))


def test_a_column_of_dates_is_decided_as_a_column() -> None:
    column = pd.Series(["03/05/1985", "12/31/1990", None])
    assert onefold.standardise("date", column)["date"].tolist()[:2] == ["1985-03-05", "1990-12-31"]
    assert [one.value.date for one in onefold.standardise("date", ["03/05/1985", "31/12/1990"])] == [
        "1985-05-03",
        "1990-12-31",
    ]
    assert onefold.standardise("date", column, type="day_first")["date"][0] == "1985-05-03"

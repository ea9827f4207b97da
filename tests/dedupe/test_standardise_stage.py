"""The stage on a small warehouse in memory: contract columns, caching, what is gone is deleted."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from onefold_dedupe.standardise import stage
from onefold_dedupe.standardise.stage import run_standardise


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create schema intermediate")
    con.execute(
        """create table intermediate.int_party (record_name text, name_id text, kind text, full_name text,
        given_name text, middle_name text, family_name text, organization_name text, country text, tax_id text,
        tax_id_id text, birth_date text, source text as (split_part(record_name, ':', 1)),
        object text as (split_part(record_name, ':', 2)))"""
    )
    con.executemany(
        "insert into intermediate.int_party values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                "a:c:1",
                "n1",
                "person",
                None,
                "Иван",
                "Петрович",
                "Сидоров",
                None,
                "Россия",
                "7707083893",
                "t1",
                "05.03.1985",
            ),
            ("a:c:2", "n2", None, "ООО «Ромашка»", None, None, None, None, "RU", None, None, None),
            ("a:c:3", "n3", None, "Иванов Иван Иванович", None, None, None, None, None, "191", "t2", "0000-00-00"),
            ("b:c:9", "n1", "person", None, "Иван", "Петрович", "Сидоров", None, "Россия", None, None, "1985"),
            ("b:c:8", "n4", "organization", "ИП Петров Пётр Петрович", None, None, None, None, None, None, None, None),
            ("b:c:7", "n5", "person", None, "John", None, "Smith", "Acme Inc.", "USA", None, None, None),
        ],
    )
    con.execute(
        """create table intermediate.int_contact_point
        (record_name text, channel text, value text, country text, value_id text)"""
    )
    con.executemany(
        "insert into intermediate.int_contact_point values (?, ?, ?, ?, ?)",
        [
            ("a:c:1", "phone", "8 (916) 123-45-67", None, "v1"),
            ("a:c:1", "email", "Info@Example.org", None, "v2"),
            ("a:c:2", "website", "www.example.org/", None, "v3"),
            ("b:c:7", "phone", "(201) 555-0123; 201-555-0124", "United States", "v4"),
        ],
    )
    fields = ["full_address", "street", "street_2", "house_number", "unit", "postcode", "city", "state", "country"]
    con.execute(
        "create table intermediate.int_address (record_name text, address_id text, "
        f"{', '.join(f + ' text' for f in fields)})"
    )
    con.execute(
        "insert into intermediate.int_address (record_name, address_id, full_address, country) values "
        "('a:c:1', 'a1', '101000, г. Москва, ул. Мясницкая, д. 5, кв. 7', 'Россия')"
    )
    con.execute(
        "insert into intermediate.int_address (record_name, address_id, street, postcode, city, country) values "
        "('b:c:7', 'a2', 'Hauptstr. 5', '10115', 'Berlin', 'Germany')"
    )
    return con


def one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    row = con.execute(query).fetchone()
    assert row is not None
    return tuple(row)


def test_every_kind_lands_in_its_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    done = run_standardise(warehouse, default_country="RU")
    assert done == {"name": 5, "contact_point": 4, "address": 2, "tax_id": 2, "birth_date": 3, "country": 3}
    assert one(
        warehouse, "select kind, given, patronymic, family, gender from standardised.name where name_id = 'n1'"
    ) == (
        "person",
        "Иван",
        "Петрович",
        "Сидоров",
        "male",
    )
    assert one(warehouse, "select kind, company_name, legal_form_code from standardised.name where name_id = 'n2'") == (
        "organization",
        "Ромашка",
        "llc",
    )
    assert one(warehouse, "select kind, family from standardised.name where name_id = 'n3'") == ("person", "Иванов")
    assert one(warehouse, "select company_name, family from standardised.name where name_id = 'n4'") == (
        "Петров Пётр Петрович",
        "Петров",
    )
    assert one(warehouse, "select given, company_name from standardised.name where name_id = 'n5'") == ("John", "Acme")
    assert one(warehouse, "select value, validity, kind from standardised.contact_point where value_id = 'v1'") == (
        "+79161234567",
        "valid",
        "mobile",
    )
    assert one(warehouse, "select value, flags from standardised.contact_point where value_id = 'v2'") == (
        "info@example.org",
        ["role"],
    )
    assert one(warehouse, "select value, key from standardised.contact_point where value_id = 'v3'") == (
        "https://www.example.org",
        "example.org",
    )
    assert one(warehouse, "select value, others from standardised.contact_point where value_id = 'v4'") == (
        "+12015550123",
        ["+12015550124"],
    )
    assert one(warehouse, "select country_code, city from standardised.address where address_id = 'a2'") == (
        "DE",
        "Berlin",
    )
    assert (
        one(warehouse, "select house_number, postcode from standardised.address where address_id = 'a1'")[1] == "101000"
    )
    assert one(warehouse, "select type, valid from standardised.tax_id where tax_id_id = 't1'") == ("ru.inn", True)
    assert str(one(warehouse, "select value from standardised.birth_date where raw = '05.03.1985'")[0]) == "1985-03-05"
    assert one(warehouse, "select value, precision from standardised.birth_date where raw = '1985'") == (None, "year")
    assert one(warehouse, "select status from standardised.birth_date where raw = '0000-00-00'") == ("empty",)
    assert one(warehouse, "select code from standardised.country where raw = 'Россия'") == ("RU",)


def test_a_second_run_reads_only_what_is_new(warehouse: duckdb.DuckDBPyConnection) -> None:
    run_standardise(warehouse, default_country="RU")
    assert set(run_standardise(warehouse, default_country="RU").values()) == {0}
    warehouse.execute(
        "insert into intermediate.int_contact_point values ('b:c:1', 'phone', '+49 30 901820', null, 'v9')"
    )
    warehouse.execute("delete from intermediate.int_contact_point where value_id = 'v1'")
    assert run_standardise(warehouse, default_country="RU")["contact_point"] == 1
    assert one(warehouse, "select count(*) from standardised.contact_point where value_id = 'v1'") == (0,)


def test_another_gazetteer_reads_the_addresses_again(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_standardise(warehouse, default_country="RU")
    listed = tmp_path / "places.csv"
    listed.write_text("name,kind,country\nМосква,state,RU\n", encoding="utf-8")
    done = run_standardise(warehouse, default_country="RU", gazetteer=listed)
    assert {table for table, count in done.items() if count} == {"address"}
    assert set(run_standardise(warehouse, default_country="RU", gazetteer=listed).values()) == {0}
    assert run_standardise(warehouse, default_country="RU")["address"] == 2


def test_other_rules_or_another_default_country_read_everything_again(
    warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_standardise(warehouse, default_country="RU")
    assert run_standardise(warehouse, default_country=None)["contact_point"] == 4
    assert one(warehouse, "select status from standardised.contact_point where value_id = 'v1'") == ("refused",)
    monkeypatch.setattr(stage, "rule_version", lambda: "another")
    assert run_standardise(warehouse, default_country=None)["name"] == 5
    assert one(warehouse, "select distinct rule_version from standardised.name") == ("another",)


def test_batches_and_processes_change_nothing(
    warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_standardise(warehouse, default_country="RU")
    query = "select * from standardised.contact_point order by value_id"
    whole = warehouse.execute(query).fetchall()
    warehouse.execute("drop schema standardised cascade")
    monkeypatch.setattr(stage, "BATCH_ROWS", 1)
    monkeypatch.setattr(stage, "PARALLEL_FROM", 4)
    seen: list[tuple[str, int, int]] = []
    run_standardise(warehouse, default_country="RU", progress=lambda *a: seen.append(a), workers=2)
    assert warehouse.execute(query).fetchall() == whole
    assert ("contact_point", 4, 4) in seen


def _born(con: duckdb.DuckDBPyConnection, record: str) -> str:
    query = """select b.value from intermediate.int_party p join standardised.birth_date b
        on b.raw = p.birth_date and b.source = p.source and b.object = p.object where p.record_name = ?"""
    row = con.execute(query, [record]).fetchone()
    assert row is not None
    return str(row[0])


def test_each_object_of_a_source_has_its_own_order_of_dates(warehouse: duckdb.DuckDBPyConnection) -> None:
    people = [("us:c:1", "03/05/1985"), ("us:c:2", "03/25/1985"), ("eu:c:1", "03/05/1985"), ("eu:d:1", "25/03/1985")]
    warehouse.executemany("insert into intermediate.int_party (record_name, birth_date) values (?, ?)", people)
    run_standardise(warehouse, default_country="RU")
    assert _born(warehouse, "us:c:1") == "1985-03-05"
    assert _born(warehouse, "eu:c:1") == "1985-05-03"
    orders = "select day_month_order from standardised.birth_date where source = 'us' order by raw"
    assert warehouse.execute(orders).fetchall() == [("month_first",), ("month_first",)]
    assert run_standardise(warehouse, default_country="RU")["birth_date"] == 0
    # The first date that tells the order has the object's dates read again, and only these.
    warehouse.execute("insert into intermediate.int_party (record_name, birth_date) values ('eu:c:2', '03/28/1985')")
    assert run_standardise(warehouse, default_country="RU")["birth_date"] == 2
    assert _born(warehouse, "eu:c:1") == "1985-03-05"


def test_a_table_of_an_earlier_release_is_made_anew(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("create schema standardised")
    warehouse.execute("create table standardised.birth_date (raw varchar, status varchar, rule_version varchar)")
    warehouse.execute("insert into standardised.birth_date values ('1985', 'ok', 'old')")
    assert run_standardise(warehouse, default_country="RU")["birth_date"] == 3


def test_a_phone_is_read_in_the_records_country_before_the_projects(warehouse: duckdb.DuckDBPyConnection) -> None:
    run_standardise(warehouse, default_country="RU")
    query = "select value, metadata_version is not null from standardised.contact_point where value_id = ?"
    assert one(warehouse, query.replace("?", "'v4'")) == ("+12015550123", True)
    assert one(warehouse, query.replace("?", "'v1'")) == ("+79161234567", True)


def test_tables_are_held_to_little_memory_during_the_stage_and_no_longer(warehouse: duckdb.DuckDBPyConnection) -> None:
    def limit() -> str:
        return str(warehouse.execute("select current_setting('memory_limit')").fetchall()[0][0])

    warehouse.execute("set memory_limit = '2GiB'")
    during = set()
    run_standardise(warehouse, default_country="RU", progress=lambda *_: during.add(limit()))
    assert during == {"384.0 MiB"}
    assert limit() == "2.0 GiB"

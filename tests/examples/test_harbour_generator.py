"""The harbour example keeps its promises: same bytes, promised size, right check digits, real dirt, the whole truth."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy
from onefold_core.identifiers import parse_record_name, record_name
from onefold_core.readers import FileSpec, read_table
from onefold_core.settings import load_project
from onefold_core.settings_source import SourceFile

from examples.harbour.generator.crm_tables import load_into
from examples.harbour.generator.model import Company, Person
from examples.harbour.generator.project import SEED, observe
from examples.harbour.generator.rates import exchange_rates, rates_csv
from examples.harbour.generator.world import build_world

ROOT = Path(__file__).resolve().parents[2]
HARBOUR = ROOT / "examples" / "harbour"
GENERATE = HARBOUR / "generate.py"


def generate(out: Path, *options: str) -> Path:
    subprocess.run(
        [sys.executable, str(GENERATE), "--out", str(out), *options], check=True, capture_output=True, cwd=out
    )
    return out


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("harbour"))


@pytest.fixture(scope="module")
def next_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("harbour_day_2"), "--day", "2")


@pytest.fixture(scope="module")
def expected(data: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((data / "truth" / "expected.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def truth(data: Path) -> dict[str, tuple[str, str]]:
    return read_truth(data)


def read_truth(data: Path) -> dict[str, tuple[str, str]]:
    with (data / "truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = {row["record_name"]: (row["entity_id"], row["kind"]) for row in rows}
    assert len(truth) == len(rows)
    return truth


def spec(settings: SourceFile, name: str) -> FileSpec:
    chosen = settings.objects[name]
    return FileSpec(
        format=chosen.format,
        encoding=chosen.encoding,
        delimiter=chosen.delimiter,
        sheet=chosen.sheet,
        header_row=chosen.header_row or 1,
        skip_footer=chosen.skip_footer,
        record=chosen.record,
    )


SEEDLESS = (
    "google_ads_campaigns.csv",
    "helpdesk_agents.jsonl",
    "mailing_campaigns.csv",
    "meta_campaigns.json",
    "new_crm_owners.csv",
    "new_crm_stages.csv",
)
"""Files that no chance has a part in: lists that somebody set up."""

FIRST_SOURCES = "8770ad70a979"
"""Digest of the files that the example began with, and of their truth: matching is measured against them."""

BEGAN_WITH = (
    "sources/1c_export.xml",
    "sources/google_form.csv",
    "sources/ledger.xlsx",
    "sources/legacy_crm.sqlite",
    "sources/site_posts.jsonl",
    "sources/subscribers.csv",
    "truth/expected.json",
    "truth/truth.csv",
)


def test_what_the_example_began_with_is_as_it_was(data: Path) -> None:
    found = digests(data)
    # SQLite writes its own version into its file; the rows are what counts.
    dump = sqlite3.connect(data / "sources" / "legacy_crm.sqlite")
    found["sources/legacy_crm.sqlite"] = hashlib.sha256("\n".join(dump.iterdump()).encode()).hexdigest()
    dump.close()
    both = "".join(found[path] for path in BEGAN_WITH)
    assert hashlib.sha256(both.encode()).hexdigest()[:12] == FIRST_SOURCES


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b", "other"):
        (tmp_path / name).mkdir()
    first = digests(generate(tmp_path / "a", "--scale", "0.05"))
    assert len(first) == 27
    assert digests(generate(tmp_path / "b", "--scale", "0.05")) == first
    other = digests(generate(tmp_path / "other", "--scale", "0.05", "--seed", "21"))
    same = {path for path, digest in first.items() if other[path] == digest}
    assert same == {f"sources/{name}" for name in SEEDLESS}


def test_size_is_what_the_readme_says(truth: dict[str, tuple[str, str]], expected: dict[str, Any]) -> None:
    assert 5_500 <= len(truth) <= 6_500
    assert 3_200 <= len({entity for entity, _ in truth.values()}) <= 3_800
    assert expected["party_records"] == len(truth)
    repeated = Counter(Counter(entity for entity, _ in truth.values()).values())
    assert sum(count for size, count in repeated.items() if size > 1) > 1_000


def test_truth_names_every_party_record_once(data: Path, truth: dict[str, tuple[str, str]]) -> None:
    assert sorted(all_party_records(data)) == sorted(truth)


def all_party_records(data: Path) -> list[str]:
    found = []
    with sqlite3.connect(data / "sources" / "legacy_crm.sqlite") as connection:
        for table in ("accounts", "contacts", "leads"):
            found += [record_name("legacy_crm", table, key) for (key,) in connection.execute(f"select id from {table}")]
    connection.close()
    for source, name in (
        ("web_forms", "google_form"),
        ("web_forms", "site_posts"),
        ("accounting", "counterparties"),
        ("accounting", "ledger"),
        ("mailing", "subscribers"),
    ):
        settings = load_project(HARBOUR).source(source).file
        path = data / Path(settings.objects[name].path or "").relative_to("data")
        for batch in read_table(path, spec(settings, name)).batches:
            rows = batch.select(list(settings.objects[name].key)).to_pylist()
            found += [record_name(source, name, row.values()) for row in rows]
    return found


@pytest.mark.parametrize(
    "source", ["accounting", "google_ads", "helpdesk", "mailing", "meta_ads", "new_crm", "planning", "web_forms"]
)
def test_every_column_of_the_files_is_accounted_for(data: Path, expected: dict[str, Any], source: str) -> None:
    settings = load_project(HARBOUR).source(source).file
    facts = json.loads((data / "truth" / "facts.json").read_text(encoding="utf-8"))["rows"]
    for name, chosen in settings.objects.items():
        table = read_table(data / Path(chosen.path or "").relative_to("data"), spec(settings, name))
        rows = sum(batch.num_rows for batch in table.batches)
        assert set(table.headers) == {*chosen.used_columns, *chosen.ignore}, name
        assert len(table.rejected) == expected["quarantined"].get(f"{source}.{name}", 0)
        named = "accounting.ledger" if name == "ledger_invoices" else f"{source}.{name}"
        assert rows == (expected["rows"] | facts)[named]


@pytest.mark.parametrize("source", ["legacy_crm", "shop"])
def test_every_column_of_the_databases_is_accounted_for(data: Path, expected: dict[str, Any], source: str) -> None:
    settings = load_project(HARBOUR).source(source).file
    facts = json.loads((data / "truth" / "facts.json").read_text(encoding="utf-8"))["rows"]
    connection = sqlite3.connect(data / "sources" / f"{source}.sqlite")
    for name, chosen in settings.objects.items():
        if chosen.is_landed:
            columns = {row[1] for row in connection.execute(f"pragma table_info({name})")}
            assert columns == {*chosen.used_columns, *chosen.ignore}, name
            assert (
                connection.execute(f"select count(*) from {name}").fetchone()[0]
                == (expected["rows"] | facts)[f"{source}.{name}"]
            )
    connection.close()


def test_dangling_references_are_as_many_as_expected(data: Path, expected: dict[str, Any]) -> None:
    connection = sqlite3.connect(data / "sources" / "legacy_crm.sqlite")
    every_id = "select id from accounts union all select id from contacts union all select id from leads"
    for name, count in expected["dangling"].items():
        source, table, column = name.split(".")
        if source == "legacy_crm":
            query = f"select count(*) from {table} where {column} is not null and {column} not in ({every_id})"
            assert connection.execute(query).fetchone()[0] == count > 0
    connection.close()
    tree = ElementTree.parse(data / "sources" / "1c_export.xml")
    orders = {node.findtext("Ид") for node in tree.iter("Документ") if node.findtext("ХозОперация") == "Заказ товара"}
    bases = [node.text for node in tree.iter("Основание")]
    assert sum(base not in orders for base in bases) == expected["dangling"]["accounting.payments.Основание"] == 2


def test_export_of_1c_is_windows_1251(data: Path) -> None:
    content = (data / "sources" / "1c_export.xml").read_bytes()
    assert content.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    assert "КоммерческаяИнформация" in content.decode("cp1251")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_ledger_is_as_dirty_as_promised(data: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(data / "sources" / "ledger.xlsx")["Клиенты"]
    assert [sheet.cell(3, column).value for column in (1, 2, 5)] == ["Код", "Контрагент", "Телефон"]
    assert sheet.cell(sheet.max_row, 1).value == "Итого"
    telephones = [sheet.cell(row, 5) for row in range(4, sheet.max_row)]
    assert any(isinstance(cell.value, int | float) and cell.number_format == "0.0000E+00" for cell in telephones)
    assert any(isinstance(cell.value, str) and re.fullmatch(r"\d\.\d{4}E\+1\d", cell.value) for cell in telephones)
    amounts = [sheet.cell(row, 12).value for row in range(4, sheet.max_row)]
    assert any(isinstance(value, float | int) for value in amounts)
    assert any(isinstance(value, str) and re.fullmatch(r"[\d ]+,\d\d", value) for value in amounts)


def test_tax_numbers_have_right_check_digits() -> None:
    everybody = build_world(20, 1.0)
    modules = {"RU": "ru.inn", "UA": "ua.edrpou", "DE": "de.vat", "GB": "gb.vat", "BR": "br.cnpj", "US": "us.ein"}
    for company in everybody.companies:
        if company.country == "KZ":
            assert is_kz_number(company.tax_id)
        else:
            assert import_module(f"stdnum.{modules[company.country]}").is_valid(company.tax_id), company.entity_id
        assert bool(company.kpp) == (company.country == "RU")
    for person in everybody.people:
        if person.country == "KZ":
            assert is_kz_number(person.tax_id)
            assert person.tax_id[:6] == person.birth_date[2:].replace("-", "")
        elif person.tax_id:
            module = {"RU": "ru.inn", "UA": "ua.rntrc", "BR": "br.cpf"}[person.country]
            assert import_module(f"stdnum.{module}").is_valid(person.tax_id), person.entity_id
    assert len({company.tax_id for company in everybody.companies}) == len(everybody.companies)


def is_kz_number(number: str) -> bool:
    """БИН and ИИН: check digit modulo 11, with other weights when the first give 10."""
    digits = [int(c) for c in number]
    check = sum(d * w for d, w in zip(digits, range(1, 12), strict=False)) % 11
    if check == 10:
        check = sum(d * w for d, w in zip(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), strict=False)) % 11
    return len(digits) == 12 and check == digits[11]


def test_telephones_and_mailboxes_are_possible_and_apart() -> None:
    import phonenumbers

    everybody = build_world(20, 1.0)
    entities: list[Person | Company] = [*everybody.people, *everybody.companies]
    for entity in entities:
        for number in entity.phones:
            assert phonenumbers.is_valid_number(phonenumbers.parse(number)), number
    mailboxes = [email for entity in entities for email in entity.emails]
    assert len(mailboxes) == len(set(mailboxes))
    assert all(email.isascii() and email == email.lower() for email in mailboxes)


def test_hard_cases_are_there() -> None:
    everybody = build_world(20, 1.0)
    families: dict[tuple[Any, str], list[Any]] = {}
    for person in everybody.people:
        families.setdefault((person.address, person.home_phone), []).append(person)
    households = [members for members in families.values() if len(members) > 1]
    assert len(households) > 100
    for members in households:
        names = Counter((person.given, person.family) for person in members)
        if max(names.values()) > 1:
            assert len({person.birth_date for person in members}) == len(members)
    assert sum(len({person.given for person in members}) < len(members) for members in households) > 20
    names_of: dict[tuple[str, str], set[str]] = {}
    for person in everybody.people:
        names_of.setdefault((person.given, person.family), set()).add(person.address.city.name)
    assert sum(len(cities) > 1 for cities in names_of.values()) > 80
    countries: dict[str, set[str]] = {}
    for company in everybody.companies:
        countries.setdefault(company.name, set()).add(company.country)
    assert sum(len(found) > 1 for found in countries.values()) > 10


def test_second_day_changes_what_it_says(data: Path, next_day: Path) -> None:
    changes = json.loads((next_day / "truth" / "expected.json").read_text(encoding="utf-8"))["changes_since_day_1"]
    before, after = tables(data), tables(next_day)
    for table, rows in after.items():
        old = before[table]
        counts = changes.get(f"legacy_crm.{table}", {})
        assert len(rows.keys() - old.keys()) == counts.get("new", 0), table
        assert len(old.keys() - rows.keys()) == counts.get("hard_deleted", 0), table
        touched = [key for key in rows.keys() & old.keys() if rows[key] != old[key]]
        assert len(touched) == counts.get("changed", 0) + counts.get("soft_deleted", 0), table
        assert sum(rows[key]["deleted"] > old[key]["deleted"] for key in touched) == counts.get("soft_deleted", 0), (
            table
        )
        if "date_modified" in next(iter(rows.values())):
            assert all(rows[key]["date_modified"] > old[key]["date_modified"] for key in touched)
    old_truth, new_truth = read_truth(data), read_truth(next_day)
    gone = [parse_record_name(name)[1] for name in old_truth.keys() - new_truth.keys()]
    assert gone == ["leads"]
    assert all(new_truth[name] == whose for name, whose in old_truth.items() if name in new_truth)
    assert sorted(all_party_records(next_day)) == sorted(new_truth)


def tables(data: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Of the tables that days change: rows by id."""
    connection = sqlite3.connect(data / "sources" / "legacy_crm.sqlite")
    connection.row_factory = sqlite3.Row
    names = ("accounts", "contacts", "leads", "opportunities", "calls")
    found = {name: {row["id"]: dict(row) for row in connection.execute(f"select * from {name}")} for name in names}
    connection.close()
    return found


def test_committed_rates_are_the_generators() -> None:
    committed = (HARBOUR / "dbt" / "seeds" / "exchange_rates.csv").read_text(encoding="utf-8")
    assert committed == rates_csv(SEED)
    assert {row[1] for row in exchange_rates(SEED)} == {"USD", "RUB", "BRL", "KZT"}


@pytest.mark.postgres
def test_crm_is_the_same_in_postgresql(tmp_path: Path, postgres_url: str) -> None:
    assert_same_as_sqlite(tmp_path, postgres_url)


@pytest.mark.mariadb
def test_crm_is_the_same_in_mariadb(tmp_path: Path, mariadb_url: str) -> None:
    assert_same_as_sqlite(tmp_path, mariadb_url)


def assert_same_as_sqlite(tmp_path: Path, url: str) -> None:
    tables = observe(SEED, 0.1).crm.tables
    sqlite = f"sqlite:///{(tmp_path / 'crm.sqlite').as_posix()}"
    for target in (sqlite, url, url):
        load_into(target, tables)
    for table in tables:
        rows = database_rows(sqlite, table)
        assert len(rows) == len(tables[table])
        assert database_rows(url, table) == rows


def database_rows(url: str, table: str) -> list[str]:
    """The rows of a table as text, in an order that no database decides; money with its two decimals."""
    engine = sqlalchemy.create_engine(url)
    reflected = sqlalchemy.Table(table, sqlalchemy.MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.select(reflected)).mappings().all()
    engine.dispose()
    return sorted(str({k: f"{v:.2f}" if isinstance(v, float | Decimal) else v for k, v in row.items()}) for row in rows)

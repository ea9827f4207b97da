"""`source test` shows all that is missing and writes nothing; `source add` sees tables, files and their keys."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import openpyxl
import pytest
from onefold_core.errors import SourceTerminalError
from onefold_core.systems import system_names
from onefold_pipelines.catalog import catalog_entries
from onefold_pipelines.probe import test_source as probe_source
from onefold_pipelines.shapes import describe_url_or_file

from tests.pipelines.workbench import Workbench

CRM = """
    kind: sql
    url: sqlite:///crm.sqlite
    objects:
      contacts: {entity: person, key: [id], map: {name: full_name}}
      deals: {entity: deal, key: [id], map: {titel: name}}
      gone: {entity: none, key: [id]}
      written: {entity: contact_point, model: custom}
    """


def make_crm(bench: Workbench) -> None:
    """A CRM with two tables and a view."""
    with closing(sqlite3.connect(bench.root / "crm.sqlite")) as connection:
        connection.executescript(
            "create table contacts (id integer primary key, name text, date_modified timestamp, x text);"
            "insert into contacts values (1, 'secret name', '2024-01-01', 'y'), (2, null, null, null);"
            "create table deals (id integer, title text);"
            'create view "Old Leads" as select id, name as "E-Mail" from contacts;'
        )


def test_everything_missing_is_listed_at_once_and_nothing_written(bench: Workbench) -> None:
    bench.write("crm", CRM)
    make_crm(bench)
    before = sorted(path.relative_to(bench.root) for path in bench.root.rglob("*"))
    checks = {check.name: check for check in probe_source(bench.write("crm", CRM), bench.root)}
    assert checks["connection"].ok
    assert checks["contacts: columns"].ok
    assert "date_modified, x" in checks["contacts: undecided"].finding
    assert checks["contacts: first page"].finding == "2 rows read"
    assert not checks["deals"].ok
    assert "'title'" in checks["deals"].finding, "the closest header is named"
    assert not checks["gone"].ok
    assert "contacts" in checks["gone"].finding
    assert not any(name.startswith("written") for name in checks)
    assert "secret name" not in repr(checks)
    assert sorted(path.relative_to(bench.root) for path in bench.root.rglob("*")) == before


def test_a_source_that_does_not_open_is_one_failed_check(bench: Workbench) -> None:
    source = bench.write("crm", CRM)
    (check,) = probe_source(source, bench.root)
    assert (check.name, check.ok) == ("connection", False)


def test_database_shapes(bench: Workbench) -> None:
    make_crm(bench)
    contacts, deals, view = sorted(describe_url_or_file("sqlite:///crm.sqlite", bench.root), key=lambda s: s.name)
    assert (contacts.name, contacts.row_estimate, contacts.key_guess) == ("contacts", 2, ("id",))
    assert contacts.cursor_guess == "date_modified"
    assert contacts.sample_types["id"] == "integer"
    assert contacts.samples["name"] == ("secret name", "")
    assert "secret" not in repr(contacts)
    assert deals.row_estimate == 0
    assert (view.name, dict(view.facts), view.headers) == ("old_leads", {"table": "Old Leads"}, ("id", "E-Mail"))


def test_file_shapes_find_encoding_header_row_and_footer(bench: Workbench) -> None:
    folder = bench.root / "in"
    folder.mkdir()
    (folder / "forms 2024.csv").write_bytes("Код;Имя\r\n1;Анна\r\n2;Пётр\r\n3;Юлия\r\n".encode("cp1251"))
    (forms,) = describe_url_or_file("in/*.csv", bench.root)
    assert (forms.name, forms.headers, forms.row_estimate) == ("forms", ("Код", "Имя"), 3)
    assert forms.facts["delimiter"] == ";"
    assert forms.samples["Имя"] == ("Анна", "Пётр", "Юлия")
    book = openpyxl.Workbook()
    for row in (["Ledger"], [], ["Code", "Client", "Sum"], [1, "A", 2], [2, "B", 3], ["Итого", None, 5]):
        book.worksheets[0].append(row)
    book.save(folder / "ledger.xlsx")
    (ledger,) = describe_url_or_file("in/ledger.xlsx", bench.root)
    assert (ledger.facts["header_row"], ledger.facts["skip_footer"]) == (3, "Итого")
    (folder / "1c.xml").write_text(
        "<КоммерческаяИнформация><Документ><Ид>d</Ид><Номер>5</Номер><Контрагенты><Контрагент><Ид>к</Ид>"
        "<Наименование>Р</Наименование></Контрагент></Контрагенты></Документ></КоммерческаяИнформация>",
        encoding="utf-8",
    )
    records = {shape.facts["record"]: shape.row_estimate for shape in describe_url_or_file("in/1c.xml", bench.root)}
    assert records["counterparties"] == 1
    with pytest.raises(SourceTerminalError, match="no-files"):
        describe_url_or_file("in/none.csv", bench.root)


def test_catalog_needs_nothing() -> None:
    assert {entry.name.partition(":")[0] for entry in catalog_entries()} == {"sql", "files", *system_names()}
    assert "hubspot" in system_names()

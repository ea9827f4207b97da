"""Files: every format lands, unchanged files are not read, snapshots mark deletes, bad rows go to quarantine."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_core.errors import SourceTerminalError

from tests.pipelines.workbench import Workbench, codes

FORMS = """
    kind: files
    objects:
      forms:
        entity: person
        path: in/*.csv
        key: [Код]
        map: {Имя: given_name, E-Mail: email}
    """


def test_csv_lands_as_received_and_is_read_once(bench: Workbench) -> None:
    bench.write("web", FORMS)
    bench.put("a.csv", "Код;Имя;E-Mail\n1;Анна;a@x.de\n2; Пётр ;\n;Без кода;c@x.de\n2;Пётр;p@x.de\n1;2\n")
    first = bench.sync("web").object("forms")
    assert bench.rows("raw_web.forms", "kod, imya, e_mail, _of_file, _of_row, _of_deleted_at") == [
        ("1", "Анна", "a@x.de", "in/a.csv", 2, None),
        ("2", "Пётр", "p@x.de", "in/a.csv", 5, None),
    ]
    assert (first.rows_read, first.rows_landed, first.rows_duplicate, first.rows_quarantined) == (5, 2, 1, 2)
    assert bench.query("select file, line, reason, run_id from quarantine.row order by line") == [
        ("in/a.csv", 4, "key-missing", "run-1"),
        ("in/a.csv", 6, "ragged-row", "run-1"),
    ]
    second = bench.sync("web").object("forms")
    assert (second.mode, second.rows_read, second.rows_total) == ("unchanged", 0, 2)
    again = bench.sync("web", full_refresh=True).object("forms")
    assert (again.rows_read, again.rows_landed, again.rows_quarantined) == (5, 0, 2)
    assert bench.query("select count(*), max(run_id) from quarantine.row") == [(2, "run-3")], "counted once"


def test_new_file_is_read_alone_changed_files_are_a_snapshot(bench: Workbench) -> None:
    bench.write("web", FORMS)
    bench.put("2024-01.csv", "Код;Имя;E-Mail\n1;Анна;\n2;Пётр;\n")
    bench.sync("web")
    bench.put("2024-02.csv", "Код;Имя;E-Mail\n2;Пётр;new@x.de\n3;Олег;\n")
    added = bench.sync("web").object("forms")
    assert (added.mode, added.rows_read, added.rows_landed) == ("incremental", 2, 2)
    bench.put("2024-01.csv", "Код;Имя;E-Mail\n1;Анна;\n")
    changed = bench.sync("web").object("forms")
    assert (changed.mode, changed.rows_read, changed.rows_landed, changed.rows_deleted_marked) == ("full", 3, 0, 0)
    bench.put("2024-02.csv", "Код;Имя;E-Mail\n3;Олег;\n")
    gone = bench.sync("web").object("forms")
    assert (gone.rows_deleted_marked, bench.alive("raw_web.forms", "kod")) == (1, ["1", "3"])
    bench.put("2024-03.csv", "Код;Имя;E-Mail\n2;Пётр;\n")
    bench.sync("web")
    assert bench.alive("raw_web.forms", "kod") == ["1", "2", "3"]


def test_renamed_or_repeated_file_gives_no_new_rows(bench: Workbench) -> None:
    bench.write("web", FORMS)
    path = bench.put("b.csv", "Код;Имя;E-Mail\n1;Анна;\n2;Пётр;\n")
    bench.sync("web")
    path.rename(path.with_name("c.csv"))
    renamed = bench.sync("web").object("forms")
    assert (renamed.rows_landed, renamed.rows_unchanged, renamed.rows_deleted_marked) == (0, 2, 0)
    (path.parent / "d.csv").write_bytes((path.parent / "c.csv").read_bytes())
    repeated = bench.sync("web")
    assert repeated.object("forms").rows_read == 0
    assert "file-delivered-twice" in codes(repeated)
    assert bench.query("select count(*) from raw_web.forms") == [(2,)]


def test_unreadable_row_is_not_a_delete(bench: Workbench) -> None:
    bench.write("web", FORMS)
    bench.put("a.csv", "Код;Имя;E-Mail\n1;Анна;\n2;Пётр;\n")
    bench.sync("web")
    bench.put("a.csv", "Код;Имя;E-Mail\n1;Анна;\n2;Пётр;;;\n")
    held = bench.sync("web")
    assert "deletes-held" in codes(held)
    assert bench.alive("raw_web.forms", "kod") == ["1", "2"]


def test_last_by_cursor_wins_among_duplicates(bench: Workbench) -> None:
    bench.write(
        "web",
        """
        kind: files
        objects:
          forms:
            entity: person
            path: in/a.csv
            key: [id]
            cursor: at
            map: {name: given_name, at: {as: updated_at, format: "%d.%m.%Y"}}
        """,
    )
    bench.put("a.csv", "id,name,at\n1,newest,02.01.2024\n1,older,31.12.2023\n2,first,01.01.2024\n2,last,01.01.2024\n")
    bench.sync("web")
    assert bench.rows("raw_web.forms", "id, name") == [("1", "newest"), ("2", "last")]


def test_jsonl_may_leave_fields_out_but_not_the_key(bench: Workbench) -> None:
    bench.write(
        "web",
        """
        kind: files
        objects:
          posts:
            entity: form_submission
            path: in/posts.jsonl
            key: [id]
            map: {utm.source: utm_source, message: message, ref: source_url}
        """,
    )
    bench.put(
        "posts.jsonl", '{"id": 1, "utm": {"source": "x"}}\n{"id": "2", "message": "hi"}\n{"message": "no id"}\n{oops\n'
    )
    result = bench.sync("web")
    assert bench.rows("raw_web.posts", "id, utm_source, message, ref") == [
        ("1", "x", None, None),
        ("2", None, "hi", None),
    ]
    assert "column-absent" in codes(result)
    assert bench.query("select line, reason from quarantine.row order by line") == [(3, "key-missing"), (4, "bad-json")]
    bench.put("posts.jsonl", '{"message": "nobody has a key"}\n')
    with pytest.raises(SourceTerminalError, match="column-vanished"):
        bench.sync("web")


def test_excel_parquet_and_commerceml_land(bench: Workbench) -> None:
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = bench.root / "in"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Report"], [], ["Код", "Клиент", "Сумма"], [7, "ООО Ромашка", 10.5], ["Итого", None, 10.5]):
        sheet.append(row)
    book.save(folder / "ledger.xlsx")
    pq.write_table(pa.table({"id": [1, 2], "amount": pa.array(["1.10", None])}), folder / "pay.parquet")
    (folder / "1c.xml").write_text(
        '<?xml version="1.0" encoding="windows-1251"?>\n<КоммерческаяИнформация ВерсияСхемы="2.05"><Документ>'
        "<Ид>d1</Ид><Номер>5</Номер><Контрагенты><Контрагент><Ид>к1</Ид><Наименование>Ромашка</Наименование>"
        "<ИНН>7707083893</ИНН></Контрагент></Контрагенты></Документ></КоммерческаяИнформация>",
        encoding="cp1251",
    )
    bench.write(
        "books",
        """
        kind: files
        objects:
          ledger:
            {entity: organization, path: in/ledger.xlsx, header_row: 3, skip_footer: Итого, key: [Код],
             keep: [Клиент, Сумма]}
          pay: {entity: payment, path: in/pay.parquet, key: [id], keep: [amount]}
          parties: {entity: organization, path: in/1c.xml, record: counterparties, key: [Ид], keep: [Наименование, ИНН]}
        """,
    )
    bench.sync("books")
    assert bench.rows("raw_books.ledger", "kod, klient, summa") == [("7", "ООО Ромашка", "10.5")]
    assert bench.rows("raw_books.pay", "id, amount") == [("1", "1.10"), ("2", None)]
    assert bench.query("select * exclude (_of_loaded_at, _of_deleted_at, _of_row) from raw_books.parties") == [
        ("к1", "Ромашка", "7707083893", "in/1c.xml")
    ]


def test_no_file_is_an_error_with_the_path(bench: Workbench) -> None:
    bench.write("web", FORMS)
    with pytest.raises(SourceTerminalError, match=r"in/\*\.csv"):
        bench.sync("web")


def test_a_wider_mapping_reads_everything_again(bench: Workbench) -> None:
    bench.write("web", FORMS)
    bench.put("a.csv", "Код;Имя;E-Mail;Город\n1;Анна;;Bonn\n")
    assert codes(bench.sync("web")) == {"unknown-column"}
    bench.write("web", FORMS.replace("E-Mail: email", "E-Mail: email, Город: address.city"))
    bench.sync("web")
    assert bench.rows("raw_web.forms", "kod, gorod") == [("1", "Bonn")]
    bench.write("web", FORMS.replace("key: [Код]", "key: [Код]\n        ignore: [Город]"))
    bench.sync("web")
    assert bench.query("select count(*) from raw_web.forms where gorod is not null") == [(0,)], "ignored columns empty"


def test_lost_warehouse_is_filled_again(bench: Workbench) -> None:
    bench.write("web", FORMS)
    bench.put("a.csv", "Код;Имя;E-Mail\n1;Анна;\n")
    bench.sync("web")
    bench.warehouse.unlink()
    Path(f"{bench.warehouse}.wal").unlink(missing_ok=True)
    assert bench.sync("web").object("forms").rows_landed == 1


def test_an_object_without_rows_still_has_its_table(bench: Workbench) -> None:
    bench.write("web", FORMS)
    path = bench.put("a.csv", "Код;Имя;E-Mail\n")
    assert bench.sync("web").object("forms").rows_total == 0
    assert bench.rows("raw_web.forms", "kod, imya, e_mail, _of_file, _of_row, _of_deleted_at") == []
    path.write_text("Код;Имя;E-Mail\n1;Анна;\n", encoding="utf-8")
    assert bench.sync("web").object("forms").rows_landed == 1

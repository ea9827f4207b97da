"""JSON, CommerceML, Excel and Parquet: what a value becomes, and what a mapping will be told is wrong."""

from __future__ import annotations

import datetime
import gzip
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.readers import FileSpec, Limits, find_format, read_table
from onefold_core.readers.archive import open_input
from onefold_core.readers.spec import DEFAULT

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "commerceml" / "carono__php-commerceml"


def _rows(path: Path, **spec: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_table(path, FileSpec(**spec)).read_all().to_pylist()
    return rows


# ---- JSON


def test_json_lines_are_flattened_one_level(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(
        '\ufeff{"id": 1, "utm": {"source": "я", "x": {"n": 1.10}}, "tags": [1, 2.50, "ё"], "e": {}, "l": []}\n\n'
        '{"ok": true, "none": null, "id": "2"}\n',
        encoding="utf-8",
    )
    table = read_table(path)
    assert table.headers == ("id", "utm.source", "utm.x", "tags", "l", "ok", "none")
    first, second = table.read_all().to_pylist()
    assert (first["utm.source"], first["utm.x"], first["tags"], first["l"]) == (
        "я",
        '{"n": 1.10}',
        '[1, 2.50, "ё"]',
        "[]",
    )
    assert (second["ok"], second["none"], second["id"], second["_of_row"]) == ("true", None, "2", 3)


@pytest.mark.parametrize(
    "form", ["[%s]", '{"total": 3, "data": [%s], "next": null}', ' {"x": {"data": 1}, "data" : [ %s ]}']
)
@pytest.mark.parametrize("indent", [None, 2])
def test_json_documents(tmp_path: Path, form: str, indent: int | None) -> None:
    objects = [{"id": n, "name": 'Иван ] } \\ " [', "deep": {"a": [{"b": n}]}} for n in range(3)]
    path = tmp_path / "rows.json"
    path.write_text(
        form % ",\n".join(json.dumps(o, indent=indent, ensure_ascii=False) for o in objects), encoding="utf-8"
    )
    rows = _rows(path)
    assert [(row["id"], row["name"], row["_of_row"]) for row in rows] == [
        (str(n), 'Иван ] } \\ " [', n + 1) for n in range(3)
    ]


def test_json_lines_under_a_json_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('{"id": 1}\n{"id": 2}\n', encoding="utf-8")
    assert find_format(open_input(path, DEFAULT)) == "jsonl"
    assert [row["id"] for row in _rows(path)] == ["1", "2"]


def test_windows_of_a_document_do_not_cut_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import onefold_core.readers.json as json_reader

    monkeypatch.setattr(json_reader, "_READ_BYTES", 3)
    path = tmp_path / "rows.json"
    path.write_text('{"n": 123456, "data": [{"id": 12345}, {"id": "Жук"}]}', encoding="utf-8")
    assert [row["id"] for row in _rows(path)] == ["12345", "Жук"]


# ---- CommerceML

PARTY = "<Контрагент><Ид>{id}</Ид><Наименование>{name}</Наименование>{more}</Контрагент>"


def _commerceml(path: Path, body: str, attributes: str = "", encoding: str = "windows-1251") -> Path:
    root = "КоммерческаяИнформация"
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<{root} {attributes}>\n{body}\n</{root}>'
    path.write_bytes(text.encode({"UTF-8": "utf-8-sig"}.get(encoding, encoding)))
    return path


@pytest.mark.fixtures
@pytest.mark.skipif(not FIXTURES.is_dir(), reason="../shared/fixtures is not beside the checkout")
def test_recorded_orders() -> None:
    path = FIXTURES / "tests__xml__orders.xml"
    (party,) = _rows(path, record="counterparties")
    assert (party["Фамилия"], party["АдресРегистрации.Почтовый индекс"], party["Представитель.Наименование"]) == (
        "Петров",
        "6546",
        "Петр Петров",
    )
    (order,) = _rows(path, record="orders")
    assert (order["Сумма"], order["Реквизит.Статус заказа"], order["Контрагент.Ид"]) == (
        "9683.42",
        "[F] Доставлен",
        "1#admin#Петров Петр",
    )
    lines = _rows(path, record="order_lines")
    assert [(line["Номер строки"], line["Сумма"]) for line in lines] == [("1", "348.00"), ("2", "9335.42")]
    (payment,) = _rows(path, record="payments")
    assert (payment["Номер"], payment["Дата"], payment["Время"], payment["Заказ.Ид"]) == (
        "ТК000000026",
        "2007-10-16",
        "15:44:47",
        "20",
    )


@pytest.mark.fixtures
@pytest.mark.skipif(not FIXTURES.is_dir(), reason="../shared/fixtures is not beside the checkout")
@pytest.mark.parametrize("name", ["import", "import_wo_classifier", "offers"])
def test_recorded_catalogues_have_no_orders_but_their_columns(name: str) -> None:
    table = read_table(FIXTURES / f"tests__xml__{name}.xml", FileSpec(record="orders"))
    assert table.headers[:3] == ("Ид", "Номер", "Дата")
    assert table.read_all().num_rows == 0


@pytest.mark.parametrize("attributes", ["", 'xmlns="urn:1C.ru:commerceml_210"', 'xmlns:a="urn:x" a:ВерсияСхемы="2.10"'])
@pytest.mark.parametrize("encoding", ["windows-1251", "UTF-8"])
@pytest.mark.parametrize("break_lines", [True, False])
def test_counterparties_are_read_once_where_they_are_fullest_and_last(
    tmp_path: Path, attributes: str, encoding: str, break_lines: bool
) -> None:
    contacts = (
        "<Контакты><Контакт><Тип>Почта</Тип><Значение>a@b.ru</Значение></Контакт>"
        "<Контакт><Тип>Почта</Тип><Значение>c@d.ru</Значение></Контакт></Контакты>"
    )
    body = "\n".join(
        [
            "<Контрагенты>",
            PARTY.format(id=1, name="Старое", more="<ИНН>1</ИНН>"),
            PARTY.format(id=2, name="Второй", more=""),
            "</Контрагенты>",
            "<Контейнер><Документ><Ид>7</Ид><Контрагенты>",
            PARTY.format(id=1, name="Новое", more="<ИНН>1</ИНН>" + contacts),
            "</Контрагенты></Документ></Контейнер>",
            "<Документ><Ид>8</Ид><Контрагенты>",
            PARTY.format(id=1, name="Упоминание", more=""),
            "</Контрагенты></Документ>",
        ]
    )
    body = body if break_lines else body.replace("\n", "")
    path = _commerceml(tmp_path / "export.xml", body, attributes, encoding)
    rows = _rows(path, record="counterparties")
    assert [(row["Ид"], row["Наименование"]) for row in rows] == [("2", "Второй"), ("1", "Новое")]
    assert (rows[1]["Контакты.Почта"], rows[1]["Контакты.Почта 2"]) == ("a@b.ru", "c@d.ru")


def test_orders_payments_and_other_documents(tmp_path: Path) -> None:
    def one(key: int, kind: str, more: str = "") -> str:
        date = "<Дата>0001-01-01T00:00:00</Дата>"
        return f"<Документ><Ид>{key}</Ид><ХозОперация>{kind}</ХозОперация>{date}{more}</Документ>"

    inner = "<ПодчиненныеДокументы>" + one(11, "Выплата безналичных денег").replace(
        "Документ>", "ПодчиненныйДокумент>"
    ) + "</ПодчиненныеДокументы>"  # fmt: skip
    value = "<Наименование>Дата оплаты</Наименование><Значение>2024-01-02T03:04:05</Значение>"
    paid = f"<ЗначенияРеквизитов><ЗначениеРеквизита>{value}</ЗначениеРеквизита></ЗначенияРеквизитов>"
    refund = one(3, "Возврат наличных денег", "<Основание>1</Основание>")
    body = one(1, "Заказ товара", inner) + one(2, "Отпуск товара") + refund
    path = _commerceml(tmp_path / "a.xml", body + one(4, "Заказ товара", paid))
    assert [row["Ид"] for row in _rows(path, record="orders")] == ["1", "4"]
    assert [(row["Ид"], row["Заказ.Ид"]) for row in _rows(path, record="payments")] == [("11", "1"), ("3", "1")]
    assert [row["Ид"] for row in _rows(path, record="documents")] == ["1", "11", "2", "3", "4"]
    assert _rows(path, record="orders")[0]["Дата"] == "0001-01-01T00:00:00"
    only_orders = _commerceml(tmp_path / "b.xml", one(4, "Заказ товара", paid))
    (payment,) = _rows(only_orders, record="payments")
    assert (payment["Ид"], payment["Дата"], payment["Время"], payment["Заказ.Ид"]) == (
        "4#оплата",
        "2024-01-02",
        "03:04:05",
        "4",
    )


def test_commerceml_needs_a_record_and_its_root(tmp_path: Path) -> None:
    path = _commerceml(tmp_path / "a.xml", "")
    with pytest.raises(ConfigError, match="counterparties"):
        read_table(path)
    (tmp_path / "b.xml").write_text("<other/>", encoding="utf-8")
    with pytest.raises(SourceTerminalError, match="not-commerceml"):
        read_table(tmp_path / "b.xml", FileSpec(record="orders"))


# ---- Excel


def _workbook(path: Path, rows: list[list[Any]], merge: str | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


LEDGER: list[list[Any]] = [
    ["Отчёт за год"],
    [],
    ["Имя", "Телефон", "Дата", "Сумма", None],
    [" Иванов", 79161234567.0, datetime.date(2024, 1, 5), 0.1 + 0.2, None],
    ["Анна", "7.9161E+10", datetime.datetime.fromisoformat("2024-01-05T10:30:00"), True, None],
    [None, None, None, None],
    ["Ольга", 1e20, datetime.time(9, 5), Decimal("-12.50"), None],
    ["Пётр", 1, None, "=1+1", None],
    ["Лишний", 1, None, 1, 5],
    ["Итого", None, None, 100],
]


def test_ledger_with_title_and_footer(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "ledger.xlsx", LEDGER, merge="A1:D1")
    table = read_table(path, FileSpec(header_row=3, skip_footer="Итого"))
    assert table.headers == ("Имя", "Телефон", "Дата", "Сумма")
    assert [tuple(row.values()) for row in table.read_all().to_pylist()] == [
        (" Иванов", "79161234567", "2024-01-05", "0.3", 4),
        ("Анна", "7.9161E+10", "2024-01-05T10:30:00", "true", 5),
        ("Ольга", "100000000000000000000", "09:05:00", "-12.5", 7),
    ]
    assert [(bad.line, bad.reason) for bad in table.rejected] == [(8, "formula-without-value"), (9, "ragged-row")]


def test_saved_formula_is_read_by_its_value(tmp_path: Path) -> None:
    import zipfile

    path = _workbook(tmp_path / "a.xlsx", [["a", "b"], ["x", "=1+1"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", parts[sheet])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert _rows(path)[0]["b"] == "2"


@pytest.mark.parametrize(("merge", "code"), [("A3:B3", "merged-header"), ("A3:A4", "merged-header")])
def test_merged_header_is_refused(tmp_path: Path, merge: str, code: str) -> None:
    path = _workbook(tmp_path / "a.xlsx", LEDGER, merge=merge)
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path, FileSpec(header_row=3))
    assert raised.value.code == code
    assert merge in (raised.value.where or "")


def test_wrong_header_row_is_told_the_right_one(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", LEDGER)
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path)
    assert raised.value.code == "no-header"
    assert (raised.value.mend or "").endswith("header_row: 3")


def test_sheets_and_foreign_workbooks(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]])
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path, FileSpec(sheet="Лист2"))
    assert raised.value.valid == ("Sheet",)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    with pytest.raises(SourceTerminalError, match="old-excel"):
        read_table(tmp_path / "old.xls")
    (tmp_path / "a.xlsx.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert _rows(tmp_path / "a.xlsx.gz")[0]["a"] == "1"


# ---- Parquet


def test_parquet_values_become_text(tmp_path: Path) -> None:
    at = datetime.datetime.fromisoformat("2024-01-05T10:00:00.000500")
    table = pa.table(
        {
            "int": pa.array([7916123456789012345, None]),
            "float": [79161234567.0, float("nan")],
            "money": [Decimal("1.50"), Decimal("1000.00")],
            "naive": pa.array([at.replace(microsecond=0), None], pa.timestamp("us")),
            "instant": pa.array([at, None], pa.timestamp("us", "Europe/Berlin")),
            "day": [datetime.date(2024, 1, 1), None],
            "utm": [{"source": "я", "n": 1}, None],
            "tags": [["a", "ё"], None],
            "flag": [True, False],
            "category": pa.array(["a", "b"]).dictionary_encode(),
        }
    )
    path = tmp_path / "a.parquet"
    pq.write_table(table, path)
    first, second = _rows(path)
    assert first == {
        "int": "7916123456789012345",
        "float": "79161234567",
        "money": "1.50",
        "naive": "2024-01-05T10:00:00",
        "instant": "2024-01-05T10:00:00.000500Z",
        "day": "2024-01-01",
        "utm.source": "я",
        "utm.n": "1",
        "tags": '["a", "ё"]',
        "flag": "true",
        "category": "a",
        "_of_row": 1,
    }
    assert (second["float"], second["money"], second["instant"], second["tags"]) == (None, "1000.00", None, None)


def test_parquet_rows_with_unreadable_text_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": ["x", "n\0l", "y"], "b": [b"ok", b"ok", b"\xff"]}), path)
    table = read_table(path)
    assert table.read_all()["_of_row"].to_pylist() == [1]
    assert [(bad.line, bad.reason) for bad in table.rejected] == [(2, "nul-character"), (3, "replacement-character")]
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SourceTerminalError, match="bad-parquet"):
        read_table(path)


def test_too_many_rejected_rows_stop_the_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1\n" * 50, encoding="utf-8")
    with pytest.raises(SourceTerminalError, match="too-many-rejected"):
        read_table(path, limits=Limits(max_rejected=10)).read_all()


def test_a_shared_text_is_small_only_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    notes = pa.array(["x" * 100_000]).take(pa.array([0] * 5_000))
    pq.write_table(pa.table({"id": range(5_000), "note": notes}), path)
    assert path.stat().st_size < 1_000_000
    table = read_table(path)
    rows = 0
    for batch in table.batches:
        rows += batch.num_rows
        assert batch.nbytes < 6_000_000
    assert rows == 5_000


def test_goods_and_parties_that_a_record_leaves_out_do_not_disturb_what_follows(tmp_path: Path) -> None:
    party = "<Контрагенты><Контрагент><Ид>k{0}</Ид><Наименование>А{0}</Наименование></Контрагент></Контрагенты>"
    order = (
        "<Документ><Ид>d{0}</Ид><ХозОперация>Заказ товара</ХозОперация>" + party + "<Товары><Товар><Ид>t{0}</Ид>"
        "<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Вид</Наименование><Значение>Товар</Значение>"
        "</ЗначениеРеквизита></ЗначенияРеквизитов></Товар></Товары><Сумма>{0}.00</Сумма></Документ>"
    )
    body = party.format(9) + order.format(1) + party.format(8) + order.format(2)
    path = _commerceml(tmp_path / "export.xml", body)

    def column(record: str, header: str) -> list[str | None]:
        table = read_table(path, FileSpec(record=record))
        return [value for batch in table.batches for value in batch.column(header).to_pylist()]

    assert column("orders", "Сумма") == ["1.00", "2.00"]
    assert column("orders", "Контрагент.Ид") == ["k1", "k2"]
    assert column("order_lines", "Реквизит.Вид") == ["Товар", "Товар"]
    assert sorted(filter(None, column("counterparties", "Ид"))) == ["k1", "k2", "k8", "k9"]


def test_depth_is_bounded_where_nothing_is_read_too(tmp_path: Path) -> None:
    deep = "<x>" * 200 + "</x>" * 200
    path = _commerceml(tmp_path / "export.xml", f"<Контрагенты>{deep}</Контрагенты>")
    with pytest.raises(SourceTerminalError, match="nested deeper"):
        read_table(path, FileSpec(record="orders"))

"""F14: hostile and sloppy CSV stays within 512 MB and 10 s; every bad row is quarantined with its position."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_core.readers import read_table

from tests.faults.probe_reader import Reading, probe

MAX_MB = 512
MAX_SECONDS = 10


def _within_limits(reading: Reading) -> None:
    assert reading.peak_mb <= MAX_MB
    assert reading.seconds <= MAX_SECONDS


def _write_repeated(path: Path, head: bytes, piece: bytes, times: int, tail: bytes) -> Path:
    with path.open("wb") as file:
        file.write(head)
        for _ in range(times):
            file.write(piece)
        file.write(tail)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("quoted", [False, True])
def test_one_gigabyte_field(tmp_path: Path, quoted: bool) -> None:
    quote = b'"' if quoted else b""
    path = _write_repeated(tmp_path / "big.csv", b"id,note\n1," + quote, b"x" * 1_000_000, 1_000, quote + b"\n2,ok\n")
    reading = probe(path)
    path.unlink()
    assert reading.error is None
    assert reading.rejected == [(2, "row-too-long")]
    assert reading.rows == 1
    _within_limits(reading)


@pytest.mark.slow
def test_one_gigabyte_field_with_line_breaks_stops_at_the_limit(tmp_path: Path) -> None:
    piece = (b"y" * 99 + b"\n") * 10_000
    path = _write_repeated(tmp_path / "big.csv", b'id,note\n1,"', piece, 1_000, b'"\n2,ok\n')
    reading = probe(path)
    path.unlink()
    assert reading.error == "too-many-rejected"
    _within_limits(reading)


def test_a_million_columns_in_the_header(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"column{n}" for n in range(1_000_000)) + "\n", encoding="utf-8")
    reading = probe(path)
    assert reading.error == "too-many-columns"
    _within_limits(reading)


def test_a_million_fields_in_a_row(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a,b\n1,2\n" + "x," * 1_000_000 + "\n3,4\n", encoding="utf-8")
    reading = probe(path)
    assert (reading.rows, reading.rejected) == (2, [(3, "ragged-row")])
    _within_limits(reading)


def test_unclosed_quote_costs_one_row_and_names_the_line_it_opened_on(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    lines = ["id,note"] + [f"{n},text {n}" for n in range(2, 60_000)]
    lines[999] = '1000,"opened and never closed'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reading = probe(path)
    assert reading.rejected == [(1000, "unclosed-quote")]
    assert reading.rows == 60_000 - 3
    _within_limits(reading)


def test_quotes_that_reopen_on_every_line_do_not_cost_the_square(tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    path.write_text("a,b,c\n" + 'x",y,"z\n' * 200_000, encoding="utf-8")
    reading = probe(path)
    assert reading.error in ("csv-quoting", "too-many-rejected")
    _within_limits(reading)


def test_ragged_rows_embedded_newlines_and_sep_line(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes(b'sep=;\r\nid;note;x\r\n1;"two\r\nlines";a\r\n2;short\r\n3;a;b;long\r\n\r\n4;"say ""hi""";b\r\n')
    table = read_table(path)
    assert table.headers == ("id", "note", "x")
    assert table.facts.delimiter == ";"
    rows = table.read_all().to_pylist()
    assert [(row["_of_row"], row["id"], row["note"]) for row in rows] == [
        (3, "1", "two\r\nlines"),
        (8, "4", 'say "hi"'),
    ]
    assert [(bad.line, bad.reason) for bad in table.rejected] == [(5, "ragged-row"), (6, "ragged-row")]
    assert table.rejected[0].raw == "2;short"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    row = b"1234567,\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd,ivan@example.com,+7 912 000-00-00\n"
    path = _write_repeated(tmp_path / "long.csv", b"id,name,email,phone\n", row * 1000, 3_000, b"")
    reading = probe(path)
    assert reading.rows == 3_000_000
    assert reading.rejected_count == 0
    assert reading.peak_mb <= MAX_MB

"""CSV: the fast way and the careful way agree on every text; headers, footers and delimiters are found."""

from __future__ import annotations

from pathlib import Path

import onefold_core.readers.csv as csv_reader
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onefold_core.errors import ConfigError, SourceTerminalError, SourceTransientError
from onefold_core.readers import FileSpec, Limits, read_table
from onefold_core.readers.csv_fast import fast_batch
from onefold_core.readers.csv_slow import SlowReader
from onefold_core.readers.spec import DEFAULT, Rejections

pieces = st.sampled_from(['"', '""', ",", "\n", "\r\n", "\r", "a", "b c", "Ж", " ", "1.5", '"x"', '"y\nz"', '"p""q"'])


values = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=8)
DIALECT = csv_reader.Dialect(",", '"', 2, None, DEFAULT)


def _slow(text: str, line: int, rejections: Rejections) -> list[list[object]]:
    reader = SlowReader(("x", "y"), DIALECT, rejections)
    return [list(row.values()) for batch in reader.read(text, line, is_final=True) for row in batch.to_pylist()]


@settings(max_examples=1500, deadline=None)
@given(st.lists(pieces, min_size=1, max_size=25).map("".join))
def test_fast_and_slow_agree(text: str) -> None:
    text += "\n"
    rejections = Rejections("f", DEFAULT)
    fast = fast_batch(text, 7, ("x", "y"), DIALECT, rejections)
    if fast is None:
        return
    batch, tail = fast
    rows = [list(row.values()) for row in batch.to_pylist()]
    rows += _slow(tail, 7 + text.count("\n") - tail.count("\n"), rejections)
    slow_rejections = Rejections("f", DEFAULT)
    assert rows == _slow(text, 7, slow_rejections)
    assert rejections.rows == slow_rejections.rows


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(values, min_size=3, max_size=3),
        max_size=12,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([40, 4_000_000]),
)  # fmt: skip
def test_what_the_standard_library_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, block_bytes: int
) -> None:
    import csv

    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([["a", "b", "c"], *rows])
    table = read_table(path, FileSpec(delimiter=delimiter, encoding="utf-8"), Limits(block_bytes=block_bytes))
    read = [list(row.values())[:-1] for row in table.read_all().to_pylist()]
    assert (read, table.rejected) == (rows, [])


def test_the_fast_way_is_taken_for_ordinary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a;b\n1;"x ""y"""\n2;"one\ntwo"\n3;short;row\n4;z\n', encoding="cp1251")
    monkeypatch.setattr(SlowReader, "_rows", lambda *_: pytest.fail("took the slow way"))
    monkeypatch.setattr(SlowReader, "read", lambda self, text, *_, **__: iter(()) if not text else pytest.fail(text))
    table = read_table(path)
    assert table.read_all()["_of_row"].to_pylist() == [2, 3, 6]
    assert [(bad.line, bad.reason) for bad in table.rejected] == [(5, "ragged-row")]


def _read(path: Path, text: str, **spec: object) -> tuple[tuple[str, ...], list[list[object]], list[tuple[int, str]]]:
    path.write_text(text, encoding="utf-8", newline="")
    table = read_table(path, FileSpec(**spec))  # type: ignore[arg-type]
    rows = [list(row.values()) for row in table.read_all().to_pylist()]
    return table.headers, rows, [(bad.line, bad.reason) for bad in table.rejected]


def test_header_row_and_footer(tmp_path: Path) -> None:
    text = "Отчёт\n\nимя;сумма;\nИванов;10;x\nИтого по всем;10;\n;подпись\n"
    headers, rows, rejected = _read(tmp_path / "a.csv", text, header_row=3, skip_footer="Итого")
    assert headers == ("имя", "сумма", "column 3")
    assert rows == [["Иванов", "10", "x", 4]]
    assert rejected == []


def test_a_footer_that_matches_data_is_refused(tmp_path: Path) -> None:
    text = "a,b\nTotal Ltd,1\n" + "x,1\n" * 200
    with pytest.raises(SourceTerminalError, match="footer-too-long"):
        _read(tmp_path / "a.csv", text, skip_footer="Total")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["a", "b"], ["1,5", "x; y"], ["2", "z"]]
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in rows]
    text = "\n".join(delimiter.join(row) for row in quoted)
    assert _read(tmp_path / "a.csv", text) == (("a", "b"), [["1,5", "x; y", 2], ["2", "z", 3]], [])


def test_one_column_old_mac_lines_and_no_quotes(tmp_path: Path) -> None:
    assert _read(tmp_path / "a.csv", "email\na@b.c\n\nd@e.f") == (("email",), [["a@b.c", 2], ["d@e.f", 4]], [])
    assert _read(tmp_path / "b.csv", "a,b\r1,2\r3,4") == (("a", "b"), [["1", "2", 2], ["3", "4", 3]], [])
    _, rows, _ = _read(tmp_path / "c.csv", 'a,b\n5",x\n"6,y\n', quote="")
    assert rows == [['5"', "x", 2], ['"6', "y", 3]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"),
        ("\n", "no-header"),
        (" , \n1,2\n", "no-header"),
        ("a,b,a\n1,2,3\n", "duplicate-header"),
        ("a,_of_row\n1,2\n", "reserved-header"),
        ('a,"b\n', "bad-header"),
    ],
)
def test_headers_that_cannot_be(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(SourceTerminalError) as raised:
        _read(tmp_path / "a.csv", text)
    assert raised.value.code == code


def test_duplicate_header_names_both_positions_and_no_content(tmp_path: Path) -> None:
    with pytest.raises(SourceTerminalError) as raised:
        _read(tmp_path / "a.csv", "id,Иванов,x,Иванов\n")
    assert "columns 2 and 4" in raised.value.what
    assert "Иванов" not in str(raised.value)


def test_a_file_that_changes_under_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    table = read_table(path)
    path.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    with pytest.raises(SourceTransientError, match="file-changed"):
        table.read_all()


def test_missing_file_and_bad_specs(tmp_path: Path) -> None:
    with pytest.raises(SourceTerminalError, match="missing-file"):
        read_table(tmp_path / "none.csv")
    for wrong in ({"format": "xls"}, {"delimiter": ";;"}, {"header_row": 0}, {"record": "x"}, {"skip_footer": " "}):
        with pytest.raises(ConfigError):
            FileSpec(**wrong)


def test_the_package_is_light_to_import() -> None:
    import subprocess
    import sys

    code = "import sys, onefold_core.readers; sys.exit(any(m in sys.modules for m in ('pyarrow', 'numpy', 'openpyxl')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

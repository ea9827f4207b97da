"""F17: deep, huge, NaN and duplicate JSON is refused or has one defined meaning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from onefold_core.errors import SourceTerminalError
from onefold_core.readers import read_table

from tests.faults.probe_reader import probe

HUGE = "9" * 10_000
LINES = {
    "deep": ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "too-deep"),
    "deep objects": ('{"a":' * 100_000 + "1" + "}" * 100_000, "too-deep"),
    "deep and cut off": ('{"a": ' + "[" * 100_000, "too-deep"),
    "NaN": ('{"a": NaN}', "not-a-number"),
    "Infinity": ('{"a": [1, {"b": -Infinity}]}', "not-a-number"),
    "duplicate": ('{"a": 1, "a": 2}', "duplicate-key"),
    "duplicate inside": ('{"a": {"b": 1, "b": 1}}', "duplicate-key"),
    "duplicate deep inside": ('{"a": [[{"b": 1, "b": 1}]]}', "duplicate-key"),
    "dotted twin": ('{"u.s": 1, "u": {"s": 2}}', "duplicate-key"),
    "surrogate": ('{"a": "\\ud83d"}', "lone-surrogate"),
    "surrogate in a list": ('{"a": ["\\udc00"]}', "lone-surrogate"),
    "NUL": ('{"a": "x\\u0000y"}', "nul-character"),
    "replacement": ('{"a": "\\ufffd"}', "replacement-character"),
    "array": ("[1, 2]", "not-an-object"),
    "number": ("12", "not-an-object"),
    "cut off": ('{"a": "x', "bad-json"),
    "trailing": ('{"a": 1} {"a": 2}', "bad-json"),
    "leading zero": ('{"a": 007}', "bad-json"),
    "single quotes": ("{'a': 1}", "bad-json"),
    "raw tab": ('{"a": "x\ty"}', "bad-json"),
}


@pytest.mark.parametrize("case", LINES)
def test_line_is_rejected_and_its_neighbours_are_read(tmp_path: Path, case: str) -> None:
    line, reason = LINES[case]
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"a": "before"}}\n{line}\n{{"a": "after"}}\n', encoding="utf-8")
    table = read_table(path)
    assert table.read_all()["a"].to_pylist() == ["before", "after"]
    assert [(bad.line, bad.reason) for bad in table.rejected] == [(2, reason)]


@pytest.mark.parametrize("case", ["NaN", "duplicate", "duplicate deep inside", "dotted twin", "surrogate", "NUL"])
def test_element_of_a_document_is_rejected_and_its_neighbours_are_read(tmp_path: Path, case: str) -> None:
    line, reason = LINES[case]
    path = tmp_path / "rows.json"
    path.write_text(f'[{{"a": "before"}},\n{line},\n{{"a": "after"}}]', encoding="utf-8")
    table = read_table(path)
    assert table.read_all()["a"].to_pylist() == ["before", "after"]
    assert [(bad.line, bad.reason) for bad in table.rejected] == [(2, reason)]


def test_numbers_keep_their_spelling(tmp_path: Path) -> None:
    spellings = [HUGE, "1.10", "1e400", "-0", "0.1000000000000000055511151231257827", "12345678901234567890.12"]
    path = tmp_path / "numbers.jsonl"
    path.write_text("".join(f'{{"n": {s}, "l": [{s}]}}\n' for s in spellings), encoding="utf-8")
    rows = read_table(path).read_all()
    assert rows["n"].to_pylist() == spellings
    assert rows["l"].to_pylist() == [f"[{s}]" for s in spellings]


def test_sixty_four_levels_are_read(tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text('{"a": ' + "[" * 63 + "]" * 63 + "}\n", encoding="utf-8")
    assert read_table(path).read_all()["a"].to_pylist() == ["[" * 63 + "]" * 63]


@pytest.mark.parametrize("form", ["[%s]", '{"data": [%s]}', '{"meta": %s, "data": []}'])
def test_deep_document_is_refused(tmp_path: Path, form: str) -> None:
    path = tmp_path / "deep.json"
    path.write_text(form % ("[" * 100_000 + "]" * 100_000), encoding="utf-8")
    reading = probe(path)
    assert reading.error == "bad-json" or reading.rejected == [(1, "too-deep")]
    assert reading.seconds < 5
    assert reading.peak_mb < 512


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_cut_off_document_lands_nothing(tmp_path: Path, cut: int) -> None:
    whole = json.dumps({"total": 2, "data": [{"id": 1, "n": 12}, {"id": 2}]})
    path = tmp_path / "cut.json"
    path.write_text(whole[:-cut], encoding="utf-8")
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path)
    assert raised.value.code in ("bad-json", "empty-file")


def test_memory_does_not_grow_with_the_document(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    element = json.dumps({"id": 1234567, "name": "Иванов Иван", "tags": ["a", "b"], "utm": {"source": "x"}})
    with path.open("w", encoding="utf-8") as file:
        file.write('{"data": [' + element)
        for _ in range(200):
            file.write((",\n" + element) * 500)
        file.write("]}")
    reading = probe(path)
    assert (reading.error, reading.rows) == (None, 100_001)
    assert reading.peak_mb < 400


def test_keys_that_are_values_stop_at_the_column_limit(tmp_path: Path) -> None:
    path = tmp_path / "keys.jsonl"
    path.write_text("".join(f'{{"k{n}": 1}}\n' for n in range(20_000)), encoding="utf-8")
    assert probe(path).error == "too-many-columns"


def test_five_hundred_megabyte_line(tmp_path: Path) -> None:
    path = tmp_path / "line.jsonl"
    with path.open("wb") as file:
        file.write(b'{"a": 1}\n{"a": "')
        for _ in range(500):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n{"a": 2}\n')
    reading = probe(path)
    path.unlink()
    assert (reading.rows, reading.rejected) == (2, [(2, "row-too-long")])
    assert reading.peak_mb < 512
    assert reading.seconds < 15

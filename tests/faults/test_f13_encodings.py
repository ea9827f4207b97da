"""F13: text in any encoding is decoded right or its rows are rejected with their line; U+FFFD never comes out."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.readers import FileSpec, read_table

HEADER = "id,имя,город\n"
RUSSIAN = HEADER + "".join(
    f"{n},{name},{city}\n"
    for n, (name, city) in enumerate([("Иванов Пётр", "Москва"), ("Щукина Юлия", "Йошкар-Ола"), ("ООО «Ёлка»", "Орёл")])
)
GERMAN = "id,name,ort\n1,Müller,Köln\n2,José Straße,Düsseldorf\n3,François,“Zürich”\n"
CHINESE = "id,姓名,城市\n1,王小明,北京市朝阳区\n2,李娜,上海市浦东新区\n3,张伟,广州市天河区\n"


def _values(path: Path, **spec: str) -> tuple[list[list[str]], list[tuple[int, str]]]:
    table = read_table(path, FileSpec(format="csv", **spec))  # type: ignore[arg-type]
    rows = [list(row.values())[:-1] for row in table.read_all().to_pylist()]
    assert not any("\ufffd" in value for row in [*rows, table.headers] for value in row)
    return [list(table.headers), *rows], [(bad.line, bad.reason) for bad in table.rejected]


def _expected(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (RUSSIAN, "utf-32"),
        (RUSSIAN.replace("«Ёлка»", "Ёлка"), "koi8-r"),
        (RUSSIAN.replace("«Ёлка»", "Ёлка"), "cp866"),
        (GERMAN, "cp1252"),
        (GERMAN, "utf-16-le"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-8"),
    ],
)
def test_encoding_is_found(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    assert _values(path) == (_expected(text), [])


def test_non_ascii_far_behind_the_start_still_decides(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"id,name\n" + b"1,plain\n" * 400_000 + "2,Иванов Иван Петрович\n".encode("cp1251"))
    rows, rejected = _values(path)
    assert rows[-1] == ["2", "Иванов Иван Петрович"]
    assert rejected == []


def test_mixed_per_line_rejects_the_lines_of_the_minority(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    good = [f"{n},Иванов {n}\n".encode() for n in range(2, 12)]
    good[4] = "6,Müller\n".encode("cp1252")
    path.write_bytes("id,имя\n".encode() + b"".join(good))
    rows, rejected = _values(path)
    assert rejected == [(6, "bad-encoding")]
    assert len(rows) == 10


def test_cp1252_declared_as_utf8_is_refused_with_its_line_and_what_fits(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(GERMAN.encode("cp1252"))
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path, FileSpec(encoding="utf-8"))
    assert raised.value.code == "wrong-encoding"
    assert "line 2" in (raised.value.where or "")
    assert raised.value.valid == ("cp1252",)


def test_utf8_declared_as_cp1251_is_refused_instead_of_garbled(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(RUSSIAN, encoding="utf-8")
    with pytest.raises(SourceTerminalError, match="wrong-encoding"):
        read_table(path, FileSpec(encoding="windows-1251"))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xed\xa0\x80", "bad-encoding"),
        (b"\xc0\xaf", "bad-encoding"),
        (b"\xe0\x80\xaf", "bad-encoding"),
        (b"\xf4\x90\x80\x80", "bad-encoding"),
        (b"a\x00b", "nul-character"),
        ("a\ufffdb".encode(), "replacement-character"),
    ],
    ids=["lone-surrogate", "overlong-2", "overlong-3", "past-unicode", "nul", "replacement"],
)
def test_bad_sequences_reject_their_line_only(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "bad.csv"
    fine = "".join(f"{n},Иванов\n" for n in range(2, 5)).encode()
    path.write_bytes(b"id,name\n" + fine + b"5," + raw + b"\n6,\xd0\x98\n")
    rows, rejected = _values(path)
    assert rejected == [(5, reason)]
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "6"]


def test_lone_surrogate_in_utf16(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    fine = codecs.BOM_UTF16_LE + "id,имя\n1,Иван\n2,".encode("utf-16-le")
    path.write_bytes(fine + b"\x00\xd8" + "x\n3,Пётр\n".encode("utf-16-le"))
    rows, rejected = _values(path)
    assert rejected == [(3, "bad-encoding")]
    assert rows[1:] == [["1", "Иван"], ["3", "Пётр"]]


def test_rejected_text_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes("id,имя\n1,Иван\n2,Пётр\n3,".encode() + b"\xff\x00\n")
    table = read_table(path)
    table.read_all()
    assert table.rejected[0].raw.encode() == b"3,\\udfff\\u0000"


def test_too_little_text_to_tell_asks(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_bytes(b"id,name\n1,\xe9\n")
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path)
    assert raised.value.code == "unknown-encoding"


@pytest.mark.parametrize("name", ["utf-7", "unicode_escape", "idna", "hex", "no-such", "rot13"])
def test_dangerous_and_unknown_encodings_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(ConfigError, match="bad-encoding-name"):
        read_table(path, FileSpec(encoding=name))

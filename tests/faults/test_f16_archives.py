"""F16: bombs, slip names and links in zip, xlsx and gz are refused before they expand past ratio 100 or 2 GB."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from onefold_core.errors import SourceTerminalError
from onefold_core.readers import Limits, read_table
from onefold_core.readers.archive import check_zip

from tests.faults.probe_reader import probe

CSV = b"id,name\n1,Ivan\n2,Anna\n"


def _zip(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def _gz_bomb(path: Path, megabytes: int) -> Path:
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(b"id,name\n")
        for _ in range(megabytes):
            file.write(b"0" * 1_000_000)
    return path


def _code(path: Path) -> str:
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path).read_all()
    return raised.value.code


@pytest.mark.parametrize("name", ["people.csv.gz", "people.csv.zip", "people.zip"])
def test_archives_of_one_file_are_read_transparently(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(CSV))
    else:
        _zip(path, **{"people.csv": CSV})
    table = read_table(path)
    assert table.read_all()["name"].to_pylist() == ["Ivan", "Anna"]
    assert table.facts.compression in ("gz", "zip")


@pytest.mark.parametrize("suffix", ["gz", "zip"])
def test_bomb_is_refused_before_it_expands(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb.csv.{suffix}"
    if suffix == "gz":
        _gz_bomb(path, 300)
    else:
        _zip(path, **{"bomb.csv": b"id,name\n" + b"0" * 300_000_000})
    reading = probe(path)
    assert reading.error == "archive-too-large"
    assert reading.peak_mb < 512
    assert reading.seconds < 5


def test_gz_stops_giving_at_the_ratio(tmp_path: Path) -> None:
    path = _gz_bomb(tmp_path / "bomb.csv.gz", 50)
    from onefold_core.readers.archive import open_input

    limits = Limits()
    given = 0
    with open_input(path, limits).open() as stream, pytest.raises(SourceTerminalError):
        while chunk := stream.read(100_000):
            given += len(chunk)
    assert given <= max(path.stat().st_size * limits.max_ratio, limits.ratio_free_bytes)


def test_absolute_limit_holds_whatever_the_ratio(tmp_path: Path) -> None:
    import random

    path = tmp_path / "large.csv.gz"
    noise = random.Random(1).randbytes(200_000).hex().encode()
    path.write_bytes(gzip.compress(b"id\n" + noise))
    with pytest.raises(SourceTerminalError, match="archive-too-large"):
        read_table(path, limits=Limits(max_expanded_bytes=100_000)).read_all()


def test_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = _zip(tmp_path / "liar.zip", **{"a.csv": b"id,name\n" + b"0" * 20_000_000})
    raw = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = raw.index(magic)
        raw[at + offset : at + offset + 4] = struct.pack("<I", 1_000)
    path.write_bytes(raw)
    reading = probe(path)
    assert reading.error in ("broken-archive", "archive-too-large")
    assert reading.peak_mb < 512


def _workbook_bomb(path: Path, part: str) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("people").append(["id", "name"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = b"<x>" + b" " * 300_000_000
    return _zip(path, **parts)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/media/image1.png"])
def test_workbook_bomb(tmp_path: Path, part: str) -> None:
    reading = probe(_workbook_bomb(tmp_path / "bomb.xlsx", part))
    assert reading.error == "archive-too-large"
    assert reading.peak_mb < 512
    assert reading.seconds < 5


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:\\evil.csv", "a/../../evil.csv", "\\\\host\\evil.csv"]
)
def test_slip_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = info.orig_filename = name
        archive.writestr(info, CSV)
    assert _code(path) == "unsafe-archive"


def test_link_in_archive(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("people.csv")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert _code(path) == "unsafe-archive"


def test_many_files_many_entries_and_damage(tmp_path: Path) -> None:
    assert _code(_zip(tmp_path / "two.zip", **{"a.csv": CSV, "b.csv": CSV})) == "zip-many-files"
    whole = gzip.compress(CSV * 1000)
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    assert _code(tmp_path / "cut.csv.gz") == "broken-archive"
    packed = _zip(tmp_path / "cut.zip", **{"a.csv": CSV * 1000})
    packed.write_bytes(packed.read_bytes()[:-30])
    assert _code(packed) == "broken-archive"
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for number in range(11):
            archive.writestr(str(number), b"")
        with pytest.raises(SourceTerminalError, match="11 entries"):
            check_zip(archive, 1_000, "x", Limits(max_archive_entries=10))


def test_encrypted_and_foreign_archives(tmp_path: Path) -> None:
    path = _zip(tmp_path / "locked.zip", **{"a.csv": CSV})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert _code(path) == "encrypted-archive"
    (tmp_path / "a.csv.bz2").write_bytes(b"BZh91AY&SY")
    assert _code(tmp_path / "a.csv.bz2") == "unsupported-archive"


def test_directory_that_overstates_compressed_sizes_gains_nothing(tmp_path: Path) -> None:
    path = _zip(tmp_path / "liar.zip", **{"a.csv": b"id,name\n" + b"0" * 20_000_000})
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 20 : at + 24] = struct.pack("<I", 1_000_000)
    path.write_bytes(raw)
    assert _code(path) == "archive-too-large"

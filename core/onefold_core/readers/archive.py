"""Files and the archives they come in: gz and single-file zip are opened transparently, bombs and tricks are refused.

Nothing is ever extracted to a path; a member is only read as a stream, and the stream counts what comes out of it.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from onefold_core.errors import SourceTerminalError, SourceTransientError
from onefold_core.readers.spec import Limits

ZIP_MAGIC = b"PK\x03\x04"
GZIP_MAGIC = b"\x1f\x8b"
OTHER_MAGIC = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"\x28\xb5\x2f\xfd": "zstandard",
}
SPOOL_BYTES = 16_000_000
"""A member that needs seeking stays in memory up to this size, then goes to a temporary file."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file that can be opened again and again: `name` is the inner file's name, which tells the format."""

    path: Path
    name: str
    compression: str | None
    limits: Limits
    stamp: tuple[int, int]

    @property
    def where(self) -> str:
        return self.path.as_posix()

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The expanded bytes as a stream; SourceTerminalError when the archive is broken or expands past the limits."""
        try:
            with self.path.open("rb") as file:
                if self.compression is None:
                    yield file
                elif self.compression == "gz":
                    yield cast(BinaryIO, _Guarded(gzip.GzipFile(fileobj=file), self, self.stamp[0]))
                else:
                    with zipfile.ZipFile(file) as archive:
                        entry = _only_entry(archive, self.where)
                        with archive.open(entry) as member:
                            yield cast(BinaryIO, _Guarded(member, self, min(entry.compress_size, self.stamp[0])))
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError):
            raise _broken(self.where) from None

    @contextmanager
    def open_seekable(self) -> Iterator[BinaryIO]:
        """As `open`, for formats that seek: a member is spooled to a temporary file within the limits."""
        with self.open() as stream:
            if self.compression is None:
                yield stream
                return
            with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
                while chunk := stream.read(1 << 20):
                    spool.write(chunk)
                spool.seek(0)
                yield cast(BinaryIO, spool)

    def head(self, size: int) -> bytes:
        """The first `size` expanded bytes, fewer when there are no more."""
        with self.open() as stream:
            return stream.read(size)

    def ensure_unchanged(self) -> None:
        """SourceTransientError when the file was written to since it was opened."""
        if _stamp(self.path) != self.stamp:
            raise SourceTransientError(
                "file-changed",
                "the file changed while it was being read",
                where=self.where,
                mend="wait until it is written completely, then run again: onefold sync",
            )


class _Guarded(io.RawIOBase):
    """A stream that stops before it has given out more than the limits allow."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, source: Input, compressed: int) -> None:
        self._stream = stream
        self._where = source.where
        limits = source.limits
        self._most = min(limits.max_expanded_bytes, max(compressed * limits.max_ratio, limits.ratio_free_bytes))
        self._given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._most + 1 if size is None or size < 0 else size
        chunk = self._stream.read(min(wanted, self._most + 1 - self._given))
        self._given += len(chunk)
        if self._given > self._most:
            raise _bomb(self._where, f"more than {self._most} bytes come out of it")
        return chunk


def open_input(path: Path, limits: Limits) -> Input:
    """`path` ready to be read; SourceTerminalError when it is missing, a folder, or an archive that is not safe."""
    where = path.as_posix()
    try:
        stamp = _stamp(path)
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        code = "missing-file" if isinstance(error, FileNotFoundError) else "unreadable-file"
        raise SourceTerminalError(
            code,
            f"the file cannot be opened: {error.strerror}",
            where=where,
            mend="check path in the source's YAML, then: onefold source test",
        ) from None
    for magic, name in OTHER_MAGIC.items():
        if head.startswith(magic):
            raise SourceTerminalError(
                "unsupported-archive",
                f"the file is a {name} archive",
                where=where,
                valid=["no compression", "gz", "zip with one file"],
                mend="unpack it, or pack it as .gz",
            )
    if head.startswith(GZIP_MAGIC):
        return Input(path, path.name.removesuffix(".gz"), "gz", limits, stamp)
    if head.startswith(ZIP_MAGIC):
        try:
            with zipfile.ZipFile(path) as archive:
                check_zip(archive, stamp[0], where, limits)
                if "[Content_Types].xml" in archive.namelist():
                    return Input(path, path.name, None, limits, stamp)
                return Input(path, _only_entry(archive, where).filename, "zip", limits, stamp)
        except (zipfile.BadZipFile, NotImplementedError):
            raise _broken(where) from None
    return Input(path, path.name, None, limits, stamp)


def check_zip(archive: zipfile.ZipFile, size: int, where: str, limits: Limits) -> None:
    """SourceTerminalError when a zip of `size` bytes names unsafe entries or promises to expand past the limits."""
    entries = archive.infolist()
    if len(entries) > limits.max_archive_entries:
        raise _bomb(where, f"it has {len(entries)} entries; the limit is {limits.max_archive_entries}")
    expanded = 0
    for number, entry in enumerate(entries, 1):
        place = f"{where}, entry {number}"
        if _is_unsafe(entry.orig_filename):
            raise _unsafe(place, "an entry's name leads out of the archive")
        mode = entry.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _unsafe(place, "an entry is a link or a device")
        if entry.flag_bits & 0x1:
            raise SourceTerminalError("encrypted-archive", "an entry is encrypted", where=place, mend="unpack it first")
        expanded += entry.file_size
        if expanded > limits.max_expanded_bytes:
            raise _bomb(where, f"it would expand past {limits.max_expanded_bytes} bytes")
        if entry.file_size > limits.ratio_free_bytes and entry.file_size > entry.compress_size * limits.max_ratio:
            raise _bomb(place, f"it would expand more than {limits.max_ratio} times")
    # What the directory says of compressed sizes may be a lie; the size of the file is not.
    if expanded > limits.ratio_free_bytes and expanded > size * limits.max_ratio:
        raise _bomb(where, f"it would expand more than {limits.max_ratio} times")


def _is_unsafe(name: str) -> bool:
    parts = re.split(r"[\\/]", name)
    return "\0" in name or ".." in parts or parts[0] == "" or re.match(r"[A-Za-z]:", name) is not None


def _only_entry(archive: zipfile.ZipFile, where: str) -> zipfile.ZipInfo:
    files = [e for e in archive.infolist() if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
    if len(files) != 1:
        raise SourceTerminalError(
            "zip-many-files",
            f"the archive holds {len(files)} files; it must hold exactly one",
            where=where,
            mend="unpack it into a folder of its own and give that folder's files as path: folder/*.csv",
        )
    return files[0]


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _bomb(where: str, what: str) -> SourceTerminalError:
    return SourceTerminalError(
        "archive-too-large",
        f"the archive is refused: {what}",
        where=where,
        mend="check where the file comes from; if it is genuine, unpack it and read the unpacked file",
    )


def _unsafe(where: str, what: str) -> SourceTerminalError:
    return SourceTerminalError(
        "unsafe-archive", f"the archive is refused: {what}", where=where, mend="ask the sender for a plain archive"
    )


def _broken(where: str) -> SourceTerminalError:
    return SourceTerminalError(
        "broken-archive",
        "the archive is damaged or cut off",
        where=where,
        mend="fetch the file again, then: onefold sync",
    )

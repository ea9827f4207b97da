"""`read_table`: finds out what a file is and hands it to the reader of its format."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path, PurePosixPath

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.archive import ZIP_MAGIC, Input, open_input
from onefold_core.readers.spec import DEFAULT, FORMATS, FileSpec, Limits, Table

EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xml": "commerceml",
}
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SNIFF_BYTES = 65_536


def read_table(path: Path, spec: FileSpec | None = None, limits: Limits = DEFAULT) -> Table:
    """The rows of one file as text; see the package's docstring for the contract.

    SourceTerminalError when the file as a whole cannot be read, ConfigError when the spec is wrong.
    """
    spec = spec or FileSpec()
    source = open_input(path, limits)
    name = spec.format or find_format(source)
    # A module per format, imported when first needed: pyarrow and openpyxl are slow to load.
    reader = import_module(f"onefold_core.readers.{name}")
    table: Table = reader.read(source, spec)
    return table


def find_format(source: Input) -> str:
    """The format by the file's extension, or by its first bytes; SourceTerminalError when neither tells."""
    head = source.head(SNIFF_BYTES)
    if head.startswith(OLE_MAGIC):
        raise SourceTerminalError(
            "old-excel",
            "the file is an old .xls workbook or one with a password",
            where=source.where,
            valid=FORMATS,
            mend="open it in Excel or LibreOffice and save it as .xlsx without a password",
        )
    extension = PurePosixPath(source.name).suffix.lower()
    if extension in EXTENSIONS:
        return EXTENSIONS[extension]
    if head.startswith(ZIP_MAGIC):
        return "excel"
    if head.startswith(b"PAR1"):
        return "parquet"
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").replace(b"\0", b"")
    if text[:1] == b"<":
        return "commerceml"
    if text[:1] in (b"[", b"{"):
        return _json_kind(text, len(head) == SNIFF_BYTES)
    if not head.strip():
        raise SourceTerminalError(
            "empty-file", "the file is empty and its name does not tell a format", where=source.where, valid=FORMATS
        )
    return "csv"


def _json_kind(text: bytes, is_cut: bool) -> str:
    """jsonl when the first line is an object of its own and more follow; else one JSON document."""
    first, _, rest = text.partition(b"\n")
    is_whole_line = first.startswith(b"{") and first.rstrip().endswith(b"}")
    return "jsonl" if is_whole_line and (rest.strip() or is_cut) and rest.lstrip()[:1] == b"{" else "json"

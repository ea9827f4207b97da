"""What a caller says about a file, what the reader says back, and the limits between them. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError, SourceTerminalError

if TYPE_CHECKING:
    import pyarrow as pa

ROW_COLUMN = "_of_row"
"""The column every reader adds: where in its file a row stands."""

FORMATS = ("csv", "jsonl", "json", "parquet", "excel", "commerceml")
RECORDS = ("counterparties", "orders", "order_lines", "payments", "documents")

REASONS: dict[str, str] = {
    "bad-encoding": "bytes that the file's encoding does not allow",
    "nul-character": "a NUL character",
    "replacement-character": "U+FFFD: the text was already damaged when the file was written",
    "lone-surrogate": "half of a surrogate pair",
    "ragged-row": "another number of fields than the header has",
    "unclosed-quote": "a quote that opens here and is not closed within the limits",
    "bad-quoting": "text right after a closing quote",
    "stray-line-break": "a carriage return inside a field without quotes",
    "row-too-long": "a row longer than the limit",
    "bad-json": "not valid JSON",
    "not-an-object": "JSON, but not an object",
    "duplicate-key": "the same key twice in one object",
    "not-a-number": "NaN or Infinity",
    "too-deep": "nested deeper than the limit",
    "formula-without-value": "a formula whose result was never saved",
}
"""Every reason a row can be rejected for. Quarantine shows the code; the sentence is its documentation."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """How a file is to be read; what is None is found by looking at the file.

    `header_row` is 1-based. `skip_footer` is the text that the first cell of the footer's first row starts with.
    `quote` is one character, or "" when the file quotes nothing. `record` chooses a record of a commerceml file.
    `used` are the headers that the caller relies on: two columns of one name are refused only then (None: every one).
    """

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    sheet: str | None = None
    header_row: int = 1
    skip_footer: str | None = None
    record: str | None = None
    used: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in FORMATS:
            raise ConfigError("bad-file-spec", "no such file format", where="format", valid=FORMATS)
        if self.record is not None and self.record not in RECORDS:
            raise ConfigError("bad-file-spec", "no such CommerceML record", where="record", valid=RECORDS)
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '\r\n\0"'):
            raise ConfigError(
                "bad-file-spec", "a delimiter is one character", where="delimiter", valid=[",", ";", "\\t", "|"]
            )
        if len(self.quote) > 1 or self.quote in ("\r", "\n", "\0"):
            raise ConfigError("bad-file-spec", "a quote is one character or nothing", where="quote", valid=['"', "'"])
        if self.header_row < 1:
            raise ConfigError("bad-file-spec", "header_row counts from 1", where="header_row", mend="header_row: 1")
        if self.skip_footer is not None and not self.skip_footer.strip():
            raise ConfigError(
                "bad-file-spec",
                "skip_footer is the text that starts the footer",
                where="skip_footer",
                mend='skip_footer: "Total"',
            )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader refuses to go past. Sizes are bytes of text after decompression unless said otherwise."""

    max_expanded_bytes: int = 2_000_000_000
    """One archive member, or all parts of a workbook together."""
    max_ratio: int = 100
    """Expanded to compressed. Text compresses 3 to 20 times; deflate's most is 1,032."""
    ratio_free_bytes: int = 1_000_000
    """Below this an archive may have any ratio: a small repetitive file is no bomb."""
    max_archive_entries: int = 10_000
    max_row_bytes: int = 16_000_000
    """One row, and so one field. A browser's or a CRM's note ends near 64 kB to 16 MB."""
    max_row_lines: int = 1_000
    """Lines that one quoted CSV row may span; past it the quote counts as never closed."""
    max_columns: int = 16_384
    """Excel's own width."""
    max_depth: int = 64
    """Nesting of JSON and XML."""
    max_rejected: int = 100_000
    """More rejected rows than this mean that the file is not what the spec says."""
    max_footer_rows: int = 100
    """A footer longer than this means that skip_footer matched a row of data."""
    max_shared_strings_bytes: int = 150_000_000
    """The one part of a workbook that must be held in memory whole."""
    raw_clip: int = 500
    """Characters of a rejected row that are kept."""
    block_bytes: int = 4_000_000
    """How much is read and parsed at once."""
    batch_rows: int = 20_000
    """Rows of a batch, for the formats that are read row by row."""


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: where it stands, why (a key of REASONS), and the start of its text.

    `raw` holds a customer's data: it belongs in quarantine, never in a log, and so is left out of repr.
    """

    file: str
    line: int
    reason: str
    detail: str = ""
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about the file: `compression` is gz, zip or None; None also where a fact does not apply."""

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    compression: str | None = None
    sheet: str | None = None
    record: str | None = None


@dataclass(slots=True)
class Table:
    """One file as batches: `headers` as the file spells them, then `batches` (once), `rejected` complete after them.

    Every batch has one string column per header, in the order of the file, and last `_of_row` (int64).
    """

    headers: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]
    rejected: list[Rejected]
    facts: Facts

    def read_all(self) -> pa.Table:
        """All batches in memory, for small files and tests."""
        import pyarrow as pa

        schema = pa.schema([*((h, pa.string()) for h in self.headers), (ROW_COLUMN, pa.int64())])
        return pa.Table.from_batches(self.batches, schema)


class Rejections:
    """Collects the rejected rows of one file; SourceTerminalError past the limit."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.rows: list[Rejected] = []

    def add(self, line: int, reason: str, raw: str = "", detail: str = "") -> None:
        """Keep one row; `raw` is clipped and what cannot be stored in it is written as an escape."""
        if reason not in REASONS:
            raise KeyError(reason)
        clipped = raw[: self.limits.raw_clip].rstrip("\r\n")
        self.rows.append(Rejected(self.file, line, reason, detail, storable(clipped)))
        if len(self.rows) > self.limits.max_rejected:
            raise SourceTerminalError(
                "too-many-rejected",
                f"more than {self.limits.max_rejected} rows could not be read; the last because of {reason}",
                where=f"{self.file}, line {line}",
                mend="check format, encoding, delimiter and header_row of the source, then: onefold source test",
            )


def storable(text: str) -> str:
    """`text` with NUL, lone surrogates and U+FFFD written as backslash escapes, so that any store takes it."""
    if text.isascii() and "\0" not in text:
        return text
    return "".join(f"\\u{ord(c):04x}" if c in ("\0", "\ufffd") or "\ud800" <= c <= "\udfff" else c for c in text)


def checked_headers(
    cells: list[str], where: str, limits: Limits, used: frozenset[str] | None = None
) -> tuple[str, ...]:
    """Headers from the cells of a header row: outer space stripped, an empty one named by its position (`column 4`).

    SourceTerminalError when two that are `used` are the same (naming both positions), when there are none or too many;
    a repeated header nobody uses is told apart by its position: `note (column 7)`.
    """
    if len(cells) > limits.max_columns:
        raise SourceTerminalError(
            "too-many-columns",
            f"the header has {len(cells)} columns; the limit is {limits.max_columns}",
            where=where,
            mend="check delimiter and header_row of the source",
        )
    if not any(cell.strip() for cell in cells):
        raise SourceTerminalError(
            "no-header", "the header row is empty", where=where, mend="set header_row to the row that names the columns"
        )
    headers = [cell.strip() or f"column {position}" for position, cell in enumerate(cells, 1)]
    first: dict[str, int] = {}
    for position, header in enumerate(headers, 1):
        if header in first and used is not None and header not in used:
            header = headers[position - 1] = f"{header} (column {position})"
        if header in first:
            raise SourceTerminalError(
                "duplicate-header",
                f"columns {first[header]} and {position} have the same header",
                where=where,
                mend="rename one of the two in the file, or set header_row to the row that names the columns",
            )
        first[header] = position
    if ROW_COLUMN in first:
        raise SourceTerminalError(
            "reserved-header",
            f"column {first[ROW_COLUMN]} has a header that onefold uses itself: {ROW_COLUMN}",
            where=where,
            mend="rename the column in the file",
        )
    return tuple(headers)

"""The careful way through CSV: one row at a time, each bad one rejected where it starts, the rest kept."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.batches import batch_of_columns, text_schema
from onefold_core.readers.encoding import unreadable
from onefold_core.readers.spec import Rejections

if TYPE_CHECKING:
    from onefold_core.readers.csv import Dialect

MAX_REREAD_LINES = 5_000_000
"""Lines read again after quotes that never close; without a bound a hostile file costs its square in time."""


def strict_reader(lines: Iterable[str], delimiter: str, quote: str) -> Any:
    """The standard library's reader, which then refuses what has no one meaning."""
    if quote:
        return csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True)
    return csv.reader(lines, delimiter=delimiter, quotechar=None, quoting=csv.QUOTE_NONE, strict=True)


class _Lines:
    """Lines of a text that csv.reader pulls, up to `stop`; the reader can be set back to any of them."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.stop = len(lines)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.at >= self.stop:
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


class SlowReader:
    """Reads text row by row; `tail` is what the last call left over, `is_in_footer` whether the footer has begun."""

    def __init__(self, headers: Sequence[str], dialect: Dialect, rejections: Rejections) -> None:
        self.tail = ""
        self.is_in_footer = False
        self._footer_rows = 0
        self._reread = 0
        self._schema = text_schema(headers)
        self._dialect = dialect
        self._rejections = rejections

    def read(self, text: str, line: int, *, is_final: bool) -> Iterator[Any]:
        """The rows of `text`, whose first line is `line`, as at most one batch; `is_final` leaves no tail."""
        self.tail = ""
        rows: list[list[str]] = []
        numbers: list[int] = []
        for number, row in self._rows(text, line, is_final):
            if self._is_footer(row, number):
                continue
            rows.append(row)
            numbers.append(number)
        if rows:
            yield batch_of_columns(self._schema, (list(column) for column in zip(*rows, strict=True)), numbers)

    def _rows(self, text: str, line: int, is_final: bool) -> Iterator[tuple[int, list[str]]]:
        limits = self._dialect.limits
        has_unreadable = unreadable(text) is not None
        lines = _Lines(text.split("\n"))
        lines.lines = [each + "\n" for each in lines.lines[:-1]]
        reader = self._reader(lines)
        while lines.at < len(lines.lines):
            start = lines.at
            lines.stop = min(len(lines.lines), start + limits.max_row_lines)
            try:
                row = next(reader)
            except csv.Error as error:
                is_at_end = lines.at == len(lines.lines) and "unexpected end" in str(error)
                if is_at_end and not is_final and lines.at - start < limits.max_row_lines:
                    rest = "".join(lines.lines[start:])
                    if len(rest) <= limits.max_row_bytes:
                        self.tail = rest
                        return
                self._reject(line + start, lines, start, _reason(error, lines.at - start))
                reader = self._reader(lines)
                continue
            if not row:
                continue
            raw = "".join(lines.lines[start : lines.at]) if has_unreadable else ""
            if reason := unreadable(raw):
                self._rejections.add(line + start, reason, raw)
            elif len(row) == self._dialect.width:
                yield line + start, row
            elif self.is_in_footer or self._starts_footer(row):
                self._is_footer(row, line + start)
            elif lines.at - start > 1:
                # Several lines of the wrong width are most likely a quote that should have closed on the first.
                self._reject(line + start, lines, start, "unclosed-quote")
                reader = self._reader(lines)
            else:
                detail = f"{len(row)} fields, header has {self._dialect.width}"
                self._rejections.add(line + start, "ragged-row", lines.lines[start], detail)

    def _reader(self, lines: _Lines) -> Any:
        return strict_reader(lines, self._dialect.delimiter, self._dialect.quote)

    def _reject(self, number: int, lines: _Lines, start: int, reason: str) -> None:
        """Reject the line at `start` alone and go on with the one after it."""
        self._rejections.add(number, reason, lines.lines[start])
        self._reread += lines.at - start - 1
        lines.at = start + 1
        if self._reread > MAX_REREAD_LINES:
            raise SourceTerminalError(
                "csv-quoting",
                "too many quotes open and never close",
                where=f"{self._rejections.file}, line {number}",
                mend='check quote and delimiter of the source; quote: "" when the file quotes nothing',
            )

    def _starts_footer(self, row: list[str]) -> bool:
        footer = self._dialect.footer
        return footer is not None and next((c for c in row if c.strip()), "").strip().startswith(footer)

    def _is_footer(self, row: list[str], number: int) -> bool:
        self.is_in_footer = self.is_in_footer or self._starts_footer(row)
        if self.is_in_footer:
            self._footer_rows += 1
            if self._footer_rows > self._dialect.limits.max_footer_rows:
                raise footer_too_long(f"{self._rejections.file}, line {number}", self._footer_rows)
        return self.is_in_footer


def footer_too_long(where: str, rows: int) -> SourceTerminalError:
    """What is raised when more rows follow the footer's start than a footer has."""
    return SourceTerminalError(
        "footer-too-long",
        f"{rows} rows stand from the start of the footer on; skip_footer probably matches a row of data",
        where=where,
        mend="give skip_footer a longer text, exactly as the footer starts",
    )


def _reason(error: csv.Error, lines: int) -> str:
    message = str(error)
    if "field larger" in message:
        return "row-too-long"
    if lines > 1 or "unexpected end" in message:
        return "unclosed-quote"
    return "stray-line-break" if "new-line" in message else "bad-quoting"

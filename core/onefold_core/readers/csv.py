"""CSV: delimiter and `sep=` line found, then blocks read by Arrow where well formed and row by row where not."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.archive import Input
from onefold_core.readers.csv_fast import fast_batch
from onefold_core.readers.csv_slow import SlowReader, strict_reader
from onefold_core.readers.encoding import detect, unreadable
from onefold_core.readers.lines import Block, line_blocks
from onefold_core.readers.spec import Facts, FileSpec, Limits, Rejections, Table, checked_headers

CANDIDATES = (",", ";", "\t", "|")
SNIFF_CHARACTERS = 65_536
SNIFF_ROWS = 50
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How fields are told apart, and how many there are; `footer` is the text that starts the footer."""

    delimiter: str
    quote: str
    width: int
    footer: str | None
    limits: Limits


def read(source: Input, spec: FileSpec) -> Table:
    """A CSV file as a table; `_of_row` is the line a row starts on. Blank lines are skipped."""
    # The module's own limit is one for the whole process: it may only be raised.
    csv.field_size_limit(max(csv.field_size_limit(), source.limits.max_row_bytes))
    codec = detect(source, spec.encoding)
    start = _start(source, spec, line_blocks(source, codec))
    headers = checked_headers(start.cells, f"{source.where}, line {start.header_line}", source.limits, spec.used)
    dialect = Dialect(start.delimiter, spec.quote, len(headers), spec.skip_footer, source.limits)
    rejections = Rejections(source.where, source.limits)
    facts = Facts("csv", encoding=codec, delimiter=start.delimiter, compression=source.compression)
    batches = _batches(source, spec, codec, headers, dialect, rejections)
    return Table(headers, batches, rejections.rows, facts)


def _batches(
    source: Input, spec: FileSpec, codec: str, headers: tuple[str, ...], dialect: Dialect, rejections: Rejections
) -> Iterator[Any]:
    # Opened anew, so that a table that waits for its turn among thousands holds no file open.
    blocks = line_blocks(source, codec)
    rest = _start(source, spec, blocks).rest
    slow = SlowReader(headers, dialect, rejections)
    pending, line = "", 1
    for block in chain([rest] if rest.text else [], blocks):
        if block.is_overlong:
            yield from slow.read(pending, line, is_final=True)
            rejections.add(block.line, "row-too-long", block.text)
            pending, line = "", block.line + 1
            continue
        if pending:
            text = pending + block.text
        else:
            text, line = block.text, block.line
        fast = None if slow.is_in_footer else fast_batch(text, line, headers, dialect, rejections)
        if fast is not None:
            batch, pending = fast
            yield batch
        else:
            yield from slow.read(text, line, is_final=False)
            pending = slow.tail
        line += text.count("\n") - pending.count("\n")
    yield from slow.read(pending, line, is_final=True)
    source.ensure_unchanged()


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the data begin: the header's cells and line, the delimiter, and what was read behind the header."""

    cells: list[str]
    header_line: int
    delimiter: str
    rest: Block


def _start(source: Input, spec: FileSpec, blocks: Iterator[Block]) -> _Start:
    text, line, delimiter = _find_header(source, spec, blocks)
    cells, rest = _header_cells(text, line, delimiter, spec.quote, source, blocks)
    return _Start(cells, line, delimiter, rest)


def _find_header(source: Input, spec: FileSpec, blocks: Iterator[Block]) -> tuple[str, int, str]:
    """Text from the header row on, its line, and the delimiter."""
    text, wanted = "", spec.header_row
    separator = None
    line = 1
    for block in blocks:
        if block.is_overlong:
            raise _too_long(source, block.line)
        text += block.text
        if line == 1 and (match := _SEP_LINE.match(text)):
            separator = match.group(1)
            wanted = max(wanted, 2)
        while line < wanted and (end := text.find("\n") + 1):
            text = text[end:]
            line += 1
        if line == wanted and text:
            break
        if line > SNIFF_CHARACTERS:
            break
    if line != wanted or not text:
        raise SourceTerminalError(
            "empty-file" if line == 1 and not text else "no-header",
            "the file is empty" if line == 1 and not text else f"the file has no row {wanted} to take headers from",
            where=source.where,
            mend="check that the export is complete and that header_row is right, then: onefold source test",
        )
    return text, line, spec.delimiter or separator or sniff_delimiter(text[:SNIFF_CHARACTERS], spec.quote)


def _header_cells(
    text: str, line: int, delimiter: str, quote: str, source: Input, blocks: Iterator[Block]
) -> tuple[list[str], Block]:
    """The cells of the first row of `text`, and what of the text follows with its line."""
    where = f"{source.where}, line {line}"
    while True:
        rows = reader(text, delimiter, quote)
        try:
            cells: list[str] = next(rows, [])
        except csv.Error:
            more = next(blocks, None)
            is_long = text.count("\n") > source.limits.max_row_lines or len(text) > source.limits.max_row_bytes
            if more is None or more.is_overlong or is_long:
                raise SourceTerminalError(
                    "bad-header",
                    "the header row cannot be read: a quote in it is not closed, or text follows a closing quote",
                    where=where,
                    mend="check delimiter, quote and header_row of the source, then: onefold source test",
                ) from None
            text += more.text
            continue
        end = 0
        for _ in range(rows.line_num):
            end = text.find("\n", end) + 1
        if reason := unreadable(text[:end]):
            raise SourceTerminalError(
                "bad-header",
                f"the header row holds characters that cannot be read: {reason}",
                where=where,
                mend="set encoding in the source's YAML, then: onefold source test",
            )
        return cells, Block(text[end:], line + rows.line_num)


def reader(text: str, delimiter: str, quote: str) -> Any:
    """The standard library's strict reader over text whose lines end in "\\n" alone."""
    return strict_reader(io.StringIO(text, newline="\n"), delimiter, quote)


def sniff_delimiter(text: str, quote: str) -> str:
    """The delimiter that gives most rows the number of fields of the first one; "," when there is one column."""
    best = (0.0, 0, ",")
    for place, candidate in enumerate(CANDIDATES):
        rows = reader(text[: text.rfind("\n") + 1], candidate, quote)
        widths: list[int] = []
        try:
            while len(widths) < SNIFF_ROWS and (row := next(rows, None)) is not None:
                widths.extend([len(row)] if row else [])
        except csv.Error:
            widths.extend([0] * 3)
        if widths and widths[0] > 1:
            agreeing = Counter(widths)[widths[0]] / len(widths)
            best = max(best, (agreeing * min(widths[0], 3), -place, candidate))
    return best[2]


def _too_long(source: Input, line: int) -> SourceTerminalError:
    return SourceTerminalError(
        "row-too-long",
        f"the line is longer than {source.limits.max_row_bytes} characters and no header was found yet",
        where=f"{source.where}, line {line}",
        mend="check that the file is CSV and set format and header_row in the source's YAML",
    )

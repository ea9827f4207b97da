"""Excel workbooks: one sheet, streamed, with numbers as they are shown and formulas as they were last computed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile, ZipFile

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.archive import Input, check_zip
from onefold_core.readers.batches import Row, batches_of_rows
from onefold_core.readers.csv_slow import footer_too_long
from onefold_core.readers.encoding import unreadable
from onefold_core.readers.spec import Facts, FileSpec, Rejections, Table, checked_headers
from onefold_core.readers.workbook import NO_VALUE, Cells, Workbook

HEADER_SEARCH_ROWS = 20
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def read(source: Input, spec: FileSpec) -> Table:
    """One sheet as a table: the named one, or the first that is visible; `_of_row` is the sheet's row number.

    Empty rows are skipped. SourceTerminalError when the header row has merged cells, or is not where the spec says.
    """
    with source.open_seekable() as file, _zip(file, source) as archive:
        workbook = Workbook(archive, source.where, source.limits)
        sheet = workbook.choose(spec.sheet)
        where = f"{source.where}, sheet {sheet.name!r}"
        merged = _merged_in(archive, sheet.part, spec.header_row)
        headers = _headers(workbook.rows(sheet), spec, merged, where, source)
    rejections = Rejections(source.where, source.limits)
    rows = _rows(source, spec, headers, rejections)
    facts = Facts("excel", compression=source.compression, sheet=sheet.name)
    return Table(headers, batches_of_rows(headers, rows, source.limits), rejections.rows, facts)


def _zip(file: Any, source: Input) -> ZipFile:
    try:
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError):
        raise SourceTerminalError(
            "not-a-workbook",
            "the file is not an .xlsx workbook, or it is cut off",
            where=source.where,
            mend="save it as .xlsx again, or set format in the source's YAML",
        ) from None
    check_zip(archive, file.seek(0, os.SEEK_END), source.where, source.limits)
    return archive


def _headers(
    rows: Iterator[tuple[int, Cells]], spec: FileSpec, merged: str | None, where: str, source: Input
) -> tuple[str, ...]:
    header_row = spec.header_row
    header: list[str] = []
    widths: dict[int, int] = {}
    for number, cells in rows:
        if number < header_row:
            continue
        if number > header_row + HEADER_SEARCH_ROWS:
            break
        if number == header_row:
            header = [cells.get(position) or "" for position in range(1, max(cells, default=0) + 1)]
        widths[number] = sum(bool(text.strip()) for text in cells.values())
    width = widths.pop(header_row, 0)
    # Headers are filled nearly throughout; titles above them are not.
    most = max(widths.values(), default=0)
    widest = next((number for number, filled in widths.items() if filled >= 0.75 * most), 0)
    mend = f"if row {widest} names the columns, set in the source's YAML: header_row: {widest}" if widest else None
    if merged:
        raise SourceTerminalError(
            "merged-header",
            "cells of the header row are merged, so columns cannot be told apart by name",
            where=f"{where}, {merged}",
            mend=mend or "unmerge them",
        )
    if width < 2 <= widths.get(widest, 0):
        raise SourceTerminalError(
            "no-header",
            f"row {header_row} has {width} filled cells, row {widest} has {widths[widest]}",
            where=where,
            mend=mend,
        )
    return checked_headers(header, f"{where}, row {header_row}", source.limits, spec.used)


def _rows(source: Input, spec: FileSpec, headers: tuple[str, ...], rejections: Rejections) -> Iterator[Row]:
    footer_rows = 0
    with source.open_seekable() as file, _zip(file, source) as archive:
        workbook = Workbook(archive, source.where, source.limits)
        for number, cells in workbook.rows(workbook.choose(spec.sheet)):
            if number <= spec.header_row or not cells:
                continue
            first = cells[min(cells)].strip()
            if footer_rows or (spec.skip_footer is not None and first.startswith(spec.skip_footer)):
                footer_rows += 1
                if footer_rows > source.limits.max_footer_rows:
                    raise footer_too_long(f"{source.where}, row {number}", footer_rows)
                continue
            reason = _problem(cells, len(headers))
            if reason is not None:
                rejections.add(number, reason, repr(list(cells.values())))
            else:
                yield number, {header: cells.get(position) for position, header in enumerate(headers, 1)}
    source.ensure_unchanged()


def _problem(cells: Cells, width: int) -> str | None:
    if max(cells) > width:
        return "ragged-row"
    text = "".join(cells.values())
    if NO_VALUE in text:
        return "formula-without-value"
    return unreadable(text)


def _merged_in(archive: ZipFile, part: str, header_row: int) -> str | None:
    """The merged range that covers cells of the header row. The list of merged cells stands behind the rows."""
    kept = b""
    with archive.open(part) as stream:
        while chunk := stream.read(1 << 20):
            for left, top, right, bottom in _MERGED.findall(kept + chunk):
                if int(top) <= header_row <= int(bottom):
                    return f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
            kept = chunk[-300:]
    return None

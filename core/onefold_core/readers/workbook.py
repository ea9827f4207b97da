"""The parts of an .xlsx file that hold values: sheets, shared texts, and which number formats are dates.

Part names and attributes are those of ECMA-376 part 1 (SpreadsheetML). Nothing else of the package is opened.
"""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from zipfile import ZipFile

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.spec import Limits
from onefold_core.readers.xml import Element, IsRecord, parse

Cells = dict[int, str]
"""Texts of one row by column number (from 1); empty cells are absent."""

MAX_ROW = 1_048_576
NO_VALUE = "\ud801"
"""Stands for a formula that has no saved result; a lone surrogate, so no cell can hold it."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN_NUMBER = re.compile(r"-?\d{1,15}|-?(?=[\d.]{1,16}$)\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name as users see it, its part in the package."""

    name: str
    part: str
    is_visible: bool


class Workbook:
    """An open workbook whose zip directory has been checked."""

    def __init__(self, archive: ZipFile, where: str, limits: Limits) -> None:
        self._archive = archive
        self._where = where
        self._limits = limits
        self._names = set(archive.namelist())
        root = self._relations("_rels/.rels", "")
        self._part = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
        folder, name = posixpath.split(self._part)
        self._links = self._relations(f"{folder}/_rels/{name}.rels", folder)
        self.sheets: list[Sheet] = []
        self._epoch = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's dates have no zone
        for element in self._elements(self._part, lambda path: path[1:] in (("sheets", "sheet"), ("workbookPr",))):
            if element.name == "workbookPr":
                if element.attributes.get("date1904") in ("1", "true"):
                    self._epoch = datetime.datetime(1904, 1, 1)  # noqa: DTZ001
                continue
            _, part = self._links.get(element.attributes.get("id", ""), ("", ""))
            is_visible = element.attributes.get("state", "visible") == "visible"
            self.sheets.append(Sheet(element.attributes.get("name", ""), part, is_visible))
        self._date_styles = self._read_date_styles()
        self._texts: list[str] | None = None

    def choose(self, name: str | None) -> Sheet:
        """The sheet of that name, or the first visible one; SourceTerminalError names the sheets there are."""
        for sheet in self.sheets:
            if sheet.part in self._names and (sheet.name == name if name is not None else sheet.is_visible):
                return sheet
        raise SourceTerminalError(
            "missing-sheet",
            "the workbook has no such sheet",
            where=self._where,
            valid=[sheet.name for sheet in self.sheets],
            mend="set sheet in the source's YAML to one of them",
        )

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, Cells]]:
        """Row number and filled cells of every row that the sheet stores."""
        number = 0
        for row in self._elements(sheet.part, lambda path: path[1:] == ("sheetData", "row")):
            number = int(row.attributes.get("r") or number + 1)
            if number > MAX_ROW:
                raise self._broken("a row number is past the last row a sheet has")
            cells: Cells = {}
            column = 0
            for cell in row.children:
                letters = cell.attributes.get("r", "").rstrip("0123456789")
                column = column_number(letters) if letters else column + 1
                if column > self._limits.max_columns:
                    raise self._broken("a cell stands past the last column a sheet has")
                if text := self._text(cell):
                    cells[column] = text
            yield number, cells

    def _text(self, cell: Element) -> str | None:
        kind = cell.attributes.get("t", "n")
        if kind == "inlineStr":
            inline = cell.child("is")
            return _rich_text(inline) if inline else None
        value = cell.value("v")
        if not value:
            is_computed = cell.child("f") is not None and kind != "str"
            return NO_VALUE if is_computed else None
        if kind == "s":
            return self._shared(value)
        if kind == "b":
            return "true" if value == "1" else "false"
        if kind == "n":
            return self._number(value.strip(), cell.attributes.get("s", "0"))
        return _unescaped(value)

    def _number(self, value: str, style: str) -> str:
        try:
            if style in self._date_styles:
                return _date(float(value), self._epoch, self._date_styles[style])
            if _PLAIN_NUMBER.fullmatch(value):
                return value.removesuffix(".0")
            # Excel computes with doubles and shows 15 digits of them: 0.1 + 0.2 is 0.3 to its user.
            return format(Decimal(f"{float(value):.15g}"), "f")
        except (ValueError, OverflowError, ArithmeticError):
            return value

    def _shared(self, index: str) -> str:
        if self._texts is None:
            self._texts = self._read_shared()
        try:
            return self._texts[int(index)]
        except (ValueError, IndexError):
            raise self._broken("a cell refers to a shared text that does not exist") from None

    def _read_shared(self) -> list[str]:
        part = next((target for kind, target in self._links.values() if kind == "sharedStrings"), "")
        if part not in self._names:
            return []
        if self._archive.getinfo(part).file_size > self._limits.max_shared_strings_bytes:
            raise SourceTerminalError(
                "workbook-too-large",
                f"the workbook's shared texts are larger than {self._limits.max_shared_strings_bytes} bytes",
                where=self._where,
                mend="save the sheet as CSV (UTF-8) and read that",
            )
        return [_rich_text(each) for each in self._elements(part, lambda path: path[1:] == ("si",))]

    def _read_date_styles(self) -> dict[str, str]:
        """Cell style number to `date` or `duration`, for the styles that show numbers as such."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        part = next((target for kind, target in self._links.values() if kind == "styles"), "")
        if part not in self._names:
            return {}
        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        styles: dict[str, str] = {}
        position = -1
        wanted = (("numFmts", "numFmt"), ("cellXfs", "xf"))
        for element in self._elements(part, lambda path: path[1:] in wanted):
            number = int(element.attributes.get("numFmtId", "0"))
            if element.name == "numFmt":
                formats[number] = element.attributes.get("formatCode", "")
                continue
            position += 1
            code = formats.get(number, "General")
            if is_timedelta_format(code):
                styles[str(position)] = "duration"
            elif is_date_format(code):
                styles[str(position)] = "date"
        return styles

    def _relations(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """Relationship id to its kind and the part it leads to; links out of the package are left out."""
        if part not in self._names:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for element in self._elements(part, lambda path: path[1:] == ("Relationship",)):
            if element.attributes.get("TargetMode") == "External":
                continue
            target = element.attributes.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = element.attributes.get("Type", "").rpartition("/")[2]
            found[element.attributes.get("Id", "")] = (kind, target)
        return found

    def _elements(self, part: str, is_record: IsRecord) -> Iterator[Element]:
        if part not in self._names:
            raise self._broken("a part that it needs is missing")
        with self._archive.open(part) as stream:
            start = stream.read(2)
        codec = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(start, "utf-8")
        with self._archive.open(part) as stream:
            yield from parse(stream, is_record, codec, f"{self._where}: {part}", self._limits, keeps_space=True)

    def _broken(self, what: str) -> SourceTerminalError:
        return SourceTerminalError(
            "broken-workbook",
            f"the workbook is damaged: {what}",
            where=self._where,
            mend="open it in Excel or LibreOffice and save it again",
        )


def column_number(letters: str) -> int:
    """1 for A, 27 for AA; 0 for what is no column."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64 if "A" <= letter <= "Z" and number < 100_000 else 0
    return number


def _rich_text(element: Element) -> str:
    """The text of a plain or formatted string, without the phonetic guide that Japanese cells carry."""
    parts = [
        child.text if child.name == "t" else child.value("t") or "" for child in element.children if child.name in "rt"
    ]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def _date(serial: float, epoch: datetime.datetime, kind: str) -> str:
    """An Excel serial number as ISO 8601: date, time of day (below 1) or both; a duration as hours:minutes:seconds."""
    seconds = round(serial * 86_400)
    if kind == "duration":
        minutes, second = divmod(seconds, 60)
        return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
    # Excel counts a 29 February 1900 that never was: serials below 60 are one day off.
    shift = 86_400 if 0 < serial < 60 and epoch.year == 1899 else 0
    at = epoch + datetime.timedelta(seconds=seconds + shift)
    if 0 <= serial < 1:
        return at.time().isoformat()
    return at.date().isoformat() if seconds % 86_400 == 0 else at.isoformat()

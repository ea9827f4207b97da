"""One JSON document: an array of objects, or an object whose `data` is one; read element by element."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from json import JSONDecodeError
from typing import Any

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.archive import Input
from onefold_core.readers.batches import Row, two_pass_table
from onefold_core.readers.encoding import decoder_for, detect, unreadable
from onefold_core.readers.objects import DECODER, BadRow, check_depth, flatten
from onefold_core.readers.spec import Facts, FileSpec, Rejections, Table

_SPACE = re.compile(r"[ \t\r\n]*")
_READ_BYTES = 1_000_000


def read(source: Input, spec: FileSpec) -> Table:
    """A JSON document as a table; `_of_row` is the element's ordinal, headers in the order of first appearance."""
    codec = detect(source, spec.encoding)

    def rows(rejections: Rejections) -> Iterator[Row]:
        for number, (value, raw) in enumerate(_elements(_Document(source, codec)), 1):
            try:
                if reason := unreadable(raw):
                    raise BadRow(reason)
                check_depth(raw, source.limits.max_depth)
                yield number, flatten(value, has_escapes="\\u" in raw)
            except BadRow as bad:
                rejections.add(number, bad.reason, raw, bad.detail)

    facts = Facts("json", encoding=codec, compression=source.compression)
    return two_pass_table(source, facts, rows)


class _Document:
    """A decoded document as a window that slides over it: `text[at:]` is what is not consumed yet."""

    def __init__(self, source: Input, codec: str) -> None:
        self.text = ""
        self.at = 0
        self.line = 1
        self.is_at_end = False
        self.source = source
        self._chunks = self._read(codec)
        self.more()
        self.text = self.text.removeprefix("\ufeff")

    def _read(self, codec: str) -> Iterator[str]:
        decoder = decoder_for(codec)
        with self.source.open() as stream:
            while data := stream.read(_READ_BYTES):
                yield decoder.decode(data)
            yield decoder.decode(b"", final=True)

    def more(self) -> None:
        """Widen the window: by as much again as it holds, so that a large element is not parsed over and over."""
        self.line += self.text.count("\n", 0, self.at)
        kept = self.text[self.at :]
        parts, wanted = [kept], max(len(kept), 1)
        while wanted > 0 and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            wanted -= len(chunk)
        self.is_at_end = wanted > 0
        self.text, self.at = "".join(parts), 0

    def peek(self) -> str:
        """The next character that is not space, "" at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text) or self.is_at_end:
                return self.text[self.at : self.at + 1]
            self.more()

    def take(self, expected: str) -> str:
        """Consume one character out of `expected`."""
        found = self.peek()
        if not found or found not in expected:
            raise self.broken("the document is cut off" if not found else f"one of {' '.join(expected)} is expected")
        self.at += 1
        return found

    def value(self) -> tuple[Any, str]:
        """Consume one JSON value: it and its text."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
                # A number at the edge of the window may go on behind it.
                if end < len(self.text) or self.is_at_end:
                    raw = self.text[self.at : end]
                    self.at = end
                    return value, raw
            except RecursionError:
                raise self.broken("an element is nested too deeply") from None
            except (JSONDecodeError, StopIteration) as error:
                if self.is_at_end:
                    is_cut = getattr(error, "pos", len(self.text)) >= len(self.text)
                    raise self.broken(
                        "the document is cut off" if is_cut else getattr(error, "msg", "a value is expected")
                    ) from None
            if len(self.text) - self.at > self.source.limits.max_row_bytes:
                raise self.broken("an element is longer than the limit, or not valid JSON")
            self.more()

    def broken(self, what: str) -> SourceTerminalError:
        """The error that names the line the window stands on."""
        line = self.line + self.text.count("\n", 0, self.at)
        return SourceTerminalError(
            "bad-json",
            f"the document cannot be read: {what}",
            where=f"{self.source.where}, line {line}",
            valid=["[{…}, {…}]", '{"data": [{…}, {…}]}', "one object a line (format: jsonl)"],
            mend="fetch the file again, or set format in the source's YAML",
        )


def _elements(document: _Document) -> Iterator[tuple[Any, str]]:
    opened = document.take("[{")
    if opened == "[":
        yield from _array(document)
    elif not (yield from _data_member(document)):
        raise document.broken("its object has no array named data")
    if document.peek():
        raise document.broken("something follows the end of the document")


def _array(document: _Document) -> Iterator[tuple[Any, str]]:
    if document.peek() == "]":
        document.take("]")
        return
    while True:
        yield document.value()
        if document.take(",]") == "]":
            return


def _data_member(document: _Document) -> Generator[tuple[Any, str], None, bool]:
    """The elements of `data`; the result is whether there was one. Other members (totals, links) are passed over."""
    has_data = False
    while document.peek() != "}":
        name, _ = document.value()
        document.take(":")
        if name == "data" and document.peek() == "[" and not has_data:
            has_data = True
            document.take("[")
            yield from _array(document)
        else:
            document.value()
        if document.peek() != "}":
            document.take(",")
    document.take("}")
    return has_data

"""XML without its dangers: no document type, no entities; depth, tokens and elements bounded; streamed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from onefold_core.errors import SourceTerminalError
from onefold_core.readers.archive import Input
from onefold_core.readers.encoding import BAD, BOMS, canonical, decoder_for, detect
from onefold_core.readers.spec import Limits

_DECLARATION = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_FEED_BYTES = 65_536
_MAX_TOKEN_BYTES = 2_000_000
"""Unfinished markup that the parser holds back and scans again: an attribute, a comment. Text is not held back."""
_MAX_NODES = 200_000
"""Elements inside one record; an order with 10,000 lines has about 100,000."""


@dataclass(slots=True)
class Element:
    """A small piece of a document: names are without their namespace, `line` is where the element starts.

    `number` counts the records of the document, whose lines need not differ.
    """

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)
    number: int = 0

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((each for each in self.children if each.name == name), None)

    def value(self, name: str) -> str | None:
        """The text of the first child of that name."""
        found = self.child(name)
        return found.text if found else None


IsRecord = Callable[[tuple[str, ...]], bool]


NOTHING: frozenset[str] = frozenset()


def elements(
    source: Input,
    is_record: IsRecord,
    codec: str,
    *,
    without: frozenset[str] = NOTHING,
    passing: frozenset[str] = NOTHING,
) -> Iterator[Element]:
    """As `parse`, for a file; `codec` by `find_codec`."""
    with source.open() as stream:
        yield from parse(stream, is_record, codec, source.where, source.limits, without=without, passing=passing)


def parse(
    stream: IO[bytes],
    is_record: IsRecord,
    codec: str,
    where: str,
    limits: Limits,
    *,
    keeps_space: bool = False,
    without: frozenset[str] = NOTHING,
    passing: frozenset[str] = NOTHING,
) -> Iterator[Element]:
    """Every element whose path of names (root first) `is_record`, whole, in the order they end.

    Outer space of texts is stripped unless `keeps_space`; elements named in `without` are left out of records, and in
    those named in `passing`, below the root, no record is looked for.
    SourceTerminalError names the line for a document that is cut off, malformed or dangerous.
    """
    builder = _Builder(is_record, where, limits, keeps_space, without, passing)
    decoder = decoder_for(codec)
    is_first = True
    while True:
        data = stream.read(_FEED_BYTES)
        text = decoder.decode(data, final=not data)
        if is_first and text:
            text = text.removeprefix("\ufeff")
            is_first = False
        if BAD in text:
            line = builder.parser.CurrentLineNumber + text[: text.index(BAD)].count("\n")
            raise _refused(where, line, f"bytes that {codec} does not allow", "wrong-encoding")
        builder.feed(text, is_final=not data)
        yield from builder.taken()
        if not data:
            return


def find_codec(source: Input, declared: str | None) -> str:
    """The encoding by BOM, by the source's YAML, or by the document's own declaration, checked against its bytes."""
    head = source.head(1024)
    if any(head.startswith(bom) for bom, _ in BOMS) or declared:
        return detect(source, declared)
    if match := _DECLARATION.search(head):
        name = match.group(1).decode("ascii")
        codec = canonical(name, f"{source.where}: encoding of the XML declaration")
        # UTF-16 cannot be declared in bytes that read as ASCII: XML 1.0, appendix F.
        return detect(source, "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec)
    return detect(source, None if head.count(0) else "utf-8")


class _Builder:
    """Turns the parser's events into records."""

    def __init__(
        self,
        is_record: IsRecord,
        where: str,
        limits: Limits,
        keeps_space: bool,
        without: frozenset[str],
        passing: frozenset[str],
    ) -> None:
        self._is_record = is_record
        self._where = where
        self._limits = limits
        self._keeps_space = keeps_space
        self._without = without
        self._passing = passing
        self._left_out = 0
        self._path: list[str] = []
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._records = 0
        self._nodes = 0
        self._characters = 0
        self._fed = 0
        self.parser = expat.ParserCreate(encoding="utf-8", namespace_separator="|")
        self.parser.buffer_text = True
        # Texts arrive in pieces of this size, and every piece copies what came before it.
        self.parser.buffer_size = 1 << 18
        self._listen()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.ExternalEntityRefHandler = self._doctype
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _listen(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _leave_out(self) -> None:
        """Only count until this element ends: most of a large document is left out of most tables."""
        self._left_out = 1
        self.parser.StartElementHandler = self._start_left_out
        self.parser.EndElementHandler = self._end_left_out
        self.parser.CharacterDataHandler = None

    def _start_left_out(self, name: str, attributes: dict[str, str]) -> None:
        self._left_out += 1
        if len(self._path) + self._left_out > self._limits.max_depth:
            raise self._too_deep()

    def _end_left_out(self, name: str) -> None:
        self._left_out -= 1
        if not self._left_out:
            self._listen()

    def feed(self, text: str, *, is_final: bool) -> None:
        data = text.encode()
        try:
            self.parser.Parse(data, is_final)
        except expat.ExpatError as error:
            is_cut = error.code in _CUT_OFF and is_final
            what = "it is cut off" if is_cut else expat.ErrorString(error.code)
            raise _refused(self._where, error.lineno, what, "xml-cut-off" if is_cut else "bad-xml") from None
        self._fed += len(data)
        if self._fed - max(self.parser.CurrentByteIndex, 0) > _MAX_TOKEN_BYTES:
            raise self._unsafe(f"one piece of markup is longer than {_MAX_TOKEN_BYTES} bytes")

    def taken(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if "|" in name:
            name = name.rpartition("|")[2]
        if len(self._path) >= self._limits.max_depth:
            raise self._too_deep()
        if name in (self._without if self._open else self._passing) and self._path:
            self._leave_out()
            return
        self._path.append(name)
        if self._open or self._is_record(tuple(self._path)):
            element = Element(name, self.parser.CurrentLineNumber, _local(attributes) if attributes else {})
            if self._open:
                self._open[-1].children.append(element)
            else:
                self._nodes = self._characters = 0
                self._records += 1
                element.number = self._records
            self._open.append(element)
            self._nodes += 1
            if attributes:
                self._characters += sum(map(len, attributes.values()))
            if self._nodes > _MAX_NODES:
                raise self._unsafe(f"one record has more than {_MAX_NODES} elements")

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._open:
            element = self._open.pop()
            if element.text and not self._keeps_space:
                element.text = element.text.strip()
            if not self._open:
                self._done.append(element)

    def _text(self, text: str) -> None:
        if not self._open:
            return
        element = self._open[-1]
        if self._keeps_space or element.text or not text.isspace():
            element.text += text
        self._characters += len(text)
        if self._characters > self._limits.max_row_bytes:
            raise self._unsafe(f"one record is longer than {self._limits.max_row_bytes} characters")

    def _doctype(self, *_: object) -> int:
        raise self._unsafe("it has a document type or entities, which data does not need")

    def _too_deep(self) -> SourceTerminalError:
        return self._unsafe(f"elements are nested deeper than {self._limits.max_depth}")

    def _unsafe(self, what: str) -> SourceTerminalError:
        return _refused(self._where, self.parser.CurrentLineNumber, what, "unsafe-xml")


_CUT_OFF = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}


def _local(attributes: dict[str, str]) -> dict[str, str]:
    return {name.rpartition("|")[2] if "|" in name else name: value for name, value in attributes.items()}


def _refused(where: str, line: int, what: str, code: str) -> SourceTerminalError:
    mend = {
        "unsafe-xml": "check where the file comes from; export it without a document type",
        "wrong-encoding": "set encoding in the source's YAML, then: onefold source test",
    }.get(code, "export or fetch the file again, then: onefold sync")
    return SourceTerminalError(code, f"the document is refused: {what}", where=f"{where}, line {line}", mend=mend)

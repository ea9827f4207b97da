"""JSON Lines: one object a line; a line that is not one is rejected, the others are read."""

from __future__ import annotations

from collections.abc import Iterator

from onefold_core.readers.archive import Input
from onefold_core.readers.batches import Row, two_pass_table
from onefold_core.readers.encoding import detect, unreadable
from onefold_core.readers.lines import line_blocks
from onefold_core.readers.objects import BadRow, parse_row
from onefold_core.readers.spec import Facts, FileSpec, Rejections, Table


def read(source: Input, spec: FileSpec) -> Table:
    """A JSON Lines file as a table; headers in the order of their first appearance, `_of_row` the line."""
    codec = detect(source, spec.encoding)

    def rows(rejections: Rejections) -> Iterator[Row]:
        for block in line_blocks(source, codec):
            if block.is_overlong:
                rejections.add(block.line, "row-too-long", block.text)
                continue
            has_unreadable = unreadable(block.text) is not None
            for number, line in enumerate(block.text.split("\n"), block.line):
                if not line or line.isspace():
                    continue
                try:
                    if has_unreadable and (reason := unreadable(line)):
                        raise BadRow(reason)
                    yield number, parse_row(line, source.limits.max_depth)
                except BadRow as bad:
                    rejections.add(number, bad.reason, line, bad.detail)

    facts = Facts("jsonl", encoding=codec, compression=source.compression)
    return two_pass_table(source, facts, rows)

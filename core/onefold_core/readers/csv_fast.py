"""The fast way through CSV: Arrow's parser, used only on text that is proved to mean the same to every parser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from onefold_core.readers.batches import batch_of_columns, text_schema
from onefold_core.readers.spec import Rejections

if TYPE_CHECKING:
    from onefold_core.readers.csv import Dialect

_NEWLINE, _RETURN = 10, 13
_REPLACEMENT = "\ufffd".encode()


def fast_batch(
    text: str, line: int, headers: Sequence[str], dialect: Dialect, rejections: Rejections
) -> tuple[Any, str] | None:
    """All complete rows of `text` as one batch, and the unfinished rest; None when the slow way is needed.

    Fast only when every quote opens or closes a whole field or doubles inside one, no line is blank, nothing
    unreadable and no footer is in sight. Single-line rows of another width are rejected here.
    """
    has_footer = dialect.footer is not None and dialect.footer in text
    if has_footer or dialect.width < 2 or len(dialect.delimiter.encode()) != 1 or len(dialect.quote.encode()) > 1:
        return None
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return None
    if b"\0" in data or _REPLACEMENT in data or data[:1] in (b"\n", b"\r") or b"\n\n" in data or b"\n\r" in data:
        return None
    octets = np.frombuffer(data, np.uint8)
    if b"\r" in data and not bool((octets[np.flatnonzero(octets == _RETURN) + 1] == _NEWLINE).all()):
        return None
    ends = _row_ends(data, octets, dialect)
    if ends is None:
        return None
    positions, line_indexes = ends
    end = int(positions[-1]) + 1
    starts = np.concatenate(([0], line_indexes[:-1] + 1))
    limits = dialect.limits
    rest = data[end:]
    spans = line_indexes - starts + 1
    if len(rest) > limits.max_row_bytes or max(int(spans.max()), rest.count(b"\n")) > limits.max_row_lines:
        return None
    ragged: list[Any] = []
    table = _parse(data[:end], headers, dialect, ragged)
    wrong = np.array([row.number - 1 for row in ragged], dtype=np.int64)
    if table.num_rows + len(ragged) != len(positions) or bool((spans[wrong] > 1).any()):
        return None
    numbers = starts + line
    for row in ragged:
        detail = f"{row.actual_columns} fields, header has {row.expected_columns}"
        rejections.add(int(numbers[row.number - 1]), "ragged-row", row.text, detail)
    columns = [_flat(column) for column in table.columns]
    batch = batch_of_columns(text_schema(headers), columns, np.delete(numbers, wrong))
    return batch, rest.decode()


def _row_ends(data: bytes, octets: Any, dialect: Dialect) -> tuple[Any, Any] | None:
    """Where rows end and which newline of the text each end is; None when a quote stands where none may."""
    newlines = np.flatnonzero(octets == _NEWLINE)
    quote = dialect.quote.encode()
    if not quote or quote not in data:
        return newlines, np.arange(len(newlines))
    quotes = np.flatnonzero(octets == quote[0])
    is_outside = np.searchsorted(quotes, newlines) % 2 == 0
    indexes = np.flatnonzero(is_outside)
    if not len(indexes):
        return None
    positions = newlines[indexes]
    quotes = quotes[: np.searchsorted(quotes, positions[-1])]
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, octets[opening - 1], _NEWLINE)
    after = octets[closing + 1]
    separator = dialect.delimiter.encode()[0]
    opens_field = (before == _NEWLINE) | (before == separator)
    closes_field = (after == _NEWLINE) | (after == separator) | (after == _RETURN)
    # A doubled quote closes and opens at once: both halves must say so.
    is_doubled = closing[:-1] + 1 == opening[1:]
    if not bool((closes_field[:-1] | is_doubled).all() and (opens_field[1:] | is_doubled).all()):
        return None
    if len(quotes) and not bool(opens_field[0] and closes_field[-1]):
        return None
    return positions, indexes


def _parse(data: bytes, headers: Sequence[str], dialect: Dialect, ragged: list[Any]) -> Any:
    def keep(row: Any) -> str:
        ragged.append(row)
        return "skip"

    return arrow_csv.read_csv(
        pa.BufferReader(data),
        # One thread, or Arrow does not number the rows it skips.
        read_options=arrow_csv.ReadOptions(column_names=list(headers), use_threads=False, block_size=len(data) + 1),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            double_quote=True,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(headers, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )


def _flat(column: Any) -> Any:
    flat = column.combine_chunks()
    return pa.concat_arrays(flat.chunks) if isinstance(flat, pa.ChunkedArray) else flat

"""Guarded readers: any file a customer sends, as Arrow batches of text, with bounds on memory, time and trust.

    table = read_table(Path("contacts.csv"), FileSpec(encoding="windows-1251"))
    table.headers                 # as the file spells them, in its order
    for batch in table.batches:   # one string column per header, and last `_of_row` int64
        ...
    table.rejected                # complete once the batches are: Rejected(file, line, reason, detail, raw)
    table.facts                   # Facts(format, encoding, delimiter, compression, sheet, record)

* Values are text as received; null only where the format itself has none (JSON null or absent key, empty Excel cell).
* `_of_row` is the line a row starts on (csv, jsonl, commerceml), the sheet's row (excel) or the row's ordinal (json,
  parquet). The order is the file's. Memory does not grow with the file.
* A row that cannot be read is in `rejected`, with a reason from `REASONS`; the rest is delivered. U+FFFD, NUL and lone
  surrogates never come out.
* A file that cannot be read as a whole raises SourceTerminalError: for JSON documents and XML before any row was handed
  out. One that is being written to raises SourceTransientError.
* `.gz` and single-file `.zip` are opened transparently. `Limits` holds every bound with its reason.

Importing this package loads neither pyarrow nor openpyxl.
"""

from onefold_core.readers.spec import (
    DEFAULT,
    FORMATS,
    REASONS,
    RECORDS,
    ROW_COLUMN,
    Facts,
    FileSpec,
    Limits,
    Rejected,
    Table,
)
from onefold_core.readers.table import find_format, read_table

__all__ = [
    "DEFAULT",
    "FORMATS",
    "REASONS",
    "RECORDS",
    "ROW_COLUMN",
    "Facts",
    "FileSpec",
    "Limits",
    "Rejected",
    "Table",
    "find_format",
    "read_table",
]

"""What every kind of source is given, and what it gives back: one object opened for reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError
from onefold_core.identifiers import column_names
from onefold_core.settings import Source
from onefold_core.settings_source import SourceObject

from onefold_pipelines.results import Issue, Refused
from onefold_pipelines.state import ObjectState

if TYPE_CHECKING:
    import pyarrow as pa

FILE_COLUMN = "_of_file"
ROW_COLUMN = "_of_row"
LOADED_COLUMN = "_of_loaded_at"
DELETED_COLUMN = "_of_deleted_at"

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class ObjectContext:
    """One object to read: its settings, the state its last load committed, whether to read everything again
    (`is_full`), and whether a person asked for that and so accepts changed types (`accepts_drift`)."""

    source: Source
    name: str
    object: SourceObject
    root: Path
    state: ObjectState
    is_full: bool
    accepts_drift: bool = False

    @property
    def where(self) -> str:
        """The place that errors name."""
        return f"source {self.source.name}, object {self.name}"

    @property
    def columns(self) -> dict[str, str]:
        """Header to raw column, for every header that lands."""
        return column_names(self.object.used_columns)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The raw columns of the key."""
        return tuple(self.columns[header] for header in self.object.key)

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The headers that rows were told apart by at any time; the last ones are today's.

        With `accepts_drift` those that are not in use any more are forgotten.
        """
        used = set(self.object.used_columns)
        former = [key for key in self.state.keys if key != self.object.key]
        return (*(key for key in former if not self.accepts_drift or used.issuperset(key)), self.object.key)

    def issue(self, code: str, detail: str, *, field: str | None = None, rows: int = 0, info: bool = False) -> Issue:
        """An issue of this object; a warning unless `info`."""
        return Issue(code, "info" if info else "warning", self.source.name, self.name, field, rows, detail)


@dataclass
class Reading:
    """One object opened: its headers are known, its rows not read yet.

    `places` are the headers of each table or file; `types` the family of each header's type (sql only).
    `batches` hold one string column per used header that the place has (named by the header), and for files
    `_of_file` and `_of_row`. `refused` and `next_state` are complete once `batches` is exhausted. `vanished` are
    headers that the source itself says it has no more.
    """

    places: list[tuple[str, tuple[str, ...]]]
    types: dict[str, str]
    is_complete: bool
    batches: Iterator[pa.RecordBatch]
    is_unchanged: bool = False
    is_sparse: bool = False
    vanished: tuple[str, ...] = ()
    refused: list[Refused] = field(default_factory=list)
    next_state: Callable[[], dict[str, object]] = dict
    issues: list[Issue] = field(default_factory=list)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header of every place, once, in order of appearance."""
        return tuple(dict.fromkeys(header for _, headers in self.places for header in headers))


def fingerprint(source: Source, name: str) -> str:
    """What decides which values land: used columns, key, and how files are read."""
    settings = source.file.objects[name]
    reading = settings.model_dump_json(
        include={"table", "db_schema", "path", "format", "encoding", "delimiter", "sheet", "header_row", "skip_footer",
                 "record", "key", "cursor"}
    )  # fmt: skip
    asked = ""
    if settings.read is not None:
        asked = f"{settings.read.model_dump_json()}{source.file.version}{source.file.options}{source.file.timezone}"
    return hashlib.sha256(f"{reading}{settings.used_columns}{asked}".encode()).hexdigest()[:16]


def require_key(context: ObjectContext) -> None:
    """ConfigError unless the object has a key: without one a load could not be repeated safely."""
    if not context.object.key:
        raise ConfigError(
            "no-key",
            "an object that is read needs a key",
            where=context.where,
            mend="add `key: [column]` to the object",
        )

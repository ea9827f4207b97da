"""Files delivered into a folder: one object from one or many, each read only when it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.readers import FileSpec, Table, read_table
from onefold_core.settings_source import SourceObject

from onefold_pipelines.context import FILE_COLUMN, ROW_COLUMN, ObjectContext, Reading
from onefold_pipelines.results import Issue, Refused
from onefold_pipelines.state import FileState

if TYPE_CHECKING:
    import pyarrow as pa

SPARSE_FORMATS = ("json", "jsonl", "commerceml")
"""Formats whose rows name their fields and leave empty ones out."""


def object_files(root: Path, settings: SourceObject, where: str) -> list[Path]:
    """The files of an object in order of name; SourceTerminalError when there are none."""
    if not settings.path:
        raise ConfigError("no-path", "an object of files needs a path", where=where, mend="path: data/sources/*.csv")
    anchor = Path(settings.path).anchor
    found = Path(anchor).glob(settings.path.removeprefix(anchor)) if anchor else root.glob(settings.path)
    files = sorted((path for path in found if path.is_file()), key=lambda path: path.as_posix())
    if not files:
        raise SourceTerminalError(
            "no-files", "no file matches the path", where=f"{where}, {settings.path}", mend="onefold source test"
        )
    return files


def file_spec(settings: SourceObject) -> FileSpec:
    """The object's settings as the readers take them."""
    return FileSpec(
        format=settings.format,
        encoding=settings.encoding,
        delimiter=settings.delimiter,
        sheet=settings.sheet,
        header_row=settings.header_row or 1,
        skip_footer=settings.skip_footer,
        record=settings.record,
        used=frozenset(settings.used_columns),
    )


def describe_file(path: Path, root: Path) -> FileState:
    """Name (relative to the project where possible), size and hash of a file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    name = path.relative_to(root) if path.is_relative_to(root) else path
    return FileState(path=name.as_posix(), size=path.stat().st_size, sha256=digest)


def open_files(context: ObjectContext) -> Reading:
    """The object's rows: none when no file changed, the new files' when files only came after those known, else all.

    A file with the content of one already listed is read once, under the first name.
    """
    found = {
        describe_file(path, context.root): path for path in object_files(context.root, context.object, context.where)
    }
    present, issues = _without_copies(context, list(found))
    known = {(file.path, file.sha256) for file in context.state.files}
    new = [file for file in present if (file.path, file.sha256) not in known]
    if context.is_full or context.state.is_new:
        return _reading(context, present, found, present, issues, is_complete=True)
    if not new and len(present) == len(known):
        return Reading([], {}, is_complete=False, batches=iter(()), is_unchanged=True, issues=issues)
    kept = [file for file in present if (file.path, file.sha256) in known]
    only_added = len(kept) == len(known) and all(file.path > kept[-1].path for file in new)
    if only_added and kept and context.object.cursor is None:
        return _reading(context, new, found, present, issues, is_complete=False)
    return _reading(context, present, found, present, issues, is_complete=True)


def _without_copies(context: ObjectContext, files: list[FileState]) -> tuple[list[FileState], list[Issue]]:
    first: dict[str, FileState] = {}
    issues = []
    for file in files:
        if file.sha256 in first:
            detail = f"{file.path} has the same content as {first[file.sha256].path}; read once"
            issues.append(context.issue("file-delivered-twice", detail, info=True))
        first.setdefault(file.sha256, file)
    return list(first.values()), issues


def _reading(
    context: ObjectContext,
    to_read: list[FileState],
    paths: dict[FileState, Path],
    present: list[FileState],
    issues: list[Issue],
    *,
    is_complete: bool,
) -> Reading:
    tables = [(file, read_table(paths[file], file_spec(context.object))) for file in to_read]
    refused: list[Refused] = []
    counts = {file.path: file.refused for file in context.state.files}

    def next_state() -> dict[str, object]:
        files = [file.model_copy(update={"refused": counts.get(file.path, 0)}) for file in present]
        return {"files": tuple(files)}

    return Reading(
        places=[(file.path, table.headers) for file, table in tables],
        types={},
        is_complete=is_complete,
        batches=_batches(context, tables, refused, counts),
        is_sparse=any(table.facts.format in SPARSE_FORMATS for _, table in tables),
        refused=refused,
        next_state=next_state,
        issues=issues,
    )


def _batches(
    context: ObjectContext, tables: list[tuple[FileState, Table]], refused: list[Refused], counts: dict[str, int]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for file, table in tables:
        headers = [header for header in context.object.used_columns if header in table.headers]
        for batch in table.batches:
            arrays = [batch.column(header) for header in headers]
            name = pa.array([file.path], pa.string()).take(pa.nulls(batch.num_rows, pa.int32()).fill_null(0))
            yield pa.record_batch([*arrays, name, batch.column(ROW_COLUMN)], names=[*headers, FILE_COLUMN, ROW_COLUMN])
        counts[file.path] = len(table.rejected)
        refused += [Refused(file.path, row.line, row.reason, row.raw) for row in table.rejected]

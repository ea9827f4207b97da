"""`sync_source`: one source into raw, all of it or nothing, every row accounted for."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from onefold_core.errors import InvariantError, SourceTransientError
from onefold_core.settings import Source

from onefold_pipelines.context import ObjectContext, Progress, Reading, Suppression, require_key
from onefold_pipelines.contract import check_contract
from onefold_pipelines.gates import check_gates, holds_deletes, row_issues
from onefold_pipelines.kinds import open_source
from onefold_pipelines.land import Landing, clear_undecided, count_alive, prepare_landing
from onefold_pipelines.loader import Load, Loader
from onefold_pipelines.quarantine import create_quarantine, store_refused
from onefold_pipelines.results import Issue, ObjectResult, SyncResult
from onefold_pipelines.spool import Spooled, write_spool
from onefold_pipelines.state import ObjectState

ATTEMPTS = 3
PAUSES = (1.0, 5.0)
"""Seconds before the second and the third attempt: a restarting server is back by then, a night's window not lost."""


@dataclass(frozen=True)
class _Prepared:
    context: ObjectContext
    reading: Reading
    spooled: Spooled | None
    landing: Landing | None
    issues: tuple[Issue, ...]
    rows_before: int


def sync_source(
    source: Source,
    *,
    root: Path,
    warehouse: Path,
    dlt_dir: Path,
    run_id: str,
    full_refresh: bool = False,
    accept_drop: bool = False,
    suppression: Suppression | None = None,
    progress: Progress | None = None,
) -> SyncResult:
    """Read a source and merge what is new or changed into `raw_<source>` of the working warehouse.

    Nothing of the source lands unless every object of it passes: SourceTerminalError for drift in a used column,
    SourceTransientError after the last attempt, GateError for too few rows (`accept_drop` lets a drop pass, never
    `expect.min_rows`). `full_refresh` reads everything again and accepts changed types.
    """
    started = time.monotonic()
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    dlt_dir.mkdir(parents=True, exist_ok=True)
    loader = Loader(source.name, root=root, warehouse=warehouse, dlt_dir=dlt_dir)
    committed = loader.read_state() if warehouse.exists() else {}
    at = datetime.now(UTC)
    with _workspace(dlt_dir / f"spool_{source.name}") as folder:
        contexts = _contexts(source, root, committed, warehouse, full_refresh)
        prepared = _retrying(
            lambda: _prepare_all(contexts, folder, warehouse, run_id, at, accept_drop, suppression, progress)
        )
        results = tuple(_result(one) for one in prepared)
        loads = [load for one in prepared if (load := _as_load(one)) is not None]
        if loads:
            loader.load(loads)
    issues = tuple(issue for one in prepared for issue in one.issues)
    return SyncResult(source.name, run_id, results, issues, time.monotonic() - started)


@contextmanager
def _workspace(folder: Path) -> Iterator[Path]:
    """An empty folder for spools, gone afterwards: it holds customers' rows."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _retrying(action: Callable[[], list[_Prepared]]) -> list[_Prepared]:
    for pause in PAUSES:
        try:
            return action()
        except SourceTransientError:
            time.sleep(pause)
    return action()


def _contexts(
    source: Source, root: Path, committed: dict[str, Any], warehouse: Path, full_refresh: bool
) -> list[ObjectContext]:
    """Every object that is read, with its committed state; a changed mapping means reading all of it again."""
    tables = _raw_tables(source, warehouse)
    contexts = []
    for name, settings in source.file.objects.items():
        if not settings.is_landed and settings.model == "custom":
            continue
        state = ObjectState.model_validate(committed.get(name, {})) if name in tables else ObjectState()
        is_full = full_refresh or state.is_new or state.settings != _fingerprint(source, name)
        context = ObjectContext(source, name, settings, root, state, is_full, accepts_drift=full_refresh)
        require_key(context)
        contexts.append(context)
    return contexts


def _fingerprint(source: Source, name: str) -> str:
    """What decides which values land: used columns, key, and how files are read."""
    settings = source.file.objects[name]
    reading = settings.model_dump_json(
        include={"table", "db_schema", "path", "format", "encoding", "delimiter", "sheet", "header_row", "skip_footer",
                 "record", "key", "cursor"}
    )  # fmt: skip
    return hashlib.sha256(f"{reading}{settings.used_columns}".encode()).hexdigest()[:16]


def _raw_tables(source: Source, warehouse: Path) -> set[str]:
    import duckdb

    if not warehouse.exists():
        return set()
    with duckdb.connect(str(warehouse)) as connection:
        rows = connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [f"raw_{source.name}"]
        ).fetchall()
    return {str(row[0]) for row in rows}


def _prepare_all(
    contexts: list[ObjectContext],
    folder: Path,
    warehouse: Path,
    run_id: str,
    at: datetime,
    accept_drop: bool,
    suppression: Suppression | None,
    progress: Progress | None,
) -> list[_Prepared]:
    """Read every object into the spool and make its landing file; one snapshot of the source for all."""
    import duckdb

    if not contexts:
        return []
    source, root = contexts[0].source, contexts[0].root
    prepared = []
    with open_source(source, root) as open_object, duckdb.connect(str(warehouse)) as connection:
        connection.execute("set timezone = 'UTC'")
        create_quarantine(connection)
        for context in contexts:
            reading = open_object(context)
            issues = [*reading.issues, *check_contract(context, reading)]
            spooled = landing = None
            if not reading.is_unchanged:
                path = folder / f"{context.name}.spool.parquet"
                spooled = write_spool(context, reading.batches, path, suppression, progress)
                path = folder / f"{context.name}.landing.parquet"
                deletes = reading.is_complete and not holds_deletes(context, reading)
                landing = prepare_landing(
                    connection, context, spooled, reading.refused, path, marks_deletes=deletes, at=at
                )
                check_gates(context, reading, spooled, landing, accept_drop=accept_drop)
                issues += row_issues(context, reading, landing)
                spooled.path.unlink()
            prepared.append(
                _Prepared(context, reading, spooled, landing, tuple(issues), count_alive(connection, context))
            )
        connection.begin()
        for one in prepared:
            if one.landing is not None:
                name, is_complete = one.context.name, one.reading.is_complete
                store_refused(connection, run_id, source.name, name, at, is_complete=is_complete)
            if one.context.is_full:
                clear_undecided(connection, one.context)
        connection.commit()
    return prepared


def _as_load(one: _Prepared) -> Load | None:
    """What dlt has to do for the object; None when neither its rows nor its state changed."""
    if one.landing is None:
        return None
    before = one.context.state
    state = ObjectState(
        headers=one.reading.headers or before.headers,
        types=before.types | one.reading.types,
        settings=_fingerprint(one.context.source, one.context.name),
    ).model_copy(update={"cursor": before.cursor, "cursor_column": before.cursor_column, "files": before.files})
    state = state.model_copy(update=one.reading.next_state())
    has_rows = one.landing.rows_landed or one.landing.rows_deleted_marked
    if not has_rows and one.landing.has_table and state == before:
        return None
    return Load(one.context, one.landing.path, state.as_json())


def _result(one: _Prepared) -> ObjectResult:
    name = one.context.name
    if one.landing is None or one.spooled is None:
        return ObjectResult(name, "unchanged", 0, 0, 0, 0, 0, 0, 0, one.rows_before, one.context.state.headers)
    landing, spooled = one.landing, one.spooled
    result = ObjectResult(
        name=name,
        mode="full" if one.reading.is_complete else "incremental",
        rows_read=spooled.rows + spooled.suppressed + len(one.reading.refused),
        rows_landed=landing.rows_landed,
        rows_unchanged=landing.rows_unchanged,
        rows_duplicate=landing.rows_duplicate,
        rows_quarantined=landing.rows_quarantined,
        rows_suppressed=spooled.suppressed,
        rows_deleted_marked=landing.rows_deleted_marked,
        rows_total=landing.rows_total,
        headers=one.reading.headers,
    )
    accounted = (
        result.rows_landed
        + result.rows_unchanged
        + result.rows_duplicate
        + result.rows_quarantined
        + result.rows_suppressed
    )
    if accounted != result.rows_read:
        raise InvariantError(
            "rows-unaccounted", f"{result.rows_read} rows were read, {accounted} accounted for", where=one.context.where
        )
    return result

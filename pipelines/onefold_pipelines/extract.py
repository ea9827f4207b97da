"""`sync_source`: one source into raw, all of it or nothing, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from onefold_core.errors import InvariantError, OnefoldError, SourceError, SourceTransientError
from onefold_core.settings import Source

from onefold_pipelines.context import ObjectContext, Progress, fingerprint, require_key
from onefold_pipelines.erase import erase_landed
from onefold_pipelines.kept import clear, workspace
from onefold_pipelines.kinds import Outside
from onefold_pipelines.land import clear_undecided, raw_schema
from onefold_pipelines.loader import Load, Loader
from onefold_pipelines.prepare import Prepared, Run, prepare_objects, prepare_read
from onefold_pipelines.results import ObjectResult, SyncResult
from onefold_pipelines.state import ObjectState

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from onefold_core.privacy import Suppression

    from onefold_pipelines.ahead import Ahead

PAUSES = (1.0, 5.0)
"""Seconds before the second and the third attempt: a restarting server is back by then, a night's window not lost."""


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
    outside: Outside | None = None,
    ahead: Ahead | None = None,
) -> SyncResult:
    """Read a source and merge what is new or changed into `raw_<source>` of the working warehouse.

    Nothing of the source lands unless every object of it passes: SourceTerminalError for drift in a used column,
    SourceTransientError after the last attempt, GateError for too few rows (`accept_drop` lets a drop pass, never
    `expect.min_rows`). `full_refresh` reads everything again and accepts changed types. `ahead` has read the source
    already (`read_ahead`).
    """
    from onefold_core.warehouse import open_warehouse

    started = monotonic()
    dlt_dir.mkdir(parents=True, exist_ok=True)
    folder = nullcontext(ahead.folder) if ahead else workspace(dlt_dir, source.name)
    with folder as spools, _landing(source, spools), open_warehouse(warehouse) as connection:
        connection.execute("set global timezone = 'UTC'")
        loader = Loader(source.name, root=root, dlt_dir=dlt_dir, connection=connection)
        run = Run(run_id, datetime.now(UTC), spools, accept_drop, suppression, progress, outside)
        if ahead is not None:
            contexts = ahead.contexts
            prepared = prepare_read(connection, ahead.reads(), run)
        else:
            contexts = contexts_of(loader, source, root, full_refresh)
            # A REST source has repeated each request by itself; to ask for everything again would double the load.
            pauses = () if source.file.kind == "rest" else PAUSES
            prepared = _retrying(lambda: prepare_objects(connection, contexts, run), pauses)
        results = tuple(_result(one) for one in prepared)
        loads = [load for one in prepared if (load := _as_load(one)) is not None]
        if loads:
            loader.load(loads)
        # Not before: a load that fails leaves the settings of the one before, by which these columns have been read.
        for context in contexts:
            clear_undecided(connection, context)
        clear(spools)
        erased = erase_landed(connection, contexts, suppression)
    issues = (*(issue for one in prepared for issue in one.issues), *erased)
    return SyncResult(source.name, run_id, results, issues, monotonic() - started)


@contextmanager
def _landing(source: Source, spools: Path) -> Iterator[None]:
    """Errors name the source; what was read is kept for the next run only where reading is what failed."""
    try:
        yield
    except OnefoldError as error:
        if not isinstance(error, SourceError):
            clear(spools)
        raise error.of(source.name) from None


def _retrying(action: Callable[[], list[Prepared]], pauses: Sequence[float]) -> list[Prepared]:
    for pause in pauses:
        try:
            return action()
        except SourceTransientError:
            sleep(pause)
    return action()


def contexts_of(loader: Loader, source: Source, root: Path, full_refresh: bool) -> list[ObjectContext]:
    """Every object that is read, with its committed state; a changed mapping means reading all of it again."""
    states = committed_states(loader, source)
    contexts = []
    for name, settings in source.file.objects.items():
        if not settings.is_landed and settings.model == "custom":
            continue
        state = states.get(name, ObjectState())
        is_full = full_refresh or state.is_new or state.settings != fingerprint(source, name)
        context = ObjectContext(source, name, settings, root, state, is_full, accepts_drift=full_refresh)
        require_key(context)
        contexts.append(context)
    return contexts


def committed_states(loader: Loader, source: Source) -> dict[str, ObjectState]:
    """What the last load of each object committed, for those that raw has."""
    tables = _raw_tables(loader.connection, source)
    committed: dict[str, Any] = loader.read_state() if tables else {}
    return {name: ObjectState.model_validate(committed.get(name, {})) for name in source.file.objects if name in tables}


def _raw_tables(connection: DuckDBPyConnection, source: Source) -> set[str]:
    rows = connection.execute(
        "select table_name from information_schema.tables where table_schema = ?", [raw_schema(source.name)]
    ).fetchall()
    return {str(row[0]) for row in rows}


def _as_load(one: Prepared) -> Load | None:
    """What dlt has to do for the object; None when neither its rows nor its state changed."""
    if one.landing is None:
        return None
    before = one.context.state
    state = before.model_copy(
        update={
            "headers": one.reading.headers or before.headers,
            "types": before.types | one.types,
            "settings": fingerprint(one.context.source, one.context.name),
            "keys": one.context.keys,
        }
    )
    state = ObjectState.model_validate(state.model_dump() | one.reading.next_state())
    rows = one.landing.rows_written
    if not rows and one.landing.has_table and state == before:
        return None
    return Load(one.context, one.landing.path, rows, state.as_json(), replaces=one.landing.replaces)


def _result(one: Prepared) -> ObjectResult:
    name = one.context.name
    if one.landing is None or one.spooled is None:
        return ObjectResult(
            name,
            "unchanged",
            rows_total=one.rows_alive,
            rows_in_quarantine=one.rows_in_quarantine,
            headers=one.context.state.headers,
        )
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
        rows_in_quarantine=one.rows_in_quarantine,
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

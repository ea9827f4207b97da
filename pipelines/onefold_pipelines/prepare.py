"""Everything of a sync before the load: read, spool, judge; raw is not touched until every object has passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import OnefoldError

from onefold_pipelines.context import ObjectContext, Progress, Reading
from onefold_pipelines.contract import check_contract, check_used, unused_drift
from onefold_pipelines.gates import check_gates, holds_deletes, row_issues
from onefold_pipelines.kept import keep_read, kept_read
from onefold_pipelines.kinds import OpenSource, Outside, open_source
from onefold_pipelines.land import Landing, count_alive, prepare_landing
from onefold_pipelines.quarantine import count_quarantined, create_quarantine, store_refused
from onefold_pipelines.results import Issue
from onefold_pipelines.spool import Spooled, spool_path, write_spool
from onefold_pipelines.suppress import drop_suppressed, former_keys_missed
from onefold_pipelines.value_kinds import check_value_kinds

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from onefold_core.privacy import Suppression


@dataclass(frozen=True)
class Run:
    """What all objects of one sync share."""

    run_id: str
    at: datetime
    folder: Path
    accept_drop: bool
    suppression: Suppression | None
    progress: Progress | None
    outside: Outside | None = None


@dataclass(frozen=True)
class Read:
    """One object read into its spool; `spooled` is None when nothing of it changed."""

    context: ObjectContext
    reading: Reading
    spooled: Spooled | None
    issues: list[Issue]


@dataclass(frozen=True)
class Prepared:
    """One object judged and ready: `spooled` and `landing` are None when nothing of it changed."""

    context: ObjectContext
    reading: Reading
    spooled: Spooled | None
    landing: Landing | None
    issues: tuple[Issue, ...]
    types: dict[str, str]
    rows_alive: int
    rows_in_quarantine: int


def prepare_objects(connection: DuckDBPyConnection, contexts: list[ObjectContext], run: Run) -> list[Prepared]:
    """Read every object into the spool, then make its landing file, in one snapshot of the source.

    Quarantine is written only after the last gate; any error before leaves the warehouse as it was.
    """
    if not contexts:
        return []
    with open_source(contexts[0].source, contexts[0].root, run.outside) as opened:
        return prepare_read(connection, read_all(opened, contexts, run), run)


def prepare_read(connection: DuckDBPyConnection, reads: Iterable[Read], run: Run) -> list[Prepared]:
    """`prepare_objects` of objects that are read already, or while they are iterated over."""
    create_quarantine(connection)
    judged = [(one.context, *_judge(connection, one, run)) for one in reads]
    connection.begin()
    for context, reading, _, landing, _, _ in judged:
        if landing is not None:
            name = context.source.name
            store_refused(connection, run.run_id, name, context.name, run.at, is_complete=reading.is_complete)
    connection.commit()
    return [_prepared(connection, *one) for one in judged]


def read_all(opened: OpenSource, contexts: list[ObjectContext], run: Run) -> Iterator[Read]:
    """Every object's spool in the order of the objects; read one after the other, or several at once where it waits.

    Of several objects that fail, the error of the first one in that order is raised.
    """
    if opened.workers == 1:
        yield from (_read(opened, context, run) for context in contexts)
        return
    with ThreadPoolExecutor(opened.workers, thread_name_prefix="onefold-read") as pool:
        waiting = [pool.submit(_read, opened, context, run) for context in contexts]
        try:
            errors = [error for one in waiting if (error := one.exception()) is not None]
        except BaseException:
            # Who presses Ctrl-C does not want to wait until everything has been read.
            opened.stop()
            raise
    told = [error for error in errors if isinstance(error, OnefoldError)]
    if errors:
        raise (told or errors)[0]
    yield from (one.result() for one in waiting)


def _read(opened: OpenSource, context: ObjectContext, run: Run) -> Read:
    try:
        if (kept := kept_read(context, run.folder, run.suppression, opened.account, run.at)) is not None:
            reading, spooled = kept
            reading.issues += _former_keys(context, reading, run)
            return Read(context, reading, spooled, [*reading.issues, *check_contract(context, reading)])
        reading = opened.open(context)
        drift = [*check_used(context, reading), *_former_keys(context, reading, run)]
        if reading.is_unchanged:
            return Read(context, reading, None, [*reading.issues, *drift, *unused_drift(context, reading)])
        spool = spool_path(run.folder, context.name)
        spooled = write_spool(context, reading.batches, spool, run.suppression, run.progress)
        spooled = replace(spooled, suppressed=spooled.suppressed + drop_suppressed(reading.refused, run.suppression))
        keep_read(context, reading, spooled, run.suppression, opened.account, run.at)
        return Read(context, reading, spooled, [*reading.issues, *drift, *unused_drift(context, reading)])
    except BaseException:
        opened.stop()
        raise


def _former_keys(context: ObjectContext, reading: Reading, run: Run) -> list[Issue]:
    erased = run.suppression is not None and run.suppression.digests
    return former_keys_missed(context, reading.headers) if erased else []


def _judge(
    connection: DuckDBPyConnection, read: Read, run: Run
) -> tuple[Reading, Spooled | None, Landing | None, list[Issue], dict[str, str]]:
    context, reading, spooled, issues = read.context, read.reading, read.spooled, read.issues
    if spooled is None:
        return reading, None, None, issues, {}
    spool = spooled.path
    kinds, kind_issues = check_value_kinds(connection, context, spool)
    deletes = reading.is_complete and not holds_deletes(context, reading)
    path = run.folder / f"{context.name}.landing.parquet"
    now = reading.next_state()
    is_same = context.state.is_whose(str(now.get("home", "")), str(now.get("account", "")))
    landing = prepare_landing(
        connection,
        context,
        spooled,
        reading.refused,
        path,
        marks_deletes=deletes,
        is_complete=reading.is_complete,
        keeps_told=is_same,
        at=run.at,
    )
    check_gates(context, reading, spooled, landing, accept_drop=run.accept_drop)
    issues += kind_issues + row_issues(context, reading, landing)
    if context.source.file.kind != "rest":
        # The others' are kept, for a run that fails further on.
        spool.unlink()
    return reading, spooled, landing, issues, reading.types | kinds


def _prepared(
    connection: DuckDBPyConnection,
    context: ObjectContext,
    reading: Reading,
    spooled: Spooled | None,
    landing: Landing | None,
    issues: list[Issue],
    types: dict[str, str],
) -> Prepared:
    alive = landing.rows_total if landing else count_alive(connection, context)
    standing = count_quarantined(connection, context.source.name, context.name)
    if standing:
        issues.append(context.issue("rows-quarantined", "see quarantine.row for the reasons", rows=standing))
    return Prepared(context, reading, spooled, landing, tuple(issues), types, alive, standing)

"""Everything of a sync before the load: read, spool, judge; raw is not touched until every object has passed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_pipelines.context import ObjectContext, Progress, Reading
from onefold_pipelines.contract import check_contract
from onefold_pipelines.gates import check_gates, holds_deletes, row_issues
from onefold_pipelines.kinds import open_source
from onefold_pipelines.land import Landing, clear_undecided, count_alive, prepare_landing
from onefold_pipelines.quarantine import count_quarantined, create_quarantine, store_refused
from onefold_pipelines.results import Issue
from onefold_pipelines.spool import Spooled, write_spool
from onefold_pipelines.suppress import drop_suppressed
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
    """Read every object into the spool and make its landing file, in one snapshot of the source.

    Quarantine is written only after the last gate; any error before leaves the warehouse as it was.
    """
    if not contexts:
        return []
    source, root = contexts[0].source, contexts[0].root
    with open_source(source, root) as open_object:
        create_quarantine(connection)
        judged = [(context, *_judge(connection, context, open_object(context), run)) for context in contexts]
        connection.begin()
        for context, reading, _, landing, _, _ in judged:
            if landing is not None:
                store_refused(
                    connection, run.run_id, source.name, context.name, run.at, is_complete=reading.is_complete
                )
            if context.is_full:
                clear_undecided(connection, context)
        connection.commit()
        return [_prepared(connection, *one) for one in judged]


def _judge(
    connection: DuckDBPyConnection, context: ObjectContext, reading: Reading, run: Run
) -> tuple[Reading, Spooled | None, Landing | None, list[Issue], dict[str, str]]:
    issues = [*reading.issues, *check_contract(context, reading)]
    if reading.is_unchanged:
        return reading, None, None, issues, {}
    spool = run.folder / f"{context.name}.spool.parquet"
    spooled = write_spool(context, reading.batches, spool, run.suppression, run.progress)
    spooled = replace(spooled, suppressed=spooled.suppressed + drop_suppressed(reading.refused, run.suppression))
    kinds, kind_issues = check_value_kinds(connection, context, spool)
    deletes = reading.is_complete and not holds_deletes(context, reading)
    path = run.folder / f"{context.name}.landing.parquet"
    landing = prepare_landing(connection, context, spooled, reading.refused, path, marks_deletes=deletes, at=run.at)
    check_gates(context, reading, spooled, landing, accept_drop=run.accept_drop)
    issues += kind_issues + row_issues(context, reading, landing)
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

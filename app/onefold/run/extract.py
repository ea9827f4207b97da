"""The extract step: every source into raw tables, its counts and issues into audit_input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from onefold_core import privacy
from onefold_core.errors import LockedError
from onefold_core.identifiers import quote_path
from onefold_core.warehouse import count_rows, open_warehouse, table_exists

from onefold.run.context import RunContext

if TYPE_CHECKING:
    import duckdb
    from onefold_core.settings import Project, Source
    from onefold_pipelines.kinds import Outside
    from onefold_pipelines.results import ObjectResult, SyncResult
    from onefold_pipelines.state import ObjectState
    from sqlalchemy import Engine

_TABLES = """
create table if not exists audit_input.layer_count (
    layer varchar, source varchar, object varchar, rows_in bigint, quarantined bigint, suppressed bigint
);
create table if not exists audit_input.issue (
    code varchar, severity varchar, source varchar, object varchar, record_name varchar, field varchar,
    "rows" bigint, layer varchar
);
create table if not exists audit_input.source_count (
    source varchar, object varchar, mode varchar, rows_read bigint, landed bigint, unchanged bigint, duplicate bigint,
    quarantined bigint, suppressed bigint, gone bigint
);
"""


def extract(context: RunContext, *, only: Sequence[str] | None = None, accept_drop: bool = False) -> dict[str, Any]:
    """Extract the named sources, or all; returns counts per object and writes them to audit_input.

    `accept_drop` lets pass that an object lost nearly all of its rows, which is a GateError otherwise.
    """
    from onefold_pipelines.ahead import read_ahead
    from onefold_pipelines.extract import sync_source
    from onefold_pipelines.former import former_sources

    project = context.project
    outside = outside_of(project, context.state)
    suppression = privacy.load_suppression(context.state, project.root)
    chosen = [source for source in project.sources if only is None or source.name in only]
    results = []
    with read_ahead(
        chosen,
        root=project.root,
        warehouse=project.warehouse,
        dlt_dir=project.data / "dlt",
        run_id=context.run_id,
        full_refresh=context.full,
        suppression=suppression,
        progress=lambda name: partial(_tell, context, name),
        outside=outside,
    ) as ahead:
        for source in chosen:
            result = sync_source(
                source,
                root=project.root,
                warehouse=project.warehouse,
                dlt_dir=project.data / "dlt",
                run_id=context.run_id,
                full_refresh=context.full,
                accept_drop=accept_drop,
                suppression=suppression,
                outside=outside,
                progress=partial(_tell, context, source.name),
                ahead=ahead.get(source.name),
            )
            results.append(result)
            with open_warehouse(project.warehouse) as connection:
                _record(connection, result)
    objects = [_facts(result.source, one) for result in results for one in result.objects]
    issues = [asdict(issue) for result in results for issue in result.issues]
    read, held = sum(o["read"] for o in objects), sum(o["quarantined"] for o in objects)
    headline = f"{read:,} rows read from {len(results)} sources, {held:,} of them quarantined"
    with open_warehouse(project.warehouse) as connection:
        former = former_sources(connection, project.sources)
    left = [
        f"in no file any more, yet in the warehouse: {one.text} (onefold source drop {one.source})" for one in former
    ]
    return {"objects": objects, "issues": issues, "former": left, "headline": "; ".join([headline, *left])}


def loaded_states(project: Project, source: Source) -> dict[str, ObjectState] | None:
    """What the loads of each of the source's objects committed; None while another command has the warehouse."""
    from onefold_pipelines.extract import committed_states
    from onefold_pipelines.loader import Loader

    if not project.warehouse.exists():
        return {}
    try:
        with open_warehouse(project.warehouse, read_only=True) as connection, TemporaryDirectory() as folder:
            loader = Loader(source.name, root=project.root, dlt_dir=Path(folder), connection=connection)
            return committed_states(loader, source)
    except LockedError:
        return None


def outside_of(project: Project, state: Engine) -> Outside:
    """What sources of the net need: tokens that rotate are kept in the project's state."""
    from onefold_core.state.credentials import Credentials
    from onefold_pipelines.kinds import Outside
    from onefold_pipelines.rest.auth import SealedTokens

    return Outside(tokens=SealedTokens(Credentials(state, project.root, project.data)))


def _tell(context: RunContext, source: str, name: str, rows: int) -> None:
    context.tell(f"extract: {source}.{name}, {rows:,} rows")


def _facts(source: str, one: ObjectResult) -> dict[str, Any]:
    return {
        "source": source,
        "object": one.name,
        "mode": one.mode,
        "read": one.rows_read,
        "landed": one.rows_landed,
        "unchanged": one.rows_unchanged,
        "duplicate": one.rows_duplicate,
        "quarantined": one.rows_quarantined,
        "suppressed": one.rows_suppressed,
        "gone": one.rows_deleted_marked,
    }


def _record(connection: duckdb.DuckDBPyConnection, result: SyncResult) -> None:
    """audit_input of the source just read; what other sources reported stays."""
    connection.execute(_TABLES)
    connection.execute("begin")
    for table in ("layer_count", "issue", "source_count"):
        connection.execute(f"delete from audit_input.{table} where source = ?", [result.source])
    for one in result.objects:
        counts = list(_facts(result.source, one).values())
        connection.execute("insert into audit_input.source_count values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", counts)
        total = _raw_rows(connection, result.source, one.name) + one.rows_quarantined + one.rows_suppressed
        row = [result.source, one.name, total, one.rows_quarantined, one.rows_suppressed]
        connection.execute("insert into audit_input.layer_count values ('raw', ?, ?, ?, ?, ?)", row)
    for issue in result.issues:
        place = [issue.code, issue.severity, issue.source, issue.object, None, issue.field, issue.rows]
        connection.execute("insert into audit_input.issue values (?, ?, ?, ?, ?, ?, ?, 'raw')", place)
    connection.execute("commit")


def _raw_rows(connection: duckdb.DuckDBPyConnection, source: str, name: str) -> int:
    schema = f"raw_{source}"
    return count_rows(connection, quote_path(schema, name)) if table_exists(connection, schema, name) else 0

"""The extract step: every source into raw tables, its counts and issues into audit_input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onefold_core import privacy
from onefold_core.warehouse import open_warehouse

from onefold.run.context import RunContext

if TYPE_CHECKING:
    from onefold_pipelines.extract import SyncResult

AUDIT_INPUT = """
create table if not exists audit_input.layer_count (
    layer varchar, source varchar, object varchar, rows_in bigint, quarantined bigint, suppressed bigint
);
create table if not exists audit_input.issue (
    code varchar, severity varchar, source varchar, object varchar, record_name varchar, field varchar,
    "rows" bigint, layer varchar
);
"""


@dataclass(frozen=True)
class ObjectCount:
    """What one object's extraction did, in rows; `landed` and `gone` are changes, `total` is what raw holds now."""

    source: str
    object: str
    read: int
    landed: int
    quarantined: int
    suppressed: int
    gone: int


def extract(context: RunContext, *, only: Sequence[str] | None = None) -> dict[str, Any]:
    """Extract the named sources, or all; returns counts per object and writes them to audit_input."""
    from onefold_pipelines.extract import sync_source

    project = context.project
    suppression = privacy.load_suppression(context.state, project.root)
    results = []
    for source in project.sources:
        if only is None or source.name in only:
            result = sync_source(
                source,
                root=project.root,
                warehouse=project.warehouse,
                dlt_dir=project.data / "dlt",
                run_id=context.run_id,
                full_refresh=context.full,
                suppression=suppression,
                progress=context.say,
            )
            results.append(result)
    _record(context, results)
    objects = [vars(count) for result in results for count in _counts(result)]
    issues = [vars(issue) for result in results for issue in result.issues]
    read = sum(o["read"] for o in objects)
    return {"objects": objects, "issues": issues, "headline": f"{read:,} rows read from {len(results)} sources"}


def _counts(result: SyncResult) -> list[ObjectCount]:
    return [
        ObjectCount(
            source=result.source,
            object=one.object,
            read=one.rows_read,
            landed=one.rows_landed,
            quarantined=one.rows_quarantined,
            suppressed=one.rows_suppressed,
            gone=one.rows_deleted_marked,
        )
        for one in result.objects
    ]


def _record(context: RunContext, results: Sequence[SyncResult]) -> None:
    """audit_input of the sources just read; what other sources reported stays."""
    with open_warehouse(context.project.warehouse) as connection:
        connection.execute(AUDIT_INPUT)
        connection.execute("begin")
        for result in results:
            for table in ("layer_count", "issue"):
                connection.execute(f"delete from audit_input.{table} where source = ?", [result.source])
            for count in _counts(result):
                row = [count.source, count.object, count.landed, count.quarantined, count.suppressed]
                connection.execute("insert into audit_input.layer_count values ('raw', ?, ?, ?, ?, ?)", row)
            for issue in result.issues:
                place = [issue.code, issue.severity, issue.source, issue.object, None, issue.field, issue.rows]
                connection.execute("insert into audit_input.issue values (?, ?, ?, ?, ?, ?, ?, 'raw')", place)
        connection.execute("commit")

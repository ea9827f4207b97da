"""The steps of a run: each takes the context and what earlier steps recorded, and returns counts."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any

import duckdb
from onefold_core import privacy, published
from onefold_core.errors import GateError
from onefold_core.state import decisions, ledger
from onefold_core.warehouse import open_warehouse, table_exists

from onefold.run.context import RunContext
from onefold.run.extract import extract

Facts = dict[str, Any]
Done = dict[str, Facts]


def extract_step(context: RunContext, done: Done) -> Facts:
    """Every source into raw tables; ConfigError before anything is read when the models are not those of the YAML."""
    from onefold_pipelines.mapping.build import build_models

    build_models(context.project, check_only=True)
    return extract(context)


def stage_step(context: RunContext, done: Done) -> Facts:
    """Staging and intermediate models: all sources in the common model."""
    return _run_dbt(context, "stage", ["tag:pre"])


def standardise_step(context: RunContext, done: Done) -> Facts:
    """Each distinct value that is new since the last run, standardised once."""
    from onefold_dedupe.standardise.stage import run_standardise

    settings = context.project.file
    listed = settings.standardise.gazetteer
    with open_warehouse(context.project.warehouse) as connection:
        counts = run_standardise(
            connection,
            default_country=settings.default_country,
            progress=lambda table, done, total: context.tell(f"standardise: {table}, {done:,} of {total:,} values"),
            workers=os.cpu_count() or 1,
            gazetteer=context.project.root / listed if listed else None,
        )
    return {"values": counts, "headline": f"{sum(counts.values()):,} distinct values standardised"}


def match_step(context: RunContext, done: Done) -> Facts:
    """Who is who, with stable customer ids."""
    from onefold_dedupe.decisions import Decision
    from onefold_dedupe.engine import run_match

    from onefold.run.truth import measure, truth_path

    project = context.project
    with open_warehouse(project.warehouse) as connection:
        _forget_erased(context, connection)
        report = run_match(
            connection,
            project=project.name,
            auto_merge=project.file.match.auto_merge,
            review_from=project.file.match.review_from,
            decisions=[
                Decision(d.id_l, d.id_r, d.verdict, evidence=d.evidence_hash)
                for d in decisions.active_decisions(context.state)
            ],
            progress=lambda doing: context.tell(f"match: {doing}"),
            state=context.state,
        )
        truth = measure(connection, path) if (path := truth_path(project)) else None
    facts = asdict(report)
    headline = f"{facts['records']:,} records are {facts['clusters']:,} customers"
    return {**facts, "truth": truth, "headline": headline}


def _forget_erased(context: RunContext, connection: duckdb.DuckDBPyConnection) -> None:
    """Names of erased people's records leave the crosswalk's history, the decisions, and with them the matching."""
    from onefold_core.erasure import erase_names
    from onefold_dedupe.identity_tables import synchronise

    suppression = privacy.load_suppression(context.state, context.project.root)
    if not suppression.digests:
        return
    synchronise(connection, context.state)
    gone = connection.execute(
        "select distinct record_name from match.identity_history anti join intermediate.int_party using (record_name)"
    ).fetchall()
    has_erased = table_exists(connection, "audit_input", "erased_record")
    rows = connection.execute("select digest from audit_input.erased_record").fetchall() if has_erased else []
    erased = frozenset(row[0] for row in rows)
    erase_names(context.state, suppression, (row[0] for row in gone), erased)


def build_step(context: RunContext, done: Done) -> Facts:
    """Golden, marts and audit models, with their tests."""
    from onefold.run.inputs import write_run_inputs

    write_run_inputs(context)
    return _run_dbt(context, "build", ["tag:post"])


def audit_step(context: RunContext, done: Done) -> Facts:
    """Rules on values, the balance of rows; GateError when a required gate fails."""
    from onefold_quality.audit import run_audit

    project = context.project
    with open_warehouse(project.warehouse) as connection:
        result = run_audit(connection, require=project.file.publish.require, project_rules=project.root / "rules")
    facts = result.as_dict(privacy.subkey(privacy.project_key(project.root), "report"))
    if not result.passed:
        done["audit"] = facts
        raise GateError(
            "audit-failed",
            f"the audit refuses to publish: {'; '.join(result.reasons)}",
            where=str(context.report_path),
            mend="mend the data or the rule the report names, then: onefold run",
        )
    return {**facts, "headline": result.headline}


def publish_step(context: RunContext, done: Done) -> Facts:
    """The audited schemas into an immutable file of their own, made current."""
    project = context.project
    build = published.publish_build(
        project.warehouse,
        context.published,
        build=context.build,
        run_id=context.run_id,
        keep=project.file.publish.keep_builds,
    )
    facts = {"build": build.build, "sha256": build.sha256, "tables": build.tables}
    ledger.append(context.state, "build.published", build.build, facts, actor="onefold")
    return {**facts, "example": _example(context), "headline": f"build {build.build} is current"}


def report_step(context: RunContext, done: Done) -> Facts:
    """One self-contained HTML file about the run."""
    from onefold.run.reporting import write_run_report

    write_run_report(context, done)
    return {"path": context.report_path.name, "headline": str(context.report_path)}


def _example(context: RunContext) -> str | None:
    """A customer worth explaining: the one that most sources know."""
    with duckdb.connect(str(context.published / f"{context.build}.duckdb"), read_only=True) as connection:
        row = connection.execute(
            "select customer_id from golden.customer order by source_count desc, record_count desc, customer_id limit 1"
        ).fetchone()
    return str(row[0]) if row else None


def _run_dbt(context: RunContext, step: str, select: list[str]) -> Facts:
    from onefold.dbt import run_dbt

    project = context.project
    result = run_dbt(
        project.dbt,
        project.warehouse,
        select,
        target_path=project.data / "dbt_target",
        vars={"base_currency": project.file.base_currency},
        full_refresh=context.full,
        progress=lambda index, total: context.tell(f"{step}: {index} of {total} models and tests"),
    )
    by_status: dict[str, int] = {}
    for node in result.nodes:
        by_status[node.status] = by_status.get(node.status, 0) + 1
    headline = ", ".join(f"{count} {status}" for status, count in sorted(by_status.items()))
    return {"nodes": by_status, "headline": f"dbt: {headline}"}

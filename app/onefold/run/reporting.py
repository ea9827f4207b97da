"""The report step: what the run knows, joined with what the warehouse holds, into one page."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from onefold_core.clock import utc_now
from onefold_core.state import ledger
from onefold_core.state.runs import get_run, list_runs
from onefold_core.warehouse import open_warehouse

import onefold
from onefold.actor import actor
from onefold.run.context import RunContext

HISTORY = 12


def write_run_report(context: RunContext, done: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the run's report to its path."""
    from onefold_dedupe.card import model_card
    from onefold_quality.report.data import RunFacts, collect
    from onefold_quality.report.render import write_report

    project = context.project
    run = get_run(context.state, context.run_id)
    audit = done.get("audit", {})
    entries, head = ledger.head(context.state)
    facts = RunFacts(
        run_id=context.run_id,
        project=project.name,
        build=context.build,
        target=project.target_name,
        started_at=run.started_at,
        finished_at=utc_now(),
        operator=actor(),
        commit=_commit(),
        config_hash=context.config_hash,
        is_published="publish" in done,
        reasons=tuple(audit.get("reasons", ())),
        steps=tuple(_step(vars(step)) for step in run.steps),
        gates=project.file.publish.require,
        truth=done.get("match", {}).get("truth"),
        history=_history(context),
        ledger_entries=entries,
        ledger_head=head,
    )
    with open_warehouse(project.warehouse) as connection:
        settings = project.file.match
        card = asdict(model_card(connection, settings.auto_merge, settings.review_from))
        data = collect(connection, facts, audit.get("failing_refs", {}), card)
    write_report(data, context.report_path)


def _step(step: dict[str, Any]) -> dict[str, Any]:
    facts = step["facts"]
    return {**step, "seconds": facts.get("seconds"), "headline": facts.get("headline")}


def _history(context: RunContext) -> tuple[dict[str, Any], ...]:
    found = []
    for run in list_runs(context.state, limit=HISTORY + 1):
        if run.run_id != context.run_id:
            facts: Any = run.facts
            rules = facts.get("audit", {}).get("rules", {})
            failed = sum(rule["status"] == "failed" for rule in rules.values()) if rules else None
            customers = facts.get("match", {}).get("clusters")
            row = {"run_id": run.run_id, "status": run.status, "config_hash": run.config_hash}
            found.append({**row, "customers": customers, "rules_failed": failed})
    return tuple(found[:HISTORY])


def _commit() -> str:
    """The commit of onefold's own checkout, with a mark when it has changes; its version when it is installed."""
    here = Path(__file__).resolve().parent
    command = ["git", "-C", str(here), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return f"onefold {onefold.__version__}"
    return done.stdout.strip() if done.returncode == 0 else f"onefold {onefold.__version__}"

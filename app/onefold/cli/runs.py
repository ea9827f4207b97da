"""`onefold runs [RUN]`: what ran, step by step."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, LimitOption, ProjectOption, TargetOption, emit, load, state_of, table


def runs(
    run_id: Annotated[str | None, typer.Argument(help="One run, with its steps; the newest runs when absent.")] = None,
    limit: LimitOption = 20,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """List runs, or show one run's steps."""
    from onefold_core.state.runs import get_run, list_runs

    engine = state_of(load(project, target))
    if run_id is not None:
        one = get_run(engine, run_id)
        head = f"run {one.run_id}  {one.status}  build {one.build or '-'}\n\n"
        steps = [(s.name, s.status, s.attempt, s.started_at, s.finished_at) for s in one.steps]
        named = ("step", "status", "attempt", "started", "finished")
        emit(asdict(one), lambda: head + table(named, steps), json=json)
        return
    found = list_runs(engine, limit)
    rows = [(r.run_id, r.status, r.started_at, r.finished_at, r.build, r.error_code) for r in found]
    headers = ("run", "status", "started", "finished", "build", "error")
    empty = "nothing has run yet; start with: onefold run"
    emit([asdict(r) for r in found], lambda: table(headers, rows) if rows else empty, json=json)

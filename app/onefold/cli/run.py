"""`onefold run`: extract, stage, standardise, match, build, audit, publish, report."""

from __future__ import annotations

from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of


def run(
    full: Annotated[bool, typer.Option("--full", help="Read everything again and look for deleted rows.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do not resume a run that was cut off.")] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Run the whole project and publish what passes the audit; resumes a run that was cut off."""
    from onefold.progress import Ticker
    from onefold.run.graph import run_project
    from onefold.run.summary import render_summary

    opened = load(project, target)
    state = state_of(opened)
    with Ticker() as ticker:
        result = run_project(opened, state, full=full, fresh=fresh, say=ticker.say, tell=ticker.tell)
    emit(result.as_dict(), lambda: render_summary(opened, result), json=json)

"""`onefold model show|retrain`: the matching model."""

from __future__ import annotations

import json as jsonlib
from typing import Any

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, say, state_of

app = typer.Typer(help="The matching model.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def show(project: ProjectOption = HERE, target: TargetOption = None, json: JsonFlag = False) -> None:
    """Parameters, blocking yields and verdict of the last matching."""
    from onefold_core.lock import project_lock

    from onefold.lookup import diagnostics

    opened = load(project, target)
    with project_lock(opened.data, "model show"):
        found = diagnostics(opened)
    emit(found, lambda: _text(found), json=json)


@app.command()
def retrain(project: ProjectOption = HERE, target: TargetOption = None, json: JsonFlag = False) -> None:
    """Train on the data as it is now and say what that changes; the next run uses the new model."""
    from onefold.run.retrain import retrain_model

    opened = load(project, target)
    facts = retrain_model(opened, state_of(opened), say=say)
    lines = [f"customers before {facts['customers_before']:,}, after {facts['customers_after']:,}"]
    lines.append(f"records that would change their customer: {facts['records_moved']:,}")
    emit(facts, "\n".join(lines), json=json)


def _text(found: dict[str, Any]) -> str:
    return "\n".join(f"{name}\n  {jsonlib.dumps(value, ensure_ascii=False, indent=2)}" for name, value in found.items())

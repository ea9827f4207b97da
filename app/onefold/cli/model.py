"""`onefold model show`: the matching model."""

from __future__ import annotations

import json as jsonlib
from typing import Any

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load

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


def _text(found: dict[str, Any]) -> str:
    return "\n".join(f"{name}\n  {jsonlib.dumps(value, ensure_ascii=False, indent=2)}" for name, value in found.items())

"""`onefold report [RUN]`: where the report of a run lies; written again from the state and the warehouse on demand."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load


def report(
    run_id: Annotated[str | None, typer.Argument(help="The run; the newest report when absent.")] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Say where the report of a run lies."""
    from onefold_core.errors import ConfigError

    opened = load(project, target)
    folder = opened.data / "reports"
    found = sorted(folder.glob("*.html")) if folder.is_dir() else []
    if run_id is not None:
        found = [path for path in found if path.stem == run_id]
    if not found:
        raise ConfigError("no-report", "there is no such report", where=str(folder), mend="onefold run")
    path = found[-1]
    if show:
        webbrowser.open(path.as_uri())
    emit({"run_id": path.stem, "report": str(path)}, str(path), json=json)

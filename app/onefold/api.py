"""The public Python API beside `standardise` and `match`: run a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onefold.run.graph import RunResult


def run_project(folder: Path | str, *, target: str | None = None, full: bool = False) -> RunResult:
    """Run the project in `folder` and publish what passes the audit; errors are those of the command line."""
    from onefold_core.settings import load_project
    from onefold_core.state.store import open_state

    from onefold.run.graph import run_project as run_graph

    project = load_project(Path(folder), target)
    state = open_state(project.target.state, project.root)
    return run_graph(project, state, full=full, say=lambda line: None)

"""What every verb shares: the options, opening the project, printing data on stdout and progress on stderr."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from onefold_core.settings import Project
    from sqlalchemy import Engine

JsonFlag = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
ProjectOption = Annotated[
    Path, typer.Option("--project", "-p", help="The project's folder.", envvar="ONEFOLD_PROJECT", show_default="here")
]
TargetOption = Annotated[
    str | None, typer.Option("--target", "-t", help="Which target of onefold.yml.", envvar="ONEFOLD_TARGET")
]


def _reason(given: str) -> str:
    if not given.strip():
        raise typer.BadParameter("it cannot be empty")
    return given


WhyOption = Annotated[str, typer.Option("--why", help="The reason, for those who come later.", callback=_reason)]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="How many.")]
HERE = Path()


def load(folder: Path, target: str | None) -> Project:
    """The project in `folder`."""
    from onefold_core.settings import load_project

    return load_project(folder, target)


def state_of(project: Project) -> Engine:
    """The project's state database, migrated."""
    from onefold_core.state.store import open_state

    return open_state(project.target.state, project.root)


def emit(data: Any, text: str | Callable[[], str], *, json: bool) -> None:
    """Print the result: JSON for machines, text for people."""
    if json:
        rendered = jsonlib.dumps(data, ensure_ascii=False, indent=2, default=str)
    else:
        rendered = text if isinstance(text, str) else text()
    sys.stdout.write(rendered.rstrip("\n") + "\n")


def say(line: str) -> None:
    """One line on stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Plain aligned columns, numbers to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([len(h), *(len(row[i]) for row in cells)]) for i, h in enumerate(headers)]
    right = [
        bool(rows) and all(isinstance(row[i], (int, float)) or row[i] is None for row in rows)
        for i in range(len(headers))
    ]
    lines = [_line(list(headers), widths, right), _line(["-" * w for w in widths], widths, right)]
    return "\n".join([*lines, *(_line(row, widths, right) for row in cells)])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4f}"
    return str(value)


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True)]
    return "  ".join(padded).rstrip()

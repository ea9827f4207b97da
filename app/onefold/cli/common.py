"""What every verb shares: the options, opening the project, printing data on stdout and progress on stderr."""

from __future__ import annotations

import json as jsonlib
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
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
HERE = Path()
QUIET_SECONDS = 2.0
"""Nobody needs to be told what is done by then."""


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
    """One line of progress on stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class Ticker:
    """What is being done, in one line on a terminal that is rewritten; only what takes longer than two seconds, and
    nothing where stderr is no terminal. A context manager.
    """

    def __init__(self) -> None:
        self._doing, self._begun = "", time.monotonic()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Ticker:
        if sys.stderr.isatty():
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    def tell(self, doing: str) -> None:
        """What begins now."""
        self._doing = doing

    def _run(self) -> None:
        shown = False
        while not self._stop.wait(0.5):
            seconds = time.monotonic() - self._begun
            if seconds >= QUIET_SECONDS and self._doing:
                sys.stderr.write(f"\r\x1b[K{self._doing} … {seconds:.0f} s")
                sys.stderr.flush()
                shown = True
        if shown:
            sys.stderr.write("\r\x1b[K")
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

"""The public Python API beside `standardise`: match a file, run a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onefold_dedupe.report import MatchReport

    from onefold.run.graph import RunResult


def match(
    data: Path | str,
    *,
    id_column: str,
    columns: Mapping[str, str | Sequence[str]] | Path | str,
    out: Path | str,
    pairs: Path | str | None = None,
) -> MatchReport:
    """Find the records of a CSV, Parquet or JSON Lines file that are the same person or company.

    `columns` maps roles to columns, or is a YAML file that does; clusters (id, cluster_id) are written to `out` and
    scored pairs to `pairs`. GateError when the data cannot support matching.
    """
    import json
    import tempfile

    from onefold_dedupe.engine import match_file

    with tempfile.TemporaryDirectory() as folder:
        if isinstance(columns, Mapping):
            path = Path(folder) / "columns.yml"
            path.write_text(json.dumps({k: v if isinstance(v, str) else list(v) for k, v in columns.items()}), "utf-8")
        else:
            path = Path(columns)
        return match_file(Path(data), id_column, path, Path(out), Path(pairs) if pairs is not None else None)


def run_project(folder: Path | str, *, target: str | None = None, full: bool = False) -> RunResult:
    """Run the project in `folder` and publish what passes the audit; errors are those of the command line."""
    from onefold_core.settings import load_project
    from onefold_core.state.store import open_state

    from onefold.run.graph import run_project as run_graph

    project = load_project(Path(folder), target)
    state = open_state(project.target.state, project.root)
    return run_graph(project, state, full=full, say=lambda line: None)

"""What every step of a run is given."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onefold_core.settings import Project
from onefold_core.state import corrections, decisions
from onefold_core.state.runs import new_run_id
from sqlalchemy import Engine

import onefold

Say = Callable[[str], None]


@dataclass(frozen=True)
class RunContext:
    """One run: the project, its state database, how it was asked for, and where progress goes: `say` what shall stay,
    `tell` what is at work now.
    """

    project: Project
    state: Engine
    run_id: str
    config_hash: str
    full: bool
    say: Say
    tell: Say

    @classmethod
    def open(
        cls,
        project: Project,
        state: Engine,
        *,
        say: Say,
        tell: Say = lambda _: None,
        full: bool = False,
        run_id: str | None = None,
    ) -> RunContext:
        """A context for a new run, or for the run `run_id` that is taken up again."""
        return cls(project, state, run_id or new_run_id(), config_hash(project, state), full, say, tell)

    @property
    def build(self) -> str:
        """Name of the build this run publishes."""
        return f"{self.project.name}-{self.run_id}"

    @property
    def published(self) -> Path:
        """Folder of the published builds."""
        return self.project.data / "published"

    @property
    def report_path(self) -> Path:
        """Where the run's report is written."""
        return self.project.data / "reports" / f"{self.run_id}.html"


def config_hash(project: Project, state: Engine) -> str:
    """SHA-256 over what decides what a run does: settings, mappings, rules, dbt models, onefold's version."""
    digest = hashlib.sha256(f"{onefold.__version__}:{project.target_name}".encode())
    patterns = (
        "onefold.yml",
        "sources/*.yml",
        "rules/**/*",
        "dbt/models/**/*",
        "dbt/seeds/**/*",
        "dbt/dbt_project.yml",
    )
    for pattern in patterns:
        for path in sorted(p for p in project.root.glob(pattern) if p.is_file()):
            digest.update(path.relative_to(project.root).as_posix().encode())
            digest.update(path.read_bytes())
    # A run cut off before a decision was made must not be finished as if nobody had decided.
    for one in (*decisions.active_decisions(state), *corrections.active_corrections(state)):
        digest.update(repr(one).encode())
    return digest.hexdigest()

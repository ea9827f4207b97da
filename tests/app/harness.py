"""Running the command line as a user does, and looking at what it left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "onefold"]


@dataclass(frozen=True)
class Done:
    """One command's outcome."""

    returncode: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.stdout)


def onefold(*arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Done:
    """Run one command to its end."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        timeout=600,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass
class Harbour:
    """A harbour project on disk."""

    root: Path
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def current(self) -> Path:
        """The published file that readers open."""
        return self.root / "data" / "published" / "current.duckdb"

    @property
    def sources(self) -> Path:
        """The folder of the generated sources."""
        return self.root / "data" / "sources"

    def generate(self, *arguments: str) -> None:
        """Write the sources and their truth."""
        script = self.root / "generate.py"
        # The copy has no checkout around it; the generator's own module path is that of the repository.
        command = [sys.executable, str(ROOT / "examples" / "harbour" / "generate.py"), "--out", str(self.root / "data")]
        assert script.exists()
        subprocess.run([*command, *arguments], check=True, capture_output=True)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the published model."""
        with duckdb.connect(str(self.current), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def run(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        """`onefold run` in this project."""
        return onefold("run", *arguments, cwd=self.root, env=env)

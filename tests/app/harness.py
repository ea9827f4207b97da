"""Running the command line as a user does, and looking at what it left behind."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "onefold"]
SCALE = "0.12"
"""Of the harbour world: some 400 entities in 800 party records, a run of a few seconds."""


@dataclass(frozen=True)
class Done:
    """One command's outcome."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """Everything it printed."""
        return self.stdout + self.stderr

    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.stdout)


def onefold(
    *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None, command: Sequence[str] = COMMAND
) -> Done:
    """Run one command to its end."""
    done = subprocess.run(
        [*command, *arguments],
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
        """Write the sources and their truth, of the size every test uses unless it says otherwise."""
        # The copy has no checkout around it; the generator's own module path is that of the repository.
        script = ROOT / "examples" / "harbour" / "generate.py"
        command = [sys.executable, str(script), "--out", str(self.root / "data"), "--scale", SCALE]
        subprocess.run([*command, *arguments], check=True, capture_output=True)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the published model."""
        with duckdb.connect(str(self.current), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def working(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the working warehouse, which no run may have open."""
        with duckdb.connect(str(self.root / "data" / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def run(self, *arguments: str, env: dict[str, str] | None = None) -> Done:
        """`onefold run` in this project."""
        return onefold("run", *arguments, cwd=self.root, env=env)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text of a project file that is there exactly once."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    def fingerprint(self) -> tuple[str, str]:
        """What readers see: the current build's name, and the hash of the file they open."""
        name = json.loads((self.root / "data" / "published" / "current.json").read_text(encoding="utf-8"))
        return json.dumps(name, sort_keys=True), hashlib.sha256(self.current.read_bytes()).hexdigest()

    def values(self) -> list[str]:
        """Values that belong to customers and must stand in no message: contacts, family names, tax numbers."""
        rows = self.query(
            "select distinct value from golden.attribute"
            " where attribute in ('email', 'phone', 'family_name', 'tax_id') and length(value) > 4 order by value"
        )
        assert len(rows) > 100
        return [str(value) for (value,) in rows]


@dataclass(frozen=True)
class Export:
    """The folder of `onefold dashboard --export`, whose figures they are, and what the command said."""

    project: Harbour
    folder: Path
    done: Done = Done(0, "", "")

    def write(self, folder: Path) -> Done:
        """Export the same figures to a folder."""
        return onefold("dashboard", "--project", str(self.project.root), "--export", str(folder), "--json")


def make_harbour(shared: Path) -> Harbour:
    """The harbour project after its first run, which whoever of the workers comes first makes; only to be copied."""
    made = Harbour(shared / "made" / "harbour")
    said = made.root.with_name("result.json")
    with FileLock(shared / "made.lock"):
        if not said.exists():
            ignored = shutil.ignore_patterns("data", ".dlt", "__pycache__")
            shutil.copytree(ROOT / "examples" / "harbour", made.root, ignore=ignored)
            made.generate()
            assert onefold("source", "build", cwd=made.root).returncode == 0
            done = made.run("--json")
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout, encoding="utf-8")
    return Harbour(made.root, json.loads(said.read_text(encoding="utf-8")))


def leaked(text: str, values: Sequence[str]) -> list[str]:
    """Which of the values stand in the text as words of their own."""
    return [value for value in values if value in text and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text)]

"""A project folder for extraction tests: sources written as YAML text, synced for real, raw read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import duckdb
from onefold_core.settings import Source, load_source
from onefold_pipelines.extract import sync_source
from onefold_pipelines.results import SyncResult


@dataclass
class Workbench:
    """One project below `root`; every sync is a run of its own."""

    root: Path
    runs: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def warehouse(self) -> Path:
        """The working warehouse."""
        return self.root / "data" / "warehouse.duckdb"

    def write(self, name: str, text: str) -> Source:
        """Write sources/<name>.yml and read it as the project would."""
        path = self.root / "sources" / f"{name}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return load_source(path)

    def put(self, name: str, text: str) -> Path:
        """Write a delivered file below in/."""
        path = self.root / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8", newline="\n")
        return path

    def sync(self, name: str, **options: Any) -> SyncResult:
        """One run of the source."""
        self.runs += 1
        source = load_source(self.root / "sources" / f"{name}.yml")
        return sync_source(
            source,
            root=self.root,
            warehouse=self.warehouse,
            dlt_dir=self.root / "data" / "dlt",
            run_id=f"run-{self.runs}",
            **options,
        )

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        return rows

    def rows(self, table: str, columns: str = "* exclude (_of_loaded_at)") -> list[tuple[Any, ...]]:
        """A raw table in order of its first column."""
        return self.query(f"select {columns} from {table} order by all")

    def alive(self, table: str, column: str) -> list[str]:
        """One column of the rows the source still has."""
        return [r[0] for r in self.query(f"select {column} from {table} where _of_deleted_at is null order by 1")]


def codes(result: SyncResult) -> set[str]:
    """The codes of a sync's issues."""
    return {issue.code for issue in result.issues}

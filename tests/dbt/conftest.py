"""The world of full_world.py, built once for all who ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from onefold.dbt import run_dbt

from tests.dbt.full_world import STAGES, Query, commerce, marketing_and_service, parties, sales
from tests.dbt.world import World


@pytest.fixture(scope="session")
def query(shared_folder: Path) -> Iterator[Query]:
    """Ask the built world, which whoever of the workers comes first builds; a list of rows."""
    folder = shared_folder / "whole"
    world, is_built = World(folder), folder / "built"
    with FileLock(shared_folder / "whole.lock"):
        if not is_built.exists():
            folder.mkdir()
            _build(world)
            is_built.touch()
    with duckdb.connect(str(world.warehouse), read_only=True) as connection:
        yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()


def _build(world: World) -> None:
    world.rates += "2026-01-01,USD,EUR,0.5\n2026-01-11,USD,EUR,0.8\n"
    world.seeds = {"pipeline_stage_default": STAGES}
    for part in (parties, sales, commerce, marketing_and_service):
        part(world)
    world.build()
    settings = {"base_currency": "EUR", "today": "2026-02-01"}
    for select in ("tag:pre", "tag:post"):
        result = run_dbt(world.project, world.warehouse, [select], target_path=world.root / "dbt", vars=settings)
        # The relationship tests may find what is dangling only in tables that hold no customer of it.
        assert {node.status for node in result.nodes} <= {"success", "pass"}, [n for n in result.nodes if n.message]

"""Golden, marts and audit on PostgreSQL: dbt builds there, from the same inputs, the rows that DuckDB has."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from tests.app.harness import Harbour
from tests.dbt.postgres import copy_inputs, run_dbt_there, write_project

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def built(
    published: Harbour, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[psycopg.Connection[Any]]:
    """The database after `dbt build` with every test of the package."""
    if find_spec("dbt.adapters.postgres") is None:
        pytest.skip("not installed: dbt-postgres (pip install 'onefold[postgres]')")
    folder = tmp_path_factory.mktemp("elsewhere")
    models = copy_inputs(published.root / "data" / "warehouse.duckdb", postgres_url)
    write_project(folder, models)
    arguments = ("--vars", '{"base_currency": "EUR"}', "--exclude-resource-type", "unit_test", "--no-use-colors")
    done = run_dbt_there(folder, postgres_url, "build", *arguments)
    assert done.returncode == 0, done.stdout[-4000:]
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        yield connection


def _rows(values: list[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    return sorted(tuple(_text(value) for value in row) for row in values)


def _text(value: Any) -> str:
    """A value as both engines mean it: JSON without its blanks, numbers without their trailing zeros."""
    return str(value).replace(" ", "") if isinstance(value, dict | list) else f"{value}"


def _tables(warehouse: Path, schema: str) -> dict[str, list[str]]:
    query = (
        "select table_name, list(column_name order by column_index) from duckdb_columns()"
        " where schema_name = ? and data_type <> 'JSON' group by all order by all"
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(connection.execute(query, [schema]).fetchall())


@pytest.mark.parametrize("schema", ["golden", "marts"])
def test_every_table_has_the_same_rows(built: psycopg.Connection[Any], published: Harbour, schema: str) -> None:
    warehouse = published.root / "data" / "warehouse.duckdb"
    tables = _tables(warehouse, schema)
    assert tables
    for table, columns in tables.items():
        names = ", ".join(f'"{column}"' for column in columns)
        here = _rows(published.working(f'select {names} from {schema}."{table}"'))
        there = _rows(built.execute(f'select {names} from {schema}."{table}"').fetchall())
        assert len(there) == len(here), table
        assert there == here, f"{schema}.{table} differs in {len(set(here) ^ set(there))} rows"

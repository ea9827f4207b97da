"""Sources that stand in no file any more: named with what lies of them, and taken out whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import ConfigError
from onefold_core.warehouse import open_warehouse
from onefold_pipelines.former import Former, drop_former, former_sources


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with a source of today and one of yesterday, as dlt and a run leave them."""
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        for source in ("crm", "old_crm"):
            connection.execute(f"create schema raw_{source}; create schema raw_{source}_staging")
            connection.execute(f"create table raw_{source}.people as select range as id from range(3)")
            connection.execute(f"create table raw_{source}._dlt_version (version int)")
            connection.execute(f"create table raw_{source}_staging.people (id int)")
            connection.execute(f"create view staging.stg_{source}__people as select * from raw_{source}.people")
        connection.execute("create table raw_old_crm.deals as select 1 as id")
        connection.execute("create table quarantine.row as select unnest(['crm', 'old_crm']) as source")
        connection.execute("create table audit_input.source_count as select unnest(['crm', 'old_crm']) as source")
        yield connection


def test_it_is_named_and_taken_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    old = Former("old_crm", ("deals", "people"), 4)
    assert former_sources(warehouse, ["crm"]) == [old]
    assert drop_former(warehouse, "old_crm", ["crm"]) == old
    assert former_sources(warehouse, ["crm"]) == []
    left = "select distinct table_schema from information_schema.tables where table_schema like '%crm%' order by 1"
    assert warehouse.execute(left).fetchall() == [("raw_crm",), ("raw_crm_staging",)]
    views = "select table_name from information_schema.tables where table_schema = 'staging'"
    assert warehouse.execute(views).fetchall() == [("stg_crm__people",)]
    for table in ("quarantine.row", "audit_input.source_count"):
        assert warehouse.execute(f"select source from {table}").fetchall() == [("crm",)]


def test_a_source_whose_name_goes_on_keeps_its_own(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("create view staging.stg_old_crm__eu__people as select 1 as id")
    drop_former(warehouse, "old_crm", ["crm", "old_crm__eu"])
    views = "select table_name from information_schema.tables where table_schema = 'staging' order by 1"
    assert warehouse.execute(views).fetchall() == [("stg_crm__people",), ("stg_old_crm__eu__people",)]


def test_a_source_in_use_and_one_that_never_was_are_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ConfigError) as error:
        drop_former(warehouse, "crm", ["crm"])
    assert error.value.code == "source-in-use"
    with pytest.raises(ConfigError) as error:
        drop_former(warehouse, "crn", ["crm"])
    assert error.value.code == "no-former-source"
    assert error.value.valid == ("old_crm",)
    assert former_sources(warehouse, ["crm"]), "nothing was dropped"

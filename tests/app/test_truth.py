"""The truth file is read whole, however late its first quoted name stands."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from onefold.run.truth import measure
from onefold_core.errors import ConfigError


def test_a_truth_about_other_records_measures_nothing(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("record_name,entity_id\ncrm:contacts:9,E1\n", encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("create schema match")
        connection.execute("create table match.cluster as select 'crm:contacts:1' as record_name, 'c1' as cluster_id")
        with pytest.raises(ConfigError, match="names no record"):
            measure(connection, path)


def test_a_quoted_record_name_behind_the_rows_that_duckdb_samples(tmp_path: Path) -> None:
    names = [f"crm:contacts:{number:05}" for number in range(21_000)]
    path = tmp_path / "truth.csv"
    lines = ["record_name,entity_id,kind", *(f"{name},{name},person" for name in names), '"web:form:a,b",E1,person', ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("create schema match")
        connection.execute("create table match.cluster as select 'web:form:a,b' as record_name, 'c1' as cluster_id")
        assert measure(connection, path)["records"] == 1

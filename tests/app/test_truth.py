"""The truth file is read whole, however late its first quoted name stands."""

from __future__ import annotations

from pathlib import Path

import duckdb
from onefold.run.truth import measure


def test_a_quoted_record_name_behind_the_rows_that_duckdb_samples(tmp_path: Path) -> None:
    names = [f"crm:contacts:{number:05}" for number in range(21_000)]
    path = tmp_path / "truth.csv"
    lines = ["record_name,entity_id,kind", *(f"{name},{name},person" for name in names), '"web:form:a,b",E1,person', ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("create schema match")
        connection.execute("create table match.cluster as select 'web:form:a,b' as record_name, 'c1' as cluster_id")
        assert measure(connection, path)["records"] == 1

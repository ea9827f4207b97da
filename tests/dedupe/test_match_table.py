"""`onefold.match` over tables of every library: one answer, ids of their own type, errors of the family."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import onefold
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from onefold_core.errors import ConfigError, GateError, SourceTerminalError

from tests.dedupe.test_match_file import ANNA, crowd

ROLES = {
    "given_name": "given",
    "family_name": "family",
    "birth_date": "born",
    "email": "email",
    "phone": ["phone"],
}
ROWS = [*crowd(60), ANNA, ANNA | {"id": "a2", "family": "Weidenhamer"}]
NUMBERS = [10 * number for number in range(len(ROWS))]
TABLE = pa.Table.from_pylist(ROWS).set_column(0, "id", pa.array(NUMBERS, pa.int32()))
EXPECTED = [*NUMBERS[:-1], NUMBERS[-2]]


def test_arrow_gives_arrow_with_ids_of_their_type_in_the_order_of_the_rows() -> None:
    found = onefold.match(TABLE, ROLES)
    assert found.clusters.schema == pa.schema([("id", pa.int32()), ("cluster_id", pa.int32())])
    assert found.clusters.column("id").to_pylist() == NUMBERS
    assert found.clusters.column("cluster_id").to_pylist() == EXPECTED
    assert found.pairs.column_names == ["id_l", "id_r", "weight", "probability", "decided_by", "evidence"]
    best = max(found.pairs.to_pylist(), key=lambda pair: float(pair["weight"]))
    assert {best["id_l"], best["id_r"]} == set(NUMBERS[-2:])
    assert best["probability"] > 0.999
    assert json.loads(best["evidence"])["birth_date"]["level"] == "exact"
    assert (found.report.records, found.report.clusters) == (62, 61)
    assert set(found.model) == {"person"}
    with pytest.raises(AttributeError):
        found.report = found.report  # type: ignore[misc]
    assert repr(found) == "<Matching: 62 records are 61 entities>"


def _pairs(table: Any) -> list[tuple[Any, ...]]:
    arrow = table if isinstance(table, pa.Table) else pa.table(table)
    return sorted(zip(*(arrow.column(n).to_pylist() for n in ("id_l", "id_r", "weight", "evidence")), strict=True))


def test_every_library_gives_its_own_tables_with_the_same_answer() -> None:
    expected = onefold.match(TABLE, ROLES)
    frame = TABLE.to_pandas()
    frame.index = pd.Index([f"row {number}" for number in range(len(ROWS))])
    found = onefold.match(frame, ROLES)
    assert isinstance(found.clusters, pd.DataFrame)
    assert list(found.clusters.index) == list(frame.index)
    assert found.clusters["cluster_id"].tolist() == EXPECTED
    assert str(found.clusters["cluster_id"].dtype) == "int32"
    assert _pairs(found.pairs) == _pairs(expected.pairs)

    polars = pl.DataFrame(TABLE)
    for data in (polars, polars.lazy()):
        found = onefold.match(data, ROLES)
        assert isinstance(found.clusters, pl.DataFrame)
        assert found.clusters.schema == {"id": pl.Int32, "cluster_id": pl.Int32}
        assert found.clusters["cluster_id"].to_list() == EXPECTED
        assert _pairs(found.pairs) == _pairs(expected.pairs)

    with duckdb.connect() as connection:
        connection.execute("create table people as from frame")
        found = onefold.match(connection.table("people"), ROLES)
        assert isinstance(found.clusters, duckdb.DuckDBPyRelation)
        assert found.clusters.order("id").fetchall() == list(zip(NUMBERS, EXPECTED, strict=True))
        assert _pairs(found.pairs.to_arrow_table()) == _pairs(expected.pairs)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_file_gives_arrow_tables_and_what_the_command_writes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"people{suffix}"
    if suffix == ".parquet":
        pq.write_table(TABLE, path)
    elif suffix == ".csv":
        TABLE.to_pandas().to_csv(path, index=False)
    else:
        TABLE.to_pandas().to_json(path, orient="records", lines=True)
    out, pairs = tmp_path / "clusters.csv", tmp_path / "pairs.parquet"
    found = onefold.match(str(path), ROLES, out=out, pairs=pairs)
    ids = found.clusters.column("cluster_id").to_pylist()
    assert ids == EXPECTED if suffix == ".parquet" else ids == [str(number) for number in EXPECTED]
    rows = out.read_text(encoding="utf-8").splitlines()
    assert sorted(rows[1:]) == sorted(f"{a},{b}" for a, b in zip(NUMBERS, EXPECTED, strict=True))
    assert pq.read_table(pairs).num_rows == found.pairs.num_rows


def test_objects_categories_and_nullable_types_of_pandas_are_read() -> None:
    frame = TABLE.to_pandas()
    frame["id"] = [value if number % 2 else str(value) for number, value in enumerate(NUMBERS)]
    frame["phone"] = [float(phone) if number % 2 else phone for number, phone in enumerate(frame["phone"])]
    frame["given"] = frame["given"].astype("category")
    frame["born"] = pd.to_datetime(frame["born"])
    found = onefold.match(frame, ROLES | {"phone": "phone"}).clusters
    assert found["id"].tolist() == frame["id"].tolist()
    assert found["cluster_id"].iloc[-1] == found["id"].iloc[-2]


def test_truth_is_measured_from_python_too() -> None:
    table = TABLE.append_column("entity", pa.array([*NUMBERS[:-1], NUMBERS[-2]]))
    evaluation = onefold.match(table, ROLES, truth="entity").report.evaluation
    assert evaluation is not None
    assert (evaluation.precision, evaluation.recall) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("data", "columns", "options", "code"),
    [
        (TABLE, ROLES, {"id_column": "nobody"}, "unknown-column"),
        (TABLE, {"email": "mail"}, {}, "unknown-column"),
        (TABLE, {}, {}, "bad-columns"),
        (TABLE, {"email": 7}, {}, "bad-columns"),
        (TABLE, ROLES, {"auto_merge": 1.5}, "bad-threshold"),
        (TABLE, ROLES, {"truth": "nothing"}, "unknown-column"),
        (TABLE, "no such columns.yml", {}, "missing-file"),
        (TABLE.rename_columns(["id", "id", *TABLE.column_names[2:]]), ROLES, {}, "bad-table"),
        (pd.concat([TABLE.to_pandas(), TABLE.to_pandas()], axis=1), ROLES, {}, "bad-table"),
        (pa.concat_tables([TABLE, TABLE]), ROLES, {}, "bad-ids"),
        (TABLE.to_pandas()["email"], ROLES, {}, "not-a-table"),
        (pl.Series(["a"]), ROLES, {}, "not-a-table"),
        (pa.chunked_array([["a"]]), ROLES, {}, "not-a-table"),
        (ROWS, ROLES, {}, "not-a-table"),
        (None, ROLES, {}, "not-a-table"),
        ("no such file.csv", ROLES, {}, "missing-file"),
        (TABLE, ROLES, {"out": "no such folder/out.csv"}, "unwritable-file"),
    ],
)
def test_what_is_wrong_is_an_error_of_the_family(data: Any, columns: Any, options: dict[str, Any], code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        onefold.match(data, columns, **options)
    assert caught.value.code == code
    assert caught.value.what
    assert caught.value.mend


def test_a_wrong_threshold_names_the_arguments_it_was_given_by() -> None:
    with pytest.raises(ConfigError) as caught:
        onefold.match(TABLE, ROLES, review_from=0.99)
    assert caught.value.where == "auto_merge, review_from"


def test_a_null_id_and_a_table_without_rows_or_evidence(tmp_path: Path) -> None:
    nulls = TABLE.set_column(0, "id", pa.array([None, *NUMBERS[1:]], pa.int64()))
    with pytest.raises(ConfigError, match="1 rows have none"):
        onefold.match(nulls, ROLES)
    assert repr(onefold.match(TABLE.slice(0, 1), ROLES)) == "<Matching: 1 record is 1 entity>"
    empty = onefold.match(TABLE.slice(0, 0), ROLES)
    assert (empty.clusters.num_rows, empty.pairs.num_rows) == (0, 0)
    alone = onefold.match(TABLE.slice(0, 1), ROLES)
    assert alone.clusters.column("cluster_id").to_pylist() == [0]
    with pytest.raises(GateError, match="nothing-identifies"):
        onefold.match(TABLE, {"city": "city"})
    path = tmp_path / "cut.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(SourceTerminalError, match="bad-parquet"):
        onefold.match(path, ROLES)

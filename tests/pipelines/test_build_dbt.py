"""The written models through dbt itself: they compile beside our package, their contracts hold, their tests pass."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from onefold.dbt import run_dbt
from onefold_core.errors import GateError
from onefold_core.model import SHARED_FIELDS, entities
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.mapping.model_docs import SIDE_WITHOUT_KEY
from onefold_pipelines.mapping.scaffold import write_dbt_scaffold

from tests.pipelines.mapping_world import land, make_project, rows

FORM = """\
kind: files
country: RU
objects:
  form:
    path: form.csv
    entity: person
    key: [Код]
    map:
      Код: {as: form_submission.form}
      Имя: given_name
      Телефон: phone
      Адрес: address
      Сумма: {as: lead.status}
      Отметка: [created_at, form_submission.at]
    keep: [Прочее]
  payments_2: {entity: none, path: p.csv, key: [id], keep: [order]}
"""

WRITTEN = """
SELECT table_schema, table_name FROM information_schema.tables
WHERE table_schema = 'staging' OR (table_schema = 'intermediate' AND table_name LIKE 'int\\_%' ESCAPE '\\')
"""


@pytest.mark.slow
def test_models_build_under_dbt_with_their_contracts(tmp_path: Path) -> None:
    project = make_project(tmp_path, form=FORM)
    written = write_dbt_scaffold(project)
    assert Path("dbt/macros/generate_schema_name.sql") in written
    assert write_dbt_scaffold(project) == ()
    build_models(project)
    project.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(project.warehouse)) as db:
        headers = ["Код", "Имя", "Телефон", "Адрес", "Сумма", "Отметка", "Прочее"]
        land(db, "form", "form", headers, [["1", "Анна", "8 916", "Москва", "5", "2024-01-01T10:00:00Z", "x"]])
        land(db, "form", "payments_2", ["id", "order"], [["1", "2"]])
    result = run_dbt(project.dbt, project.warehouse, ["tag:pre"], target_path=tmp_path / "data" / "dbt")
    assert not result.failed
    ran = {node.unique_id for node in result.nodes}
    assert "model.demo.stg_form__form" in ran
    assert {f"model.demo.int_{name}" for name in entities()} <= ran
    with duckdb.connect(str(project.warehouse)) as db:
        assert rows(db, "SELECT given_name, country FROM intermediate.int_party") == [("Анна", "RU")]
        columns = [name for name, *_ in rows(db, "DESCRIBE intermediate.int_payment")]
        assert columns == [f.name for f in (*SHARED_FIELDS, *entities()["payment"].fields)]
        tables = {str(table): str(schema) for schema, table in rows(db, WRITTEN)}
        for table, schema in tables.items():
            for key in (None, "twice", "twice"):
                db.execute(f'INSERT INTO {schema}."{table}" (record_name) VALUES (?)', [key])
    with pytest.raises(GateError) as caught:
        run_dbt(project.dbt, project.warehouse, ["tag:pre"], target_path=tmp_path / "data" / "dbt", command="test")
    assert caught.value.what.startswith(f"{len(tables)} of ")
    named = dict(re.findall(r"test\.demo\.sound_(\w+)\.\w+ \((.+?)\)", caught.value.where or ""))
    assert len(named) == 20
    for table, found in named.items():
        once = "" if table.removeprefix("int_") in SIDE_WITHOUT_KEY else ", one row a record_name 1"
        assert found == f"{2 if once else 1} rows; broken: a value in record_name 1{once}", table

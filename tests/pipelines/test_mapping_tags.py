"""Tags as a target: a field of any record, with one word or several, in the spellings that systems have."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import ConfigError
from onefold_pipelines.mapping.build import build_models

from tests.pipelines.mapping_world import Row, land, make_project, rows, run_models

CRM = """\
kind: files
objects:
  contacts:
    path: contacts.csv
    entity: person
    key: [id]
    deleted: gone = 1
    map:
      name: full_name
      Tags: tag
      "Теги сделки": {as: tag, label: deal}
  deals:
    path: deals.csv
    entity: deal
    key: [id]
    map: {title: name, groups: tag}
  stages:
    path: stages.csv
    entity: pipeline_stage
    key: [id]
    map: {id: stage}
"""


def test_every_spelling_of_a_list_is_its_words(tmp_path: Path) -> None:
    project = make_project(tmp_path, crm=CRM)
    build_models(project)
    contacts: list[Row] = [
        ["1", "Ann", "VIP, harbour;  north ", None, "0"],
        ["2", "Bob", '["VIP", "a, b"]', "Опт", "0"],
        ["3", "Cid", "^one^,^two^", None, "1"],
        ["4", "Dan", " ; ", None, "0"],
        ["5", "Eve", "[not a list", None, "0"],
    ]
    with duckdb.connect() as db:
        land(db, "crm", "contacts", ["id", "name", "Tags", "Теги сделки", "gone"], contacts)
        land(db, "crm", "deals", ["id", "title", "groups"], [["7", "Ropes", '[{"id": 4, "name": "Spring sale"}]']])
        land(db, "crm", "stages", ["id"], [["new"]])
        run_models(db, project)
        found = rows(db, "select record, name, record_name, is_deleted from intermediate.int_tag order by all")
    assert found == [
        ("crm:contacts:1", "VIP", "crm:contacts:1", False),
        ("crm:contacts:1", "harbour", "crm:contacts:1", False),
        ("crm:contacts:1", "north", "crm:contacts:1", False),
        ("crm:contacts:2", "VIP", "crm:contacts:2", False),
        ("crm:contacts:2", "a, b", "crm:contacts:2", False),
        ("crm:contacts:2", "Опт", "crm:contacts:2", False),
        ("crm:contacts:3", "one", "crm:contacts:3", True),
        ("crm:contacts:3", "two", "crm:contacts:3", True),
        ("crm:contacts:5", "[not a list", "crm:contacts:5", False),
        ("crm:deals:7", "Spring sale", "crm:deals:7", False),
    ]


def test_a_setting_takes_no_tag(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        build_models(make_project(tmp_path, crm=CRM.replace("map: {id: stage}", "map: {id: stage, colour: tag}")))
    assert error.value.code == "unknown-target-field"
    assert "tag" not in error.value.valid

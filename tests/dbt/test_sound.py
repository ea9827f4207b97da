"""The one test of a table: every kind of rule finds the rows that break it, and the error names rule and number."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from onefold.dbt import run_dbt
from onefold_core.errors import GateError

from tests.dbt.world import World

# (a, b, owner, state) of each table, which breaks what its name says and nothing else.
TABLES = {
    "filled": "(null, 1, null, 'open'), ('x', 2, null, null)",
    "key": "('x', 1, null, 'open'), ('x', 2, null, null), (null, 3, null, 'open'), (null, 4, null, 'open')",
    "keys": "('x', 1, null, 'open'), ('x', 1, null, 'open'), (null, 2, null, 'open'), (null, 2, null, 'open')",
    "customer": "('x', 1, 'c_known', 'open'), ('y', 2, 'c_gone', 'open'), ('z', 3, null, 'open')",
    "values": "('x', 1, null, 'open'), ('y', 2, null, 'shut'), ('z', 3, null, null)",
    "nothing": "('x', 1, 'c_known', 'open'), ('y', 2, null, null)",
}
RULES = {
    "filled": "{filled: [a], keys: [[a], [a, b]]}",
    "key": "{filled: [b], keys: [[a], [a, b]]}",
    "keys": "{filled: [b], keys: [[a, b]]}",
    "customer": "{customers: [owner]}",
    "values": "{values: {state: [open]}}",
    "nothing": "{filled: [a, b], keys: [[a], [a, b]], customers: [owner], values: {state: [open]}}",
}
FOUND = {
    "filled": "1 rows; broken: a value in a 1",
    "key": "1 rows; broken: one row a a 1",
    "keys": "2 rows; broken: one row a a, b 2",
    "customer": "1 rows; broken: customer of owner 1",
    "values": "1 rows; broken: values of state 1",
}
CONFIG = "{{ config(tags=['checked'], materialized='table') }}"


def test_every_kind_of_rule_fires_alone_and_is_named_without_a_value(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add("party", "crm", "c", "1", kind="person")
    world.build()
    folder = world.project / "models" / "checked"
    folder.mkdir()
    models = []
    for name, rows in TABLES.items():
        model = f"{CONFIG} select * from (values {rows}) t(a, b, owner, state)"
        (folder / f"of_{name}.sql").write_text(model, encoding="utf-8")
        test = f"{{onefold.sound: {{name: sound_of_{name}, arguments: {RULES[name]}}}}}"
        models.append(f"  - {{name: of_{name}, data_tests: [{test}]}}\n")
    (folder / "checked.yml").write_text("version: 2\nmodels:\n" + "".join(models), encoding="utf-8")
    with duckdb.connect(str(world.warehouse)) as connection:
        connection.execute("create schema golden; create table golden.customer as select 'c_known' as customer_id")
    with pytest.raises(GateError) as caught:
        run_dbt(world.project, world.warehouse, ["tag:checked"], target_path=tmp_path / "target")
    found = dict(re.findall(r"test\.tiny\.sound_of_(\w+)\.\w+ \((.+?)\)(?:;|$)", caught.value.where or ""))
    assert found == FOUND
    assert not re.search("c_gone|shut", str(caught.value))

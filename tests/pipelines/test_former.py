"""Sources and objects that stand in no file any more: named with what lies of them, and taken out whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_core.errors import ConfigError
from onefold_core.settings import Source, load_source
from onefold_core.warehouse import open_warehouse
from onefold_pipelines.former import Former, drop_former, former_sources

from tests.pipelines.workbench import Workbench

SOURCE = """
    kind: files
    objects:
      people:
        path: in/people.csv
        entity: person
        key: [id]
        map: {name: name}
      deals:
        path: in/deals.csv
        entity: none
        key: [id]
        keep: [name]
    """


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """A project whose `crm` goes on; `crm_staging` (a test system's) and `old_crm` landed too."""
    bench = Workbench(tmp_path)
    bench.put("people.csv", "id,name\n1,Anna\n2,Olga\n,Nobody\n")
    bench.put("deals.csv", "id,name\n7,Big\n")
    for name in ("crm", "crm_staging", "old_crm"):
        bench.write(name, SOURCE)
        bench.sync(name)
    with open_warehouse(bench.warehouse) as connection:
        for name in ("crm__people", "crm__deals", "old_crm__people"):
            connection.execute(f"create view staging.stg_{name} as select 1 as id")
        connection.execute(
            "create table audit_input.source_count as select unnest(['crm', 'crm', 'old_crm']) as source,"
            " unnest(['people', 'deals', 'people']) as object"
        )
    return bench


def read(bench: Workbench, *names: str) -> list[Source]:
    """The sources that the project still has."""
    return [load_source(bench.root / "sources" / f"{name}.yml") for name in names]


def former(bench: Workbench, *names: str) -> list[Former]:
    """What is former when the project reads these."""
    with open_warehouse(bench.warehouse) as connection:
        return former_sources(connection, read(bench, *names))


def drop(bench: Workbench, what: str, *names: str) -> Former:
    """Drop a former one of a project that reads these."""
    with open_warehouse(bench.warehouse) as connection:
        return drop_former(connection, what, read(bench, *names))


def test_a_source_is_named_and_taken_out(bench: Workbench) -> None:
    for name, code in (("crm", "source-in-use"), ("crn", "no-former-source")):
        with pytest.raises(ConfigError) as error:
            drop(bench, name, "crm", "crm_staging")
        assert error.value.code == code
    assert error.value.valid == ("old_crm",)
    old = Former("old_crm", ("deals", "people"), 3, is_whole=True)
    assert former(bench, "crm", "crm_staging") == [old]
    assert drop(bench, "old_crm", "crm", "crm_staging") == old
    assert former(bench, "crm", "crm_staging") == []
    schemas = "select distinct table_schema from information_schema.tables where table_schema like '%crm%' order by 1"
    assert bench.query(schemas) == [
        ("dlt_raw_crm",), ("dlt_raw_crm_staging",), ("raw_crm",), ("raw_crm_staging",)
    ]  # fmt: skip
    views = "select table_name from information_schema.tables where table_schema = 'staging' order by 1"
    assert bench.query(views) == [("stg_crm__deals",), ("stg_crm__people",)]
    assert bench.query("select distinct source from audit_input.source_count") == [("crm",)]
    assert bench.query("select source from quarantine.row order by 1") == [("crm",), ("crm_staging",)]


def test_a_source_called_as_the_one_beside_it_is_its_own(bench: Workbench) -> None:
    """dlt would merge `crm` through raw_crm_staging, and empty there what `crm_staging` landed."""
    bench.put("people.csv", "id,name\n1,Anna K\n2,Olga\n")
    bench.sync("crm")
    assert bench.query("select count(*) from raw_crm_staging.people") == [(2,)]
    assert former(bench, "crm", "old_crm") == [Former("crm_staging", ("deals", "people"), 3, is_whole=True)]


def test_an_object_is_named_taken_out_and_read_whole_when_it_comes_back(bench: Workbench) -> None:
    whole = (bench.root / "sources" / "crm.yml").read_text(encoding="utf-8")
    bench.write("crm", whole.partition("  people:")[0] + whole[whole.index("  deals:") :])
    bench.sync("crm")
    people = Former("crm", ("people",), 2, is_whole=False)
    assert former(bench, "crm", "crm_staging", "old_crm") == [people]
    assert people.text == "crm people (2 rows)"
    assert drop(bench, "crm", "crm", "crm_staging", "old_crm") == people
    assert bench.query("select object from quarantine.row where source = 'crm'") == []
    assert bench.query("select object from audit_input.source_count where source = 'crm'") == [("deals",)]
    assert bench.alive("raw_crm.deals", "id") == ["7"]
    bench.sync("crm")
    bench.write("crm", whole)
    bench.sync("crm")
    assert bench.alive("raw_crm.people", "id") == ["1", "2"]
    assert bench.alive("raw_crm.deals", "id") == ["7"]

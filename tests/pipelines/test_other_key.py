"""An object whose rows are told apart by another key than at the last load: raw holds each of them once."""

from __future__ import annotations

import duckdb
import pytest
from onefold_core.errors import ConfigError, GateError

from tests.pipelines.test_extract_suppressed import suppression
from tests.pipelines.workbench import Workbench, codes

SOURCE = """
    kind: files
    objects:
      people: {{path: people.csv, entity: person, key: [{key}], map: {{name: full_name{more}}}}}
    """
COLUMNS = "id, code, name, _of_deleted_at is not null"


def write(bench: Workbench, key: str, more: str = "") -> None:
    """The project's file."""
    bench.write("crm", SOURCE.format(key=key, more=more))


def test_a_key_that_had_not_landed_before(bench: Workbench) -> None:
    write(bench, "id")
    (bench.root / "people.csv").write_text("id,code,name\n1,a,Anna\n2,b,Bob\n3,c,Cy\n", encoding="utf-8")
    bench.sync("crm")
    write(bench, "id, code")
    people = bench.sync("crm").object("people")
    assert (people.rows_landed, people.rows_total) == (3, 3)
    whole = [("1", "a", "Anna", False), ("2", "b", "Bob", False), ("3", "c", "Cy", False)]
    assert bench.rows("raw_crm.people", COLUMNS) == whole
    assert bench.sync("crm", full_refresh=True).object("people").rows_landed == 0
    assert bench.rows("raw_crm.people", COLUMNS) == whole


def test_a_narrower_key_and_a_wider_one_again(bench: Workbench) -> None:
    path = bench.root / "people.csv"
    write(bench, "id, code")
    path.write_text("id,code,name\n1,a,Anna\n1,b,Anna\n2,b,Bob\n4,d,Dee\n", encoding="utf-8")
    bench.sync("crm")
    path.write_text("id,code,name\n1,a,Anna\n1,b,Anna\n2,b,Bob\n", encoding="utf-8")
    assert bench.sync("crm").object("people").rows_deleted_marked == 1
    write(bench, "id", ", code: external_id")
    people = bench.sync("crm").object("people")
    assert (people.rows_read, people.rows_landed, people.rows_duplicate, people.rows_total) == (3, 2, 1, 2)
    assert bench.rows("raw_crm.people", COLUMNS) == [
        ("1", "b", "Anna", False),
        ("2", "b", "Bob", False),
        ("4", "d", "Dee", True),
    ], "what was deleted before is known as that"
    path.write_text("id,code,name\n1,z,Anna\n2,b,Bob\n", encoding="utf-8")
    assert bench.sync("crm").object("people").rows_landed == 1
    write(bench, "id, code")
    path.write_text("id,code,name\n1,z,Anna\n1,a,Ann\n", encoding="utf-8")
    people = bench.sync("crm", accept_drop=True).object("people")
    assert (people.rows_landed, people.rows_deleted_marked, people.rows_total) == (1, 1, 2)
    assert bench.rows("raw_crm.people", COLUMNS) == [
        ("1", "a", "Ann", False),
        ("1", "z", "Anna", False),
        ("2", "b", "Bob", True),
        ("4", "d", "Dee", True),
    ]


def test_no_row_comes_under_another_key(bench: Workbench) -> None:
    path = bench.root / "people.csv"
    write(bench, "id", ", code: external_id")
    path.write_text("id,code,name\n1,a,Anna\n2,b,Bob\n", encoding="utf-8")
    bench.sync("crm")
    write(bench, "code", ", id: external_id")
    path.write_text("id,code,name\n", encoding="utf-8")
    people = bench.sync("crm", accept_drop=True).object("people")
    assert (people.rows_landed, people.rows_deleted_marked) == (0, 2)
    assert bench.rows("raw_crm.people", COLUMNS) == [("1", "a", "Anna", True), ("2", "b", "Bob", True)]


def test_a_broken_export_is_one_under_another_key_too(bench: Workbench) -> None:
    path = bench.root / "people.csv"
    write(bench, "id")
    path.write_text("id,code,name\n" + "".join(f"{n},c{n},Name {n}\n" for n in range(200)), encoding="utf-8")
    bench.sync("crm")
    path.write_text("id,code,name\n1,c1,Name 1\n2,c2,Name 2\n", encoding="utf-8")
    write(bench, "id, code")
    with pytest.raises(GateError) as dropped:
        bench.sync("crm")
    assert dropped.value.code == "rows-dropped"
    assert bench.query("select count(*) from raw_crm.people") == [(200,)]


def test_rows_that_cannot_be_read_keep_those_of_before(bench: Workbench) -> None:
    path = bench.root / "people.csv"
    write(bench, "id")
    path.write_text("id,code,name\n1,a,Anna\n2,b,Bob\n", encoding="utf-8")
    bench.sync("crm")
    path.write_text("id,code,name\n1,a,Anna\n2,b\n", encoding="utf-8")
    write(bench, "id, code")
    with pytest.raises(GateError) as refused:
        bench.sync("crm")
    assert refused.value.code == "key-changed"
    assert bench.alive("raw_crm.people", "id") == ["1", "2"]


def test_what_another_key_left_twice_is_mended_by_reading_all(bench: Workbench) -> None:
    path = bench.root / "people.csv"
    write(bench, "id, code")
    path.write_text("id,code,name\n1,a,Anna\n2,b,Bob\n", encoding="utf-8")
    bench.sync("crm")
    with duckdb.connect(str(bench.warehouse)) as connection:
        connection.execute("insert into raw_crm.people by name select * replace (null as code) from raw_crm.people")
    assert bench.sync("crm", full_refresh=True).object("people").rows_total == 2
    assert bench.rows("raw_crm.people", COLUMNS) == [("1", "a", "Anna", False), ("2", "b", "Bob", False)]


def test_who_was_erased_by_a_former_key_stays_erased(bench: Workbench) -> None:
    path = bench.root / "people.csv"
    write(bench, "id")
    path.write_text("id,code,name\n1,a,Anna\n2,b,Bob\n", encoding="utf-8")
    bench.sync("crm")
    erased = suppression(("record", "crm:people:2"))
    write(bench, "code")
    for full in (False, True):
        with pytest.raises(ConfigError) as unknown:
            bench.sync("crm", suppression=erased, full_refresh=full)
        assert (unknown.value.code, "keep: [id]" in str(unknown.value.mend)) == ("erased-by-key", True)
    write(bench, "code", ", id: external_id")
    for full in (False, True):
        bench.sync("crm", suppression=erased, full_refresh=full)
        assert bench.alive("raw_crm.people", "name") == ["Anna"]


def test_a_former_key_that_the_source_has_no_more_may_be_given_up(bench: Workbench) -> None:
    path = bench.root / "people.csv"
    write(bench, "id")
    path.write_text("id,code,name\n1,a,Anna\n2,b,Bob\n", encoding="utf-8")
    bench.sync("crm")
    path.write_text("code,name\na,Anna\nb,Bob\n", encoding="utf-8")
    erased = suppression(("record", "crm:people:2"))
    write(bench, "code")
    with pytest.raises(ConfigError, match="erased-by-key"):
        bench.sync("crm", suppression=erased)
    assert "former-key" in codes(bench.sync("crm", suppression=erased, full_refresh=True))
    path.write_text("code,name\na,Anna\nb,Bob\nc,Cy\n", encoding="utf-8")
    assert bench.sync("crm", suppression=erased).object("people").rows_landed == 1

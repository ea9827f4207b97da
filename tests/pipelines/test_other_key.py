"""An object whose rows are told apart by another key than at the last load: raw holds each of them once."""

from __future__ import annotations

from tests.pipelines.workbench import Workbench

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
    assert (people.rows_landed, people.rows_deleted_marked, people.rows_total) == (2, 1, 2)
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

"""SQL sources: the same rows from SQLite, PostgreSQL and MariaDB, increments, deletes, and errors that keep secrets."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from onefold_core.errors import ConfigError, GateError, SourceTerminalError, SourceTransientError
from onefold_pipelines import extract
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.types import Date, DateTime, LargeBinary, Numeric, Text

from tests.pipelines.workbench import Workbench
from tests.servers import PASSWORD, free_port

SOURCE = """
    kind: sql
    url: "{url}"
    objects:
      contacts:
        entity: person
        key: [id]
        cursor: changed
        map:
          first name: given_name
          Телефон: phone
          changed: updated_at
        keep: [age]
      tags:
        entity: none
        key: [contact_id, tag]
    """


class Legacy:
    """The same small CRM in any database."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url)
        self.meta = MetaData()
        self.contacts = Table(
            "contacts",
            self.meta,
            Column("id", String(36), primary_key=True),
            Column("first name", String(50)),
            Column("Телефон", String(50)),
            Column("age", Integer),
            Column("changed", String(40)),
        )
        self.tags = Table("tags", self.meta, Column("contact_id", String(36)), Column("tag", String(20)))
        self.meta.drop_all(self.engine)
        self.meta.create_all(self.engine)
        self.add(self.contacts, ("1", "Анна", "+49 30 1", 41, "2024-01-01T10:00:00"))
        self.add(self.contacts, ("2", 'O\'Neil; "x"', None, None, "2024-01-02T10:00:00"))
        self.add(self.contacts, ("3", "", "55%s :x", -7, None))
        self.add(self.tags, ("1", "vip"), ("1", "old"), (None, "lost"))

    def add(self, table: Table, *rows: tuple[Any, ...]) -> None:
        """Insert rows."""
        with self.engine.begin() as connection:
            for row in rows:
                connection.execute(table.insert().values(list(row)))

    def run(self, statement: str) -> None:
        """Change something."""
        with self.engine.begin() as connection:
            connection.execute(text(statement))


SERVERS = [pytest.param("pg", marks=pytest.mark.postgres), pytest.param("maria", marks=pytest.mark.mariadb)]
on_servers = pytest.mark.parametrize("legacy", SERVERS, indirect=True)


@pytest.fixture(params=["sqlite", *SERVERS])
def legacy(request: pytest.FixtureRequest, tmp_path: Path, bench: Workbench) -> Iterator[Legacy]:
    """A CRM whose source `crm` the bench knows."""
    if request.param == "sqlite":
        url = f"sqlite:///{(tmp_path / 'crm.sqlite').as_posix()}"
    else:
        url = request.getfixturevalue("postgres_url" if request.param == "pg" else "mariadb_url")
    crm = Legacy(url)
    bench.write("crm", SOURCE.format(url=url))
    yield crm
    crm.engine.dispose()


def test_every_database_gives_the_same_rows(legacy: Legacy, bench: Workbench) -> None:
    result = bench.sync("crm")
    assert bench.rows("raw_crm.contacts", "id, first_name, telefon, age, changed, _of_deleted_at") == [
        ("1", "Анна", "+49 30 1", "41", "2024-01-01T10:00:00", None),
        ("2", 'O\'Neil; "x"', None, None, "2024-01-02T10:00:00", None),
        ("3", "", "55%s :x", "-7", None, None),
    ]
    assert bench.rows("raw_crm.tags", "contact_id, tag") == [("1", "old"), ("1", "vip")]
    assert bench.query("select source, object, reason, raw->>'tag' from quarantine.row") == [
        ("crm", "tags", "key-missing", "lost")
    ]
    tags = result.object("tags")
    assert (tags.rows_read, tags.rows_landed, tags.rows_quarantined) == (3, 2, 1)


def test_second_run_reads_changed_rows_only(legacy: Legacy, bench: Workbench) -> None:
    bench.sync("crm")
    legacy.run("update contacts set age = 42, changed = '2024-03-01T00:00:00' where id = '1'")
    legacy.add(legacy.contacts, ("4", "Neu", None, 1, "2024-03-02T00:00:00"))
    contacts = bench.sync("crm").object("contacts")
    # Read: the changed one, the new one, the one at the cursor's last value, and the one without a cursor.
    assert (contacts.mode, contacts.rows_read, contacts.rows_landed, contacts.rows_unchanged) == (
        "incremental",
        4,
        2,
        2,
    )
    assert bench.rows("raw_crm.contacts", "id, age") == [("1", "42"), ("2", None), ("3", "-7"), ("4", "1")]
    again = bench.sync("crm").object("contacts")
    assert (again.rows_read, again.rows_landed) == (2, 0)


def test_deleted_rows_are_marked_and_come_back(legacy: Legacy, bench: Workbench) -> None:
    bench.sync("crm")
    legacy.run("delete from contacts where id = '2'")
    legacy.run("delete from tags where tag = 'old'")
    night = bench.sync("crm")
    assert night.object("tags").rows_deleted_marked == 1, "an object without a cursor is a full snapshot"
    assert bench.alive("raw_crm.tags", "tag") == ["vip"]
    assert bench.alive("raw_crm.contacts", "id") == ["1", "2", "3"], "increments do not see deletes"
    assert bench.sync("crm", full_refresh=True).object("contacts").rows_deleted_marked == 1
    assert bench.alive("raw_crm.contacts", "id") == ["1", "3"]
    assert bench.query("select count(*) from raw_crm.contacts") == [(3,)], "the row itself stays"
    legacy.add(legacy.contacts, ("2", "back", None, 1, "2024-05-01T00:00:00"))
    bench.sync("crm")
    assert bench.alive("raw_crm.contacts", "id") == ["1", "2", "3"]


@on_servers
def test_typed_columns_become_exact_text(legacy: Legacy, bench: Workbench) -> None:
    typed = Table(
        "typed",
        MetaData(),
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("amount", Numeric(18, 4)),
        Column("moment", DateTime),
        Column("day", Date),
        Column("data", LargeBinary),
        Column("note", Text),
    )
    typed.drop(legacy.engine, checkfirst=True)
    typed.create(legacy.engine)
    at = datetime(2024, 1, 31, 23, 59, 58)  # noqa: DTZ001 - zone-less on purpose, as legacy systems keep it
    legacy.add(typed, (1, Decimal("12345678901234.5600"), at, date(2024, 2, 29), b"\x00\xff", "a\nb"))
    bench.write(
        "crm",
        f"""
        kind: sql
        url: "{legacy.engine.url.render_as_string(hide_password=False)}"
        objects:
          typed: {{entity: none, key: [id], cursor: moment, keep: [amount, day, data, note]}}
        """,
    )
    bench.sync("crm")
    assert bench.rows("raw_crm.typed", "id, amount, moment, day, data, note") == [
        ("1", "12345678901234.5600", "2024-01-31T23:59:58.000000", "2024-02-29", "00ff", "a\nb")
    ]
    legacy.add(typed, (2, None, at + timedelta(seconds=1), None, None, None))
    assert bench.sync("crm").object("typed").rows_read == 2


def test_zoned_time_is_utc() -> None:
    from onefold_pipelines.text import value_text

    at = datetime(2024, 1, 1, 3, tzinfo=timezone(timedelta(hours=3)))
    assert value_text(at) == "2024-01-01T00:00:00.000000+00:00"
    assert value_text(at.astimezone(UTC)) == "2024-01-01T00:00:00.000000+00:00"
    assert value_text(Decimal("1E+2")) == "100"
    assert value_text(True) == "true"


def test_sqlite_times_are_spelled_like_everyone_elses(bench: Workbench) -> None:
    with closing(sqlite3.connect(bench.root / "crm.sqlite")) as connection:
        connection.execute("create table t (id integer primary key, made datetime)")
        times = ["2024-01-31 10:00:00", "2024-01-31 10:00:00.250000", "31.01.2024", "2024-01-31 10:00", None]
        connection.executemany("insert into t (made) values (?)", [(made,) for made in times])
        connection.commit()
    bench.write("crm", "kind: sql\nurl: sqlite:///crm.sqlite\nobjects: {t: {entity: none, key: [id], cursor: made}}")
    bench.sync("crm")
    assert [row[1] for row in bench.rows("raw_crm.t", "id, made")] == [
        "2024-01-31T10:00:00.000000",
        "2024-01-31T10:00:00.250000",
        "31.01.2024",
        "2024-01-31 10:00",
        None,
    ]


@on_servers
def test_wrong_password_is_terminal_and_never_shown(legacy: Legacy, bench: Workbench) -> None:
    url = legacy.engine.url.set(password="not-" + PASSWORD).render_as_string(hide_password=False)
    bench.write("crm", SOURCE.format(url=url))
    with pytest.raises(SourceTerminalError, match="login-refused") as caught:
        bench.sync("crm")
    assert PASSWORD not in str(caught.value)
    assert caught.value.__cause__ is None


def test_nobody_listening_is_transient_after_bounded_attempts(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(extract, "sleep", pauses.append)
    for driver in ("postgresql", "mysql"):
        bench.write("crm", SOURCE.format(url=f"{driver}://u:{PASSWORD.replace('@', '%40')}@127.0.0.1:{free_port()}/x"))
        with pytest.raises(SourceTransientError) as caught:
            bench.sync("crm")
        assert "ss:word" not in str(caught.value)
    assert pauses == [*extract.PAUSES, *extract.PAUSES]


def test_missing_sqlite_file_is_not_created(bench: Workbench) -> None:
    bench.write("crm", SOURCE.format(url="sqlite:///gone.sqlite"))
    with pytest.raises(SourceTerminalError, match="missing-database"):
        bench.sync("crm")
    assert not (bench.root / "gone.sqlite").exists()


def test_sqlite_path_may_hold_anything(bench: Workbench) -> None:
    folder = bench.root / "Базы данных #1"
    folder.mkdir()
    Legacy(f"sqlite:///{(folder / 'crm.sqlite').as_posix()}").engine.dispose()
    bench.write("crm", SOURCE.format(url="sqlite:///Базы данных #1/crm.sqlite"))
    before = sorted(path.name for path in folder.iterdir())
    assert bench.sync("crm").rows_landed == 5
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.postgres
def test_views_and_schemas_can_be_read(postgres_url: str, bench: Workbench) -> None:
    crm = Legacy(postgres_url)
    crm.run('drop schema if exists "Old CRM" cascade')
    crm.run('create schema "Old CRM"')
    crm.run('create view "Old CRM"."Active Contacts" as select id, "Телефон" as phone, true as ok from contacts')
    bench.write(
        "crm",
        f"""
        kind: sql
        url: "{postgres_url}"
        objects:
          contacts:
            {{entity: person, schema: Old CRM, table: Active Contacts, key: [id], map: {{phone: phone}}, keep: [ok]}}
        """,
    )
    bench.sync("crm")
    crm.run('drop schema "Old CRM" cascade')
    crm.engine.dispose()
    assert bench.rows("raw_crm.contacts", "id, phone, ok")[0] == ("1", "+49 30 1", "true")


def test_missing_table_lists_those_there_are(bench: Workbench) -> None:
    with closing(sqlite3.connect(bench.root / "crm.sqlite")) as connection:
        connection.execute("create table kontakte (id text)")
    bench.write("crm", SOURCE.format(url="sqlite:///crm.sqlite"))
    with pytest.raises(SourceTerminalError, match="kontakte"):
        bench.sync("crm")


def test_url_may_be_a_secret(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    Legacy(f"sqlite:///{(bench.root / 'crm.sqlite').as_posix()}").engine.dispose()
    bench.write("crm", SOURCE.replace('url: "{url}"', ""))
    with pytest.raises(ConfigError, match="SOURCES__CRM__URL"):
        bench.sync("crm")
    monkeypatch.setenv("SOURCES__CRM__URL", "sqlite:///crm.sqlite")
    assert bench.sync("crm").rows_landed == 5
    monkeypatch.delenv("SOURCES__CRM__URL")
    (bench.root / ".dlt").mkdir()
    (bench.root / ".dlt" / "secrets.toml").write_text('[sources.crm]\nurl = "sqlite:///crm.sqlite"\n', encoding="utf-8")
    assert bench.sync("crm").object("tags").rows_unchanged == 2


def test_undecodable_text_is_quarantined_not_lost(bench: Workbench) -> None:
    with closing(sqlite3.connect(bench.root / "crm.sqlite")) as connection:
        connection.execute("create table contacts (id text, name text)")
        connection.execute("insert into contacts values ('1', cast(x'C8E2E0ED' as text)), ('2', 'fine'), ('3', 7)")
        connection.commit()
    bench.write(
        "crm",
        """
        kind: sql
        url: sqlite:///crm.sqlite
        objects: {contacts: {entity: person, key: [id], map: {name: full_name}}}
        """,
    )
    result = bench.sync("crm").object("contacts")
    assert (result.rows_read, result.rows_landed, result.rows_quarantined) == (3, 2, 1)
    assert bench.rows("raw_crm.contacts", "id, name") == [("2", "fine"), ("3", "7")]
    assert bench.query("select reason, raw->>'name' from quarantine.row") == [("bad-encoding", r"\xc8\xe2\xe0\xed")]


def test_gates_keep_the_old_rows(legacy: Legacy, bench: Workbench) -> None:
    bench.sync("crm")
    legacy.run("delete from tags")
    with pytest.raises(GateError, match="accept-drop"):
        bench.sync("crm")
    assert bench.alive("raw_crm.tags", "tag") == ["old", "vip"]
    assert bench.sync("crm", accept_drop=True).object("tags").rows_deleted_marked == 2
    path = bench.root / "sources" / "crm.yml"
    path.write_text(path.read_text(encoding="utf-8") + "    expect: {min_rows: 3}\n", encoding="utf-8")
    legacy.add(legacy.tags, ("7", "new"))
    with pytest.raises(GateError, match="too-few-rows"):
        bench.sync("crm", accept_drop=True)
    assert bench.alive("raw_crm.tags", "tag") == []


def test_nothing_of_a_source_lands_when_one_object_fails(legacy: Legacy, bench: Workbench) -> None:
    bench.sync("crm")
    legacy.run("update contacts set age = 99, changed = '2025-01-01' where id = '1'")
    legacy.run("drop table tags")
    with pytest.raises(SourceTerminalError, match="missing-table"):
        bench.sync("crm")
    assert bench.query("select age from raw_crm.contacts where id = '1'") == [("41",)]


def test_no_row_stays_behind_outside_the_warehouse(legacy: Legacy, bench: Workbench) -> None:
    bench.sync("crm")
    left = [p for p in (bench.root / "data" / "dlt").rglob("*") if p.is_file()]
    for path in left:
        assert "Анна".encode() not in path.read_bytes(), path
    assert bench.query("select count(*) from information_schema.tables where table_schema = 'dlt_raw_crm'")[0][0] > 0
    assert bench.query("select count(*) from dlt_raw_crm.contacts") == [(0,)]

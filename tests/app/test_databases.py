"""The harbour project with its old CRM in PostgreSQL and in MariaDB: the same customers as from SQLite."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from tests.app.harness import Harbour, onefold
from tests.servers import PASSWORD

SECRET = "SOURCES__LEGACY_CRM__URL"
TABLES = ("customer", "crosswalk", "contact_point", "address", "deal", "activity", "consent", "custom_field", "owner")
NOT_CONTENT = {"crosswalk": ("valid_from", "valid_to")}
"""When we learnt of a record is ours, not the source's."""


def _fresh(published: Harbour, folder: Path) -> Harbour:
    """The project as it was before its first run, with a CRM that is named by a secret."""
    shutil.copytree(published.root, folder, ignore=shutil.ignore_patterns("data"))
    project = Harbour(folder)
    project.edit("sources/legacy_crm.yml", "url: sqlite:///data/sources/legacy_crm.sqlite\n", "")
    return project


def _content(project: Harbour, table: str) -> list[tuple[Any, ...]]:
    left_out = NOT_CONTENT.get(table)
    columns = f"* exclude ({', '.join(left_out)})" if left_out else "*"
    return project.query(f"select {columns} from golden.{table} order by all")


def _assert_same(project: Harbour, published: Harbour) -> None:
    for table in TABLES:
        there, here = _content(published, table), _content(project, table)
        assert len(there) > 0
        assert here == there, f"golden.{table} differs in {len(set(here) ^ set(there))} rows"


def _assert_silent(project: Harbour, said: str) -> None:
    """The password stands nowhere but where it was given."""
    assert PASSWORD not in said
    holders = [
        path.relative_to(project.root).as_posix()
        for path in (project.root / "data").rglob("*")
        if path.is_file() and PASSWORD.encode() in path.read_bytes()
    ]
    assert holders == []


@pytest.fixture
def state_url(postgres_url: str) -> Iterator[str]:
    """A database of its own for the state, beside the source's."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("create database onefold_state"))
    url = make_url(postgres_url).set(database="onefold_state")
    yield url.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text("drop database onefold_state with (force)"))
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.slow
def test_a_crm_and_a_state_in_postgresql(published: Harbour, postgres_url: str, state_url: str, tmp_path: Path) -> None:
    project = _fresh(published, tmp_path / "harbour")
    project.edit("onefold.yml", "state: sqlite:///data/state.sqlite", f"state: '{state_url.replace('+psycopg', '')}'")
    project.generate("--crm-url", postgres_url)
    secret = {SECRET: postgres_url}
    tested = onefold("source", "test", "legacy_crm", cwd=project.root, env=secret)
    assert tested.returncode == 0, tested.said
    done = project.run("--json", env=secret)
    assert done.returncode == 0, done.stderr
    _assert_same(project, published)
    _assert_silent(project, tested.said + done.said)
    assert not (project.root / "data" / "state.sqlite").exists()
    engine = create_engine(state_url)
    assert {"run", "step", "decision", "ledger"} <= set(inspect(engine).get_table_names())
    engine.dispose()
    listed = onefold("runs", "--json", cwd=project.root, env=secret)
    assert [run["status"] for run in listed.json()] == ["published"]
    _decide_and_run_again(project, secret)


def _decide_and_run_again(project: Harbour, secret: dict[str, str]) -> None:
    """A decision kept in PostgreSQL takes effect in the next run, which reads only what changed."""
    (pair,) = project.working(
        "select id_l, id_r from match.score where decided_by = 'model' and probability > 0.99 limit 1"
    )
    decided = onefold("decide", *pair, "different", "--why", "test", cwd=project.root, env=secret)
    assert decided.returncode == 0, decided.said
    again = project.run("--json", env=secret)
    assert again.returncode == 0, again.stderr
    read = [o for o in again.json()["steps"]["extract"]["objects"] if o["object"] == "contacts"]
    assert read[0]["mode"] == "incremental"
    ids = dict(project.query(f"select record_name, customer_id from golden.crosswalk where record_name in {pair}"))
    assert len(set(ids.values())) == 2


@pytest.mark.mariadb
@pytest.mark.slow
def test_a_crm_in_mariadb(published: Harbour, mariadb_url: str, tmp_path: Path) -> None:
    project = _fresh(published, tmp_path / "harbour")
    project.generate("--crm-url", mariadb_url)
    done = project.run("--json", env={SECRET: mariadb_url})
    assert done.returncode == 0, done.stderr
    _assert_same(project, published)
    _assert_silent(project, done.said)

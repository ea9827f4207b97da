"""The state database on SQLite and PostgreSQL: migrations, runs, the ledger's chain, decisions, corrections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from onefold_core.errors import ConfigError
from onefold_core.state import corrections, decisions, ledger, runs
from onefold_core.state.store import MIGRATIONS, newest_revision, open_state
from onefold_core.state.tables import metadata
from sqlalchemy import Engine, inspect, text


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_state("sqlite:///data/state.sqlite", tmp_path)
        yield engine
        engine.dispose()
        return
    engine = open_state(request.getfixturevalue("postgres_url"), tmp_path)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    yield engine
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_code(state: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with state.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == newest_revision()
    assert set(metadata.tables) <= set(inspect(state).get_table_names())


def test_a_run_is_recorded_step_by_step(state: Engine) -> None:
    runs.start_run(state, "r1", project="p", target="dev", config_hash="h", version="1")
    runs.start_step(state, "r1", "extract", 1)
    runs.start_step(state, "r1", "extract", 1)
    runs.finish_step(state, "r1", "extract", "done", {"rows": 3})
    runs.finish_run(state, "r1", "published", build="b1")
    run = runs.get_run(state, "r1")
    assert (run.status, run.build) == ("published", "b1")
    assert [(s.name, s.attempt, s.facts) for s in run.steps] == [("extract", 2, {"rows": 3})]
    assert [r.run_id for r in runs.list_runs(state)] == ["r1"]
    with pytest.raises(ConfigError, match="onefold runs"):
        runs.get_run(state, "r2")


def test_the_ledger_holds_until_it_is_touched(state: Engine) -> None:
    for number in range(5):
        ledger.append(state, "tested", f"s{number}", {"n": number}, actor="me", detail={"name": "Anna"})
    count, head = ledger.head(state)
    assert count == 5
    assert ledger.verify(state, head=head) is None


@pytest.mark.parametrize(
    ("damage", "seq"),
    [
        ("UPDATE ledger SET actor = 'you' WHERE seq = 3", 3),
        ("UPDATE ledger_detail SET detail = '{}' WHERE seq = 2", 2),
        ("DELETE FROM ledger_detail WHERE seq = 4; DELETE FROM ledger WHERE seq = 4", 4),
        ("DELETE FROM ledger_detail WHERE seq = 5; DELETE FROM ledger WHERE seq = 5", 5),
    ],
)
def test_an_edit_a_deletion_and_a_cut_tail_are_named(state: Engine, damage: str, seq: int) -> None:
    for number in range(5):
        ledger.append(state, "tested", f"s{number}", {"n": number}, actor="me", detail={"name": "Anna"})
    _, head = ledger.head(state)
    with state.begin() as connection:
        for statement in damage.split(";"):
            connection.execute(text(statement))
    broken = ledger.verify(state, head=head)
    assert broken is not None
    assert broken.seq == seq


def test_erasing_a_detail_leaves_the_chain_whole(state: Engine) -> None:
    ledger.append(state, "tested", "s", {}, actor="me", detail={"name": "Anna"})
    with state.begin() as connection:
        connection.execute(text("DELETE FROM ledger_detail"))
    assert ledger.verify(state) is None


def test_appends_from_several_threads_form_one_chain(state: Engine) -> None:
    def write(name: str) -> None:
        for number in range(10):
            ledger.append(state, "tested", f"{name}{number}", {}, actor=name)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.head(state)[0] == 30
    assert ledger.verify(state) is None


def test_the_last_decision_in_force_counts_and_undo_is_on_record(state: Engine) -> None:
    decisions.decide(state, "b:c:2", "a:c:1", "same", why="x", actor="me")
    second = decisions.decide(state, "a:c:1", "b:c:2", "different", why="y", actor="me")
    assert [(d.id_l, d.verdict) for d in decisions.active_decisions(state)] == [("a:c:1", "different")]
    decisions.undo(state, second.decision_id, actor="me")
    assert [d.verdict for d in decisions.active_decisions(state)] == ["same"]
    assert len(decisions.list_decisions(state, undone=True)) == 2
    with pytest.raises(ConfigError):
        decisions.undo(state, second.decision_id, actor="me")
    with pytest.raises(ConfigError):
        decisions.decide(state, "a:c:1", "a:c:1", "same", why="x", actor="me")


def test_a_correction_takes_the_place_of_the_one_before(state: Engine) -> None:
    corrections.correct(state, "c_1", "email", "old@example.org", why="x", actor="me")
    corrections.correct(state, "c_1", "email", "new@example.org", why="y", actor="me")
    assert [c.value for c in corrections.active_corrections(state)] == ["new@example.org"]
    with pytest.raises(ConfigError):
        corrections.correct(state, "c_1", "shoe_size", "9", why="x", actor="me")


def test_no_personal_value_stands_in_the_chain(state: Engine) -> None:
    corrections.correct(state, "c_1", "email", "canary@example.org", why="asked by phone", actor="me")
    with state.connect() as connection:
        rows = connection.execute(text("SELECT action, subject, facts FROM ledger")).all()
    assert "canary" not in str(rows)


def test_a_bad_url_is_a_configuration_error_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        open_state("nonsense", tmp_path)
    with pytest.raises(ConfigError) as caught:
        open_state("postgresql://me:hunter2@127.0.0.1:1/none", tmp_path)
    assert "hunter2" not in str(caught.value)

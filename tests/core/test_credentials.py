"""Tokens that rotate: encrypted at rest, kept over runs, refused under another key, one holder at a time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from onefold_core.errors import ConfigError, LockedError
from onefold_core.state import credentials
from onefold_core.state.credentials import Credentials
from onefold_core.state.store import open_state
from sqlalchemy import text


def test_nothing_readable_lies_in_the_state(tmp_path: Path) -> None:
    engine = open_state("sqlite:///state.sqlite", tmp_path)
    kept = Credentials(engine, tmp_path, tmp_path)
    assert kept.load("crm") is None
    kept.save("crm", "refresh-token-one")
    kept.save("crm", "refresh-token-two")
    assert (
        Credentials(open_state("sqlite:///state.sqlite", tmp_path), tmp_path, tmp_path).load("crm")
        == "refresh-token-two"
    )
    with engine.connect() as connection:
        stored = connection.execute(text("select * from credential")).fetchall()
    assert len(stored) == 1
    assert "refresh-token" not in repr(stored)
    engine.dispose()
    assert b"refresh-token" not in (tmp_path / "state.sqlite").read_bytes()


def test_what_is_forgotten_is_nowhere(tmp_path: Path) -> None:
    kept = Credentials(open_state("sqlite:///state.sqlite", tmp_path), tmp_path, tmp_path)
    kept.save("crm", "refresh-token-one")
    kept.save("shop", "refresh-token-two")
    kept.forget("crm")
    assert (kept.load("crm"), kept.load("shop")) == (None, "refresh-token-two")


def test_what_cannot_be_written_is_an_error_without_the_text(tmp_path: Path) -> None:
    engine = open_state("sqlite:///state.sqlite", tmp_path)
    kept = Credentials(engine, tmp_path, tmp_path)
    kept.save("crm", "refresh-token-one")
    with engine.begin() as connection:
        connection.execute(
            text("create trigger full before insert on credential begin select raise(abort, 'disk is full'); end")
        )
    with pytest.raises(ConfigError) as error:
        kept.save("crm", "refresh-token-two")
    assert error.value.code == "credentials-not-kept"
    assert "gAAAA" not in str(error.value)
    assert error.value.__cause__ is None
    assert kept.load("crm") == "refresh-token-one"


def test_another_project_key_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_state("sqlite:///state.sqlite", tmp_path)
    monkeypatch.setenv("ONEFOLD__PROJECT_KEY", "one")
    Credentials(engine, tmp_path, tmp_path).save("crm", "x")
    monkeypatch.setenv("ONEFOLD__PROJECT_KEY", "two")
    with pytest.raises(ConfigError) as error:
        Credentials(engine, tmp_path, tmp_path).load("crm")
    assert error.value.code == "sealed-with-another-key"


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    engine = open_state("sqlite:///state.sqlite", tmp_path)
    kept = Credentials(engine, tmp_path, tmp_path)
    order: list[str] = []
    inside = threading.Event()

    def other() -> None:
        inside.wait()
        with Credentials(engine, tmp_path, tmp_path).lock("crm"):
            order.append("other")

    thread = threading.Thread(target=other)
    thread.start()
    with kept.lock("crm"):
        inside.set()
        thread.join(timeout=0.3)
        order.append("first")
        kept.save("crm", "x")
    thread.join()
    assert order == ["first", "other"]


def test_one_holder_at_a_time_over_machines(postgres_url: str, tmp_path: Path) -> None:
    here, there = (Credentials(open_state(postgres_url, tmp_path), tmp_path, tmp_path / name) for name in ("a", "b"))
    order: list[str] = []
    watcher = open_state(postgres_url, tmp_path)

    def waiting() -> int:
        with watcher.connect() as connection:
            found = connection.execute(
                text("select count(*) from pg_locks where locktype = 'advisory' and not granted")
            )
            return int(found.scalar_one())

    def other() -> None:
        with there.lock("crm"):
            order.append("second")

    with here.lock("crm"):
        with there.lock("another"):
            order.append("another source")
        thread = threading.Thread(target=other)
        thread.start()
        for _ in range(600):
            if waiting():
                break
            time.sleep(0.05)
        assert waiting() == 1, "the other machine's file lock is its own: only the database can hold it back"
        order.append("first")
    thread.join(30)
    assert order == ["another source", "first", "second"]
    with watcher.connect() as connection:
        assert not connection.execute(text("select 1 from pg_locks where locktype = 'advisory'")).fetchall()


def test_a_machine_that_hangs_with_the_lock_does_not_hang_all(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = (Credentials(open_state(postgres_url, tmp_path), tmp_path, tmp_path / name) for name in ("a", "b"))
    monkeypatch.setattr(credentials, "WAIT_SECONDS", 1)
    with here.lock("crm"):
        with pytest.raises(LockedError) as error, there.lock("crm"):
            pass
        assert error.value.code == "locked"
    with there.lock("crm"):
        pass

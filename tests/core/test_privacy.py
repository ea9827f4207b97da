"""Keyed hashes and the suppression list."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from onefold_core.errors import ConfigError
from onefold_core.privacy import SECRETS_FILE, contact_key, load_suppression, project_key, subkey, suppress
from onefold_core.state import ledger
from onefold_core.state.store import open_state
from sqlalchemy import text


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEFOLD__PROJECT_KEY", raising=False)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="doctor"):
        project_key(tmp_path)
    made = project_key(tmp_path, create=True)
    assert project_key(tmp_path) == made
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / SECRETS_FILE).stat().st_mode) == 0o600


def test_other_secrets_outlive_a_write_that_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = tmp_path / SECRETS_FILE
    secrets.parent.mkdir()
    secrets.write_text('[sources.crm]\nrefresh_token = "the-only-copy"\n', encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr("os.fsync", full)
        project_key(tmp_path, create=True)
    assert "the-only-copy" in secrets.read_text(encoding="utf-8")
    project_key(tmp_path, create=True)
    assert "the-only-copy" in secrets.read_text(encoding="utf-8")
    assert [path.name for path in secrets.parent.iterdir()] == ["secrets.toml"]


def test_purposes_have_different_keys() -> None:
    assert subkey(b"key", "report") != subkey(b"key", "suppression")


@pytest.mark.parametrize(
    ("channel", "one", "other"),
    [
        ("email", "Anna@Example.ORG ", "mailto:anna@example.org"),
        ("phone", "8 (916) 123-45-67", "+7 916 1234567"),
        ("phone", "+49 30 1234567", "0049 30 1234567"),
    ],
)
def test_usual_spellings_of_one_contact_agree(channel: str, one: str, other: str) -> None:
    assert contact_key(channel, one) == contact_key(channel, other) != ""


def test_the_suppressed_stay_recognised_and_unreadable(tmp_path: Path) -> None:
    state = open_state("sqlite:///state.sqlite", tmp_path)
    assert suppress(state, tmp_path, "email", "Canary@example.org", "asked", actor="me")
    assert not suppress(state, tmp_path, "email", "canary@EXAMPLE.org", "asked again", actor="me")
    assert suppress(state, tmp_path, "record", "crm:contacts:42", "asked", actor="me")
    found = load_suppression(state, tmp_path)
    assert found.is_suppressed("email", " CANARY@example.org")
    assert not found.is_suppressed("email", "other@example.org")
    assert found.is_suppressed_record("crm:contacts:42")
    with state.connect() as connection:
        rows = [
            connection.execute(text(f"SELECT * FROM {t}")).all() for t in ("suppression", "ledger", "ledger_detail")
        ]
    assert "canary" not in str(rows).lower()
    assert ledger.verify(state) is None

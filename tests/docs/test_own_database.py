"""docs/own-database.md, followed word for word against a real PostgreSQL server."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.harness import ROOT
from tests.docs.console import Terminal, follow


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("sh") is None, reason="the examples are written for a POSIX shell")
def test_own_database_in_ten_minutes(crm_url: str, tmp_path: Path) -> None:
    place = tmp_path / "srv"
    place.mkdir()
    terminal = Terminal(place, "/srv", {"CRM_URL": crm_url})
    wrong = follow(ROOT / "docs" / "own-database.md", terminal)
    assert not wrong, "\n".join(wrong)
    assert "p%40ss" not in (place / "shop" / "sources" / "crm.yml").read_text(encoding="utf-8")

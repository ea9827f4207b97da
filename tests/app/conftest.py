"""A small harbour project of the test session's own, run once; tests that change it take a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.harness import ROOT, Harbour, onefold


@pytest.fixture(scope="session")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Harbour:
    folder = tmp_path_factory.mktemp("published") / "harbour"
    shutil.copytree(ROOT / "examples" / "harbour", folder, ignore=shutil.ignore_patterns("data", ".dlt", "__pycache__"))
    project = Harbour(folder)
    project.generate()
    assert onefold("source", "build", cwd=project.root).returncode == 0
    done = onefold("run", "--json", cwd=project.root)
    assert done.returncode == 0, done.stderr
    project.result = done.json()
    return project


@pytest.fixture(scope="session")
def published(_published: Harbour) -> Harbour:
    """The project after its first run; not to be changed."""
    return _published


@pytest.fixture
def harbour(_published: Harbour, tmp_path: Path) -> Harbour:
    """A copy of the project after its first run, for a test to change."""
    shutil.copytree(_published.root, tmp_path / "harbour")
    return Harbour(tmp_path / "harbour", _published.result)

"""The scratch checkout that the documents' examples run in: a small harbour, run once by whoever comes first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.app.harness import ROOT, Harbour, onefold


@pytest.fixture
def checkout(shared_folder: Path) -> Iterator[Path]:
    """A folder with examples/harbour in it, its sources written and its models built; one test has it at a time."""
    folder = shared_folder / "docs"
    place = folder / "examples" / "harbour"
    with FileLock(shared_folder / "docs.lock"):
        if not place.exists():
            ignored = shutil.ignore_patterns("data", ".dlt", "__pycache__")
            shutil.copytree(ROOT / "examples" / "harbour", place, ignore=ignored)
            Harbour(place).generate()
            assert onefold("source", "build", cwd=place).returncode == 0
        yield folder


@pytest.fixture
def harbour(checkout: Path) -> Harbour:
    """The harbour of the checkout after its first run."""
    project = Harbour(checkout / "examples" / "harbour")
    if not (project.root / "data" / "published" / "current.json").exists():
        done = onefold("run", cwd=project.root)
        assert done.returncode == 0, done.said
    return project


@pytest.fixture
def crm_url(postgres_url: str, tmp_path: Path) -> str:
    """A real PostgreSQL database that holds the harbour's CRM, by the URL a user would write."""
    Harbour(tmp_path / "world").generate("--crm-url", postgres_url)
    return postgres_url.replace("postgresql+psycopg:", "postgresql:")

"""The scratch checkout that the documents' examples run in: a copy of the small harbour that all tests share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.app.harness import Harbour, make_harbour


@pytest.fixture
def checkout(shared_folder: Path) -> Iterator[Path]:
    """A folder with examples/harbour in it, after its first run; one test has it at a time."""
    folder = shared_folder / "docs"
    place = folder / "examples" / "harbour"
    made = make_harbour(shared_folder)
    with FileLock(shared_folder / "docs.lock"):
        if not place.exists():
            shutil.copytree(made.root, place)
        yield folder


@pytest.fixture
def harbour(checkout: Path) -> Harbour:
    """The harbour of the checkout."""
    return Harbour(checkout / "examples" / "harbour")


@pytest.fixture
def crm_url(postgres_url: str, tmp_path: Path) -> str:
    """A real PostgreSQL database that holds the harbour's CRM, by the URL a user would write."""
    Harbour(tmp_path / "world").generate("--crm-url", postgres_url)
    return postgres_url.replace("postgresql+psycopg:", "postgresql:")

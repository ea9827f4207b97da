"""The scratch checkouts that the documents' examples run in: copies of the small harbour that all tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.harness import Harbour, make_harbour


@pytest.fixture
def checkout(shared_folder: Path, request: pytest.FixtureRequest) -> Path:
    """A folder with examples/harbour in it, after its first run; each file of tests has its own."""
    folder = shared_folder / f"docs_{request.path.stem}"
    place = folder / "examples" / "harbour"
    made = make_harbour(shared_folder)
    if not place.exists():
        shutil.copytree(made.root, place)
    return folder


@pytest.fixture
def harbour(checkout: Path) -> Harbour:
    """The harbour of the checkout."""
    return Harbour(checkout / "examples" / "harbour")


@pytest.fixture
def crm_url(postgres_url: str, tmp_path: Path) -> str:
    """A real PostgreSQL database that holds the harbour's CRM, by the URL a user would write."""
    Harbour(tmp_path / "world").generate("--crm-url", postgres_url)
    return postgres_url.replace("postgresql+psycopg:", "postgresql:")

"""A small harbour project that all workers share, run once by whoever comes first; tests that change it take a copy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from onefold.dbt import run_dbt
from onefold_core.settings import load_project

from tests.app.harness import ROOT, Harbour, onefold


@pytest.fixture(scope="session")
def _published(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Harbour:
    """This worker's copy; no test touches the one that workers copy from."""
    made = Harbour(shared_folder / "made" / "harbour")
    said = made.root.with_name("result.json")
    with FileLock(shared_folder / "made.lock"):
        if not said.exists():
            ignored = shutil.ignore_patterns("data", ".dlt", "__pycache__")
            shutil.copytree(ROOT / "examples" / "harbour", made.root, ignore=ignored)
            made.generate()
            assert onefold("source", "build", cwd=made.root).returncode == 0
            done = onefold("run", "--json", cwd=made.root)
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout, encoding="utf-8")
    copy = _stand(made.root, tmp_path_factory.mktemp("published") / "harbour")
    return Harbour(copy, json.loads(said.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def published(_published: Harbour) -> Harbour:
    """The project after its first run; not to be changed."""
    return _published


@pytest.fixture(scope="session")
def _parsed(_published: Harbour, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is copied from; what dbt has parsed of it holds as long as a copy stands at the same place."""
    template = tmp_path_factory.mktemp("copied") / "template"
    copy = _stand(_published.root, template.with_name("harbour"))
    project = load_project(copy)
    settings = {"base_currency": project.file.base_currency}
    run_dbt(project.dbt, project.warehouse, command="parse", target_path=project.data / "dbt_target", vars=settings)
    return copy.rename(template)


@pytest.fixture
def harbour(_published: Harbour, _parsed: Path) -> Harbour:
    """A copy of the project after its first run, for a test to change."""
    return Harbour(_stand(_parsed, _parsed.with_name("harbour")), _published.result)


def _stand(project: Path, place: Path) -> Path:
    if place.exists():
        shutil.rmtree(place)
    shutil.copytree(project, place)
    return place

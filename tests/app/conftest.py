"""A small harbour project that all workers share, run once by whoever comes first; tests that change it take a copy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from onefold.dbt import run_dbt
from onefold_core.settings import load_project

from tests.app.harness import Done, Export, Harbour, make_harbour


@pytest.fixture(scope="session")
def _published(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Harbour:
    """This worker's copy; no test touches the one that workers copy from."""
    made = make_harbour(shared_folder)
    return Harbour(_stand(made.root, tmp_path_factory.mktemp("published") / "harbour"), made.result)


@pytest.fixture(scope="session")
def published(_published: Harbour) -> Harbour:
    """The project after its first run; not to be changed."""
    return _published


@pytest.fixture(scope="session")
def exported(shared_folder: Path) -> Export:
    """The pages of figures as files, written once for all workers; not to be changed."""
    folder = shared_folder / "exported"
    export, said = Export(Harbour(folder / "harbour"), folder / "figures"), folder / "said.json"
    made = make_harbour(shared_folder)
    with FileLock(shared_folder / "exported.lock"):
        if not said.exists():
            _stand(made.root, export.project.root)
            done = export.write(export.folder)
            said.write_text(json.dumps(vars(done)), encoding="utf-8")
    return Export(export.project, export.folder, Done(**json.loads(said.read_text(encoding="utf-8"))))


@pytest.fixture(scope="session")
def _parsed(_published: Harbour, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is copied from; what dbt has parsed of it holds as long as a copy stands at the same place."""
    template = tmp_path_factory.mktemp("copied") / "template"
    copy = _stand(_published.root, template.with_name("harbour"))
    project = load_project(copy)
    settings = {"base_currency": project.file.base_currency}
    run_dbt(project.dbt, project.warehouse, command="parse", target_path=project.data / "dbt_target", vars=settings)
    return copy.rename(template)


@pytest.fixture(scope="session")
def copied(_published: Harbour, _parsed: Path) -> Callable[[], Harbour]:
    """Makes a copy of the project after its first run; all stand at one place, so the next takes the last one's."""
    return lambda: Harbour(_stand(_parsed, _parsed.with_name("harbour")), _published.result)


@pytest.fixture
def harbour(copied: Callable[[], Harbour]) -> Harbour:
    """A copy of the project after its first run, for a test to change."""
    return copied()


def _stand(project: Path, place: Path) -> Path:
    if place.exists():
        shutil.rmtree(place)
    shutil.copytree(project, place)
    return place

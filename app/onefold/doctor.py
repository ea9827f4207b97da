"""Checks of the installation and of a project, each with the command that mends it."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path

from onefold_core import privacy
from onefold_core.errors import OnefoldError
from onefold_core.settings import Project, load_project

_NEEDED = ("dlt", "dbt-core", "dbt-duckdb", "duckdb", "rapidfuzz", "phonenumbers", "usaddress", "great-expectations")
_FREE_BYTES = 2_000_000_000
"""A run writes the working file, a build and its copy; under this even an example may not fit."""


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    finding: str
    mend: str | None = None


def examine(folder: Path, target: str | None, *, fix: bool) -> list[Check]:
    """Look at the installation, then at the project when there is one; `fix` makes missing keys and dbt files."""
    checks = [_python(), *_packages()]
    project, check = _project(folder, target)
    checks.append(check)
    if project is not None:
        if fix:
            _fix(project)
        checks += list(_project_checks(project))
    return checks


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("python", sys.version_info >= (3, 11), found, "install Python 3.11 or newer")


def _packages() -> Iterator[Check]:
    for name in _NEEDED:
        try:
            yield Check(name, True, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check(name, False, "not installed", "pip install onefold")


def _project(folder: Path, target: str | None) -> tuple[Project | None, Check]:
    try:
        project = load_project(folder, target)
    except OnefoldError as error:
        return None, Check("project", False, f"{error.what} ({error.where})", error.mend)
    return project, Check("project", True, f"{project.name}, target {project.target_name}")


def _fix(project: Project) -> None:
    from onefold_pipelines.mapping.build import build_models
    from onefold_pipelines.mapping.scaffold import write_dbt_scaffold

    privacy.project_key(project.root, create=True)
    write_dbt_scaffold(project)
    build_models(project)
    secrets = project.root / privacy.SECRETS_FILE
    if secrets.exists():
        secrets.chmod(0o600)


def _project_checks(project: Project) -> Iterator[Check]:
    from onefold_core.state.store import open_state
    from onefold_pipelines.mapping.build import build_models
    from onefold_pipelines.mapping.check import check_source

    yield _tried("project key", "there", lambda: privacy.project_key(project.root))
    yield _secrets(project.root / privacy.SECRETS_FILE)
    yield _tried("state", "opens and is migrated", lambda: open_state(project.target.state, project.root).dispose())
    for source in project.sources:
        yield _tried(
            f"source {source.name}",
            f"{len(source.file.objects)} objects mapped",
            partial(check_source, source, project.sources),
        )
    yield _tried("dbt models", "up to date", lambda: build_models(project, check_only=True))
    yield from _former(project)
    yield _disk(project)


def _former(project: Project) -> Iterator[Check]:
    """Sources that were taken out of the project and not out of the warehouse, where nobody looks for the erased."""
    from onefold_core.warehouse import open_warehouse
    from onefold_pipelines.former import former_sources

    if not project.warehouse.exists():
        return
    try:
        with open_warehouse(project.warehouse, read_only=True) as connection:
            found = former_sources(connection, project.sources)
    except OnefoldError as error:
        yield Check("warehouse", False, error.what, error.mend)
        return
    for former in found:
        finding = f"in no file of the project any more, yet in the warehouse: {former.text}"
        yield Check(f"source {former.source}", False, finding, f"onefold source drop {former.source}")


def _tried(name: str, finding: str, attempt: Callable[[], object]) -> Check:
    try:
        attempt()
    except OnefoldError as error:
        return Check(name, False, error.what, error.mend)
    return Check(name, True, finding)


def _secrets(path: Path) -> Check:
    if not path.exists():
        return Check("secrets", True, "no secrets file; secrets come from the environment")
    open_to_others = os.name != "nt" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    finding = "can be read by others" if open_to_others else "only its owner can read it"
    return Check("secrets", not open_to_others, finding, f"chmod 600 {path}, or onefold doctor --fix")


def _disk(project: Project) -> Check:
    place = project.data if project.data.exists() else project.root
    free = shutil.disk_usage(place).free
    return Check(
        "disk", free > _FREE_BYTES, f"{free / 1e9:.0f} GB free", f"free some room on the disk of {project.data}"
    )

"""A project and its sources as their YAML says them; unknown keys and bad values are ConfigErrors naming the place."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from onefold_core.errors import ConfigError
from onefold_core.identifiers import checked_name
from onefold_core.settings_check import Country, Currency, validated
from onefold_core.settings_rows import Strict
from onefold_core.settings_source import SourceFile
from onefold_core.systems import resolved
from onefold_core.yamlio import load_yaml

PROJECT_FILE = "onefold.yml"


class Target(Strict):
    """Where a project's data lie: the working warehouse and the state database."""

    warehouse: str = "data/warehouse.duckdb"
    state: str = "sqlite:///data/state.sqlite"


class Match(Strict):
    """Probability from which a pair is merged, and from which it goes to review."""

    auto_merge: float = Field(default=0.95, gt=0.5, le=1)
    review_from: float = Field(default=0.70, ge=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.review_from > self.auto_merge:
            raise ValueError("review_from must not be above auto_merge")
        return self


Gate = Literal["contracts", "quality", "balance"]


class Publish(Strict):
    """Which gates must pass, and how many published builds are kept for rollback."""

    require: tuple[Gate, ...] = ("contracts", "quality", "balance")
    keep_builds: int = Field(default=7, ge=1)


class Standardise(Strict):
    """What the standardise stage is helped by; paths are relative to the project's folder."""

    gazetteer: str | None = None
    """CSV of name, kind, country, parent, aliases: places that addresses are told apart by."""


class Privacy(Strict):
    """Privacy regimes the project is under."""

    regimes: tuple[str, ...] = ()


class ProjectFile(Strict):
    """onefold.yml."""

    project: str
    base_currency: Currency = "EUR"
    default_country: Country | None = None
    targets: dict[str, Target] = Field(default_factory=lambda: {"dev": Target()})
    standardise: Standardise = Standardise()
    match: Match = Match()
    publish: Publish = Publish()
    privacy: Privacy = Privacy()
    truth: str | None = None
    """CSV of record_name, entity_id: known truth that a run's matching is measured against."""

    @field_validator("project")
    @classmethod
    def _named(cls, value: str) -> str:
        return checked_name(value, "project")


class Source(Strict):
    """A source with its name and the file it was read from."""

    name: str
    path: Path
    file: SourceFile


class Project(Strict):
    """A project folder, read and checked: settings, the chosen target, its sources in order of name."""

    root: Path
    file: ProjectFile
    target_name: str
    sources: tuple[Source, ...]

    @property
    def name(self) -> str:
        """The project's name."""
        return self.file.project

    @property
    def target(self) -> Target:
        """The chosen target."""
        return self.file.targets[self.target_name]

    @property
    def warehouse(self) -> Path:
        """The working DuckDB file of the target."""
        return self.root / self.target.warehouse

    @property
    def data(self) -> Path:
        """The folder that holds the project's data."""
        return self.warehouse.parent

    @property
    def dbt(self) -> Path:
        """The project's own dbt project."""
        return self.root / "dbt"

    def source(self, name: str) -> Source:
        """The source called `name`; ConfigError lists the valid ones."""
        for source in self.sources:
            if source.name == name:
                return source
        raise ConfigError(
            "unknown-source",
            f"the project has no source {name[:60]!r}",
            where=str(self.root / "sources"),
            valid=[s.name for s in self.sources],
            mend="onefold source list",
        )


def load_project(root: Path, target: str | None = None) -> Project:
    """Read `onefold.yml` and `sources/*.yml` below `root`; `target` defaults to the first one of the file."""
    root = root.resolve()
    path = root / PROJECT_FILE
    if not path.is_file():
        raise ConfigError(
            "no-project",
            "there is no project in this folder",
            where=str(path),
            mend="onefold init NAME, or onefold --project FOLDER …",
        )
    file = validated(ProjectFile, load_yaml(path), path)
    name = target or next(iter(file.targets))
    if name not in file.targets:
        raise ConfigError(
            "unknown-target",
            f"no target {name[:60]!r}",
            where=str(path),
            valid=list(file.targets),
            mend="onefold … --target NAME",
        )
    sources = tuple(load_source(p) for p in sorted((root / "sources").glob("*.yml")))
    return Project(root=root, file=file, target_name=name, sources=sources)


def load_source(path: Path) -> Source:
    """Read and check one source's YAML; its name is the file's."""
    name = checked_name(path.stem, "source")
    document = load_yaml(path)
    file = validated(SourceFile, resolved(document, path) if isinstance(document, dict) else document, path)
    _check_through(file, path)
    return Source(name=name, path=path, file=file)


def _check_through(file: SourceFile, path: Path) -> None:
    """An object that goes through others can be read where those are."""
    for name, settings in file.objects.items():
        read = settings.read
        for other in read.through if read else ():
            parent = file.objects.get(other)
            if parent is not None and parent.read is not None:
                continue
            only_further = read is not None and (read.every is None or read.every.object != other)
            without = f", or `{name}: {{read: {{passes: []}}}}` to do without these rows" if only_further else ""
            raise ConfigError(
                "bad-settings",
                f"the object {name!r} goes through {other!r}, which is not read",
                where=f"{path}: objects.{name}",
                mend=f"under objects write `{other}: {{}}` (not off), or `{name}: off` too{without}",
            )

"""A project and its sources as their YAML says them; unknown keys and bad values are ConfigErrors naming the place."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo

from onefold_core.errors import ConfigError
from onefold_core.identifiers import checked_name
from onefold_core.settings_read import Read
from onefold_core.settings_rest import Rest
from onefold_core.systems import is_ignored, resolved
from onefold_core.yamlio import MEND, load_yaml

PROJECT_FILE = "onefold.yml"
M = TypeVar("M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_list(value: object) -> object:
    return [] if value is None else value if isinstance(value, list) else [value]


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Target(_Strict):
    """Where a project's data lie: the working warehouse and the state database."""

    warehouse: str = "data/warehouse.duckdb"
    state: str = "sqlite:///data/state.sqlite"


class Match(_Strict):
    """Probability from which a pair is merged, and from which it goes to review."""

    auto_merge: float = Field(default=0.95, gt=0.5, le=1)
    review_from: float = Field(default=0.70, ge=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.review_from > self.auto_merge:
            raise ValueError("review_from must not be above auto_merge")
        return self


Gate = Literal["contracts", "quality", "balance"]


class Publish(_Strict):
    """Which gates must pass, and how many published builds are kept for rollback."""

    require: tuple[Gate, ...] = ("contracts", "quality", "balance")
    keep_builds: int = Field(default=7, ge=1)


class Standardise(_Strict):
    """What the standardise stage is helped by; paths are relative to the project's folder."""

    gazetteer: str | None = None
    """CSV of name, kind, country, parent, aliases: places that addresses are told apart by."""


class Privacy(_Strict):
    """Privacy regimes the project is under."""

    regimes: tuple[str, ...] = ()


class ProjectFile(_Strict):
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


class PolymorphicRef(_Strict):
    """A reference whose object another column names."""

    by: str
    objects: dict[str, str]


def _as_members(value: object) -> object:
    return {"value": value} if isinstance(value, str) else value


class MapTarget(_Strict):
    """One place in the common model that a column goes to; docs/architecture.md has the language.

    `each` says that the column holds a list, and for each field of the target where a member has it (`.`: itself).
    A number is multiplied by `scale`: 0.001 makes seconds of milliseconds.
    """

    as_: str = Field(alias="as")
    each: Annotated[dict[str, str], BeforeValidator(_as_members)] | None = None
    label: str | None = None
    country: str | None = None
    ref: str | PolymorphicRef | None = None
    values: dict[str, str | None] | None = None
    format: Texts = ()
    scale: Decimal | None = Field(default=None, gt=0)
    timezone: str | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @field_validator("values", mode="before")
    @classmethod
    def _codes_as_text(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {_code(k): None if v is None else _code(v) for k, v in value.items()}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return _checked_zone(value)


def _as_targets(value: object) -> object:
    many = value if isinstance(value, list) else [value]
    return [{"as": one} if isinstance(one, str) else one for one in many]


MapTargets = Annotated[tuple[MapTarget, ...], BeforeValidator(_as_targets)]


class Expect(_Strict):
    """Floors under which a load of this object is refused: `min_rows`, and a tenth of the rows there were, unless they
    come and go by their nature (`turnover`)."""

    min_rows: int = Field(default=0, ge=0)
    turnover: bool = False


class SourceObject(_Strict):
    """One object (table, file, sheet, kind of document) of a source."""

    entity: str
    table: str | None = None
    db_schema: str | None = Field(default=None, alias="schema")
    path: str | None = None
    format: Literal["csv", "jsonl", "json", "parquet", "excel", "commerceml"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    skip_footer: str | None = None
    record: str | None = None
    key: Texts = ()
    cursor: str | None = None
    deleted: str | None = None
    archived: str | None = None
    set: dict[str, str] = Field(default_factory=dict)
    map: dict[str, MapTargets] = Field(default_factory=dict)
    keep: Texts = ()
    ignore: Texts = ()
    expect: Expect = Expect()
    model: Literal["generated", "custom"] = "generated"
    read: Read | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @property
    def is_landed(self) -> bool:
        """Whether rows are read from the source; a hand-written model without a key reads other objects' staging."""
        return bool(self.key)

    @property
    def deleted_column(self) -> str | None:
        """The column of the `deleted` condition."""
        return _column_of(self.deleted)

    @property
    def archived_column(self) -> str | None:
        """The column of the `archived` condition."""
        return _column_of(self.archived)

    def ignores(self, header: str) -> bool:
        """Whether the column was decided never to land."""
        return is_ignored(header, self.ignore)

    @property
    def used_columns(self) -> tuple[str, ...]:
        """Every header the project uses, once, in the order key, cursor, states, map, references, keep."""
        used = [*self.key, self.cursor, self.deleted_column, self.archived_column, *self.map]
        for targets in self.map.values():
            for target in targets:
                used.append(target.country)
                if isinstance(target.ref, PolymorphicRef):
                    used.append(target.ref.by)
        return tuple(dict.fromkeys(c for c in [*used, *self.keep] if c))


class SourceFile(_Strict):
    """sources/<name>.yml."""

    kind: Literal["sql", "files", "rest"]
    system: str | None = None
    url: str | None = None
    version: str | None = None
    options: dict[str, str] = Field(default_factory=dict)
    rest: Rest | None = None
    trust: int = Field(default=50, ge=0, le=100)
    timezone: str = "UTC"
    currency: Currency | None = None
    country: Country | None = None
    objects: dict[str, SourceObject]

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return _checked_zone(value) or "UTC"

    @field_validator("objects")
    @classmethod
    def _named(cls, value: dict[str, SourceObject]) -> dict[str, SourceObject]:
        for name in value:
            checked_name(name, "object")
        return value

    @model_validator(mode="after")
    def _has_requests(self) -> Self:
        if self.kind != "rest":
            return self
        if self.rest is None:
            raise ValueError("a source of kind rest needs `rest`: how its system is spoken to")
        for name, settings in self.objects.items():
            if settings.is_landed and settings.read is None:
                raise ValueError(f"the object {name} needs `read`: how it is asked for")
            if settings.read is not None:
                _check_gone(name, settings, settings.read)
        if self.version is not None and self.version not in self.rest.versions:
            valid = ", ".join(self.rest.versions) or "none"
            raise ValueError(f"there is no such version of this system; there are: {valid}")
        return self

    @property
    def words(self) -> dict[str, str]:
        """What `{name}` in addresses and requests stands for: the version's words under the project's options."""
        versions = self.rest.versions if self.rest else {}
        chosen = self.version or next(iter(versions), None)
        return {**(versions[chosen] if chosen else {}), **self.options}


def _check_gone(name: str, settings: SourceObject, read: Read) -> None:
    """A row that says nothing but that its record is gone must be understood so, and be about that record."""
    if any(header != settings.deleted_column for header in read.tells_gone):
        raise ValueError(f"`deleted` of the object {name} must be about {', '.join(sorted(read.tells_gone))}")
    if any(settings.key != (names.id,) for names in read.naming) or (read.gone and len(settings.key) != 1):
        by = read.naming[0].id if read.naming else "one column"
        raise ValueError(f"`key` of the object {name} must be {by}, by which the system says that a record is gone")


def _column_of(condition: str | None) -> str | None:
    """The header that `header = value` or `header is not null` is about; it may hold blanks."""
    return re.split(r"\s+(?:=|is\s+not\s+null)", condition.strip(), maxsplit=1)[0] if condition else None


def _code(value: object) -> str:
    """A code as sources write it: YAML's own true is the text `true`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked_zone(value: str | None) -> str | None:
    if value is not None:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("not a time zone of the IANA database, such as Europe/Berlin") from None
    return value


class Source(_Strict):
    """A source with its name and the file it was read from."""

    name: str
    path: Path
    file: SourceFile


class Project(_Strict):
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
    file = _validated(ProjectFile, load_yaml(path), path)
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
    file = _validated(SourceFile, resolved(document, path) if isinstance(document, dict) else document, path)
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


def _validated(model: type[M], document: Any, path: Path) -> M:
    if not isinstance(document, dict):
        raise ConfigError("bad-settings", "the file must hold a mapping", where=str(path), mend=MEND)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        extra = first["type"] == "extra_forbidden"
        valid = _valid_keys(model, first["loc"]) if extra else ()
        what = "this key is not known" if extra else first["msg"].removeprefix("Value error, ")
        count = error.error_count() - 1
        more = f" (and {count} more)" if count else ""
        raise ConfigError(
            "bad-settings", f"{what}{more}", where=f"{path}: {place or 'top level'}", valid=valid, mend=MEND
        ) from None


def _valid_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys allowed where an unknown one stands, found by walking the model along `loc`."""
    here: Any = model
    for part in loc[:-1]:
        if isinstance(here, type) and issubclass(here, BaseModel) and str(part) in _fields(here):
            here = _inner_model(_fields(here)[str(part)].annotation)
    return list(_fields(here)) if isinstance(here, type) and issubclass(here, BaseModel) else []


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found is not None:
            return found
    return None

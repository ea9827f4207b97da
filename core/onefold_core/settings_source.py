"""One source as its YAML says it: its objects, and where each column goes in the common model."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, field_validator, model_validator

from onefold_core.identifiers import checked_name
from onefold_core.settings_check import Country, Currency
from onefold_core.settings_read import Read
from onefold_core.settings_rest import Rest
from onefold_core.settings_rows import Strict, Texts
from onefold_core.systems import is_ignored


class PolymorphicRef(Strict):
    """A reference whose object another column names."""

    by: str
    objects: dict[str, str]


def _as_members(value: object) -> object:
    return {"value": value} if isinstance(value, str) else value


class MapTarget(Strict):
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


class Expect(Strict):
    """Floors under which a load of this object is refused: `min_rows`, and a tenth of the rows there were, unless they
    come and go by their nature (`turnover`)."""

    min_rows: int = Field(default=0, ge=0)
    turnover: bool = False


class SourceObject(Strict):
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


class SourceFile(Strict):
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

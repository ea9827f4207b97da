"""What an object's staging model will hold: its columns in order, each with where its value comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from onefold_core.errors import ConfigError
from onefold_core.identifiers import column_names
from onefold_core.model import Field, entities
from onefold_core.settings import Source
from onefold_core.settings_source import MapTarget, PolymorphicRef, SourceObject

from onefold_pipelines.mapping.targets import NONE, Place, model_entity, place_of, place_of_constant

_STATED = re.compile(
    r"(\S|\S.*?\S)\s+(?:=\s*(?P<quote>['\"]?)(?P<value>[^'\"]+)(?P=quote)|(?P<not_null>is\s+not\s+null))", re.I
)


@dataclass(frozen=True)
class Condition:
    """A `deleted` or `archived` condition; `value` is None for `is not null`."""

    header: str
    value: str | None


@dataclass(frozen=True)
class Column:
    """One column of a staging model: filled from `header` by `target`, or with `constant`."""

    place: Place
    header: str | None = None
    target: MapTarget | None = None
    constant: str | None = None

    @property
    def name(self) -> str:
        """The staging column."""
        return self.place.column

    @property
    def field(self) -> Field:
        """The field of the common model it feeds."""
        return self.place.field


@dataclass(frozen=True)
class ObjectPlan:
    """One object of one source, ready to be written as SQL."""

    source: Source
    name: str
    settings: SourceObject
    columns: tuple[Column, ...]

    @property
    def entity(self) -> str:
        """The entity of the common model, or `none`."""
        return NONE if self.settings.entity == NONE else model_entity(self.settings.entity)

    @property
    def is_custom(self) -> bool:
        """Whether the staging model is written by hand."""
        return self.settings.model == "custom"

    @property
    def model(self) -> str:
        """The staging model's name."""
        return f"stg_{self.source.name}__{self.name}"

    @cached_property
    def raw(self) -> dict[str, str]:
        """Header to raw column, as the load names them."""
        return column_names(self.settings.used_columns)

    @property
    def deleted(self) -> Condition | None:
        """The parsed `deleted` condition."""
        return parse_condition(self.settings.deleted, self.where("deleted")) if self.settings.deleted else None

    @property
    def archived(self) -> Condition | None:
        """The parsed `archived` condition."""
        return parse_condition(self.settings.archived, self.where("archived")) if self.settings.archived else None

    def where(self, *parts: str) -> str:
        """The place in the source's YAML that an error names."""
        return place_in(self.source, self.name, *parts)

    def own_columns(self) -> tuple[Column, ...]:
        """Columns of the object's own entity, in the order of the common model."""
        if self.entity == NONE:
            return ()
        order = {f.name: i for i, f in enumerate(entities()[self.entity].fields)}
        own = [c for c in self.columns if c.place.is_own and c.name in order]
        return tuple(sorted(own, key=lambda c: order[c.name]))

    def side_columns(self) -> tuple[Column, ...]:
        """Columns that feed further entities, in the order of the YAML."""
        return tuple(c for c in self.columns if not c.place.is_own)

    def column(self, name: str) -> Column | None:
        """The column called `name`, or None."""
        return next((c for c in self.columns if c.name == name), None)


def place_in(source: Source, object_name: str, *parts: str) -> str:
    """A place in a source's YAML as errors write it."""
    return f"sources/{source.path.name}: {'.'.join(['objects', object_name, *parts])}"


def referred(source: str, ref: str) -> tuple[str, str]:
    """The source and object that a `ref` in `source` names: `object` of its own, or `source.object` of another one."""
    other, dot, name = ref.rpartition(".")
    return (other, name) if dot else (source, ref)


def parse_condition(condition: str, where: str) -> Condition:
    """`column = value` or `column is not null`; anything else is a ConfigError."""
    found = _STATED.fullmatch(condition.strip())
    if found is None:
        raise ConfigError(
            "bad-deleted",
            "the condition that marks deleted or archived rows is not understood",
            where=where,
            valid=["column = value", "column is not null"],
        )
    value = found["value"]
    return Condition(found[1], value.strip() if value is not None else None)


def plan_object(source: Source, name: str) -> ObjectPlan:
    """The plan of one object; ConfigError for the first target that does not exist or that two columns share."""
    settings = source.file.objects[name]
    columns: dict[str, Column] = {}
    if settings.entity != NONE:
        for column in _columns(source, name, settings):
            if column.name in columns:
                raise _taken(column, columns[column.name], place_in(source, name, "map"))
            columns[column.name] = column
    return ObjectPlan(source, name, settings, tuple(columns.values()))


def plan_source(source: Source) -> tuple[ObjectPlan, ...]:
    """Plans of a source's objects in the order of its YAML."""
    return tuple(plan_object(source, name) for name in source.file.objects)


def reference_headers(target: MapTarget) -> tuple[str, ...]:
    """Further headers that a target reads besides its own."""
    by = target.ref.by if isinstance(target.ref, PolymorphicRef) else None
    return tuple(h for h in (target.country, by) if h)


def _columns(source: Source, name: str, settings: SourceObject) -> list[Column]:
    columns = []
    for header, targets in settings.map.items():
        for target in targets:
            where = place_in(source, name, "map", header)
            place = place_of(target, entity=settings.entity, header=header, where=where)
            columns.append(Column(place, header=header, target=target))
    for key, constant in settings.set.items():
        place = place_of_constant(key, entity=settings.entity, where=place_in(source, name, "set", key))
        columns.append(Column(place, constant=constant))
    return columns


def _taken(column: Column, first: Column, where: str) -> ConfigError:
    labelled = not column.place.is_own and column.place.label is not None
    both = " and ".join(repr((c.header or "set")[:60]) for c in (first, column))
    return ConfigError(
        "target-twice",
        f"{both} go to the same place ({column.name})",
        where=where,
        mend="give each a label of its own" if labelled else "map one of them and list the other under keep or ignore",
    )

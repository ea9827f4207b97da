"""Whether a source's YAML says something that can be built: targets, references, conditions, hand-written models."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from onefold_core.errors import ConfigError
from onefold_core.model import PARTY_ENTITIES, SQL_TYPES, entities
from onefold_core.settings import Source
from onefold_core.settings_source import MapTarget, PolymorphicRef

from onefold_pipelines.mapping.plan import Column, ObjectPlan, place_in, plan_object, referred
from onefold_pipelines.mapping.targets import NONE, TAG, valid_entities

_BOOLEANS = ("true", "false")


def check_source(source: Source, others: Sequence[Source] = ()) -> list[str]:
    """Warnings about a source's mapping; ConfigError with the first thing that is wrong and how many more are.

    `others` are the project's sources, whose objects a `ref` may name.
    """
    problems: list[ConfigError] = []
    warnings: list[str] = []
    for name in source.file.objects:
        try:
            plan = plan_object_checked(source, name)
        except ConfigError as error:
            problems.append(error)
            continue
        problems += _problems(plan, {s.name: s for s in (*others, source)})
        warnings += _warnings(plan)
    if not problems:
        return warnings
    first = problems[0]
    if len(problems) == 1:
        raise first
    more = f"{first.what} (and {len(problems) - 1} more)"
    raise ConfigError(first.code, more, where=first.where, valid=first.valid or None, mend=first.mend)


def plan_object_checked(source: Source, name: str) -> ObjectPlan:
    """The plan of one object whose entity exists."""
    entity = source.file.objects[name].entity
    known = valid_entities()
    if entity not in known:
        near = difflib.get_close_matches(entity, known, n=1)
        raise ConfigError(
            "unknown-entity",
            f"{entity[:60]!r} is not an entity of the common model",
            where=place_in(source, name, "entity"),
            valid=known,
            mend=f"entity: {near[0]}" if near else None,
        )
    return plan_object(source, name)


def _problems(plan: ObjectPlan, sources: Mapping[str, Source]) -> Iterator[ConfigError]:
    yield from _key_problems(plan)
    yield from _overlap_problems(plan)
    try:
        plan.deleted, plan.archived  # noqa: B018 - parsing is the check
    except ConfigError as error:
        yield error
    if plan.entity == NONE and (plan.settings.map or plan.settings.set):
        yield ConfigError(
            "map-without-entity",
            "an object with entity none has no fields to map to",
            where=plan.where("map"),
            mend="list the columns under keep, or name an entity",
        )
    for column in plan.columns:
        yield from _column_problems(plan, column, sources)
    yield from _group_problems(plan)


def _group_problems(plan: ObjectPlan) -> Iterator[ConfigError]:
    """A consent without a state and a relation without its other party state nothing."""
    groups: dict[tuple[str, str | None], set[str]] = {}
    for column in plan.side_columns():
        groups.setdefault((column.place.entity, column.place.label), set()).add(column.field.name)
    for (entity, label), fields in groups.items():
        if entity in ("contact_point", TAG):
            continue
        for field in entities()[entity].fields:
            if field.required and field.name != "party" and field.name not in fields:
                yield ConfigError(
                    "incomplete-entity",
                    f"the {entity} {label!r} has no {field.name}",
                    where=plan.where("map"),
                    mend=f"map a column to {{as: {entity}.{field.name}, label: {label}}}, or set it",
                )


def _key_problems(plan: ObjectPlan) -> Iterator[ConfigError]:
    settings = plan.settings
    if plan.is_custom and plan.entity == NONE:
        yield ConfigError("custom-without-entity", "a hand-written model needs an entity", where=plan.where("entity"))
    if not settings.key and not plan.is_custom:
        yield ConfigError(
            "no-key",
            "nothing says which columns identify a row",
            where=plan.where("key"),
            mend="key: [column, …]; every row must have one, and no two rows the same",
        )
    if (
        not settings.key
        and plan.is_custom
        and (settings.map or settings.keep or settings.cursor or settings.deleted or settings.archived)
    ):
        yield ConfigError(
            "custom-without-key",
            "without a key nothing is read from the source, so map, keep, cursor and the states mean nothing here",
            where=plan.where(),
            mend="add the key, or leave only entity and model",
        )


def _overlap_problems(plan: ObjectPlan) -> Iterator[ConfigError]:
    used = {*plan.settings.used_columns}
    for header in plan.settings.ignore:
        if header in used:
            yield ConfigError(
                "used-and-ignored",
                f"{header[:60]!r} is used and ignored at once",
                where=plan.where("ignore"),
                mend="take it out of ignore",
            )
    if plan.entity == NONE:
        return
    for header in plan.settings.keep:
        if header in plan.settings.map:
            yield ConfigError(
                "mapped-and-kept",
                f"{header[:60]!r} is mapped and kept at once",
                where=plan.where("keep"),
                mend="take it out of keep",
            )


def _column_problems(plan: ObjectPlan, column: Column, sources: Mapping[str, Source]) -> Iterator[ConfigError]:
    if column.target is None:
        yield from _value_problems(plan.where("set", column.name), column, [column.constant or ""])
        return
    target = column.target
    where = plan.where("map", column.header or "")
    yield from _reference_problems(plan, column, target, where, sources)
    if target.values is not None:
        yield from _value_problems(where, column, [v for v in target.values.values() if v is not None])
    if target.label and (column.place.is_own or column.place.label is None):
        yield ConfigError("label-without-use", f"{target.as_} takes no label", where=where, mend="leave the label out")
    if target.country and column.place.channel not in ("phone", "fax"):
        yield ConfigError("country-without-use", "country is a hint for phones and faxes", where=where)
    if target.format:
        yield from _format_problems(column, target, where)
    if target.scale is not None and column.field.type not in ("decimal", "integer"):
        yield ConfigError("scale-without-use", f"{target.as_} is no number", where=where, mend="leave the scale out")
    if column.name == "kind" and plan.settings.entity in PARTY_ENTITIES[:2]:
        yield ConfigError(
            "kind-twice",
            f"every row of this object is a {plan.settings.entity} already",
            where=where,
            mend="entity: party",
        )


def _reference_problems(
    plan: ObjectPlan, column: Column, target: MapTarget, where: str, sources: Mapping[str, Source]
) -> Iterator[ConfigError]:
    landed = _referable(plan.source)
    if target.ref is None:
        if column.place.is_reference:
            yield ConfigError(
                "no-ref",
                f"{column.field.name} holds a reference, and nothing says to which object",
                where=where,
                valid=landed,
                mend=f"{{as: {target.as_}, ref: OBJECT}}",
            )
        return
    if not column.place.is_reference:
        yield ConfigError("ref-without-use", f"{target.as_} holds no reference", where=where, mend="leave ref out")
    if target.values is not None or target.format:
        yield ConfigError("ref-with-values", "a reference takes neither values nor format", where=where)
    named = target.ref.objects.values() if isinstance(target.ref, PolymorphicRef) else [target.ref]
    for ref in dict.fromkeys(named):
        source, name = referred(plan.source.name, ref)
        if source not in sources:
            what = "is of a source that the project has not"
            yield ConfigError("bad-ref", f"{ref[:60]!r} {what}", where=where, valid=[f"{s}.OBJECT" for s in sources])
        elif name not in (valid := _referable(sources[source])):
            is_there = name in sources[source].file.objects
            what = "has a key of several columns" if is_there else "is not an object of this source"
            yield ConfigError("bad-ref", f"{ref[:60]!r} {what}", where=where, valid=valid)


def _referable(source: Source) -> list[str]:
    """Objects that a reference can name: those with a key of one column."""
    return [name for name, settings in source.file.objects.items() if len(settings.key) == 1]


def _value_problems(where: str, column: Column, values: list[str]) -> Iterator[ConfigError]:
    """Constants and translations are written by us, so they must fit the field exactly."""
    choices = column.place.choices or (_BOOLEANS if column.field.type == "boolean" else ())
    for value in values:
        if choices and value not in choices:
            yield ConfigError(
                "bad-value", f"{value[:60]!r} is no value of {column.field.name}", where=where, valid=choices
            )
        elif not _fits(column.field.type, value):
            kind = SQL_TYPES[column.field.type]
            yield ConfigError("bad-value", f"{value[:60]!r} is not a {kind}", where=where)


_SHAPES = {
    "integer": r"[+-]?\d+",
    "decimal": r"[+-]?\d+(\.\d+)?",
    "date": r"\d{4}-\d\d-\d\d",
    "timestamp": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?",
}


def _fits(kind: str, value: str) -> bool:
    return kind not in _SHAPES or re.fullmatch(_SHAPES[kind], value) is not None


def _format_problems(column: Column, target: MapTarget, where: str) -> Iterator[ConfigError]:
    kind = column.field.type
    if kind in ("decimal", "integer"):
        if target.format not in ((".",), (",",)):
            what = "the format of a number is its decimal mark"
            yield ConfigError("bad-format", what, where=where, valid=['"."', '","'])
    elif kind in ("date", "timestamp"):
        for pattern in target.format:
            if pattern not in ("epoch", "epoch_ms") and "%" not in pattern:
                yield ConfigError(
                    "bad-format",
                    "not a strptime pattern",
                    where=where,
                    valid=["%d.%m.%Y %H:%M:%S", "epoch", "epoch_ms"],
                )
    else:
        yield ConfigError("format-without-use", f"{target.as_} is text and takes no format", where=where)


def _warnings(plan: ObjectPlan) -> Iterator[str]:
    if plan.entity in (NONE, "custom_field") or plan.is_custom:
        return
    if plan.entity == "party" and plan.column("updated_at") is None:
        yield f"{plan.where()}: nothing is mapped to updated_at, so recency cannot decide for this object's values"

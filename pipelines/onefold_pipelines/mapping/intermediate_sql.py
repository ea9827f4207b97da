"""The intermediate models: one an entity, all sources united in the common model."""

from __future__ import annotations

from collections.abc import Sequence

from onefold_core.model import SHARED_FIELDS, SQL_TYPES, Entity, Field, FieldType

from onefold_pipelines.mapping.plan import Column, ObjectPlan
from onefold_pipelines.mapping.sqltext import (
    INDENT,
    cte,
    ident,
    jinja_list,
    jinja_text,
    macro,
    select,
    text_literal,
    with_ctes,
)
from onefold_pipelines.mapping.staging_sql import has_hint, own_field_names
from onefold_pipelines.mapping.targets import TAG

NAME_FIELDS = ("kind", "full_name", "given_name", "middle_name", "family_name", "organization_name", "country")
"""Fields that make a name's id: what the name standardiser reads."""

ADDRESS_FIELDS = (
    "full_address",
    "street",
    "street_2",
    "house_number",
    "unit",
    "postcode",
    "city",
    "state",
    "country",
)
"""Fields that make an address's id: what the address standardiser reads."""

POSITIONED = ("contact_point", "address", "consent", "relation")
"""Entities of which a party can have several, in the order of its source's columns."""

_OWN_TEXT = (
    "record_name",
    "source",
    "object",
    "source_key",
    "trust",
    "created_at",
    "updated_at",
    "is_deleted",
    "record_state",
    "time_zone",
)
_STATED = ("record_state", "time_zone")
_HAND_WRITTEN_POSITION = 1000
"""Rows of a hand-written model come after those of mapped columns."""


def intermediate_sql(entity: Entity, plans: Sequence[ObjectPlan]) -> str:
    """The model of one entity over all objects of all sources; a typed empty select when nothing feeds it."""
    parts = [part for plan in plans for part in _parts(entity, plan)]
    columns = [f.name for f in output_fields(entity)]
    if not parts:
        fields = [f"cast(null as {SQL_TYPES[f.type]}) as {ident(f.name)}" for f in output_fields(entity)]
        return select(fields, "where false") + "\n"
    models = dict.fromkeys(plan.model for plan in plans if any(p[2] is plan for p in parts))
    ctes = [cte(model, "select * from {{ ref('" + model + "') }}") for model in models]
    ctes += [cte(name, body) for name, body, _ in parts]
    ctes.append(cte("united", "\nunion all\n".join(f"select * from {name}" for name, _, _ in parts)))
    items = [_output(entity, column) for column in columns]
    return with_ctes(ctes, select(items, "from united"))


def output_fields(entity: Entity) -> tuple[Field, ...]:
    """Every column of `int_<entity>` in order."""
    added = {name: (kind, doc) for name, (kind, doc, owners) in _ADDED.items() if entity.name in owners}
    return (*SHARED_FIELDS, *entity.fields, *(Field(n, kind, doc, "system") for n, (kind, doc) in added.items()))


_ADDED: dict[str, tuple[FieldType, str, tuple[str, ...]]] = {
    "position": ("integer", "order among the rows of one party", POSITIONED),
    "name_id": ("text", "md5 of the name's fields: key of standardised.name", ("party",)),
    "tax_id_id": ("text", "md5 of tax number and country: key of standardised.tax_id", ("party",)),
    "value_id": ("text", "md5 of channel, value and country: key of standardised.contact_point", ("contact_point",)),
    "address_id": ("text", "md5 of the address's fields: key of standardised.address", ("address",)),
}
"""Columns that an intermediate model computes itself: type, doc and entities."""


def _output(entity: Entity, column: str) -> str:
    match column:
        case "position" if entity.name in POSITIONED:
            order = "order by ordinal, label, source_key" if entity.field("label") else "order by ordinal, source_key"
            return f"row_number() over (partition by record_name {order}) as position"
        case "name_id":
            return f"{macro('value_id', jinja_list(NAME_FIELDS))} as name_id"
        case "tax_id_id":
            value = macro("value_id", jinja_list(("tax_id", "country")))
            return f"case when tax_id is not null then {value} end as tax_id_id"
        case "value_id":
            return f"{macro('value_id', jinja_list(('channel', 'value', 'country')))} as value_id"
        case "address_id":
            return f"{macro('value_id', jinja_list(ADDRESS_FIELDS))} as address_id"
        case _:
            return ident(column)


Part = tuple[str, str, ObjectPlan]
"""CTE name, its body, and the plan whose staging model it reads."""


def _parts(entity: Entity, plan: ObjectPlan) -> list[Part]:
    if plan.entity == entity.name:
        return [_own_part(entity, plan), *_side_parts(entity, plan)]
    return _side_parts(entity, plan)


def _side_parts(entity: Entity, plan: ObjectPlan) -> list[Part]:
    if entity.name == TAG:
        return [_tag_part(entity, plan, c) for c in plan.side_columns() if c.place.entity == TAG]
    if plan.entity != "party":
        return []
    if plan.is_custom:
        return [_works_for(entity, plan, 1)] if entity.name == "relation" else []
    groups: dict[str, list[Column]] = {}
    for column in plan.side_columns():
        if column.place.entity == entity.name:
            place = column.place
            if place.is_list:
                groups[column.name] = [column]
                continue
            groups.setdefault("__".join(x for x in (place.channel, place.slug) if x and place.label), []).append(column)
    parts = [
        (_list_part if columns[0].place.is_list else _side_part)(entity, plan, columns, ordinal)
        for ordinal, columns in enumerate(groups.values(), 1)
    ]
    if entity.name == "relation" and plan.column("organization") is not None:
        parts.append(_works_for(entity, plan, len(parts) + 1))
    return parts


def _own_part(entity: Entity, plan: ObjectPlan) -> Part:
    """Rows of an object that is of this entity itself."""
    values: dict[str, str] = {}
    for field in (*SHARED_FIELDS, *entity.fields):
        if plan.is_custom and field.name not in _STATED:
            values[field.name] = f"cast({ident(field.name)} as {SQL_TYPES[field.type]})"
        elif not plan.is_custom and (field in SHARED_FIELDS or _has(plan, field.name)):
            values[field.name] = ident(field.name)
    if entity.name in POSITIONED:
        # A contact point, address, consent or relation is known by its party, whichever object states it.
        values["record_name"] = f"coalesce({values['party']}, record_name)" if "party" in values else "record_name"
    return _part(entity, plan, plan.model.removeprefix("stg_") + "__rows", values, _HAND_WRITTEN_POSITION, "")


def _has(plan: ObjectPlan, name: str) -> bool:
    return name in own_field_names(plan)


def _side_part(entity: Entity, plan: ObjectPlan, columns: list[Column], ordinal: int) -> Part:
    """Rows that one label's columns of a party's row give."""
    place = columns[0].place
    values = {"party": "record_name"}
    if place.label is not None:
        values["label"] = text_literal(place.label)
    for column in columns:
        values[column.field.name] = ident(column.name)
    if entity.name == "contact_point":
        values["channel"] = f"'{place.channel}'"
        values["country"] = _hinted(plan, columns[0])
        values["is_primary"] = "true" if place.label == "primary" else "cast(null as boolean)"
    if entity.name == "address" and _has(plan, "country"):
        values["country"] = f"coalesce({values['country']}, country)" if "country" in values else "country"
    if entity.name == "consent" and "channel" not in values and place.label in ("email", "phone", "sms", "post"):
        values["channel"] = f"'{place.label}'"
    name = "__".join(
        x for x in (plan.model.removeprefix("stg_"), entity.name, place.channel, place.label and place.slug) if x
    )
    return _part(entity, plan, name, values, ordinal, _filter(entity, columns))


def _list_part(entity: Entity, plan: ObjectPlan, columns: list[Column], ordinal: int) -> Part:
    """A row for each member of a list that a party's row holds; unlabelled ones have the column's label."""
    (column,) = columns
    place, target = column.place, column.target
    values = {name: _of_member(entity, name, path) for name, path in ((target and target.each) or {}).items()}
    deciding = [value for name, value in values.items() if name not in ("label", "country", "is_primary")]
    label = text_literal(place.label or "")
    values["label"] = f"coalesce({values['label']}, {label})" if "label" in values else label
    values["party"] = "record_name"
    if entity.name == "contact_point":
        values["channel"] = f"'{place.channel}'"
    country = _hinted(plan, column)
    if "null as" not in country:
        values["country"] = f"coalesce({values['country']}, {country})" if "country" in values else country
    name = f"{plan.model.removeprefix('stg_')}__{entity.name}__{column.name}"
    where = "where " + f"\n{INDENT}or ".join(f"{value} is not null" for value in deciding)
    members = macro("list_members", jinja_text(ident(column.name)))
    items = ["*", f"unnest({members}) as member", f"generate_subscripts({members}, 1) as member_at"]
    inner = "\n".join(INDENT + line for line in select(items, f"from {plan.model}").splitlines())
    # Members stand in the order of their list, between the columns before and after it.
    place_in_order = f"{ordinal} + least(member_at, 999) / 1000.0"
    return _part(entity, plan, name, values, place_in_order, where, relation=f"(\n{inner}\n) as members")


def _of_member(entity: Entity, name: str, path: str) -> str:
    """A field of a list's member as cleaned text, or as true or false."""
    inside = "$" if path == "." else "$." + ".".join(f'"{step}"' for step in path.split("."))
    text = macro("clean_text", jinja_text(f"member ->> {text_literal(inside)}"))
    field = entity.field(name)
    if field is not None and field.type == "boolean":
        return macro("read_boolean", jinja_text(f"(member ->> {text_literal(inside)})"))
    return text


def _hinted(plan: ObjectPlan, column: Column) -> str:
    hints = [f"{column.name}__country"] if has_hint(column) else []
    hints += ["country"] if _has(plan, "country") else []
    if len(hints) > 1:
        return f"coalesce({', '.join(hints)})"
    return hints[0] if hints else f"cast(null as {SQL_TYPES['text']})"


def _filter(entity: Entity, columns: list[Column]) -> str:
    """Which rows exist: those with the required field, else with any mapped one; a country alone is no address."""
    required = {f.name for f in entity.fields if f.required} - {"party"}
    mapped = [c for c in columns if c.constant is None]
    deciding = [c for c in mapped if c.field.name in required] or [
        c for c in mapped if (entity.name, c.field.name) != ("address", "country")
    ]
    if not deciding:
        return "" if any(c.constant is not None for c in columns) and not mapped else "where false"
    conditions = [f"{ident(c.name)} is not null" for c in deciding]
    return f"where {conditions[0]}" if len(conditions) == 1 else f"where\n{INDENT}" + f"\n{INDENT}or ".join(conditions)


def _tag_part(entity: Entity, plan: ObjectPlan, column: Column) -> Part:
    """A row for each word that a field of a record holds."""
    words = macro("tag_words", jinja_text(ident(column.name)))
    values = {"record": "record_name", "name": macro("clean_text", jinja_text("word"))}
    name = f"{plan.model.removeprefix('stg_')}__{TAG}__{column.place.slug}"
    where = f"where {values['name']} is not null"
    inner = f"{INDENT}select\n{INDENT * 2}*,\n{INDENT * 2}unnest({words}) as word\n{INDENT}from {plan.model}"
    return _part(entity, plan, name, values, 0, where, relation=f"(\n{inner}\n) as words")


def _works_for(entity: Entity, plan: ObjectPlan, ordinal: int) -> Part:
    """The relation that a party's `organization` states: a person works for it, an organisation belongs to it."""
    values = {
        "party": "record_name",
        "related_party": "organization",
        "relation": "case when kind = 'organization' then 'parent' else 'works_for' end",
    }
    if not _has(plan, "kind"):
        values["relation"] = "'works_for'"
    if plan.is_custom or _has(plan, "job_title"):
        values["role"] = "job_title"
    name = f"{plan.model.removeprefix('stg_')}__relation__organization"
    return _part(entity, plan, name, values, ordinal, "where organization is not null")


def _part(
    entity: Entity,
    plan: ObjectPlan,
    name: str,
    values: dict[str, str],
    ordinal: int | str,
    where: str,
    *,
    relation: str | None = None,
) -> Part:
    items = []
    if plan.is_custom:
        # A model written by hand says whether a record is deleted, and no more about its state.
        values["record_state"] = "case when is_deleted then 'deleted' else 'active' end"
        values["time_zone"] = text_literal(plan.source.file.timezone)
    for field in (*SHARED_FIELDS, *entity.fields):
        value = values.get(field.name)
        if value is None and field.name in _OWN_TEXT:
            value = ident(field.name)
        value = value or f"cast(null as {SQL_TYPES[field.type]})"
        items.append(value if value == ident(field.name) else f"{value} as {ident(field.name)}")
    if entity.name in POSITIONED:
        items.append(f"{ordinal} as ordinal")
    rest = f"from {relation or plan.model}" + (f"\n{where}" if where else "")
    return name, select(items, rest), plan

"""The staging model of one object: latest row per key, cleaned text, typed values under the common model's names."""

from __future__ import annotations

from dataclasses import dataclass

from onefold_core.identifiers import column_names
from onefold_core.model import SQL_TYPES, entities
from onefold_core.settings_source import MapTarget, PolymorphicRef

from onefold_pipelines.mapping.plan import Column, Condition, ObjectPlan, reference_headers, referred
from onefold_pipelines.mapping.sqltext import (
    INDENT,
    cte,
    ident,
    jinja_list,
    jinja_pairs,
    jinja_text,
    macro,
    select,
    text_literal,
    with_ctes,
)
from onefold_pipelines.mapping.targets import NONE

TYPE_FAILURES = "_type_failures"
UNKNOWN_CODES = "_unknown_codes"
_DATE_TYPES = ("date", "timestamp")


@dataclass(frozen=True)
class StagedColumn:
    """A staging column's SQL: `expression` over cleaned text; `failure` is set when a value can fail to be read."""

    name: str
    expression: str
    failure: str | None = None
    received: str | None = None


def staging_sql(plan: ObjectPlan) -> str:
    """The whole model; raw columns are those of `plan.raw`."""
    return _plain_sql(plan) if plan.entity == NONE else _mapped_sql(plan)


def _mapped_sql(plan: ObjectPlan) -> str:
    staged = {column.name: staged_column(plan, column) for column in plan.columns}
    derived = [s for s in staged.values() if s.failure]
    ctes = [_latest(plan), _received(plan)]
    if derived:
        items = ["*", *(f"{s.expression} as {_derived(s.name)}" for s in derived)]
        ctes.append(cte("typed", select(items, "from received")))
    final = select(_final_items(plan, staged), f"from {'typed' if derived else 'received'}")
    return with_ctes(ctes, final)


def _plain_sql(plan: ObjectPlan) -> str:
    items = [f"{_record_name(plan)} as record_name", f"{_is_deleted(plan)} as is_deleted"]
    items += [_renamed(ident(plan.raw[header]), ident(name)) for header, name in plain_columns(plan).items()]
    return with_ctes([_latest(plan), _received(plan)], select(items, "from received"))


def _renamed(expression: str, name: str) -> str:
    return expression if expression == name else f"{expression} as {name}"


def plain_columns(plan: ObjectPlan) -> dict[str, str]:
    """Header to staging column of an object without an entity."""
    headers = plan.settings.used_columns
    names = column_names(["record_name", "is_deleted", *headers])
    return {header: names[header] for header in headers}


def _latest(plan: ObjectPlan) -> str:
    """Import CTE: the newest row of each key, a living one before one marked deleted."""
    keys = ", ".join(ident(plan.raw[k]) for k in plan.settings.key)
    source = "{{ source(" + f"'raw_{plan.source.name}', '{plan.name}'" + ") }}"
    order = "order by (_of_deleted_at is null) desc, _of_loaded_at desc"
    window = f"row_number() over (\n{INDENT}partition by {keys}\n{INDENT}{order}\n)"
    return cte("latest", f"select *\nfrom {source}\nqualify {window} = 1")


def _received(plan: ObjectPlan) -> str:
    """Cleaned text; keys and references as received, so that a padded key meets the reference that holds it."""
    keys = {plan.raw[k] for k in plan.settings.key}
    items = []
    for header, column in plan.raw.items():
        if column in keys:
            items.append(f"cast({ident(column)} as varchar) as {ident(column)}")
            if _is_read(plan, header):
                items.append(f"{macro(_cleaner(plan, header), jinja_text(ident(column)))} as {_clean_key(column)}")
        elif _is_only_reference(plan, header):
            items.append(f"nullif(cast({ident(column)} as varchar), '') as {ident(column)}")
        else:
            items.append(f"{macro(_cleaner(plan, header), jinja_text(ident(column)))} as {ident(column)}")
    items.append("_of_deleted_at")
    return cte("received", select(items, "from latest"))


def _is_read(plan: ObjectPlan, header: str) -> bool:
    """Whether a key is also read as a value."""
    others = [h for c in plan.columns if c.target for h in (c.header, *reference_headers(c.target))]
    states = [condition.header for condition in (plan.deleted, plan.archived) if condition]
    return header in (*others, *plan.settings.keep, *states)


def _is_only_reference(plan: ObjectPlan, header: str) -> bool:
    targets = [c.target for c in plan.columns if c.header == header and c.target]
    return bool(targets) and all(t.ref is not None for t in targets)


def _cleaner(plan: ObjectPlan, header: str) -> str:
    return "clean_date_text" if _is_date(plan, header) else "clean_text"


def _clean_key(column: str) -> str:
    # No raw column holds two underscores in a row, so this name is free.
    return f"clean__{column}"


def _is_date(plan: ObjectPlan, header: str) -> bool:
    fields = [c.field for c in plan.columns if c.header == header]
    return bool(fields) and all(f.type in _DATE_TYPES or f.name == "birth_date" for f in fields)


def own_field_names(plan: ObjectPlan) -> tuple[str, ...]:
    """Fields of the object's own entity that its staging model holds, in the order of the model."""
    if plan.is_custom:
        return tuple(f.name for f in entities()[plan.entity].fields)
    return tuple(_own_fields(plan, {c.name: staged_column(plan, c) for c in plan.columns}))


def _own_fields(plan: ObjectPlan, staged: dict[str, StagedColumn]) -> dict[str, str]:
    fields = {c.name: _value(staged[c.name]) for c in plan.own_columns()}
    _fill_defaults(plan, fields, staged)
    order = [f.name for f in entities()[plan.entity].fields]
    return {name: fields[name] for name in order if name in fields}


def _final_items(plan: ObjectPlan, staged: dict[str, StagedColumn]) -> list[str]:
    by_name = {column.name: _value(staged[column.name]) for column in plan.columns}
    fields = _own_fields(plan, staged)
    items = [
        "---------- ids",
        f"{_record_name(plan)} as record_name",
        f"'{plan.source.name}' as source",
        f"'{plan.name}' as object",
        f"{_source_key(plan)} as source_key",
        f"cast({plan.source.file.trust} as bigint) as trust",
        "---------- times and state",
        *(_renamed(by_name.get(t, f"cast(null as {SQL_TYPES['timestamp']})"), t) for t in ("created_at", "updated_at")),
        f"{_is_deleted(plan)} as is_deleted",
        f"{_record_state(plan, by_name.get('merged_into'))} as record_state",
        f"{text_literal(plan.source.file.timezone)} as time_zone",
        f"{_custom_fields(plan)} as custom_fields",
    ]
    if fields:
        items += [f"---------- {plan.entity}", *(_renamed(value, ident(name)) for name, value in fields.items())]
    side = plan.side_columns()
    if side:
        items.append("---------- further entities")
    for column in side:
        items.append(_renamed(by_name[column.name], ident(column.name)))
        if has_hint(column):
            hint = plan.raw[_target(column).country or ""]
            items.append(f"{_text(plan, hint)} as {column.name}__country")
    return [*items, "---------- what could not be read", *_flags(staged)]


def has_hint(column: Column) -> bool:
    """Whether a phone's country stands in a column of its own."""
    return column.place.channel in ("phone", "fax") and column.target is not None and bool(column.target.country)


def _value(staged: StagedColumn) -> str:
    return _derived(staged.name) if staged.failure else staged.expression


def _derived(name: str) -> str:
    # No raw column holds two underscores in a row, so this name is free.
    return f"as__{name.lstrip('_')}"


def _fill_defaults(plan: ObjectPlan, fields: dict[str, str], staged: dict[str, StagedColumn]) -> None:
    """Kind from the object's entity; country and currency from the record, else the source; a line has its order's."""
    if plan.settings.entity in ("person", "organization"):
        fields.setdefault("kind", f"'{plan.settings.entity}'")
    if plan.entity == "party":
        addresses = [c for c in plan.side_columns() if (c.place.entity, c.field.name) == ("address", "country")]
        known = [_value(staged[c.name]) for c in addresses]
        _fill(fields, "country", [*known, *_literals(plan.source.file.country)])
    elif plan.entity != "order_line" and any(f.money and f.name in fields for f in entities()[plan.entity].fields):
        _fill(fields, "currency", _literals(plan.source.file.currency))


def _literals(value: str | None) -> list[str]:
    return [f"'{value}'"] if value else []


def _fill(fields: dict[str, str], name: str, others: list[str]) -> None:
    values = list(dict.fromkeys([fields[name], *others] if name in fields else others))
    if values:
        fields[name] = values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"


def _record_name(plan: ObjectPlan) -> str:
    keys = jinja_list(ident(plan.raw[k]) for k in plan.settings.key)
    return macro("record_name", jinja_text(plan.source.name), jinja_text(plan.name), keys)


def _source_key(plan: ObjectPlan) -> str:
    keys = [ident(plan.raw[k]) for k in plan.settings.key]
    return keys[0] if len(keys) == 1 else " || ',' || ".join(keys)


def _is_deleted(plan: ObjectPlan) -> str:
    gone = "_of_deleted_at is not null"
    return f"({_holds(plan, plan.deleted)} or {gone})" if plan.deleted else f"({gone})"


def _record_state(plan: ObjectPlan, merged_into: str | None) -> str:
    """A record that was merged is deleted in most sources too: which of the two it is decides where it went."""
    whens = [f"when {merged_into} is not null then 'merged'"] if merged_into else []
    whens.append(f"when {_is_deleted(plan)} then 'deleted'")
    if plan.archived:
        whens.append(f"when {_holds(plan, plan.archived)} then 'archived'")
    return "\n".join(["case", *(INDENT + when for when in whens), f"{INDENT}else 'active'", "end"])


def _holds(plan: ObjectPlan, condition: Condition) -> str:
    column = _text(plan, plan.raw[condition.header])
    if condition.value is None:
        return f"{column} is not null"
    # An engine's boolean lands as true or false, its integer as 1 or 0: one mapping serves both.
    truth = {"1": "true", "true": "true", "0": "false", "false": "false"}.get(condition.value.lower())
    read = macro("read_boolean", jinja_text(column))
    return (
        f"coalesce({read} = {truth}, false)"
        if truth
        else f"coalesce({column} = {text_literal(condition.value)}, false)"
    )


def _custom_fields(plan: ObjectPlan) -> str:
    if not plan.settings.keep:
        return "cast(null as json)"
    return macro("kept_fields", jinja_pairs([(h, _text(plan, plan.raw[h])) for h in plan.settings.keep]))


def _flags(staged: dict[str, StagedColumn]) -> list[str]:
    items = []
    for kind, name in (("type", TYPE_FAILURES), ("code", UNKNOWN_CODES)):
        pairs = [
            (s.name, f"{s.received} is not null and {_derived(s.name)} is null")
            for s in staged.values()
            if s.failure == kind
        ]
        held = macro("names_that_hold", jinja_pairs(pairs)) if pairs else "cast(null as varchar[])"
        items.append(f"{held} as {name}")
    return items


def _target(column: Column) -> MapTarget:
    if column.target is None:
        raise KeyError(column.name)
    return column.target


def _text(plan: ObjectPlan, raw: str) -> str:
    """The column of `received` that holds a raw column as cleaned text."""
    return _clean_key(raw) if raw in {plan.raw[k] for k in plan.settings.key} else ident(raw)


def staged_column(plan: ObjectPlan, column: Column) -> StagedColumn:
    """The SQL of one mapped column or constant, by what its field and its target ask for."""
    if column.constant is not None:
        sql_type = SQL_TYPES[column.field.type]
        value = text_literal(column.constant)
        return StagedColumn(column.name, value if sql_type == "varchar" else f"cast({value} as {sql_type})")
    target = _target(column)
    text = _text(plan, plan.raw[column.header or ""])
    if target.ref is not None:
        return _reference(plan, column, target, text)
    if target.values is not None:
        return _translated(column, target.values, text)
    if column.place.choices:
        return _translated(column, {choice: choice for choice in column.place.choices}, f"lower({text})")
    if column.field.type in ("text", "json"):
        return StagedColumn(column.name, text)
    return StagedColumn(column.name, _typed(plan, column, target, text), "type", text)


def _reference(plan: ObjectPlan, column: Column, target: MapTarget, text: str) -> StagedColumn:
    if not isinstance(target.ref, PolymorphicRef):
        return StagedColumn(column.name, _named(plan, target.ref or "", text))
    by = _text(plan, plan.raw[target.ref.by])
    whens = [
        f"    when {by} = {text_literal(code)} then {_named(plan, to, text)}" for code, to in target.ref.objects.items()
    ]
    return StagedColumn(column.name, "\n".join(["case", *whens, "end"]), "code", text)


def _named(plan: ObjectPlan, ref: str, text: str) -> str:
    source, name = referred(plan.source.name, ref)
    return macro("record_name", jinja_text(source), jinja_text(name), jinja_list([text]))


def _translated(column: Column, values: dict[str, str | None], text: str) -> StagedColumn:
    whens = []
    for code, value in values.items():
        condition = _is_code(text, _spellings(code, values)) if code else f"{text} is null"
        whens.append(f"    when {condition} then {'null' if value is None else text_literal(value)}")
    case = "\n".join(["case", *whens, "end"])
    sql_type = SQL_TYPES[column.field.type]
    expression = case if sql_type == "varchar" else f"cast({case} as {sql_type})"
    nothing = [s for code, value in values.items() if value is None and code for s in _spellings(code, values)]
    listed = f"case when not {_is_code(text, nothing)} then {text} end" if nothing else text
    return StagedColumn(column.name, expression, "code", listed)


_FLAGS = {"1": "true", "0": "false", "true": "1", "false": "0"}


def _spellings(code: str, values: dict[str, str | None]) -> list[str]:
    """The code, and for a flag its other spelling: one engine lands a boolean as true, another as 1."""
    is_flag = {c for c in values if c} in ({"0", "1"}, {"true", "false"}, {"1"}, {"true"})
    return [code, _FLAGS[code]] if is_flag else [code]


def _is_code(text: str, codes: list[str]) -> str:
    literals = ", ".join(text_literal(code) for code in codes)
    return f"{text} in ({literals})" if len(codes) > 1 else f"{text} = {literals}"


def _typed(plan: ObjectPlan, column: Column, target: MapTarget, text: str) -> str:
    zone = jinja_text(target.timezone or plan.source.file.timezone)
    formats = [jinja_list(target.format)] if target.format else []
    match column.field.type:
        case "integer":
            number = macro("read_integer", jinja_text(text), *(jinja_text(f) for f in target.format[:1]))
            return number if target.scale is None else f"cast(round({number} * {target.scale:f}) as bigint)"
        case "boolean":
            return macro("read_boolean", jinja_text(text))
        case "decimal":
            number = macro("read_decimal", jinja_text(text), *(jinja_text(f) for f in target.format[:1]))
            return number if target.scale is None else f"cast({number} * {target.scale:f} as decimal(18, 4))"
        case "timestamp":
            return macro("read_timestamp", jinja_text(text), zone, *formats)
        case "date":
            return macro("read_date", jinja_text(text), zone, *formats)
        case _:
            return text

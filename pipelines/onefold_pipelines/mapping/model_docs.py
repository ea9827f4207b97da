"""The YAML beside the written models: sources, column docs, types, privacy categories and the tests of keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml
from onefold_core.model import SHARED_FIELDS, SQL_TYPES, Field, entities
from onefold_core.settings import Source

from onefold_pipelines.mapping.intermediate_sql import output_fields
from onefold_pipelines.mapping.plan import ObjectPlan
from onefold_pipelines.mapping.sqltext import RESERVED
from onefold_pipelines.mapping.staging_sql import (
    TYPE_FAILURES,
    UNKNOWN_CODES,
    has_hint,
    own_field_names,
    plain_columns,
)
from onefold_pipelines.mapping.targets import NONE

_RAW_EXTRAS = {
    "_of_loaded_at": "when this version of the row was landed",
    "_of_deleted_at": "when the row was first missed in the source; null while it is there",
}
SIDE_WITHOUT_KEY = (
    "contact_point",
    "address",
    "consent",
    "relation",
    "custom_field",
    "tag",
    "lead",
    "form_submission",
)
"""Entities whose intermediate rows share their party's record name, so that it is not unique there."""


def source_docs(source: Source, plans: Sequence[ObjectPlan]) -> str:
    """`_<source>.yml`: the raw tables as dbt sources and the staging models written for them."""
    landed = [p for p in plans if p.settings.is_landed]
    raw = {
        "name": f"raw_{source.name}",
        "schema": f"raw_{source.name}",
        "description": f"{source.name} as received; sources/{source.path.name} says what lands.",
        "tables": [_raw_table(plan) for plan in landed],
    }
    document: dict[str, Any] = {"version": 2}
    if landed:
        document["sources"] = [raw]
    written = [_staging_model(plan) for plan in plans if not plan.is_custom]
    if written:
        document["models"] = written
    return _dump(document)


def intermediate_docs() -> str:
    """`_intermediate.yml`: every entity of the common model."""
    models = []
    for entity in entities().values():
        columns = [_column(f.name, SQL_TYPES[f.type], f.doc, f.privacy) for f in output_fields(entity)]
        doc = f"Every source's {entity.name} rows in the common model."
        models.append(_model(f"int_{entity.name}", doc, columns, is_key=entity.name not in SIDE_WITHOUT_KEY))
    return _dump({"version": 2, "models": models})


def _raw_table(plan: ObjectPlan) -> dict[str, Any]:
    columns = [{"name": raw, "description": f"column {header!r} as received"} for header, raw in plan.raw.items()]
    columns += [{"name": name, "description": doc} for name, doc in _RAW_EXTRAS.items()]
    return {"name": plan.name, "description": f"{plan.settings.entity} rows, one per key", "columns": columns}


def _staging_model(plan: ObjectPlan) -> dict[str, Any]:
    columns = _plain_columns(plan) if plan.entity == NONE else _mapped_columns(plan)
    what = "landed for hand-written models" if plan.entity == NONE else f"as {plan.settings.entity} of the common model"
    return _model(plan.model, f"{plan.source.name} {plan.name}, one row per key, {what}.", columns)


def _plain_columns(plan: ObjectPlan) -> list[dict[str, Any]]:
    shared = {f.name: f for f in SHARED_FIELDS}
    columns = [_field(shared["record_name"]), _field(shared["is_deleted"])]
    for header, name in plain_columns(plan).items():
        columns.append(_column(name, "varchar", f"column {header!r}", "user"))
    return columns


def _mapped_columns(plan: ObjectPlan) -> list[dict[str, Any]]:
    fields = {f.name: f for f in entities()[plan.entity].fields}
    columns = [_field(f) for f in SHARED_FIELDS]
    columns += [_field(fields[name]) for name in own_field_names(plan)]
    for column in plan.side_columns():
        doc = f"{column.place.label}: {column.field.doc}" if column.place.label else column.field.doc
        columns.append(_column(column.name, SQL_TYPES[column.field.type], doc, column.field.privacy))
        if has_hint(column):
            hint = "country that says how this number is read"
            columns.append(_column(f"{column.name}__country", "varchar", hint, "user.contact.address.country"))
    columns.append(_column(TYPE_FAILURES, "varchar[]", "columns whose value could not be read as its type", "system"))
    columns.append(_column(UNKNOWN_CODES, "varchar[]", "columns whose code the mapping does not list", "system"))
    return columns


def _field(field: Field) -> dict[str, Any]:
    return _column(field.name, SQL_TYPES[field.type], field.doc, field.privacy)


def _column(name: str, data_type: str, doc: str, privacy: str) -> dict[str, Any]:
    facts = {"name": name, "data_type": data_type, "description": doc, "config": {"meta": {"privacy": privacy}}}
    return facts | {"quote": True} if name in RESERVED else facts


def _model(name: str, doc: str, columns: list[dict[str, Any]], *, is_key: bool = True) -> dict[str, Any]:
    """The model and its one test: that its first column is filled and, where it `is_key`, stands once."""
    key = columns[0]["name"]
    rules: dict[str, Any] = {"filled": [key]} | ({"keys": [[key]]} if is_key else {})
    return {
        "name": name,
        "description": doc,
        "config": {"contract": {"enforced": True}},
        "data_tests": [{"onefold.sound": {"name": f"sound_{name}", "arguments": rules}}],
        "columns": columns,
    }


def _dump(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)

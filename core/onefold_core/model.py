"""The common model as data: entities and fields read once from common_model.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from onefold_core.yamlio import load_yaml

FieldType = Literal["text", "integer", "decimal", "boolean", "timestamp", "date", "json"]

SQL_TYPES: dict[FieldType, str] = {
    "text": "varchar",
    "integer": "bigint",
    "decimal": "decimal(18, 4)",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "date": "date",
    "json": "json",
}
"""DuckDB types of the intermediate tables; timestamps are UTC without a zone."""

SIDE_ENTITIES = ("contact_point", "address", "consent", "relation", "lead", "form_submission", "custom_field")
"""Entities that a party's own row can feed besides the party itself."""

PARTY_ENTITIES = ("person", "organization", "party")
"""What an object's `entity` may say for rows that are parties; all land in `party`."""

CONTACT_CHANNELS = ("phone", "email", "fax", "website")


@dataclass(frozen=True)
class Field:
    """One field of an entity; a `reference` holds another record's name, `money` is in the entity's currency."""

    name: str
    type: FieldType
    doc: str
    privacy: str
    required: bool = False
    reference: bool = False
    money: bool = False


@dataclass(frozen=True)
class Entity:
    """One entity of the common model; `fields` without the columns that every entity shares."""

    name: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field called `name`, or None."""
        return next((f for f in self.fields if f.name == name), None)


SHARED_FIELDS = (
    Field("record_name", "text", "source:object:key of the source record", "user.unique_id", required=True),
    Field("source", "text", "name of the source", "system", required=True),
    Field("object", "text", "name of the source's object", "system", required=True),
    Field("source_key", "text", "key of the record in its object", "user.unique_id", required=True),
    Field("trust", "integer", "how far the source is believed, 0 to 100", "system"),
    Field("created_at", "timestamp", "the source's own time of creation, UTC", "system"),
    Field("updated_at", "timestamp", "the source's own time of the last change, UTC", "system"),
    Field("is_deleted", "boolean", "deleted in the source", "system"),
    Field("record_state", "text", "active, archived, merged or deleted in the source", "system"),
    Field("time_zone", "text", "zone that the source's times were written in", "system"),
    Field("custom_fields", "json", "columns kept without a place in the model", "user"),
)


@cache
def entities() -> dict[str, Entity]:
    """Every entity of the common model by name, in the order of the file."""
    document = load_yaml(Path(__file__).with_name("common_model.yml"))
    return {
        name: Entity(name, tuple(Field(name=field, **facts) for field, facts in fields.items()))
        for name, fields in document.items()
    }

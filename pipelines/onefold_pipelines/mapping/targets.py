"""Where a column of a source can go in the common model, and how the staging column that holds it is called."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from onefold_core.errors import ConfigError
from onefold_core.identifiers import column_name
from onefold_core.model import CONTACT_CHANNELS, PARTY_ENTITIES, SHARED_FIELDS, Field, entities
from onefold_core.settings_source import MapTarget

NONE = "none"
"""`entity` of an object that is landed and staged as text, for hand-written models to read."""

LABELLED = ("address", "consent", "relation")
"""Further entities of which one party's row can hold several, told apart by label."""

UNLABELLED = ("lead", "form_submission")
"""Further entities of which one party's row holds at most one."""

TAG = "tag"
"""Target of a field that holds the words stuck on a record: one of them or a list."""

UNTAGGED = ("tag", "custom_field", "contact_point", "address", "relation", "consent", "pipeline_stage")
"""Entities whose rows are no records that a word could be stuck on."""

DEFAULT_LABEL = "main"

_BY_KIND = {
    is_reference: {f.name for e in entities().values() for f in e.fields if f.reference is is_reference}
    for is_reference in (True, False)
}
REFERENCES = frozenset(_BY_KIND[True] - _BY_KIND[False])
"""Names of fields that hold another record's name whatever the entity; only `ref` fills such a field."""

CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("party", "kind"): ("person", "organization"),
    ("party", "lifecycle"): ("subscriber", "lead", "prospect", "customer", "supplier"),
    ("contact_point", "channel"): CONTACT_CHANNELS,
    ("consent", "channel"): ("email", "phone", "sms", "post"),
    ("consent", "state"): ("granted", "withdrawn", "pending", "unknown"),
    ("relation", "relation"): ("works_for", "household", "parent"),
    ("activity", "kind"): ("call", "email", "meeting", "task", "note", "message"),
    ("activity", "direction"): ("inbound", "outbound"),
    ("pipeline_stage", "kind"): ("deal", "lead"),
    ("pipeline_stage", "semantic"): (
        "lead",
        "mql",
        "sql",
        "first_contact",
        "proposal",
        "negotiation",
        "won",
        "lost",
    ),
    ("campaign_event", "kind"): (
        "sent",
        "delivered",
        "opened",
        "clicked",
        "bounced",
        "unsubscribed",
        "complained",
        "attended",
        "converted",
    ),
    ("campaign_event", "channel"): ("email", "phone", "sms", "post"),
    ("ticket", "state"): ("new", "open", "pending", "resolved", "closed"),
    ("survey_response", "kind"): ("csat", "nps", "ces", "other"),
    ("territory", "segment"): ("person", "organization"),
    ("target", "measure"): (
        "revenue",
        "margin",
        "deals_won",
        "leads",
        "calls",
        "emails",
        "meetings",
        "tickets",
    ),
}
"""Fields with a closed list of values (the list stands in the field's doc of common_model.yml)."""

_TIMES = {f.name: f for f in SHARED_FIELDS if f.name in ("created_at", "updated_at")}
_LABEL_LENGTH = 24


@dataclass(frozen=True)
class Place:
    """One staging column: the entity and field it feeds; `label` tells several of one entity apart."""

    entity: str
    field: Field
    label: str | None = None
    channel: str | None = None
    is_own: bool = True
    is_list: bool = False

    @property
    def column(self) -> str:
        """The staging column: `given_name`, `phone__mobile`, `address__billing__city`, `lead__status`."""
        if self.is_own:
            return self.field.name
        if self.is_list:
            return f"{self.channel or self.entity}__{self.slug}__each"
        if self.channel:
            return f"{self.channel}__{self.slug}"
        if self.entity in UNLABELLED:
            return f"{self.entity}__{self.field.name}"
        return f"{self.entity}__{self.slug}__{self.field.name}"

    @property
    def slug(self) -> str:
        """The label as part of a column's name."""
        return column_name(self.label or DEFAULT_LABEL)[:_LABEL_LENGTH].strip("_")

    @property
    def choices(self) -> tuple[str, ...]:
        """The values this field may hold; empty when any."""
        return CHOICES.get((self.entity, self.field.name), ())

    @property
    def is_reference(self) -> bool:
        """Whether the field holds a record name."""
        return self.field.reference


def model_entity(entity: str) -> str:
    """The entity of the common model that an object's `entity` means; persons and organizations are parties."""
    return "party" if entity in PARTY_ENTITIES else entity


def valid_entities() -> list[str]:
    """What an object's `entity` may be."""
    return [*PARTY_ENTITIES, *(e for e in entities() if e != "party"), NONE]


def valid_targets(entity: str) -> list[str]:
    """Every target that a column of an object with this `entity` may have."""
    name = model_entity(entity)
    own = [*(f.name for f in entities()[name].fields), *_TIMES, *([] if name in UNTAGGED else [TAG])]
    if name != "party":
        return own
    further = [f"{e}.{f.name}" for e in (*LABELLED, *UNLABELLED) for f in entities()[e].fields if f.name not in _GIVEN]
    return [*own, *CONTACT_CHANNELS, "address", *further]


_GIVEN = frozenset({"party", "label"})
"""Fields of a further entity that the party's row and the label fill."""


def simple_target(name: str, label: str | None = None) -> MapTarget:
    """A target that says no more than where to and under which label."""
    return MapTarget.model_validate({"as": name, "label": label})


def place_of(target: MapTarget, *, entity: str, header: str, where: str) -> Place:
    """The place that `target` names for a column called `header`; ConfigError lists the valid targets."""
    place = _place(target.as_, target.label, entity, where, unlabelled=column_name(header))
    return place if target.each is None else _list_place(place, target, where)


def _list_place(place: Place, target: MapTarget, where: str) -> Place:
    """The place of a list whose members are contact points or addresses each."""
    if place.is_own or target.as_ not in (*CONTACT_CHANNELS, "address"):
        raise ConfigError(
            "each-without-use",
            f"{target.as_[:60]!r} is not something a record has several of in one list",
            where=where,
            valid=[*CONTACT_CHANNELS, "address"],
            mend="leave `each` out",
        )
    fields = [f.name for f in entities()[place.entity].fields if f.name not in ("party", "channel")]
    for name in target.each or ():
        if name not in fields:
            raise unknown_target(name, fields, where)
    return replace(place, is_list=True)


def place_of_constant(name: str, *, entity: str, where: str) -> Place:
    """As `place_of` for a key of `set`; `<entity>.<label>.<field>` reaches a labelled one."""
    parts = name.split(".")
    if len(parts) == 3:
        return _place(f"{parts[0]}.{parts[2]}", parts[1], entity, where, unlabelled=DEFAULT_LABEL)
    return _place(name, None, entity, where, unlabelled=DEFAULT_LABEL)


def _place(name: str, label: str | None, entity: str, where: str, *, unlabelled: str) -> Place:
    own = model_entity(entity)
    if name == TAG and own not in UNTAGGED:
        return Place(TAG, _field(TAG, "name"), label or unlabelled, is_own=False)
    if own == "party":
        if name in CONTACT_CHANNELS:
            return Place("contact_point", _field("contact_point", "value"), label or unlabelled, name, is_own=False)
        if name == "address":
            return Place("address", _field("address", "full_address"), label or DEFAULT_LABEL, is_own=False)
        further, _, field_name = name.partition(".")
        if further in (*LABELLED, *UNLABELLED) and field_name not in _GIVEN:
            field = entities()[further].field(field_name)
            if field is not None:
                kept = label or DEFAULT_LABEL if further in LABELLED else None
                return Place(further, field, kept, is_own=False)
    own_field = _TIMES.get(name) or entities()[own].field(name)
    if own_field is None:
        raise unknown_target(name, valid_targets(entity), where)
    return Place(own, own_field)


def _field(entity: str, name: str) -> Field:
    field = entities()[entity].field(name)
    if field is None:
        raise KeyError(f"{entity}.{name}")
    return field


def unknown_target(name: str, valid: Iterable[str], where: str) -> ConfigError:
    """The error for a target that is not in the common model, with the nearest one that is."""
    known = list(valid)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    mend = (
        f"write {near[0]}, or list the column under keep or ignore" if near else "list the column under keep or ignore"
    )
    return ConfigError(
        "unknown-target-field", f"{name[:60]!r} is not a target of this entity", where=where, valid=known, mend=mend
    )

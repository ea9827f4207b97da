"""Erased people stop here: their rows are dropped before anything of them touches the disk, and counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError
from onefold_core.identifiers import record_name

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.results import Issue, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    from onefold_core.privacy import Suppression
    from onefold_core.settings_source import MapTarget

CHANNELS = ("phone", "email")
SEPARATORS = re.compile(r"[;,/|\n]+")
"""What people put between two phones or addresses in one field."""

CONTACTS = (
    ("email", re.compile(r"[^\s@,;:<>\"'|]+@[^\s@,;:<>\"'|]+")),
    ("phone", re.compile(r"\+?\d[\d ()./-]{5,}\d")),
)


def key_columns(context: ObjectContext) -> list[tuple[str, ...]]:
    """The raw columns of each key in use that records were, or are, told apart by: one of them knows who was erased."""
    usable = [key for key in context.keys if all(header in context.columns for header in key)]
    return [tuple(context.columns[header] for header in key) for key in usable]


def former_keys_missed(context: ObjectContext, headers: Iterable[str]) -> list[Issue]:
    """ConfigError when columns of a former key are not in use any more: people were erased by it.

    With `accepts_drift` an issue, where the source itself (`headers`) has them no more.
    """
    missing = sorted({header for key in context.state.keys for header in key if header not in context.columns})
    if not missing:
        return []
    if not context.accepts_drift or not set(headers).isdisjoint(missing):
        raise ConfigError(
            "erased-by-key",
            "people were erased, and the columns that told their records apart before are not in use any more",
            where=context.where,
            mend=f"add `keep: [{', '.join(missing)}]` to the object in {context.source.path.name}; where the source "
            f"has none: onefold sync {context.source.name} --full, and who was known by it alone may land again",
        )
    detail = "who was erased by a former key that the source has no more may land again"
    return [context.issue("former-key", detail, field=", ".join(missing))]


def contact_columns(context: ObjectContext) -> list[tuple[str, tuple[str, ...]]]:
    """(raw column, channels) of every column that may hold a phone or an e-mail of a person, keys and references too.

    A row of `entity: none` has no mapping to tell, so its columns are looked at as e-mails where they hold an @.
    """
    if context.object.entity == "none":
        return [(column, ("email",)) for column in context.columns.values()]
    # A key or a reference may be a mailbox: a mailing list knows nobody by another name.
    found: list[tuple[str, tuple[str, ...]]] = [(column, ("email",)) for column in context.key_columns]
    for header, targets in context.object.map.items():
        for target in targets:
            channels = _channels(context, target)
            if channels:
                found.append((context.columns[header], channels))
    return found


def _channels(context: ObjectContext, target: MapTarget) -> tuple[str, ...]:
    if target.ref is not None:
        return ("email",)
    name = target.as_.rpartition(".")[2]
    if name in CHANNELS:
        return (name,)
    if name == "value" and "contact_point" in (context.object.entity, target.as_.partition(".")[0]):
        fixed = context.object.set.get("channel")
        return tuple(channel for channel in CHANNELS if fixed in (channel, None))
    return ()


def without_suppressed(context: ObjectContext, table: pa.Table, suppression: Suppression) -> pa.Table:
    """The rows of `table` (raw columns) that may land: neither their record nor a contact in them was erased."""
    import pyarrow as pa

    if not suppression.digests:
        return table
    allowed = [True] * table.num_rows
    for columns in key_columns(context):
        keys = zip(*(table.column(column).to_pylist() for column in columns), strict=True)
        names = [None if None in key else record_name(context.source.name, context.name, key) for key in keys]
        erased_names = {name for name in names if name and suppression.is_suppressed_record(name)}
        allowed = [ok and name not in erased_names for ok, name in zip(allowed, names, strict=True)]
    for column, channels in contact_columns(context):
        values = table.column(column)
        erased = {
            value
            for value in values.unique().to_pylist()
            if value and any(is_erased(value, channel, suppression) for channel in channels)
        }
        if erased:
            allowed = [ok and value not in erased for ok, value in zip(allowed, values.to_pylist(), strict=True)]
    return table.filter(pa.array(allowed, pa.bool_()))


def drop_suppressed(refused: list[Refused], suppression: Suppression | None) -> int:
    """Take the lines that hold an erased phone or e-mail out of `refused`, and return how many they were.

    A line that could not be read has no columns; whatever in it looks like a contact is looked up.
    """
    if suppression is None or not suppression.digests:
        return 0
    kept = [row for row in refused if not mentions_erased(row.raw, suppression)]
    dropped = len(refused) - len(kept)
    refused[:] = kept
    return dropped


def mentions_erased(raw: str, suppression: Suppression) -> bool:
    """Whether anything in the text that looks like an e-mail or a phone was erased."""
    return any(suppression.is_suppressed(channel, found) for channel, shape in CONTACTS for found in shape.findall(raw))


def is_erased(value: str, channel: str, suppression: Suppression) -> bool:
    """Whether the value, or one of several in it, was erased."""
    if channel == "email" and "@" not in value:
        return False
    if value[:1] in "[{" and mentions_erased(value, suppression):
        # A list of contacts as JSON: its members are looked up as they stand in the text.
        return True
    parts = {value, *SEPARATORS.split(value)} if SEPARATORS.search(value) else {value}
    return any(suppression.is_suppressed(channel, part) for part in parts)

"""What an account of a shipped system has: which objects its credentials may read, and fields of its own to map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from onefold_core.errors import SourceTerminalError
from onefold_core.settings import Source
from onefold_core.settings_rest import About

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.contract import unused_drift
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.auth import MemoryTokens
from onefold_pipelines.rest.clock import SystemClock
from onefold_pipelines.rest.reader import Field, RestReader
from onefold_pipelines.state import ObjectState

UNREADABLE = ("no-permission", "request-refused")
"""Errors of one object that say nothing against the others."""


@dataclass(frozen=True)
class Offer:
    """One object: fields that the account made itself and nobody decided about, or why it cannot be read."""

    name: str
    fields: tuple[Field, ...] = ()
    why_not: str | None = None


def offers(source: Source, root: Path, outside: Outside | None = None) -> list[Offer]:
    """What the account has of each object of the source; one page of each is read and nothing is kept.

    ConfigError and SourceErrors of the connection itself are raised; an object that may not be read is an offer too.
    """
    given = outside or Outside()
    made = []
    with RestReader(source, root, given.clock or SystemClock(), given.tokens or MemoryTokens()) as reader:
        for name, settings in source.file.objects.items():
            if settings.read is None:
                continue
            context = ObjectContext(source, name, settings, root, ObjectState(), is_full=True)
            try:
                listed = {field.name: field for field in reader.fields(settings.read, name, context.where)}
                reading = reader.open(context)
            except SourceTerminalError as error:
                if error.code not in UNREADABLE:
                    raise
                made.append(Offer(name, why_not=error.what))
                continue
            unknown = [i.field for i in unused_drift(context, reading) if i.code == "unknown-column" and i.field]
            made.append(Offer(name, tuple(listed.get(one, Field(one, one, "", True)) for one in unknown)))
    return made


def offer_yaml(
    system: str, about: About, found: list[Offer], off: list[str], *, url: str | None = None, trust: int
) -> str:
    """The project's file: what is laid over the shipped mapping, nothing that it says already."""
    asked = {name: why for name, why in about.asks.items() if name != "url" or not url}
    page = f"docs/sources/{system}.md"
    lines = [
        f"# {about.title}, with the mapping that onefold ships ({page}); what stands here is laid over it.",
        f"kind: {system}",
        *([f"url: {json.dumps(url)}"] if url else []),
        f"trust: {trust}",
        *(f"# {name}: …      # {why}" for name, why in asked.items()),
    ]
    objects: list[str] = []
    for one in found:
        if one.why_not:
            objects.append(f"  {one.name}: off        # {one.why_not}")
        elif one.fields:
            objects += [
                f"  {one.name}:",
                "    keep:      # fields of this account; move to map or ignore what is neither",
            ]
            objects += [_field_line(field) for field in one.fields]
    objects += [f"  # {name}: {{}}      # not read unless it is named" for name in off]
    if any(not line.lstrip().startswith("#") for line in objects):
        lines.append("objects:")
    elif objects:
        lines.append("# objects:")
    return "\n".join([*lines, *objects]) + "\n"


def _field_line(field: Field) -> str:
    name = json.dumps(field.name, ensure_ascii=False)
    label = " ".join(field.label.split())[:60]
    about = ", ".join(text for text in (label if label != field.name else "", field.type) if text)
    return f"      - {name}" + (f"      # {about}" if about else "")

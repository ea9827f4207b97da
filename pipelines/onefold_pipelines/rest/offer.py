"""What an account of a shipped system has: which objects its credentials may read, and fields of its own to map."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from onefold_core.errors import SourceTerminalError
from onefold_core.settings import Source
from onefold_core.settings_rest import About, asked_setting

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.contract import unused_drift
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.auth import MemoryTokens
from onefold_pipelines.rest.clock import SystemClock
from onefold_pipelines.rest.reader import Field, RestReader
from onefold_pipelines.state import ObjectState

_OFF = "      # not read unless it is named"
_UNSEEN = "# The account was not looked at: "
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
    return _with_what_follows(made, source)


def _with_what_follows(made: list[Offer], source: Source) -> list[Offer]:
    """The offers, where what goes through an object that cannot be read cannot be read either."""
    through = {name: body.read.through for name, body in source.file.objects.items() if body.read}
    refused = {one.name for one in made if one.why_not}
    following = [(one, parent) for one in made if not one.why_not for parent in through[one.name] if parent in refused]
    if not following:
        return made
    why = {one.name: f"it goes through {parent}" for one, parent in following}
    return _with_what_follows([Offer(o.name, why_not=why[o.name]) if o.name in why else o for o in made], source)


def file_head(system: str, about: About) -> list[str]:
    """How the project's file begins: the system, and what only the account's owner knows, to be filled in."""
    page = f"docs/sources/{system}.md"
    return [
        f"# {about.title}, with the mapping that onefold ships ({page}); what stands here is laid over it.",
        f"kind: {system}",
        *(f"# {asked_setting(name)}      # {why}" for name, why in about.asks.items()),
    ]


def kept_head(text: str) -> list[str]:
    """The lines of a file that names no objects, without those that `offer_yaml` wrote about objects."""
    ours = ("objects:", "# objects:")
    return [
        line
        for line in text.splitlines()
        if line.strip() and line.strip() not in ours and not line.startswith(_UNSEEN) and not line.endswith(_OFF)
    ]


def with_setting(head: list[str], name: str, value: object) -> list[str]:
    """The lines with a setting in the place after the kind, wherever it or what asked for it stood before."""
    kept = [line for line in head if not re.match(rf"(# )?{name}:", line)]
    after = next(number for number, line in enumerate(kept, start=1) if line.startswith("kind:"))
    return [*kept[:after], f"{name}: {json.dumps(value)}", *kept[after:]]


def offer_yaml(head: list[str], found: list[Offer], off: list[str], *, unseen: str | None = None) -> str:
    """The project's file: what is laid over the shipped mapping, nothing that it says already.

    `unseen`: why the account was not looked at.
    """
    lines = [*head, *([f"{_UNSEEN}{unseen}"] if unseen else [])]
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
    objects += [f"  # {name}: {{}}{_OFF}" for name in off]
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

"""Answers that a vendor's clients recorded, read as the connector reads them: fields that nobody decided about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onefold_core.settings_source import SourceFile
from onefold_core.systems import is_ignored, resolved
from onefold_pipelines.rest.places import root
from onefold_pipelines.rest.rows import rows_at, shaped


def unaccounted(system: str, name: str, bodies: Iterable[Any], place: str | None = None) -> tuple[int, set[str]]:
    """How many rows the answers hold, and which of their fields are neither mapped nor kept nor ignored.

    `place`: where the rows stand, when it is not where the object's list has them.
    """
    document = {"kind": system, "objects": {name: {}}}
    settings = SourceFile.model_validate(resolved(document, Path(f"{system}.yml"))).objects[name]
    if settings.read is None:
        raise LookupError(name)
    decided = {root(header) for header in settings.used_columns} | set(settings.used_columns)
    number, left = 0, set()
    for body in bodies:
        for row in shaped(rows_at(body, place if place is not None else settings.read.rows, name), settings.read):
            number += 1
            left |= {field for field in row if field not in decided and not is_ignored(field, settings.ignore)}
    return number, left - settings.read.derived

"""What a text column of a file holds: a number column that turns into text is drift, though its type never changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.identifiers import literal, quote
from onefold_core.model import SHARED_FIELDS, entities

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.contract import type_changed
from onefold_pipelines.results import Issue

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENOUGH = 20
"""Below so many values no kind is claimed: a day of few rows must not define or break a contract."""

LEAST_SHARE = 0.5
"""A kind is lost when less than half of the values have it; single bad values are for the quality rules."""

PATTERNS = {
    "date": r"^\s*(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})",
    "number": r"^\s*[-+]?\d[\d\s\x{00A0}.,]*$",
}
"""Most particular first: 01.02.2024 also looks like a number."""


def check_value_kinds(
    connection: DuckDBPyConnection, context: ObjectContext, spool: Path
) -> tuple[dict[str, str], list[Issue]]:
    """The kinds of the spool's typed columns, and issues of accepted changes; nothing for SQL, which declares types.

    SourceTerminalError when a column that held numbers or dates holds mostly something else, unless accepted.
    """
    if context.source.file.kind != "files":
        return {}, []
    kinds: dict[str, str] = {}
    issues: list[Issue] = []
    for header in typed_headers(context):
        filled, counts = _count_kinds(connection, context.columns[header], spool)
        if filled < ENOUGH:
            continue
        now = next((kind for kind in PATTERNS if counts[kind] == filled), "text")
        before = context.state.types.get(header, "text")
        if before != "text" and counts[before] < LEAST_SHARE * filled:
            if not context.accepts_drift:
                raise type_changed(context, header, before, now)
            issues.append(context.issue("column-type-changed", f"{before} became {now}", field=header))
            kinds[header] = now
        elif before == "text":
            kinds[header] = now
    return kinds, issues


def typed_headers(context: ObjectContext) -> list[str]:
    """Headers whose values have a type in the common model, and the key: only there can a kind break anything."""
    headers = list(context.object.key)
    for header, targets in context.object.map.items():
        if header not in headers and any(_is_typed(context.object.entity, target.as_) for target in targets):
            headers.append(header)
    return headers


def _is_typed(entity: str, target: str) -> bool:
    prefix, _, name = target.rpartition(".")
    owner = entities().get(prefix or entity)
    field = owner.field(name) if owner else None
    field = field or next((shared for shared in SHARED_FIELDS if shared.name == name), None)
    return field is not None and field.type in ("integer", "decimal", "timestamp", "date")


def _count_kinds(connection: DuckDBPyConnection, column: str, spool: Path) -> tuple[int, dict[str, int]]:
    """Values that are not blank, and how many of them match each kind."""
    name = quote(column)
    matches = ", ".join(
        f"count(*) filter (regexp_matches({name}, {literal(pattern)}))" for pattern in PATTERNS.values()
    )
    row = connection.execute(
        f"select count(*), {matches} from read_parquet({literal(str(spool))}) where trim({name}) <> ''"
    ).fetchone()
    filled, *found = row or (0, *(0 for _ in PATTERNS))
    return int(filled), dict(zip(PATTERNS, map(int, found), strict=True))

"""What landed before a person was erased: taken out of raw and out of quarantine, not only marked as deleted."""

from __future__ import annotations

import hashlib
from itertools import chain, islice
from typing import TYPE_CHECKING

from onefold_core.identifiers import quote, quote_path, record_name

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.land import columns_in_raw, raw_schema
from onefold_pipelines.results import Issue
from onefold_pipelines.suppress import contact_columns, is_erased, key_columns, mentions_erased

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from onefold_core.privacy import Suppression

_CREATE = """
create table if not exists audit_input.erasure (source varchar, object varchar, applied varchar);
create table if not exists audit_input.erased_record (digest varchar);
"""
_ROWS = 50_000


def erase_landed(
    connection: DuckDBPyConnection, contexts: list[ObjectContext], suppression: Suppression | None
) -> list[Issue]:
    """Delete rows of raw and of quarantine that hold an erased record, phone or e-mail; one issue per object.

    Rows on their way in are dropped before they land, so an object is only searched when the list or its mapping is
    not what it was searched for last.
    """
    if suppression is None or not suppression.digests:
        return []
    connection.execute(_CREATE)
    issues = []
    for context in contexts:
        place, wanted = [context.source.name, context.name], _fingerprint(context, suppression)
        found = connection.execute("select applied from audit_input.erasure where source = ? and object = ?", place)
        if found.fetchone() == (wanted,):
            continue
        connection.begin()
        rows = _erase_raw(connection, context, suppression) + _erase_quarantine(connection, context, suppression)
        connection.execute("delete from audit_input.erasure where source = ? and object = ?", place)
        connection.execute("insert into audit_input.erasure values (?, ?, ?)", [*place, wanted])
        connection.commit()
        if rows:
            issues.append(context.issue("rows-erased", "rows of erased people were deleted", rows=rows, info=True))
    return issues


def _fingerprint(context: ObjectContext, suppression: Suppression) -> str:
    looked_at = f"{context.keys}{contact_columns(context)}{sorted(suppression.digests)}"
    return hashlib.sha256(looked_at.encode()).hexdigest()


def _erase_raw(connection: DuckDBPyConnection, context: ObjectContext, suppression: Suppression) -> int:
    """Rows deleted; one pass over the keys and contacts, so that memory stays at one batch."""
    there = columns_in_raw(connection, context)
    if not there:
        return 0
    contacts = [(column, channels) for column, channels in contact_columns(context) if column in there]
    wholes = [key for key in key_columns(context) if there.issuperset(key)]
    width = sum(map(len, wholes))
    columns = ", ".join(quote(column) for column in (*chain(*wholes), *(column for column, _ in contacts)))
    table = quote_path(raw_schema(context.source.name), context.name)
    cursor = connection.cursor().execute(f"select rowid, {columns} from {table}")
    erased, digests = [], []
    while rows := cursor.fetchmany(_ROWS):
        for row_id, *cells in rows:
            held, values = iter(cells[:width]), cells[width:]
            keys = [list(islice(held, len(whole))) for whole in wholes]
            names = [record_name(context.source.name, context.name, key) for key in keys if None not in key]
            if any(map(suppression.is_suppressed_record, names)) or any(
                value and is_erased(value, channel, suppression)
                for value, (_, channels) in zip(values, contacts, strict=True)
                for channel in channels
            ):
                erased.append((row_id,))
                digests += [(suppression.record_digest(name),) for name in names]
    if erased:
        connection.executemany(f"delete from {table} where rowid = ?", erased)
        # What names the record elsewhere (the crosswalk's history, decisions) goes when identity is assigned.
        connection.executemany("insert into audit_input.erased_record values (?)", digests)
    return len(erased)


def _erase_quarantine(connection: DuckDBPyConnection, context: ObjectContext, suppression: Suppression) -> int:
    """Lines deleted; a line that could not be read has no columns, so all that looks like a contact is looked up."""
    place = [context.source.name, context.name]
    lines = connection.execute(
        "select rowid, raw::varchar from quarantine.row where source = ? and object = ?", place
    ).fetchall()
    erased = [(row_id,) for row_id, raw in lines if raw and mentions_erased(raw, suppression)]
    if erased:
        connection.executemany("delete from quarantine.row where rowid = ?", erased)
    return len(erased)

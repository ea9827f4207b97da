"""From spool to landing file: one row per key, only what changed, deletes marked; the sets are DuckDB's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import GateError
from onefold_core.identifiers import literal, quote, quote_path

from onefold_pipelines.context import DELETED_COLUMN, FILE_COLUMN, LOADED_COLUMN, ROW_COLUMN, ObjectContext
from onefold_pipelines.mapping.plan import parse_condition
from onefold_pipelines.quarantine import add_refused
from onefold_pipelines.results import Refused
from onefold_pipelines.spool import Spooled

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Landing:
    """One object ready to load, with the counts that the gates look at.

    `rows_written` are the file's, `rows_alive` the rows in raw that the source had, `rows_before` those that it did
    not itself call deleted, and `rows_kept` those of them that it still has. `replaces`: raw's rows were told apart by
    another key, so that the file holds all rows there are to be.
    """

    path: Path
    rows_written: int
    rows_landed: int
    rows_unchanged: int
    rows_duplicate: int
    rows_quarantined: int
    rows_deleted_marked: int
    rows_alive: int
    rows_before: int
    rows_seen: int
    rows_kept: int
    rows_total: int
    has_table: bool
    replaces: bool


_TRUE, _FALSE = ("1", "true", "t", "yes", "y"), ("0", "false", "f", "no", "n")
_TRUTH = {"1": _TRUE, "true": _TRUE, "0": _FALSE, "false": _FALSE}
"""Conditions on a truth: an engine's boolean lands as true or false, its integer as 1 or 0."""

RAW_PREFIX = "raw_"
MERGING_LAYOUT = "dlt_%s"


def raw_schema(source: str) -> str:
    """The schema that a source's objects land in."""
    return f"{RAW_PREFIX}{source}"


def merging_schema(source: str) -> str:
    """The schema that dlt merges a source's objects through: no source's own, whatever a source is called."""
    return MERGING_LAYOUT % raw_schema(source)


def prepare_landing(
    connection: DuckDBPyConnection,
    context: ObjectContext,
    spooled: Spooled,
    refused: list[Refused],
    path: Path,
    *,
    marks_deletes: bool,
    is_complete: bool,
    keeps_told: bool = True,
    at: datetime,
) -> Landing:
    """Write the landing file beside the spool and collect what has no key in `refused_row`; raw is not touched.

    Of several rows with one key the last by the cursor wins, then the last in the order read. A row equal to what raw
    holds is left out. With `marks_deletes`, rows of raw whose key was not seen come again with `_of_deleted_at` set.
    Rows of raw that today's key does not tell apart are replaced, all of them or GateError `key-changed`.
    Of those that only say that their record is gone (none does where `is_complete`) the ones that raw does not know are
    left out. Without `keeps_told` (the rows are another account's) nothing of what a history told before is kept.
    """
    keys = [quote(column) for column in context.key_columns]
    add_refused(connection, context.name, refused)
    connection.execute(
        f"create or replace temp view spool as select * from read_parquet({literal(str(spooled.path))}, "
        "file_row_number = true)"
    )
    has_key = " and ".join(f"trim({key}) <> ''" for key in keys)
    _refuse_keyless(connection, context, has_key)
    quarantined = _count(connection, f"select count(*) from refused_row where object = {literal(context.name)}")
    marks_deletes = marks_deletes and not hides_keys(context, quarantined)
    keyed = _count(connection, f"select count(*) from spool where {has_key}")
    _choose_winners(connection, context, keys, has_key, keyed)
    seen = _count(connection, "select count(*) from winner")

    raw_columns = columns_in_raw(connection, context)
    _create_old(connection, context, raw_columns)
    living = f"from old where old.{quote(DELETED_COLUMN)} is null and not {_told_deleted(context)}"
    alive = _count(connection, f"select count(*) from old where old.{quote(DELETED_COLUMN)} is null")
    known = _count(connection, f"select count(*) {living}")
    # Another key comes with other settings, and those with a full read.
    replaces = context.is_full and not _is_told_apart(connection, keys)
    if replaces:
        if not marks_deletes:
            raise _not_replaced(context)
        _choose_known(connection, keys)
    join = " and ".join(f"old.{key} = winner.{key}" for key in keys)
    before = _count(connection, f"select count(*) from old where old.{quote(DELETED_COLUMN)} is null")
    ghost = "false" if is_complete else _only_gone(context)
    fresh = _count(
        connection,
        f"select count(*) from winner where not {ghost} and not exists "
        f"(select 1 from old where {join} and old.{quote(DELETED_COLUMN)} is null)",
    )
    deleted = before - (seen - fresh) if marks_deletes else 0
    told = _told(context) if keeps_told else frozenset()
    kept = _count(connection, f"select count(*) {living} and exists (select 1 from winner where {join})")
    written, others = _write_landing(
        connection, context, join, path, at, told, ghost, marks_deletes=marks_deletes, replaces=replaces
    )
    # Those that are gone are counted already, where they are the only others.
    landed = written - (_count(connection, f"select count(*) {others}") if replaces else deleted)
    return Landing(
        path=path,
        rows_written=written,
        rows_landed=landed,
        rows_unchanged=seen - landed,
        rows_duplicate=keyed - seen,
        rows_quarantined=quarantined,
        rows_deleted_marked=deleted,
        rows_alive=alive,
        rows_before=known,
        rows_seen=seen,
        # By another key nobody knows which of them it still has, but how many there may be.
        rows_kept=min(seen, known) if replaces else kept,
        rows_total=before + fresh - deleted,
        has_table=bool(raw_columns),
        replaces=replaces,
    )


def _only_gone(context: ObjectContext) -> str:
    """Whether a row of `winner` says only that its record is none of the object's (`gone`), as an expression."""
    read = context.object.read
    if read is None or not read.tells_gone:
        return "false"
    ways = []
    for gone, told in ((read.gone, frozenset()), *((names.gone, _told(context)) for names in read.naming)):
        if gone:
            said = {context.columns[header]: value for header, value in gone.items()}
            others = [c for c in context.columns.values() if c not in context.key_columns and c not in told]
            ways.append([f"winner.{quote(c)} {f'= {literal(said[c])}' if c in said else 'is null'}" for c in others])
    return f"coalesce({' or '.join(' and '.join(tests) for tests in ways)}, false)"


def _told_deleted(context: ObjectContext) -> str:
    """Whether a row of `old` fits the object's `deleted`, as an expression; what cannot be read does not."""
    if context.object.deleted is None:
        return "false"
    condition = parse_condition(context.object.deleted, context.where)
    column = f"trim(old.{quote(context.columns[condition.header])})"
    if condition.value is None:
        return f"coalesce({column} <> '', false)"
    words = _TRUTH.get(condition.value.lower())
    if words is None:
        return f"coalesce({column} = {literal(condition.value)}, false)"
    return f"coalesce(lower({column}) in ({', '.join(map(literal, words))}), false)"


def hides_keys(context: ObjectContext, quarantined: int) -> bool:
    """Whether rows without a key may be those that seem to be gone: a system's list has no line that is none."""
    return context.source.file.kind == "rest" and quarantined > 0


def _refuse_keyless(connection: DuckDBPyConnection, context: ObjectContext, has_key: str) -> None:
    is_file = context.source.file.kind == "files"
    place = f"{quote(FILE_COLUMN)}, {quote(ROW_COLUMN)}" if is_file else "null, null"
    fields = ", ".join(f"{literal(header)}, {quote(column)}" for header, column in context.columns.items())
    connection.execute(
        f"insert into refused_row select {literal(context.name)}, {place}, 'key-missing', json_object({fields}) "
        f"from spool where ({has_key}) is not true order by file_row_number"
    )


def _choose_winners(
    connection: DuckDBPyConnection, context: ObjectContext, keys: list[str], has_key: str, keyed: int
) -> None:
    """Temp view `winner`: the spool's rows with a key, one per key."""
    key = ", ".join(keys)
    distinct = _count(connection, f"select count(*) from (select distinct {key} from spool where {has_key})")
    chosen = f"select * exclude (file_row_number) from spool where {has_key}"
    connection.execute("drop view if exists winner")
    if distinct == keyed:
        connection.execute(f"create temp view winner as {chosen}")
        return
    ranked = f"{chosen} qualify row_number() over (partition by {key} order by {_order(context)}) = 1"
    connection.execute(f"create or replace temp table chosen as {ranked}")
    connection.execute("create temp view winner as select * from chosen")


def _order(context: ObjectContext) -> str:
    """Last first. A cursor is compared as a time in the mapped formats, else as a number, else as text."""
    cursor = context.object.cursor
    if cursor is None:
        return "file_row_number desc"
    column = quote(context.columns[cursor])
    formats = [pattern for target in context.object.map.get(cursor, ()) for pattern in target.format]
    terms = [f"try_cast({column} as decimal(38, 9)) desc nulls last", f"{column} desc nulls last"]
    if formats:
        patterns = ", ".join(literal(pattern) for pattern in formats)
        terms.insert(0, f"try_strptime({column}, [{patterns}]) desc nulls last")
    return ", ".join([*terms, "file_row_number desc"])


def count_alive(connection: DuckDBPyConnection, context: ObjectContext) -> int:
    """Rows of the object in raw that the source still has; 0 without a table."""
    if not columns_in_raw(connection, context):
        return 0
    table = quote_path(raw_schema(context.source.name), context.name)
    return _count(connection, f"select count(*) from {table} where {quote(DELETED_COLUMN)} is null")


def clear_undecided(connection: DuckDBPyConnection, context: ObjectContext) -> None:
    """Empty the raw columns that the mapping does not use any more: what is ignored today must not stay from before."""
    table = quote_path(raw_schema(context.source.name), context.name)
    for column in sorted(columns_in_raw(connection, context) - set(landed_columns(context))):
        if not column.startswith("_dlt"):
            name = quote(column)
            connection.execute(f"update {table} set {name} = null where {name} is not null")


def columns_in_raw(connection: DuckDBPyConnection, context: ObjectContext) -> set[str]:
    """The columns of the object's raw table; none when it has not landed yet."""
    rows = connection.execute(
        "select column_name from information_schema.columns where table_schema = ? and table_name = ?",
        [raw_schema(context.source.name), context.name],
    ).fetchall()
    return {str(row[0]) for row in rows}


def landed_columns(context: ObjectContext) -> dict[str, str]:
    """Every column of the raw table and its DuckDB type."""
    columns = dict.fromkeys(context.columns.values(), "varchar")
    if context.source.file.kind == "files":
        columns |= {FILE_COLUMN: "varchar", ROW_COLUMN: "bigint"}
    return columns | {LOADED_COLUMN: "timestamptz", DELETED_COLUMN: "timestamptz"}


def _create_old(connection: DuckDBPyConnection, context: ObjectContext, existing: set[str]) -> None:
    """Temp view `old`: raw as it is, in the columns of today; a column raw does not have yet is null."""
    chosen = ", ".join(
        quote(column) if column in existing else f"null::{kind} as {quote(column)}"
        for column, kind in landed_columns(context).items()
    )
    table = quote_path(raw_schema(context.source.name), context.name) if existing else "(select 1) where false"
    connection.execute(f"create or replace temp view old as select {chosen} from {table}")


def _is_told_apart(connection: DuckDBPyConnection, keys: list[str]) -> bool:
    """Whether each row of `old` has a key and no other row has it."""
    key = ", ".join(keys)
    whole = " and ".join(f"{one} is not null" for one in keys)
    return not _count(connection, f"select count(*) - count(distinct ({key})) filter ({whole}) from old")


def _choose_known(connection: DuckDBPyConnection, keys: list[str]) -> None:
    """Temp table `old`: of its rows those that have a key; of several with one key the living one, then the last."""
    latest = f"{quote(DELETED_COLUMN)} nulls first, {quote(LOADED_COLUMN)} desc, cast(old as varchar)"
    whole = " and ".join(f"{key} is not null" for key in keys)
    connection.execute(
        f"create or replace temp table known as select * from old where {whole} "
        f"qualify row_number() over (partition by {', '.join(keys)} order by {latest}) = 1"
    )
    connection.execute("create or replace temp view old as select * from known")


def _not_replaced(context: ObjectContext) -> GateError:
    return GateError(
        "key-changed",
        "the object has another key, and rows that could not be read or have no key would be lost with the former ones",
        where=context.where,
        mend=f"correct those rows, or the key, then: onefold source test {context.source.name}",
    )


def _told(context: ObjectContext) -> frozenset[str]:
    """Columns that only a history tells: they are not forgotten when all is read again and says nothing about them."""
    read = context.object.read
    return frozenset(context.columns[name] for name in read.told if name in context.columns) if read else frozenset()


def _write_landing(
    connection: DuckDBPyConnection,
    context: ObjectContext,
    join: str,
    path: Path,
    at: datetime,
    told: frozenset[str],
    ghost: str,
    *,
    marks_deletes: bool,
    replaces: bool,
) -> tuple[int, str]:
    """Rows written: those that are new, changed or back, and others of `old`: with `marks_deletes` those that are gone.

    Also the clause that those others come from.
    """
    now = f"{literal(at.isoformat())}::timestamptz"
    deleted_at = quote(DELETED_COLUMN)
    stamps = {LOADED_COLUMN: now, DELETED_COLUMN: "null::timestamptz"}
    columns = list(landed_columns(context))
    new = {c: f"coalesce(winner.{quote(c)}, old.{quote(c)})" if c in told else f"winner.{quote(c)}" for c in columns}
    fresh = ", ".join(f"{stamps.get(c, new[c])} as {quote(c)}" for c in columns)
    data = [column for column in context.columns.values() if column not in context.key_columns]
    differs = " or ".join(f"{new[column]} is distinct from old.{quote(column)}" for column in data) or "false"
    others = f"from old where not exists (select 1 from winner where {join})"
    if replaces:
        differs = "true"
    else:
        others += f" and old.{deleted_at} is null" if marks_deletes else " and false"
    gone_at = f"coalesce(old.{deleted_at}, {now})" if marks_deletes else f"old.{deleted_at}"
    gone = ", ".join(gone_at if column == DELETED_COLUMN else f"old.{quote(column)}" for column in columns)
    rows = (
        f"select {fresh} from winner left join old on {join} "
        f"where case when old.{quote(context.key_columns[0])} is null or old.{deleted_at} is not null "
        f"then not {ghost} else {differs} end union all select {gone} {others}"
    )
    written = _count(connection, f"copy ({rows}) to {literal(str(path))} (format parquet, compression snappy)")
    return written, others


def _count(connection: DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0

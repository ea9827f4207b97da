"""A file or a table with roles → `match_input` → `match.record`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_core.errors import ConfigError
from onefold_core.identifiers import literal, quote

from onefold_dedupe.features import PART
from onefold_dedupe.prepare.reading import read_full_names, read_tax_ids
from onefold_dedupe.prepare.record import ADDRESS_PARTS, INPUT_COLUMNS, build_records
from onefold_dedupe.prepare.source import ID_COLUMN, Source, load
from onefold_dedupe.roles import Roles, read_columns

if TYPE_CHECKING:
    import duckdb

_SCALAR_ROLES = {
    "given": "given_name",
    "middle": "middle_name",
    "family": "family_name",
    "organization": "organization",
    "birth_date": "birth_date",
    "birth_place": "birth_place",
    "gender": "gender",
    "national_id": "national_id",
    "source": "source",
}
_LIST_ROLES = {"email": "email", "website": "website"}
# What a column of kind calls an organisation may have its name where persons have theirs.
_NAMED_ELSEWHERE = """
    update match_input set organization = coalesce(nullif(trim(full_name), ''),
        nullif(trim(concat_ws(' ', given, family)), ''))
    where kind = 'organization' and coalesce(trim(organization), '') = ''
"""
_PERSON_ROLES = ("given_name", "family_name", "full_name", "middle_name", "birth_date", "gender")


def prepare_file(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    id_column: str,
    columns: Path | Mapping[str, Any],
    truth: str | None = None,
    *,
    workers: int = 1,
) -> tuple[str, ...]:
    """Fill `match.record` from an open source; returns the features of roles compared as text.

    ConfigError: no such column, ids that are missing or stand twice. `truth` is kept in match_data and not looked at.
    `workers` as for `build_records`.
    """
    source.require(id_column, source.where, "name the column of the ids: --id COLUMN (id_column=… from Python)")
    if truth is not None:
        source.require(truth, "--truth", "name the column of the true entities, or leave it out")
    roles = read_columns(columns, source)
    load(con, source, id_column, [*roles.used, *([truth] if truth is not None else [])])
    _check_ids(con, source, id_column)
    lists = frozenset(source.columns[name].name for name in roles.used if source.columns[name].is_list)
    roles = roles.renamed({name: source.columns[name].name for name in roles.used})
    text_features = tuple(f"text_{role}" for role in roles.text)
    selected = {
        "record_name": ID_COLUMN,
        "kind": _kind(roles),
        "object": "null",
        "source_key": ID_COLUMN,
        "created_at": _first(roles, "created_at", "try_cast({} as timestamptz)"),
        **{column: _first(roles, role) for column, role in _SCALAR_ROLES.items()},
        "full_name": _first(roles, "full_name"),
        "country": _first(roles, "country"),
        "tax_id": _first(roles, "tax_id"),
        "tax_id_type": "null",
        **{column: _list(roles.columns(role), lists) for column, role in _LIST_ROLES.items()},
        "phone": _phones(roles, "phone", lists),
        "fax": _phones(roles, "fax", lists),
        "address": _addresses(roles, lists),
        **{f"text_{role}": _joined(names, lists) for role, names in roles.text.items()},
    }
    projection = ", ".join(
        f"cast({expression} as {INPUT_COLUMNS.get(name, 'varchar')}) as {quote(name)}"
        for name, expression in selected.items()
    )
    con.execute(f"create or replace temp table match_input as select {projection} from match_data")
    if roles.columns("full_name"):
        read_full_names(con, find_kind=not roles.columns("kind"))
    if roles.columns("kind"):
        con.execute(_NAMED_ELSEWHERE)
    if roles.columns("tax_id"):
        read_tax_ids(con)
    build_records(con, text_features, workers=workers)
    return text_features


def _check_ids(con: duckdb.DuckDBPyConnection, source: Source, id_column: str) -> None:
    is_given = f"filter (trim({ID_COLUMN}) <> '')"
    rows, given, distinct = con.execute(
        f"select count(*), count(*) {is_given}, count(distinct {ID_COLUMN}) {is_given} from match_data"
    ).fetchall()[0]
    if given < rows or distinct < given:
        raise ConfigError(
            "bad-ids",
            f"ids must be present and unique as text: {rows - given:,} rows have none, {given - distinct:,} repeat one",
            where=f"{source.where}, column {id_column!r}",
            mend="name another column with --id (id_column=… from Python), or give the rows ids",
        )


def _first(roles: Roles, role: str, template: str = "{}") -> str:
    columns = roles.columns(role)
    return template.format(f"coalesce({', '.join(map(quote, columns))})") if columns else "null"


def _list(columns: tuple[str, ...], lists: frozenset[str]) -> str:
    """All values of the columns in one list; a column of lists adds each of its own."""
    if not columns:
        return "[]::varchar[]"
    if not lists.intersection(columns):
        return f"[{', '.join(map(quote, columns))}]"
    parts = (quote(column) if column in lists else f"[{quote(column)}]" for column in columns)
    return f"flatten([{', '.join(f'coalesce({part}, []::varchar[])' for part in parts)}])"


def _joined(columns: tuple[str, ...], lists: frozenset[str]) -> str:
    texts = (f"array_to_string({quote(name)}, ' ')" if name in lists else quote(name) for name in columns)
    return f"concat_ws(' ', {', '.join(texts)})"


def _phones(roles: Roles, role: str, lists: frozenset[str]) -> str:
    """With the record's country before PART, where it has one: a national number is read by its country's plan."""
    country = _first(roles, "country", "coalesce({}, '')")
    phones = _list(roles.columns(role), lists)
    if country == "null" or not roles.columns(role):
        return phones
    return f"list_transform({phones}, lambda e: {country} || {literal(PART)} || e)"


def _kind(roles: Roles) -> str:
    """As given; else a record with a person's field filled is a person, and one that has only an
    organisation's is one.
    """
    person = [column for role in _PERSON_ROLES for column in roles.columns(role)]
    organization = roles.columns("organization")
    found = "'person'"
    if organization:
        trimmed = ", ".join(f"nullif(trim({quote(column)}), '')" for column in person)
        is_named = f"coalesce({trimmed}) is not null" if person else "false"
        found = f"case when {is_named} then 'person' else 'organization' end"
    given = roles.columns("kind")
    if not given:
        return found
    value = f"lower(trim({quote(given[0])}))"
    return (
        f"case when {value} in ('organization', 'organisation', 'company') then 'organization'"
        f" when {value} = 'person' then 'person' else {found} end"
    )


def _addresses(roles: Roles, lists: frozenset[str]) -> str:
    """One struct an address: the n-th column of each role belongs to the n-th address; whole addresses stand alone."""
    by_part = {
        "house": roles.columns("house_number"),
        "street": roles.columns("street"),
        "street_2": roles.columns("street_2"),
        "postcode": roles.columns("postcode"),
        "city": roles.columns("city"),
        "state": roles.columns("state") or roles.columns("country"),
    }
    structs = []
    for number in range(max(map(len, by_part.values()))):
        fields = [
            f"{part} := {quote(by_part[part][number]) if number < len(by_part[part]) else 'null::varchar'}"
            for part in ADDRESS_PARTS
        ]
        structs.append(f"struct_pack({', '.join(fields)})")
    whole = [f"{part} := {'e' if part == 'street' else 'null::varchar'}" for part in ADDRESS_PARTS]
    parts = f"[{', '.join(structs)}]" if structs else ""
    if roles.columns("address"):
        stated = f"list_transform({_list(roles.columns('address'), lists)}, lambda e: struct_pack({', '.join(whole)}))"
        return f"list_concat({parts}, {stated})" if parts else stated
    empty = ", ".join(f"{part} varchar" for part in ADDRESS_PARTS)
    return parts or f"[]::struct({empty})[]"

"""A file with roles → `match_input` → `match.record`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError
from onefold_core.identifiers import literal, quote

from onefold_dedupe.features import PART
from onefold_dedupe.prepare.reading import read_full_names, read_tax_ids
from onefold_dedupe.prepare.record import ADDRESS_PARTS, INPUT_COLUMNS, build_records
from onefold_dedupe.roles import Roles, read_columns

if TYPE_CHECKING:
    import duckdb

# Only the delimiter is guessed: from a sample without quotes DuckDB concludes that there are none, and trips over the
# first one behind it.
_CSV = "read_csv({}, all_varchar=true, quote='\"', escape='\"')"
_READERS = {
    ".csv": _CSV,
    ".tsv": _CSV,
    ".parquet": "read_parquet({})",
    ".jsonl": "read_json({}, format='newline_delimited')",
    ".ndjson": "read_json({}, format='newline_delimited')",
}
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
_PERSON_ROLES = ("given_name", "family_name", "full_name", "middle_name", "birth_date", "gender")


def prepare_file(
    con: duckdb.DuckDBPyConnection, data: Path, id_column: str, columns: Path, *, workers: int = 1
) -> tuple[str, ...]:
    """Fill `match.record` from a CSV, Parquet or JSON Lines file; returns the features of roles compared as text.

    `workers` as for `build_records`.

    ConfigError: no such file or format, no such column, ids that are null or stand twice.
    """
    available = _read(con, data)
    if id_column not in available:
        raise ConfigError(
            "unknown-column",
            f"the data has no column {id_column!r}",
            where=str(data),
            valid=available,
            mend="onefold match DATA --id COLUMN",
        )
    roles = read_columns(columns, available)
    _check_ids(con, data, id_column)
    text_features = tuple(f"text_{role}" for role in roles.text)
    selected = {
        "record_name": _text(id_column),
        "kind": _kind(roles),
        "object": "null",
        "source_key": _text(id_column),
        "created_at": _first(roles, "created_at", "try_cast({} as timestamptz)"),
        **{column: _first(roles, role) for column, role in _SCALAR_ROLES.items()},
        "full_name": _first(roles, "full_name"),
        "country": _first(roles, "country"),
        "tax_id": _first(roles, "tax_id"),
        "tax_id_type": "null",
        **{column: _list(roles.columns(role)) for column, role in _LIST_ROLES.items()},
        "phone": _phones(roles, "phone"),
        "fax": _phones(roles, "fax"),
        "address": _addresses(roles),
        **{f"text_{role}": f"concat_ws(' ', {', '.join(map(_text, names))})" for role, names in roles.text.items()},
    }
    projection = ", ".join(
        f"cast({expression} as {INPUT_COLUMNS.get(name, 'varchar')}) as {quote(name)}"
        for name, expression in selected.items()
    )
    con.execute(f"create or replace temp table match_input as select {projection} from match_data")
    if roles.columns("full_name"):
        read_full_names(con, find_kind=not roles.columns("kind"))
    if roles.columns("tax_id"):
        read_tax_ids(con)
    build_records(con, text_features, workers=workers)
    return text_features


def _read(con: duckdb.DuckDBPyConnection, data: Path) -> list[str]:
    import duckdb

    reader = _READERS.get(data.suffix.lower())
    if reader is None:
        raise ConfigError(
            "unknown-format", "this kind of file cannot be matched", where=str(data), valid=sorted(_READERS)
        )
    if not data.is_file():
        raise ConfigError("missing-file", "the data file is missing", where=str(data))
    try:
        con.execute(f"create or replace temp table match_data as select * from {reader.format(literal(str(data)))}")
    except duckdb.Error as error:
        raise ConfigError(
            "unreadable-file", f"the data file cannot be read ({type(error).__name__})", where=str(data)
        ) from None
    return [row[0] for row in con.execute("describe match_data").fetchall()]


def _check_ids(con: duckdb.DuckDBPyConnection, data: Path, id_column: str) -> None:
    rows, given, distinct = con.execute(
        f"select count(*), count({quote(id_column)}), count(distinct {_text(id_column)}) from match_data"
    ).fetchall()[0]
    if given < rows or distinct < given:
        raise ConfigError(
            "bad-ids",
            f"ids must be present and unique: {rows - given} rows have none, {given - distinct} repeat one",
            where=f"{data}, column {id_column!r}",
            mend="name another column with --id",
        )


def _text(column: str) -> str:
    return f"{quote(column)}::varchar"


def _first(roles: Roles, role: str, template: str = "{}") -> str:
    columns = roles.columns(role)
    return template.format(f"coalesce({', '.join(map(_text, columns))})") if columns else "null"


def _list(columns: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, columns))}]" if columns else "[]::varchar[]"


def _phones(roles: Roles, role: str) -> str:
    """With the record's country before PART, where it has one: a national number is read by its country's plan."""
    country = _first(roles, "country", "coalesce({}, '')")
    if country == "null":
        return _list(roles.columns(role))
    columns = [f"{country} || {literal(PART)} || {_text(column)}" for column in roles.columns(role)]
    return f"[{', '.join(columns)}]" if columns else "[]::varchar[]"


def _kind(roles: Roles) -> str:
    """As given; else a record with a person's field filled is a person, and one that has only an
    organisation's is one.
    """
    person = [column for role in _PERSON_ROLES for column in roles.columns(role)]
    organization = roles.columns("organization")
    found = "'person'"
    if organization:
        trimmed = ", ".join(f"nullif(trim({_text(column)}), '')" for column in person)
        is_named = f"coalesce({trimmed}) is not null" if person else "false"
        found = f"case when {is_named} then 'person' else 'organization' end"
    given = roles.columns("kind")
    if not given:
        return found
    value = f"lower(trim({_text(given[0])}))"
    return (
        f"case when {value} in ('organization', 'organisation', 'company') then 'organization'"
        f" when {value} = 'person' then 'person' else {found} end"
    )


def _addresses(roles: Roles) -> str:
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
            f"{part} := {_text(by_part[part][number]) if number < len(by_part[part]) else 'null::varchar'}"
            for part in ADDRESS_PARTS
        ]
        structs.append(f"struct_pack({', '.join(fields)})")
    for column in roles.columns("address"):
        fields = [f"{part} := {_text(column) if part == 'street' else 'null::varchar'}" for part in ADDRESS_PARTS]
        structs.append(f"struct_pack({', '.join(fields)})")
    if not structs:
        empty = ", ".join(f"{part} varchar" for part in ADDRESS_PARTS)
        return f"[]::struct({empty})[]"
    return f"[{', '.join(structs)}]"

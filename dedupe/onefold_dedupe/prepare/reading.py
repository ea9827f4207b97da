"""Values of a file that must be read before they can be compared: whole names, tax numbers, phones of a country.

A project's values come standardised; a file's are read here, each distinct one once, by the same standardisers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from onefold_dedupe.features import PART

if TYPE_CHECKING:
    import duckdb

_Row = tuple[str | None, ...]


def read_full_names(con: duckdb.DuckDBPyConnection, *, find_kind: bool) -> None:
    """Split `full_name` of match_input into given, middle and family name; `find_kind` tells organisations by their
    names.
    """
    from onefold_dedupe.standardise.classify import classify_name
    from onefold_dedupe.standardise.person import standardise_person

    def read(name: str) -> _Row:
        if find_kind and classify_name(name) == "organization":
            return "organization", None, None, None
        value = standardise_person(name).value
        if not value:
            return None, None, None, None
        return "person", value.get("given"), value.get("patronymic") or value.get("middle"), value.get("family") or name

    _read(con, "full_name", ("kind", "given", "middle", "family"), read)
    is_company = "r.kind = 'organization' and i.given is null and i.family is null"
    con.execute(
        f"update match_input i set organization = case when {is_company} then coalesce(i.organization,"
        f" i.full_name) else i.organization end,"
        f" kind = case when {is_company} then 'organization' else i.kind end,"
        " given = coalesce(i.given, r.given), middle = coalesce(i.middle, r.middle), family ="
        " coalesce(i.family, r.family)"
        " from match_read r where r.full_name = i.full_name"
    )


def read_tax_ids(con: duckdb.DuckDBPyConnection) -> None:
    """Replace `tax_id` by its compact form and set `tax_id_type` where check digits prove one."""
    from onefold_dedupe.standardise.country import country_code
    from onefold_dedupe.standardise.tax_id import standardise_tax_id

    def read(joined: str) -> _Row:
        country, _, number = joined.partition(PART)
        value = standardise_tax_id(number, country_code(country) if country else None).value
        return value.get("value") or number, value.get("type") if value.get("valid") else None

    con.execute("alter table match_input add column tax_key varchar")
    con.execute("update match_input set tax_key = coalesce(country, '') || ? || tax_id", [PART])
    _read(con, "tax_key", ("value", "type"), read)
    con.execute(
        "update match_input i set tax_id = r.value, tax_id_type = r.type from match_read r where r.tax_key = i.tax_key"
    )


def _read(con: duckdb.DuckDBPyConnection, column: str, found: tuple[str, ...], read: Callable[[str], _Row]) -> None:
    """Write `match_read`: each distinct value of a column of match_input and what `read` makes of it."""
    import pyarrow as pa

    values = [
        row[0]
        for row in con.execute(f"select distinct {column} from match_input where {column} is not null").fetchall()
    ]
    rows: list[tuple[Any, ...]] = [(value, *read(value)) for value in values]
    names = (column, *found)
    table = pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})
    con.register("match_rows", table)
    con.execute("create or replace temp table match_read as select * from match_rows")
    con.unregister("match_rows")

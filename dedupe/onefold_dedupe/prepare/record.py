"""`match.record` from the common input table that the file and the project front end fill.

The input table `match_input` (temporary) has the columns of INPUT_COLUMNS and one `text_<role>` for each other role.
Python sees each distinct value once; everything else is SQL. Order of rows and of lists in the input does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import log2
from typing import TYPE_CHECKING, Any

from onefold_core.identifiers import literal, quote

from onefold_dedupe.features import FEATURES, PART
from onefold_dedupe.prepare import values

if TYPE_CHECKING:
    import duckdb

ADDRESS_PARTS = ("house", "street", "street_2", "postcode", "city", "state")
INPUT_COLUMNS = {
    "record_name": "varchar",
    "kind": "varchar",
    "source": "varchar",
    "object": "varchar",
    "source_key": "varchar",
    "created_at": "timestamptz",
    "given": "varchar",
    "middle": "varchar",
    "family": "varchar",
    "organization": "varchar",
    "birth_date": "varchar",
    "birth_place": "varchar",
    "gender": "varchar",
    "national_id": "varchar",
    "tax_id": "varchar",
    "tax_id_type": "varchar",
    "email": "varchar[]",
    "phone": "varchar[]",
    "fax": "varchar[]",
    "website": "varchar[]",
    "address": f"struct({', '.join(f'{part} varchar' for part in ADDRESS_PARTS)})[]",
}
"""What both front ends know of a record: phones may have a country before PART, the rest is as received."""

RECORD_COLUMNS = ("record_name", "kind", "source", "object", "source_key", "created_at")
"""Columns of `match.record` that are not compared."""

_Text = Callable[[str | None], str | None]
_SCALARS: dict[str, tuple[str, _Text]] = {
    "given": ("given", values.fold),
    "given_key": ("given", values.given_key),
    "middle": ("middle", values.fold),
    "family": ("family", values.fold),
    "family_key": ("family", values.name_key),
    "birth_date": ("birth_date", values.iso_date),
    "birth_place": ("birth_place", values.fold),
    "gender": ("gender", values.gender),
    "national_id": ("national_id", values.identifier),
    "tax_id": ("tax_id", values.identifier),
    "organization_key": ("organization", values.organization_key),
}
_LISTS: dict[str, _Text] = {
    "email": values.email,
    "phone": values.phone,
    "fax": values.phone,
    "website": values.website_host,
}
_FROM_ADDRESS: dict[str, tuple[tuple[str, ...], Callable[..., str | None]]] = {
    "street": (("house", "street", "street_2"), values.street),
    "place": (("postcode", "city", "state"), values.place),
}


def build_records(con: duckdb.DuckDBPyConnection, text_features: Sequence[str] = ()) -> None:
    """Replace `match.record` by the features of every row of `match_input`."""
    con.execute("create schema if not exists match; create schema if not exists match_kept")
    scalars = {**_SCALARS, **{feature: (feature, values.fold) for feature in text_features}}
    expressions: dict[str, str] = {}
    joins: list[str] = []
    for feature, (column, function) in scalars.items():
        table = _map(con, feature, f"select distinct {quote(column)} from match_input", function)
        joins.append(f"left join {table} on {table}.c0 = i.{quote(column)}")
        expressions[feature] = f"{table}.value"
    organization = _map_organizations(con)
    joins.append(f"left join {organization} on {organization}.c0 = i.organization")
    expressions["organization_tokens"] = f"{organization}.value"
    expressions["tax_id"] = f"coalesce(i.tax_id_type, '') || {literal(PART)} || map_tax_id.value"
    expressions["name_set"] = (
        "nullif(array_to_string(list_sort(string_split(concat_ws(' ', map_given_key.value,"
        " map_family_key.value), ' ')), ' '), '')"
    )
    for feature, function in _LISTS.items():
        table = _map(con, feature, f"select distinct unnest({quote(feature)}) from match_input", function)
        joins.append(_list_join(con, feature, feature, {"c0": "u.item"}, table))
        expressions[feature] = f"list_{feature}.list"
    for feature, (parts, compose) in _FROM_ADDRESS.items():
        picked = ", ".join(f"a.{part}" for part in parts)
        table = _map(
            con, feature, f"select distinct {picked} from (select unnest(address) as a from match_input)", compose
        )
        columns = {f"c{number}": f"u.item.{part}" for number, part in enumerate(parts)}
        joins.append(_list_join(con, feature, "address", columns, table))
        expressions[feature] = f"list_{feature}.list"
    names = [feature.name for feature in FEATURES] + list(text_features)
    selected = ", ".join(f"{expressions[name]} as {quote(name)}" for name in names)
    identity = ", ".join(f"i.{name}" for name in RECORD_COLUMNS)
    con.execute(
        f"create or replace table match.record as select {identity}, {selected}"
        f" from match_input i {' '.join(joins)} order by i.record_name"
    )


def _map(con: duckdb.DuckDBPyConnection, feature: str, distinct: str, function: Callable[..., str | None]) -> str:
    """Write `map_<feature>` (c0, c1 …, value) with the function's answer for every distinct row; its quoted name."""
    rows = con.execute(distinct).fetchall()
    results = [(row, function(*row)) for row in rows if any(part is not None for part in row)]
    width = len(con.description or ())
    return _write_map(con, feature, width, [(*row, value) for row, value in results if value is not None])


def _write_map(con: duckdb.DuckDBPyConnection, feature: str, width: int, rows: list[tuple[Any, ...]]) -> str:
    import pyarrow as pa

    names = [*(f"c{number}" for number in range(width)), "value"]
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    mapped = pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
    con.register("mapped_values", mapped)
    con.execute(f"create or replace temp table {quote('map_' + feature)} as select * from mapped_values")
    con.unregister("mapped_values")
    return quote("map_" + feature)


def _list_join(con: duckdb.DuckDBPyConnection, feature: str, column: str, keys: dict[str, str], table: str) -> str:
    """Write `list_<feature>` (record_name, list): the distinct mapped values of each record, sorted; the join to it."""
    match = " and ".join(f"m.{key} is not distinct from {expression}" for key, expression in keys.items())
    name = quote("list_" + feature)
    con.execute(
        f"create or replace temp table {name} as select u.record_name, list_sort(list(distinct m.value)) as list"
        f" from (select record_name, unnest({quote(column)}) as item from match_input) u join {table} m on {match}"
        " group by u.record_name"
    )
    return f"left join {name} on {name}.record_name = i.record_name"


def _map_organizations(con: duckdb.DuckDBPyConnection) -> str:
    """`word=weight …`, rarest first; the weight is log2 of how many times rarer than every name a word is.

    Weights are those of match_kept.company_word where a run before has left them, so that a name is not another one
    because others came.
    """
    rows = con.execute(
        "select organization, count(*) from match_input where organization is not null group by all"
    ).fetchall()
    keys = {raw: values.organization_key(raw) for raw, _ in rows}
    weights, unseen = _word_weights(con, rows, keys)
    described = []
    for raw, key in keys.items():
        words = {word: weights.get(word, unseen) for word in (key or "").split()}
        ranked = sorted(words, key=lambda word: (-words[word], word))
        if ranked:
            described.append((raw, " ".join(f"{word}={words[word]:.1f}" for word in ranked)))
    return _write_map(con, "organization_tokens", 1, described)


def _word_weights(
    con: duckdb.DuckDBPyConnection, rows: list[tuple[str, int]], keys: dict[str, str | None]
) -> tuple[dict[str, float], float]:
    """The weight of each word, kept from the first run on, and that of a word which no name had then."""
    import pyarrow as pa

    con.execute("create table if not exists match_kept.company_word (word varchar, weight double)")
    kept: dict[str | None, float] = dict(con.execute("select word, weight from match_kept.company_word").fetchall())
    if not kept and rows:
        records: Counter[str] = Counter()
        for raw, count in rows:
            records.update(dict.fromkeys((keys[raw] or "").split(), count))
        total = sum(count for _, count in rows)
        kept = {word: round(log2((total + 1) / count) + 0.1, 1) for word, count in sorted(records.items())}
        kept[None] = round(log2(total + 1) + 0.1, 1)
        con.register("kept_words", pa.table({"word": list(kept), "weight": list(kept.values())}))
        con.execute("insert into match_kept.company_word from kept_words")
        con.unregister("kept_words")
    unseen = kept.get(None, 0.1)
    return {word: weight for word, weight in kept.items() if word is not None}, unseen

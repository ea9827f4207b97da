"""`match.record` from the common input table that the file and the project front end fill.

The input table `match_input` (temporary) has the columns of INPUT_COLUMNS and one `text_<role>` for each other role.
Python sees each distinct value once; everything else is SQL. Order of rows and of lists in the input does not matter.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from math import log2
from multiprocessing import get_context
from types import TracebackType
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
    "middle": ("middle", values.name_key),
    "family": ("family", values.fold),
    "family_key": ("family", values.name_key),
    "birth_date": ("birth_date", values.iso_date),
    "birth_place": ("birth_place", values.fold),
    "gender": ("gender", values.gender),
    "national_id": ("national_id", values.identifier),
    "tax_id": ("tax_id", values.identifier),
    "organization_key": ("organization", values.organization_key),
}
_LISTS: dict[str, tuple[str, _Text]] = {
    "email": ("email", values.email),
    "phone": ("phone", values.phone),
    "fax": ("fax", values.phone),
}
"""Feature → the list of match_input it is made of, and how."""
_FROM_ADDRESS: dict[str, tuple[tuple[str, ...], Callable[..., str | None]]] = {
    "street": (("house", "street", "street_2"), values.street),
    "place": (("postcode", "city", "state"), values.place),
}


BATCH = 20_000
"""Distinct values that go to a process at a time: some tenths of a second of work."""
PARALLEL_FROM = 60_000
"""Below this many distinct values of a feature, starting processes takes longer than they save."""


class _Maps:
    """Tables `map_<feature>` of what each distinct value of a column becomes; many values are shared among processes,
    which start with the first long list. A context manager that drops its tables.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, workers: int) -> None:
        self._con, self._workers = con, workers
        self._stack = ExitStack()
        self._pool: ProcessPoolExecutor | None = None
        self._tables: list[str] = []

    def __enter__(self) -> _Maps:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        for table in self._tables:
            self._con.execute(f"drop table if exists {table}")

    def add(self, feature: str, distinct: str, function: Callable[..., str | None]) -> str:
        """Write `map_<feature>` (c0, c1 …, value) with the function's answer for every distinct row that has one; its
        quoted name.
        """
        self._con.execute(f"create or replace temp table match_value as {distinct}")
        columns = [row[0] for row in self._con.execute("describe match_value").fetchall()]
        table = self.begin(feature, len(columns))
        total = int(self._con.execute("select count(*) from match_value").fetchall()[0][0])
        batches = (self._batch(start) for start in range(0, total, BATCH))
        for rows in self._answers(batches, function, total):
            self.fill(table, len(columns), rows)
        self._con.execute("drop table match_value")
        return table

    def begin(self, feature: str, width: int) -> str:
        """An empty table of `width` columns and their value."""
        table = quote("map_" + feature)
        columns = ", ".join(f"{name} varchar" for name in (*(f"c{number}" for number in range(width)), "value"))
        self._con.execute(f"create or replace temp table {table} ({columns})")
        self._tables.append(table)
        return table

    def fill(self, table: str, width: int, rows: list[tuple[Any, ...]]) -> None:
        """Add rows of `width` columns and their value."""
        import pyarrow as pa

        names = [*(f"c{number}" for number in range(width)), "value"]
        columns = zip(*rows, strict=True) if rows else ([] for _ in names)
        mapped = pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
        self._con.register("mapped_values", mapped)
        self._con.execute(f"insert into {table} from mapped_values")
        self._con.unregister("mapped_values")

    def keep(self, table: str) -> None:
        """Drop this table too in the end."""
        self._tables.append(table)

    def drop(self, *tables: str) -> None:
        """Drop these already now."""
        for table in tables:
            self._tables.remove(table)
            self._con.execute(f"drop table {table}")

    def _batch(self, start: int) -> list[tuple[Any, ...]]:
        query = "select * from match_value where rowid >= ? and rowid < ?"
        return self._con.execute(query, [start, start + BATCH]).fetchall()

    def _answers(
        self, batches: Iterator[list[tuple[Any, ...]]], function: Callable[..., str | None], total: int
    ) -> Iterator[list[tuple[Any, ...]]]:
        if self._workers < 2 or total < PARALLEL_FROM:
            yield from (_answer(function, batch) for batch in batches)
            return
        if self._pool is None:
            self._pool = self._stack.enter_context(ProcessPoolExecutor(self._workers, get_context("spawn")))
        waiting: deque[Future[list[tuple[Any, ...]]]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(_answer, function, batch))
            if len(waiting) >= 2 * self._workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _answer(function: Callable[..., str | None], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    answers = ((row, function(*row)) for row in rows if any(part is not None for part in row))
    return [(*row, value) for row, value in answers if value is not None]


_ADD = "insert into match.record by name"


def build_records(
    con: duckdb.DuckDBPyConnection, text_features: Sequence[str] = (), *, workers: int = 1, replace: bool = True
) -> None:
    """Replace `match.record` by the features of every row of `match_input`, which is dropped; without `replace` add
    them to it.

    `workers` processes share long lists of values; they are spawned, so a script that asks for more than one must guard
    its main module. The result does not depend on it.
    """
    con.execute("create schema if not exists match; create schema if not exists match_kept")
    with _Maps(con, workers) as maps:
        _build(con, text_features, maps, "create or replace table match.record as" if replace else _ADD)
    con.execute("drop table match_input")


def _build(con: duckdb.DuckDBPyConnection, text_features: Sequence[str], maps: _Maps, write: str) -> None:
    scalars = {**_SCALARS, **{feature: (feature, values.fold) for feature in text_features}}
    expressions: dict[str, str] = {}
    joins: list[str] = []
    for feature, (column, function) in scalars.items():
        table = maps.add(feature, f"select distinct {quote(column)} from match_input", function)
        joins.append(f"left join {table} on {table}.c0 = i.{quote(column)}")
        expressions[feature] = f"{table}.value"
    organization = _map_organizations(con, maps)
    joins.append(f"left join {organization} on {organization}.c0 = i.organization")
    expressions["organization_tokens"] = f"{organization}.value"
    expressions["tax_id"] = f"coalesce(i.tax_id_type, '') || {literal(PART)} || map_tax_id.value"
    expressions["name_set"] = (
        "nullif(array_to_string(list_sort(string_split(concat_ws(' ', map_given_key.value,"
        " map_family_key.value), ' ')), ' '), '')"
    )
    mapped: list[str] = []
    for feature, (items, function) in _LISTS.items():
        table = maps.add(feature, f"select distinct unnest({items}) from match_input", function)
        mapped.append(table)
        joins.append(_list_join(con, maps, feature, items, {"c0": "u.item"}, table))
        expressions[feature] = f"list_{feature}.list"
    table = _map_domains(con, maps)
    mapped.append(table)
    items = "list_concat(website, email)"
    joins.append(_list_join(con, maps, "website", items, {"c0": "u.item"}, table))
    expressions["website"] = "list_website.list"
    for feature, (parts, compose) in _FROM_ADDRESS.items():
        picked = ", ".join(f"a.{part}" for part in parts)
        table = maps.add(
            feature, f"select distinct {picked} from (select unnest(address) as a from match_input)", compose
        )
        mapped.append(table)
        columns = {f"c{number}": f"u.item.{part}" for number, part in enumerate(parts)}
        joins.append(_list_join(con, maps, feature, "address", columns, table))
        expressions[feature] = f"list_{feature}.list"
    # What the lists were made of would be held beside all the joins of the next statement.
    maps.drop(*mapped)
    for column in (*_LISTS, "website", "address"):
        con.execute(f"alter table match_input drop column {column}")
    names = [feature.name for feature in FEATURES] + list(text_features)
    selected = ", ".join(f"{expressions[name]} as {quote(name)}" for name in names)
    identity = ", ".join(f"i.{name}" for name in RECORD_COLUMNS)
    con.execute(f"{write} select {identity}, {selected} from match_input i {' '.join(joins)} order by i.record_name")


def _map_domains(con: duckdb.DuckDBPyConnection, maps: _Maps) -> str:
    """Own domains of websites, and of the mailboxes of `map_email`, of which only the hosts are read again."""
    table = maps.add(
        "website",
        "select unnest(website) from match_input union"
        " select item from (select unnest(email) as item from match_input) anti join map_email on c0 = item",
        values.own_domain,
    )
    host = "string_split(value, '@')[-1]"
    hosts = maps.add("host", f"select distinct {host} from map_email", values.mailbox_domain)
    con.execute(
        f"insert into {table} select c0, h.value from (select c0, {host} as host from map_email)"
        f" join (select c0 as host, value from {hosts}) h using (host)"
    )
    return table


def _list_join(
    con: duckdb.DuckDBPyConnection, maps: _Maps, feature: str, items: str, keys: dict[str, str], table: str
) -> str:
    """Write `list_<feature>` (at, list): the distinct mapped values of each row's record, sorted; the join to it."""
    match = " and ".join(f"m.{key} is not distinct from {expression}" for key, expression in keys.items())
    name = quote("list_" + feature)
    con.execute(
        f"create or replace temp table {name} as select u.at, list_sort(list(distinct m.value)) as list"
        f" from (select rowid as at, unnest({items}) as item from match_input) u join {table} m on {match}"
        " group by u.at"
    )
    maps.keep(name)
    return f"left join {name} on {name}.at = i.rowid"


def _map_organizations(con: duckdb.DuckDBPyConnection, maps: _Maps) -> str:
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
    table = maps.begin("organization_tokens", 1)
    maps.fill(table, 1, described)
    return table


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

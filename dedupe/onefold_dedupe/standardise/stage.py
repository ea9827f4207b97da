"""The standardise stage: distinct values of the intermediate tables into standardised.*, cached by id and rule
version.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_core.identifiers import quote, quote_path

from onefold_dedupe.standardise.address.gazetteer import active_gazetteer, use_gazetteer, using_gazetteer
from onefold_dedupe.standardise.kernels import KERNELS, Kernel, run_kernel
from onefold_dedupe.standardise.version import rule_version

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BATCH_ROWS = 10_000
"""About half a second of work, so that progress moves and what is kept of the batches on their way stays small."""
WRITTEN_ROWS = 122_880
"""Rows of an insert: a row group of DuckDB, which is packed once and not again when the next rows come."""
TABLE_MEMORY = "384MiB"
"""What DuckDB may hold during the stage: while it may it keeps every block it has touched, and is no faster for it."""
PARALLEL_FROM = 60_000
"""Below this many new values, starting processes takes longer than they save."""

Progress = Callable[[str, int, int], None]
"""Called with table, values done and values to do."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a kernel's distinct values come from; `key` is the expression of their id there, `origin` a relation in
    place of the table.
    """

    kernel: Kernel
    table: str
    key: str
    present: str
    origin: str = ""

    @property
    def rows(self) -> str:
        return self.origin or quote_path("intermediate", self.table)


_ORDERED_BIRTH_DATES = """(
    select party.source, party.object, party.birth_date as raw, orders.day_month_order
    from intermediate.int_party as party
    left join date_order as orders using (source, object)
) as born"""
"""Orders of the dates of each source's object (`_find_date_orders`) beside the dates; they are part of the key, so that
an object whose order becomes known is read again.
"""


_SOURCES = (
    _Source(KERNELS["name"], "int_party", "name_id", "name_id is not null"),
    _Source(KERNELS["contact_point"], "int_contact_point", "value_id", "value is not null"),
    _Source(KERNELS["address"], "int_address", "address_id", "address_id is not null"),
    _Source(KERNELS["tax_id"], "int_party", "tax_id_id", "tax_id is not null"),
    _Source(
        KERNELS["birth_date"],
        "int_party",
        "concat_ws(chr(31), source, object, coalesce(day_month_order, ''), raw)",
        "raw is not null",
        _ORDERED_BIRTH_DATES,
    ),
    _Source(KERNELS["country"], "int_party", "trim(country)", "trim(country) <> ''"),
)
_SQL_TYPES = {
    "string": "varchar",
    "double": "double",
    "bool": "boolean",
    "date32[day]": "date",
    "list<item: string>": "varchar[]",
}


def run_standardise(
    con: duckdb.DuckDBPyConnection,
    *,
    default_country: str | None,
    progress: Progress | None = None,
    workers: int = 1,
    gazetteer: Path | None = None,
) -> dict[str, int]:
    """Bring standardised.* up to date with intermediate.int_party, int_contact_point and int_address; newly read
    values by table.

    Values already read by these rules for this default country are kept, those of other rules or no longer present
    are deleted. `workers`
    processes share long lists; they are spawned, so a script that asks for more than one must guard its main module.
    The result does
    not depend on it.
    """
    con.execute(f"create schema if not exists {quote('standardised')}")
    _find_date_orders(con)
    done: dict[str, int] = {}
    with ExitStack() as stack:
        stack.enter_context(_bounded_tables(con))
        stack.enter_context(using_gazetteer(gazetteer))
        pool: list[ProcessPoolExecutor] = []

        def processes() -> ProcessPoolExecutor:
            if not pool:
                started = ProcessPoolExecutor(workers, get_context("spawn"), use_gazetteer, (gazetteer,))
                pool.append(stack.enter_context(started))
            return pool[0]

        for source in _SOURCES:
            version = _version(default_country, source.kernel.table)
            total = _prepare(con, source, version)
            run = processes if workers > 1 and total >= PARALLEL_FROM else None
            _read_pending(con, source, version, default_country, total, progress, run, workers)
            done[source.kernel.table] = total
    return done


@contextmanager
def _bounded_tables(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """`TABLE_MEMORY` for the time of the block; what does not fit is spilled to the warehouse's temp_directory."""
    (before,) = con.execute("select current_setting('memory_limit')").fetchone() or ("",)
    con.execute(f"set memory_limit = '{TABLE_MEMORY}'")
    try:
        yield
    finally:
        con.execute(f"set memory_limit = '{before}'")


def _version(default_country: str | None, table: str) -> str:
    """Results depend on the default country as they do on the rules, those of addresses on the gazetteer too."""
    listed = active_gazetteer() if table == "address" else None
    parts = (rule_version(), (default_country or "").upper(), listed.version if listed else "")
    return "-".join(filter(None, parts))


def _target(source: _Source) -> str:
    return quote_path("standardised", source.kernel.table)


def _prepare(con: duckdb.DuckDBPyConnection, source: _Source, version: str) -> int:
    """Create the table, drop what is stale or gone, list what is to be read in `pending_value`; how many."""
    target, kernel = _target(source), source.kernel
    _drop_if_of_other_columns(con, kernel)
    columns = ", ".join(f"{quote(field.name)} {_sql_type(kernel, field)}" for field in kernel.schema)
    con.execute(f"create table if not exists {target} ({columns})")
    origin = source.rows
    key = quote(kernel.key)
    present = f"{source.present} and {source.key} is not null"
    con.execute(f"delete from {target} where rule_version <> ?", [version])
    received = f"(select {source.key} as {key} from {origin} where {present}) as received"
    is_new = ""
    if _count(con, f"select count(*) from {target}"):
        # What is gone and what is new in one pass over the keys alone: of a night's million rows few are either.
        con.execute(
            f"create or replace temp table changed_key as select known.rowid as known_row, received.{key} as {key} "
            f"from {target} as known full join {received} on known.{key} = received.{key} "
            f"where known.{key} is null or received.{key} is null"
        )
        con.execute(f"delete from {target} where rowid in (select known_row from changed_key where {key} is null)")
        is_new = f" semi join (select {key} from changed_key where known_row is null) using ({key})"
    # The key is made of what is read: of the rows that share it any will do.
    reads = "".join(f", any_value({quote(name)}) as {quote(name)}" for name in kernel.reads)
    columns = ", ".join([f"{source.key} as {key}", *(quote(name) for name in kernel.reads)])
    # Of one country, street or employer together: what the readers remember of the last value serves the next.
    order = ", ".join([*map(quote, dict.fromkeys((*kernel.order, *reversed(kernel.reads)))), key])
    con.execute(
        "create or replace temp table pending_value as "
        f"select {key}{reads} from (select {columns} from {origin} where {present}) as received{is_new} "
        f"group by {key} order by {order}"
    )
    con.execute("drop table if exists changed_key")
    return _count(con, "select count(*) from pending_value")


def _drop_if_of_other_columns(con: duckdb.DuckDBPyConnection, kernel: Kernel) -> None:
    """What a release with other columns wrote is read anew."""
    found = con.execute(
        "select column_name from duckdb_columns() where database_name = current_database() "
        "and schema_name = 'standardised' and table_name = ?",
        [kernel.table],
    ).fetchall()
    if found and {name for (name,) in found} != set(kernel.schema.names):
        con.execute(f"drop table {quote_path('standardised', kernel.table)}")


def _find_date_orders(con: duckdb.DuckDBPyConnection) -> None:
    """`date_order`: of each object of a source whose dates of birth prove one, the order of day and month."""
    from onefold_dedupe.standardise.date import DATE_OF_NUMBERS, day_month_order

    rows = con.execute(
        "select source, object, list(distinct birth_date order by birth_date) from intermediate.int_party "
        "where regexp_matches(birth_date, ?) group by source, object",
        [DATE_OF_NUMBERS],
    ).fetchall()
    con.execute("create or replace temp table date_order (source varchar, object varchar, day_month_order varchar)")
    for source, object_name, dates in rows:
        order = day_month_order(dates).decided
        if order is not None:
            con.execute("insert into date_order values (?, ?, ?)", [source, object_name, order])


def _sql_type(kernel: Kernel, field: Any) -> str:
    if kernel.table == "address" and field.name == "canonical":
        return "json"
    return _SQL_TYPES[str(field.type)]


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _read_pending(
    con: duckdb.DuckDBPyConnection,
    source: _Source,
    version: str,
    default_country: str | None,
    total: int,
    progress: Progress | None,
    processes: Callable[[], ProcessPoolExecutor] | None,
    workers: int,
) -> None:
    kernel = source.kernel
    done = 0
    batches = (_batch(con, kernel, start) for start in range(0, total, BATCH_ROWS))
    results = (
        _in_processes(processes(), kernel.table, batches, default_country, workers)
        if processes is not None
        else (run_kernel(kernel.table, batch, default_country) for batch in batches)
    )
    read: list[pa.RecordBatch] = []
    for result in results:
        read.append(result)
        done += result.num_rows
        if done == total or sum(batch.num_rows for batch in read) >= WRITTEN_ROWS:
            _insert(con, source, read, version)
            read = []
        if progress is not None:
            progress(kernel.table, done, total)
    con.execute("drop table if exists pending_value")


def _batch(con: duckdb.DuckDBPyConnection, kernel: Kernel, start: int) -> pa.RecordBatch:
    columns = ", ".join(quote(name) for name in (kernel.key, *kernel.reads))
    rows = con.execute(
        f"select {columns} from pending_value where rowid >= ? and rowid < ? order by rowid",
        [start, start + BATCH_ROWS],
    )
    return rows.to_arrow_table().combine_chunks().to_batches()[0]


def _in_processes(
    pool: ProcessPoolExecutor,
    table: str,
    batches: Iterator[pa.RecordBatch],
    default_country: str | None,
    workers: int,
) -> Iterator[pa.RecordBatch]:
    """Results in the order of the batches, at most twice as many batches in flight as there are processes."""
    waiting: deque[Future[pa.RecordBatch]] = deque()
    for batch in batches:
        waiting.append(pool.submit(run_kernel, table, batch, default_country))
        if len(waiting) >= 2 * workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _insert(con: duckdb.DuckDBPyConnection, source: _Source, read: list[pa.RecordBatch], version: str) -> None:
    import pyarrow as pa

    table = pa.Table.from_batches(read)
    stamp = pa.array([version] * table.num_rows, pa.string())
    stamped = table.set_column(table.schema.get_field_index("rule_version"), "rule_version", stamp)
    con.register("standardised_batch", stamped)
    names = ", ".join(quote(field.name) for field in source.kernel.schema)
    con.execute(f"insert into {_target(source)} ({names}) select {names} from standardised_batch")
    con.unregister("standardised_batch")
    # Batches come from other processes in pieces of every size; what Arrow would keep of them grows with each insert.
    pa.default_memory_pool().release_unused()

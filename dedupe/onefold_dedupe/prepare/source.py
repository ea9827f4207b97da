"""The rows to match, wherever they come from: a file or an Arrow table, as DuckDB columns of text or lists of text.

DuckDB reads a file where it reads it exactly; anything else (another encoding, rows of another width, a line that is
no JSON) goes through the guarded readers, which read it right or name the line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.identifiers import literal, quote
from onefold_core.readers import ROW_COLUMN, FileSpec, Table, read_table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FORMATS = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}
ID_COLUMN = "_of_id"
SHOWN = 40
"""Columns an error lists; a file of ten thousand has a name to offer, not a page of them."""
_RENAMED = re.compile(r"_\d+$", re.MULTILINE)
"""What DuckDB calls the second of two names that differ by case, and perhaps what somebody else does."""
_LONGEST_EXACT = 1e15
"""Whole floats below this are written without a point, as a spreadsheet shows them: phones and postcodes are such."""


@dataclass(frozen=True)
class Column:
    """SQL that reads a column as it is, and as text (a list of texts where `is_list`); `name` is its name in
    match_data, where two names that differ in case could not stand.
    """

    name: str
    value: str
    text: str
    is_list: bool = False


@dataclass(frozen=True)
class Source:
    """An open table `match_source` with one row a record, and its columns by name; all are text in a `is_text` one."""

    where: str
    columns: Mapping[str, Column]
    is_text: bool = False

    def require(self, column: str, where: str, mend: str) -> None:
        """ConfigError when there is no such column; the nearest names are offered first."""
        if column not in self.columns:
            raise ConfigError(
                "unknown-column",
                f"the data has no column {column[:60]!r}",
                where=where,
                valid=offered(column, self.columns),
                mend=mend,
            )


def offered(column: str, available: Collection[str]) -> list[str]:
    """Names to offer for one that is not there: all in order, or the nearest of very many."""
    if len(available) <= SHOWN:
        return list(available)
    near = get_close_matches(column, available, SHOWN // 4, 0.4)
    return [*(near or list(available)[:SHOWN]), f"… ({len(available):,} columns)"]


def open_file(con: duckdb.DuckDBPyConnection, data: Path) -> Source:
    """A CSV, Parquet or JSON Lines file.

    ConfigError when it is missing or of no such format; SourceTerminalError, with file and line, when it cannot be
    read whole: no row is left out.
    """
    form = FORMATS.get(data.suffix.lower())
    if form is None:
        raise ConfigError(
            "unknown-format", "this kind of file cannot be matched", where=str(data), valid=sorted(FORMATS)
        )
    if not data.is_file():
        what = "the data file is a folder" if data.is_dir() else "the data file is missing"
        raise ConfigError("missing-file", what, where=str(data), mend="check the path")
    try:
        data.open("rb").close()
    except OSError as error:
        raise ConfigError(
            "unreadable-file", f"the data file cannot be read: {error.strerror}", where=str(data)
        ) from None
    return {"csv": _open_csv, "jsonl": _open_json, "parquet": _open_parquet}[form](con, data)


def open_table(con: duckdb.DuckDBPyConnection, table: pa.Table, where: str) -> Source:
    """An Arrow table; ConfigError when two columns have one name or a type that has no text."""
    import duckdb

    twice = [name for name, count in Counter(table.column_names).items() if count > 1]
    if twice:
        raise ConfigError(
            "bad-table",
            f"two columns are called {twice[0][:60]!r}",
            where=where,
            mend="give each column a name of its own",
        )
    try:
        con.register("match_source", table.rename_columns([f"t{n}" for n in range(table.num_columns)]))
        return _described(con, where, table.column_names)
    except duckdb.Error as error:
        raise ConfigError(
            "bad-table",
            f"a column's type cannot be read as text ({type(error).__name__})",
            where=where,
            mend="cast the column to text, or leave it out of the table",
        ) from None


def load(con: duckdb.DuckDBPyConnection, source: Source, id_column: str, used: Iterable[str]) -> None:
    """Fill `match_data`: `_of_row` (from 0, in the order of the rows), `_of_id` (the id's own text) and the used
    columns as text or lists of text; SourceTerminalError when a row cannot be read.
    """
    import duckdb

    parts = [f"(row_number() over () - 1)::bigint as {ROW_COLUMN}"]
    parts.append(f"{source.columns[id_column].value}::varchar as {ID_COLUMN}")
    parts += [f"{source.columns[name].text} as {source.columns[name].name}" for name in dict.fromkeys(used)]
    try:
        con.execute(f"create or replace temp table match_data as select {', '.join(parts)} from match_source")
        if source.is_text:
            con.execute("drop table match_source")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise SourceTerminalError(
            "unreadable-rows",
            f"the rows cannot be read to their end ({type(error).__name__})",
            where=source.where,
            mend="write the data again, then run the same command",
        ) from None


def _open_csv(con: duckdb.DuckDBPyConnection, data: Path) -> Source:
    import duckdb

    table = read_table(data, FileSpec(format="csv"))
    if table.facts.encoding == "utf-8" and table.facts.compression is None:
        # Nothing is left to guess: from a sample without quotes DuckDB concludes that there are none, and trips over
        # the first one behind it.
        reader = (
            f"read_csv({literal(str(data))}, all_varchar=true, header=true, quote='\"', escape='\"', comment='',"
            f" delim={literal(table.facts.delimiter or ',')}, strict_mode=true, null_padding=false, sample_size=1000,"
            " max_line_size=17000000)"
        )
        try:
            described = con.execute(f"describe from {reader}").fetchall()
            if [row[0].strip() for row in described] == list(table.headers):
                names = [row[0] for row in described]
                con.execute(f"create or replace temp table match_source as from {reader}")
                texts = (Column(f"c{n}", quote(name), quote(name)) for n, name in enumerate(names))
                return Source(str(data), dict(zip(table.headers, texts, strict=True)), is_text=True)
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            pass
    return _guarded(con, data, table)


def _open_json(con: duckdb.DuckDBPyConnection, data: Path) -> Source:
    """An array of values is a list, as several phones of one record are; what is deeper stays JSON text."""
    source = _exact_json(con, data) or _guarded(con, data, read_table(data, FileSpec(format="jsonl")))
    tests = ", ".join(f"coalesce(bool_or({_is_array(one.value)}), false)" for one in source.columns.values())
    found = con.execute(f"select {tests} from match_source").fetchall()[0] if tests else ()
    columns = {
        name: replace(one, text=_json_list(one.value), is_list=True) if is_list else one
        for (name, one), is_list in zip(source.columns.items(), found, strict=True)
    }
    return Source(source.where, columns, is_text=True)


def _exact_json(con: duckdb.DuckDBPyConnection, data: Path) -> Source | None:
    """The file by DuckDB, thirty times faster; None where a line is not one flat object in UTF-8, or two keys differ by
    case only.
    """
    import duckdb

    reader = (
        f"read_json({literal(str(data))}, format='newline_delimited', records=true, maximum_depth=1, sample_size=-1,"
        " maximum_object_size=17000000)"
    )
    try:
        con.execute(f"create or replace temp table match_source as from {reader}")
        relation = con.table("match_source")
        names = relation.columns
        if any(str(kind) != "JSON" for kind in relation.types) or _RENAMED.search("\n".join(names)):
            return None
        objects = ", ".join(f"coalesce(bool_or(json_type({quote(name)}) = 'OBJECT'), false)" for name in names)
        if any(con.execute(f"select {objects} from match_source").fetchall()[0]):
            return None
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return None
    texts = [f"({quote(name)} ->> '$')" for name in names]
    columns = {name: Column(f"c{n}", text, text) for n, (name, text) in enumerate(zip(names, texts, strict=True))}
    return Source(str(data), columns, is_text=True)


def _is_array(value: str) -> str:
    return f"starts_with({value}, '[') and json_valid({value})"


def _json_list(value: str) -> str:
    array = f"list_transform(from_json({value}, '[\"JSON\"]'), lambda e: e ->> '$')"
    return f"case when {_is_array(value)} then {array} when {value} is not null then [{value}] end"


def _open_parquet(con: duckdb.DuckDBPyConnection, data: Path) -> Source:
    import duckdb

    try:
        con.execute(f"create or replace temp view match_source as from read_parquet({literal(str(data))})")
        return _described(con, str(data), con.table("match_source").columns)
    except duckdb.Error:
        raise SourceTerminalError(
            "bad-parquet",
            "the file is not Parquet, or it is cut off",
            where=str(data),
            mend="write or fetch the file again",
        ) from None


def _guarded(con: duckdb.DuckDBPyConnection, data: Path, table: Table) -> Source:
    """The file as the guarded reader gives it; SourceTerminalError names the first rows that cannot be read."""
    import pyarrow as pa

    names = [f"c{n}" for n in range(len(table.headers))]
    schema = pa.schema([(name, pa.string()) for name in names])
    batches = (pa.RecordBatch.from_arrays(b.columns[:-1], schema=schema) for b in table.batches)
    con.register("match_batches", pa.RecordBatchReader.from_batches(schema, batches))
    con.execute("create or replace temp table match_source as from match_batches")
    con.unregister("match_batches")
    if table.rejected:
        reasons = Counter(row.reason for row in table.rejected)
        lines = ", ".join(str(row.line) for row in table.rejected[:10])
        more = " …" if len(table.rejected) > 10 else ""
        raise SourceTerminalError(
            "unreadable-rows",
            f"{len(table.rejected):,} rows cannot be read: {', '.join(sorted(reasons))}",
            where=f"{data}, line {lines}{more}",
            mend="correct these lines, or take them out, then run the same command",
        )
    columns = {h: Column(name, name, name) for h, name in zip(table.headers, names, strict=True)}
    return Source(str(data), columns, is_text=True)


def _described(con: duckdb.DuckDBPyConnection, where: str, names: Iterable[str]) -> Source:
    """The columns of `match_source` by their types; a struct gives one column a field, as `outer.inner`."""
    columns: dict[str, Column] = {}
    relation = con.table("match_source")
    kinds: list[Any] = relation.types  # duckdb's stubs do not tell a type's children apart
    for name, inside, kind in zip(names, relation.columns, kinds, strict=True):
        for field, field_kind in kind.children if kind.id == "struct" else [("", kind)]:
            value = f"{quote(inside)}.{quote(field)}" if field else quote(inside)
            path = f"{name}.{field}" if field else name
            own = f"c{len(columns)}"
            if field_kind.id in ("list", "array"):
                texts = f"list_transform({value}, lambda e: {_text('e', field_kind.children[0][1].id)})"
                columns[path] = Column(own, value, texts, is_list=True)
            else:
                columns[path] = Column(own, value, _text(value, field_kind.id))
    return Source(where, columns)


def _text(value: str, kind: str) -> str:
    """SQL of a value as the text a spreadsheet would show."""
    if kind in ("float", "double"):
        whole = f"{value} = trunc({value}) and abs({value}) < {_LONGEST_EXACT}"
        text = f"when {whole} then {value}::bigint::varchar else {value}::varchar"
        return f"case when isnan({value}) then null {text} end"
    if kind == "decimal":
        return f"case when {value} = trunc({value}) then trunc({value})::hugeint::varchar else {value}::varchar end"
    if kind.startswith("timestamp"):
        return f"regexp_replace({value}::varchar, ' 00:00:00(\\+00)?$', '')"
    if kind in ("struct", "map", "union", "list", "array"):
        return f"to_json({value})::varchar"
    return f"{value}::varchar"

"""One value, a list or a column standardised: distinct values once, by processes on request, the answer in the
caller's own world.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from decimal import Decimal
from functools import cache, partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from onefold_core.errors import ConfigError

from onefold_dedupe.standardise.collection import without_collection
from onefold_dedupe.standardise.files import standardiser, text_of
from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.values import VALUES, AddressParts, Result, typed_value

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK_VALUES = 5_000
"""A quarter of a second of work or more, so that sending it to a process costs little beside it."""

Asked = tuple[str, str | None]
"""A raw value and the country hint it comes with: what an answer depends on."""
_SCALARS = (str, bytes, bool, int, float, Decimal, datetime.date, datetime.datetime)
T = TypeVar("T")


def standardise_values(kind: str, values: Any, country: Any = None, type_: str | None = None, workers: int = 1) -> Any:
    """What `onefold.standardise` says; ConfigError for an unknown kind, or countries of another length than values."""
    standardiser(kind)
    if _is_one(country):
        country = text_of(country) or None
    if _is_one(values):
        if not (country is None or isinstance(country, str)):
            raise ConfigError("length-mismatch", "one value came with a list or a column of countries")
        return _typed(kind, type_, [(text_of(values), country)])[0]
    world = _world(values)
    if world is None:
        texts = [text_of(raw) for raw in values]
        asked = _asked(texts, _countries(country, len(texts)))
        distinct, places = _distinct(asked)
        type_ = _column_type(kind, type_, distinct)
        chunks = _by_chunks(partial(_typed, kind, type_), distinct, workers)
        found = [result for chunk in chunks for result in chunk]
        return [found[place] for place in places]
    return world(values, country, lambda raws, hints: _column(kind, raws, hints, type_, workers))


def _is_one(value: Any) -> bool:
    """Whether `value` is one value, not a list or a column."""
    if value is None or isinstance(value, _SCALARS):
        return True
    world = _world(value)
    return not isinstance(value, Iterable) and world in (None, _pandas)  # pandas has scalars of its own: NA, Period


def _column_type(kind: str, type_: str | None, asked: Sequence[Asked]) -> str | None:
    """Dates of one column are in one order, which some of them prove for all; not where each has a country of its
    own.
    """
    if kind != "date" or len({country for _, country in asked}) > 1:
        return type_
    from onefold_dedupe.standardise.date import with_order

    return with_order(type_, (raw for raw, _ in asked))


def _typed(kind: str, type_: str | None, asked: Sequence[Asked]) -> list[Result[Any]]:
    read = standardiser(kind)
    with without_collection():
        found = (read(raw, country, type_) for raw, country in asked)
        return [
            Result(
                one.status, typed_value(kind, one.value), one.key, one.confidence, tuple(one.changes), tuple(one.issues)
            )
            for one in found
        ]


# ---------- a column as Arrow


@cache
def column_schema(kind: str) -> pa.Schema:
    """The columns that standardising a column of `kind` gives: status, the value's fields, key, confidence, notes."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    value = [pa.field(name, type_) for name, type_ in _arrow_fields(VALUES[kind]) if name != "key"]
    judged = [("key", pa.string()), ("confidence", pa.float64()), ("changes", texts), ("issues", texts)]
    return pa.schema([pa.field("status", pa.string()), *value, *(pa.field(*one) for one in judged)])


def _arrow_fields(cls: type[Any], *, has_others: bool = True) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa

    hints = get_type_hints(cls)
    for field in fields(cls):
        hint = hints[field.name]
        if field.name == "others":
            if has_others:
                yield "others", pa.list_(pa.struct(list(_arrow_fields(cls, has_others=False))))
        elif hint == tuple[str, ...]:
            yield field.name, pa.list_(pa.string())
        elif AddressParts in get_args(hint):
            yield field.name, pa.struct(list(_arrow_fields(AddressParts)))
        else:
            yield field.name, pa.bool_() if bool in get_args(hint) else pa.string()


def _table(kind: str, type_: str | None, asked: Sequence[Asked]) -> pa.Table:
    """The rows of `asked`, in order."""
    import pyarrow as pa

    read = standardiser(kind)
    with without_collection():
        found: list[Standardised] = [read(raw, country, type_) for raw, country in asked]
    judged = {
        "status": [one.status for one in found],
        "key": [one.key for one in found],
        "confidence": [one.confidence for one in found],
        "changes": [list(one.changes) for one in found],
        "issues": [list(one.issues) for one in found],
    }
    values = [one.value for one in found]
    schema = column_schema(kind)
    columns = [
        pa.array(
            judged[field.name] if field.name in judged else [value.get(field.name) for value in values], field.type
        )
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(kind: str, raws: Any, countries: Any, type_: str | None, workers: int) -> pa.Table:
    import pyarrow as pa

    texts = _texts(raws)
    hints = countries if countries is None or isinstance(countries, str) else _texts(countries)
    distinct, places = _distinct(_asked(texts, _countries(hints, len(texts))))
    type_ = _column_type(kind, type_, distinct)
    tables = list(_by_chunks(partial(_table, kind, type_), distinct, workers))
    table = pa.concat_tables(tables) if tables else column_schema(kind).empty_table()
    return table if len(distinct) == len(places) else table.take(pa.array(places, pa.int64()))


def _texts(column: Any) -> list[str]:
    """Any Arrow column as text; null is the empty text."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_nested(kind):
        raise _not_a_column()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return [text or "" for text in column.cast(pa.string()).to_pylist()]
    return [text_of(raw) for raw in column.to_pylist()]


# ---------- distinct values, by chunks


def _countries(country: Any, count: int) -> Sequence[str | None]:
    if country is None or isinstance(country, str):
        return [country] * count
    hints = [text_of(one) or None for one in country]
    if len(hints) != count:
        raise ConfigError("length-mismatch", f"{count} values came with {len(hints)} countries")
    return hints


def _asked(texts: Sequence[str], countries: Sequence[str | None]) -> list[Asked]:
    return list(zip(texts, countries, strict=True))


def _distinct(asked: Sequence[Asked]) -> tuple[list[Asked], list[int]]:
    """Each different one, in order of appearance, and the place of every one among them."""
    place: dict[Asked, int] = {}
    places = [place.setdefault(one, len(place)) for one in asked]
    return list(place), places


def _by_chunks(read: Callable[[Sequence[Asked]], T], asked: Sequence[Asked], workers: int) -> Iterator[T]:
    """`read` over slices of `asked`, in order, by `workers` spawned processes when there is work for two."""
    chunks = [asked[start : start + CHUNK_VALUES] for start in range(0, len(asked), CHUNK_VALUES)]
    if workers < 2 or len(chunks) < 2:
        yield from map(read, chunks)
        return
    from onefold_dedupe.standardise.address.gazetteer import gazetteer_path, use_gazetteer

    listed = (gazetteer_path(),)
    with ProcessPoolExecutor(min(workers, len(chunks)), get_context("spawn"), use_gazetteer, listed) as pool:
        yield from pool.map(read, chunks)


# ---------- the caller's world

Standardise = Callable[[Any, Any], Any]
"""From an Arrow column and a country or a column of them to the table of results."""
World = Callable[[Any, Any, Standardise], Any]


def _world(values: Any) -> World | None:
    library = type(values).__module__.partition(".")[0]
    named = {"pandas": _pandas, "polars": _polars, "duckdb": _duckdb, "_duckdb": _duckdb}.get(library)
    if named is not None:
        return named
    return _arrow if hasattr(values, "__arrow_c_array__") or hasattr(values, "__arrow_c_stream__") else None


def _arrow(values: Any, country: Any, standardise: Standardise) -> Any:
    return standardise(_arrow_column(values), _arrow_column(country))


def _pandas(values: Any, country: Any, standardise: Standardise) -> Any:
    import pandas as pd
    import pyarrow as pa

    if isinstance(values, pd.DataFrame):
        raise _not_a_column()
    if isinstance(values, pd.Series) and isinstance(country, pd.Series) and not values.index.equals(country.index):
        raise ConfigError(
            "index-mismatch",
            "the column of countries has another index than the values",
            mend="take both from one frame, or give the countries as a list when their order is that of the values",
        )
    table = standardise(_arrow_column(values), _arrow_column(country))
    frame = table.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
    frame.index = values.index if isinstance(values, pd.Series) else values
    return frame


def _polars(values: Any, country: Any, standardise: Standardise) -> Any:
    import polars as pl

    if not isinstance(values, pl.Series):
        raise _not_a_column()
    return pl.DataFrame(standardise(_arrow_column(values), _arrow_column(country)))


def _duckdb(values: Any, country: Any, standardise: Standardise) -> Any:
    """A relation has no order that rows could be joined by, so that the value as received stands in front."""
    names = values.columns
    if len(names) > 2 or (len(names) == 2 and country is not None):
        raise _not_a_column()
    received = values.to_arrow_table()
    hints = received.column(1) if len(names) == 2 else country
    table = standardise(received.column(0), hints)
    standardised_column = table
    for place, name in enumerate(("raw", "hint")[: len(names)]):
        standardised_column = standardised_column.add_column(place, name, received.column(place))
    return values.query("standardise_input", "select * from standardised_column")


def _not_a_column() -> ConfigError:
    return ConfigError(
        "not-a-column",
        "one column of values is wanted; a DuckDB relation may have a second one, of countries",
        mend='onefold.standardise("phone", frame["phone"], country=frame["country"])',
    )


def _arrow_column(values: Any) -> Any:
    """A pyarrow array of any library's column; one country for all stays as it is."""
    import pyarrow as pa

    if values is None or isinstance(values, str | pa.Array | pa.ChunkedArray):
        return values
    if hasattr(values, "__arrow_c_array__") or hasattr(values, "__arrow_c_stream__"):
        try:
            return pa.chunked_array(values) if hasattr(values, "__arrow_c_stream__") else pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, UnicodeEncodeError):
            pass
    # Arrow's text has no lone surrogates.
    return pa.array([text_of(raw).encode("utf-8", "replace").decode() or None for raw in values], pa.string())

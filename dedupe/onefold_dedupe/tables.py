"""Tables of other libraries: in as Arrow, out as what came in, with ids of their own type."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from onefold_core.errors import ConfigError

from onefold_dedupe.outputs import Matched

if TYPE_CHECKING:
    import pyarrow as pa


class World(Protocol):
    """A table that was given, and how results go back to where it came from."""

    table: pa.Table

    def clusters(self, found: Matched, id_column: str) -> Any:
        """`id, cluster_id`, one row a row of the table and in its order."""

    def pairs(self, found: Matched, id_column: str) -> Any:
        """`id_l, id_r, weight, probability, decided_by, evidence`."""


def world_of(data: Any) -> World:
    """ConfigError when `data` is no table that is known, or two of its columns have one name."""
    library = type(data).__module__.partition(".")[0]
    has_columns = hasattr(type(data), "columns")
    if library == "pandas" and has_columns:
        return _Pandas(data)
    if library == "polars" and has_columns:
        return _Polars(data.collect() if hasattr(data, "collect") else data)
    if library in ("duckdb", "_duckdb") and hasattr(data, "to_arrow_table"):
        return _Relation(data)
    if hasattr(data, "__arrow_c_stream__"):
        return _Arrow(_arrow_table(data))
    raise ConfigError(
        "not-a-table",
        f"a {type(data).__name__} is no table",
        valid=["pyarrow.Table", "pandas.DataFrame", "polars.DataFrame", "a DuckDB relation", "the path of a file"],
        mend='onefold.match(frame, {"full_name": "name", "email": "mail"}, id_column="id")',
    )


class _Arrow:
    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def clusters(self, found: Matched, id_column: str) -> Any:
        import pyarrow as pa

        ids = self.table.column(id_column)
        return pa.table({"id": ids, "cluster_id": ids.take(found.heads)})

    def pairs(self, found: Matched, id_column: str) -> Any:
        ids = self.table.column(id_column)
        named = found.pairs
        for place, name in enumerate(("id_l", "id_r")):
            named = named.set_column(place, name, ids.take(found.pairs.column(place)))
        return named


class _Relation(_Arrow):
    """A relation has no order of its own, but it has names."""

    def __init__(self, relation: Any) -> None:
        super().__init__(relation.to_arrow_table())
        self.relation = relation

    def clusters(self, found: Matched, id_column: str) -> Any:
        onefold_clusters = super().clusters(found, id_column)  # noqa: F841 - DuckDB finds it by its name
        return self.relation.query("matched", "select * from onefold_clusters")

    def pairs(self, found: Matched, id_column: str) -> Any:
        onefold_pairs = super().pairs(found, id_column)  # noqa: F841 - DuckDB finds it by its name
        return self.relation.query("matched", "select * from onefold_pairs")


class _Polars(_Arrow):
    def __init__(self, frame: Any) -> None:
        super().__init__(frame.to_arrow())
        self.frame = frame

    def clusters(self, found: Matched, id_column: str) -> Any:
        import polars as pl

        ids = self.frame[id_column].alias("id")
        return pl.DataFrame([ids, ids.gather(pl.Series(found.heads)).alias("cluster_id")])

    def pairs(self, found: Matched, id_column: str) -> Any:
        import polars as pl

        ids = self.frame[id_column]
        ends = [ids.gather(pl.Series(found.pairs.column(place))) for place in (0, 1)]
        named = [end.alias(name) for end, name in zip(ends, ("id_l", "id_r"), strict=True)]
        return pl.DataFrame([*named, *pl.DataFrame(found.pairs).get_columns()[2:]])


class _Pandas:
    def __init__(self, frame: Any) -> None:
        import pyarrow as pa

        self.frame = frame
        names = [str(name) for name in frame.columns]
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise ConfigError(
                "bad-table",
                f"two columns are called {twice[0][:60]!r}",
                where="the table",
                mend="give each column a name of its own",
            )
        self.places = {name: place for place, name in enumerate(names)}
        columns = [_pandas_column(frame.iloc[:, place]) for place in range(len(names))]
        self.table = pa.Table.from_arrays(columns, names=names)

    def clusters(self, found: Matched, id_column: str) -> Any:
        import pandas as pd

        ids = self.frame.iloc[:, self.places[id_column]]
        heads = ids.iloc[found.heads.to_numpy()]
        return pd.DataFrame({"id": ids.array, "cluster_id": heads.array}, index=self.frame.index)

    def pairs(self, found: Matched, id_column: str) -> Any:
        ids = self.frame.iloc[:, self.places[id_column]]
        named = found.pairs.to_pandas()
        for place, name in enumerate(("id_l", "id_r")):
            named[named.columns[place]] = ids.iloc[found.pairs.column(place).to_numpy()].array
            named = named.rename(columns={named.columns[place]: name})
        return named


def _pandas_column(series: Any) -> Any:
    """A column of mixed Python objects has no Arrow type; its values are read as text then."""
    import pyarrow as pa

    from onefold_dedupe.standardise.files import text_of

    try:
        return pa.Array.from_pandas(series)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, UnicodeEncodeError, OverflowError):
        return pa.array([text_of(raw).encode("utf-8", "replace").decode() or None for raw in series], pa.string())


def _arrow_table(data: Any) -> pa.Table:
    import pyarrow as pa

    if isinstance(data, pa.Table):
        return data
    try:
        return pa.table(data)
    except (TypeError, ValueError, pa.ArrowException):
        raise ConfigError(
            "not-a-table",
            f"a {type(data).__name__} is no table: its rows have no named columns",
            mend='onefold.match(frame, {"full_name": "name", "email": "mail"}, id_column="id")',
        ) from None

"""Rows of a query for Arrow and numpy, collected on all cores.

What `execute` begins is read a chunk at a time on one core. A query cannot have parameters here: its rows would become
Python's first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


def read(con: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """The rows of a query, in its order."""
    return con.sql(query).to_arrow_table()


def read_arrays(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, npt.NDArray[Any]]:
    """The same, an array a column."""
    return {name: np.asarray(column) for name, column in con.sql(query).fetchnumpy().items()}

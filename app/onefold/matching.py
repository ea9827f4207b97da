"""`onefold.match`: who is who in a table of any library, or in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onefold_dedupe.report import MatchReport

AUTO_MERGE = 0.95
REVIEW_FROM = 0.70


@dataclass(frozen=True, repr=False)
class Matching:
    """What `onefold.match` found.

    `clusters` (id, cluster_id) has one row a row of the data, in its order; a cluster is named after one of its
    records. `pairs` (id_l, id_r, weight in bits, probability, decided_by, evidence as JSON of comparison, level and
    weight) are those worth showing. Both are tables of the library that the data came in; `report` tells how it went.
    """

    clusters: Any
    pairs: Any
    report: MatchReport

    def __repr__(self) -> str:
        return f"<Matching: {self.report.text.partition('; ')[0]}>"

    @property
    def model(self) -> dict[str, Mapping[str, object]]:
        """The trained parameters by kind of record: shares of pairs, and m and u of every comparison's levels."""
        return {kind.kind: kind.model for kind in self.report.kinds}


def match(
    data: Any,
    columns: Mapping[str, str | Sequence[str]] | Path | str,
    *,
    id_column: str = "id",
    truth: str | None = None,
    out: Path | str | None = None,
    pairs: Path | str | None = None,
    auto_merge: float = AUTO_MERGE,
    review_from: float = REVIEW_FROM,
) -> Matching:
    """Find the rows of a table or a file that are the same person or company.

    `data` is a pyarrow Table (or anything with `__arrow_c_stream__`), a pandas or Polars DataFrame, a DuckDB relation,
    or the path of a CSV, Parquet or JSON Lines file, whose results are pyarrow Tables. `columns` maps roles to columns,
    or is a YAML file that does; `id_column` names the column of unique ids, which keep their type. `truth` is a column
    with the true entity, for `report.evaluation` only. `out` and `pairs` also write the files of `onefold match`.
    ConfigError for what is wrong with columns and ids, SourceTerminalError for a file that cannot be read whole,
    GateError when the data cannot support matching.
    """
    import pyarrow as pa
    from onefold_dedupe.engine import match_data
    from onefold_dedupe.tables import world_of

    settings: dict[str, Any] = {"truth": truth, "auto_merge": auto_merge, "review_from": review_from}
    settings |= {name: Path(path) for name, path in (("out", out), ("pairs", pairs)) if path is not None}
    roles = columns if isinstance(columns, Mapping) else Path(columns)
    if isinstance(data, str | Path):
        found = match_data(Path(data), id_column, roles, **settings)
        world = world_of(pa.table({id_column: found.ids}))
    else:
        world = world_of(data)
        found = match_data(world.table, id_column, roles, **settings)
    return Matching(world.clusters(found, id_column), world.pairs(found, id_column), found.report)

"""What matching a file or a table hands out: files that are whole or not there, and tables for Python."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError
from onefold_core.identifiers import literal
from onefold_core.readers import ROW_COLUMN

from onefold_dedupe.prepare.source import ID_COLUMN, Source
from onefold_dedupe.report import MatchReport

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


PAIR_COLUMNS = "id_l, id_r, weight, probability, decided_by, evidence"


@dataclass(frozen=True)
class Matched:
    """The outcome by the places of rows: `heads` has for each row that of the record its cluster is named after;
    `pairs` has row_l, row_r and what FORMATS.md says of pairs. `ids` are those of the rows, as the data has them.
    """

    report: MatchReport
    ids: pa.ChunkedArray
    heads: pa.ChunkedArray
    pairs: pa.Table


def check_outputs(data: Path | None, *outputs: Path | None) -> None:
    """ConfigError, before any work is done, when an output cannot be written or is the data itself."""
    for place, out in enumerate(outputs):
        if out is None:
            continue
        if data is not None and out.exists() and data.exists() and out.samefile(data):
            raise _unwritable("the output would overwrite the data", out)
        if any(other is not None and out.resolve() == other.resolve() for other in outputs[:place]):
            raise _unwritable("two outputs have one name", out)
        if out.is_dir():
            raise _unwritable("the output is a folder", out)
        if not out.parent.is_dir():
            raise _unwritable("the output's folder is missing", out)
        if not os.access(out if out.exists() else out.parent, os.W_OK):
            raise _unwritable("the output may not be written", out)


def write_outputs(con: duckdb.DuckDBPyConnection, out: Path | None, pairs: Path | None) -> None:
    """The files of FORMATS.md, where they are wanted; each is whole or as it was before."""
    if out is not None:
        _write(con, "select record_name as id, cluster_id from match.cluster order by id", out, "csv, header")
    if pairs is not None:
        _write(con, f"select {PAIR_COLUMNS} from match.score order by id_l, id_r", pairs, "parquet")


def read_matched(con: duckdb.DuckDBPyConnection, report: MatchReport, source: Source, id_column: str) -> Matched:
    """The outcome of a matching of `match_row`."""
    heads = con.execute(
        f"select h.{ROW_COLUMN} as head from match_row d join match.cluster c on c.record_name = d.{ID_COLUMN}"
        f" join match_row h on h.{ID_COLUMN} = c.cluster_id order by d.{ROW_COLUMN}"
    ).to_arrow_table()
    pairs = con.execute(
        f"select l.{ROW_COLUMN} as row_l, r.{ROW_COLUMN} as row_r, s.weight, s.probability, s.decided_by,"
        f" s.evidence::varchar as evidence from match.score s join match_row l on l.{ID_COLUMN} = s.id_l"
        f" join match_row r on r.{ID_COLUMN} = s.id_r order by s.id_l, s.id_r"
    ).to_arrow_table()
    own = f"{source.columns[id_column].value} as id from match_source"
    text = f"{ID_COLUMN} as id from match_row order by {ROW_COLUMN}"
    ids = con.execute(f"select {text if source.is_text else own}").to_arrow_table()
    return Matched(report, ids.column("id"), heads.column("head"), pairs)


def _write(con: duckdb.DuckDBPyConnection, query: str, out: Path, form: str) -> None:
    import duckdb

    # A pipe or a device has nothing to keep.
    is_stream = out.exists() and not out.is_file()
    path = out if is_stream else out.with_name(f"{out.name}.{os.getpid()}.tmp")
    try:
        con.execute(f"copy ({query}) to {literal(str(path))} (format {form})")
        if not is_stream:
            path.replace(out)
    except (duckdb.IOException, OSError):
        if not is_stream:
            path.unlink(missing_ok=True)
        raise _unwritable("the output cannot be written", out) from None


def _unwritable(what: str, out: Path) -> ConfigError:
    return ConfigError("unwritable-file", what, where=str(out), mend="choose another file with --out or --pairs")

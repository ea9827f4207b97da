"""Whether 0.95 means it: of the pairs that the model gives a probability, how many are true.

    python benchmarks/calibration.py FOLDER [FOLDER ...]  # each with data.parquet (truth in `cluster`), columns.yml
    python benchmarks/calibration.py --project examples/harbour # after a run, against data/truth/truth.csv

Printed per set: pairs, mean probability and true share of each band of probability, over all pairs that were compared;
`held back` are those that a rule keeps just below a merge, whatever their evidence (thin, doubt), for a person to see.
No label is used for anything but this table.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
from onefold_core.identifiers import literal
from onefold_dedupe.decisions import resolve
from onefold_dedupe.engine import AUTO_MERGE, REVIEW_FROM
from onefold_dedupe.link import link
from onefold_dedupe.pairs import has_pairs, pair_table
from onefold_dedupe.prepare.file import prepare_file
from onefold_dedupe.prepare.source import open_file
from onefold_dedupe.ruleset import KINDS

BANDS = (0.0, 0.05, 0.2, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 1.0)


@dataclass(frozen=True)
class Band:
    """Pairs of one kind of record with a probability from `low` on, below the next band's; those held back apart."""

    kind: str
    is_held_back: bool
    low: float
    pairs: int
    said: float
    true: float


def measure(con: duckdb.DuckDBPyConnection) -> tuple[Band, ...]:
    """The bands of all kept pairs, against `truth` (record_name, entity)."""
    lows = ", ".join(map(str, BANDS[:-1]))
    found = []
    for kind in KINDS:
        if not has_pairs(con, kind):
            continue
        rows = con.execute(
            "with judged as (select rule in ('thin', 'doubt') as is_held_back, 1 / (1 + pow(2, -p.weight)) as said,"
            f" a.entity = b.entity as is_true from {pair_table(kind)} p"
            " join match_kept.numbering l on l.rid = p.rid_l join match_kept.numbering r on r.rid = p.rid_r"
            " join truth a on a.record_name = l.record_name join truth b on b.record_name = r.record_name)"
            f" select is_held_back, (select max(low) from unnest([{lows}]) bands(low) where low <= said) as low,"
            " count(*), avg(said), avg(is_true::double) from judged group by all order by all"
        ).fetchall()
        found += [Band(kind, bool(row[0]), float(row[1]), int(row[2]), float(row[3]), float(row[4])) for row in rows]
    return tuple(found)


def of_folder(folder: Path) -> tuple[Band, ...]:
    """Match the set of a folder by the default rules, blind to its truth, and measure."""
    data = literal(str(folder / "data.parquet"))
    with duckdb.connect() as con, tempfile.TemporaryDirectory() as temporary:
        blind = Path(temporary) / "data.parquet"
        con.execute(f"copy (select * exclude (cluster) from {data}) to {literal(str(blind))} (format parquet)")
        texts = prepare_file(con, open_file(con, blind), "unique_id", folder / "columns.yml")
        link(con, texts, resolve(()), AUTO_MERGE, REVIEW_FROM)
        con.execute(
            f"create table truth as select unique_id::varchar as record_name, cluster::varchar as entity from {data}"
        )
        return measure(con)


def of_project(project: Path) -> tuple[Band, ...]:
    """The pairs of a project's last run, against its known truth."""
    warehouse, truth = project / "data" / "warehouse.duckdb", project / "data" / "truth" / "truth.csv"
    with duckdb.connect() as con:
        con.execute(f"attach {literal(str(warehouse))} as warehouse (read_only)")
        con.execute(
            "create temp table truth as select record_name, entity_id as entity"
            f" from read_csv({literal(str(truth))}, all_varchar=true)"
        )
        con.execute("use warehouse")
        return measure(con)


def main(argv: list[str] | None = None) -> int:
    """Print one table a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="*", type=Path)
    parser.add_argument("--project", type=Path)
    args = parser.parse_args(argv)
    for name, bands in [
        *((folder.name, of_folder(folder)) for folder in args.folder),
        *([(args.project.name, of_project(args.project))] if args.project else []),
    ]:
        print(f"{name}\n  {'kind':12} {'from':>9} {'pairs':>9} {'said':>7} {'true':>7}")
        for band in bands:
            low = "held back" if band.is_held_back else f"{band.low:9.3f}"
            print(f"  {band.kind:12} {low} {band.pairs:9,} {band.said:7.3f} {band.true:7.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

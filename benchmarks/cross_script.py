"""Whether Cyrillic and Latin spellings of one person or company meet: twins of one file, matched side by side.

    python benchmarks/cross_script.py --entities 20000

Of the true pairs of each kind, the share that each blocking key finds and that all find together, where everything is
in Latin letters and where one side is in Cyrillic ones; below, precision, recall and F1 of the clusters
(`cross_script_twins.py` says what the files are). The goal is a difference of at most 2 points.
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
from onefold_dedupe.evaluate import Evaluation, evaluate_clusters
from onefold_dedupe.link import link
from onefold_dedupe.pairs import has_pairs, pair_table, passed_table
from onefold_dedupe.prepare.file import prepare_file
from onefold_dedupe.prepare.source import open_file
from onefold_dedupe.ruleset import KINDS, Kind, load_rules

# Run as a script from a checkout: this package is found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.cross_script_twins import write_twins
from benchmarks.measure import print_table

ALL = "all keys"


@dataclass(frozen=True)
class Found:
    """Pair completeness by kind and key (ALL among the keys), and the clusters against the truth."""

    completeness: dict[tuple[Kind, str], float]
    clusters: Evaluation


def measure(data: Path) -> Found:
    """Match one of the twins by the default rules."""
    with duckdb.connect() as con:
        prepare_file(con, open_file(con, data), "id", data.with_name("columns.yml"))
        con.execute(
            "create table truth as select id as record_name, entity_id as cluster_id"
            f" from read_csv({literal(str(data))}, all_varchar=true)"
        )
        link(con, (), resolve(()), AUTO_MERGE, REVIEW_FROM)
        con.execute(
            "create table true_pair as select l.kind, min(n.rid) as rid_l, max(n.rid) as rid_r from truth t"
            " join match.record l using (record_name) join match_kept.numbering n using (record_name)"
            " group by l.kind, cluster_id having count(*) = 2"
        )
        completeness: dict[tuple[Kind, str], float] = {}
        for kind in (kind for kind in KINDS if has_pairs(con, kind)):
            completeness |= _completeness(con, kind)
        return Found(completeness, evaluate_clusters(con, "match.cluster", "truth"))


def _completeness(con: duckdb.DuckDBPyConnection, kind: Kind) -> dict[tuple[Kind, str], float]:
    keys = load_rules(kind).blocking
    shares = ", ".join(f"avg(coalesce(mask >> {number} & 1, 0)::double)" for number in range(len(keys)))
    found = f"select rid_l, rid_r, mask from {pair_table(kind)} union all from {passed_table(kind)}"
    row = con.execute(
        f"select avg((mask is not null)::double), {shares} from true_pair left join ({found}) using (rid_l, rid_r)"
        " where kind = ?",
        [kind],
    ).fetchall()[0]
    return {(kind, name): share or 0.0 for name, share in zip((ALL, *(key.name for key in keys)), row, strict=True)}


def main(argv: list[str] | None = None) -> int:
    """Write the twins, match both, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=20_000)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        latin, cyrillic = map(measure, write_twins(Path(folder), args.entities))
    rows = [
        [f"{kind}: {name}", *(f"{100 * share:.2f}" for share in shares), f"{100 * (shares[1] - shares[0]):+.2f}"]
        for (kind, name), *shares in (
            (key, latin.completeness[key], cyrillic.completeness[key]) for key in latin.completeness
        )
        if max(shares)
    ]
    header = ["both Latin", "one Cyrillic", "difference"]
    print_table("true pairs found, per cent", ["key", *header], rows)
    sides = latin.clusters, cyrillic.clusters
    figures = [
        [name, *(f"{getattr(side, name):.4f}" for side in sides)] for name in ("precision", "recall", "f1", "b3_f1")
    ]
    print_table("clusters", ["figure", *header[:2]], figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())

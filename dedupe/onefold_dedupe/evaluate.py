"""Clusters against known truth."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from onefold_core.identifiers import quote_path

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Evaluation:
    """Pair figures over all pairs within clusters, and B-cubed over records (Bagga and Baldwin 1998)."""

    records: int
    true_pairs: int
    found_pairs: int
    precision: float
    recall: float
    f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float


def evaluate_clusters(con: duckdb.DuckDBPyConnection, predicted_table: str, truth_table: str) -> Evaluation:
    """Compare two tables (record_name, cluster_id) over the records that both have; names may have a schema."""
    sizes = con.execute(
        f"""
        with both_sides as (
            select p.record_name, p.cluster_id as p, t.cluster_id as t
            from {quote_path(*predicted_table.split("."))} p join {quote_path(*truth_table.split("."))} t using
                (record_name)
        ),
        sized as (
            select
                count(*) over (partition by p) as in_p, count(*) over (partition by t) as in_t,
                count(*) over (partition by p, t) as in_both
            from both_sides
        )
        select in_p, in_t, in_both, count(*) from sized group by all
        """
    ).fetchall()
    records = sum(n for _, _, _, n in sizes)
    found, true, right = (sum((row[side] - 1) * row[3] for row in sizes) // 2 for side in range(3))
    precision = right / found if found else 1.0
    recall = right / true if true else 1.0
    # fsum rounds once, so that the order of rows, which DuckDB's threads decide, changes no digit
    b3_precision, b3_recall = (
        fsum(row[2] / row[side] * row[3] for row in sizes) / records if records else 1.0 for side in range(2)
    )
    b3_f1 = _f1(b3_precision, b3_recall)
    return Evaluation(records, true, found, precision, recall, _f1(precision, recall), b3_precision, b3_recall, b3_f1)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

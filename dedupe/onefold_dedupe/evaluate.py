"""Clusters against known truth."""

from __future__ import annotations

from dataclasses import dataclass
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
    row = con.execute(
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
        select
            count(*), coalesce(sum(in_p - 1), 0) / 2, coalesce(sum(in_t - 1), 0) / 2, coalesce(sum(in_both - 1), 0) / 2,
            coalesce(avg(in_both / in_p), 1), coalesce(avg(in_both / in_t), 1)
        from sized
        """
    ).fetchall()[0]
    records, found, true, right = (int(value) for value in row[:4])
    precision = right / found if found else 1.0
    recall = right / true if true else 1.0
    return Evaluation(
        records, true, found, precision, recall, _f1(precision, recall), row[4], row[5], _f1(row[4], row[5])
    )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

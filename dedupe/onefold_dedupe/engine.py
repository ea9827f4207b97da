"""The two ways to match: a file with roles, and a project's warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.identifiers import literal
from onefold_dedupe.decisions import Constraints, resolve
from onefold_dedupe.report import KindReport, MatchReport

if TYPE_CHECKING:
    import duckdb

AUTO_MERGE = 0.95
REVIEW_FROM = 0.70


def match_file(
    data: Path,
    id_column: str,
    columns: Path,
    out: Path,
    pairs: Path | None = None,
    *,
    auto_merge: float = AUTO_MERGE,
    review_from: float = REVIEW_FROM,
) -> MatchReport:
    """Match a CSV, Parquet or JSON Lines file: CLUSTERS to `out`, scored pairs to `pairs`, both as FORMATS.md says.

    ConfigError for wrong files, columns or ids; GateError when the data cannot support matching (nothing is written then).
    """
    import duckdb

    from onefold_dedupe.link import check_identifying, check_verdict, link
    from onefold_dedupe.prepare.file import prepare_file

    with duckdb.connect() as con:
        text_features = prepare_file(con, data, id_column, columns)
        constraints = resolve(())
        kinds = link(con, text_features, constraints, auto_merge, review_from)
        check_identifying({kind.kind: kind.comparisons for kind in kinds}, str(data))
        report = _report(con, kinds, constraints, auto_merge, review_from)
        check_verdict(report.records, report.largest_cluster, kinds, str(data))
        con.execute(
            f"copy (select record_name as id, cluster_id from match.cluster order by id) to {literal(str(out))} (format csv, header)"
        )
        if pairs:
            con.execute(f"copy (select * from match.score order by id_l, id_r) to {literal(str(pairs))} (format parquet)")
        return report


def _report(
    con: duckdb.DuckDBPyConnection, kinds: tuple[KindReport, ...], constraints: Constraints, auto_merge: float, review_from: float
) -> MatchReport:
    records, clusters, merged, largest = con.execute(
        "select coalesce(sum(n), 0)::bigint, count(*), coalesce(sum(n) filter (n > 1), 0)::bigint, coalesce(max(n), 0)"
        " from (select count(*) as n from match.cluster group by cluster_id)"
    ).fetchall()[0]
    auto_pairs = con.execute("select count(*) from match.score where probability >= ?", [auto_merge]).fetchall()[0][0]
    return MatchReport(
        records=records,
        clusters=clusters,
        merged_records=merged,
        largest_cluster=largest,
        candidates=sum(kind.candidates for kind in kinds),
        auto_pairs=auto_pairs,
        review_pairs=con.execute("select count(*) from match.review").fetchall()[0][0],
        households=con.execute("select count(*) from match.relation where relation = 'household'").fetchall()[0][0],
        auto_merge=auto_merge,
        review_from=review_from,
        verdict="ok",
        kinds=kinds,
        contradicted_decisions=len(constraints.contradicted),
    )

"""The ways to match: a file or a table with roles, and a project's warehouse."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from onefold_core.errors import ConfigError
from onefold_core.identifiers import literal
from onefold_core.readers import ROW_COLUMN

from onefold_dedupe.decisions import Constraints, Decision, resolve
from onefold_dedupe.evaluate import evaluate_clusters
from onefold_dedupe.prepare.source import ID_COLUMN, Source
from onefold_dedupe.report import KindReport, MatchReport

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from sqlalchemy import Engine

    from onefold_dedupe.outputs import Matched

AUTO_MERGE = 0.95
REVIEW_FROM = 0.70
Progress = Callable[[str], None]


def match_file(
    data: Path,
    id_column: str,
    columns: Path | Mapping[str, Any],
    out: Path,
    pairs: Path | None = None,
    *,
    truth: str | None = None,
    auto_merge: float = AUTO_MERGE,
    review_from: float = REVIEW_FROM,
    memory: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> MatchReport:
    """Match a CSV, Parquet or JSON Lines file: CLUSTERS to `out`, scored pairs to `pairs`, both as FORMATS.md says.

    `truth` is the column with the true entity, for measuring only. `memory` (such as 2GB) is what tables take before
    they spill to a temporary folder: a quarter of the machine's if not given, a sixth where that is 4 GB or more.
    `workers` processes read long lists of values; they are spawned, so a script that asks for more than one must guard
    its main module. `progress` is told what begins. ConfigError for wrong files, columns, ids, outputs or memory,
    SourceTerminalError for data that cannot be read whole, GateError when they cannot support matching; nothing is
    written then.
    """
    from onefold_dedupe.outputs import check_outputs, write_outputs
    from onefold_dedupe.prepare.source import open_file

    check_outputs(data, out, pairs)
    tell = progress or (lambda _: None)
    with TemporaryDirectory(prefix="onefold-match-") as folder, _connect(memory, folder) as con:
        tell("reading values")
        source = open_file(con, data)
        settings = (truth, auto_merge, review_from, workers, tell)
        report = _match_source(con, source, id_column, columns, *settings)
        write_outputs(con, out, pairs)
        return report


def match_data(
    data: Path | pa.Table,
    id_column: str,
    columns: Path | Mapping[str, Any],
    *,
    out: Path | None = None,
    pairs: Path | None = None,
    truth: str | None = None,
    auto_merge: float = AUTO_MERGE,
    review_from: float = REVIEW_FROM,
) -> Matched:
    """As `match_file`, for a file or an Arrow table; the outcome also names rows by their places, so that ids keep
    their type.
    """
    from onefold_dedupe.outputs import check_outputs, read_matched, write_outputs
    from onefold_dedupe.prepare.source import open_file, open_table

    check_outputs(data if isinstance(data, Path) else None, out, pairs)
    with TemporaryDirectory(prefix="onefold-match-") as folder, _connect(None, folder) as con:
        source = open_file(con, data) if isinstance(data, Path) else open_table(con, data, "the table")
        report = _match_source(con, source, id_column, columns, truth, auto_merge, review_from)
        write_outputs(con, out, pairs)
        return read_matched(con, report, source, id_column)


def _match_source(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    id_column: str,
    columns: Path | Mapping[str, Any],
    truth: str | None,
    auto_merge: float,
    review_from: float,
    workers: int = 1,
    tell: Progress = lambda _: None,
) -> MatchReport:
    """Fill match.cluster, match.score and `match_row` (the rows' ids); GateError when the data cannot support it."""
    from onefold_dedupe.link import link
    from onefold_dedupe.prepare.file import prepare_file
    from onefold_dedupe.verdict import check_clusters, check_identifying

    _check_thresholds(auto_merge, review_from, "auto_merge, review_from")
    place = columns.name if isinstance(columns, Path) else "columns"
    mend = f"check the roles in {place}: more columns that identify (name, birth date, e-mail, phone, tax id)"
    text_features = prepare_file(con, source, id_column, columns, truth, workers=workers)
    con.execute(f"create or replace temp table match_row as select {ROW_COLUMN}, {ID_COLUMN} from match_data")
    if truth is not None:
        own = source.columns[truth].name
        con.execute(
            f"create or replace temp table match_truth as select {ID_COLUMN} as record_name, {own} as cluster_id"
            f" from match_data where {own} is not null"
        )
    con.execute("drop table match_data")
    constraints = resolve(())
    kinds = link(con, text_features, constraints, auto_merge, review_from, keep=False, progress=tell)
    check_identifying(kinds, source.where, mend)
    report = _report(con, kinds, constraints, auto_merge, review_from)
    check_clusters(kinds, report.records, report.largest_cluster, source.where, mend)
    if truth is not None:
        tell("measuring clusters")
    measured = evaluate_clusters(con, "match.cluster", "match_truth") if truth is not None else None
    return replace(report, evaluation=measured)


def run_match(
    con: duckdb.DuckDBPyConnection,
    *,
    project: str,
    auto_merge: float = AUTO_MERGE,
    review_from: float = REVIEW_FROM,
    decisions: Sequence[Decision] = (),
    progress: Progress | None = None,
    now: datetime | None = None,
    state: Engine | None = None,
) -> MatchReport:
    """Match the active party records of a project's warehouse and write the tables of schema `match`.

    `decisions` are in the order of their log. `now` dates changes of identity, which `state` keeps: the warehouse can
    be lost. GateError leaves match.identity as it was.
    """
    from onefold_dedupe.identity_tables import update_identities
    from onefold_dedupe.link import link
    from onefold_dedupe.prepare.project import prepare_project, source_decisions
    from onefold_dedupe.verdict import check_clusters, check_identifying

    _check_thresholds(auto_merge, review_from, "onefold.yml: match")
    tell = progress or (lambda _: None)
    with _one_checkpoint(con):
        tell("preparing records")
        prepare_project(con)
        constraints = resolve([*source_decisions(con), *decisions])
        tell("comparing records")
        kinds = link(con, (), constraints, auto_merge, review_from, progress=tell)
        report = _report(con, kinds, constraints, auto_merge, review_from)
        _write_diagnostics(con, report)
        mend = "map more fields that identify in sources/*.yml, then: onefold run"
        check_identifying(kinds, "match.record", mend)
        check_clusters(kinds, report.records, report.largest_cluster, "match.cluster", mend)
        tell("assigning customer ids")
        update_identities(con, project, now or datetime.now(UTC), state)
    return report


@contextmanager
def _one_checkpoint(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is committed goes to the log, as safe there, and to the tables' file once, by the first commit after this or
    when the file is closed: several times in a night it was a fifth of it.
    """
    setting = "checkpoint_threshold"
    before = con.execute(f"select current_setting('{setting}')").fetchall()[0][0]
    con.execute(f"set {setting} = '16GB'")
    try:
        yield
    finally:
        con.execute(f"set {setting} = {literal(before)}")


def _check_thresholds(auto_merge: float, review_from: float, where: str) -> None:
    if not 0 < review_from <= auto_merge < 1:
        raise ConfigError(
            "bad-threshold",
            "thresholds must satisfy 0 < review_from <= auto_merge < 1",
            where=where,
            valid=[f"auto_merge: {AUTO_MERGE}", f"review_from: {REVIEW_FROM}"],
        )


@contextmanager
def _connect(memory: str | None, folder: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills to the folder."""
    import duckdb

    if memory is None and hasattr(os, "sysconf"):
        machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
        memory = f"{min(machine // 4, max(4096, machine // 6))}MiB"
    mend = "onefold match DATA --memory 2GB"
    with duckdb.connect() as con:
        con.execute(f"set temp_directory = {literal(folder)}")
        if memory:
            try:
                con.execute(f"set memory_limit = {literal(memory)}")
            except duckdb.Error:
                raise ConfigError("bad-memory", "this is no size", where="--memory", mend=mend) from None
        try:
            yield con
        except duckdb.OutOfMemoryException:
            raise ConfigError(
                "too-little-memory",
                "the records do not fit what tables may take",
                where=f"--memory {memory}",
                mend=mend,
            ) from None


def _report(
    con: duckdb.DuckDBPyConnection,
    kinds: tuple[KindReport, ...],
    constraints: Constraints,
    auto_merge: float,
    review_from: float,
) -> MatchReport:
    records, clusters, merged, largest = con.execute(
        # A cluster is named after one of its records, so that only those of several need to be grouped.
        "with whole as (select count(*) as records, count(*) filter (record_name = cluster_id) as clusters"
        " from match.cluster), grouped as (select coalesce(sum(n), 0)::bigint as merged, coalesce(max(n), 1) as largest"
        " from (select 1 + count(*) as n from match.cluster where record_name <> cluster_id group by cluster_id))"
        " select records, clusters, merged, least(records, largest) from whole, grouped"
    ).fetchall()[0]

    def count(rows: str) -> int:
        return int(con.execute(f"select count(*) from {rows}").fetchall()[0][0])

    return MatchReport(
        records=records,
        clusters=clusters,
        merged_records=merged,
        largest_cluster=largest,
        candidates=sum(kind.candidates for kind in kinds),
        auto_pairs=sum(kind.auto_pairs for kind in kinds),
        review_pairs=count("match.review"),
        households=count("match.relation where relation = 'household'"),
        auto_merge=auto_merge,
        review_from=review_from,
        verdict="ok",
        kinds=kinds,
        contradicted_decisions=len(constraints.contradicted),
    )


def _write_diagnostics(con: duckdb.DuckDBPyConnection, report: MatchReport) -> None:
    import pyarrow as pa

    con.execute("create or replace table match.diagnostic (name varchar, value json)")
    rows = [(f"{kind.kind}.{name}", value) for kind in report.kinds for name, value in asdict(kind).items()]
    rows += [(name, value) for name, value in asdict(report).items() if name != "kinds"]
    texts = {"name": [name for name, _ in rows], "value": [json.dumps(value) for _, value in rows]}
    con.register("match_rows", pa.table(texts))
    con.execute("insert into match.diagnostic from match_rows")
    con.unregister("match_rows")

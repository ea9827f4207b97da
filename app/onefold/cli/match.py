"""`onefold match DATA`: find who is who in one file, without a project."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from onefold.cli.common import JsonFlag, emit
from onefold.cli.evaluate import MinB3F1, MinF1, MinPrecision, MinRecall


def match(
    data: Annotated[Path, typer.Argument(help="CSV, Parquet or JSON Lines.")],
    id_column: Annotated[str, typer.Option("--id", help="Column that names a record.")],
    columns: Annotated[Path, typer.Option(help="YAML of role: column.")],
    out: Annotated[Path, typer.Option(help="Where to write id, cluster_id.")],
    pairs: Annotated[Path | None, typer.Option(help="Parquet of scored pairs with their evidence.")] = None,
    truth: Annotated[
        str | None, typer.Option(help="Column with the true entity: precision and recall are printed.")
    ] = None,
    memory: Annotated[
        str | None, typer.Option(help="Memory of tables before they spill to disk, such as 2GB; else a part of all.")
    ] = None,
    min_precision: MinPrecision = None,
    min_recall: MinRecall = None,
    min_f1: MinF1 = None,
    min_b3_f1: MinB3F1 = None,
    json: JsonFlag = False,
) -> None:
    """Find the records of one file that are the same person or company."""
    from onefold_dedupe.engine import match_file

    from onefold.evaluation import check_floors
    from onefold.progress import Ticker

    floors = {"precision": min_precision, "recall": min_recall, "f1": min_f1, "b3_f1": min_b3_f1}
    if truth is None:
        check_floors({}, floors)
    with Ticker() as ticker:
        report = match_file(
            data,
            id_column,
            columns,
            out,
            pairs,
            truth=truth,
            memory=memory,
            workers=os.cpu_count() or 1,
            progress=ticker.tell,
        )
    emit(asdict(report), report.text, json=json)
    if report.evaluation is not None:
        check_floors(asdict(report.evaluation), floors)

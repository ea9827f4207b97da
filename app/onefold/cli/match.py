"""`onefold match DATA`: find who is who in one file, without a project."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from onefold.cli.common import JsonFlag, Ticker, emit


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
        str | None, typer.Option(help="Memory of tables before they spill to disk, such as 2GB; else a quarter of all.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Find the records of one file that are the same person or company."""
    from onefold_dedupe.engine import match_file

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

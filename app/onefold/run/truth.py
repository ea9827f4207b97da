"""How precise and complete the matching was, where the truth is known (an example, a labelled sample)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from onefold_core.errors import ConfigError
from onefold_core.settings import Project


def truth_path(project: Project) -> Path | None:
    """The truth file that the project names, or None."""
    return project.root / project.file.truth if project.file.truth else None


def measure(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, Any]:
    """Pair precision, recall, F1 and B-cubed F1 of match.cluster against a CSV of record_name, entity_id."""
    from onefold_dedupe.evaluate import evaluate_clusters

    if not path.is_file():
        raise ConfigError(
            "missing-truth", "the truth file is missing", where=str(path), mend="mend `truth` in onefold.yml"
        )
    try:
        connection.execute(
            "create or replace temp table truth as select record_name, entity_id as cluster_id"
            " from read_csv(?, all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')",
            [str(path)],
        )
    except duckdb.Error:
        raise ConfigError(
            "bad-truth",
            "the truth file is not a CSV of record_name, entity_id",
            where=str(path),
            mend="onefold evaluate --truth FILE",
        ) from None
    found = evaluate_clusters(connection, "match.cluster", "truth")
    if found.records == 0:
        raise ConfigError(
            "empty-truth",
            "the truth names no record of the last run",
            where=str(path),
            valid=["record_name as source:object:key"],
            mend="onefold evaluate --truth FILE",
        )
    return dict(vars(found))

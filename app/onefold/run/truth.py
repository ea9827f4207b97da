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


def measure(connection: duckdb.DuckDBPyConnection, path: Path, clusters: str = "match.cluster") -> dict[str, Any]:
    """Pair precision, recall, F1 and B-cubed F1 of a table of clusters against a file of record_name, entity_id."""
    from onefold_dedupe.evaluate import evaluate_clusters
    from onefold_dedupe.labels import read_labels

    mend = "onefold evaluate --truth FILE, or mend `truth` in onefold.yml"
    if not path.is_file():
        raise ConfigError("missing-truth", "the truth file is missing", where=str(path), mend=mend)
    read_labels(connection, path, "truth")
    found = evaluate_clusters(connection, clusters, "truth")
    if found.records == 0:
        raise ConfigError(
            "empty-truth",
            "the truth names no record of the clusters",
            where=str(path),
            valid=["record_name as source:object:key"],
            mend=mend,
        )
    return dict(vars(found))

"""What `onefold evaluate` looks at: clusters of runs and files, against truth and one another; and its gates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_core.errors import ConfigError, GateError

if TYPE_CHECKING:
    import duckdb
    from onefold_core.settings import Project

LoadProject = Callable[[], "Project"]
SHOWN = 10
"""Changed groups that the text lists; the JSON has all."""
_NO_TRUTH_MEND = "onefold evaluate --truth FILE, or --against RUN-OR-FILE"


def evaluate(
    clusters: str | None, truth: Path | None, against: str | None, load_project: LoadProject
) -> dict[str, Any]:
    """Figures against the truth, and under `comparison` what is other than in `against`.

    `clusters` and `against` are files of id, cluster_id or runs (the last one when None); the project is loaded only
    when one of them, or the truth, is its own. ConfigError for what cannot be read or is not there.
    """
    from onefold.run.truth import measure, truth_path

    is_own = _is_run(clusters) or (against is not None and _is_run(against)) or (truth is None and against is None)
    project = load_project() if is_own else None
    if truth is None and against is None and project is not None:
        truth = truth_path(project)
    if truth is None and against is None:
        raise ConfigError(
            "no-truth", "there is nothing to compare with", where="onefold.yml: truth", mend=_NO_TRUTH_MEND
        )
    facts: dict[str, Any] = {}
    with _connection(project) as connection:
        _read(connection, project, clusters, "clusters_after")
        if truth is not None:
            facts |= measure(connection, truth, "clusters_after")
        if against is not None:
            from onefold_dedupe.comparison import compare_clusters

            _read(connection, project, against, "clusters_before")
            facts["comparison"] = asdict(compare_clusters(connection, "clusters_before", "clusters_after"))
    return facts


def as_text(facts: Mapping[str, Any]) -> str:
    """The figures in lines, and the first changed groups by their clusters' ids."""
    lines = [_line(name, value) for name, value in facts.items() if name != "comparison"]
    if comparison := facts.get("comparison"):
        lines += ["", "against the earlier clusters"] if lines else []
        lines += [_line(name, value) for name, value in comparison.items() if name != "changes"]
        for one in comparison["changes"][:SHOWN]:
            lines.append(f"  {one['change']:<7} {' '.join(one['before'])}  ->  {' '.join(one['after'])}")
        if len(comparison["changes"]) > SHOWN:
            lines.append(f"  and {len(comparison['changes']) - SHOWN:,} more; all of them with --json")
    return "\n".join(lines)


def check_floors(facts: Mapping[str, Any], floors: Mapping[str, float | None]) -> None:
    """GateError when a figure against the truth is below its floor; ConfigError for a floor without a truth."""
    for name, floor in floors.items():
        if floor is None:
            continue
        if name not in facts:
            raise ConfigError(
                "no-truth", f"a floor for {name} needs a truth to measure against", where="--truth", mend=_NO_TRUTH_MEND
            )
        if facts[name] < floor:
            raise GateError(
                "below-floor",
                f"{name.replace('_', ' ')} is {facts[name]:.4f}, below {floor}",
                where="the clusters against the truth",
                mend="onefold explain A B says why two records are, or are not, one customer",
            )


def check_changed(facts: Mapping[str, Any], ceiling: float | None) -> None:
    """GateError when more of the records than `ceiling` are in clusters that changed."""
    if ceiling is None:
        return
    if "comparison" not in facts:
        raise ConfigError(
            "no-truth", "a ceiling for changes needs clusters to compare with", where="--against", mend=_NO_TRUTH_MEND
        )
    changed = facts["comparison"]["changed"]
    if changed > ceiling:
        raise GateError(
            "too-many-changes",
            f"{changed:.4f} of the records are in clusters that changed, above {ceiling}",
            where="the clusters against the earlier ones",
            mend="look at the groups above (all of them with --json), then raise --max-changed",
        )


def _is_run(name: str | None) -> bool:
    return name is None or not (Path(name).exists() or Path(name).suffix)


@contextmanager
def _connection(project: Project | None) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb
    from onefold_core.lock import project_lock

    from onefold.lookup import matched

    if project is None:
        with duckdb.connect() as connection:
            yield connection
    else:
        with project_lock(project.data, "evaluate"), matched(project) as connection:
            yield connection


def _read(connection: duckdb.DuckDBPyConnection, project: Project | None, name: str | None, table: str) -> None:
    if name is not None and not _is_run(name):
        from onefold_dedupe.labels import read_labels

        read_labels(connection, Path(name), table)
        return
    if project is None:
        raise ConfigError(
            "no-project", "a run belongs to a project", where=str(name), mend="onefold --project FOLDER …"
        )
    if name is None:
        connection.execute(
            f"create or replace temp table {table} as select record_name, customer_id as cluster_id from match.identity"
        )
        return
    from onefold_core.state.store import open_state

    from onefold.past import clusters_at, moment_of

    moment = moment_of(open_state(project.target.state, project.root), name)
    clusters_at(connection, moment, table)


def _line(name: str, value: float) -> str:
    return f"{name:<15} {value:.4f}" if isinstance(value, float) else f"{name:<15} {value:,}"

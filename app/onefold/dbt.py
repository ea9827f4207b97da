"""dbt in process: our package put beside the user's project, results as values, failures as errors.

dbt opens the warehouse itself: whoever calls `run_dbt` must have closed every connection of its own to that file.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onefold_core.errors import ConfigError, GateError, InvariantError, LockedError, OnefoldError

from onefold.broken_rules import broken_rules
from onefold.fingerprint import fingerprint

PACKAGE = "onefold"
PACKAGES_FOLDER = "dbt_packages"
"""dbt's own default for `packages-install-path`."""

EXCHANGE_RATES = "exchange_rates"
"""The seed (or model) of a project with its rates; without one ours, which is empty, takes its place."""

PACKAGE_PARTS = ("dbt_project.yml", "macros", "models", "seeds", "tests")

SCHEMAS = frozenset(
    {
        "staging",
        "intermediate",
        "standardised",
        "match",
        "golden",
        "marts",
        "audit",
        "audit_input",
        "quarantine",
        "main",
    }
)
"""DuckDB calls a database after its file; one that is called like a schema makes every name ambiguous."""

HEARD = "LogStartLine"
"""The event by which dbt tells that a node begins."""

_VALUE = re.compile(r"""'[^']*'?|"[^"]*"?|\d+""")

FAILED = frozenset({"error", "fail", "runtime error"})


@dataclass(frozen=True)
class DbtNode:
    """One model, seed, test or hook of a run.

    `failures` counts the rows that a test found, None for other nodes; `broken` are the rules of a table that they
    break and how many break each.
    """

    unique_id: str
    status: str
    failures: int | None
    broken: tuple[tuple[str, int], ...]
    message: str
    seconds: float
    path: str


@dataclass(frozen=True)
class DbtResult:
    """What one dbt command did; `nodes` is empty for commands that build nothing (parse)."""

    command: str
    nodes: tuple[DbtNode, ...]

    @property
    def failed(self) -> tuple[DbtNode, ...]:
        return tuple(node for node in self.nodes if node.status in FAILED)


def package_path() -> Path:
    """The folder of our dbt package: inside the installed wheel, or `dbt_project` of the checkout."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "dbt_project", here.parents[1] / "dbt_project"):
        if (candidate / "dbt_project.yml").is_file():
            return candidate
    raise InvariantError("missing-dbt-package", "the dbt package is not part of this installation", where=str(here))


def install_package(packages: Path) -> Path:
    """Copy our dbt package to `packages`/onefold, touching only files that differ; returns that folder.

    dbt would link it; a copy also works where links need rights (Windows) and needs no network.
    """
    source, target = package_path(), packages / PACKAGE
    wanted = {path.relative_to(source) for part in PACKAGE_PARTS for path in _files(source / part)}
    for path in sorted(set(_relative_files(target)) - wanted):
        (target / path).unlink()
    for path in sorted(wanted):
        content = (source / path).read_bytes()
        copy = target / path
        if not copy.is_file() or copy.read_bytes() != content:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
    return target


def run_dbt(
    project_dir: Path,
    warehouse: Path,
    select: Sequence[str] = (),
    *,
    target_path: Path,
    command: str = "build",
    vars: Mapping[str, object] | None = None,  # noqa: A002 - dbt's own word for them
    threads: int | None = None,
    unit_tests: bool = False,
    full_refresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> DbtResult:
    """Run one dbt command on the project in `project_dir` against the DuckDB file `warehouse`.

    `select` are dbt selectors (`tag:pre`, `tag:post`), none means everything. The parse cache and compiled SQL go
    to `target_path`, our package into the project's packages folder. `unit_tests` runs those of models, on rows
    of their own; a nightly run has no need of them. `full_refresh` makes every row anew where tables would otherwise
    be kept and only what is touched made again. `progress` is told which node of how many begins.
    ConfigError: the project does not compile; the error names the file.
    GateError: a test failed or a model could not be built; its `where` names them.
    """
    check_warehouse_name(warehouse)
    project_dir, target_path = project_dir.resolve(), target_path.resolve()
    target_path.mkdir(parents=True, exist_ok=True)
    if project_dir != package_path():
        install_package(project_dir / _packages_folder(project_dir))
    own = {"has_exchange_rates": _has_exchange_rates(project_dir), "own_seeds": _own_seeds(project_dir)}
    known = {**own, **(vars or {})}
    arguments = [command, *_flags(project_dir, target_path), "--vars", json.dumps(known)]
    if select:
        arguments += ["--select", *select]
    if command == "build" and not unit_tests:
        arguments += ["--exclude-resource-type", "unit_test"]
    if threads:
        arguments += ["--threads", str(threads)]
    if full_refresh:
        arguments.append("--full-refresh")
    with _environment(warehouse, fingerprint(package_path(), PACKAGE_PARTS, project_dir, known)):
        outcome = _invoke(arguments, progress)
    nodes = tuple(_node(result, warehouse) for result in getattr(outcome.result, "results", None) or ())
    result = DbtResult(command, nodes)
    if outcome.exception is not None:
        raise _compile_error(outcome.exception, project_dir)
    if not outcome.success or result.failed:
        raise _gate_error(result, target_path)
    return result


def check_warehouse_name(warehouse: Path) -> None:
    """ConfigError when the file's name is also the name of a schema."""
    name = warehouse.stem.lower()
    if name in SCHEMAS or name.startswith("raw_"):
        raise ConfigError(
            "warehouse-name",
            "the warehouse file is called like one of its schemas, so that DuckDB cannot tell them apart",
            where=str(warehouse),
            valid=["any other name, such as warehouse.duckdb"],
            mend="rename it in onefold.yml (targets.<target>.warehouse)",
        )


def _flags(project_dir: Path, target_path: Path) -> list[str]:
    return [
        "--project-dir",
        str(project_dir),
        "--profiles-dir",
        str(project_dir),
        "--target-path",
        str(target_path),
        "--log-path",
        str(target_path / "logs"),
        "--log-level",
        "none",
        # A database's message may quote a row, and dbt would keep it; what may be told stands in the error we raise.
        "--log-level-file",
        "none",
        "--no-write-json",
        "--no-send-anonymous-usage-stats",
        "--no-version-check",
        "--no-use-colors",
        # Our models read the project's int_ models: that is how it is meant.
        "--warn-error-options",
        '{"silence": ["PackageNodeDependsOnRootProjectNode"]}',
    ]


def _invoke(arguments: Sequence[str], progress: Callable[[int, int], None] | None) -> Any:
    from dbt.cli.main import dbtRunner

    from onefold.dbt_events import only_what_is_heard

    def hear(event: Any) -> None:
        if progress is not None and event.info.name == HEARD:
            progress(event.data.index, event.data.total)

    with only_what_is_heard(HEARD):
        try:
            return dbtRunner(callbacks=[hear]).invoke(list(arguments))
        finally:
            _close_connections()


def _close_connections() -> None:
    """dbt-duckdb keeps the file open until the process ends; the next stage needs it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    close: Callable[[], None] = DuckDBConnectionManager.close_all_connections
    close()


@contextmanager
def _environment(warehouse: Path, built_by: str) -> Iterator[None]:
    wanted = {
        "ONEFOLD_DBT_PROJECT": package_path().as_posix(),
        "ONEFOLD_WAREHOUSE": warehouse.resolve().as_posix(),
        "ONEFOLD_FINGERPRINT": built_by,
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _node(result: Any, warehouse: Path) -> DbtNode:
    return DbtNode(
        unique_id=result.node.unique_id,
        status=str(result.status),
        failures=result.failures,
        broken=broken_rules(warehouse, result),
        message=result.message or "",
        seconds=round(result.execution_time, 3),
        path=result.node.original_file_path,
    )


def _compile_error(error: BaseException, project_dir: Path) -> OnefoldError:
    """dbt's own message, which names file and line; made before any row is read, it holds no customer's value."""
    text = " ".join(line.strip() for line in str(error).splitlines() if line.strip())
    if "IO Error" in text and "lock" in text.lower():
        return LockedError(
            "warehouse-locked",
            "another connection has the working warehouse open",
            where=str(project_dir),
            mend="close it; dashboards read data/published/current.duckdb instead",
        )
    return ConfigError(
        "dbt-compile",
        f"dbt cannot compile the project: {text[:1000]}",
        where=str(project_dir),
        mend="onefold source build",
    )


def _gate_error(result: DbtResult, target_path: Path) -> GateError:
    failed = [f"{node.unique_id} ({_failure(node)})" for node in result.failed]
    return GateError(
        "dbt-failed",
        f"{len(failed)} of {len(result.nodes)} dbt nodes failed",
        where="; ".join(failed[:20]) or None,
        mend=f"look at its SQL below {target_path / 'compiled'}, mend the model or the data, then: onefold run",
    )


def _failure(node: DbtNode) -> str:
    if node.failures:
        rules = ", ".join(f"{rule} {rows}" for rule, rows in node.broken)
        return f"{node.failures} rows" + (f"; broken: {rules}" if rules else "")
    lines = [line.strip() for line in node.message.splitlines() if line.strip()]
    if not lines or lines[0].startswith("Compilation Error"):
        return " ".join([node.path, *lines[1:3]])
    return f"{node.path}: {_without_values(lines[1] if len(lines) > 1 else lines[0])}"


def _without_values(message: str) -> str:
    """A database's message without what it quotes or counts: either may be a customer's."""
    return _VALUE.sub("…", message)[:200]


def _packages_folder(project_dir: Path) -> str:
    """As dbt_project.yml says; a file that is no YAML is left for dbt to name."""
    import yaml

    try:
        settings = yaml.safe_load((project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError):
        return PACKAGES_FOLDER
    return (
        str(settings.get("packages-install-path", PACKAGES_FOLDER)) if isinstance(settings, dict) else PACKAGES_FOLDER
    )


def _has_exchange_rates(project_dir: Path) -> bool:
    return any(
        path.stem == EXCHANGE_RATES
        for folder, pattern in (("seeds", "*.csv"), ("models", "*.sql"))
        for path in (project_dir / folder).rglob(pattern)
    )


def _own_seeds(project_dir: Path) -> list[str]:
    """Names of the project's seeds: one called like a seed of ours takes its place."""
    return sorted(path.stem for path in (project_dir / "seeds").rglob("*.csv")) if project_dir != package_path() else []


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (child for child in path.rglob("*") if child.is_file())


def _relative_files(folder: Path) -> Iterator[Path]:
    yield from (path.relative_to(folder) for path in _files(folder))

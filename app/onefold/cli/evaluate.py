"""`onefold evaluate`: the matching against known truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load


def evaluate(
    truth: Annotated[
        Path | None, typer.Option(help="CSV of record_name, entity_id; the project's own when absent.")
    ] = None,
    min_precision: Annotated[float | None, typer.Option(help="Exit 4 below this pair precision.")] = None,
    min_recall: Annotated[float | None, typer.Option(help="Exit 4 below this pair recall.")] = None,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Measure the last run's matching against known truth."""
    from onefold_core.errors import ConfigError, GateError
    from onefold_core.lock import project_lock
    from onefold_core.warehouse import open_warehouse

    from onefold.run.truth import measure, truth_path

    opened = load(project, target)
    path = truth if truth is not None else truth_path(opened)
    if path is None:
        raise ConfigError(
            "no-truth", "the project names no truth", where="onefold.yml: truth", mend="onefold evaluate --truth FILE"
        )
    with project_lock(opened.data, "evaluate"), open_warehouse(opened.warehouse, read_only=True) as connection:
        facts = measure(connection, path)
    lines = [
        f"{name:<12} {value:.4f}" if isinstance(value, float) else f"{name:<12} {value:,}"
        for name, value in facts.items()
    ]
    emit(facts, "\n".join(lines), json=json)
    for name, floor in (("precision", min_precision), ("recall", min_recall)):
        if floor is not None and facts[name] < floor:
            raise GateError(
                "below-floor", f"pair {name} is {facts[name]:.4f}, below {floor}", mend="onefold explain A B"
            )

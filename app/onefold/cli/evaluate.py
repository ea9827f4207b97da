"""`onefold evaluate`: clusters against known truth and against other clusters, of a project's runs or of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load

MinPrecision = Annotated[float | None, typer.Option(min=0, max=1, help="Exit 4 below this pair precision.")]
MinRecall = Annotated[float | None, typer.Option(min=0, max=1, help="Exit 4 below this pair recall.")]
MinF1 = Annotated[float | None, typer.Option(min=0, max=1, help="Exit 4 below this pair F1.")]
MinB3F1 = Annotated[float | None, typer.Option("--min-b3-f1", min=0, max=1, help="Exit 4 below this B-cubed F1.")]


def evaluate(
    clusters: Annotated[
        str | None, typer.Argument(help="A file of id, cluster_id, or a run's id; the last run when absent.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(help="File of record_name (or id), entity_id; the project's own when absent.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(help="Earlier clusters to compare with: such a file, or a run's id.")
    ] = None,
    min_precision: MinPrecision = None,
    min_recall: MinRecall = None,
    min_f1: MinF1 = None,
    min_b3_f1: MinB3F1 = None,
    max_changed: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Exit 4 when a larger share of the records is in clusters that changed."),
    ] = None,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Measure clusters against known truth, or tell what changed against other clusters."""
    from onefold import evaluation

    floors = {"precision": min_precision, "recall": min_recall, "f1": min_f1, "b3_f1": min_b3_f1}
    facts = evaluation.evaluate(clusters, truth, against, lambda: load(project, target))
    emit(facts, lambda: evaluation.as_text(facts), json=json)
    evaluation.check_floors(facts, floors)
    evaluation.check_changed(facts, max_changed)

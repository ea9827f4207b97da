"""`onefold model show | retrain`: the matching model."""

from __future__ import annotations

import json as jsonlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of, table

if TYPE_CHECKING:
    from onefold_dedupe.retrain import Retraining

app = typer.Typer(help="The matching model.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def show(project: ProjectOption = HERE, target: TargetOption = None, json: JsonFlag = False) -> None:
    """Parameters, blocking yields and verdict of the last matching."""
    from onefold_core.lock import project_lock

    from onefold.lookup import diagnostics

    opened = load(project, target)
    with project_lock(opened.data, "model show"):
        found = diagnostics(opened)
    emit(found, lambda: _text(found), json=json)


@app.command()
def retrain(
    project: ProjectOption = HERE,
    target: TargetOption = None,
    apply: Annotated[bool, typer.Option("--apply", help="Let the next run use the new model.")] = False,
    json: JsonFlag = False,
) -> None:
    """Train the model anew on the records there are, and tell what it would change."""
    from onefold_core.lock import project_lock
    from onefold_core.state import decisions
    from onefold_core.warehouse import open_warehouse
    from onefold_dedupe.decisions import Decision
    from onefold_dedupe.retrain import retrain as train_anew

    opened = load(project, target)
    state = state_of(opened)
    judged = [Decision(d.id_l, d.id_r, d.verdict) for d in decisions.active_decisions(state)]
    with project_lock(opened.data, "model retrain"), open_warehouse(opened.warehouse) as connection:
        found = train_anew(
            connection,
            auto_merge=opened.file.match.auto_merge,
            review_from=opened.file.match.review_from,
            decisions=judged,
            apply=apply,
        )
    emit(asdict(found), lambda: _retrained(found), json=json)


def _text(found: dict[str, Any]) -> str:
    return "\n".join(f"{name}\n  {jsonlib.dumps(value, ensure_ascii=False, indent=2)}" for name, value in found.items())


def _retrained(found: Retraining) -> str:
    changed = [w for w in found.weights if w.before != w.after]
    lines = [
        f"{found.records:,} records: {found.customers:,} customers now, {found.customers_after:,} by the new model",
        f"{found.joined:,} customers would be joined with others, {found.split:,} would be split",
        *(f"  joined  {' '.join(ids)}" for ids in found.examples_joined),
        *(f"  split   {customer_id}" for customer_id in found.examples_split),
    ]
    if changed:
        rows = [(w.kind, w.comparison, w.level, _bits(w.before), _bits(w.after)) for w in changed]
        lines.append(table(("kind", "comparison", "level", "bits now", "bits then"), rows))
    lines.append(
        "the next run weighs every pair by the new model: onefold run"
        if found.was_applied
        else "nothing was changed; to use the new model: onefold model retrain --apply"
    )
    return "\n".join(lines)


def _bits(weight: float | None) -> str:
    return "" if weight is None else f"{weight:+.2f}"

"""`onefold decisions list|queue|undo|import|export`."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer

from onefold.actor import actor
from onefold.cli.common import HERE, JsonFlag, LimitOption, ProjectOption, TargetOption, emit, load, state_of, table

app = typer.Typer(help="Human decisions on pairs of records.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(
    undone: Annotated[bool, typer.Option("--undone", help="Also those that were undone.")] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Decisions in the order they were made."""
    from onefold_core.state import decisions

    from onefold.contradictions import contradicted

    state = state_of(load(project, target))
    found = decisions.list_decisions(state, undone=undone)
    against = contradicted(decisions.active_decisions(state))
    rows: list[tuple[object, ...]] = [
        (d.decision_id, d.verdict, d.id_l, d.id_r, d.decided_by, d.decided_at, d.undone_at) for d in found
    ]
    headers: tuple[str, ...] = ("decision", "verdict", "one", "other", "by", "at", "undone")
    if against:
        headers = (*headers, "contradicted by")
        rows = [(*row, " ".join(against.get(str(row[0]), ()))) for row in rows]
    told = [{**vars(d), "contradicted_by": list(against.get(d.decision_id, ()))} for d in found]
    emit(told, lambda: table(headers, rows) if rows else "no decisions yet", json=json)


@app.command()
def queue(
    limit: LimitOption = 20,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Pairs that wait for a decision, first those whose decision is worth most."""
    from onefold.lookup import review_queue

    found = review_queue(load(project, target), limit)
    rows = [(r["id_l"], r["id_r"], r["probability"], r["pairs"], r["reason"]) for r in found]
    headers = ("one", "other", "probability", "pairs", "why")
    emit(found, lambda: table(headers, rows) if rows else "nothing waits for a decision", json=json)


@app.command()
def undo(
    decision_id: Annotated[str, typer.Argument(help="The decision.")],
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Take a decision back; it stays on record."""
    from onefold_core.state import decisions

    made = decisions.undo(state_of(load(project, target)), decision_id, actor=actor())
    emit(vars(made), f"undone: {made.decision_id}", json=json)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="JSON Lines to write.")],
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Write the decisions in force as JSON Lines."""
    from onefold_core.errors import ConfigError
    from onefold_core.state import decisions

    found = decisions.active_decisions(state_of(load(project, target)))
    lines = [jsonlib.dumps(vars(d), ensure_ascii=False, sort_keys=True) for d in found]
    try:
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigError(
            "unwritable-file", f"the decisions cannot be written: {error.strerror}", where=str(out)
        ) from None
    emit({"decisions": len(found), "file": str(out)}, f"{len(found)} decisions written to {out}", json=json)


@app.command("import")
def import_(
    source: Annotated[
        Path, typer.Argument(help="JSON Lines of id_l, id_r, verdict, why, and where known who and when.")
    ],
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Read decisions from JSON Lines; a line that is not one ends the import before anything is written."""
    from onefold_core.state import decisions

    from onefold.lookup import read_decisions

    lines = read_decisions(source)
    state = state_of(load(project, target))
    known = {(d.id_l, d.id_r, d.verdict) for d in decisions.active_decisions(state)}
    new = [line for line in lines if (*sorted((line.id_l, line.id_r)), line.verdict) not in known]
    for line in new:
        decisions.decide(
            state, line.id_l, line.id_r, line.verdict, why=line.why, actor=actor(),
            evidence_hash=line.evidence_hash, decided_by=line.decided_by, decided_at=line.decided_at,
        )  # fmt: skip
    facts = {"read": len(lines), "written": len(new), "known": len(lines) - len(new)}
    emit(facts, f"{facts['written']} decisions written, {facts['known']} were known already", json=json)

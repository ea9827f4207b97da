"""`onefold decide A B same|different|unsure`: a human decision on two records or customers."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from onefold.actor import actor
from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of


def decide(
    a: Annotated[str, typer.Argument(help="A record (source:object:key) or a customer id.")],
    b: Annotated[str, typer.Argument(help="The other one.")],
    verdict: Annotated[Literal["same", "different", "unsure"], typer.Argument(help="What they are.")],
    why: Annotated[str, typer.Option(help="The reason, for those who come later.")],
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Decide on two records; it outranks every score from the next run on."""
    from onefold_core.lock import project_lock
    from onefold_core.state import decisions

    from onefold.contradictions import contradicted, told
    from onefold.lookup import evidence_hash, founding_record

    opened = load(project, target)
    state = state_of(opened)
    with project_lock(opened.data, "decide"):
        id_a, id_b = founding_record(opened, a), founding_record(opened, b)
        seen = evidence_hash(opened, id_a, id_b)
        made = decisions.decide(state, id_a, id_b, verdict, why=why, actor=actor(), evidence_hash=seen)
    found = contradicted(decisions.active_decisions(state))
    note = told(made.decision_id, found)
    lines = [f"{made.decision_id}: {made.id_l} and {made.id_r} are {verdict}", *([note] if note else [])]
    emit({**vars(made), "contradicted": found}, "\n".join([*lines, "apply it with: onefold run"]), json=json)

"""`onefold decide A B same|different|unsure`: a human decision on two records or customers."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from onefold.actor import actor
from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, WhyOption, emit, load, state_of

_KINDS = "it changes nothing while one is a person and the other an organisation: onefold explain A B"


def decide(
    a: Annotated[str, typer.Argument(help="A record (source:object:key) or a customer id.")],
    b: Annotated[str, typer.Argument(help="The other one.")],
    verdict: Annotated[Literal["same", "different", "unsure"], typer.Argument(help="What they are.")],
    why: WhyOption,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Decide on two records; it outranks every score from the next run on."""
    from onefold_core.lock import project_lock
    from onefold_core.state import decisions

    from onefold.contradictions import contradicted, told
    from onefold.lookup import are_of_one_kind, evidence_hash, founding_record

    opened = load(project, target)
    state = state_of(opened)
    with project_lock(opened.data, "decide"):
        id_a, id_b = founding_record(opened, a), founding_record(opened, b)
        seen = evidence_hash(opened, id_a, id_b)
        note_kind = None if verdict != "same" or are_of_one_kind(opened, id_a, id_b) else _KINDS
        made = decisions.decide(state, id_a, id_b, verdict, why=why, actor=actor(), evidence_hash=seen)
    found = contradicted(decisions.active_decisions(state))
    notes = [note for note in (told(made.decision_id, found), note_kind) if note]
    lines = [f"{made.decision_id}: {made.id_l} and {made.id_r} are {verdict}", *notes]
    emit({**vars(made), "contradicted": found}, "\n".join([*lines, "apply it with: onefold run"]), json=json)

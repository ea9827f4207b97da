"""`onefold explain CUSTOMER` and `onefold explain A B`: sources, evidence, and where each value came from."""

from __future__ import annotations

from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of


def explain(
    a: Annotated[str, typer.Argument(help="A customer id, or a record (source:object:key).")],
    b: Annotated[str | None, typer.Argument(help="A second one: why they are, or are not, the same.")] = None,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Explain a customer, or two records."""
    from onefold_core.lock import project_lock
    from onefold_core.state.decisions import active_decisions

    from onefold import explanation

    opened = load(project, target)
    decided = active_decisions(state_of(opened))
    with project_lock(opened.data, "explain"):
        if b is None:
            customer = explanation.of_customer(opened, a, decided)
            emit(customer.as_dict(), customer.text, json=json)
        else:
            pair = explanation.of_pair(opened, a, b, decided)
            emit(pair.as_dict(), pair.text, json=json)

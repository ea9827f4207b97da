"""`onefold explain CUSTOMER` and `onefold explain A B`: sources, evidence, and where each value came from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, say, state_of


def explain(
    a: Annotated[str, typer.Argument(help="A customer id, or a record (source:object:key).")],
    b: Annotated[str | None, typer.Argument(help="A second one: why they are, or are not, the same.")] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it too: one HTML file that needs no network.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="RUN|DAY", help="Only tell which customer it was at a run, a day or a time.")
    ] = None,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Explain a customer, or two records."""
    from onefold_core.lock import project_lock
    from onefold_core.state.decisions import active_decisions

    from onefold import explanation

    opened = load(project, target)
    if as_of is not None:
        from onefold import past

        names = [a] if b is None else [a, b]
        with project_lock(opened.data, "explain"):
            then = [one for name in names for one in past.at(opened, state_of(opened), name, as_of)]
        emit([one.as_dict() for one in then], lambda: "\n".join(one.text() for one in then), json=json)
        return
    decided = active_decisions(state_of(opened))
    with project_lock(opened.data, "explain"):
        account = (
            explanation.of_customer(opened, a, decided) if b is None else explanation.of_pair(opened, a, b, decided)
        )
    if html:
        from onefold.picture.render import write_picture

        write_picture(account, html)
        say(f"drawn in {html}")
    emit(account.as_dict(), account.text, json=json)

"""`onefold sync [SOURCE …]`: extract only, nothing is built or published."""

from __future__ import annotations

from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of, table


def sync(
    source: Annotated[list[str] | None, typer.Argument(help="Sources to read; all when absent.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything again and look for deleted rows.")] = False,
    accept_drop: Annotated[
        bool, typer.Option("--accept-drop", help="Believe a source that lost nearly all of its rows.")
    ] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Read the sources into the warehouse, without building or publishing."""
    from onefold_core.lock import project_lock

    from onefold.progress import Ticker
    from onefold.run.context import RunContext
    from onefold.run.extract import extract

    opened = load(project, target)
    names = [opened.source(name).name for name in source or []] or None
    state = state_of(opened)
    with project_lock(opened.data, "sync"), Ticker() as ticker:
        context = RunContext.open(opened, state, full=full, say=ticker.say, tell=ticker.tell)
        facts = extract(context, only=names, accept_drop=accept_drop)
    objects = facts["objects"]
    headers = ("source", "object", "read", "landed", "unchanged", "duplicate", "quarantined", "suppressed", "gone")
    rows = [tuple(row[h] for h in headers) for row in objects]
    notes = []
    for one in facts["issues"]:
        place = ".".join(filter(None, (one["source"], one["object"], one["field"])))
        notes.append(f"{one['severity']}: {place}: {one['code']}: {one['detail']}")
    emit(facts, lambda: "\n".join([table(headers, rows), *notes, *facts["former"]]), json=json)

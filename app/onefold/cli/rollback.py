"""`onefold rollback [BUILD]`: make an earlier published build current again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from onefold.actor import actor
from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of


def rollback(
    build: Annotated[str | None, typer.Argument(help="The build; the one before the current when absent.")] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Only list the builds that are kept.")] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Make an earlier build current; readers see it at once."""
    from onefold_core import published
    from onefold_core.lock import project_lock
    from onefold_core.state import ledger

    opened = load(project, target)
    folder = opened.data / "published"
    if list_only:
        current = published.current_build(folder)
        builds = published.list_builds(folder)
        lines = [f"{'*' if current and b.build == current.build else ' '} {b.build}  {b.published_at}" for b in builds]
        emit([asdict(b) for b in builds], "\n".join(lines) or "no builds yet; start with: onefold run", json=json)
        return
    with project_lock(opened.data, "rollback"):
        chosen = published.rollback(folder, build)
        facts = {"build": chosen.build, "sha256": chosen.sha256}
        ledger.append(state_of(opened), "build.rolled_back", chosen.build, facts, actor=actor())
    emit(asdict(chosen), f"current is now build {chosen.build}, published {chosen.published_at}", json=json)

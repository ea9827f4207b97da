"""`onefold plan`: what the next run would do, without doing it."""

from __future__ import annotations

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of


def plan(project: ProjectOption = HERE, target: TargetOption = None, json: JsonFlag = False) -> None:
    """Say what the next run would do."""
    from onefold.run.plan import plan_run

    opened = load(project, target)
    made = plan_run(opened, state_of(opened))
    emit(made.as_dict(), made.text, json=json)

"""`onefold doctor`: is everything in place; one mend for each check that fails."""

from __future__ import annotations

from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended without losing anything.")] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Check the installation and the project."""
    from onefold.doctor import examine

    checks = examine(project, target, fix=fix)
    width = max(len(check.name) for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{'ok  ' if check.ok else 'FAIL'}  {check.name.ljust(width)}  {check.finding}")
        if check.mend and not check.ok:
            lines.append(f"      {' ' * width}  mend: {check.mend}")
    emit([vars(check) for check in checks], "\n".join(lines), json=json)
    if not all(check.ok for check in checks):
        raise typer.Exit(2)

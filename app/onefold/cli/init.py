"""`onefold init NAME`: a project folder, ready for its first source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onefold.cli.common import JsonFlag, emit


def init(
    name: Annotated[str, typer.Argument(help="Name of the project (a-z, 0-9 and _), or the folder to make it in.")],
    folder: Annotated[Path | None, typer.Option(help="Where to make it; NAME below this folder when absent.")] = None,
    currency: Annotated[str, typer.Option(help="Base currency, ISO 4217.")] = "EUR",
    country: Annotated[str | None, typer.Option(help="Default country of records without one, ISO 3166-1.")] = None,
    json: JsonFlag = False,
) -> None:
    """Make a project folder."""
    from onefold_core.identifiers import column_name

    from onefold.scaffold import create_project

    root = folder if folder is not None else Path(name)
    if folder is None and (root.is_absolute() or len(root.parts) != 1 or name in (".", "..")):
        # A folder: the project is called as it is.
        root = root.expanduser()
        name = column_name(root.resolve().name)
    written = create_project(root, name, currency=currency, country=country)
    lines = [f"made {name} in {root}", *(f"  {path}" for path in written), "", "next:"]
    lines += [f"  cd {root}", "  onefold source add FILE-OR-URL --name crm", "  onefold run"]
    emit({"project": name, "folder": str(root), "written": written}, "\n".join(lines), json=json)

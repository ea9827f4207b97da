"""`onefold standardise KIND`: JSON Lines in, JSON Lines out, without a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def standardise(
    kind: Annotated[str, typer.Argument(help="address, phone, email, person, company, tax-id, date or country.")],
    source: Annotated[
        Path | None, typer.Option("--in", help="JSON Lines of id, raw, country?, type?; else stdin.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="JSON Lines of the results; stdout when absent.")] = None,
    gazetteer: Annotated[
        Path | None, typer.Option(help="CSV of name, kind, country, parent?, aliases?: your places, for addresses.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Accepted everywhere; the output is JSON Lines anyway.")] = False,
) -> None:
    """Standardise values of one kind."""
    from onefold_dedupe.standardise.files import standardise_file

    standardise_file(kind, source, out, gazetteer)

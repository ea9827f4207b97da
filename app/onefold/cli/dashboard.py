"""`onefold dashboard`: pages on the published model, on this machine only, until Ctrl-C; or written to a folder."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, say, state_of

if TYPE_CHECKING:
    from onefold_core.settings import Project


def dashboard(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 lets the system choose.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Write the pages of figures to this folder instead.", metavar="FOLDER"),
    ] = None,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Show the published model in the browser; read only, on 127.0.0.1, for who has the printed URL."""
    from onefold.web.application import create_application
    from onefold.web.guard import Access
    from onefold.web.server import listen, serve

    opened = load(project, target)
    if export is not None:
        _export(opened, export, json=json)
        return
    listener = listen(port)
    access = Access(port=int(listener.getsockname()[1]))

    def when_ready() -> None:
        if json:
            emit({"url": access.url, "port": access.port, "project": opened.name}, "", json=True)
            sys.stdout.flush()  # who started it reads the URL while it serves
            return
        say(f"dashboard of {opened.name}: {access.url}")
        say("the URL is a key to customers' data: keep it to yourself. Ctrl-C stops.")
        if not no_open:
            webbrowser.open(access.url)

    with listener:
        serve(create_application(opened, state_of(opened), access), listener, when_ready)


def _export(project: Project, folder: Path, *, json: bool) -> None:
    from onefold_core.state import ledger

    from onefold.actor import actor
    from onefold.web.export import MOST_ROWS, write
    from onefold.web.published import PublishedModel

    done = write(project, PublishedModel(project.data / "published"), folder)
    facts = {"pages": done.pages, "rows": list(done.rows), "owners": done.owners}
    ledger.append(state_of(project), "dashboard.exported", done.build, facts, actor=actor())
    for name in done.left_out:
        say(f"left out: the rows of {name}, more than {MOST_ROWS:,}")
    say(f"holds no rows of customers; it names {done.owners} owners, and a sum over few can tell of one customer")
    emit({"folder": str(done.folder), "build": done.build, **facts}, f"{done.folder / 'index.html'}", json=json)

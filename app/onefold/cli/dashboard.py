"""`onefold dashboard`: pages on the published model, on this machine only, until Ctrl-C."""

from __future__ import annotations

import sys
import webbrowser
from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, say, state_of


def dashboard(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 lets the system choose.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Show the published model in the browser; read only, on 127.0.0.1, for who has the printed URL."""
    from onefold.web.application import create_application
    from onefold.web.guard import Access
    from onefold.web.server import listen, serve

    opened = load(project, target)
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

"""Serving the pages on 127.0.0.1 until Ctrl-C."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

import uvicorn
from onefold_core.errors import ConfigError
from starlette.types import ASGIApp

HOST = "127.0.0.1"
"""Never another: the pages show customers, and a token over plain HTTP is only as private as the machine."""


def listen(port: int) -> socket.socket:
    """A socket on this machine only; port 0 lets the system choose. ConfigError when the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise ConfigError(
            "port-in-use", "the port cannot be listened on", where=f"{HOST}:{port}", mend="onefold dashboard --port 0"
        ) from None
    return listener


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_ready()


def serve(application: ASGIApp, listener: socket.socket, when_ready: Callable[[], None]) -> None:
    """Serve until interrupted; `when_ready` is called once requests are answered."""
    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        access_log=False,  # a search is in the URL, and holds a customer's name or number
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, when_ready).run(sockets=[listener])

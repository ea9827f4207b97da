"""Kinds of source: each opens an object for reading and knows nothing of the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.settings import Source

from onefold_pipelines.context import ObjectContext, Reading

if TYPE_CHECKING:
    from onefold_pipelines.rest.auth import TokenStore
    from onefold_pipelines.rest.clock import Clock

Opener = Callable[[ObjectContext], Reading]


@dataclass(frozen=True)
class Outside:
    """What a source of the net needs besides its settings: the time, and where tokens that rotate are kept."""

    clock: Clock | None = None
    tokens: TokenStore | None = None


@dataclass(frozen=True)
class OpenSource:
    """A source that answers: `open` opens an object, and so many may be read at once; `stop` makes readers give up.

    `account` differs where the secrets or the address do, and tells nothing of them.
    """

    open: Opener
    workers: int = 1
    stop: Callable[[], None] = lambda: None
    account: str = ""


@contextmanager
def open_source(source: Source, root: Path, outside: Outside | None = None) -> Iterator[OpenSource]:
    """The source, opened; what it holds open is closed afterwards."""
    if source.file.kind == "files":
        from onefold_pipelines.kinds.files import open_files

        yield OpenSource(open_files)
        return
    if source.file.kind == "rest":
        from onefold_pipelines.rest.auth import MemoryTokens
        from onefold_pipelines.rest.clock import SystemClock
        from onefold_pipelines.rest.reader import RestReader

        given = outside or Outside()
        with RestReader(source, root, given.clock or SystemClock(), given.tokens or MemoryTokens()) as rest:
            yield OpenSource(rest.open, rest.workers, rest.client.cancelled.set, rest.client.account)
        return
    from onefold_pipelines.kinds.sql import SqlReader

    with SqlReader.of(source, root) as reader:
        yield OpenSource(reader.open)

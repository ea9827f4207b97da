"""Kinds of source: each opens an object for reading and knows nothing of the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from onefold_core.settings import Source

from onefold_pipelines.context import ObjectContext, Reading

Opener = Callable[[ObjectContext], Reading]


@contextmanager
def open_source(source: Source, root: Path) -> Iterator[Opener]:
    """The function that opens an object of the source; what it holds open is closed afterwards."""
    if source.file.kind == "files":
        from onefold_pipelines.kinds.files import open_files

        yield open_files
        return
    from onefold_pipelines.kinds.sql import SqlReader

    with SqlReader.of(source, root) as reader:
        yield reader.open

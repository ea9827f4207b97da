"""Sources of the net read side by side: they spend their time waiting, each for its own system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import OnefoldError
from onefold_core.settings import Source

from onefold_pipelines.context import ObjectContext, Progress
from onefold_pipelines.extract import contexts_of
from onefold_pipelines.kept import workspace
from onefold_pipelines.kinds import OpenSource, Outside, open_source
from onefold_pipelines.loader import Loader
from onefold_pipelines.prepare import Read, Run, read_all

if TYPE_CHECKING:
    from onefold_core.privacy import Suppression


@dataclass(frozen=True)
class Ahead:
    """One source on its way into the spool: `reads` waits for it, and raises what went wrong."""

    folder: Path
    contexts: list[ObjectContext]
    _future: Future[list[Read]]

    def reads(self) -> list[Read]:
        """The source's objects, read; the error that reading ended with, when it did."""
        return self._future.result()


@contextmanager
def read_ahead(
    sources: Sequence[Source],
    *,
    root: Path,
    warehouse: Path,
    dlt_dir: Path,
    run_id: str,
    full_refresh: bool,
    suppression: Suppression | None,
    progress: Callable[[str], Progress],
    outside: Outside,
) -> Iterator[dict[str, Ahead]]:
    """Read the sources of kind rest at once, each within its own limits; what they held is gone after the block.

    Nothing of them is written but spools: `sync_source` lands each in its turn, and there raises what reading it ended
    with. Sources that are not among those given back are for `sync_source` to read.
    """
    waiting = [source for source in sources if source.file.kind == "rest"]
    if len(waiting) < 2:
        yield {}
        return
    dlt_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folders = {source.name: stack.enter_context(workspace(dlt_dir, source.name)) for source in waiting}
        pool = stack.enter_context(ThreadPoolExecutor(len(waiting), thread_name_prefix="onefold-source"))
        ahead: dict[str, Ahead] = {}
        for source in waiting:
            # Secrets and states are dlt's, which knows one project at a time: threads only read.
            folder = folders[source.name]
            run = Run(run_id, datetime.now(UTC), folder, False, suppression, progress(source.name), outside)
            contexts: list[ObjectContext] = []
            try:
                contexts = _contexts(source, root, warehouse, dlt_dir, full_refresh)
                opened = stack.enter_context(open_source(source, root, outside))
                future = pool.submit(_read, opened, contexts, run)
            except OnefoldError as error:
                # It is told in its turn, after what comes before it has landed.
                future = Future()
                future.set_exception(error)
            ahead[source.name] = Ahead(folder, contexts, future)
        yield ahead


def _contexts(source: Source, root: Path, warehouse: Path, dlt_dir: Path, full_refresh: bool) -> list[ObjectContext]:
    from onefold_core.warehouse import open_warehouse

    with open_warehouse(warehouse) as connection:
        loader = Loader(source.name, root=root, dlt_dir=dlt_dir, connection=connection)
        return contexts_of(loader, source, root, full_refresh)


def _read(opened: OpenSource, contexts: list[ObjectContext], run: Run) -> list[Read]:
    return list(read_all(opened, contexts, run))

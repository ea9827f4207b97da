"""The load itself: dlt merges landing files into raw by key and commits rows and cursors together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_core.errors import InvariantError, OnefoldError, no_room

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.land import MERGING_LAYOUT, landed_columns, raw_schema
from onefold_pipelines.runtime import project_context

if TYPE_CHECKING:
    from dlt import Pipeline
    from duckdb import DuckDBPyConnection

DLT_TYPES = {"varchar": "text", "bigint": "bigint", "timestamptz": "timestamp"}


@dataclass(frozen=True)
class Load:
    """One object to load: its landing file and the state that commits with it; `replaces`: all rows there are."""

    context: ObjectContext
    path: Path
    rows: int
    state: Mapping[str, Any]
    replaces: bool = False


class Loader:
    """One source's dlt pipeline on an open connection to the warehouse; it leaves no rows in `dlt_dir` behind.

    The warehouse is the truth: the local working folder is dropped before and after, so the state always is the one
    that committed with the rows in this very file. A load killed half way is read again from that state, and merging
    by key makes it land once; a package left behind is never loaded, it could hold a person erased since.
    """

    def __init__(self, source: str, *, root: Path, dlt_dir: Path, connection: DuckDBPyConnection) -> None:
        self.source = source
        self.root = root
        self.dlt_dir = dlt_dir
        self.connection = connection

    def _with_pipeline(self, action: Callable[[Pipeline], Any]) -> Any:
        import dlt
        from dlt.common.exceptions import DltException
        from dlt.pipeline.exceptions import PipelineStepFailed

        with project_context(self.root, self.dlt_dir):
            pipeline = dlt.pipeline(
                f"onefold_{self.source}",
                destination=_destination(self.connection),
                dataset_name=raw_schema(self.source),
                pipelines_dir=str(self.dlt_dir),
            )
            pipeline.drop()
            try:
                pipeline.sync_destination()
                return action(pipeline)
            except PipelineStepFailed as error:
                raise _load_error(error.exception, self.source) from None
            except DltException as error:
                raise _load_error(error, self.source) from None
            finally:
                pipeline.drop()
                pipeline.deactivate()

    def read_state(self) -> dict[str, Any]:
        """Object name to the state its last completed load committed."""

        def action(pipeline: Pipeline) -> dict[str, Any]:
            sources = pipeline.state.get("sources", {})
            return dict(sources.get(self.source, {}).get("resources", {}))

        found: dict[str, Any] = self._with_pipeline(action)
        return found

    def load(self, loads: Sequence[Load]) -> None:
        """Merge every landing file into its table, all in one package; InvariantError when dlt refuses."""
        import dlt

        def action(pipeline: Pipeline) -> None:
            source = dlt.source(
                lambda: [_resource(load) for load in loads],
                name=self.source,
                section=self.source,
                max_table_nesting=0,
            )()
            pipeline.run(source, loader_file_format="parquet").raise_on_failed_jobs()

        self._with_pipeline(action)


def _destination(connection: DuckDBPyConnection) -> Any:
    """DuckDB on this connection. dlt asks some twenty times a load what it can do, and reads all settings each time.

    dlt 1.31 does not say that DuckDB has transactions, and so would commit a merge's delete before its insert: a load
    killed between the two would leave the table without the rows.
    """
    import dlt

    destination: Any = dlt.destinations.duckdb(
        connection, staging_dataset_name_layout=MERGING_LAYOUT, replace_strategy="insert-from-staging"
    )
    settings = destination.configuration(destination.spec(), accept_partial=True)
    ask = destination.capabilities

    def capabilities(config: Any = None, naming: Any = None) -> Any:
        able = ask(config or settings, naming)
        able.supports_transactions = True
        return able

    destination.capabilities = capabilities
    return destination


def _resource(load: Load) -> Any:
    import dlt

    def rows() -> Iterator[Any]:
        dlt.current.resource_state().update(load.state)
        # The file itself goes into the package: reading and writing it once more would add a third to a big load.
        yield dlt.mark.with_file_import(str(load.path), "parquet", load.rows)

    columns: Any = {
        name: {"data_type": DLT_TYPES[kind], "nullable": True} for name, kind in landed_columns(load.context).items()
    }
    merge: Any = {"disposition": "merge", "strategy": "delete-insert"}
    return dlt.resource(
        rows,
        name=load.context.name,
        columns=columns,
        merge_key=load.context.key_columns,
        write_disposition="replace" if load.replaces else merge,
    )


def _load_error(error: BaseException, source: str) -> OnefoldError:
    """dlt's failure without its text, which quotes statements and rows."""
    return no_room(error) or InvariantError(
        "load-failed",
        f"the load into raw_{source} failed ({type(error).__name__})",
        where=f"source {source}",
        mend="onefold doctor",
    )

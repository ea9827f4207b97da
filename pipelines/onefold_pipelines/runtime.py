"""dlt inside a project: secrets from its own `.dlt`, work in its own data folder, no telemetry, no log of values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onefold_core.errors import ConfigError

OVERRIDES: dict[str, Any] = {
    "runtime": {"dlthub_telemetry": False, "log_level": "CRITICAL"},
    "normalize": {"workers": 1, "parquet_normalizer": {"add_dlt_load_id": False, "add_dlt_id": False}},
    "load": {"delete_completed_jobs": True, "workers": 1, "truncate_staging_dataset": True},
}
"""Above every other place dlt looks for configuration: dlt's log lines quote rows, and its finished packages and
staging tables would keep copies of them. One worker each: DuckDB has one writer, and the order stays the same."""


@contextmanager
def project_context(root: Path, dlt_dir: Path) -> Iterator[None]:
    """Let dlt run as if started in `root`, with `dlt_dir` in place of its folder in the user's home."""
    from dlt.common.configuration.providers import ConfigProvider, CustomLoaderDocProvider
    from dlt.common.runtime.run_context import RunContext, switched_run_context

    class ProjectContext(RunContext):
        """dlt's own run context, moved into the project."""

        @property
        def run_dir(self) -> str:
            return str(root)

        @property
        def global_dir(self) -> str:
            return str(dlt_dir)

        @property
        def data_dir(self) -> str:
            return str(dlt_dir)

        def initial_providers(self) -> list[ConfigProvider]:
            ours = CustomLoaderDocProvider("onefold", lambda: OVERRIDES, supports_secrets=False)
            return [ours, *super().initial_providers()]

    with switched_run_context(ProjectContext(str(root))):
        yield


def secret(root: Path, name: str) -> str | None:
    """A secret by its dotted name from the environment or the project's `.dlt/secrets.toml`; None when absent."""
    import dlt
    from dlt.common.configuration.providers.toml import TomlProviderReadException

    try:
        with project_context(root, root / ".dlt"):
            value: object = dlt.secrets.get(name)
    except TomlProviderReadException as error:
        # What dlt quotes may hold a secret; the place where it stopped does not.
        place = re.search(r"line \d+", str(error))
        raise ConfigError(
            "bad-secrets",
            f"{error.file_name} is not valid TOML" + (f" ({place.group()})" if place else ""),
            where=str(root / ".dlt" / error.file_name),
            mend='write each value once and in quotes (`token = "…"`), and save the file as UTF-8 without BOM',
        ) from None
    return str(value) if value else None

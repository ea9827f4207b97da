"""What decides how golden and marts are made from their inputs: while it is the same, a build goes on from the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

_ENGINES = ("dbt-core", "dbt-duckdb", "duckdb")
_OF_A_PROJECT = ("dbt_project.yml", "macros/**/*", "seeds/**/*")
_INPUT = "exchange_rates"
"""The seed whose rows are compared one by one: new rates must not cost a whole build."""


def fingerprint(package: Path, parts: tuple[str, ...], project: Path, settings: Mapping[str, object]) -> str:
    """SHA-256 over our package, the project's seeds, macros and settings, and the engines' versions.

    `parts` are the files and folders of the package that count. The day of the run (`today`) decides nothing here:
    what it moves is found by the models.
    """
    digest = hashlib.sha256()
    for engine in _ENGINES:
        digest.update(f"{engine}={metadata.version(engine)}\n".encode())
    digest.update(json.dumps({k: v for k, v in settings.items() if k != "today"}, sort_keys=True).encode())
    patterns = [pattern for part in parts for pattern in (part, f"{part}/**/*")]
    for folder, wanted in ((package, patterns), (project, _OF_A_PROJECT)):
        for path in sorted(_files(folder, wanted)):
            if path.stem != _INPUT:
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path, patterns: Iterable[str]) -> set[Path]:
    return {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}

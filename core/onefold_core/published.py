"""Published builds: immutable DuckDB files, one made current by an atomic replace, rolled back by pointing at another.

Readers open `current.duckdb` or a build's own file; a run never touches a file that was published.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from onefold_core.clock import utc_now
from onefold_core.errors import ConfigError, GateError, InvariantError
from onefold_core.identifiers import literal, quote_path

PUBLISHED_SCHEMAS = ("golden", "marts", "audit")
_REPLACE_SECONDS = 10.0
"""On Windows a reader's open file refuses the replace; it is tried again for this long."""


@dataclass(frozen=True)
class Build:
    """One published build: its name, file hash and the rows of each table."""

    build: str
    run_id: str
    published_at: str
    sha256: str
    tables: dict[str, int]


def publish_build(warehouse: Path, folder: Path, *, build: str, run_id: str, keep: int) -> Build:
    """Copy golden, marts and audit of the closed working file into a build of its own and make it current.

    Nothing changes for readers until the last step, an atomic replace; a build of the same name that a killed run
    left half-written is written again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{build}.duckdb"
    draft = folder / f".{build}.draft"
    draft.unlink(missing_ok=True)
    tables = _copy_schemas(warehouse, draft)
    record = Build(build, run_id, utc_now(), _sha256(draft), tables)
    if target.exists():
        _make_writable(target)
    draft.replace(target)
    _write_json(folder / f"{build}.json", asdict(record))
    _make_current(folder, record)
    _prune(folder, keep, current=build)
    return record


def list_builds(folder: Path) -> list[Build]:
    """Builds whose file and record are both there, oldest first."""
    found = []
    for path in sorted(folder.glob("*.json")):
        if path.name != "current.json" and path.with_suffix(".duckdb").exists():
            found.append(_read_build(path))
    return sorted(found, key=lambda b: (b.published_at, b.build))


def current_build(folder: Path) -> Build | None:
    """The build that is current, or None when nothing was published yet."""
    path = folder / "current.json"
    return _read_build(path) if path.exists() else None


def rollback(folder: Path, build: str | None = None) -> Build:
    """Make an earlier build current: the one named, or the one before the current; its hash is checked first."""
    current = current_build(folder)
    if current is None:
        raise GateError("nothing-published", "nothing has been published yet", where=str(folder), mend="onefold run")
    builds = list_builds(folder)
    names = [b.build for b in builds]
    if build is None:
        before = [b for b in builds if b.published_at < current.published_at]
        if not before:
            raise GateError(
                "no-earlier-build",
                "there is no earlier build to go back to",
                where=str(folder),
                mend="onefold rollback --list",
            )
        chosen = before[-1]
    elif build in names:
        chosen = builds[names.index(build)]
    else:
        raise ConfigError(
            "unknown-build",
            "there is no build of that name",
            where=str(folder),
            valid=names,
            mend="onefold rollback --list",
        )
    if _sha256(folder / f"{chosen.build}.duckdb") != chosen.sha256:
        raise GateError(
            "damaged-build",
            "the build's file is not what was published",
            where=f"{chosen.build}.duckdb",
            mend="onefold rollback BUILD, or a new one: onefold run",
        )
    _make_current(folder, chosen)
    return chosen


def _copy_schemas(warehouse: Path, draft: Path) -> dict[str, int]:
    connection = duckdb.connect()
    try:
        connection.execute(f"ATTACH {literal(str(warehouse))} AS working_file (READ_ONLY)")
        connection.execute(f"ATTACH {literal(str(draft))} AS build_file")
        found = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'working_file'"
            " AND list_contains(?, schema_name) ORDER BY ALL",
            [list(PUBLISHED_SCHEMAS)],
        ).fetchall()
        tables: dict[str, int] = {}
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"CREATE SCHEMA {quote_path('build_file', schema)}")
        for schema, table in found:
            source, copy = quote_path("working_file", schema, table), quote_path("build_file", schema, table)
            connection.execute(f"CREATE TABLE {copy} AS FROM {source}")
            sizes = [connection.execute(f"SELECT count(*) FROM {place}").fetchone() for place in (source, copy)]
            if sizes[0] != sizes[1] or sizes[0] is None:
                raise InvariantError("copy-differs", "a published table differs from the working one", where=table)
            tables[f"{schema}.{table}"] = int(sizes[0][0])
        connection.execute("CHECKPOINT build_file")
        connection.execute("DETACH build_file")
        return tables
    finally:
        connection.close()


def _make_current(folder: Path, record: Build) -> None:
    source = folder / f"{record.build}.duckdb"
    draft = folder / ".current.draft"
    if draft.exists():
        _make_writable(draft)
    shutil.copyfile(source, draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    source.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    _replace(draft, folder / "current.duckdb")
    _write_json(folder / "current.json", asdict(record))


def _replace(draft: Path, target: Path) -> None:
    deadline = time.monotonic() + _REPLACE_SECONDS
    while True:
        try:
            if os.name == "nt" and target.exists():
                _make_writable(target)
            draft.replace(target)
            return
        except PermissionError:
            if time.monotonic() > deadline:
                raise GateError(
                    "current-in-use",
                    "a reader holds current.duckdb and this system does not let it be replaced",
                    where=str(target),
                    mend="close the reader (or let it open the build's own file), then: onefold run",
                ) from None
            time.sleep(0.2)


def _prune(folder: Path, keep: int, *, current: str) -> None:
    builds = [b for b in list_builds(folder) if b.build != current]
    for old in builds[: max(len(builds) - (keep - 1), 0)]:
        path = folder / f"{old.build}.duckdb"
        with contextlib.suppress(PermissionError):  # Windows: a reader still has it; the next run tries again
            _make_writable(path)
            path.unlink(missing_ok=True)
            (folder / f"{old.build}.json").unlink(missing_ok=True)


def _make_writable(path: Path) -> None:
    path.chmod(stat.S_IREAD | stat.S_IWRITE)


def _read_build(path: Path) -> Build:
    return Build(**json.loads(path.read_text(encoding="utf-8")))


def _write_json(path: Path, value: dict[str, object]) -> None:
    draft = path.with_suffix(".json.draft")
    draft.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    draft.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""What a run that failed had read whole: the next run goes on from there instead of asking for it again."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from onefold_pipelines.context import ObjectContext, Reading, fingerprint
from onefold_pipelines.results import Issue
from onefold_pipelines.spool import Spooled, spool_path

if TYPE_CHECKING:
    from onefold_core.privacy import Suppression

KEPT_HOURS = 12.0
"""A run that failed in the night is repeated in the morning; the next night reads anew."""
_SUFFIX = ".kept.json"


class _Kept(BaseModel):
    """One object as it was read; no row stands in it. `mark`: what the rows depend on."""

    model_config = ConfigDict(frozen=True)

    mark: str
    read_at: datetime
    rows: int
    suppressed: int
    places: list[tuple[str, tuple[str, ...]]]
    is_complete: bool
    state: dict[str, Any]
    issues: list[Issue]


def spool_folder(dlt_dir: Path, source: str) -> Path:
    """Where the spools of a source lie."""
    return dlt_dir / f"spool_{source}"


def forget_reads(dlt_dir: Path) -> None:
    """Keep nothing that runs before have read."""
    for folder in dlt_dir.glob(spool_folder(dlt_dir, "*").name):
        shutil.rmtree(folder)


@contextmanager
def workspace(dlt_dir: Path, source: str) -> Iterator[Path]:
    """A source's folder of spools, gone afterwards: it holds customers' rows. After a failure what was read whole and
    has not landed is left in it.
    """
    folder = spool_folder(dlt_dir, source)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    except BaseException:
        whole = {path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}")}
        clear(folder, but=[path for name in whole for path in (spool_path(folder, name), folder / f"{name}{_SUFFIX}")])
        raise
    shutil.rmtree(folder, ignore_errors=True)


def clear(folder: Path, but: list[Path] | None = None) -> None:
    """Delete what the folder holds but these, and the folder itself when nothing is left."""
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path not in (but or []):
            path.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def keep_read(
    context: ObjectContext,
    reading: Reading,
    spooled: Spooled,
    suppression: Suppression | None,
    account: str,
    at: datetime,
) -> None:
    """Write down that the object was read whole, so that `kept_read` finds it; systems of the net only.

    A database is read in one snapshot, and a file is read again before it could be asked whether it is the same.
    """
    if context.source.file.kind != "rest":
        return
    kept = _Kept(
        mark=_mark(context, suppression, account),
        read_at=at,
        rows=spooled.rows,
        suppressed=spooled.suppressed,
        places=reading.places,
        is_complete=reading.is_complete,
        state=reading.next_state(),
        issues=reading.issues,
    )
    path = spooled.path.parent / f"{context.name}{_SUFFIX}"
    half = path.with_suffix(".half")
    half.write_text(kept.model_dump_json(), encoding="utf-8")
    half.replace(path)


def kept_read(
    context: ObjectContext, folder: Path, suppression: Suppression | None, account: str, at: datetime
) -> tuple[Reading, Spooled] | None:
    """The object as a run that failed has read it; None when it did not, or when anything it depends on is another.

    Settings, account (`OpenSource.account`), cursor and erased people must be the same, and the read no older than
    `KEPT_HOURS`.
    """
    path, spool = folder / f"{context.name}{_SUFFIX}", spool_path(folder, context.name)
    if context.source.file.kind != "rest" or not path.exists() or not spool.exists():
        return None
    try:
        kept = _Kept.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError):
        return None
    if kept.mark != _mark(context, suppression, account) or not timedelta() <= at - kept.read_at <= timedelta(
        hours=KEPT_HOURS
    ):
        path.unlink()
        return None
    if _rows_in(spool) != kept.rows:
        path.unlink()
        return None
    detail = f"read at {kept.read_at:%Y-%m-%d %H:%M} UTC by the run that failed, not asked for again"
    issue = context.issue("read-before", detail, rows=kept.rows, info=True)
    reading = Reading(
        kept.places,
        {},
        kept.is_complete,
        iter(()),
        is_sparse=True,
        next_state=lambda: dict(kept.state),
        issues=[*kept.issues, issue],
    )
    return reading, Spooled(spool, kept.rows, kept.suppressed)


def _rows_in(spool: Path) -> int | None:
    """How many rows the spool holds; None when it is cut off."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(spool).num_rows)
    except (OSError, pa.ArrowInvalid):
        return None


def _mark(context: ObjectContext, suppression: Suppression | None, account: str) -> str:
    erased = sorted(suppression.digests) if suppression else []
    told = [fingerprint(context.source, context.name), context.state.as_json(), erased]
    return hashlib.sha256(f"{told}{context.is_full}{context.columns}{account}".encode()).hexdigest()

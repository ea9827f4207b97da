"""`onefold source test`: everything a sync needs, looked for without writing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import OnefoldError
from onefold_core.settings import Source

from onefold_pipelines.context import ObjectContext, Reading, require_key
from onefold_pipelines.contract import check_contract
from onefold_pipelines.kinds import Opener, Outside, open_source
from onefold_pipelines.kinds.sql_cursor import dump_cursor
from onefold_pipelines.state import ObjectState

if TYPE_CHECKING:
    import pyarrow as pa


CONNECTION = frozenset({"login-refused", "system-unavailable", "bad-certificate", "bad-url", "insecure-url", "no-url"})
"""Codes that another object would end with as well; asking for each would only be refused more often."""


@dataclass(frozen=True)
class Check:
    """One thing looked at: what it was, whether a sync could go on, what was found, and what mends it."""

    name: str
    ok: bool
    finding: str
    mend: str | None = None


def test_source(
    source: Source, root: Path, outside: Outside | None = None, states: Mapping[str, ObjectState] | None = None
) -> list[Check]:
    """Connect, look for every object and column in use, read a first page of each; nothing is written or created.

    `states` are what earlier loads committed: a column that they had must still be there. One check for the connection
    and up to four per object (columns, undecided columns, first page, and what changed where that is another request);
    errors become failed checks, so that one run shows all there is to mend.
    """
    try:
        now = outside.clock.now() if outside and outside.clock else datetime.now(UTC)
        with open_source(source, root, outside) as opened:
            checks = [Check("connection", True, "the source opens")]
            is_proven = False
            for name, settings in source.file.objects.items():
                if settings.is_landed or settings.model != "custom":
                    context = ObjectContext(
                        source, name, settings, root, (states or {}).get(name, ObjectState()), is_full=True
                    )
                    checks += _object_checks(context, opened.open, now, is_proven=is_proven)
                    is_proven = True
            return checks
    except OnefoldError as error:
        return [_failed("connection", error.of(source.name))]


test_source.__test__ = False  # type: ignore[attr-defined]


def _object_checks(context: ObjectContext, open_object: Opener, now: datetime, *, is_proven: bool) -> Iterator[Check]:
    """What no object can be read without is a fault of the connection, until one was answered (`is_proven`)."""
    try:
        require_key(context)
        reading = open_object(context)
        issues = check_contract(context, reading)
        yield Check(f"{context.name}: columns", True, f"all {len(context.object.used_columns)} in use are there")
        undecided = [issue.field for issue in issues if issue.code == "unknown-column" and issue.field]
        if undecided:
            mend = f"put them under map, keep or ignore in {context.source.path.name}"
            yield Check(f"{context.name}: undecided", True, f"would not land: {', '.join(undecided)}", mend)
        absent = [issue.field for issue in issues if issue.code == "column-absent" and issue.field]
        if absent:
            yield Check(f"{context.name}: absent", True, f"in no row so far: {', '.join(absent)}")
        yield _first_page(context, reading)
        read = context.object.read
        if read is not None and read.changed is not None:
            # A log or a search may need a right of its own, which the second night would be the first to miss.
            open_object(_another_night(context, now))
            yield Check(f"{context.name}: changes", True, "what changed can be asked for")
    except OnefoldError as error:
        if not is_proven and error.code in CONNECTION:
            raise
        yield _failed(context.name, error.of(context.source.name))


def _another_night(context: ObjectContext, now: datetime) -> ObjectContext:
    """The object as it is read once all of it was read just now."""
    moment = dump_cursor(now.astimezone(UTC).replace(tzinfo=None))
    cursor = {"cursor": moment, "cursor_column": context.object.cursor, "swept_at": now.isoformat(), "account": ""}
    return replace(context, state=context.state.model_copy(update=cursor), is_full=False)


def _first_page(context: ObjectContext, reading: Reading) -> Check:
    """Whether the first batch has rows, and each a key of its own."""
    name = f"{context.name}: first page"
    batch = next(reading.batches, None)
    if batch is None or not batch.num_rows:
        return Check(name, True, "no rows")
    keyless, repeated = _key_faults(context, batch)
    finding = f"{batch.num_rows} rows read"
    if keyless:
        finding += f", {keyless} without a key (they would go to quarantine)"
    if repeated:
        finding += f", {repeated} with the key of another (the last would win)"
    mend = "check `key`" if keyless or repeated else None
    return Check(name, keyless < batch.num_rows, finding, mend)


def _key_faults(context: ObjectContext, batch: pa.RecordBatch) -> tuple[int, int]:
    keys = list(zip(*(batch.column(header).to_pylist() for header in context.object.key), strict=True))
    whole = [key for key in keys if all(part is not None and part.strip() for part in key)]
    return len(keys) - len(whole), len(whole) - len(set(whole))


def _failed(name: str, error: OnefoldError) -> Check:
    place = f" ({error.where})" if error.where else ""
    valid = f"; there are: {', '.join(error.valid[:20])}" if error.valid else ""
    return Check(name, False, f"{error.what}{place}{valid} [{error.code}]", error.mend)

"""Floors a load must reach, and what is worth telling about the rows of one that did."""

from __future__ import annotations

from onefold_core.errors import GateError

from onefold_pipelines.context import ObjectContext, Reading
from onefold_pipelines.land import Landing, hides_keys
from onefold_pipelines.results import Issue
from onefold_pipelines.spool import Spooled

LEAST_SHARE = 0.1
"""A full read that finds less than a tenth of the keys there were is a broken export until a person says otherwise."""

SMALL = 10
"""Below so many rows a share means nothing; only an empty read is refused."""


def check_gates(
    context: ObjectContext, reading: Reading, spooled: Spooled, landing: Landing, *, accept_drop: bool
) -> None:
    """GateError when the object would hold fewer rows than `expect.min_rows`, or lost nearly all it had."""
    floor = context.object.expect.min_rows
    total = landing.rows_total if not reading.is_complete else landing.rows_seen
    if total < floor:
        raise GateError(
            "too-few-rows",
            f"the object would hold {total} rows; expect.min_rows is {floor}",
            where=context.where,
            mend=f"check the export, or lower the floor in {context.source.path.name}; the old rows stay until then",
        )
    may_drop = accept_drop or context.object.expect.turnover
    if not reading.is_complete or may_drop or not landing.rows_before:
        return
    # By key, not by number: an export with other keys would replace every customer and still have as many rows.
    kept = landing.rows_kept + spooled.suppressed
    if landing.rows_alive < SMALL:
        if landing.rows_seen or spooled.suppressed:
            return
    elif kept >= LEAST_SHARE * landing.rows_before:
        return
    raise GateError(
        "rows-dropped",
        f"of {landing.rows_before} rows there were the source still has {kept}; this looks like a broken export",
        where=context.where,
        mend=f"if the rows are really gone: onefold sync {context.source.name} --full --accept-drop",
    )


def holds_deletes(context: ObjectContext, reading: Reading) -> bool:
    """Whether rows not seen may only be unreadable: more rows were refused than when the files last landed."""
    before = sum(file.refused for file in context.state.files)
    return len(reading.refused) > before and not context.state.is_new


def row_issues(context: ObjectContext, reading: Reading, landing: Landing) -> list[Issue]:
    """Counts that a person should see: duplicate keys, and deletes that were held back."""
    issues = []
    if landing.rows_duplicate:
        detail = "several rows had one key; the last by the cursor, then the last read, was kept"
        keys = ", ".join(context.object.key)
        # A shipped key is the vendor's own; what a system gives twice (borders of pages, boards) is nobody's mistake.
        is_known = bool(context.source.file.system)
        issues.append(context.issue("duplicate-key", detail, field=keys, rows=landing.rows_duplicate, info=is_known))
    if reading.is_complete and (holds_deletes(context, reading) or hides_keys(context, landing.rows_quarantined)):
        detail = "rows could not be read or have no key, so rows not seen were not marked as deleted"
        issues.append(context.issue("deletes-held", detail, rows=landing.rows_quarantined))
    return issues

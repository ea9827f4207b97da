"""The schema contract of an object: drift in a column the project uses blocks, drift elsewhere is only an issue."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from onefold_core.errors import SourceTerminalError

from onefold_pipelines.context import ObjectContext, Reading
from onefold_pipelines.results import Issue

LIKELY_RENAME = 0.6
"""difflib's own default for a close match (`get_close_matches`)."""


def check_contract(context: ObjectContext, reading: Reading) -> list[Issue]:
    """Issues of drift since the last load; SourceTerminalError when a used column vanished or changed its type."""
    return [*check_used(context, reading), *unused_drift(context, reading)]


def check_used(context: ObjectContext, reading: Reading) -> list[Issue]:
    """Drift in columns in use; runs before a row is read, so that nothing lands half.

    SourceTerminalError when one vanished or changed its type; a full refresh accepts a changed type.
    """
    if reading.vanished:
        # Rows may name it still, and hold nothing there: that would take what there was.
        header = reading.vanished[0]
        raise _vanished(context, header, [one for one in reading.headers if one != header], context.name)
    issues: list[Issue] = []
    for place, headers in reading.places:
        issues += _missing(context, reading, place, headers)
    return issues + _types(context, reading)


def _missing(context: ObjectContext, reading: Reading, place: str, headers: Sequence[str]) -> list[Issue]:
    present = set(headers)
    issues: list[Issue] = []
    for header in context.object.used_columns:
        if header in present:
            continue
        if _may_be_absent(context, reading, header, headers):
            detail = f"no row of {place} has {header}"
            # What a shipped mapping names and this account lacks needs nobody's attention.
            issues.append(context.issue("column-absent", detail, field=header, info=bool(context.source.file.system)))
            continue
        raise _vanished(context, header, headers, place)
    return issues


def _may_be_absent(context: ObjectContext, reading: Reading, header: str, headers: Sequence[str]) -> bool:
    """Documents leave empty fields out; there only a field rows cannot do without, or a renamed one, blocks."""
    if not reading.is_sparse or header in context.object.key or header == context.object.cursor:
        return False
    new = [h for h in headers if h not in context.state.headers and h not in context.object.used_columns]
    was_there = header in context.state.headers
    return not (was_there and closest(header, new))


def _vanished(context: ObjectContext, header: str, headers: Sequence[str], place: str) -> SourceTerminalError:
    folded = {h.casefold(): h for h in headers}
    where = f"{context.where}, {place}"
    file = context.source.path.name
    mend = f"name the column as the source does in {file}"
    if context.source.file.system:
        # A shipped name is the vendor's: it went with a right, or with a field of the account's own.
        mend = f"grant the right to see it, name it as the account does now, or leave it out with `ignore` in {file}"
    mend += ", then: onefold source test "
    if header.casefold() in folded:
        found = folded[header.casefold()]
        return SourceTerminalError(
            "column-case-changed",
            f"the column {header!r} is in use, but the source spells it {found!r}",
            where=where,
            valid=headers,
            mend=mend + context.source.name,
        )
    candidates = [h for h in headers if h not in context.object.used_columns and h not in context.object.ignore]
    near = closest(header, candidates)
    hint = f"; perhaps it is now called {near!r}" if near else ""
    return SourceTerminalError(
        "column-vanished",
        f"the column {header!r} is in use, but the source does not have it{hint}",
        where=where,
        valid=headers,
        mend=mend + context.source.name,
    )


def closest(header: str, candidates: Sequence[str]) -> str | None:
    """The candidate spelled most like `header`, if any is close enough to be its new name."""
    scored = [(SequenceMatcher(None, header.casefold(), c.casefold()).ratio(), c) for c in candidates]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= LIKELY_RENAME else None


def unused_drift(context: ObjectContext, reading: Reading) -> list[Issue]:
    """Columns nobody decided about, and what came and went among them since the last load."""
    if not reading.places:
        return []
    headers = reading.headers
    used = set(context.object.used_columns)
    present = set(headers)
    unknown = [h for h in headers if h not in used and not context.object.ignores(h)]
    issues = [
        context.issue("unknown-column", "not landed: put it under map, keep or ignore", field=header)
        for header in unknown
    ]
    if context.state.is_new:
        return issues
    before = set(context.state.headers)
    added = [h for h in headers if h not in before]
    gone = [h for h in context.state.headers if h not in present and h not in context.object.used_columns]
    for header in gone:
        same = [h for h in added if h.casefold() == header.casefold()]
        near = closest(header, added)
        if same:
            issues.append(context.issue("column-case-changed", f"unused; now spelled {same[0]!r}", field=header))
        elif near:
            issues.append(context.issue("column-renamed", f"unused; probably now {near!r}", field=header))
        else:
            issues.append(context.issue("column-removed", "unused; the source no longer has it", field=header))
    issues += [
        context.issue("column-added", "new since the last load", field=header, info=True)
        for header in added
        if header not in context.object.used_columns
    ]
    return issues


def _types(context: ObjectContext, reading: Reading) -> list[Issue]:
    issues: list[Issue] = []
    used = set(context.object.used_columns)
    for header, now in reading.types.items():
        before = context.state.types.get(header)
        if before is None or before == now:
            continue
        if header in used and not context.accepts_drift:
            raise type_changed(context, header, before, now)
        issues.append(context.issue("column-type-changed", f"{before} became {now}", field=header))
    return issues


def type_changed(context: ObjectContext, header: str, before: str, now: str) -> SourceTerminalError:
    """The error for a used column whose values are of another kind than at the last load."""
    return SourceTerminalError(
        "column-type-changed",
        f"the column {header!r} is in use and changed its type from {before} to {now}",
        where=context.where,
        mend=f"check its mapping in {context.source.path.name}; accept it with: "
        f"onefold sync {context.source.name} --full",
    )

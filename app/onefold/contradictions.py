"""Decisions that cannot all hold, by their ids: A same B, B same C, A different C."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onefold_core.state.decisions import RecordedDecision


def contradicted(active: Sequence[RecordedDecision]) -> dict[str, tuple[str, ...]]:
    """For each `same` decision in force that is not applied those that forbid it: a `different`, then the chain."""
    from onefold_dedupe.decisions import Decision, resolve

    by_pair = {(d.id_l, d.id_r): d.decision_id for d in active}
    found = resolve([Decision(d.id_l, d.id_r, d.verdict) for d in active]).contradicted
    return {
        by_pair[one.pair]: (by_pair[one.apart], *(by_pair[link] for link in one.chain if link in by_pair))
        for one in found
    }


def told(decision_id: str, found: dict[str, tuple[str, ...]]) -> str | None:
    """What to say of a decision just made that contradicts others, or None."""
    if decision_id in found:
        others = ", ".join(found[decision_id])
        return f"not applied: it contradicts {others}; undo one of them (onefold decisions undo) or this one"
    lost = [other for other, by in found.items() if decision_id in by]
    if lost:
        return f"no longer applied because of it: {', '.join(lost)}; undo one of them if that is wrong"
    return None

"""Human decisions on pairs of records: append-only, undone by a mark, never deleted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, Row, insert, select, update

from onefold_core.clock import utc_now
from onefold_core.errors import ConfigError
from onefold_core.state import ledger
from onefold_core.state.tables import decision

Verdict = Literal["same", "different", "unsure"]


@dataclass(frozen=True)
class RecordedDecision:
    """One decision; `id_l < id_r` are record names."""

    decision_id: str
    id_l: str
    id_r: str
    verdict: Verdict
    why: str
    decided_by: str
    decided_at: str
    evidence_hash: str | None
    undone_at: str | None
    undone_by: str | None


def decide(
    engine: Engine,
    id_a: str,
    id_b: str,
    verdict: Verdict,
    *,
    why: str,
    actor: str,
    evidence_hash: str | None = None,
    decided_by: str | None = None,
    decided_at: str | None = None,
) -> RecordedDecision:
    """Append a decision on two records; a later decision on the same pair outranks an earlier one.

    `decided_by` and `decided_at` are those of a decision that comes from elsewhere: the ledger says who brought it.
    """
    if id_a == id_b:
        raise ConfigError("same-record", "a decision is about two different records", mend="onefold explain A B")
    id_l, id_r = sorted((id_a, id_b))
    made = RecordedDecision(
        f"d_{secrets.token_hex(6)}", id_l, id_r, verdict, why, decided_by or actor, decided_at or utc_now(),
        evidence_hash, None, None,
    )  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(decision).values(**vars(made)))
        ledger.append_within(
            connection,
            "decision.made",
            made.decision_id,
            {"verdict": verdict, "evidence": evidence_hash},
            actor=actor,
            detail={"id_l": id_l, "id_r": id_r, "why": why},
        )
    return made


def undo(engine: Engine, decision_id: str, *, actor: str) -> RecordedDecision:
    """Mark a decision as undone; ConfigError when there is none of that name or it is undone already."""
    with engine.begin() as connection:
        found = connection.execute(select(decision).where(decision.c.decision_id == decision_id)).first()
        if found is None or found.undone_at is not None:
            raise ConfigError("unknown-decision", "there is no such decision in force", mend="onefold decisions list")
        marks = {"undone_at": utc_now(), "undone_by": actor}
        connection.execute(update(decision).where(decision.c.decision_id == decision_id).values(**marks))
        ledger.append_within(connection, "decision.undone", decision_id, {}, actor=actor)
    return RecordedDecision(**{**found._mapping, **marks})


def list_decisions(engine: Engine, *, undone: bool = False) -> list[RecordedDecision]:
    """Decisions in the order they were made; those undone only when asked for."""
    query = select(decision).order_by(decision.c.decided_at, decision.c.decision_id)
    with engine.connect() as connection:
        rows: list[Row[Any]] = list(
            connection.execute(query if undone else query.where(decision.c.undone_at.is_(None)))
        )
    return [RecordedDecision(**row._mapping) for row in rows]


def active_decisions(engine: Engine) -> list[RecordedDecision]:
    """The newest decision in force for each pair, in the order they were made."""
    newest = {(d.id_l, d.id_r): d for d in list_decisions(engine)}
    return sorted(newest.values(), key=lambda d: (d.decided_at, d.decision_id))

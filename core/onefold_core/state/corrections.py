"""Stewards' corrections of golden values: they outrank every source and survive every later run."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select, update

from onefold_core.clock import utc_now
from onefold_core.errors import ConfigError
from onefold_core.state import ledger
from onefold_core.state.tables import correction

CORRECTABLE = (
    "display_name",
    "given_name",
    "middle_name",
    "family_name",
    "organization_name",
    "birth_date",
    "gender",
    "tax_id",
    "country",
    "language",
    "email",
    "phone",
    "lifecycle",
    "owner",
    "lead_source",
)
"""Attributes of golden.customer that a steward may set."""


MADE = "correction.made"
"""The ledger's word for it."""


@dataclass(frozen=True)
class RecordedCorrection:
    """One correction; at most one is active per customer and attribute."""

    correction_id: str
    customer_id: str
    attribute: str
    value: str
    why: str
    corrected_by: str
    corrected_at: str
    is_active: bool


def correct(
    engine: Engine, customer_id: str, attribute: str, value: str, *, why: str, actor: str
) -> RecordedCorrection:
    """Record a correction; an earlier one of the same attribute stays on record but is no longer active."""
    if attribute not in CORRECTABLE:
        raise ConfigError(
            "unknown-attribute",
            "this attribute cannot be corrected",
            valid=CORRECTABLE,
            mend="onefold correct CUSTOMER ATTRIBUTE VALUE --why REASON",
        )
    made = RecordedCorrection(f"k_{secrets.token_hex(6)}", customer_id, attribute, value, why, actor, utc_now(), True)
    same = (correction.c.customer_id == customer_id) & (correction.c.attribute == attribute)
    with engine.begin() as connection:
        connection.execute(update(correction).where(same).values(is_active=False))
        connection.execute(insert(correction).values(**vars(made)))
        ledger.append_within(
            connection,
            MADE,
            customer_id,
            {"correction": made.correction_id, "attribute": attribute},
            actor=actor,
            detail={"value": value, "why": why},
        )
    return made


def active_corrections(engine: Engine) -> list[RecordedCorrection]:
    """Corrections in force, by customer and attribute."""
    query = select(correction).where(correction.c.is_active).order_by(correction.c.customer_id, correction.c.attribute)
    with engine.connect() as connection:
        return [RecordedCorrection(**row._mapping) for row in connection.execute(query)]

"""Customer ids and their history move into the state database; the events' first table was never written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of identity."""
    op.drop_table("identity_event")
    op.create_table(
        "customer",
        sa.Column("customer_id", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("founded_by", sa.Text()),
        sa.Column("superseded_by", sa.Text()),
    )
    op.create_table(
        "identity",
        sa.Column("record_name", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float()),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text()),
    )
    op.create_index("identity_record", "identity", ["record_name"])
    op.create_table(
        "identity_event",
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text()),
    )
    op.create_index("identity_event_customer", "identity_event", ["customer_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("identity_event", "identity", "customer"):
        op.drop_table(table)

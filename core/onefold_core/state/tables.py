"""Tables of the state database; times are UTC ISO 8601 texts, so that SQLite and PostgreSQL order them alike."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()

run = Table(
    "run",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("status", Text, nullable=False, doc="running, published, refused, failed or interrupted"),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text),
    Column("config_hash", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("build", Text, doc="the published build, once there is one"),
    Column("error_code", Text),
    Column("facts", Text, nullable=False, doc="JSON: counts without personal data"),
)

step = Table(
    "step",
    metadata,
    Column("run_id", Text, ForeignKey("run.run_id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("status", Text, nullable=False, doc="running, done or failed"),
    Column("attempt", Integer, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text),
    Column("facts", Text, nullable=False, doc="JSON: counts without personal data"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("facts", Text, nullable=False, doc="JSON without personal data; part of the chain"),
    Column(
        "detail_hash",
        Text,
        doc="SHA-256 of salt and detail, so that detail can be erased and the chain holds",
    ),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)

ledger_detail = Table(
    "ledger_detail",
    metadata,
    Column("seq", Integer, ForeignKey("ledger.seq"), primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),
    Column("detail", Text, nullable=False, doc="JSON that may identify a person"),
)

decision = Table(
    "decision",
    metadata,
    Column("decision_id", Text, primary_key=True),
    Column("id_l", Text, nullable=False),
    Column("id_r", Text, nullable=False),
    Column("verdict", Text, nullable=False, doc="same, different or unsure"),
    Column("why", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("evidence_hash", Text, doc="fingerprint of the evidence seen; a decision goes stale when it changes"),
    Column("undone_at", Text),
    Column("undone_by", Text),
)

correction = Table(
    "correction",
    metadata,
    Column("correction_id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("attribute", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("corrected_by", Text, nullable=False),
    Column("corrected_at", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

suppression = Table(
    "suppression",
    metadata,
    Column("digest", Text, primary_key=True, doc="HMAC of a normalised identifier; holds nothing readable"),
    Column("kind", Text, nullable=False, doc="email, phone or record"),
    Column("reason", Text, nullable=False),
    Column("added_at", Text, nullable=False),
)

identity_event = Table(
    "identity_event",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("record_name", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("previous_customer_id", Text),
    Column("event", Text, nullable=False, doc="minted, joined, moved, superseded or left"),
    Column("at", Text, nullable=False),
)

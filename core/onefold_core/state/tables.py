"""Tables of the state database; times are UTC ISO 8601 texts, so that SQLite and PostgreSQL order them alike."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

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

customer = Table(
    "customer",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("kind", Text, nullable=False, doc="person or organization"),
    Column("founded_by", Text, doc="the record it was minted from; null once that was erased"),
    Column("superseded_by", Text, doc="the customer it is merged into, while it is"),
)

identity = Table(
    "identity",
    metadata,
    Column("record_name", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("rule", Text, nullable=False, doc="founder, model, rule or human: what held the record there"),
    Column("weight", Float, doc="log2 odds of its best link there when the row began"),
    Column("valid_from", Text, nullable=False),
    Column("valid_to", Text, doc="null while it lasts"),
    Index("identity_record", "record_name"),
)

identity_event = Table(
    "identity_event",
    metadata,
    Column("happened_at", Text, nullable=False),
    Column("event", Text, nullable=False, doc="minted, split, merged, restored or retired"),
    Column("customer_id", Text, nullable=False),
    Column("other_id", Text),
    Index("identity_event_customer", "customer_id"),
)

credential = Table(
    "credential",
    metadata,
    Column("source", Text, primary_key=True),
    Column("sealed", Text, nullable=False, doc="tokens that rotate, encrypted with a key derived from the project's"),
    Column("changed_at", Text, nullable=False),
)

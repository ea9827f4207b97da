"""The CRM's schema, and writing its rows to any database SQLAlchemy reaches."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    create_engine,
    insert,
)
from sqlalchemy.types import TypeEngine

from .crm import Tables

_METADATA = MetaData()
_ID = String(36)
# SQLite has no decimals; elsewhere the amounts are exact.
_MONEY: TypeEngine[Any] = Double().with_variant(Numeric(18, 2), "postgresql", "mysql", "mariadb")
BATCH_ROWS = 5_000


def _table(name: str, *columns: Column[object]) -> Table:
    return Table(name, _METADATA, *columns, mysql_charset="utf8mb4")


def _texts(*names: str) -> tuple[Column[object], ...]:
    return tuple(Column(name, String(255)) for name in names)


def _stamps() -> tuple[Column[object], ...]:
    return (
        Column("assigned_user_id", _ID),
        Column("description", Text),
        Column("date_entered", DateTime, nullable=False),
        Column("date_modified", DateTime, nullable=False, index=True),
        Column("deleted", Integer, nullable=False),
    )


def _address(prefix: str) -> tuple[Column[object], ...]:
    return _texts(*(f"{prefix}_{part}" for part in ("street", "city", "state", "postalcode", "country")))


def _key() -> Column[object]:
    return Column("id", _ID, primary_key=True)


_table(
    "users",
    _key(),
    *_texts("user_name", "full_name", "email", "status"),
    Column("date_entered", DateTime),
    Column("deleted", Integer),
)
_table(
    "accounts",
    _key(),
    *_texts("name", "account_type", "industry", "phone_office", "phone_alternate", "website", "vat_number"),
    *_address("billing_address"),
    *_stamps(),
)
_table(
    "contacts",
    _key(),
    *_texts("salutation", "first_name", "last_name", "title"),
    Column("account_id", _ID),
    *_texts("phone_mobile", "phone_work", "phone_home"),
    *_address("primary_address"),
    Column("birthdate", String(10)),
    Column("lead_source", String(100)),
    Column("do_not_call", Integer),
    *_stamps(),
)
_table(
    "leads",
    _key(),
    *_texts("salutation", "first_name", "last_name", "title", "account_name", "phone_mobile", "phone_work"),
    *_address("primary_address"),
    *_texts("lead_source", "status", "campaign"),
    Column("converted", Integer),
    Column("contact_id", _ID),
    Column("date_converted", DateTime),
    *_stamps(),
)
_table(
    "opportunities",
    _key(),
    *_texts("name", "parent_type"),
    Column("parent_id", _ID),
    Column("sales_stage", String(100)),
    Column("amount", _MONEY),
    Column("currency", String(3)),
    Column("probability", Integer),
    Column("date_closed", Date),
    Column("lead_source", String(100)),
    Column("assigned_user_id", _ID),
    Column("date_entered", DateTime),
    Column("date_modified", DateTime, index=True),
    Column("deleted", Integer),
)
_table(
    "opportunities_stage_history",
    _key(),
    Column("opportunity_id", _ID),
    *_texts("before_stage", "after_stage"),
    Column("created_by", _ID),
    Column("date_created", DateTime, index=True),
)
_table(
    "calls",
    _key(),
    *_texts("name", "parent_type"),
    Column("parent_id", _ID),
    *_texts("direction", "status"),
    Column("date_start", DateTime),
    Column("duration_seconds", Integer),
    Column("assigned_user_id", _ID),
    Column("date_entered", DateTime),
    Column("date_modified", DateTime, index=True),
    Column("deleted", Integer),
)
_table(
    "email_addresses",
    _key(),
    *_texts("email_address", "email_address_caps"),
    Column("invalid_email", Integer),
    Column("opt_out", Integer),
    Column("date_created", DateTime),
    Column("date_modified", DateTime, index=True),
    Column("deleted", Integer),
)
_table(
    "email_addr_bean_rel",
    _key(),
    Column("email_address_id", _ID),
    Column("bean_id", _ID),
    Column("bean_module", String(100)),
    Column("primary_address", Integer),
    Column("date_created", DateTime),
    Column("date_modified", DateTime, index=True),
    Column("deleted", Integer),
)
_table(
    "custom_field_values",
    Column("bean_module", String(100), primary_key=True),
    Column("bean_id", _ID, primary_key=True),
    Column("field_name", String(100), primary_key=True),
    Column("field_value", String(255)),
    Column("date_modified", DateTime),
)


def load_into(url: str, tables: Tables) -> None:
    """Drop and write the CRM's tables at `url` in one transaction; other tables there are left alone."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            _METADATA.drop_all(connection)
            _METADATA.create_all(connection)
            for table in _METADATA.sorted_tables:
                rows = tables[table.name]
                for start in range(0, len(rows), BATCH_ROWS):
                    connection.execute(insert(table), rows[start : start + BATCH_ROWS])
    finally:
        engine.dispose()

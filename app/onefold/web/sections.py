"""The records of each kind that belong to one customer, as tables."""

from __future__ import annotations

from dataclasses import dataclass

from onefold_core.identifiers import quote, quote_path

from onefold.web.published import Snapshot, Table

SECTION_ROWS = 50


@dataclass(frozen=True)
class Section:
    """The first rows of one table that belong to the customer, and how many there are."""

    title: str
    total: int
    table: Table


@dataclass(frozen=True)
class _Kind:
    title: str
    table: str
    columns: str
    """Columns to show, in order, apart by spaces."""
    order: str
    """Columns to order by, apart by spaces; a leading minus means descending."""


_SECTIONS = (
    _Kind(
        "Records",
        "crosswalk",
        "record_name rule weight is_founder is_deleted valid_from valid_to",
        "valid_to -is_founder record_name",
    ),
    _Kind(
        "Contact points",
        "contact_point",
        "channel value label kind validity is_primary source record_name",
        "channel -is_primary value",
    ),
    _Kind(
        "Addresses",
        "address",
        "formatted label country_code is_primary source record_name",
        "-is_primary formatted",
    ),
    _Kind(
        "Consents",
        "consent",
        "channel purpose state legal_basis at text_version has_proof is_conflict reason source record_name",
        "channel purpose -at",
    ),
    _Kind("Related customers", "relation", "related_customer_id relation record_name", "relation related_customer_id"),
    _Kind(
        "Deals",
        "deal",
        "name stage outcome amount currency amount_base closes_on created_at record_name",
        "-created_at record_name",
    ),
    _Kind(
        "Orders",
        "order",
        "number status amount currency amount_base ordered_on record_name",
        "-ordered_on record_name",
    ),
    _Kind(
        "Invoices",
        "invoice",
        "number status amount currency amount_base invoiced_on record_name",
        "-invoiced_on record_name",
    ),
    _Kind(
        "Payments",
        "payment",
        "number amount currency amount_base paid_on order record_name",
        "-paid_on record_name",
    ),
    _Kind("Activities", "activity", "at kind direction subject status duration_seconds record_name", "-at record_name"),
    _Kind(
        "Leads",
        "lead",
        "status lead_source campaign created_at converted_at record_name",
        "-created_at record_name",
    ),
    _Kind("Form submissions", "form_submission", "at form message page_url utm_source record_name", "-at record_name"),
    _Kind("Custom fields", "custom_field", "name value source record_name", "name record_name"),
)


def read_sections(snapshot: Snapshot, customer_id: str) -> tuple[Section, ...]:
    """Every kind of record the customer has any of; a table or column that an older build lacks is left out."""
    found = (_section(snapshot, kind, customer_id) for kind in _SECTIONS)
    return tuple(section for section in found if section.total)


def _section(snapshot: Snapshot, kind: _Kind, customer_id: str) -> Section:
    present = snapshot.columns_of("golden", kind.table)
    columns = [column for column in kind.columns.split() if column in present]
    if "customer_id" not in present or not columns:
        return Section(kind.title, 0, Table((), ()))
    table = quote_path("golden", kind.table)
    order = ", ".join(_ordered(name) for name in kind.order.split() if name.removeprefix("-") in present) or "all"
    shown = ", ".join(quote(column) for column in columns)
    total = snapshot.number(f"select count(*) from {table} where customer_id = ?", [customer_id])
    rows = snapshot.query(
        f"select {shown} from {table} where customer_id = ? order by {order} limit ?", [customer_id, SECTION_ROWS]
    )
    return Section(kind.title, total, rows)


def _ordered(name: str) -> str:
    # Ascending has nulls first: a record that still belongs (valid_to is null) stands before one that left.
    column = quote(name.removeprefix("-"))
    return f"{column} desc nulls last" if name.startswith("-") else f"{column} asc nulls first"

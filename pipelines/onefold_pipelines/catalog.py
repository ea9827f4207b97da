"""The kinds of source this version reads, for `onefold source catalog`; nothing is imported or connected."""

from __future__ import annotations

from dataclasses import dataclass

from onefold_core.systems import about_systems


@dataclass(frozen=True)
class CatalogEntry:
    """One kind: its name, what it reads, and how to add a source of it."""

    name: str
    reads: str
    add: str


def catalog_entries() -> tuple[CatalogEntry, ...]:
    """Every kind of source in the order of the documentation, then the shipped systems in order of name."""
    add = "onefold source add"
    systems = [CatalogEntry(name, a.title, f"{add} {name} --name {name}") for name, a in about_systems()]
    return (
        CatalogEntry("sql: SQLite", "tables and views", f"{add} sqlite:///data/crm.sqlite --name crm"),
        CatalogEntry("sql: PostgreSQL", "tables and views", f"{add} postgresql://reader@host/crm --name crm"),
        CatalogEntry("sql: MariaDB, MySQL", "tables and views", f"{add} mysql://reader@host/crm --name crm"),
        CatalogEntry("sql: others", "any database with an SQLAlchemy dialect", f"{add} DIALECT://host/crm --name crm"),
        CatalogEntry("files: csv", "CSV, TSV, any encoding; .gz, .zip", f"{add} 'in/*.csv' --name forms"),
        CatalogEntry("files: jsonl, json", "JSON Lines, JSON documents", f"{add} in/posts.jsonl --name posts"),
        CatalogEntry("files: excel", "one sheet of an .xlsx workbook", f"{add} in/ledger.xlsx --name ledger"),
        CatalogEntry("files: parquet", "Parquet files", f"{add} in/customers.parquet --name lake"),
        CatalogEntry(
            "files: commerceml", "1C exchange: counterparties, orders, payments", f"{add} in/1c.xml --name erp"
        ),
        *systems,
    )

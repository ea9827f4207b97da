"""All four sources of one day together: built in memory, changed overnight if asked, written to disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .accounting import Books, keep_books, write_commerceml
from .crm import Crm, Tables
from .crm_tables import load_into
from .dealings import add_dealings
from .forms import INVALID_LINES, RAGGED_ROWS, google_rows, site_posts, write_google, write_posts
from .ledger import Cell, ledger_rows, write_ledger
from .mailing import subscribers, write_subscribers
from .truth import Truth
from .world import World, build_world

SEED = 20
DAYS = {1: date(2025, 9, 1), 2: date(2025, 9, 2)}


_REFERRED = ("accounts", "contacts", "leads", "opportunities")
_REFERENCES = (
    ("calls", "parent_id"),
    ("contacts", "account_id"),
    ("custom_field_values", "bean_id"),
    ("leads", "contact_id"),
    ("opportunities", "parent_id"),
    ("opportunities_stage_history", "opportunity_id"),
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the four sources hold on one day, with the truth about it."""

    world: World
    crm: Crm
    google: list[tuple[str, ...]]
    posts: list[dict[str, Any]]
    books: Books
    ledger: list[tuple[Cell, ...]]
    subscribers: list[tuple[str, ...]]
    truth: Truth


def observe(seed: int = SEED, scale: float = 1.0) -> Sources:
    """The sources on the first day."""
    world, truth = build_world(seed, scale), Truth()
    crm = Crm(world, truth)
    crm.fill()
    add_dealings(crm)
    return Sources(
        world=world,
        crm=crm,
        google=google_rows(world, truth),
        posts=site_posts(world, truth),
        books=keep_books(world, crm, truth),
        ledger=ledger_rows(world, truth),
        subscribers=subscribers(world, truth),
        truth=truth,
    )


def write_sources(sources: Sources, out: Path, *, day: int = 1, crm_url: str | None = None) -> None:
    """Write the sources to `out`/sources and the truth to `out`/truth; the CRM to `crm_url` where one is given."""
    folder = out / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    if crm_url is None:
        crm_file = folder / "legacy_crm.sqlite"
        crm_file.unlink(missing_ok=True)
        crm_url = f"sqlite:///{crm_file.as_posix()}"
    load_into(crm_url, sources.crm.tables)
    write_google(folder / "google_form.csv", sources.google)
    write_posts(folder / "site_posts.jsonl", sources.posts)
    write_commerceml(folder / "1c_export.xml", sources.books, f"{DAYS[day]}T06:00:00")
    write_ledger(folder / "ledger.xlsx", sources.ledger, DAYS[day])
    write_subscribers(folder / "subscribers.csv", sources.subscribers)
    _count(sources)
    sources.truth.write(out / "truth")


def _count(sources: Sources) -> None:
    rows = {f"legacy_crm.{table}": len(content) for table, content in sources.crm.tables.items()}
    rows |= {"web_forms.google_form": len(sources.google), "web_forms.site_posts": len(sources.posts)}
    books = sources.books
    rows |= {"accounting.counterparties": len(books.counterparties), "accounting.orders": len(books.orders)}
    rows |= {"accounting.order_lines": len(books.lines), "accounting.payments": len(books.payments)}
    rows |= {"accounting.ledger": len(sources.ledger), "mailing.subscribers": len(sources.subscribers)}
    sources.truth.rows.update(rows)
    sources.truth.to_deleted.update(_references_to_deleted(sources.crm.tables))
    sources.truth.quarantined.update({"web_forms.google_form": RAGGED_ROWS, "web_forms.site_posts": INVALID_LINES})


def _references_to_deleted(tables: Tables) -> dict[str, int]:
    """References of living CRM rows to rows that are marked deleted; a run may well call these dangling too."""
    deleted = {row["id"] for name in _REFERRED for row in tables[name] if row["deleted"]}
    return {
        f"legacy_crm.{name}.{column}": sum(row[column] in deleted for row in tables[name] if not row.get("deleted"))
        for name, column in _REFERENCES
    }

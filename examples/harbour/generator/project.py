"""All sources of one day together: built in memory, changed overnight if asked, written to disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .accounting import Books, keep_books, write_commerceml
from .crm import Crm, Tables
from .crm_tables import load_into
from .dealings import add_dealings
from .forms import INVALID_LINES, RAGGED_ROWS, google_rows, site_posts, write_google, write_posts
from .helpdesk import HelpDesk, answer_questions, write_helpdesk
from .ledger import Cell, ledger_rows, write_ledger
from .mailing import subscribers, write_subscribers
from .marketing import Marketing, advertise, write_marketing
from .planning import targets, territories, write_plan
from .sales import NewCrm, follow_up, write_new_crm
from .shop import Tables as ShopTables
from .shop import load_shop, sell_online
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
    """Everything the sources hold on one day, with the truth about it; those from `marketing` on know no new people."""

    world: World
    crm: Crm
    google: list[tuple[str, ...]]
    posts: list[dict[str, Any]]
    books: Books
    ledger: list[tuple[Cell, ...]]
    subscribers: list[tuple[str, ...]]
    marketing: Marketing
    desk: HelpDesk
    shop: ShopTables
    new_crm: NewCrm
    truth: Truth


def observe(seed: int = SEED, scale: float = 1.0) -> Sources:
    """The sources on the first day."""
    world, truth = build_world(seed, scale), Truth()
    crm = Crm(world, truth)
    crm.fill()
    add_dealings(crm)
    posts, mailboxes = site_posts(world, truth), subscribers(world, truth)
    return Sources(
        world=world,
        crm=crm,
        google=google_rows(world, truth),
        posts=posts,
        books=keep_books(world, crm, truth),
        ledger=ledger_rows(world, crm, truth),
        subscribers=mailboxes,
        marketing=advertise(world, scale, mailboxes, posts),
        desk=answer_questions(world, crm),
        shop=sell_online(world, mailboxes),
        new_crm=follow_up(world, posts),
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
    write_marketing(folder, sources.marketing)
    write_helpdesk(folder, sources.desk)
    write_new_crm(folder, sources.new_crm)
    write_plan(folder / "sales_plan.xlsx", territories(), targets(sources.world))
    shop_file = folder / "shop.sqlite"
    shop_file.unlink(missing_ok=True)
    load_shop(f"sqlite:///{shop_file.as_posix()}", sources.shop)
    _count(sources)
    sources.truth.write(out / "truth")
    write_facts(out / "truth" / "facts.json", sources)


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


def write_facts(path: Path, sources: Sources) -> None:
    """Rows per object of the sources that hold no people of their own; the faults in them stand in their modules."""
    found, desk, crm = sources.marketing, sources.desk, sources.new_crm
    rows: dict[str, Sequence[Any]] = {
        "google_ads.campaigns": found.google_campaigns,
        "google_ads.ad_spend": found.google_days,
        "meta_ads.campaigns": found.meta_campaigns,
        "meta_ads.insights": found.meta_days,
        "mailing.campaigns": found.mailings,
        "mailing.campaign_events": found.events,
        "web_forms.visits": found.visits,
        "helpdesk.agents": desk.agents,
        "helpdesk.tickets": desk.tickets,
        "helpdesk.ratings": desk.ratings,
        "helpdesk.nps": desk.nps,
        "new_crm.owners": crm.owners,
        "new_crm.stages": crm.stages,
        "new_crm.deals": crm.deals,
        "new_crm.deal_stages": crm.changes,
        "new_crm.engagements": crm.engagements,
        "planning.territories": territories(),
        "planning.targets": targets(sources.world),
        **{f"shop.{name}": content for name, content in sources.shop.items()},
    }
    counts = {name: len(content) for name, content in rows.items()}
    path.write_bytes((json.dumps({"rows": counts}, indent=2, sort_keys=True) + "\n").encode())


def _references_to_deleted(tables: Tables) -> dict[str, int]:
    """References of living CRM rows to rows that are marked deleted; a run may well call these dangling too."""
    deleted = {row["id"] for name in _REFERRED for row in tables[name] if row["deleted"]}
    return {
        f"legacy_crm.{name}.{column}": sum(row[column] in deleted for row in tables[name] if not row.get("deleted"))
        for name, column in _REFERENCES
    }

"""The second day: one record in a hundred changed, some are new, some marked deleted, one gone without a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from . import phones, places
from .accounting import add_order
from .crm import SOURCE as CRM
from .crm import Row
from .forms import SOURCE as FORMS
from .forms import google_answer, site_post
from .mailing import SOURCE as MAILING
from .mailing import subscription
from .model import Person
from .people import invent_people
from .project import Sources

_EVENING = datetime.fromisoformat("2025-09-01T17:00:00")
NEW_PEOPLE = 5
NEW_RECORDS_OF_KNOWN_PEOPLE = 4


def advance(sources: Sources) -> None:
    """Change `sources` in place to what they hold a day later, and the truth with them."""
    rng = sources.world.rng("second day")
    clock = _Clock()
    _change_crm(sources, rng, clock)
    _delete_from_crm(sources, rng, clock)
    _move_deals(sources, rng, clock)
    _add_people(sources, rng, clock)
    _unsubscribe(sources, rng, clock)
    buyers = rng.sample([row["Ид"] for row in sources.books.counterparties], 3)
    for buyer in buyers:
        currency = next((o["Валюта"] for o in sources.books.orders if o["Контрагент"] == buyer), "RUB")
        add_order(sources.world, sources.books, (buyer, currency), clock.tick())
    _note(sources, "accounting.orders", new=len(buyers))


class _Clock:
    """Times of the evening between the two exports, one minute apart."""

    def __init__(self) -> None:
        self.at = _EVENING

    def tick(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def _note(sources: Sources, name: str, **counts: int) -> None:
    known = sources.truth.changes.setdefault(name, {})
    for kind, count in counts.items():
        known[kind] = known.get(kind, 0) + count


def _alive(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row["deleted"]]


def _share(rng: Random, rows: Sequence[Any], share: float) -> list[Any]:
    return rng.sample(list(rows), max(1, round(len(rows) * share)))


def _change_crm(sources: Sources, rng: Random, clock: _Clock) -> None:
    """Somebody moved or has a new telephone: one row in a hundred of each party table."""
    people = {person.entity_id: person for person in sources.world.people}
    companies = {company.entity_id: company for company in sources.world.companies}
    for table, prefix, phone in (
        ("accounts", "billing_address", "phone_office"),
        ("contacts", "primary_address", "phone_mobile"),
        ("leads", "primary_address", "phone_mobile"),
    ):
        changed = _share(rng, _alive(sources.crm.tables[table]), 0.01)
        for row in changed:
            entity_id = sources.truth.owner_of(CRM, table, row["id"])
            country = (people.get(entity_id) or companies[entity_id]).country
            address = places.invent(rng, country)
            written = places.write(rng, address)
            row[f"{prefix}_street"], row[f"{prefix}_city"] = written.street, written.city
            row[f"{prefix}_postalcode"], row[f"{prefix}_state"] = written.postcode, written.region
            if rng.random() < 0.5:
                row[phone] = phones.spell(rng, phones.mobile(rng, country, address.city.area), country)
            row["date_modified"] = clock.tick()
        _note(sources, f"{CRM}.{table}", changed=len(changed))


def _delete_from_crm(sources: Sources, rng: Random, clock: _Clock) -> None:
    """Two contacts and an account are marked deleted; a lead is deleted by hand, with everything that hung on it."""
    tables = sources.crm.tables
    for table, count in (("contacts", 2), ("accounts", 1)):
        for row in rng.sample(_alive(tables[table]), count):
            row["deleted"], row["date_modified"] = 1, clock.tick()
        _note(sources, f"{CRM}.{table}", soft_deleted=count)
    called = {row["parent_id"] for row in tables["calls"]}
    gone = rng.choice([row for row in _alive(tables["leads"]) if row["id"] not in called])
    tables["leads"].remove(gone)
    tables["email_addr_bean_rel"][:] = [row for row in tables["email_addr_bean_rel"] if row["bean_id"] != gone["id"]]
    sources.truth.forget(CRM, "leads", gone["id"])
    _note(sources, f"{CRM}.leads", hard_deleted=1)


def _move_deals(sources: Sources, rng: Random, clock: _Clock) -> None:
    tables = sources.crm.tables
    open_deals = [row for row in _alive(tables["opportunities"]) if row["sales_stage"] == "Negotiation/Review"]
    moved = rng.sample(open_deals, min(3, len(open_deals)))
    for deal in moved:
        change = {"id": sources.crm.new_id("second day", deal["id"]), "opportunity_id": deal["id"]}
        change |= {
            "before_stage": deal["sales_stage"],
            "after_stage": "Closed Won",
            "created_by": deal["assigned_user_id"],
        }
        deal |= {"sales_stage": "Closed Won", "probability": 100, "date_modified": clock.tick()}
        deal["date_closed"] = deal["date_modified"].date()
        tables["opportunities_stage_history"].append(change | {"date_created": deal["date_modified"]})
    _note(sources, f"{CRM}.opportunities", changed=len(moved))
    _note(sources, f"{CRM}.opportunities_stage_history", new=len(moved))


def _add_people(sources: Sources, rng: Random, clock: _Clock) -> None:
    """New people appear, and known ones appear again in a source that has not met them."""
    world = sources.world
    count = len(world.people)
    strangers = invent_people(world.seed, count + NEW_PEOPLE, list(world.companies))[count:]
    known = rng.sample(world.people, NEW_RECORDS_OF_KNOWN_PEOPLE)
    for person in (*strangers, *known):
        _add_contact(sources, person, clock.tick())
        answer = google_answer(rng, person, clock.tick())
        sources.google.append(answer)
        sources.truth.add(FORMS, "google_form", answer[:2], person)
        post = site_post(rng, len(sources.posts), person, clock.tick())
        sources.posts.append(post)
        sources.truth.add(FORMS, "site_posts", post["id"], person)
    for person in strangers:
        sources.subscribers.append(subscription(rng, person, person.emails[0]))
        sources.truth.add(MAILING, "subscribers", person.emails[0], person)
    both = len(strangers) + len(known)
    _note(sources, f"{FORMS}.google_form", new=both)
    _note(sources, f"{FORMS}.site_posts", new=both)
    _note(sources, f"{MAILING}.subscribers", new=len(strangers))


def _add_contact(sources: Sources, person: Person, at: datetime) -> None:
    crm = sources.crm
    relations = len(crm.tables["email_addr_bean_rel"])
    addresses = len(crm.tables["email_addresses"])
    fields = len(crm.tables["custom_field_values"])
    row = crm.add_contact(len(crm.tables["contacts"]), person)
    row |= {"date_entered": at, "date_modified": at, "deleted": 0}
    for new in (*crm.tables["email_addr_bean_rel"][relations:], *crm.tables["email_addresses"][addresses:]):
        new |= {"date_created": at, "date_modified": at}
    for new in crm.tables["custom_field_values"][fields:]:
        new["date_modified"] = at
    _note(sources, f"{CRM}.contacts", new=1)


def _unsubscribe(sources: Sources, rng: Random, clock: _Clock) -> None:
    rows = sources.subscribers
    granted = [number for number, row in enumerate(rows) if row[5] == "subscribed"]
    leaving = _share(rng, granted, 0.01)
    for number in leaving:
        at = f"{clock.tick():%Y-%m-%d %H:%M:%S}"
        rows[number] = (*rows[number][:5], "unsubscribed", *rows[number][6:8], at, at, rows[number][10])
    _note(sources, f"{MAILING}.subscribers", changed=len(leaving))

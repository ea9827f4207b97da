"""The invented world and which source has seen whom how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from .companies import invent_companies
from .model import CYRILLIC, Company, Person, weighted
from .people import invent_people

PEOPLE_AT_SCALE_1 = 2550
COMPANIES_AT_SCALE_1 = 950

# How many records an entity has: on average 1.7, so that 3,500 entities give about 6,000 records.
_RECORDS = {"1": 52, "2": 28, "3": 13, "4": 5, "5": 2}
_WHERE_PEOPLE = {"contacts": 32, "leads": 15, "site_posts": 19, "google_form": 8, "subscribers": 24, "ledger": 5}
_WHERE_PEOPLE_CYRILLIC = {
    "contacts": 25,
    "leads": 12,
    "site_posts": 14,
    "google_form": 20,
    "subscribers": 20,
    "counterparties": 10,
}
_WHERE_COMPANIES = {"accounts": 58, "ledger": 37, "subscribers": 5}
_WHERE_COMPANIES_CYRILLIC = {"accounts": 48, "counterparties": 40, "ledger": 8, "subscribers": 4}
_RARELY_TWICE = ("counterparties", "ledger", "subscribers")
"""Objects with few duplicates of their own: a second record there is drawn again three times out of four."""


@dataclass(frozen=True, slots=True)
class World:
    """Everybody there is, and per object of a source the entities it holds records of, in the order of its records."""

    seed: int
    people: tuple[Person, ...]
    companies: tuple[Company, ...]
    people_of: Mapping[str, tuple[Person, ...]]
    companies_of: Mapping[str, tuple[Company, ...]]

    def rng(self, purpose: str) -> Random:
        """A generator of its own for each purpose, so that one part does not move the numbers of another."""
        return Random(f"{self.seed}:{purpose}")


def build_world(seed: int, scale: float) -> World:
    """The world for `seed`; at `scale` 1 about 3,500 entities."""
    companies = invent_companies(seed, max(round(COMPANIES_AT_SCALE_1 * scale), 30))
    people = invent_people(seed, max(round(PEOPLE_AT_SCALE_1 * scale), 60), companies)
    people_of: dict[str, list[Person]] = {name: [] for name in {**_WHERE_PEOPLE, **_WHERE_PEOPLE_CYRILLIC}}
    companies_of: dict[str, list[Company]] = {name: [] for name in {**_WHERE_COMPANIES, **_WHERE_COMPANIES_CYRILLIC}}
    rng = Random(f"{seed}:sightings")
    for person in people:
        where = _WHERE_PEOPLE_CYRILLIC if person.country in CYRILLIC else _WHERE_PEOPLE
        for name in _sightings(rng, where, mailboxes=len(person.emails)):
            people_of[name].append(person)
    for company in companies:
        where = _WHERE_COMPANIES_CYRILLIC if company.country in CYRILLIC else _WHERE_COMPANIES
        for name in _sightings(rng, where, mailboxes=len(company.emails)):
            companies_of[name].append(company)
    for seen in people_of.values():
        rng.shuffle(seen)
    for seen_companies in companies_of.values():
        rng.shuffle(seen_companies)
    return World(
        seed=seed,
        people=tuple(people),
        companies=tuple(companies),
        people_of={name: tuple(seen) for name, seen in people_of.items()},
        companies_of={name: tuple(seen) for name, seen in companies_of.items()},
    )


def _sightings(rng: Random, where: Mapping[str, float], *, mailboxes: int) -> list[str]:
    seen: list[str] = []
    for _ in range(int(weighted(rng, _RECORDS))):
        name = weighted(rng, where)
        # A mailing list has each address once.
        while (name == "subscribers" and seen.count(name) >= mailboxes) or (
            name in _RARELY_TWICE and name in seen and rng.random() < 0.75
        ):
            name = weighted(rng, where)
        seen.append(name)
    return seen

"""What is true in the invented world: people, companies and where they live, before any source wrote it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .geo import City

COUNTRY_WEIGHTS = {"RU": 30, "UA": 12, "KZ": 10, "DE": 16, "GB": 12, "US": 12, "BR": 8}
CYRILLIC = ("RU", "UA", "KZ")
CURRENCY_OF = {"RU": "RUB", "UA": "USD", "KZ": "KZT", "DE": "EUR", "GB": "EUR", "US": "USD", "BR": "BRL"}
"""The shop bills Ukraine in dollars and Britain in euros: five currencies."""

FIRST_DAY = datetime.fromisoformat("2023-01-09")
LAST_DAY = datetime.fromisoformat("2025-08-29")


@dataclass(frozen=True, slots=True)
class Address:
    """One postal address; `unit` is the flat or office, '' for a house of one's own."""

    country: str
    city: City
    street: str
    house: str
    unit: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Company:
    """A real-world organisation. `emails` are its mailboxes, `phones` E.164, `old_address` where it sat before."""

    entity_id: str
    country: str
    name: str
    form: str
    tax_id: str
    kpp: str
    domain: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    address: Address
    old_address: Address | None


@dataclass(frozen=True, slots=True)
class Person:
    """A real-world person. `maiden` is the family name before marriage or ''; `home_phone` is the household's."""

    entity_id: str
    country: str
    is_male: bool
    given: str
    patronymic: str
    family: str
    maiden: str
    birth_date: str
    phones: tuple[str, ...]
    home_phone: str
    emails: tuple[str, ...]
    address: Address
    old_address: Address | None
    employer: Company | None
    title: str
    tax_id: str


def pick_country(rng: Random) -> str:
    """A country of the shop's market, by its share."""
    return weighted(rng, COUNTRY_WEIGHTS)


def weighted(rng: Random, weights: Mapping[str, float]) -> str:
    """A key of `weights`, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def chance(rng: Random, probability: float) -> bool:
    """True with `probability`."""
    return rng.random() < probability


def moment(rng: Random, start: datetime = FIRST_DAY, end: datetime = LAST_DAY) -> datetime:
    """A time in office hours between two days; never at night, so that every zone-less time exists exactly once."""
    days = max((end - start).days, 1)
    day = start.replace(hour=0, minute=0, second=0) + timedelta(days=rng.randrange(days))
    return day + timedelta(hours=8, seconds=rng.randrange(10 * 3600))


def after(rng: Random, start: datetime, days: int) -> datetime:
    """A later time in office hours, at most `days` after `start` and not past the last day of the story."""
    end = min(start + timedelta(days=days + 1), LAST_DAY)
    return max(start, moment(rng, start + timedelta(days=1), end)) if end > start + timedelta(days=1) else start

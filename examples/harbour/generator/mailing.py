"""The e-mail list: who may be written to, by the mailing service's own record of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

from .model import CYRILLIC, Company, Person, after, chance, moment
from .noise import see_person
from .truth import Truth
from .world import World

SOURCE = "mailing"
HEADER = (
    "email",
    "name",
    "country",
    "language",
    "list",
    "state",
    "subscribed_at",
    "confirmed_at",
    "unsubscribed_at",
    "state_at",
    "ip",
)
_STATES = {"subscribed": 68, "unsubscribed": 15, "bounced": 9, "pending": 8}
_LANGUAGES = {"RU": "ru", "UA": "uk", "KZ": "ru", "DE": "de", "GB": "en", "US": "en", "BR": "pt"}


def subscribers(world: World, truth: Truth) -> list[tuple[str, ...]]:
    """One row an address; a person or a company that is there twice is there with two of its mailboxes."""
    rng = world.rng("mailing")
    rows: list[tuple[str, ...]] = []
    used: set[str] = set()
    everybody: list[Person | Company] = [*world.people_of["subscribers"], *world.companies_of["subscribers"]]
    rng.shuffle(everybody)
    for entity in everybody:
        email = next(address for address in entity.emails if address not in used)
        used.add(email)
        rows.append(subscription(rng, entity, email))
        truth.add(SOURCE, "subscribers", email, entity)
    return rows


def subscription(rng: Random, entity: Person | Company, email: str) -> tuple[str, ...]:
    """One row of the list, its fields in the order of the header."""
    name = ""
    if chance(rng, 0.75):
        name = entity.name if isinstance(entity, Company) else see_person(rng, entity, latin_share=0.5).full_name
    return (email, name, entity.country if chance(rng, 0.6) else "", _language(rng, entity), *_story(rng))


def _language(rng: Random, entity: Person | Company) -> str:
    return "en" if chance(rng, 0.1) and entity.country not in CYRILLIC else _LANGUAGES[entity.country]


def _story(rng: Random) -> tuple[str, ...]:
    """List, state, the times it passed through, and the IP address (of a documentation range) it was confirmed from."""
    state = rng.choices(list(_STATES), list(_STATES.values()))[0]
    subscribed = moment(rng)
    confirmed = after(rng, subscribed, 2) if state != "pending" else None
    gone = after(rng, confirmed or subscribed, 300) if state in ("unsubscribed", "bounced") else None
    left = gone if state == "unsubscribed" else None
    times = (
        "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"
        for at in (subscribed, confirmed, left, gone or confirmed or subscribed)
    )
    ip = f"203.0.113.{rng.randrange(1, 255)}" if confirmed else ""
    return rng.choice(("news", "news", "offers")), state, *times, ip


def write_subscribers(path: Path, rows: list[tuple[str, ...]]) -> None:
    """The service's export: semicolons, UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())

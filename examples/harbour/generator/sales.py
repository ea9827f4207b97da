"""The new CRM, for web enquiries since 2024: deals, their stages, what was done about them (a HubSpot-like export)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from .model import LAST_DAY, after, chance
from .shop import COMPANY, PRODUCTS
from .world import World

OWNERS_HEADER = ("Id", "Email", "Name", "Team", "Archived", "Created at")
STAGES_HEADER = ("Pipeline", "Stage", "Order", "Probability")
DEALS_HEADER = (
    "Record ID",
    "Deal Name",
    "Pipeline",
    "Deal Stage",
    "Amount",
    "Currency",
    "Product SKU",
    "Department",
    "Company",
    "Form submission",
    "Deal owner",
    "Campaign",
    "Original Source",
    "Closed Lost Reason",
    "Close Date",
    "Won at",
    "Create Date",
    "Last Modified Date",
    "Archived",
)
CHANGES_HEADER = ("Id", "Deal", "From", "To", "At")
ENGAGEMENTS_HEADER = (
    "Id",
    "Type",
    "Direction",
    "Deal",
    "Owner",
    "Subject",
    "Outcome",
    "Start",
    "Seconds",
    "First response",
)
_PIPELINES = {
    "Online": (
        ("New enquiry", 10),
        ("Qualified", 25),
        ("Call done", 40),
        ("Offer sent", 60),
        ("Terms", 80),
        ("Won", 100),
        ("Lost", 0),
    ),
    "Yards": (
        ("Appointment Scheduled", 20),
        ("Presentation Scheduled", 50),
        ("Contract Sent", 90),
        ("Waiting for the slipway", 50),
        ("Closed Won", 100),
        ("Closed Lost", 0),
    ),
}
"""Stages with their probability, the last two the ends; nobody ever said what waiting for the slipway means."""

_REASONS = ("Price", "Delivery time", "No answer", "Bought elsewhere", "Нет бюджета")
_OWNERS = ((1, "North"), (2, "North"), (6, "Overseas"), (7, "East"), (11, "East"))
_START = datetime.fromisoformat("2024-02-01T08:00:00")


@dataclass(frozen=True, slots=True)
class NewCrm:
    """What one export of the new CRM holds."""

    owners: list[tuple[str, ...]]
    stages: list[tuple[str, ...]]
    deals: list[tuple[str, ...]]
    changes: list[tuple[str, ...]]
    engagements: list[tuple[str, ...]]


def follow_up(world: World, posts: list[dict[str, Any]]) -> NewCrm:
    """A deal for two of five enquiries since 2024, walked through its pipeline, with what its owner did."""
    rng = world.rng("new crm")
    owners: list[tuple[str, ...]] = [
        (
            f"{51_000 + user}",
            f"user{user:02}@harbour-chandlers.com",
            f"User {user}",
            team,
            "false",
            "2024-01-15T09:00:00Z",
        )
        for user, team in _OWNERS
    ]
    stages: list[tuple[str, ...]] = [
        (pipeline, name, f"{place}", f"{probability}")
        for pipeline, steps in _PIPELINES.items()
        for place, (name, probability) in enumerate(steps)
    ]
    found = NewCrm(owners=owners, stages=stages, deals=[], changes=[], engagements=[])
    for post in posts:
        at = datetime.fromisoformat(post["submitted_at"].removesuffix("Z"))
        if at >= _START and chance(rng, 0.4):
            _deal(rng, found, post, at)
    return found


def _deal(rng: Random, found: NewCrm, post: dict[str, Any], at: datetime) -> None:
    number = len(found.deals)
    deal_id, owner = f"{9_300_000 + number}", rng.choice(found.owners)[0]
    pipeline = rng.choices(("Online", "Yards"), (75, 25))[0]
    steps = [name for name, _ in _PIPELINES[pipeline]]
    open_steps, (won, lost) = steps[:-2], steps[-2:]
    end = rng.choices((won, lost, ""), (34, 40, 26))[0]
    reached = open_steps if end == won else open_steps[: rng.randrange(1, len(open_steps) + 1)]
    # What waits for the slipway comes back to the contract: only some deals pass it.
    path = [step for step in reached if step != "Waiting for the slipway" or chance(rng, 0.3)] + ([end] if end else [])
    before, moment, is_won = "", at, end == won
    for place, stage in enumerate(path):
        moment = moment if place == 0 else after(rng, moment, 25)
        found.changes.append((f"{deal_id}-{place}", deal_id, before, stage, f"{moment:%Y-%m-%dT%H:%M:%SZ}"))
        before = stage
    product = rng.choice(PRODUCTS)
    amount = (Decimal(product[5]) * rng.randrange(5, 120)).quantize(Decimal("0.01"))
    closes = (moment if end else moment + timedelta(days=rng.randrange(10, 90))).date()
    utm = post["utm"]
    found.deals.append(
        (
            deal_id,
            f"{product[1]} {at.year}-{number + 1:04}",
            pipeline,
            before,
            f"-{amount}" if number == 20 else f"{amount}",
            product[7],
            product[0],
            product[3],
            COMPANY if pipeline == "Online" else "Harbour Chandlers GmbH",
            "post-999999" if number % 60 == 30 else post["id"],
            owner,
            utm["campaign"],
            utm["source"] or "direct",
            rng.choice(_REASONS) if end == lost else "",
            f"{closes}",
            f"{moment:%Y-%m-%dT%H:%M:%SZ}" if is_won else "",
            f"{at:%Y-%m-%dT%H:%M:%SZ}",
            f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            "true" if number % 45 == 20 else "false",
        )
    )
    _engage(rng, found, deal_id, owner, at, moment)


def _engage(rng: Random, found: NewCrm, deal_id: str, owner: str, at: datetime, until: datetime) -> None:
    """The enquiry itself with its first answer, then what the owner did until the deal stood where it stands."""
    answered = min(at + timedelta(minutes=max(6, int(rng.expovariate(1 / 600)))), LAST_DAY)
    rows = [("EMAIL", "INBOUND", "Enquiry", "", at, "", f"{answered:%Y-%m-%dT%H:%M:%SZ}")]
    for _ in range(rng.randrange(1, 5)):
        kind = rng.choices(("CALL", "EMAIL", "MEETING", "TASK", "NOTE"), (35, 30, 15, 12, 8))[0]
        moment = min(after(rng, answered, max((until - at).days, 1)), LAST_DAY)
        seconds = f"{rng.randrange(60, 2400)}" if kind in ("CALL", "MEETING") else ""
        outcome = rng.choice(("Connected", "Connected", "No answer", "Left voicemail")) if kind == "CALL" else ""
        direction = rng.choice(("OUTBOUND", "OUTBOUND", "INBOUND")) if kind in ("CALL", "EMAIL") else ""
        rows.append((kind, direction, "Follow-up", outcome, moment, seconds, ""))
    for kind, direction, subject, outcome, moment, seconds, response in rows:
        row = (kind, direction, deal_id, owner, subject, outcome, f"{moment:%Y-%m-%dT%H:%M:%SZ}", seconds, response)
        found.engagements.append((f"{700_000 + len(found.engagements)}", *row))


def write_new_crm(folder: Path, found: NewCrm) -> None:
    """One CSV an object, as the CRM's own export writes them."""
    for name, header, rows in (
        ("owners", OWNERS_HEADER, found.owners),
        ("stages", STAGES_HEADER, found.stages),
        ("deals", DEALS_HEADER, found.deals),
        ("deal_stages", CHANGES_HEADER, found.changes),
        ("engagements", ENGAGEMENTS_HEADER, found.engagements),
    ):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows([header, *rows])
        (folder / f"new_crm_{name}.csv").write_bytes(out.getvalue().encode())

"""The help desk: agents, tickets with the times of their answers as Freshdesk exports them, and two surveys."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from .crm import Crm
from .model import LAST_DAY, chance, moment
from .world import World

NPS_HEADER = ("Response ID", "CRM contact", "Score", "Comment", "Sent", "Answered")
_SUBJECTS = (
    "Delivery is late",
    "Wrong chain length",
    "Rechnung fehlt",
    "Где мой заказ?",
    "Не подошёл размер",
    "Nota fiscal errada",
    "Question about paint",
    "Life raft service date",
)
_TEAMS = (("Parts", 9001), ("Billing", 9002), ("Delivery", 9003))
_AGENTS = (("Jana Petersen", 3), ("Тимур Сафин", 5), ("Ana Lopes", 7), ("Owen Price", 11), ("Olena Hrytsenko", 12))
"""Name, and the number of the CRM user of the same mailbox."""


@dataclass(frozen=True, slots=True)
class HelpDesk:
    """What one export holds."""

    agents: list[dict[str, Any]]
    tickets: list[dict[str, Any]]
    ratings: list[dict[str, Any]]
    nps: list[tuple[str, ...]]


def answer_questions(world: World, crm: Crm) -> HelpDesk:
    """Tickets of the CRM's contacts, one for every seven of them; some requesters are in no CRM."""
    rng = world.rng("help desk")
    contacts = [row["id"] for row in crm.tables["contacts"]]
    agents = [_agent(number, name, user) for number, (name, user) in enumerate(_AGENTS)]
    tickets: list[dict[str, Any]] = []
    ratings: list[dict[str, Any]] = []
    times = sorted(moment(rng, LAST_DAY - timedelta(days=500)) for _ in range(max(len(contacts) // 4, 20)))
    for number, at in enumerate(times):
        contact = None if number % 15 == 7 else crm.new_id("removed requesters", number) if number % 90 == 45 else ""
        ticket = _ticket(rng, number, at, rng.choice(contacts) if contact == "" else contact, rng.choice(agents))
        tickets.append(ticket)
        if ticket["stats"]["resolved_at"] and chance(rng, 0.45):
            ratings.append(_rating(rng, len(ratings), ticket))
    return HelpDesk(agents=agents, tickets=tickets, ratings=ratings, nps=_nps(world, contacts))


def _agent(number: int, name: str, user: int) -> dict[str, Any]:
    return {
        "id": 7000 + number,
        "available": number != 3,
        "contact": {"name": name, "email": f"user{user:02}@harbour-chandlers.com", "active": number != 3},
        "team": _TEAMS[number % len(_TEAMS)][0],
        "created_at": f"2024-02-0{number + 1}T08:00:00Z",
        "updated_at": f"2024-02-0{number + 1}T08:00:00Z",
    }


def _ticket(rng: Random, number: int, at: datetime, contact: str | None, agent: dict[str, Any]) -> dict[str, Any]:
    priority = rng.choices((1, 2, 3, 4), (30, 45, 20, 5))[0]
    replied = at + timedelta(minutes=max(4, int(rng.expovariate(priority / 400))))
    resolved = replied + timedelta(minutes=max(20, int(rng.expovariate(priority / 4000))))
    status = 5 if resolved < LAST_DAY - timedelta(days=7) else 4
    if resolved > LAST_DAY or chance(rng, 0.06):
        status = rng.choice((2, 2, 3))
    is_done = status in (4, 5)
    # Two tickets were answered before they came in: somebody's clock was wrong.
    shift = timedelta(days=-1) if number in (11, 12) else timedelta(0)
    first = f"{replied + shift:%Y-%m-%dT%H:%M:%SZ}" if replied <= LAST_DAY and (is_done or chance(rng, 0.6)) else None
    return {
        "id": 40_000 + number,
        "subject": rng.choice(_SUBJECTS),
        "type": rng.choice(("Question", "Incident", "Complaint")),
        "status": status,
        "priority": priority,
        "source": rng.choices((1, 2, 3, 7), (50, 25, 15, 10))[0],
        "group": {"id": (team := rng.choice(_TEAMS))[1], "name": team[0]},
        "responder_id": agent["id"] if first else None,
        "requester_id": 500_000 + number,
        "tags": rng.sample(("vip", "late", "refund", "return", "export"), rng.randrange(0, 3)),
        "custom_fields": {"cf_crm_contact": contact, "cf_language": rng.choice(("en", "de", "ru", "pt"))},
        "stats": {
            "first_responded_at": first,
            "resolved_at": f"{resolved:%Y-%m-%dT%H:%M:%SZ}" if is_done else None,
            "closed_at": f"{resolved + timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}" if status == 5 else None,
        },
        "reopened_count": rng.choices((0, 1, 2), (88, 10, 2))[0] if is_done else 0,
        "deleted": number % 110 == 60,
        "spam": False,
        "created_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": f"{resolved if is_done else at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _rating(rng: Random, number: int, ticket: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromisoformat(ticket["stats"]["resolved_at"].removesuffix("Z")) + timedelta(
        hours=rng.randrange(1, 70)
    )
    score = rng.choices((103, 102, 101, 100, -101, -102, -103), (40, 20, 10, 8, 8, 6, 8))[0]
    return {
        "id": 88_000 + number,
        "survey_id": 5,
        "ticket_id": ticket["id"],
        "agent_id": ticket["responder_id"],
        "ratings": {"default_question": score},
        "feedback": rng.choice(("", "", "", "Danke!", "Быстро и вежливо", "Took too long")),
        "created_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _nps(world: World, contacts: list[str]) -> list[tuple[str, ...]]:
    """Would you recommend us, 0 to 10: every half year one contact in twelve answers; one score is a typing error."""
    rng = world.rng("nps")
    rows: list[tuple[str, ...]] = []
    for sent in ("2024-06-03", "2024-12-02", "2025-06-02"):
        for contact in rng.sample(contacts, max(len(contacts) // 12, 5)):
            answered = datetime.fromisoformat(sent) + timedelta(hours=rng.randrange(9, 200))
            score = rng.choices(range(11), (2, 1, 1, 2, 2, 5, 6, 12, 24, 25, 20))[0]
            comment = rng.choice(("", "", "", "Good stock", "Долгая доставка", "Preise sind hoch"))
            number = f"R-{len(rows) + 1:05}"
            rows.append((number, contact, f"{score}", comment, sent, f"{answered:%Y-%m-%d %H:%M}"))
    rows[3] = (*rows[3][:2], "11", *rows[3][3:])
    return rows


def write_helpdesk(folder: Path, desk: HelpDesk) -> None:
    """One JSON object a line, as the export jobs of help desks write them, and the survey tool's CSV."""
    for name, rows in (("agents", desk.agents), ("tickets", desk.tickets), ("ratings", desk.ratings)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"helpdesk_{name}.jsonl").write_bytes(("\n".join(lines) + "\n").encode())
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([NPS_HEADER, *desk.nps])
    (folder / "nps.csv").write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())

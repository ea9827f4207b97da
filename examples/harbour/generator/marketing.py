"""Marketing: costs of two ad systems by day, the mailing service's campaigns and their events, visits of the site."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from .model import LAST_DAY, after, chance
from .world import World

GOOGLE_TITLE = ("Campaign report", "1 January 2024 - 29 August 2025")
GOOGLE_HEADER = (
    "Day",
    "Campaign ID",
    "Campaign",
    "Ad group",
    "Currency code",
    "Cost",
    "Impr.",
    "Clicks",
    "Conversions",
)
GOOGLE_CAMPAIGNS_HEADER = (
    "Campaign ID",
    "Campaign",
    "Campaign status",
    "Campaign type",
    "Start date",
    "End date",
    "Budget",
    "Currency code",
)
MAILING_HEADER = ("id", "name", "utm_campaign", "subject", "state", "sent_at")
EVENTS_HEADER = ("campaign_id", "email", "event", "at", "url")

# Campaign, ad groups, first day, days, cost of a day in euros. Names meet the utm_campaign of the site's posts.
_GOOGLE = (
    ("Anchor 2024", ("anchors", "chains"), "2024-01-15", 240, 42),
    ("Канаты", ("канаты спб", "тросы"), "2024-03-01", 180, 18),
    ("Anchor 2025", ("anchors", "mooring"), "2025-01-13", 220, 55),
)
_META = (
    ("Boot 2024", ("fair visitors", "lookalike"), "2024-01-08", 60, 70),
    ("Safety at sea", ("yacht owners",), "2025-04-01", 120, 25),
)
_MAILINGS = (
    ("Spring rope", "spring-rope", "2024-03-19"),
    ("Newsletter May", "newsletter", "2024-05-14"),
    ("Boot preview", "boot-2024", "2024-01-04"),
    ("Newsletter October", "newsletter", "2024-10-08"),
    ("Spring rope 2025", "spring-rope-2025", "2025-03-18"),
    ("Newsletter June", "newsletter", "2025-06-10"),
)
_SITE = "https://www.harbour-chandlers.com"
_ORIGINS = (
    ("google", "cpc", "anchor-2024", "https://www.google.com/"),
    ("google", "organic", "", "https://www.google.com/"),
    ("yandex", "cpc", "канаты", "https://yandex.ru/"),
    ("facebook", "paid_social", "boot-2024", "https://l.facebook.com/"),
    ("newsletter", "email", "spring-rope", ""),
    ("", "", "", ""),
    ("", "", "", ""),
)


@dataclass(frozen=True, slots=True)
class Marketing:
    """What each system would export; rows are flat and in the order of the file."""

    google_campaigns: list[tuple[str, ...]]
    google_days: list[tuple[str, ...]]
    meta_campaigns: list[dict[str, Any]]
    meta_days: list[dict[str, Any]]
    mailings: list[tuple[str, ...]]
    events: list[tuple[str, ...]]
    visits: list[dict[str, Any]]


def advertise(world: World, scale: float, subscribers: list[tuple[str, ...]], posts: list[dict[str, Any]]) -> Marketing:
    """Spend, campaigns, events of `subscribers` (rows of the mailing list) and visits that led to `posts`."""
    days = min(1.0, max(scale, 0.05))
    google, spent = _google(world, days)
    campaigns, insights = _meta(world, days)
    return Marketing(
        google_campaigns=google,
        google_days=spent,
        meta_campaigns=campaigns,
        meta_days=insights,
        mailings=_mailings(),
        events=_events(world, subscribers),
        visits=_visits(world, posts),
    )


def _google(world: World, share: float) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    rng = world.rng("google ads")
    campaigns: list[tuple[str, ...]] = []
    rows: list[tuple[str, ...]] = []
    for number, (name, groups, start, length, euros) in enumerate(_GOOGLE):
        campaign_id = str(20_401_118_000 + number)
        first, last = _period(start, round(length * share))
        state = "Enabled" if number == len(_GOOGLE) - 1 else "Removed" if number == 1 else "Paused"
        campaigns.append((campaign_id, name, state, "Search", f"{first}", f"{last}", f"{euros * 2}.00", "EUR"))
        for day in _days(first, last):
            for group in groups:
                clicks, shown, cost = _traffic(rng, euros)
                won = f"{Decimal(clicks) * rng.randrange(0, 9) / 100:.2f}"
                rows.append((f"{day}", campaign_id, name, group, "EUR", f"{cost}", f"{shown:,}", f"{clicks}", won))
    return campaigns, rows


def _meta(world: World, share: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rng = world.rng("meta ads")
    campaigns, rows = [], []
    for number, (name, sets, start, length, euros) in enumerate(_META):
        campaign_id = str(120_208_000_000_000 + number)
        first, last = _period(start, round(length * share))
        campaigns.append(
            {
                "id": campaign_id,
                "name": name,
                "status": "PAUSED",
                "effective_status": "ARCHIVED" if number == 0 else "ACTIVE",
                "objective": "OUTCOME_LEADS",
                "daily_budget": str(euros * 150),
                "start_time": f"{first}T00:00:00+0100",
                "stop_time": f"{last}T23:59:59+0100",
                "created_time": f"{first - timedelta(days=5)}T10:00:00+0100",
            }
        )
        for day in _days(first, last):
            for place, group in enumerate(sets):
                clicks, shown, cost = _traffic(rng, euros)
                rows.append(
                    {
                        "date_start": f"{day}",
                        "date_stop": f"{day}",
                        "account_currency": "USD",
                        "campaign_id": campaign_id,
                        "campaign_name": name,
                        "adset_id": f"{campaign_id}{place}",
                        "adset_name": group,
                        "impressions": str(shown),
                        "clicks": str(clicks),
                        "spend": f"{cost}",
                        "actions": [{"action_type": "lead", "value": str(clicks // 12)}],
                    }
                )
    return campaigns, rows


def _period(start: str, days: int) -> tuple[date, date]:
    first = date.fromisoformat(start)
    return first, min(first + timedelta(days=max(days, 3) - 1), LAST_DAY.date())


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _traffic(rng: Random, euros: int) -> tuple[int, int, Decimal]:
    """Clicks, impressions and cost of one ad group on one day."""
    clicks = rng.randrange(euros // 3, euros * 2)
    cost = (Decimal(clicks) * rng.randrange(35, 160) / 100).quantize(Decimal("0.01"))
    return clicks, clicks * rng.randrange(15, 60), cost


def _mailings() -> list[tuple[str, ...]]:
    return [
        (f"m-{number + 1:03}", name, code, f"{name}: what is new in the harbour", "sent", f"{day} 08:00:00")
        for number, (name, code, day) in enumerate(_MAILINGS)
    ]


def _events(world: World, subscribers: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Who was written to, who opened, clicked, bounced or left; one event a person, campaign and kind."""
    rng = world.rng("campaign events")
    rows: list[tuple[str, ...]] = []
    for number, (_, code, day) in enumerate(_MAILINGS):
        sent = datetime.fromisoformat(f"{day}T08:00:00")
        for row in subscribers:
            email, state, subscribed = row[0], row[5], row[6]
            if subscribed >= f"{sent:%Y-%m-%d %H:%M:%S}" or not chance(rng, 0.35):
                continue
            campaign = f"m-{number + 1:03}"
            rows.append((campaign, email, "sent", f"{sent:%Y-%m-%d %H:%M:%S}", ""))
            if state == "bounced" and chance(rng, 0.5):
                rows.append((campaign, email, "hard_bounced", f"{sent + timedelta(minutes=1):%Y-%m-%d %H:%M:%S}", ""))
                continue
            if chance(rng, 0.32):
                opened = after(rng, sent, 3)
                rows.append((campaign, email, "opened", f"{opened:%Y-%m-%d %H:%M:%S}", ""))
                if chance(rng, 0.25):
                    clicked = opened + timedelta(seconds=rng.randrange(5, 240))
                    url = f"{_SITE}/ropes?utm_source=newsletter&utm_medium=email&utm_campaign={code}"
                    rows.append((campaign, email, "clicked", f"{clicked:%Y-%m-%d %H:%M:%S}", url))
    # Somebody was taken off the list by hand: their events lead to no subscriber.
    rows += [("m-002", f"gone{n}@mail.example", "sent", "2024-05-14 08:00:00", "") for n in range(3)]
    return rows


def _visits(world: World, posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sessions of the site: those of people who later sent a form, and as many of people nobody knows."""
    rng = world.rng("visits")
    rows: list[dict[str, Any]] = []
    for post in posts:
        client = f"{rng.randrange(10**9, 10**10)}.{rng.randrange(10**9, 10**10)}"
        at = datetime.fromisoformat(post["submitted_at"].removesuffix("Z")) - timedelta(minutes=rng.randrange(2, 25))
        for _ in range(rng.choices((0, 1, 2, 3), (45, 30, 15, 10))[0]):
            earlier = at - timedelta(days=rng.randrange(1, 40), minutes=rng.randrange(600))
            rows.append(_visit(rng, client, earlier, rng.choice(_ORIGINS), None))
        utm = post["utm"]
        rows.append(_visit(rng, client, at, (utm["source"], utm["medium"], utm["campaign"], ""), post["id"]))
    last = LAST_DAY.replace(hour=8)
    for _ in range(len(posts)):
        client = f"{rng.randrange(10**9, 10**10)}.{rng.randrange(10**9, 10**10)}"
        at = last - timedelta(days=rng.randrange(1, 600), minutes=rng.randrange(600))
        rows.append(_visit(rng, client, at, rng.choice(_ORIGINS), None))
    rows.sort(key=lambda row: (row["started_at"], row["client_id"]))
    return [{"visit_id": f"v-{number + 1:07}"} | row for number, row in enumerate(rows)]


def _visit(
    rng: Random, client: str, at: datetime, origin: tuple[str, str, str, str], post: str | None
) -> dict[str, Any]:
    source, medium, campaign, referrer = origin
    pages = rng.randrange(1, 9)
    return {
        "client_id": client,
        "started_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "seconds": pages * rng.randrange(8, 90),
        "pages": pages,
        "landing_page": f"{_SITE}/{rng.choice(('', 'ropes', 'anchors', 'safety', 'blog/mooring'))}",
        "referrer": referrer,
        "utm": {"source": source, "medium": medium, "campaign": campaign},
        "device": rng.choice(("desktop", "desktop", "mobile", "tablet")),
        "country": rng.choice(("DE", "DE", "GB", "RU", "US", "KZ", "BR", "UA")),
        "form_post_id": post,
    }


def write_marketing(folder: Path, found: Marketing) -> None:
    """The files of both ad systems, of the mailing service and of the site's log."""
    google = [*((title,) for title in GOOGLE_TITLE), GOOGLE_HEADER, *found.google_days]
    total = sum((Decimal(row[5]) for row in found.google_days), Decimal(0))
    google.append(("Total: Campaigns", "", "", "", "EUR", f"{total:,.2f}", "", "", ""))
    _write_csv(folder / "google_ads.csv", google)
    _write_csv(folder / "google_ads_campaigns.csv", [GOOGLE_CAMPAIGNS_HEADER, *found.google_campaigns])
    _write_page(folder / "meta_insights.json", found.meta_days)
    _write_page(folder / "meta_campaigns.json", found.meta_campaigns)
    _write_csv(folder / "mailing_campaigns.csv", [MAILING_HEADER, *found.mailings], delimiter=";")
    _write_csv(folder / "mailing_events.csv", [EVENTS_HEADER, *found.events], delimiter=";")
    lines = [json.dumps(visit, ensure_ascii=False) for visit in found.visits]
    (folder / "visits.jsonl").write_bytes(("\n".join(lines) + "\n").encode())


def _write_csv(path: Path, rows: list[tuple[str, ...]], delimiter: str = ",") -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode())


def _write_page(path: Path, rows: list[dict[str, Any]]) -> None:
    """One page of the Graph API, the last one: there is no next."""
    page = {"data": rows, "paging": {"cursors": {"before": "MAZDZD", "after": "MjQZD"}}}
    path.write_bytes((json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode())

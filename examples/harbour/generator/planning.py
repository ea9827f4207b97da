"""The sales plan: who looks after which territory and what each is to bring in, in the manager's workbook."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from .ledger import without_clock
from .model import FIRST_DAY
from .world import World

TERRITORY_HEADER = ("No", "Territory", "Country", "Region", "Postcode", "Customers", "Owner", "Team", "Priority")
TARGET_HEADER = (
    "No",
    "Measure",
    "From",
    "To",
    "Owner",
    "Team",
    "Territory",
    "Department",
    "Company",
    "Goal",
    "Currency",
)
_TERRITORIES = (
    ("Hamburg harbour", "DE", "", "20", "organization", 1, "North", 10),
    ("Germany", "DE", "", "", "", 2, "North", 20),
    ("Britain", "GB", "", "", "", 5, "North", 20),
    ("America", "US", "", "", "", 6, "Overseas", 20),
    ("America", "BR", "", "", "", 6, "Overseas", 20),
    ("Saint Petersburg", "RU", "Санкт-Петербург", "19", "", 7, "East", 10),
    ("Russia", "RU", "", "", "", 8, "East", 20),
    ("Ukraine", "UA", "", "", "", 9, "East", 20),
    ("Kazakhstan", "KZ", "", "", "", 11, "East", 20),
    ("Everywhere else", "", "", "", "", 12, "North", 90),
)
"""Territory, country, region, postcodes beginning with, kind of customer, number of the CRM user, team, priority."""

_OWNERS = (1, 2, 5, 6, 7, 8, 9, 11, 12)
_COMPANIES = (("Deck", "Harbour Online GmbH"), ("Safety", "Harbour Online GmbH"), ("Paint", "Harbour Chandlers GmbH"))

Cell = str | int | float | date | None


def territories() -> list[tuple[Cell, ...]]:
    """One row a rule; the last one is for whoever no other rule is for."""
    return [
        (
            number,
            name,
            country or None,
            region or None,
            postcode or None,
            segment or None,
            _mailbox(owner),
            team,
            priority,
        )
        for number, (name, country, region, postcode, segment, owner, team, priority) in enumerate(_TERRITORIES, 1)
    ]


def targets(world: World) -> list[tuple[Cell, ...]]:
    """Goals of each owner and department by quarter; the last one is for a user who is gone."""
    rng = world.rng("targets")
    rows: list[tuple[Cell, ...]] = []
    team_of = {owner: team for _, _, _, _, _, owner, team, _ in _TERRITORIES}
    territory_of = {owner: name for name, _, _, _, _, owner, _, _ in _TERRITORIES}
    for first, last in _quarters():
        for owner in _OWNERS:
            who = (_mailbox(owner), team_of[owner], territory_of[owner], None, None)
            rows.append((len(rows) + 1, "Revenue", first, last, *who, rng.randrange(40, 160) * 1000, "EUR"))
            rows.append((len(rows) + 1, "Calls", first, last, *who, rng.randrange(10, 40), None))
        for department, company in _COMPANIES:
            goal = rng.randrange(20, 90) * 1000
            rows.append((len(rows) + 1, "Revenue", first, last, None, None, None, department, company, goal, "EUR"))
    gone = ("nobody@harbour-chandlers.com", "North", "Atlantis", None, None)
    rows.append((len(rows) + 1, "Revenue", *_quarters()[-1], *gone, 10_000, "EUR"))
    return rows


def _mailbox(owner: int) -> str:
    return f"user{owner:02}@harbour-chandlers.com"


def _quarters() -> list[tuple[date, date]]:
    starts = [date(year, month, 1) for year in range(FIRST_DAY.year, 2026) for month in (1, 4, 7, 10)]
    ends = [date.fromordinal(later.toordinal() - 1) for later in (*starts[1:], date(2026, 1, 1))]
    return list(zip(starts, ends, strict=True))


def write_plan(path: Path, rules: list[tuple[Cell, ...]], goals: list[tuple[Cell, ...]]) -> None:
    """The workbook with a sheet for each, the same bytes for the same rows."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, header, rows in (("Territories", TERRITORY_HEADER, rules), ("Targets", TARGET_HEADER, goals)):
        sheet: Any = book.create_sheet(title)
        sheet.append(list(header))
        for row in rows:
            sheet.append(list(row))
    raw = io.BytesIO()
    book.save(raw)
    path.write_bytes(without_clock(raw.getvalue()))

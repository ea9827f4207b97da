"""The CRM's deals with the history of their stages, and its calls."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from random import Random

from .crm import Crm, Row
from .model import CURRENCY_OF, LAST_DAY, after, chance, moment

STAGES = ("Prospecting", "Qualification", "Proposal/Price Quote", "Negotiation/Review")
_PROBABILITY = {
    "Prospecting": 10,
    "Qualification": 20,
    "Proposal/Price Quote": 65,
    "Negotiation/Review": 80,
    "Closed Won": 100,
    "Closed Lost": 0,
}
_GOODS = (
    "anchor chain",
    "ropes",
    "life rafts",
    "paints",
    "канаты",
    "якорь",
    "спасательные жилеты",
    "Tauwerk",
    "Fender",
    "tintas",
    "galley stores",
)
_CALL_SUBJECTS = (
    "Price list",
    "Delivery date",
    "Уточнить заказ",
    "Rückruf Angebot",
    "Cobrança",
    "Follow-up",
    "Согласовать договор",
)
_UNITS_PER_EURO = {"EUR": "1", "USD": "1.08", "RUB": "95", "BRL": "5.4", "KZT": "490"}


def amount_in(rng: Random, currency: str) -> Decimal:
    """A plausible amount of a chandler's invoice: 40 to 30,000 euros' worth, most of them small."""
    euros = Decimal(str(round(40 * 750 ** rng.random(), 2)))
    return (euros * Decimal(_UNITS_PER_EURO[currency])).quantize(Decimal("0.01"))


def add_dealings(crm: Crm) -> None:
    """Add opportunities, their stage history and calls to the CRM's tables, some with a parent that is gone."""
    crm.tables |= {"opportunities": [], "opportunities_stage_history": [], "calls": []}
    country_of = {
        record: entity.country for entity in crm.world.companies for record in crm.accounts_of.get(entity.entity_id, ())
    }
    people_country = {
        record: entity.country for entity in crm.world.people for record in crm.contacts_of.get(entity.entity_id, ())
    }
    _opportunities(crm, country_of, people_country)
    _calls(crm)


def _opportunities(crm: Crm, accounts: dict[str, str], contacts: dict[str, str]) -> None:
    rng = crm.world.rng("opportunities")
    account_ids = [row["id"] for row in crm.tables["accounts"]]
    contact_ids = [row["id"] for row in crm.tables["contacts"]]
    dangling = 0
    for number in range(round(len(account_ids) * 0.95)):
        is_account = chance(rng, 0.75)
        parent = rng.choice(account_ids if is_account else contact_ids)
        currency = CURRENCY_OF[(accounts if is_account else contacts)[parent]]
        if number % 300 == 150:
            parent, dangling = crm.new_id("removed parents", number), dangling + 1
        entered = moment(rng)
        row: Row = {
            "id": crm.new_id("opportunities", number),
            "name": f"{rng.choice(_GOODS)} {entered.year}-{number + 1:04}",
            "parent_type": "Accounts" if is_account else "Contacts",
            "parent_id": parent,
            "amount": amount_in(rng, currency),
            "currency": currency,
            "lead_source": rng.choice(("Web Site", "Trade Show", "Cold Call", "Existing Customer")),
            "assigned_user_id": crm.owner(),
            "date_entered": entered,
            "deleted": 1 if number % 120 == 60 else 0,
        }
        row["sales_stage"], row["date_modified"] = _walk(rng, crm, row)
        row["probability"] = _PROBABILITY[row["sales_stage"]]
        row["date_closed"] = row["date_modified"].date()
        crm.tables["opportunities"].append(row)
    crm.truth.dangling["legacy_crm.opportunities.parent_id"] = dangling


def _walk(rng: Random, crm: Crm, deal: Row) -> tuple[str, datetime]:
    """The stages a deal went through; returns where it stands and since when."""
    at: datetime = deal["date_entered"]
    before, history = "", crm.tables["opportunities_stage_history"]
    end = rng.choices((*range(1, 5), 5, 6), (4, 5, 6, 6, 50, 29))[0]
    path = [*STAGES[: min(end, 4)], *(["Closed Won"] if end == 5 else ["Closed Lost"] if end == 6 else [])]
    if end == 6:
        path = [*STAGES[: rng.randrange(1, 5)], "Closed Lost"]
    for step, stage in enumerate(path):
        at = at if step == 0 else after(rng, at, 30)
        change = {
            "id": crm.new_id("stage", f"{deal['id']}:{step}"),
            "opportunity_id": deal["id"],
            "before_stage": before,
        }
        history.append(change | {"after_stage": stage, "created_by": deal["assigned_user_id"], "date_created": at})
        before = stage
    return before, at


def _calls(crm: Crm) -> None:
    rng = crm.world.rng("calls")
    parents = [("Accounts", row["id"]) for row in crm.tables["accounts"]]
    parents += [("Contacts", row["id"]) for row in crm.tables["contacts"]]
    parents += [("Leads", row["id"]) for row in crm.tables["leads"]]
    dangling = 0
    for number in range(round(len(parents) * 0.55)):
        module, parent = rng.choice(parents)
        if number % 180 == 90:
            parent, dangling = crm.new_id("removed callers", number), dangling + 1
        start = moment(rng)
        status = rng.choices(("Held", "Not Held", "Planned"), (80, 15, 5))[0]
        row = {
            "id": crm.new_id("calls", number),
            "name": rng.choice(_CALL_SUBJECTS),
            "parent_type": module,
            "parent_id": parent,
            "direction": rng.choice(("Inbound", "Outbound", "Outbound")),
            "status": status,
            "date_start": start,
            "duration_seconds": rng.randrange(20, 1800) if status == "Held" else 0,
            "assigned_user_id": crm.owner(),
            "date_entered": start,
            "date_modified": min(after(rng, start, 3), LAST_DAY),
            "deleted": 1 if number % 150 == 75 else 0,
        }
        crm.tables["calls"].append(row)
    crm.truth.dangling["legacy_crm.calls.parent_id"] = dangling

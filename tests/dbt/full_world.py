"""The whole common model as a world worked out by hand; the tests of test_full_*.py ask what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.dbt.world import World

Query = Any
ANNA, BORIS, FIRM, CARL = "c_anna", "c_boris", "c_firm", "c_carl"
STAGES = """kind,source,pipeline,stage,semantic,system
deal,*,*,closed won,won,all
deal,*,*,offer,proposal,all
deal,crm,*,offer,negotiation,this project's
lead,*,*,new,lead,all
"""


def parties(world: World) -> None:
    for key, customer, kind in (
        ("1", ANNA, "person"),
        ("2", BORIS, "person"),
        ("3", CARL, "person"),
        ("9", FIRM, "organization"),
        ("10", ANNA, "person"),
        ("14", CARL, "person"),
    ):
        more = {"record_state": "archived"} if key == "10" else {"merged_into": "crm:people:2"} if key == "14" else {}
        name = world.add(
            "party", "crm", "people", key, name_id=key, created_at=f"2024-01-{int(key):02} 00:00:00", **more
        )
        world.belongs(name, customer, kind, is_founder=key not in ("10", "14"))
        given = {"status": "ok", "kind": "person", "given": "Given", "family": "Berg"}
        firm = {"status": "ok", "kind": "organization", "company_name": "Firm"}
        world.write("standardised.name", name_id=key, **(firm if key == "9" else given))
    gone: dict[str, Any] = {"is_deleted": True, "record_state": "merged", "name_id": "0"}
    # 11 → 12 → 1; 20 and 21 into each other; 22 into itself; 23 into nothing.
    for key, into in (("11", "12"), ("12", "1"), ("20", "21"), ("21", "20"), ("22", "22"), ("23", "404")):
        world.add("party", "crm", "people", key, merged_into=f"crm:people:{into}", **gone)
    for relation, left, right in (("household", "1", "2"), ("household", "2", "3"), ("works_for", "3", "9")):
        # Matching writes names in their order: crm:people:3 < crm:people:9.
        pair = {"record_l": f"crm:people:{left}", "record_r": f"crm:people:{right}"}
        world.write("match.relation", relation=relation, evidence="{}", **pair)
    world.add(
        "relation",
        "crm",
        "jobs",
        "j1",
        of="crm:people:1",
        related_party="crm:people:9",
        relation="works_for",
        role="Captain",
    )
    history = (
        ("crm:people:1", BORIS, "2025-01-01", "2025-06-01"),
        ("crm:people:1", ANNA, "2025-06-01", None),
        ("crm:people:99", ANNA, "2025-01-01", "2025-02-01"),
    )
    for record, customer, first, last in history:
        world.write(
            "match.identity_history",
            record_name=record,
            customer_id=customer,
            valid_from=f"{first} 00:00:00+00",
            valid_to=last and f"{last} 00:00:00+00",
        )


def sales(world: World) -> None:
    world.add("owner", "crm", "users", "u1", name="Olga", email="Olga@Firm.example", team="North")
    world.add("owner", "desk", "agents", "7", name="Olga", email="olga@firm.example")
    world.add("territory", "plan", "territories", "1", name="North", country="de", owner_email="olga@firm.example")
    goal = {"starts_on": "2026-01-01", "ends_on": "2026-03-31", "territory_name": "North"}
    world.add(
        "target",
        "plan",
        "targets",
        "1",
        **goal,
        measure="revenue",
        amount="1000",
        currency="USD",
        owner_email="OLGA@firm.example",
    )
    world.add("target", "plan", "targets", "2", **goal, measure="calls", amount="50", currency="USD")
    world.add(
        "target",
        "plan",
        "targets",
        "3",
        **goal,
        measure="revenue",
        amount="5",
        currency="EUR",
        owner_email="nobody@firm.example",
    )
    world.add("target", "plan", "targets", "4", **(goal | {"ends_on": "2036-01-01"}), measure="leads", amount="5")
    world.add(
        "product",
        "shop",
        "products",
        "ROPE",
        sku="ROPE",
        category="Ropes",
        department="Deck",
        company="Online",
        price="3",
        cost="2",
        currency="USD",
        updated_at="2026-01-10 00:00:00",
    )
    for key, stage, semantic in (("1", "S1", "first_contact"), ("2", "S2", None)):
        world.add(
            "pipeline_stage",
            "crm",
            "stages",
            key,
            pipeline="Yards",
            stage=stage,
            name="Offer" if key == "2" else "x",
            semantic=semantic,
            position=key,
            record_name=f"crm:stages:{key}",
        )
    deal = {"party": "crm:people:1", "amount": "100", "currency": "eur", "created_at": "2026-01-02 00:00:00"}
    deal |= {"updated_at": "2026-01-20 00:00:00", "closes_on": "2026-01-20"}
    world.add(
        "deal", "crm", "deals", "d1", **deal, stage="Closed Won", product="shop:products:ROPE", campaign="Spring Rope"
    )
    world.add("deal", "crm", "deals", "d2", **deal, stage="S1", pipeline="yards")
    world.add("deal", "crm", "deals", "d3", **deal, stage="S2", pipeline="Yards", record_state="archived")
    world.add("deal", "crm", "deals", "d4", **deal, stage="Wibble", department="Paint")
    world.add(
        "deal", "crm", "deals", "d5", **(deal | {"amount": "-7"}), stage="Closed Won", won_at="2026-01-04 10:00:00"
    )
    world.add("deal", "crm", "deals", "d6", **(deal | {"currency": "XEU"}), stage="C3:CLOSED WON")
    for key, to, at in (
        ("h1", "Offer", "2026-01-03"),
        ("h2", "Closed Won", "2026-01-05"),
        ("h3", "Offer", "2026-01-06"),
        ("h4", "Closed Won", "2026-01-09"),
    ):
        world.add("deal_stage_history", "crm", "changes", key, deal="crm:deals:d1", to_stage=to, at=f"{at} 12:00:00")
    world.add(
        "lead", "crm", "leads", "l1", party="crm:people:2", status="New", campaign="spring-rope", deal="crm:deals:d1"
    )
    world.add("lead", "crm", "leads", "l2", party="crm:people:2", status="Odd")
    world.add(
        "activity",
        "crm",
        "mails",
        "m1",
        kind="email",
        direction="inbound",
        deal="crm:deals:d2",
        at="2026-01-03 09:00:00",
        responded_at="2026-01-03 09:40:00",
    )
    world.add("tag", "crm", "tags", "t1", record="crm:deals:d1", name="vip")
    world.add("tag", "crm", "tags", "t2", record="crm:deals:d1", name="vip")
    world.add("tag", "crm", "tags", "t3", record="crm:deals:404", name="lost")


def commerce(world: World) -> None:
    order = {"ordered_on": "2026-01-10", "currency": "EUR"}
    world.add(
        "order",
        "shop",
        "orders",
        "o1",
        **order,
        party="crm:people:11",
        amount="50",
        campaign="SPRING_rope",
        department="Online",
    )
    world.add(
        "order", "shop", "orders", "o2", **(order | {"ordered_on": "2031-01-01"}), deal="crm:deals:d2", amount="9"
    )
    line = {"order": "shop:orders:o1", "product": "shop:products:ROPE"}
    world.add("order_line", "shop", "lines", "1", **line, line="1", quantity="10", unit_price="3", amount="30")
    world.add(
        "order_line", "shop", "lines", "2", **line, line="2", quantity="5", amount="20", cost="11", currency="EUR"
    )
    world.add("order_line", "shop", "lines", "3", order="shop:orders:404", quantity="-1", amount="-3", currency="EUR")
    world.add(
        "invoice",
        "books",
        "invoices",
        "i1",
        order="shop:orders:o1",
        amount="50",
        currency="EUR",
        invoiced_on="2026-01-11",
        due_on="2026-01-01",
    )
    world.add(
        "payment",
        "books",
        "payments",
        "p1",
        invoice="books:invoices:i1",
        amount="50",
        currency="EUR",
        paid_on="2026-01-12",
        method="card",
    )
    world.add(
        "shipment",
        "shop",
        "parcels",
        "s1",
        order="shop:orders:o1",
        shipped_at="2026-01-11 08:00:00",
        delivered_at="2026-01-10 08:00:00",
        amount="8",
        currency="USD",
    )
    world.add("loyalty_balance", "shop", "cards", "k1", party="crm:people:2", program="Points", points="120.5")


def marketing_and_service(world: World) -> None:
    world.add(
        "campaign",
        "ads",
        "campaigns",
        "9",
        name="Spring rope!",
        budget="100",
        currency="USD",
        starts_on="2026-01-10",
        ends_on="2026-01-01",
    )
    world.add(
        "ad_spend_daily",
        "ads",
        "days",
        "1",
        campaign="ads:campaigns:9",
        spent_on="2026-01-12",
        amount="10",
        currency="USD",
        clicks="5",
    )
    world.add(
        "ad_spend_daily",
        "ads",
        "days",
        "2",
        campaign_name="Яхты 2026",
        spent_on="2026-01-12",
        amount="1",
        currency="JPY",
    )
    world.add("campaign_event", "post", "events", "1", party="crm:people:2", campaign="ads:campaigns:9", kind="clicked")
    for key, party, visitor in (
        ("1", None, "v1"),
        ("2", "crm:people:3", "v1"),
        ("3", "crm:people:1", "v2"),
        ("4", "crm:people:2", "v2"),
        ("5", None, "v2"),
        ("6", "crm:people:404", "v3"),
    ):
        world.add(
            "web_visit",
            "site",
            "visits",
            key,
            party=party,
            visitor=visitor,
            utm_campaign="spring%20rope",
            at="2026-01-01 10:00:00",
        )
    opened = {"opened_at": "2026-01-05 10:00:00", "team": "Parts"}
    world.add("ticket", "desk", "tickets", "1", party="crm:people:3", first_reply_minutes="90", **opened)
    world.add("ticket", "desk", "tickets", "2", order="shop:orders:o1", first_reply_at="2026-01-05 09:00:00", **opened)
    score = {"kind": "nps", "lowest": "0", "highest": "10"}
    world.add("survey_response", "desk", "answers", "1", ticket="desk:tickets:1", score="9", **score)
    world.add("survey_response", "desk", "answers", "2", ticket="desk:tickets:404", score="11", **score)


def at(text: str) -> datetime:
    """A time as golden holds it: UTC without a zone."""
    return datetime.fromisoformat(text)


def issues(query: Query, code: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = query(
        'select source, field, record_name, sum("rows") from audit.issue where code = ? group by all order by all', code
    )
    return found

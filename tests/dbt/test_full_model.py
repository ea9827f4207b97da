"""The whole common model on a world worked out by hand: what entities become in golden, and what bad input becomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from onefold.dbt import run_dbt

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


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Query]:
    """Ask the built world; a list of rows."""
    world = World(tmp_path_factory.mktemp("whole"))
    world.rates += "2026-01-01,USD,EUR,0.5\n2026-01-11,USD,EUR,0.8\n"
    world.seeds = {"pipeline_stage_default": STAGES}
    for part in (parties, sales, commerce, marketing_and_service):
        part(world)
    world.build()
    settings = {"base_currency": "EUR", "today": "2026-02-01"}
    for select in ("tag:pre", "tag:post"):
        result = run_dbt(world.project, world.warehouse, [select], target_path=world.root / "dbt", vars=settings)
        # The relationship tests may find what is dangling only in tables that hold no customer of it.
        assert {node.status for node in result.nodes} <= {"success", "pass"}, [n for n in result.nodes if n.message]
    with duckdb.connect(str(world.warehouse), read_only=True) as connection:
        yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()


def at(text: str) -> datetime:
    """A time as golden holds it: UTC without a zone."""
    return datetime.fromisoformat(text)


def issues(query: Query, code: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = query(
        'select source, field, record_name, sum("rows") from audit.issue where code = ? group by all order by all', code
    )
    return found


def test_every_row_is_accounted_for_and_no_amount_is_lost(query: Query) -> None:
    assert query("select * from audit.balance where difference is distinct from 0") == []
    for entity in ("deal", "order", "order_line", "invoice", "payment", "shipment", "ad_spend_daily"):
        kept, came = query(
            f'select (select sum(amount) from golden."{entity}"),'
            f" (select sum(amount) from intermediate.int_{entity} where not is_deleted)"
        )[0]
        assert kept == came is not None, entity


def test_merged_records_belong_to_whom_they_were_merged_into(query: Query) -> None:
    found = query(
        "select source_key, customer_id, rule, record_state from golden.crosswalk where rule in ('merged', 'deleted')"
    )
    assert sorted(found) == [
        ("11", ANNA, "merged", "merged"),
        ("12", ANNA, "merged", "merged"),
        ("20", None, "deleted", "merged"),
        ("21", None, "deleted", "merged"),
        ("22", None, "deleted", "merged"),
        ("23", None, "deleted", "merged"),
    ]
    assert query("select source_key, master from golden.record_state where entity = 'party' order by 1") == [
        ("10", None),
        ("11", "crm:people:1"),
        ("12", "crm:people:1"),
        ("20", None),
        ("21", None),
        ("22", None),
        ("23", "crm:people:404"),
    ]
    assert query("select entity, source_key from golden.record_state where record_state = 'archived' order by 1") == [
        ("deal", "d3"),
        ("party", "10"),
    ]
    # What was sold to a record that was merged away is its master's.
    assert query("select customer_id from golden.order where source_key = 'o1'") == [(ANNA,)]


def test_circles_of_merged_records_are_named(query: Query) -> None:
    assert issues(query, "merge-cycle") == [
        ("crm", "party.merged_into", f"crm:people:{key}", 1) for key in (20, 21, 22)
    ]
    assert ("crm", "party.merged_into", "crm:people:23", 1) in issues(query, "dangling-reference")


def test_a_merged_record_that_lives_keeps_what_matching_found(query: Query) -> None:
    assert query("select customer_id, rule, record_state from golden.crosswalk where source_key = '14'") == [
        (CARL, "model", "active")
    ]


def test_identity_has_its_periods_and_nothing_of_who_is_gone(query: Query) -> None:
    found = query(
        "select customer_id, valid_from, valid_to, is_current from golden.customer_identity"
        " where record_name = 'crm:people:1' order by valid_from"
    )
    first, second = at("2025-01-01T00:00"), at("2025-06-01T00:00")
    assert found == [(BORIS, first, second, False), (ANNA, second, None, True)]
    assert query("select count(*) from golden.customer_identity where record_name = 'crm:people:99'") == [(0,)]
    assert query("select count(*) from golden.customer_identity where is_current") == [(6,)]


def test_a_household_is_everybody_who_is_linked(query: Query) -> None:
    assert query("select household_id, head_customer_id, name, member_count from golden.household") == [
        ("h_anna", ANNA, "Berg", 3)
    ]
    assert query("select customer_id from golden.household_member order by 1") == [(ANNA,), (BORIS,), (CARL,)]


def test_memberships_say_who_works_where_and_how_that_is_known(query: Query) -> None:
    assert query(
        "select customer_id, organization_id, role, found_by from golden.organization_membership order by 1"
    ) == [(ANNA, FIRM, "Captain", "stated"), (CARL, FIRM, None, "matched")]
    assert query(
        "select customer_id, related_customer_id from golden.relation where relation = 'works_for' order by 1"
    ) == [
        (ANNA, FIRM),
        (CARL, FIRM),
    ]


def test_a_stage_has_the_meaning_of_the_source_then_of_its_line_then_of_everybodys(query: Query) -> None:
    found = query(
        "select kind, source, pipeline, stage, semantic, outcome, answered_by from golden.pipeline_stage order by all"
    )
    assert found == [
        ("deal", "crm", "", "closed won", "won", "won", "default"),
        ("deal", "crm", "", "offer", "negotiation", "open", "default"),
        ("deal", "crm", "", "wibble", None, "unknown", "unknown"),
        ("deal", "crm", "yards", "s1", "first_contact", "open", "source"),
        ("deal", "crm", "yards", "s2", "negotiation", "open", "default"),
        ("lead", "crm", "", "new", "lead", "open", "default"),
        ("lead", "crm", "", "odd", None, "unknown", "unknown"),
    ]
    assert query("select stage from audit.pipeline_stage_default where source = 'crm'") == [("offer",)]
    assert issues(query, "unknown-stage") == [("crm", "deal.stage", None, 1), ("crm", "lead.status", None, 1)]


def test_a_deal_was_won_when_the_source_its_history_or_its_day_says(query: Query) -> None:
    found = query("select source_key, semantic, outcome, won_at from golden.deal order by 1")
    assert found == [
        ("d1", "won", "won", at("2026-01-09T12:00")),
        ("d2", "first_contact", "open", None),
        ("d3", "negotiation", "open", None),
        ("d4", None, "unknown", None),
        ("d5", "won", "won", at("2026-01-04T10:00")),
        ("d6", "won", "won", at("2026-01-20T00:00")),
    ]
    assert query(
        "select department, company from golden.deal where source_key in ('d1', 'd4') order by source_key"
    ) == [
        ("Deck", "Online"),
        ("Paint", None),
    ]
    assert query("select to_semantic from golden.deal_stage_history order by source_key") == [
        ("negotiation",),
        ("won",),
        ("negotiation",),
        ("won",),
    ]


def test_facts_reach_their_customer_over_what_they_refer_to(query: Query) -> None:
    assert query("select customer_id, deal from golden.activity") == [(ANNA, "crm:deals:d2")]
    assert query("select customer_id from golden.order where source_key = 'o2'") == [(ANNA,)]
    for table in ("invoice", "payment", "shipment"):
        assert query(f"select customer_id, is_dangling from golden.{table}") == [(ANNA, False)], table
    assert query("select source_key, customer_id from golden.ticket order by 1") == [("1", CARL), ("2", ANNA)]
    assert query("select source_key, customer_id, is_dangling from golden.survey_response order by 1") == [
        ("1", CARL, False),
        ("2", None, True),
    ]


def test_lines_have_their_orders_currency_and_cost_what_the_line_or_the_product_says(query: Query) -> None:
    found = query(
        "select source_key, currency, amount_base, cost_base, margin_base, cost_from, department, is_dangling"
        " from golden.order_line order by 1"
    )
    # Line 1: 10 at 2 dollars a unit, at January's 0.5.
    assert found == [
        ("1", "EUR", Decimal("30.00"), Decimal("10.00"), Decimal("20.00"), "product", "Online", False),
        ("2", "EUR", Decimal("20.00"), Decimal("11.00"), Decimal("9.00"), "line", "Online", False),
        ("3", "EUR", Decimal("-3.00"), None, None, None, None, True),
    ]


def test_money_is_converted_at_its_own_day(query: Query) -> None:
    assert query("select price_base, cost_base from golden.product") == [(Decimal("1.50"), Decimal("1.00"))]
    assert query("select amount_base, rate from golden.shipment") == [(Decimal("6.40"), Decimal("0.8"))]
    assert query("select budget_base from golden.campaign") == [(Decimal("50.00"),)]
    assert query("select source_key, currency, amount_base from golden.target order by 1") == [
        ("1", "USD", Decimal("500.00")),
        ("2", None, None),
        ("3", "EUR", Decimal("5.00")),
    ]
    assert issues(query, "missing-rate") == [("ads", "ad_spend_daily.amount", "ads:days:2", 1)]
    assert issues(query, "unknown-currency") == [("crm", "deal.amount", "crm:deals:d6", 1)]


def test_users_of_several_systems_are_one_by_their_mailbox(query: Query) -> None:
    assert query("select distinct owner_key from golden.owner") == [("olga@firm.example",)]
    assert query("select owner, country from golden.territory") == [("crm:users:u1", "DE")]
    assert query("select source_key, owner, territory, is_dangling from golden.target order by 1") == [
        ("1", "crm:users:u1", "plan:territories:1", False),
        ("2", None, "plan:territories:1", False),
        ("3", None, "plan:territories:1", True),
    ]


def test_a_campaign_has_one_key_in_every_system(query: Query) -> None:
    for table in ("campaign", "ad_spend_daily", "campaign_event", "deal", "lead", "order"):
        keys = {key for (key,) in query(f'select campaign_key from golden."{table}" where campaign_key is not null')}
        assert "spring_rope" in keys, table
    assert query("select campaign_key from golden.ad_spend_daily where source_key = '2'") == [("яхты_2026",)]


def test_a_visitor_is_known_in_all_visits_unless_two_share_the_cookie(query: Query) -> None:
    assert query("select source_key, customer_id, is_dangling from golden.web_visit order by 1") == [
        ("1", CARL, False),
        ("2", CARL, False),
        ("3", ANNA, False),
        ("4", BORIS, False),
        ("5", None, False),
        ("6", None, True),
    ]


def test_a_tickets_first_answer_comes_as_time_or_as_minutes(query: Query) -> None:
    assert query("select first_reply_at from golden.ticket order by source_key") == [
        (at("2026-01-05T11:30"),),
        (at("2026-01-05T09:00"),),
    ]
    assert query("select score_share from golden.survey_response where source_key = '1'") == [(Decimal("0.9000"),)]


def test_a_word_stands_once_on_a_record(query: Query) -> None:
    assert query("select record, name, customer_id, is_dangling from golden.tag order by 1") == [
        ("crm:deals:404", "lost", None, True),
        ("crm:deals:d1", "vip", ANNA, False),
    ]


def test_bad_input_is_named_and_stays(query: Query) -> None:
    assert issues(query, "negative-amount") == [
        ("crm", "deal.amount", "crm:deals:d5", 1),
        ("shop", "order_line.amount", "shop:lines:3", 1),
        ("shop", "order_line.quantity", "shop:lines:3", 1),
    ]
    assert issues(query, "future-date") == [("shop", "order.ordered_on", None, 1)]
    assert query("select ordered_on from golden.order where source_key = 'o2'") == [(date(2031, 1, 1),)]
    assert issues(query, "dates-out-of-order") == [
        ("ads", "campaign.ends_on", None, 1),
        ("books", "invoice.due_on", None, 1),
        ("desk", "ticket.first_reply_at", None, 1),
        ("shop", "shipment.delivered_at", None, 1),
    ]
    assert issues(query, "score-out-of-range") == [("desk", "survey_response.score", None, 1)]
    orphans = {(field, name) for _, field, name, _ in issues(query, "dangling-reference")}
    assert orphans == {
        ("order_line.order", "shop:lines:3"),
        ("party.merged_into", "crm:people:23"),
        ("survey_response.ticket", "desk:answers:2"),
        ("tag.record", "crm:tags:t3"),
        ("web_visit.party", "site:visits:6"),
    }

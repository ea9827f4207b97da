"""Golden, marts and audit on a world small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from onefold.dbt import run_dbt

from tests.dbt.world import World

IVAN, FIRM, OLGA = "c_ivan", "c_firm", "c_olga"


def person(world: World, name: str, given: str, family: str, **more: Any) -> None:
    row = {"status": "ok", "kind": "person", "given": given, "family": family, "changes": [], "issues": []}
    world.write("standardised.name", name_id=name, **(row | more))


def contact(world: World, of: str, key: str, channel: str, raw: str, **more: Any) -> None:
    source = of.split(":")[0]
    world.add("contact_point", source, "contact_points", key, of=of, channel=channel, value=raw, value_id=key)
    row: dict[str, Any] = {
        "status": "ok",
        "value": raw,
        "flags": [],
        "others": [],
        "validity": "valid" if channel == "phone" else None,
    }
    world.write("standardised.contact_point", value_id=key, channel=channel, **(row | more))


def people(world: World) -> None:
    old = world.add("party", "crm", "contacts", "1", trust=30, name_id="n1", updated_at="2024-01-01 00:00:00",
                    created_at="2020-05-01 00:00:00", lead_source="fair", lifecycle="customer", owner="crm:users:u1",
                    country="RU", birth_date="1980-02-03", custom_fields='{"loyalty_card": "77"}')  # fmt: skip
    initials = world.add("party", "shop", "clients", "8", trust=80, name_id="n2", updated_at="2026-01-01 00:00:00",
                         created_at="2025-01-01 00:00:00", lifecycle="lead", lead_source="website")  # fmt: skip
    latin = world.add("party", "shop", "clients", "9", trust=80, name_id="n3", updated_at="2025-06-01 00:00:00",
                      created_at="2024-06-01 00:00:00", country="Wonderland", birth_date="1980")  # fmt: skip
    world.add("party", "crm", "contacts", "3", trust=30, name_id="n9", is_deleted=True, full_name="Gone",
              updated_at="2025-02-02 00:00:00")  # fmt: skip
    firm = world.add("party", "crm", "accounts", "7", trust=30, name_id="n7", tax_id_id="t7",
                     created_at="2019-01-01 00:00:00")  # fmt: skip
    olga = world.add("party", "crm", "contacts", "4", trust=30, name_id="n4", organization="crm:accounts:7",
                     created_at="2021-01-01 00:00:00")  # fmt: skip
    for name, customer, kind in ((old, IVAN, "person"), (initials, IVAN, "person"), (latin, IVAN, "person"),
                                 (firm, FIRM, "organization"), (olga, OLGA, "person")):  # fmt: skip
        world.belongs(name, customer, kind, is_founder=name in (old, firm, olga))
    person(world, "n1", "Иван", "Петров", patronymic="Сергеевич")
    person(world, "n2", "И.", "Петров")
    person(world, "n3", "Ivan", "Petrov")
    person(world, "n4", "Ольга", "Щукина")
    world.write(
        "standardised.name", name_id="n7", status="ok", kind="organization", company_name="Ромашка", legal_form="ООО"
    )
    world.write("standardised.name", name_id="n9", status="refused", kind="person")
    world.write("standardised.tax_id", tax_id_id="t7", status="ok", value="7707083893", country="RU", valid=True)
    world.write("standardised.birth_date", source="crm", object="contacts", raw="1980-02-03", status="ok",
                value="1980-02-03", precision="day")  # fmt: skip
    world.write("standardised.birth_date", source="shop", object="clients", raw="1980", status="partial",
                value="1980-01-01", precision="year")  # fmt: skip
    gone = world.add("party", "crm", "contacts", "5", trust=30, name_id="n9", is_deleted=True)
    for name, customer in ((gone, OLGA), ("crm:contacts:3", "c_dead")):
        world.write("match.identity_history", record_name=name, customer_id=customer,
                    valid_from="2025-01-01 00:00:00+00", valid_to="2025-04-01 00:00:00+00")  # fmt: skip
    world.add("owner", "crm", "users", "u1", name="Anna", is_active=True)
    world.add("relation", "crm", "relations", "r1", of=olga, related_party="crm:accounts:7", relation="works_for")
    contact(world, old, "v1", "email", "info@romashka.ru", flags=["role"])
    contact(world, old, "v2", "phone", "+79161234567", others=["+79031234567"])
    contact(world, latin, "v3", "email", "ivan@petrov.ru")
    contact(world, initials, "v4", "phone", "12", status="refused", value=None, validity=None)
    contact(world, olga, "v5", "phone", "+79161234567")
    world.add("address", "shop", "addresses", "a1", of=latin, address_id="a1")
    world.write("standardised.address", address_id="a1", status="ok", key="k1", city="Berlin", postcode="10115",
                country_code="DE", road="Invalidenstraße", formatted="Invalidenstraße 1\n10115 Berlin",
                canonical='{"city": "Berlin"}')  # fmt: skip
    world.write("audit_input.correction", customer_id=OLGA, attribute="email", value="olga@new.example",
                why="called", corrected_by="steward", corrected_at="2026-02-01T10:00:00+00:00")  # fmt: skip


def consents(world: World) -> None:
    old, latin, olga = "crm:contacts:1", "shop:clients:9", "crm:contacts:4"
    said = [
        (old, "email", "granted", "2025-01-01", None),
        (latin, "email", "withdrawn", "2023-01-01", None),
        (old, "phone", "withdrawn", "2023-01-01", None),
        (latin, "phone", "granted", "2025-01-01", "form 12"),
        (latin, "sms", "granted", "2025-01-01", None),
        (olga, "email", "granted", "2025-01-01", "form 13"),
        (olga, None, "withdrawn", "2025-03-01", None),
        (olga, "phone", "granted", "2024-01-01", None),
        (olga, "post", "pending", None, None),
    ]
    for key, (of, channel, state, at, proof) in enumerate(said):
        source = of.split(":")[0]
        world.add("consent", source, "consents", str(key), of=of, channel=channel, state=state, at=at, proof=proof)


def dealings(world: World) -> None:
    ivan, latin = "crm:contacts:1", "shop:clients:9"
    deal = {"created_at": "2025-12-01 09:00:00", "updated_at": "2026-01-12 09:00:00", "closes_on": "2026-01-10"}
    world.add("deal", "crm", "deals", "d1", **deal, party=ivan, amount="1000", currency="USD", stage="Closed Won")
    world.add(
        "deal", "crm", "deals", "d2", **deal, party="crm:accounts:404", amount="50", currency="RUB", stage="Closed Lost"
    )
    world.add("deal", "crm", "deals", "d3", **deal, party="crm:contacts:3", amount="5", currency="EUR", stage="Wibble")
    world.add("deal", "crm", "deals", "d4", **deal, party=ivan, is_deleted=True)
    world.add(
        "deal_stage_history",
        "crm",
        "stages",
        "s1",
        deal="crm:deals:d1",
        from_stage="Prospecting",
        to_stage="Closed Won",
    )
    world.add("activity", "crm", "calls", "c1", party="crm:deals:d1", kind="call", at="2026-01-05 00:00:00")
    world.add("lead", "crm", "leads", "l1", party=ivan, lead_source="fair", owner="crm:users:u1")
    world.add("lead", "crm", "leads", "l2", party="crm:contacts:4", lead_source="fair", owner="crm:users:u1")
    order = {"party": latin, "ordered_on": "2026-01-10"}
    for key, amount, currency in (
        ("o1", "100", "EUR"),
        ("o2", "200", "EUR"),
        ("o3", "80", "EUR"),
        ("o4", "100", "USD"),
    ):
        world.add("order", "shop", "orders", key, **order, amount=amount, currency=currency)
    for key, to, amount in (
        ("p1", "o1", "60"),
        ("p2", "o1", "40"),
        ("p3", "o2", "150"),
        ("p4", "o4", "90"),
        ("p5", "404", "1"),
    ):
        world.add("payment", "shop", "payments", key, order=f"shop:orders:{to}", paid_on="2026-01-11", amount=amount,
                  currency="EUR")  # fmt: skip
    world.add("custom_field", "crm", "fields", "f1", record="crm:deals:d1", name="margin", value="12")
    world.write(
        "audit_input.layer_count", layer="raw", source="crm", object="deals", rows_in=6, quarantined=1, suppressed=1
    )


Query = Any


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Query]:
    """Ask the built world; a list of rows."""
    world = World(tmp_path_factory.mktemp("tiny"))
    world.rates += "2026-01-01,USD,EUR,0.9012\n2026-01-11,USD,EUR,0.5\n2025-11-01,RUB,EUR,0.01\n"
    people(world)
    consents(world)
    dealings(world)
    world.build()
    target = world.root / "data" / "dbt_target"
    for select in ("tag:pre", "tag:post"):
        result = run_dbt(world.project, world.warehouse, [select], target_path=target, vars={"base_currency": "EUR"})
        assert {node.status for node in result.nodes} <= {"success", "pass"}, [n for n in result.nodes if n.message]
    with duckdb.connect(str(world.warehouse), read_only=True) as connection:
        yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()


def test_nothing_is_written_outside_the_data_folder(query: Query, tmp_path_factory: pytest.TempPathFactory) -> None:
    project = next(Path(tmp_path_factory.getbasetemp()).glob("tiny*")) / "dbt"
    assert {path.name for path in project.iterdir()} == {
        "dbt_project.yml", "profiles.yml", "packages.yml", "macros", "models", "seeds",
    }  # fmt: skip


def test_the_whole_name_of_the_trusted_source_wins_over_its_newer_initials(query: Query) -> None:
    found = query(
        "select value, record_name, reason, is_winner from golden.attribute"
        " where customer_id = ? and attribute = 'display_name' order by rank",
        IVAN,
    )
    assert found == [
        ("Ivan Petrov", "shop:clients:9", "trust", True),
        ("Иван Сергеевич Петров", "crm:contacts:1", "trust", False),
        ("И. Петров", "shop:clients:8", "verified", False),
    ]


def test_the_parts_of_a_name_come_from_one_record(query: Query) -> None:
    assert query("select given_name, middle_name, family_name from golden.customer where customer_id = ?", IVAN) == [
        ("Ivan", None, "Petrov")
    ]
    losers = query(
        "select value, is_winner from golden.attribute where customer_id = ? and attribute = 'middle_name'", IVAN
    )
    assert losers == [("Сергеевич", False)]


def test_each_attribute_follows_its_own_policy(query: Query) -> None:
    found = dict(
        query("select attribute, value from golden.attribute where customer_id = ? and is_winner", IVAN),
    )
    assert found["email"] == "ivan@petrov.ru"
    assert found["phone"] == "+79161234567"
    assert found["lead_source"] == "fair"
    assert found["lifecycle"] == "customer"
    assert found["birth_date"] == "1980-02-03"
    assert found["country"] == "RU"
    assert found["address"] == "Invalidenstraße 1, 10115 Berlin"


def test_customer_gathers_the_winners(query: Query) -> None:
    assert query(
        "select display_name, display_name_latin, city, record_count, source_count, first_seen_at::varchar"
        " from golden.customer where customer_id = ?",
        IVAN,
    ) == [("Ivan Petrov", "Ivan Petrov", "Berlin", 3, 2, "2020-05-01 00:00:00")]
    assert query(
        "select display_name, display_name_latin, organization_name, tax_id, country from golden.customer"
        " where customer_id = ?",
        FIRM,
    ) == [("ООО Ромашка", "OOO Romashka", "Ромашка", "7707083893", "RU")]
    assert query("select display_name_latin from golden.customer where customer_id = ?", OLGA) == [("Olga Shchukina",)]


def test_a_stewards_value_outranks_every_source(query: Query) -> None:
    assert query("select email from golden.customer where customer_id = ?", OLGA) == [("olga@new.example",)]
    assert query(
        "select reason, source, is_winner from golden.attribute where customer_id = ? and attribute = 'email'", OLGA
    ) == [("correction", "steward", True)]
    assert query(
        "select value, is_primary from golden.contact_point where customer_id = ? and channel = 'email'", OLGA
    ) == [("olga@new.example", True)]


def test_crosswalk_holds_every_party_record_and_says_why(query: Query) -> None:
    found = query("select record_name, customer_id, rule, is_deleted from golden.crosswalk order by 1")
    assert found == [
        ("crm:accounts:7", FIRM, "founder", False),
        ("crm:contacts:1", IVAN, "founder", False),
        ("crm:contacts:3", None, "deleted", True),
        ("crm:contacts:4", OLGA, "founder", False),
        ("crm:contacts:5", OLGA, "deleted", True),
        ("shop:clients:8", IVAN, "model", False),
        ("shop:clients:9", IVAN, "model", False),
    ]


def test_a_deleted_record_ends_and_no_longer_counts(query: Query) -> None:
    ends = query("select valid_to::varchar from golden.crosswalk where record_name = 'crm:contacts:5'")
    assert ends == [("2025-04-01 00:00:00",)]
    assert query("select record_count from golden.customer where customer_id = ?", OLGA) == [(1,)]


def test_contact_points_keep_further_numbers_and_unreadable_ones(query: Query) -> None:
    assert query(
        "select value, validity, is_primary from golden.contact_point where customer_id = ? and channel = 'phone'"
        " order by 1",
        IVAN,
    ) == [("+79031234567", "possible", False), ("+79161234567", "valid", True), ("12", "invalid", False)]


def test_the_most_restrictive_consent_wins_and_only_proof_lifts_it(query: Query) -> None:
    found = query("select customer_id, channel, state, reason, is_conflict from golden.consent order by 1, 2")
    assert found == [
        (IVAN, "email", "withdrawn", "most_restrictive", True),
        (IVAN, "phone", "granted", "later_grant_with_proof", True),
        (IVAN, "sms", "granted", "only_statement", False),
        (OLGA, "all", "withdrawn", "only_statement", False),
        (OLGA, "email", "withdrawn", "most_restrictive", True),
        (OLGA, "phone", "withdrawn", "most_restrictive", True),
        (OLGA, "post", "withdrawn", "most_restrictive", True),
    ]


def test_amounts_take_the_last_rate_on_or_before_the_day_and_none_older_than_31_days(query: Query) -> None:
    found = query("select source_key, amount_base, rate, rate_on::varchar, outcome from golden.deal order by 1")
    assert found == [
        ("d1", Decimal("901.20"), Decimal("0.9012000000"), "2026-01-01", "won"),
        ("d2", None, None, None, "lost"),
        ("d3", Decimal("5.00"), Decimal("1.0000000000"), "2026-01-10", "unknown"),
    ]


def test_references_that_lead_nowhere_are_named(query: Query) -> None:
    assert query("select source_key from golden.deal where is_dangling order by 1") == [("d2",), ("d3",)]
    assert query("select source_key from golden.payment where is_dangling") == [("p5",)]
    found = query(
        "select code, record_name, field from audit.issue where code in ('dangling-reference', 'reference-to-deleted')"
        " order by 2"
    )
    assert found == [
        ("dangling-reference", "crm:deals:d2", "deal.party"),
        ("reference-to-deleted", "crm:deals:d3", "deal.party"),
        ("dangling-reference", "shop:payments:p5", "payment.order"),
    ]


def test_what_could_not_be_understood_is_counted(query: Query) -> None:
    found = query("select code, field, \"rows\" from audit.issue where code not like '%reference%' order by 1, 2")
    assert found == [
        ("birth-date-partial", "party.birth_date", 1),
        ("contact-point-refused", "contact_point.value", 1),
        ("missing-rate", "deal.amount", 1),
        ("unknown-country", "party.country", 1),
        ("unknown-stage", "deal.stage", 1),
    ]


def test_records_reach_their_customer_through_deal_and_order(query: Query) -> None:
    assert query("select customer_id, is_dangling from golden.activity") == [(IVAN, False)]
    assert query("select distinct customer_id from golden.payment where not is_dangling") == [(IVAN,)]
    assert query("select record, customer_id, name, value, is_dangling from golden.custom_field order by 1") == [
        ("crm:contacts:1", IVAN, "loyalty_card", "77", False),
        ("crm:deals:d1", IVAN, "margin", "12", False),
    ]
    assert query("select customer_id, related_customer_id, relation from golden.relation") == [
        (OLGA, FIRM, "works_for")
    ]


def test_every_row_is_accounted_for(query: Query) -> None:
    assert query("select * from audit.balance where difference is distinct from 0") == []
    wanted = "select rows_in, rows_out, published, merged, quarantined, suppressed, deleted from audit.balance"
    assert query(f"{wanted} where layer = 'raw' and object = 'deals'") == [(6, 4, 0, 0, 1, 1, 0)]
    assert query(f"{wanted} where layer = 'intermediate' and object = 'deals'") == [(4, 3, 0, 0, 0, 0, 1)]
    assert query(f"{wanted} where layer = 'golden' and object = 'clients'") == [(2, 0, 0, 2, 0, 0, 0)]
    assert query("select sum(published), sum(merged) from audit.balance") == [(3, 2)]


def test_orders_are_held_against_payments(query: Query) -> None:
    wanted = "select record_name, result, difference_base from marts.crm_vs_accounting where against = 'payment'"
    assert query(f"{wanted} and comparison in ('order', 'document') order by 1") == [
        ("shop:orders:o1", "matched", Decimal("0.00")),
        ("shop:orders:o2", "different_amount", Decimal("-50.00")),
        ("shop:orders:o3", "missing", Decimal("-80.00")),
        ("shop:orders:o4", "different_currency", Decimal("-0.12")),
        ("shop:payments:p5", "missing_sale", Decimal("1.00")),
    ]
    customers = query(
        "select against, customer_id, expected, found, result from marts.crm_vs_accounting"
        " where comparison = 'customer' order by 1"
    )
    assert customers == [
        ("invoice", IVAN, Decimal("901.2000"), None, "missing"),
        ("payment", IVAN, Decimal("901.2000"), Decimal("340.0000"), "different_amount"),
    ]


def test_funnel_counts_from_lead_to_won(query: Query) -> None:
    found = query(
        "select stage, sum(reached)::int, sum(won)::int from marts.funnel where lead_source = 'fair'"
        " group by stage, stage_order order by stage_order"
    )
    after_lead = ("mql", "sql", "first_contact", "proposal", "negotiation", "won")
    assert found == [("lead", 3, 1), *((stage, 1, 1) for stage in after_lead)]


def test_consent_coverage_counts_those_who_can_be_reached(query: Query) -> None:
    found = query(
        "select channel, reachable, granted, granted_with_proof, withdrawn, unknown from marts.consent_coverage"
        " order by 1"
    )
    assert found == [
        ("all", 2, 0, 0, 1, 1),
        ("email", 2, 0, 0, 2, 0),
        ("phone", 2, 1, 1, 1, 0),
        ("post", 1, 0, 0, 0, 1),
        ("sms", 2, 1, 0, 1, 0),
    ]


def test_customer_360_sums_up(query: Query) -> None:
    assert query(
        "select deal_count, won_deal_amount_base, order_count, lifetime_value_base, payment_amount_base,"
        " activity_count, email_consent, phone_consent from marts.customer_360 where customer_id = ?",
        IVAN,
    ) == [(1, Decimal("901.20"), 4, Decimal("470.12"), Decimal("340.00"), 1, "withdrawn", "granted")]

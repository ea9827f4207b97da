"""A world of customers alike, each for one kind of event of a night, and those events."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tests.dbt.world import World

Connection = duckdb.DuckDBPyConnection
CUSTOMERS = range(34)
PLANNED = 28
"""The customer with an activity on a day between the two nights: nothing else happens to them."""


def person(number: int | str) -> str:
    """The record of customer `number`."""
    return f"crm:people:{number}"


def customer(number: int) -> str:
    """The id of customer `number`."""
    return f"c_{number:02}"


def fill(world: World) -> None:
    """Owners, a product, a campaign and stages for all; one record of everything for each customer."""
    world.rates += "2025-01-01,USD,EUR,0.5\n2025-01-20,USD,EUR,0.6\n2025-02-09,USD,EUR,0.8\n"
    for key in ("u1", "u2"):
        world.add("owner", "crm", "users", key, name=f"Owner {key}", email=f"{key}@firm.example", is_active=True)
    for key in ("ROPE", "SAIL"):
        world.add("product", "shop", "products", key, sku=key, cost="2", currency="EUR", department="Deck")
    for key in ("spring", "autumn"):
        world.add("campaign", "ads", "campaigns", key, name=key)
    for stage in ("Offer", "Talk"):
        world.add("pipeline_stage", "crm", "stages", stage, stage=stage, semantic="proposal", kind="deal")
    for number in CUSTOMERS:
        _golden(world, number)
        _facts(world, number)
    # Older, so that its owner is the customer's only where the other has left.
    world.add("party", "crm", "people", "12b", created_at="2023-01-01 00:00:00", owner="crm:users:u1")
    world.belongs(person("12b"), customer(12), "person")


def _golden(world: World, number: int) -> None:
    name, key = person(number), f"{number}"
    world.add(
        "party",
        "crm",
        "people",
        key,
        name_id=f"n{key}",
        created_at="2024-01-01 00:00:00",
        owner="crm:users:u2" if number == 12 else "crm:users:u1",
    )
    world.belongs(name, customer(number), "person", is_founder=True)
    world.write(
        "standardised.name", name_id=f"n{key}", status="ok", kind="person", given="Given", family=f"Family{key}"
    )
    for position, (channel, value) in enumerate((("email", f"p{key}@mail.example"), ("phone", f"+49301{key}"))):
        value_id = f"{channel}{key}"
        given = {"channel": channel, "value": value, "value_id": value_id}
        world.add("contact_point", "crm", "contacts", value_id, of=name, position=position, **given)
        world.write("standardised.contact_point", status="ok", validity="valid", **given)
    world.add("address", "crm", "places", key, of=name, street=f"Street {key}", address_id=f"a{key}", position=0)
    world.write(
        "standardised.address",
        address_id=f"a{key}",
        status="ok",
        city="Berlin",
        country_code="DE",
        formatted=f"Street {key}\nBerlin",
        key=f"street{key}",
    )
    world.add(
        "consent",
        "crm",
        "consents",
        key,
        party=name,
        channel="email",
        purpose="all",
        state="granted",
        at="2025-01-01 00:00:00",
    )


def _facts(world: World, number: int) -> None:
    name, key = person(number), f"{number}"
    deal, order, invoice = f"crm:deals:{key}", f"shop:orders:{key}", f"books:invoices:{key}"
    made = {"created_at": "2025-02-01 00:00:00"}
    usd = {"amount": "100", "currency": "USD"}
    stage = "Talk" if number == 16 else "Closed Won" if number in (20, 29) else "Prospecting"
    world.add(
        "deal",
        "crm",
        "deals",
        key,
        party=name,
        stage=stage,
        product="shop:products:SAIL" if number == 17 else "shop:products:ROPE",
        closes_on="2025-03-01",
        **usd,
        **made,
    )
    world.add(
        "deal_stage_history", "crm", "changes", key, deal=deal, to_stage="Closed Won", at="2025-02-05 00:00:00", **made
    )
    world.add("lead", "crm", "leads", key, party=name, status="new", deal=deal, **made)
    world.add("order", "shop", "orders", key, party=name, ordered_on="2025-02-10", status="complete", **usd, **made)
    world.add(
        "order_line",
        "shop",
        "lines",
        key,
        order=order,
        product="shop:products:SAIL" if number == 17 else "shop:products:ROPE",
        quantity="1",
        **usd,
        **made,
    )
    world.add("invoice", "books", "invoices", key, order=order, invoiced_on="2025-02-11", **usd, **made)
    world.add("payment", "books", "payments", key, invoice=invoice, paid_on="2025-02-12", **usd, **made)
    world.add("shipment", "shop", "parcels", key, order=order, shipped_at="2025-02-11 00:00:00", **usd, **made)
    at = "2025-07-01 09:00:00" if number == PLANNED else "2025-02-03 09:00:00"
    world.add("activity", "crm", "mails", key, party=deal, kind="call", at=at, **made)
    world.add("ticket", "desk", "tickets", key, order=order, opened_at="2025-02-20 00:00:00", **made)
    world.add(
        "survey_response",
        "desk",
        "answers",
        key,
        ticket=f"desk:tickets:{key}",
        score="9",
        lowest="0",
        highest="10",
        at="2025-02-21 00:00:00",
    )
    campaign = "autumn" if number == 18 else "spring"
    world.add(
        "campaign_event",
        "post",
        "events",
        key,
        party=name,
        campaign=f"ads:campaigns:{campaign}",
        kind="clicked",
        at="2025-02-02 00:00:00",
    )
    world.add(
        "form_submission", "site", "forms", key, party=name, visitor=f"v{key}", form="contact", at="2025-02-01 00:00:00"
    )
    world.add("web_visit", "site", "visits", key, visitor=f"v{key}", utm_campaign="spring", at="2025-01-31 00:00:00")
    world.add("loyalty_balance", "shop", "cards", key, party=name, program="Points", points="10")
    world.add("tag", "crm", "tags", key, record=order, name="vip")
    world.add("custom_field", "crm", "fields", key, record=order, name="colour", value="red")


@dataclass(frozen=True)
class Event:
    """What happens to customer `number` in a night, how it is undone, and a question that tells the difference."""

    number: int
    does: str
    undoes: str
    asks: str


def _identity(connection: Connection, number: int, home: str | None) -> None:
    """Matching gives the record another customer, or none: with what it was before in the history."""
    name = person(number)
    connection.execute(
        "insert into match.identity_history by name select record_name, customer_id, rule, weight, valid_from,"
        " timestamptz '2026-01-01 00:00:00+00' as valid_to from match.identity where record_name = ?",
        [name],
    )
    connection.execute("delete from match.identity where record_name = ?", [name])
    connection.execute("delete from match.record where record_name = ?", [name])
    if home:
        connection.execute("insert into match.record values (?, 'person')", [name])
        connection.execute(
            "insert into match.identity by name select ? as record_name, 'crm' as source, 'people' as object,"
            " ? as source_key, ? as customer_id, 'person' as kind, 12.5 as weight, 'model' as rule,"
            " timestamp '2026-01-01 00:00:00' + interval 1 day * (select count(*) from match.identity_history"
            " where record_name = ?) as valid_from, false as is_founder",
            [name, str(number), home, name],
        )


def happen(connection: Connection, event: Event, *, undo: bool) -> None:
    """Do the event to the inputs, or undo it."""
    text = event.undoes if undo else event.does
    home = None
    for statement in filter(None, (part.strip() for part in text.format(**_names(event.number)).split(";"))):
        if statement.startswith("identity"):
            home = statement.split()[1]
            _identity(connection, event.number, None if home == "none" else home)
        else:
            connection.execute(statement)


def _names(number: int) -> dict[str, str]:
    return {
        "k": str(number),
        "p": person(number),
        "c": customer(number),
        "next": customer(number + 1),
        "next_p": person(number + 1),
        "next_k": str(number + 1),
    }


def question(event: Event) -> str:
    """The event's question in SQL."""
    return event.asks.format(**_names(event.number))


_CUSTOMER = "select display_name, email, owner, city from golden.customer where customer_id = '{c}'"
_OF_RECORD = "select customer_id, is_dangling from golden.{table} where source_key = '{{k}}'"
_OVERALL = "select * from marts.customer_360 where customer_id = '{c}'"

EVENTS = {
    "a changed name": Event(
        0,
        "update raw_crm.people set name_id = 'n1' where source_key = '{k}'",
        "update raw_crm.people set name_id = 'n{k}' where source_key = '{k}'",
        _CUSTOMER,
    ),
    "a deleted person": Event(
        2,
        "update raw_crm.people set is_deleted = true, record_state = 'deleted' where source_key = '{k}'; identity none",
        "update raw_crm.people set is_deleted = false, record_state = 'active' where source_key = '{k}'; identity {c}",
        "select customer_id, record_state from golden.crosswalk where source_key = '{k}'",
    ),
    "a merge": Event(
        3, "identity {next}", "identity {c}", "select customer_id from golden.\"order\" where source_key = '{k}'"
    ),
    "a merge by the source": Event(
        5,
        "update raw_crm.people set is_deleted = true, merged_into = '{next_p}' where source_key = '{k}'; identity none",
        "update raw_crm.people set is_deleted = false, merged_into = null where source_key = '{k}'; identity {c}",
        _OF_RECORD.format(table="lead"),
    ),
    "a correction": Event(
        7,
        "insert into audit_input.correction values ('{c}', 'email', 'set@mail.example', 'w', 's', '2026-01-01')",
        "delete from audit_input.correction where customer_id = '{c}'",
        _CUSTOMER,
    ),
    "a value read anew": Event(
        8,
        "update standardised.address set city = 'Kyiv' where address_id = 'a{k}'",
        "update standardised.address set city = 'Berlin' where address_id = 'a{k}'",
        _CUSTOMER,
    ),
    "a contact read anew": Event(
        9,
        "update standardised.contact_point set validity = 'invalid' where value_id = 'email{k}'",
        "update standardised.contact_point set validity = 'valid' where value_id = 'email{k}'",
        "select validity from golden.contact_point where customer_id = '{c}' and channel = 'email'",
    ),
    "a contact that is gone": Event(
        10,
        "update raw_crm.contacts set is_deleted = true where source_key = 'phone{k}'",
        "update raw_crm.contacts set is_deleted = false where source_key = 'phone{k}'",
        "select phone from golden.customer where customer_id = '{c}'",
    ),
    "a consent withdrawn": Event(
        11,
        "update raw_crm.consents set state = 'withdrawn' where source_key = '{k}'",
        "update raw_crm.consents set state = 'granted' where source_key = '{k}'",
        _OVERALL,
    ),
    "an owner who left": Event(
        12,
        "update raw_crm.users set is_active = false where source_key = 'u2'",
        "update raw_crm.users set is_active = true where source_key = 'u2'",
        "select owner from golden.customer where customer_id = '{c}'",
    ),
    "another amount": Event(
        13,
        "update raw_shop.orders set amount = 70 where source_key = '{k}'",
        "update raw_shop.orders set amount = 100 where source_key = '{k}'",
        "select lifetime_value_base from marts.customer_360 where customer_id = '{c}'",
    ),
    "a line of another order": Event(
        14,
        "update raw_shop.lines set \"order\" = 'shop:orders:{next_k}' where source_key = '{k}'",
        "update raw_shop.lines set \"order\" = 'shop:orders:{k}' where source_key = '{k}'",
        "select margin_base from marts.customer_360 where customer_id = '{c}'",
    ),
    "another meaning of a stage": Event(
        16,
        "update raw_crm.stages set semantic = 'negotiation' where source_key = 'Talk'",
        "update raw_crm.stages set semantic = 'proposal' where source_key = 'Talk'",
        "select semantic from golden.deal where source_key = '{k}'",
    ),
    "another cost of a product": Event(
        17,
        "update raw_shop.products set cost = 5 where source_key = 'SAIL'",
        "update raw_shop.products set cost = 2 where source_key = 'SAIL'",
        "select margin_base from marts.customer_360 where customer_id = '{c}'",
    ),
    "a campaign renamed": Event(
        18,
        "update raw_ads.campaigns set name = 'late autumn' where source_key = 'autumn'",
        "update raw_ads.campaigns set name = 'autumn' where source_key = 'autumn'",
        "select campaign_key from golden.campaign_event where source_key = '{k}'",
    ),
    "a ticket that answers name and that is gone": Event(
        19,
        "update raw_desk.tickets set record_name = 'desk:tickets:gone{k}' where source_key = '{k}'",
        "update raw_desk.tickets set record_name = 'desk:tickets:{k}' where source_key = '{k}'",
        "select code from audit.issue where record_name = 'desk:answers:{k}' and field = 'survey_response.ticket'",
    ),
    "a payment for another invoice": Event(
        20,
        "update raw_books.payments set invoice = 'books:invoices:{next_k}' where source_key = '{k}'",
        "update raw_books.payments set invoice = 'books:invoices:{k}' where source_key = '{k}'",
        "select result from marts.crm_vs_accounting where record_name = 'shop:orders:{k}' order by all",
    ),
    "an invoice that is gone": Event(
        22,
        "update raw_books.invoices set is_deleted = true where source_key = '{k}'",
        "update raw_books.invoices set is_deleted = false where source_key = '{k}'",
        _OF_RECORD.format(table="payment"),
    ),
    "a deal that is gone": Event(
        23,
        "update raw_crm.deals set is_deleted = true where source_key = '{k}'",
        "update raw_crm.deals set is_deleted = false where source_key = '{k}'",
        _OF_RECORD.format(table="activity"),
    ),
    "a lead taken by another": Event(
        24,
        "update raw_crm.leads set deal = 'crm:deals:{next_k}', created_at = '2025-02-02' where source_key = '{k}'",
        "update raw_crm.leads set deal = 'crm:deals:{k}', created_at = '2025-02-01' where source_key = '{k}'",
        "select outcome, deal from marts.sales_journey where customer_id in ('{c}', '{next}') order by all",
    ),
    "a visitor who came in": Event(
        26,
        "update raw_site.forms set visitor = 'v{next_k}' where source_key = '{k}'",
        "update raw_site.forms set visitor = 'v{k}' where source_key = '{k}'",
        "select source_key, customer_id from golden.web_visit where source_key in ('{k}', '{next_k}') order by all",
    ),
    "a deal's change of stage that is gone": Event(
        29,
        "update raw_crm.changes set is_deleted = true where source_key = '{k}'",
        "update raw_crm.changes set is_deleted = false where source_key = '{k}'",
        "select won_at from golden.deal where source_key = '{k}'",
    ),
    "a tagged order that is gone": Event(
        30,
        "update raw_shop.orders set is_deleted = true where source_key = '{k}'",
        "update raw_shop.orders set is_deleted = false where source_key = '{k}'",
        "select 'tag', is_dangling from golden.tag where record = 'shop:orders:{k}'"
        " union all select 'field', is_dangling from golden.custom_field where record = 'shop:orders:{k}' order by all",
    ),
    "a tag on another record": Event(
        31,
        "update raw_crm.tags set record = 'crm:deals:{k}' where source_key = '{k}'",
        "update raw_crm.tags set record = 'shop:orders:{k}' where source_key = '{k}'",
        "select record from golden.tag where record_name like '%:{k}' order by all",
    ),
    # Rates are a seed of the project: whoever lets this happen writes RATES.
    "a changed rate": Event(
        32,
        "",
        "",
        "select amount_base, rate_on from golden.payment where source_key = '{k}'",
    ),
}
"""By name; each with a customer of its own, so that nothing but its own rule can have found it."""

RATES = ("2025-02-09,USD,EUR,0.8", "2025-02-09,USD,EUR,0.9")
"""The line of the seed before and after the rate changed."""

ERASED = 33
"""The customer who is erased: every row of theirs is gone from every input."""


def erase(connection: Connection) -> None:
    """Whatever holds a name of the erased customer goes from the inputs, as the extraction and the state do it."""
    key = str(ERASED)
    tables = connection.execute("select schema_name, table_name from duckdb_tables() where schema_name like 'raw_%'")
    for schema, table in tables.fetchall():
        connection.execute(
            f'delete from "{schema}"."{table}" where source_key in (?, ?, ?)', [key, f"email{key}", f"phone{key}"]
        )
    for table in ("identity", "identity_history", "record"):
        connection.execute(f"delete from match.{table} where record_name = ?", [person(ERASED)])
    connection.execute("delete from standardised.name where name_id = ?", [f"n{key}"])
    connection.execute(
        "delete from standardised.contact_point where value_id in (?, ?)", [f"email{key}", f"phone{key}"]
    )
    connection.execute("delete from standardised.address where address_id = ?", [f"a{key}"])

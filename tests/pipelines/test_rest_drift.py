"""What is another one than at the last load: a field, the account, a clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from onefold_core.errors import SourceTerminalError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes import amocrm, hubspot, retailcrm, salesforce
from tests.pipelines.fakes.amocrm import AmoCrm, single
from tests.pipelines.fakes.hubspot import HubSpot
from tests.pipelines.fakes.reading import only
from tests.pipelines.fakes.retailcrm import RetailCrm
from tests.pipelines.fakes.salesforce import Salesforce
from tests.pipelines.fakes.server import Fake, Reply, Request, serving
from tests.pipelines.workbench import Workbench

ALWAYS = 10_000


def source(kind: str, fake: Fake, name: str, settings: str = "{}") -> str:
    """A file that reads one object."""
    objects = json.dumps(only(kind, name)).replace(f'"{name}": {{}}', f"{name}: {settings}")
    return f"kind: {kind}\nurl: {fake.url}\nobjects: {objects}\n"


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> Iterator[Salesforce]:
    """An org with three contacts and a field of its own."""
    fake = Salesforce()
    fake.own_fields["Contact"] = ["Loyalty__c"]
    for number in (1, 2, 3):
        fake.put("Contact", number, 1, number, LastName=f"Family{number}", Email=f"c{number}@x.example", Loyalty__c="A")
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        yield fake


@pytest.mark.parametrize("gone", ["Email", "Loyalty__c"])
def test_a_field_in_use_that_is_listed_no_more_blocks(
    gone: str, org: Salesforce, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside(clock=SteppedClock(salesforce.NOON))
    bench.write("crm", source("salesforce", org, "contacts", "{keep: [Loyalty__c]}"))
    bench.sync("crm", outside=outside)
    without = salesforce.STANDARD["Contact"].replace(" Email ", " ") if gone == "Email" else None
    if without:
        monkeypatch.setitem(salesforce.STANDARD, "Contact", without)
    else:
        org.own_fields["Contact"] = []
    for full in (False, True):
        with pytest.raises(SourceTerminalError) as error:
            bench.sync("crm", outside=outside, full_refresh=full)
        assert (error.value.code, f"'{gone}'" in error.value.what) == ("column-vanished", True)
        assert "grant the right to see it" in (error.value.mend or "")
    assert bench.rows("raw_crm.contacts", "email, loyalty_c")[0] == ("c1@x.example", "A")
    bench.write("crm", source("salesforce", org, "contacts", f"{{ignore: [{gone}]}}"))
    assert bench.sync("crm", outside=outside).object("contacts").mode == "full"


def test_a_field_of_the_account_under_another_name_blocks(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, outside = AmoCrm(), Outside(clock=SteppedClock(amocrm.NOON))
    fake.fields["contacts"] = [{"id": 77, "code": None, "name": "Second", "type": "text", "is_predefined": False}]
    fake.put("contacts", 1, 1, 1, name="Ann", custom_fields_values=[single(77, "second@x.example")])
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        bench.write("crm", source("amocrm", fake, "contacts", "{map: {cf_77: {as: email, label: second}}}"))
        bench.sync("crm", outside=outside)
        fake.fields["contacts"][0]["code"] = "MAIL2"
        fake.records["contacts"][1]["custom_fields_values"][0]["field_code"] = "MAIL2"
        with pytest.raises(SourceTerminalError) as error:
            bench.sync("crm", outside=outside)
    assert error.value.code == "column-vanished"
    assert bench.rows("raw_crm.contacts", "cf_77") == [("second@x.example",)]


def test_a_field_that_is_deleted_blocks_though_rows_would_be_read(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, outside = RetailCrm(), Outside(clock=SteppedClock(retailcrm.NOON))
    fake.fields = [{"entity": "customer", "code": "mail2", "name": "Second", "type": "string"}]
    fake.put("customers", 1, 1, firstName="Ann", customFields={"mail2": "second@x.example"})
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__API_KEY", fake.token)
        bench.write("crm", source("retailcrm", fake, "customers", "{map: {cf_mail2: {as: email, label: second}}}"))
        bench.sync("crm", outside=outside)
        fake.fields = []
        for full in (False, True):
            with pytest.raises(SourceTerminalError) as error:
                bench.sync("crm", outside=outside, full_refresh=full)
            assert error.value.code == "column-vanished"


def test_another_address_is_another_account(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    trial, real, outside = RetailCrm(), RetailCrm(), Outside(clock=SteppedClock(retailcrm.NOON))
    trial.put("customers", 1, 10, firstName="Trial")
    for number in (11, 12):
        real.put("customers", number, 2, firstName="Real")
    with serving(trial), serving(real):
        monkeypatch.setenv("SOURCES__SHOP__API_KEY", trial.token)
        for fake, mode, keys in (
            (trial, "full", ["1"]),
            (real, "full", ["11", "12"]),
            (real, "incremental", ["11", "12"]),
        ):
            bench.write("shop", source("retailcrm", fake, "customers"))
            assert bench.sync("shop", outside=outside).object("customers").mode == mode
            assert bench.alive("raw_shop.customers", "id") == keys


def test_another_secret_may_be_another_account(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, outside = HubSpot(), Outside(clock=SteppedClock(hubspot.NOON))
    fake.put("contacts", "1", 10, firstname="Trial")
    with serving(fake):
        bench.write("crm", source("hubspot", fake, "contacts"))
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        bench.sync("crm", outside=outside)
        fake.token = "token-of-the-real-account"
        fake.erase("contacts", "1")
        fake.put("contacts", "11", 2, firstname="Real")
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        assert bench.sync("crm", outside=outside).object("contacts").mode == "full"
        assert bench.alive("raw_crm.contacts", "id") == ["11"]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[RetailCrm]:
    """An account with a customer, which answers on 31 January, 10:05 UTC."""
    fake = RetailCrm()
    fake.put("customers", 1, 31, firstName="First")
    with serving(fake):
        monkeypatch.setenv("SOURCES__SHOP__API_KEY", fake.token)
        yield fake


ANSWERED = datetime.fromisoformat("2026-01-31T10:05:00+00:00")


def test_a_clock_of_ours_that_goes_before_hides_no_change(shop: RetailCrm, bench: Workbench) -> None:
    clock = SteppedClock(ANSWERED + timedelta(hours=1))

    def dated(fake: Fake, request: Request, reply: Reply) -> Reply:
        told = clock.now() - timedelta(hours=1)
        return replace(reply, headers={**reply.headers, "Date": format_datetime(told, usegmt=True)})

    shop.plan(dated, "", times=ALWAYS)
    bench.write("shop", source("retailcrm", shop, "customers"))
    bench.sync("shop", outside=Outside(clock=clock))
    shop.put("customers", 1, 31, 20 * 60, firstName="Changed")
    clock.sleep(86_400)
    assert bench.sync("shop", outside=Outside(clock=clock)).object("customers").mode == "incremental"
    assert bench.rows("raw_shop.customers", "first_name") == [("Changed",)]


def test_a_run_of_a_wrong_year_is_not_believed(shop: RetailCrm, bench: Workbench) -> None:
    bench.write("shop", source("retailcrm", shop, "customers"))
    bench.sync("shop", outside=Outside(clock=SteppedClock(ANSWERED + timedelta(days=1500))))
    shop.put("customers", 1, 31, 20 * 60, firstName="Changed")
    customers = bench.sync("shop", outside=Outside(clock=SteppedClock(ANSWERED + timedelta(hours=1)))).object(
        "customers"
    )
    assert (customers.mode, customers.rows_landed) == ("full", 1)

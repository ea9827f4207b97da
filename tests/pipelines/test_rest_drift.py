"""What is another one than at the last load: a field, the account, a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from onefold.run.extract import loaded_states
from onefold_core.errors import GateError, InvariantError, SourceTerminalError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.loader import Loader
from onefold_pipelines.probe import test_source as probe_source
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.accounts import source
from tests.pipelines.fakes import amocrm, retailcrm, salesforce
from tests.pipelines.fakes.amocrm import AmoCrm, single
from tests.pipelines.fakes.asana import Asana, custom, harbour, setting
from tests.pipelines.fakes.retailcrm import RetailCrm
from tests.pipelines.fakes.salesforce import Salesforce
from tests.pipelines.fakes.server import Fake, Reply, Request, Row, serving
from tests.pipelines.fakes.zendesk import Zendesk
from tests.pipelines.mapping_world import make_project
from tests.pipelines.workbench import Workbench

ALWAYS = 10_000


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


def test_a_field_that_is_listed_later_is_read_for_all_records(
    org: Salesforce, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside(clock=SteppedClock(salesforce.NOON))
    with monkeypatch.context() as without:
        without.setitem(salesforce.STANDARD, "Contact", salesforce.STANDARD["Contact"].replace(" Email ", " "))
        bench.write("crm", source("salesforce", org, "contacts"))
        bench.sync("crm", outside=outside)
        assert bench.sync("crm", outside=outside).object("contacts").mode == "incremental"
    assert bench.query("select count(email) from raw_crm.contacts") == [(0,)]
    assert bench.sync("crm", outside=outside).object("contacts").mode == "full"
    assert bench.query("select count(email) from raw_crm.contacts") == [(3,)]
    assert bench.sync("crm", outside=outside).object("contacts").mode == "incremental"


def retail_fields() -> tuple[RetailCrm, list[Row], list[Row]]:
    """An account, its list of fields, and 260 fields that come before the one in use."""
    fake = RetailCrm()
    for number in (1, 2):
        fake.put("customers", number, 1, number, customFields={"second": f"c{number}@x.example"})
    fake.fields = [{"code": "second", "name": "Second", "type": "string", "entity": "customer"}]
    more = [{"code": f"f{n}", "name": "F", "type": "string", "entity": "customer"} for n in range(260)]
    return fake, fake.fields, more


def amo_fields() -> tuple[AmoCrm, list[Row], list[Row]]:
    fake = AmoCrm()
    for number in (1, 2):
        fake.put("contacts", number, 1, number, custom_fields_values=[single(77, f"c{number}@x.example")])
    fake.fields["contacts"] = [{"id": 77, "code": None, "name": "Second", "type": "text", "is_predefined": False}]
    more = [{"id": 1000 + n, "code": None, "name": "F", "type": "text", "is_predefined": False} for n in range(260)]
    return fake, fake.fields["contacts"], more


def zendesk_fields() -> tuple[Zendesk, list[Row], list[Row]]:
    fake = Zendesk()
    for number in (1, 2):
        fake.put("users", number, 1, number, name="N", user_fields={"second": f"c{number}@x.example"})
    fake.own_fields["user_fields"] = [{"key": "second", "title": "Second", "type": "text", "system": False}]
    more = [{"key": f"f{n}", "title": "F", "type": "text", "system": False} for n in range(260)]
    return fake, fake.own_fields["user_fields"], more


def asana_fields() -> tuple[Asana, list[Row], list[Row]]:
    fake = harbour()
    for number in (1, 2):
        second = custom("71", "text", f"c{number}@x.example", text_value=f"c{number}@x.example")
        fake.task(f"1{number}", day=2, custom_fields=[second])
    return fake, fake.settings["10"], [setting(str(1000 + n), "F", "text", "10") for n in range(260)]


@pytest.mark.parametrize(
    ("system", "name", "column", "made"),
    [
        ("retailcrm", "customers", "cf_second", retail_fields),
        ("amocrm", "contacts", "cf_77", amo_fields),
        ("zendesk", "users", "field_second", zendesk_fields),
        ("asana", "contacts", "cf_71", asana_fields),
    ],
)
def test_a_field_on_a_later_page_of_the_list_is_none_that_vanished(
    system: str,
    name: str,
    column: str,
    made: Callable[[], tuple[Fake, list[Row], list[Row]]],
    bench: Workbench,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake, listed, more = made()
    clock = SteppedClock(datetime(2026, 2, 20, 12, tzinfo=UTC))
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__API_KEY" if system == "retailcrm" else "SOURCES__CRM__TOKEN", fake.token)
        settings = f"{{map: {{{column}: {{as: email, label: second}}}}}}"
        file = source(system, fake, name, settings) + "options: {contacts_project: '10'}\n"
        bench.write("crm", file.replace(fake.url, f"{fake.url}/api/1.0") if system == "asana" else file)
        bench.sync("crm", outside=Outside(clock=clock))
        listed[:0] = more
        for _ in range(2):  # nights without a change
            clock.sleep(86_400)
            done = bench.sync("crm", outside=Outside(clock=clock)).object(name)
            assert (done.mode, done.rows_landed) == ("incremental", 0)
        assert bench.query(f"select count({column}) from raw_crm.{name}") == [(2,)]


def test_source_test_knows_what_was_there_at_the_last_load(
    org: Salesforce, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside(clock=SteppedClock(salesforce.NOON))
    project = make_project(bench.root, crm=source("salesforce", org, "contacts"))
    bench.sync("crm", outside=outside)
    crm = project.source("crm")
    states = loaded_states(project, crm)
    assert all(check.ok for check in probe_source(crm, bench.root, outside, states))
    monkeypatch.setitem(salesforce.STANDARD, "Contact", salesforce.STANDARD["Contact"].replace(" Email ", " "))
    failed = [check for check in probe_source(crm, bench.root, outside, states) if not check.ok]
    assert ["column-vanished" in check.finding for check in failed] == [True]


@pytest.mark.parametrize("system", ["retailcrm", "amocrm"])
def test_records_that_the_system_called_deleted_are_none_that_are_missing(
    system: str, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, secret = ("customers", "API_KEY") if system == "retailcrm" else ("contacts", "TOKEN")
    fake = RetailCrm() if system == "retailcrm" else AmoCrm()
    for number in [*range(1, 6), *range(101, 201)]:
        fake.put(name, number, 1, number)
    clock = SteppedClock(datetime(2026, 1, 3, 1, tzinfo=UTC))
    with serving(fake):
        monkeypatch.setenv(f"SOURCES__CRM__{secret}", fake.token)
        bench.write("crm", source(system, fake, name))
        bench.sync("crm", outside=Outside(clock=clock))
        for number in range(101, 201):
            fake.delete(name, number, 3)
        clock.sleep(86_400)
        assert bench.sync("crm", outside=Outside(clock=clock)).object(name).mode == "incremental"
        clock.sleep(8 * 86_400)
        swept = bench.sync("crm", outside=Outside(clock=clock)).object(name)
        assert (swept.mode, swept.rows_deleted_marked) == ("full", 100)


def test_a_field_left_out_and_put_back_around_a_failed_load(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, outside = RetailCrm(), Outside(clock=SteppedClock(retailcrm.NOON))
    shop.fields = [{"code": "own", "name": "Own", "type": "string", "entity": "customer"}]
    shop.put("customers", 1, 2, firstName="Anna", customFields={"own": "red"})
    with serving(shop):
        monkeypatch.setenv("SOURCES__SHOP__API_KEY", shop.token)
        kept = source("retailcrm", shop, "customers", "{keep: [cf_own]}")
        bench.write("shop", kept)
        bench.sync("shop", outside=outside)
        bench.write("shop", source("retailcrm", shop, "customers"))

        def broken(loader: Loader, loads: object) -> None:
            raise InvariantError("load-failed", "the load failed")

        with monkeypatch.context() as patch, pytest.raises(InvariantError):
            patch.setattr(Loader, "load", broken)
            bench.sync("shop", outside=outside)
        own = "select cf_own from raw_shop.customers"
        assert bench.query(own) == [("red",)]
        bench.write("shop", kept)
        bench.sync("shop", outside=outside)
        assert bench.query(own) == [("red",)]
        bench.write("shop", source("retailcrm", shop, "customers"))
        bench.sync("shop", outside=outside)
        assert bench.query(own) == [(None,)], "what is not used any more does not stay"
        bench.write("shop", kept)
        bench.sync("shop", outside=outside)
        assert bench.query(own) == [("red",)]


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"])
def test_a_date_that_no_clock_shows_is_none(date: str, org: Salesforce, bench: Workbench) -> None:
    def dated(fake: Fake, request: Request, reply: Reply) -> Reply:
        return replace(reply, headers={**reply.headers, "Date": date})

    org.plan(dated, times=ALWAYS)
    bench.write("crm", source("salesforce", org, "contacts"))
    outside = Outside(clock=SteppedClock(salesforce.NOON))
    assert bench.sync("crm", outside=outside).object("contacts").rows_total == 3
    assert bench.sync("crm", outside=outside).object("contacts").mode == "incremental"


def test_a_vendor_s_own_field_under_another_name_blocks(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, outside = RetailCrm(), Outside(clock=SteppedClock(retailcrm.NOON))
    fake.fields = [{"code": "own", "name": "Own", "type": "string", "entity": "customer"}]
    fake.put("customers", 1, 2, firstName="A")
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__API_KEY", fake.token)
        bench.write("crm", source("retailcrm", fake, "customers", "{keep: [cf_own]}"))
        bench.sync("crm", outside=outside)
        row = fake.records["customers"][1]
        row["first_name"] = row.pop("firstName")
        with pytest.raises(SourceTerminalError) as error:
            bench.sync("crm", outside=outside, full_refresh=True)
        assert (error.value.code, "'first_name'" in error.value.what) == ("column-vanished", True)


def test_a_field_is_listed_later_where_none_was(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, listed, _ = amo_fields()
    clock = SteppedClock(datetime(2026, 2, 20, 12, tzinfo=UTC))
    made, listed[:] = list(listed), []
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        bench.write("crm", source("amocrm", fake, "contacts", "{keep: [cf_77]}"))
        modes = [bench.sync("crm", outside=Outside(clock=clock)).object("contacts").mode for _ in range(2)]
        listed[:] = made
        modes += [bench.sync("crm", outside=Outside(clock=clock)).object("contacts").mode for _ in range(2)]
        assert modes == ["full", "incremental", "full", "incremental"]


def test_other_rows_are_a_drop_however_many_were_called_deleted(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, clock = AmoCrm(), SteppedClock(datetime(2026, 1, 3, 1, tzinfo=UTC))
    for number in [*range(1, 6), *range(101, 201)]:
        fake.put("contacts", number, 1, number)
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        bench.write("crm", source("amocrm", fake, "contacts"))
        bench.sync("crm", outside=Outside(clock=clock))
        for number in range(101, 201):
            fake.delete("contacts", number, 3)
        clock.sleep(86_400)
        bench.sync("crm", outside=Outside(clock=clock))
        for number in range(1, 6):
            del fake.records["contacts"][number]
        fake.put("contacts", 900, 1, 1)
        with pytest.raises(GateError) as error:
            bench.sync("crm", outside=Outside(clock=clock), full_refresh=True)
        assert error.value.code == "rows-dropped"

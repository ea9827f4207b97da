"""The same account, or another one, behind a source's address and secret."""

from __future__ import annotations

import pytest
from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.accounts import source
from tests.pipelines.fakes import amocrm, hubspot, retailcrm
from tests.pipelines.fakes.amocrm import AmoCrm, single
from tests.pipelines.fakes.hubspot import HubSpot
from tests.pipelines.fakes.retailcrm import RetailCrm
from tests.pipelines.fakes.server import serving
from tests.pipelines.workbench import Workbench


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


def test_what_a_history_told_of_another_account_is_forgotten(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    trial, real, clock = RetailCrm(), RetailCrm(), SteppedClock(retailcrm.NOON)
    with serving(trial), serving(real):
        monkeypatch.setenv("SOURCES__SHOP__API_KEY", trial.token)
        trial.put("customers", 1, 2, firstName="Trial")
        real.put("customers", 1, 2, firstName="Real")
        bench.write("shop", source("retailcrm", trial, "customers"))
        bench.sync("shop", outside=Outside(clock=clock))
        clock.sleep(86_400)
        trial.put("customers", 1, 31, firstName="Changed")
        trial.histories["customers"][-1]["createdAt"] = "2026-02-02 13:00:00"
        bench.sync("shop", outside=Outside(clock=clock))
        changed = "select first_name, changed_at from raw_shop.customers"
        assert bench.query(changed) == [("Changed", "2026-02-02 13:00:00")]
        bench.write("shop", source("retailcrm", real, "customers"))
        bench.sync("shop", outside=Outside(clock=clock))
        assert bench.query(changed) == [("Real", None)]


def test_another_secret_of_the_same_account_forgets_nothing(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, clock = RetailCrm(), SteppedClock(retailcrm.NOON)
    with serving(shop):
        monkeypatch.setenv("SOURCES__SHOP__API_KEY", shop.token)
        shop.put("customers", 1, 2, firstName="Anna")
        bench.write("shop", source("retailcrm", shop, "customers"))
        bench.sync("shop", outside=Outside(clock=clock))
        clock.sleep(86_400)
        shop.put("customers", 1, 31, firstName="Changed")
        shop.histories["customers"][-1]["createdAt"] = "2026-02-02 13:00:00"
        bench.sync("shop", outside=Outside(clock=clock))
        shop.token = "rotated-key-of-fake"
        monkeypatch.setenv("SOURCES__SHOP__API_KEY", shop.token)
        assert bench.sync("shop", outside=Outside(clock=clock)).object("customers").mode == "full"
        changed = "select first_name, changed_at from raw_shop.customers"
        assert bench.query(changed) == [("Changed", "2026-02-02 13:00:00")]


@pytest.mark.parametrize(
    ("system", "name", "settings", "code"),
    [
        ("retailcrm", "customers", "{key: [externalId]}", "shipped-key"),
        ("retailcrm", "customers", "{key: [id, site]}", "shipped-key"),
        ("zendesk", "users", "{key: [external_id]}", "shipped-key"),
        ("zendesk", "users", "{key: []}", "shipped-key"),
        ("zendesk", "users", "{key: [external_id], read: {params: {per_page: 100}}}", "shipped-key"),
        ("amocrm", "contacts", "{key: [cf_77], keep: [id]}", "shipped-key"),
        ("amocrm", "contacts", "{deleted: null}", "bad-settings"),
        ("zendesk", "users", "{deleted: suspended = true}", "bad-settings"),
    ],
)
def test_records_are_known_and_gone_as_the_system_says(
    system: str, name: str, settings: str, code: str, bench: Workbench
) -> None:
    with serving(RetailCrm()) as fake, pytest.raises(ConfigError) as error:
        bench.write("crm", source(system, fake, name, settings))
    assert error.value.code == code


@pytest.mark.parametrize("system", ["hubspot", "amocrm"])
def test_a_secret_that_sees_a_field_less_blocks(system: str, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake: HubSpot | AmoCrm
    if system == "hubspot":
        fake, own, clock = HubSpot(), "second_mail", SteppedClock(hubspot.NOON)
        fake.own_fields["contacts"] = [own]
        fake.put("contacts", "1", 10, firstname="Anna", second_mail="second@x.example")
    else:
        fake, own, clock = AmoCrm(), "cf_77", SteppedClock(amocrm.NOON)
        fake.fields["contacts"] = [{"id": 77, "code": None, "name": "Second", "type": "text", "is_predefined": False}]
        fake.put("contacts", 1, 1, 1, name="Anna", custom_fields_values=[single(77, "second@x.example")])
    with serving(fake):
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        bench.write("crm", source(system, fake, "contacts", f"{{map: {{{own}: {{as: email, label: second}}}}}}"))
        bench.sync("crm", outside=Outside(clock=clock))
        fake.token = "rotated-token-of-fake"
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        if isinstance(fake, HubSpot):
            fake.own_fields["contacts"] = []
        else:
            fake.fields["contacts"] = []
        with pytest.raises(SourceTerminalError) as error:
            bench.sync("crm", outside=Outside(clock=clock))
    assert error.value.code == "column-vanished"
    assert bench.rows("raw_crm.contacts", own) == [("second@x.example",)]

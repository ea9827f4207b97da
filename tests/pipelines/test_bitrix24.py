"""Bitrix24 end to end: a whole read, increments, hard deletes, requisites, throttles, tokens, recorded answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from onefold_core.errors import SourceTerminalError
from onefold_core.settings_source import SourceFile
from onefold_core.systems import is_ignored, load_system, resolved
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.places import root
from onefold_pipelines.rest.rows import rows_at, shaped

from tests.app.harness import ROOT
from tests.pipelines.accounts import off, write_bitrix
from tests.pipelines.fakes.bitrix24 import LATER, NOON, Bitrix24, at, busy_until, error, multifield
from tests.pipelines.fakes.faults import expired
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes

RECORDED = ROOT.parent / "shared" / "fixtures" / "bitrix24" / "doc_responses"
SHIPPED = load_system("bitrix24")["objects"]


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def test_lists_are_read_by_key_and_by_name(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.put("contact", "5", 2, PHONE=[multifield(1, "+7 495 1"), multifield(2, "+7 916 2", "MOBILE")])
    write_bitrix(bench, "contacts", "companies")
    result = bench.sync("bitrix", outside=outside)
    assert (result.object("contacts").mode, result.object("contacts").rows_landed) == ("full", 120)
    assert bench.alive("raw_bitrix.companies", "title") == ["Nordhafen"], "the portal's own firm is no customer"
    asked = [request.body for request in portal.asked("/crm.contact.list")]
    assert [body["filter"] for body in asked] == [{">ID": "0"}, {">ID": "50"}, {">ID": "100"}, {">ID": "120"}]
    assert [body.get("start") for body in asked] == [None, -1, -1, -1], "rows are counted once"
    assert {"ID", "PHONE", "EMAIL", "DATE_MODIFY"} <= set(asked[0]["select"])
    assert not {"requisites", "tax_number"} & set(asked[0]["select"])
    [[phone]] = bench.query("select phone from raw_bitrix.contacts where id = '5'")
    assert [one["VALUE_TYPE"] for one in json.loads(phone)] == ["WORK", "MOBILE"]


def test_second_run_asks_for_changes_and_sweeps_find_the_deleted(
    bench: Workbench, portal: Bitrix24, outside: Outside
) -> None:
    write_bitrix(bench, "contacts")
    bench.sync("bitrix", outside=outside)
    portal.put("contact", "12", 20, NAME="Changed")
    portal.put("contact", "999", 20, NAME="New")
    portal.erase("contact", "9")
    portal.log.clear()
    contacts = bench.sync("bitrix", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_landed) == ("incremental", 2)
    # The newest was changed at 10:02:00 in Moscow; ten minutes before that, in the source's zone.
    assert portal.asked("/crm.contact.list")[0].body["filter"][">=DATE_MODIFY"] == "2026-01-01T06:52:00+00:00"
    assert len(bench.alive("raw_bitrix.contacts", "id")) == 121
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    contacts = bench.sync("bitrix", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_deleted_marked) == ("full", 1)
    assert "9" not in bench.alive("raw_bitrix.contacts", "id")


def test_more_requisites_than_a_page(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    for number in range(1, 131):
        facts: dict[str, Any] = {"ENTITY_TYPE_ID": "4", "ENTITY_ID": "71", "ACTIVE": "Y", "ADDRESS_ONLY": "N"}
        portal.put("requisite", str(number), **facts, RQ_INN=f"77{number:08}")
    portal.put("requisite", "500", ENTITY_TYPE_ID="3", ENTITY_ID="71", ACTIVE="Y", ADDRESS_ONLY="N", RQ_INN="1")
    write_bitrix(bench, "companies")
    bench.sync("bitrix", outside=outside)
    [[number, kept]] = bench.query("select tax_number, requisites from raw_bitrix.companies where id = '71'")
    assert number == "7700000001"
    assert len(json.loads(kept)) == 130, "a contact of the same number has its own"


def test_busy_methods_are_waited_for(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    write_bitrix(bench, "contacts")
    clock = outside.clock
    assert isinstance(clock, SteppedClock)
    portal.plan(lambda fake, request, reply: busy_until(clock.now() + LATER), "/crm.contact.list", after=1)
    assert bench.sync("bitrix", outside=outside).object("contacts").rows_landed == 120
    assert clock.seconds() >= LATER.total_seconds() - 1


def test_an_error_of_status_200_is_no_last_page(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    def failed(fake: Any, request: Any, reply: Any) -> Any:
        reply.body = {"error": "ERROR_CORE", "error_description": "Internal"}
        return reply

    portal.plan(failed, "/crm.contact.list", after=1)
    write_bitrix(bench, "contacts")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert caught.value.code == "request-refused"
    assert "ERROR_CORE" in str(caught.value)


def test_own_fields_are_offered(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.own_fields["contact"] = ["UF_CRM_17"]
    portal.put("contact", "1", 2, UF_CRM_17="L-1")
    write_bitrix(bench, "contacts")
    result = bench.sync("bitrix", outside=outside)
    assert [issue.field for issue in result.issues if issue.code == "unknown-column"] == ["UF_CRM_17"]
    others = off("bitrix24", "contacts")
    bench.write("bitrix", f"kind: bitrix24\nobjects: {{contacts: {{keep: [UF_CRM_17]}}, {others}}}\n")
    assert "unknown-column" not in codes(bench.sync("bitrix", outside=outside))
    assert bench.query("select uf_crm_17 from raw_bitrix.contacts where id = '1'") == [("L-1",)]


def test_a_missing_right_is_named_and_no_secret(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.denied.add("user.get")
    write_bitrix(bench, "users")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert caught.value.code == "no-permission"
    assert "user_basic" in str(caught.value)
    assert portal.token not in str(caught.value)


@pytest.mark.parametrize("denial", [(200, ""), (400, ""), (403, "ACCESS_DENIED"), (403, "INVALID_CREDENTIALS")])
def test_a_user_who_may_not_see_it_lacks_no_right(
    bench: Workbench, portal: Bitrix24, outside: Outside, denial: tuple[int, str]
) -> None:
    portal.plan(lambda fake, request, reply: error(*denial, "Access denied."), "/crm.contact.list", after=1)
    write_bitrix(bench, "contacts")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert caught.value.code == "no-permission"
    assert "missing" not in str(caught.value)
    assert "as an administrator" in str(caught.value)
    assert "Access denied" not in str(caught.value), "what a vendor says in words may hold a customer's"


def test_a_token_is_renewed_in_mid_page(
    bench: Workbench, portal: Bitrix24, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCES__BITRIX__URL")
    portal.client, portal.refresh_tokens = ("app", "app-secret"), {"first-refresh-token"}
    for name, value in {"ID": "app", "SECRET": "app-secret"}.items():
        monkeypatch.setenv(f"SOURCES__BITRIX__CLIENT_{name}", value)
    monkeypatch.setenv("SOURCES__BITRIX__REFRESH_TOKEN", "first-refresh-token")
    write_bitrix(bench, "contacts", more=f"options: {{oauth_url: {portal.url}/oauth/token/}}\n")
    portal.plan(expired, "/crm.contact.list", after=1)
    assert bench.sync("bitrix", outside=outside).object("contacts").rows_landed == 120
    assert portal.issued == 2


def test_the_shipped_mapping_fills_the_common_model(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.put("contact", "1", 2, LAST_NAME="B", COMPANY_ID="71", ASSIGNED_BY_ID="5", TYPE_ID="CLIENT")
    phones = [multifield(1, "+7 495 1"), multifield(2, "+7 916 2", "MOBILE")]
    portal.put("contact", "1", 2, PHONE=phones, EMAIL=[multifield(3, "b@example.com", "HOME")])
    portal.put("requisite", "9", ENTITY_TYPE_ID="4", ENTITY_ID="71", ACTIVE="Y", ADDRESS_ONLY="N", RQ_INN="7707083893")
    place = {"TYPE_ID": "6", "ENTITY_TYPE_ID": "8", "ENTITY_ID": "9", "ANCHOR_TYPE_ID": "4", "ANCHOR_ID": "71"}
    portal.rows["address"] = {"1": {**place, "ADDRESS_1": "Lesnaya 5", "CITY": "Moscow", "COUNTRY": "Russia"}}
    portal.put("lead", "30", 1, NAME="Ann", STATUS_ID="CONVERTED", CONTACT_ID="1", SOURCE_ID="WEB")
    portal.put("deal", "90", 4, TITLE="Ropes", OPPORTUNITY="1200.50", CURRENCY_ID="RUB", STAGE_ID="C3:WON")
    portal.put("deal", "90", 4, CATEGORY_ID="3", CONTACT_ID="1", LEAD_ID="30", links=[1, 3])
    portal.put("deal", "91", 4, TITLE="Sails", CONTACT_ID="0", COMPANY_ID="71", CATEGORY_ID="0", STAGE_ID="NEW")
    portal.rows["stage"] = {
        "1": {"ID": 1, "OWNER_ID": 90, "STAGE_ID": "C3:NEW", "CREATED_TIME": at(2), "TYPE_ID": 1},
        "2": {"ID": 2, "OWNER_ID": 90, "STAGE_ID": "C3:WON", "CREATED_TIME": at(4), "TYPE_ID": 3},
    }
    portal.rows["lead_stage"] = {
        "1": {"ID": 1, "OWNER_ID": 30, "STATUS_ID": "NEW", "STATUS_SEMANTIC_ID": "P", "CREATED_TIME": at(1)}
    }
    quote = {"id": 6, "title": "Ropes", "opportunity": 70.5, "dealId": 90, "clientPhone": "+7 495 1"}
    portal.rows["quote"] = {"6": {**quote, "updatedTime": at(3)}}
    portal.rows["currency"] = {"1": {"CURRENCY": "RUB", "FULL_NAME": "Рубль", "BASE": "Y"}}
    portal.rows["category"] = {"0": {"id": 0, "name": "General"}, "3": {"id": 3, "name": "Repairs"}}
    for key, entity, status, semantics in (
        ("1", "DEAL_STAGE", "NEW", None),
        ("2", "DEAL_STAGE_3", "C3:WON", "S"),
        ("3", "STATUS", "CONVERTED", "S"),
        ("4", "SOURCE", "WEB", None),
    ):
        facts = {"ID": key, "ENTITY_ID": entity, "STATUS_ID": status, "NAME": status.title(), "SORT": "10"}
        portal.rows.setdefault("status", {})[key] = {**facts, "SEMANTICS": semantics, "CATEGORY_ID": None}
    portal.rows["user"] = {
        "5": {"ID": "5", "NAME": "Olga", "LAST_NAME": "B", "ACTIVE": False, "EMAIL": "o@example.com"}
    }
    call: dict[str, Any] = {"LAST_UPDATED": at(5), "START_TIME": at(5), "SUBJECT": "Hello"}
    portal.put("activity", "70", TYPE_ID="2", OWNER_TYPE_ID="3", OWNER_ID="1", DIRECTION="1", **call)
    portal.put("activity", "71", TYPE_ID="6", PROVIDER_ID="CRM_TODO", OWNER_TYPE_ID="2", OWNER_ID="90", **call)
    invoice = {"accountNumber": "7", "opportunity": 10.5, "currencyId": "RUB", "contactId": 0, "companyId": 71}
    portal.rows["invoice"] = {"8": {"id": 8, **invoice, "parentId2": 90, "updatedTime": at(6), "createdTime": at(6)}}
    project = make_project(bench.root, bitrix="kind: bitrix24\n")
    bench.sync("bitrix", outside=outside)
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        party = "select {} from intermediate.int_party where record_name = 'bitrix:{}'"
        assert rows(db, party.format("organization, owner, lifecycle, family_name", "contacts:1")) == [
            ("bitrix:companies:71", "bitrix:users:5", "customer", "B")
        ]
        assert rows(db, party.format("tax_id, organization_name", "companies:71")) == [("7707083893", "Nordhafen")]
        assert rows(db, party.format("converted_to, status", "leads:30")) == [("bitrix:contacts:1", "CONVERTED")]
        assert rows(db, "select channel, label, value from intermediate.int_contact_point order by 1, 2") == [
            ("email", "HOME", "b@example.com"),
            ("phone", "MOBILE", "+7 916 2"),
            ("phone", "WORK", "+7 495 1"),
        ]
        assert rows(db, "select party, label, street, country from intermediate.int_address") == [
            ("bitrix:companies:71", "legal", "Lesnaya 5", "Russia")
        ]
        assert rows(db, "select status, lead_source, deal from intermediate.int_lead") == [
            ("CONVERTED", "Web", "bitrix:deals:90")
        ]
        assert rows(db, "select party, amount::varchar, pipeline from intermediate.int_deal order by source_key") == [
            ("bitrix:contacts:1", "1200.5000", "3"),
            ("bitrix:companies:71", None, "0"),
        ]
        assert rows(db, "select record_name, opportunity, deal_id from staging.stg_bitrix__quotes") == [
            ("bitrix:quotes:6", "70.5", "90")
        ]
        assert rows(db, "select owner_id, status_id from staging.stg_bitrix__lead_history") == [("30", "NEW")]
        assert rows(db, "select record_name, full_name from staging.stg_bitrix__currencies") == [
            ("bitrix:currencies:RUB", "Рубль")
        ]
        named = "select name from staging.stg_bitrix__directory where entity_id = 'SOURCE' and status_id = 'WEB'"
        assert rows(db, named) == [("Web",)]
        assert bench_custom(db, "90")["contact_ids"] == "[1, 3]"
        assert rows(
            db, 'select deal, to_stage, "at"::varchar from intermediate.int_deal_stage_history order by "at"'
        ) == [
            ("bitrix:deals:90", "C3:NEW", "2026-01-02 07:00:00"),
            ("bitrix:deals:90", "C3:WON", "2026-01-04 07:00:00"),
        ]
        assert rows(db, "select kind, pipeline, stage, semantic from intermediate.int_pipeline_stage order by 3") == [
            ("deal", "3", "C3:WON", "won"),
            ("lead", None, "CONVERTED", "sql"),
            ("deal", "0", "NEW", None),
        ]
        assert rows(db, "select kind, party, direction from intermediate.int_activity order by 1") == [
            ("call", "bitrix:contacts:1", "inbound"),
            ("task", "bitrix:deals:90", None),
        ]
        assert rows(db, "select name, is_active from intermediate.int_owner") == [("Olga B", False)]
        assert rows(db, "select party, deal, number, amount::varchar from intermediate.int_invoice") == [
            ("bitrix:companies:71", "bitrix:deals:90", "7", "10.5000")
        ]


def bench_custom(db: duckdb.DuckDBPyConnection, key: str) -> dict[str, Any]:
    """The kept fields of a deal."""
    [[kept]] = rows(db, f"select custom_fields from intermediate.int_deal where source_key = '{key}'")
    found: dict[str, Any] = json.loads(str(kept))
    return found


@pytest.mark.skipif(not RECORDED.is_dir(), reason="no recorded answers beside the checkout (../shared/fixtures)")
@pytest.mark.parametrize(
    ("name", "file", "place"),
    [
        ("contacts", "contacts/crm-contact-list.0", None),
        ("contacts", "contacts/crm-contact-get.0", "result"),
        ("companies", "companies/crm-company-list.0", None),
        ("companies", "companies/crm-company-get.0", "result"),
        ("leads", "leads/crm-lead-get.0", "result"),
        ("deals", "deals/crm-deal-list.0", None),
        ("deals", "deals/crm-deal-get.0", "result"),
        ("deal_stages", "crm-stage-history-list.0", None),
        ("pipelines", "universal/category/crm-category-list.0", None),
        ("stages", "status/crm-status-list.0", None),
        ("directory", "status/crm-status-list.0", None),
        ("currencies", "currency/crm-currency-list.0", None),
        ("addresses", "requisites/addresses/crm-address-list.1", None),
        ("activities", "timeline/activities/activity-base/crm-activity-get.0", "result"),
        ("activities", "timeline/activities/activity-base/crm-activity-list.3", None),
        ("deal_comments", "timeline/comments/crm-timeline-comment-list.0", None),
        ("payments", "universal/payment/crm-item-payment-list.0", None),
        ("product_rows", "universal/product-rows/crm-item-productrow-list.0", None),
        ("open_lines", "../imopenlines/openlines/imopenlines-config-list-get.0", None),
    ],
)
def test_recorded_answers_leave_only_the_portals_own_fields(name: str, file: str, place: str | None) -> None:
    document = {"kind": "bitrix24", "objects": {name: {}, "deals": {}}}
    settings = SourceFile.model_validate(resolved(document, Path("bitrix24.yml"))).objects[name]
    assert settings.read is not None
    decided = {root(header) for header in settings.used_columns}
    body = json.loads((RECORDED / "crm" / f"{file}.json").read_text(encoding="utf-8"))
    found = list(shaped(rows_at(body, place if place is not None else settings.read.rows, name), settings.read))
    assert found
    left = {one for row in found for one in row if one not in decided and not is_ignored(one, settings.ignore)}
    assert {one for one in left if not one.startswith("UF_CRM_")} <= settings.read.derived

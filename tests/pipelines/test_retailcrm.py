"""RetailCRM end to end: a whole read, increments by history, deletes, local times, own fields; recordings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from onefold_core.errors import SourceError
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.probe import test_source as probe_source
from onefold_pipelines.rest.clock import SteppedClock

from tests.app.harness import ROOT
from tests.pipelines.accounts import RETAIL, RETAIL_OFF, write_retail
from tests.pipelines.fakes.recorded import unaccounted
from tests.pipelines.fakes.retailcrm import NOON, RetailCrm, failed
from tests.pipelines.fakes.server import Fake, Reply, Request
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes

WHOLE = "payments: {}, company_contacts: {}, company_addresses: {}, legal_entities: {}, costs: {}, shipments: {}"
RECORDED = ROOT.parent / "shared" / "fixtures" / "retailcrm" / "responses"


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def test_everything_lands_then_what_the_history_names(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    write_retail(bench, retail)
    customers = bench.sync("retailcrm", outside=outside).object("customers")
    assert (customers.mode, customers.rows_landed) == ("full", 250)
    assert [request.params["page"] for request in retail.asked("/customers$")] == ["1", "2", "3"]
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(3 * 86400)
    retail.histories["customers"].clear()
    for number in (12, 12, 14):
        retail.put("customers", number, 31, firstName="Changed")
        retail.histories["customers"][-1]["createdAt"] = "2026-02-02 13:00:00"
    retail.log.clear()
    customers = bench.sync("retailcrm", outside=outside).object("customers")
    assert (customers.mode, customers.rows_landed) == ("incremental", 2)
    asked = retail.asked("/customers/history$")
    assert asked[0].params["filter[startDate]"] == "2026-02-01 14:50:00", "noon of UTC in Moscow, ten minutes before"
    assert [request.params.get("filter[sinceId]") for request in asked] == [None, "253", "253"]
    assert "filter[startDate]" not in asked[1].params
    assert [request.params["filter[ids][]"] for request in retail.asked("/customers$")] == ["12,14"]
    found = "select id, first_name from raw_retailcrm.customers where id in ('12', '14') order by id"
    assert bench.query(found) == [("12", "Changed"), ("14", "Changed")]
    assert bench.sync("retailcrm", outside=outside).object("customers").mode == "incremental"


def test_more_history_than_a_page(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    write_retail(bench, retail)
    bench.sync("retailcrm", outside=outside)
    for number in range(1, 251):
        retail.put("customers", number, 31, firstName="x")
        retail.histories["customers"][-1]["createdAt"] = "2026-02-01 16:00:00"
    customers = bench.sync("retailcrm", outside=outside).object("customers")
    assert (customers.mode, customers.rows_landed) == ("incremental", 250)
    assert len(retail.asked("/customers/history$")) == 5


def test_an_answer_about_some_of_those_asked_for_deletes_nobody(
    bench: Workbench, retail: RetailCrm, outside: Outside
) -> None:
    write_retail(bench, retail)
    bench.sync("retailcrm", outside=outside)
    for number in range(1, 81):
        retail.put("customers", number, 31, firstName="x")
        retail.histories["customers"][-1]["createdAt"] = "2026-02-01 16:00:00"
    whole = RetailCrm.answer

    def by_twenties(fake: Fake, request: Request, reply: Reply) -> Reply:
        return whole(retail, replace(request, params={**request.params, "limit": "20"}))

    cut = retail.plan(by_twenties, "/customers$", times=99)
    retail.log.clear()
    customers = bench.sync("retailcrm", outside=outside).object("customers")
    assert cut.struck
    assert (customers.mode, customers.rows_landed) == ("incremental", 80)
    assert [request.params["page"] for request in retail.asked("/customers$")] == ["1", "2", "3", "4"]
    assert bench.query("select count(*) from raw_retailcrm.customers where deleted = 'true'") == [(0,)]


@pytest.mark.parametrize("counted", [0, 100, 120])
def test_a_list_that_ends_before_its_count_in_every_reading_is_an_error(
    counted: int, bench: Workbench, retail: RetailCrm, outside: Outside
) -> None:
    write_retail(bench, retail)

    def ends(fake: Fake, request: Request, reply: Reply) -> Reply:
        if int(request.params.get("page", 1)) == 1:
            return reply
        counts = {"limit": 100, "totalCount": counted, "totalPageCount": -(-counted // 100)}
        return Reply(body={"success": True, "customers": [], "pagination": counts})

    retail.plan(ends, "/api/v5/customers$", times=99)
    with pytest.raises(SourceError) as error:
        bench.sync("retailcrm", outside=outside)
    assert error.value.code in ("rows-missing", "unexpected-answer")


def test_deleted_and_erased(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    write_retail(bench, retail)
    bench.sync("retailcrm", outside=outside)
    retail.delete("customers", 3, 31)
    retail.histories["customers"][-1]["createdAt"] = "2026-02-01 16:00:00"
    del retail.records["customers"][9]
    bench.sync("retailcrm", outside=outside)
    state = (
        "select id, deleted, _of_deleted_at is not null from raw_retailcrm.customers where id in ('3', '9') order by id"
    )
    assert bench.query(state) == [("3", "true", False), ("9", None, False)]
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    customers = bench.sync("retailcrm", outside=outside).object("customers")
    assert (customers.mode, customers.rows_deleted_marked) == ("full", 2)


def test_made_and_deleted_between_two_runs_is_no_row(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    write_retail(bench, retail)
    bench.sync("retailcrm", outside=outside)
    assert isinstance(outside.clock, SteppedClock)
    for number in (12, 999):
        retail.put("customers", number, 31, firstName="New")
        retail.delete("customers", number, 31)
    for step in retail.histories["customers"][-4:]:
        step["createdAt"] = "2026-02-01 16:00:00"
    customers = bench.sync("retailcrm", outside=outside).object("customers")
    assert (customers.mode, customers.rows_landed, customers.rows_total) == ("incremental", 1, 250)
    deleted = bench.query("select id, first_name from raw_retailcrm.customers where deleted = 'true'")
    assert deleted == [("12", None)], "of the other nobody knew"


def test_a_record_without_anything_in_use_lands(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    retail.records["customers"] = {1: {"id": 1, "createdAt": "2026-01-01 10:00:00"}}
    shipped = load_system("retailcrm")["objects"]["customers"]
    unused = [name for name in (*shipped["map"], *shipped.get("keep", ())) if name not in ("phones", "email")]
    write_retail(bench, retail, f"customers: {{ignore: {json.dumps(unused)}}}, {RETAIL_OFF}")
    assert bench.sync("retailcrm", outside=outside).object("customers").rows_landed == 1
    assert bench.alive("raw_retailcrm.customers", "id") == ["1"]
    assert bench.sync("retailcrm", outside=outside, full_refresh=True).object("customers").rows_landed == 0


def test_a_full_read_does_not_forget_when_a_record_changed(
    bench: Workbench, retail: RetailCrm, outside: Outside
) -> None:
    write_retail(bench, retail)
    bench.sync("retailcrm", outside=outside)
    retail.put("customers", 12, 31, firstName="Changed")
    retail.histories["customers"][-1]["createdAt"] = "2026-02-01 16:00:00"
    bench.sync("retailcrm", outside=outside)
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    customers = bench.sync("retailcrm", outside=outside).object("customers")
    assert (customers.mode, customers.rows_landed) == ("full", 0), "nothing changed, so nothing lands again"
    found = "select first_name, changed_at from raw_retailcrm.customers where id = '12'"
    assert bench.query(found) == [("Changed", "2026-02-01 16:00:00")]


def test_source_test_asks_for_what_changed_too(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    source = bench.write("retailcrm", RETAIL.format(url=retail.url, objects=RETAIL_OFF))
    checks = {check.name: check for check in probe_source(source, bench.root, outside)}
    assert checks["customers: changes"].ok
    retail.plan(lambda fake, request, reply: failed(403, "Access denied."), "/customers/history$", times=9)
    (check,) = [check for check in probe_source(source, bench.root, outside) if not check.ok]
    assert "no-permission" in check.finding


def test_own_fields_are_reported_and_kept(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    retail.fields = [
        {"code": "card", "name": "Карта", "type": "string", "entity": "customer"},
        {"code": "gift", "name": "Подарок", "type": "string", "entity": "order"},
    ]
    retail.put("customers", 1, 2, customFields={"card": "L-1"})
    write_retail(bench, retail)
    issues = bench.sync("retailcrm", outside=outside).issues
    assert [one.field for one in issues if one.code == "unknown-column"] == ["cf_card"]
    write_retail(bench, retail, f"customers: {{keep: [cf_card]}}, {RETAIL_OFF}")
    assert "unknown-column" not in codes(bench.sync("retailcrm", outside=outside))
    assert bench.query("select cf_card from raw_retailcrm.customers where id = '1'") == [("L-1",)]


def test_the_shipped_mapping_fills_the_common_model(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    topics = [
        {"subscription": {"channel": "email", "code": "news"}, "subscribed": False},
        {"subscription": {"channel": "sms", "code": "news"}, "subscribed": True},
        {"subscription": {"channel": "waba", "code": "news"}, "subscribed": True},
    ]
    address = {"index": "183001", "countryIso": "RU", "city": "Мурманск", "street": "Портовый проезд", "building": "1"}
    phones = [{"number": "+7 900 1"}, {"number": "+7 900 2"}]
    retail.put(
        "customers", 1, 2, patronymic="Ильич", phones=phones, address=address, managerId=55, email="a@example.com"
    )
    retail.put("customers", 1, 2, customerSubscriptions=topics, contragent={"contragentType": "individual"})
    main = {"id": 6, "customer": {"id": 2}, "companies": []}
    retail.put(
        "customers-corporate",
        70,
        2,
        nickName="ООО «Причал»",
        mainAddress={"id": 1, "text": "Мурманск"},
        mainCustomerContact=main,
    )
    retail.others["customers-corporate/70/contacts"] = [
        {"id": 6, "isMain": True, "customer": {"id": 2}, "companies": []},
        {"id": 7, "isMain": False, "customer": {"id": 3}, "companies": [{"id": 1, "company": {"id": 9}}]},
    ]
    second = {"id": 3, "name": "склад", "text": "ул. Ивовая, д. 23", "street": "Ивовая", "building": "23"}
    retail.others["customers-corporate/70/addresses"] = [{"id": 1, "text": "Мурманск", "isMain": True}, second]
    legal = {"contragentType": "legal-entity", "INN": "7707083893", "KPP": "770701001", "legalName": "ООО «Причал»"}
    retail.others["customers-corporate/70/companies"] = [{"id": 9, "name": "Причал", "contragent": legal}]
    retail.others["costs"] = [{"id": 5, "summ": 20, "costItem": "rent", "sites": ["shop"], "order": {"id": 900}}]
    retail.references["cost-items"] = [{"code": "rent", "name": "Аренда", "type": "const"}]
    retail.others["segments"] = [{"id": 4, "code": "vip", "name": "Важные", "isDynamic": True}]
    for name, code, called in (
        ("order-methods", "phone", "По телефону"),
        ("payment-types", "cash", "Наличными"),
        ("delivery-types", "2", "Курьером"),
    ):
        retail.references[name] = {code: {"code": code, "name": called, "active": True}}
    item = {
        "id": 5,
        "initialPrice": 600,
        "quantity": 2,
        "offer": {"id": 41, "displayName": "Канат"},
        "purchasePrice": 250,
    }
    paid = {"12": {"id": 12, "status": "paid", "type": "cash", "amount": 1200, "paidAt": "2026-01-04 10:00:00"}}
    one: dict[str, Any] = {
        "number": "900A",
        "totalSumm": 1200.5,
        "currency": "RUB",
        "status": "complete",
        "items": [item],
        "payments": paid,
        "orderMethod": "phone",
        "delivery": {"code": "2", "netCost": 90, "date": "2026-01-08", "data": {"trackNumber": "RA1"}},
    }
    retail.put("orders", 900, 3, **one, customer={"id": 1, "type": "customer"})
    retail.put(
        "orders",
        901,
        3,
        number="901A",
        customer={"id": 70, "type": "customer_corporate"},
        items=[],
        payments={},
        orderMethod="fax",
        delivery={"cost": 0, "address": {"city": "Мурманск"}},
    )
    retail.others["users"] = [
        {"id": 55, "firstName": "Ольга", "lastName": "Б", "active": True, "email": "o@example.com"}
    ]
    offer = {"id": 41, "name": "Канат 12 мм", "article": "K-12", "price": 600, "active": True}
    retail.others["store/products"] = [{"id": 4, "name": "Канат", "manufacturer": "Причал", "offers": [offer]}]
    retail.others["tasks"] = [
        {"id": 7, "text": "Позвонить", "datetime": "2026-01-05 10:00", "complete": False, "performer": 55}
    ]
    retail.others["customers/notes"] = [
        {"id": 8, "text": "…", "createdAt": "2026-01-05 10:00:00", "customer": {"id": 1}}
    ]
    retail.references["statuses"] = {"complete": {"name": "Выполнен", "code": "complete", "group": "complete"}}
    project = make_project(bench.root, retailcrm=RETAIL.format(url=retail.url, objects=WHOLE))
    bench.sync("retailcrm", outside=outside)
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        party = "select given_name, middle_name, owner, created_at::varchar from intermediate.int_party"
        assert rows(db, f"{party} where source_key = '1'") == [
            ("Имя1", "Ильич", "retailcrm:users:55", "2026-01-01 10:00:01")
        ]
        points = "select channel, value from intermediate.int_contact_point where source_key = '1' order by all"
        assert rows(db, points) == [("email", "a@example.com"), ("phone", "+7 900 1"), ("phone", "+7 900 2")]
        places = "select city, street, house_number, full_address from intermediate.int_address order by all"
        assert rows(db, places) == [
            ("Мурманск", "Портовый проезд", "1", None),
            (None, "Ивовая", "23", "ул. Ивовая, д. 23"),
            (None, None, None, "Мурманск"),
            (None, None, None, "Мурманск"),
        ]
        works = "select distinct party, related_party from intermediate.int_relation where relation = 'works_for'"
        assert rows(db, f"{works} order by 1") == [
            ("retailcrm:customers:2", "retailcrm:companies:70"),
            ("retailcrm:customers:3", "retailcrm:companies:70"),
        ]
        entities = (
            "select organization, tax_id, registration_code from intermediate.int_party where object = 'legal_entities'"
        )
        assert rows(db, entities) == [("retailcrm:companies:70", "7707083893", "770701001")]
        assert rows(db, "select channel, state from intermediate.int_consent order by 1") == [
            ("email", "withdrawn"),
            ("sms", "granted"),
        ]
        orders = "select number, party, amount::varchar, ordered_on::varchar from intermediate.int_order order by 1"
        assert rows(db, orders) == [
            ("900A", "retailcrm:customers:1", "1200.5000", "2026-01-03"),
            ("901A", "retailcrm:companies:70", None, "2026-01-03"),
        ]
        lines = 'select "order", product, name, quantity::int, unit_price::int from intermediate.int_order_line'
        assert rows(db, lines) == [("retailcrm:orders:900", "retailcrm:products:41", "Канат", 2, 600)]
        payments = 'select "order", amount::int, method, paid_on::varchar from intermediate.int_payment'
        assert rows(db, payments) == [("retailcrm:orders:900", 1200, "Наличными", "2026-01-04")]
        sent = 'select "order", party, carrier, tracking_number, amount::int, expected_on::varchar'
        assert rows(db, f"{sent} from intermediate.int_shipment") == [
            ("retailcrm:orders:900", "retailcrm:customers:1", "Курьером", "RA1", 90, "2026-01-08")
        ]
        how = "select custom_fields->>'method' from intermediate.int_order order by number"
        assert rows(db, how) == [("По телефону",), ("fax",)], "a code that is in the dictionary no more stays"
        assert rows(db, "select item, summ, order_id from staging.stg_retailcrm__costs") == [("Аренда", "20", "900")]
        assert rows(db, "select name from staging.stg_retailcrm__segments") == [("Важные",)]
        assert rows(db, "select name from staging.stg_retailcrm__delivery_types") == [("Курьером",)]
        assert rows(db, "select sku, name from intermediate.int_product") == [("K-12", "Канат 12 мм")]
        activities = 'select kind, party, owner, "at"::varchar from intermediate.int_activity order by 1'
        assert rows(db, activities) == [
            ("note", "retailcrm:customers:1", None, "2026-01-05 07:00:00"),
            ("task", None, "retailcrm:users:55", "2026-01-05 07:00:00"),
        ]
        assert rows(db, "select name, is_active from intermediate.int_owner") == [("Ольга Б", True)]


@pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recorded answers at {RECORDED.parent.parent}")
@pytest.mark.parametrize(
    ("name", "file", "place"),
    [
        ("customers", "customers/testCustomersList_1", None),
        ("customers", "customers/testCustomersGet_1", "customer"),
        ("companies", "customerscorporate/testList_1", None),
        ("companies", "customerscorporate/testCustomersGet_1", "customerCorporate"),
        ("legal_entities", "customerscorporate/testCompanies_1", None),
        ("company_contacts", "customerscorporate/testContacts_1", None),
        ("company_addresses", "customerscorporate/testAddresses_1", None),
        ("main_contacts", "customerscorporate/testList_1", None),
        ("costs", "costs/testCosts_1", None),
        ("segments", "segments/testList_1", None),
        ("status_groups", "references/testStatusGroups_1", None),
        ("product_statuses", "references/testProductStatuses_1", None),
        ("delivery_services", "references/testDeliveryServices_1", None),
        ("couriers", "references/testCouriers_1", None),
        ("stores", "references/testStores_1", None),
        ("units", "references/testUnits_1", None),
        ("currencies", "references/testCurrencies_1", None),
        ("countries", "references/testCountries_1", None),
        ("price_types", "references/testPriceTypes_1", None),
        ("shop_entities", "references/testLegalEntities_1", None),
        ("cost_groups", "references/testCostGroups_1", None),
        ("cost_items", "references/testCostItems_1", None),
        ("channels", "references/testMgChannels_1", None),
        ("field_values", "customfields/testDictionaries_1", None),
        ("packs", "packs/testList_1", None),
        ("inventories", "store/testInventories_1", None),
        ("product_groups", "store/testProductGroups_1", None),
        ("carts", "customerinteraction/testCustomerInteractionCartGet_1", None),
        ("user_groups", "users/testUserGroups_1", None),
        ("task_comments", "tasks/testGetComments_1", None),
        ("company_notes", "customerscorporate/testCustomersNotes_1", None),
        ("loyalty_programs", "loyalty/testLoyalties_1", None),
        ("shipments", "delivery/testShipments_1", None),
        ("order_methods", "references/testOrderMethods_1", None),
        ("order_types", "references/testOrderTypes_1", None),
        ("payment_types", "references/testPaymentTypes_1", None),
        ("payment_statuses", "references/testPaymentStatuses_1", None),
        ("delivery_types", "references/testDeliveryTypes_1", None),
        ("sites", "references/testSites_1", None),
        ("orders", "orders/testList_1", None),
        ("orders", "orders/testGet_1", "order"),
        ("order_lines", "orders/testList_1", None),
        ("order_lines", "orders/testGet_1", "order"),
        ("payments", "orders/testGet_1", "order"),
        ("products", "store/testProducts_1", None),
        ("statuses", "references/testStatuses_1", None),
        ("users", "users/testList_1", None),
        ("tasks", "tasks/testList_1", None),
        ("notes", "customers/testCustomersNotes_1", None),
        ("loyalty", "loyalty/testAccounts_1", None),
        ("bonus_operations", "loyalty/testBonusOperations_1", None),
        ("files", "files/testList_1", None),
    ],
)
def test_recorded_answers_are_read_with_every_field_accounted_for(name: str, file: str, place: str | None) -> None:
    body = json.loads((RECORDED / f"{file}.json").read_text(encoding="utf-8"))
    number, left = unaccounted("retailcrm", name, [body], place)
    assert number > 0
    assert not {field for field in left if not field.startswith("cf_")}, "fields of the account itself are reported"

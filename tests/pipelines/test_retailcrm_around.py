"""What stands around RetailCRM's records: dictionaries, carts, favourites, comments, bonuses, files."""

from __future__ import annotations

import duckdb
import pytest
from onefold_core.errors import SourceError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.accounts import RETAIL, write_retail
from tests.pipelines.fakes.retailcrm import NOON, RetailCrm
from tests.pipelines.fakes.server import Fake, Reply, Request, Row
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def test_dictionaries_carts_favourites_and_comments(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    for number in range(5, 251):
        del retail.records["customers"][number]
    for number, site in ((1, "shop"), (2, "shop"), (3, "second"), (4, None)):
        retail.put("customers", number, 2, site=site)
    goods = [{"id": one, "quantity": 2, "price": 24.99, "offer": {"id": 40 + one, "name": "Канат"}} for one in (1, 2)]
    retail.interactions |= {
        "shop/cart/1": {
            "externalId": "c1",
            "droppedAt": "2026-01-08 15:10:30+03:00",
            "items": goods,
            "currency": "RUB",
        },
        "shop/cart/2": {"externalId": "c2", "items": []},
        "second/favorites/3": [{"offer": {"id": 41}, "createdAt": "2026-01-08 15:10:30+03:00"}],
    }
    retail.others["tasks"] = [{"id": 7, "text": "…", "complete": False, "customer": {"id": 1}}, {"id": 8, "text": "…"}]
    comment = {"creator": 55, "text": "…", "createdAt": "2026-01-05 10:00:00", "updatedAt": "2026-01-05 10:00:00"}
    retail.others |= {f"tasks/{task}/comments": [{"id": task * 10, **comment}] for task in (7, 8)}
    note = {"id": 42, "text": "…", "createdAt": "2026-01-06 10:00:00", "customer": {"id": 70, "type": "customer"}}
    retail.others["customers-corporate/notes"] = [note]
    elements = [{"name": "09:00 - 12:00", "code": "early", "ordering": 10}]
    retail.others["custom-fields/dictionaries"] = [{"name": "Часы", "code": "hours", "elements": elements}]
    retail.others["store/product-groups"] = [{"id": 4, "name": "Снасти", "site": "shop", "active": True}]
    retail.others["user-groups"] = [{"id": 2, "code": "director", "name": "Руководители", "isManager": False}]
    retail.references |= {
        "stores": [{"code": "main", "name": "Основной", "address": {"city": "Мурманск"}, "active": True}],
        "currencies": [{"id": 1, "code": "RUB", "isBase": True, "isAutoConvert": False}],
        "countries": ["RU", "KZ"],
        "units": {"6": {"code": "6", "name": "Метр", "sym": "м", "active": True}},
    }
    project = make_project(
        bench.root,
        retailcrm=RETAIL.format(url=retail.url, objects="carts: {}, favorites: {}, task_comments: {}"),
    )
    bench.sync("retailcrm", outside=outside)
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        staged = "from staging.stg_retailcrm__"
        assert rows(db, f"select site, customer, id, quantity, offer_id {staged}carts order by id") == [
            ("shop", "1", "1", "2", "41"),
            ("shop", "1", "2", "2", "42"),
        ]
        assert rows(db, f"select site, customer, id {staged}favorites") == [("second", "3", "41")]
        assert rows(db, f"select value {staged}countries order by 1") == [("KZ",), ("RU",)]
        assert rows(db, f"select dictionary, code, name {staged}field_values") == [("hours", "early", "09:00 - 12:00")]
        assert rows(db, f"select code, name, address_city {staged}stores") == [("main", "Основной", "Мурманск")]
        assert rows(db, f"select name, sym {staged}units") == [("Метр", "м")]
        assert rows(db, f"select code {staged}currencies") == [("RUB",)]
        assert rows(db, f"select name {staged}product_groups") == [("Снасти",)]
        assert rows(db, f"select name {staged}user_groups") == [("Руководители",)]
        told = (
            "select object, source_key, party, owner from intermediate.int_activity where kind = 'note' order by 1, 2"
        )
        assert rows(db, told) == [
            ("company_notes", "42", "retailcrm:companies:70", None),
            ("task_comments", "70", "retailcrm:customers:1", "retailcrm:users:55"),
            ("task_comments", "80", None, "retailcrm:users:55"),
        ]
    del retail.interactions["shop/cart/1"]
    assert bench.sync("retailcrm", outside=outside).object("carts").rows_deleted_marked == 2


def test_bonuses_files_and_templates(bench: Workbench, retail: RetailCrm, outside: Outside) -> None:
    made = "2026-01-05 10:00:00"
    given = {"type": "credit_manual", "createdAt": made, "loyaltyAccount": {"id": 1}, "loyalty": {"id": 3}}
    operations: list[Row] = [given | {"amount": number} for number in range(1, 251)]
    spent = {"type": "charge_for_order", "createdAt": made, "amount": -2.4, "order": {"id": 9, "externalId": "x"}}
    free = {**spent, "amount": 0, "order": {"id": 55}, "loyaltyAccount": {"id": 2}}
    alike = {**spent, "amount": 55, "loyaltyAccount": {"id": 2}} | {"order": None}
    retail.others["operations"] = [*operations, spent | {"loyaltyAccount": {"id": 1}}, operations[0], free, alike]
    attached = [{"customer": {"id": 1}}]
    file = {"filename": "Anna.pdf", "type": "text/plain", "createdAt": made, "size": 1, "attachment": attached}
    retail.others["files"] = [{"id": number, **file} for number in range(1, 131)]
    template = {"id": 12, "externalId": 0, "channel": {"id": 1}, "name": "Hello", "lang": "en", "template": ["Hello"]}
    retail.others["reference/mg-channels/templates"] = [template]
    write_retail(bench, retail, "bonus_operations: {}, files: {}, message_templates: {}")
    result = bench.sync("retailcrm", outside=outside)
    done = result.object("bonus_operations")
    assert (done.rows_read, done.rows_landed, done.rows_duplicate) == (254, 253, 1), "two alike count once, and told"
    spent_on = "select loyalty_account_id, amount, order_id from raw_retailcrm.bonus_operations where order_id = '9'"
    assert bench.query(spent_on) == [("1", "-2.4", "9")]
    assert result.object("files").rows_landed == 130
    columns = {name for (name,) in bench.query("select column_name from (describe raw_retailcrm.files)")}
    assert "filename" not in columns
    assert bench.query("select channel_id, name, lang from raw_retailcrm.message_templates") == [("1", "Hello", "en")]


@pytest.mark.parametrize("pagination", [None, [], {}, {"limit": 100}, {"nextCursor": ""}])
def test_a_full_page_of_bonuses_that_says_nothing_of_the_next_is_not_the_last(
    pagination: object, bench: Workbench, retail: RetailCrm, outside: Outside
) -> None:
    given = {"type": "credit_manual", "createdAt": "2026-01-05 10:00:00", "loyaltyAccount": {"id": 1}}
    retail.others["operations"] = [given | {"amount": number} for number in range(1, 251)]
    write_retail(bench, retail, "bonus_operations: {}")

    def bare(fake: Fake, request: Request, reply: Reply) -> Reply:
        return Reply(body={**reply.body, "pagination": pagination})

    struck = retail.plan(bare, "/bonus/operations$", times=99)
    with pytest.raises(SourceError) as error:
        bench.sync("retailcrm", outside=outside)
    assert struck.struck
    assert error.value.code == "unexpected-answer"
    retail.faults.clear()
    assert bench.sync("retailcrm", outside=outside).object("bonus_operations").rows_landed == 250


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/cart/2$", {}),
        ("/cart/2$", {"success": False}),
        ("/favorites/2$", {"success": True}),
        ("/reference/stores$", {}),
        ("/reference/stores$", {"success": True}),
        ("/reference/stores$", {"success": True, "stores": None}),
    ],
)
def test_an_answer_without_its_list_is_no_empty_one(
    path: str, body: Row, bench: Workbench, retail: RetailCrm, outside: Outside
) -> None:
    retail.records["customers"] = {2: {"id": 2, "site": "shop"}}
    write_retail(bench, retail, "carts: {}, favorites: {}")

    def bare(fake: Fake, request: Request, reply: Reply) -> Reply:
        return Reply(body=body)

    struck = retail.plan(bare, path, times=99)
    with pytest.raises(SourceError) as error:
        bench.sync("retailcrm", outside=outside)
    assert struck.struck
    assert error.value.code in ("unexpected-answer", "request-refused")

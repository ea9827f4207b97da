"""Bitrix24 end to end: a whole read, increments, hard deletes, requisites, throttles, tokens, recorded answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from onefold_core.errors import SourceTerminalError
from onefold_core.settings import SourceFile
from onefold_core.systems import is_ignored, load_system, resolved
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.places import root
from onefold_pipelines.rest.rows import rows_at, shaped

from tests.app.harness import ROOT
from tests.pipelines.fakes.bitrix24 import LATER, NOON, Bitrix24, at, busy_until, error, multifield
from tests.pipelines.fakes.faults import expired
from tests.pipelines.fakes.server import Reply, serving
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes

RECORDED = ROOT.parent / "shared" / "fixtures" / "bitrix24" / "doc_responses"
SHIPPED = load_system("bitrix24")["objects"]
ON = [name for name, body in SHIPPED.items() if not body.get("off")]


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bitrix24]:
    """A portal with 120 contacts of two companies."""
    fake = Bitrix24()
    for number in range(1, 121):
        fake.put("contact", str(number), 1, number, NAME=f"Given{number}", COMPANY_ID="0")
    fake.put("company", "71", 1, TITLE="Nordhafen", IS_MY_COMPANY="N")
    fake.put("company", "72", 1, TITLE="We ourselves", IS_MY_COMPANY="Y")
    with serving(fake):
        monkeypatch.setenv("SOURCES__BITRIX__URL", f"{fake.url}/rest/1/{fake.token}")
        yield fake


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def write(bench: Workbench, *names: str, more: str = "") -> None:
    """The project's file: these objects alone."""
    off = [f"{name}: off" for name in ON if name not in names]
    named = [f"{name}: {{}}" for name in names if name not in ON]
    bench.write("bitrix", f"kind: bitrix24\nobjects: {{{', '.join([*off, *named])}}}\n{more}")


def beside_errors(reply: Reply) -> Reply:
    """A batch's answer with an empty result for each command that failed."""
    if isinstance(failed := reply.body["result"]["result_error"], dict):
        reply.body["result"]["result"] |= {name: [] for name in failed}
    return reply


def test_lists_are_read_by_key_and_by_name(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.put("contact", "5", 2, PHONE=[multifield(1, "+7 495 1"), multifield(2, "+7 916 2", "MOBILE")])
    write(bench, "contacts", "companies")
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
    write(bench, "contacts")
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
    write(bench, "companies")
    bench.sync("bitrix", outside=outside)
    [[number, kept]] = bench.query("select tax_number, requisites from raw_bitrix.companies where id = '71'")
    assert number == "7700000001"
    assert len(json.loads(kept)) == 130, "a contact of the same number has its own"


def test_busy_methods_are_waited_for(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    write(bench, "contacts")
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
    write(bench, "contacts")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert caught.value.code == "request-refused"
    assert "ERROR_CORE" in str(caught.value)


def test_own_fields_are_offered(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.own_fields["contact"] = ["UF_CRM_17"]
    portal.put("contact", "1", 2, UF_CRM_17="L-1")
    write(bench, "contacts")
    result = bench.sync("bitrix", outside=outside)
    assert [issue.field for issue in result.issues if issue.code == "unknown-column"] == ["UF_CRM_17"]
    off = ", ".join(f"{name}: off" for name in ON if name != "contacts")
    bench.write("bitrix", f"kind: bitrix24\nobjects: {{contacts: {{keep: [UF_CRM_17]}}, {off}}}\n")
    assert "unknown-column" not in codes(bench.sync("bitrix", outside=outside))
    assert bench.query("select uf_crm_17 from raw_bitrix.contacts where id = '1'") == [("L-1",)]


def test_a_missing_right_is_named_and_no_secret(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.denied.add("user.get")
    write(bench, "users")
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
    write(bench, "contacts")
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
    write(bench, "contacts", more=f"options: {{oauth_url: {portal.url}/oauth/token/}}\n")
    portal.plan(expired, "/crm.contact.list", after=1)
    assert bench.sync("bitrix", outside=outside).object("contacts").rows_landed == 120
    assert portal.issued == 2


def test_what_is_asked_for_record_by_record(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    for number in range(1, 61):
        portal.put("deal", str(number), TITLE="Ropes")
        portal.rows.setdefault("row", {})[str(number)] = {"id": number, "ownerType": "D", "ownerId": number, "price": 5}
    paid = {"entityId": "7", "currency": "RUB", "accountNumber": "7/1"}
    portal.rows["payment"] = {
        "1": {**paid, "id": 1, "paid": "Y", "sum": 10.5, "datePaid": at(3)},
        "2": {**paid, "id": 2, "paid": "N", "sum": 3, "datePaid": None},
    }
    for number in range(1, 54):
        portal.put("comment", str(number), ENTITY_TYPE="deal", ENTITY_ID="7", COMMENT="Call back", CREATED=at(4))
    portal.put("comment", "99", ENTITY_TYPE="deal", ENTITY_ID="8", COMMENT="Sold", CREATED=at(4))
    busy = portal.plan(lambda fake, request, reply: busy_until(NOON), "/crm.timeline.comment.list", after=7)
    portal.plan(lambda fake, request, reply: beside_errors(reply), "/batch$", times=99)
    write(bench, "deals", "product_rows", "payments", "deal_comments")
    result = bench.sync("bitrix", outside=outside)
    assert result.object("product_rows").rows_landed == 60
    assert [len(one.body["filter"]["=ownerId"]) for one in portal.asked("/crm.item.productrow.list")][::2] == [50, 10]
    assert bench.rows("raw_bitrix.payments", "id, deal, sum") == [("1", "7", "10.5")]
    # 60 deals are two batches; alone goes the second page of deal 7, and deal 8, which failed in its batch.
    assert busy.struck
    sent = [list(one.body["cmd"].values()) for one in portal.asked("/batch$")]
    assert [len(part) for part in sent if "comment" in part[0]] == [50, 10]
    assert [len(part) for part in sent if "payment" in part[0]] == [50, 10]
    alone = portal.asked("/crm.timeline.comment.list")
    assert [(one.body["filter"]["ENTITY_ID"], one.body.get("start")) for one in alone] == [("7", 50), ("8", None)]
    assert not portal.asked("/crm.item.payment.list")
    assert len(bench.alive("raw_bitrix.deal_comments", "id")) == 54


def test_a_contact_of_several_companies(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.put("contact", "3", COMPANY_ID="71", links=[71, 72])
    write(bench, "contacts", "companies", "contact_companies")
    bench.sync("bitrix", outside=outside)
    assert bench.rows("raw_bitrix.contact_companies", "contact, value") == [("3", "71"), ("3", "72")]


def conversations(portal: Bitrix24) -> None:
    """Sixty conversations, the first of them of 120 messages, the second of none; and an activity that is none."""
    for number in range(1, 61):
        told: dict[str, Any] = {"PROVIDER_ID": "IMOPENLINES_SESSION", "PROVIDER_TYPE_ID": "15", "TYPE_ID": "6"}
        whose: dict[str, Any] = {
            "OWNER_TYPE_ID": "3",
            "OWNER_ID": str(number),
            "ASSOCIATED_ENTITY_ID": str(300 + number),
        }
        day = 3 if number == 60 else 1
        portal.put("activity", str(number), **told, **whose, LAST_UPDATED=at(day))
        if number != 2:
            say(portal, number, 300 + number, day=day)
    for number in range(1, 120):
        say(portal, 1000 + number, 301, "27", day=1)
    other: dict[str, Any] = {"TYPE_ID": "6", "PROVIDER_ID": "CRM_TODO", "ASSOCIATED_ENTITY_ID": "5"}
    portal.put("activity", "70", **other, LAST_UPDATED=at(3))
    portal.put("activity", "71", **other | {"PROVIDER_ID": "IMOPENLINES_SESSION", "ASSOCIATED_ENTITY_ID": "0"})
    portal.rows["activity"]["71"]["LAST_UPDATED"] = at(3)


def say(portal: Bitrix24, number: int, session: int, sender: str = "599", *, day: int) -> None:
    """A message of a conversation."""
    said = {"id": str(number), "session": str(session), "senderid": sender, "date": at(day), "text": "Hello"}
    portal.rows.setdefault("message", {})[str(number)] = said


def test_open_lines(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    for number in range(1, 421):
        line = {"ID": str(number), "LINE_NAME": f"Line {number}", "ACTIVE": "Y", "CRM": "Y", "LANGUAGE_ID": "ru"}
        portal.rows.setdefault("line", {})[str(number)] = {**line, "QUEUE": [27], "QUEUE_USERS_FIELDS": {"27": {}}}
    conversations(portal)
    write(bench, "open_lines", "open_line_sessions", "open_line_messages")
    result = bench.sync("bitrix", outside=outside)
    assert "unknown-column" not in codes(result)
    assert [result.object(f"open_line{name}").rows_landed for name in ("s", "_sessions", "_messages")] == [420, 61, 178]
    assert bench.rows("raw_bitrix.open_lines", "line_name, queue")[0] == ("Line 1", "[27]")
    sessions = "id, associated_entity_id, provider_type_id, owner_type_id, owner_id"
    assert ("1", "301", "15", "3", "1") in bench.rows("raw_bitrix.open_line_sessions", sessions)
    messages = "id, session, chat, senderid, date"
    assert ("1119", "301", "7301", "27", at(1)) in bench.rows("raw_bitrix.open_line_messages", messages)
    columns = {name for (name,) in bench.query("select column_name from (describe raw_bitrix.open_line_messages)")}
    assert "text" not in columns, "texts land where a project keeps them"
    sent = [list(one.body["cmd"].values()) for one in portal.asked("/batch$")]
    assert [len(part) for part in sent] == [50, 10], "a conversation without a number is asked about by nobody"
    assert not portal.asked("/imopenlines.session.history.get")


def test_conversations_that_went_on_and_those_that_are_gone(
    bench: Workbench, portal: Bitrix24, outside: Outside
) -> None:
    conversations(portal)
    write(bench, "open_line_sessions", "open_line_messages")
    bench.sync("bitrix", outside=outside)
    for number, day in ((4, 9), (5, 9)):
        portal.rows["activity"][str(number)]["LAST_UPDATED"] = at(day)
        say(portal, 2000 + number, 300 + number, day=day)
    portal.erase("activity", "1")
    portal.log.clear()
    messages = bench.sync("bitrix", outside=outside).object("open_line_messages")
    assert (messages.mode, messages.rows_landed, messages.rows_read) == ("incremental", 2, 5)
    [batch] = portal.asked("/batch$")
    assert sorted(batch.body["cmd"].values()) == [
        f"imopenlines.session.history.get?SESSION_ID={session}" for session in (304, 305, 360)
    ], "those that went on, and the last one of the run before"
    assert len(bench.alive("raw_bitrix.open_line_messages", "id")) == 180
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    result = bench.sync("bitrix", outside=outside)
    assert result.object("open_line_sessions").rows_deleted_marked == 1
    assert result.object("open_line_messages").rows_deleted_marked == 120


def test_a_conversation_that_may_not_be_opened(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    conversations(portal)
    portal.closed_sessions.add("333")
    write(bench, "open_line_sessions", "open_line_messages")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert caught.value.code == "no-permission"
    portal.denied.add("imopenlines.session.history.get")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert "imopenlines" in str(caught.value), "the right is named"


def test_each_contact_of_deals_and_leads(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.put("deal", "7", links=[1, 3])
    portal.put("deal", "8", links=[])
    for number in range(1, 121):
        portal.put("lead", str(number), links=[number, 500])
    write(bench, "deal_contacts", "lead_contacts")
    bench.sync("bitrix", outside=outside)
    assert bench.rows("raw_bitrix.deal_contacts", "deal, value") == [("7", "1"), ("7", "3")]
    assert bench.query("select count(*), count(distinct lead) from raw_bitrix.lead_contacts") == [(240, 120)]
    portal.put("deal", "7", links=[3])
    assert bench.sync("bitrix", outside=outside).object("deal_contacts").rows_deleted_marked == 1


def test_products_on_leads_quotes_and_invoices(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.put("lead", "1")
    for kind in ("quote", "invoice"):
        portal.rows[kind] = {str(key): {"id": key, "updatedTime": at(3)} for key in range(1, 61)}
    for key, owner in enumerate(("L", "Q", "SI", "D", "SI"), start=1):
        portal.rows.setdefault("row", {})[str(key)] = {"id": key, "ownerType": owner, "ownerId": 1, "price": key}
    history = {"OWNER_ID": 1, "TYPE_ID": 1, "CATEGORY_ID": 2, "STAGE_ID": "DT31_2:N", "CREATED_TIME": at(3)}
    portal.rows["invoice_stage"] = {"4": {"ID": 4, **history}}
    write(bench, "leads", "quotes", "invoices", "lead_rows", "quote_rows", "invoice_rows", "invoice_history")
    bench.sync("bitrix", outside=outside)
    assert [bench.rows(f"raw_bitrix.{name}_rows", "id, price") for name in ("lead", "quote", "invoice")] == [
        [("1", "1")],
        [("2", "2")],
        [("3", "3"), ("5", "5")],
    ]
    assert bench.rows("raw_bitrix.invoice_history", "owner_id, stage_id") == [("1", "DT31_2:N")]


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

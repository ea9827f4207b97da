"""What stands around Bitrix24's records: comments, payments, open lines, links and products, asked for one by one."""

from __future__ import annotations

from typing import Any

import pytest
from onefold_core.errors import SourceTerminalError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.accounts import write_bitrix
from tests.pipelines.fakes.bitrix24 import NOON, Bitrix24, at, busy_until
from tests.pipelines.fakes.server import Fake, Reply, Request
from tests.pipelines.workbench import Workbench, codes


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def beside_errors(reply: Reply) -> Reply:
    """A batch's answer with an empty result for each command that failed."""
    if isinstance(failed := reply.body["result"]["result_error"], dict):
        reply.body["result"]["result"] |= {name: [] for name in failed}
    return reply


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
    write_bitrix(bench, "deals", "product_rows", "payments", "deal_comments")
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
    write_bitrix(bench, "contacts", "companies", "contact_companies")
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
    write_bitrix(bench, "open_lines", "open_line_sessions", "open_line_messages")
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
    write_bitrix(bench, "open_line_sessions", "open_line_messages")
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
    write_bitrix(bench, "open_line_sessions", "open_line_messages")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert caught.value.code == "no-permission"
    portal.denied.add("imopenlines.session.history.get")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside)
    assert "imopenlines" in str(caught.value), "the right is named"


def test_a_conversation_of_which_nothing_is_told_is_none_without_messages(
    bench: Workbench, portal: Bitrix24, outside: Outside
) -> None:
    conversations(portal)
    write_bitrix(bench, "open_line_sessions", "open_line_messages")
    bench.sync("bitrix", outside=outside)
    portal.untold_sessions.add("301")
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside, full_refresh=True)
    assert caught.value.code == "unexpected-answer"
    portal.untold_sessions.clear()
    portal.swapped_sessions["301"] = 302
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("bitrix", outside=outside, full_refresh=True)
    assert "sessionId is another than the one asked for" in caught.value.what
    portal.swapped_sessions.clear()
    for nobody in (None, 0):

        def untold(fake: Fake, request: Request, reply: Reply, chat: int | None = nobody) -> Reply:
            return Reply(body={"result": {**reply.body["result"], "chatId": chat, "message": []}})

        struck = portal.plan(untold, "imopenlines.session.history.get", times=60)
        with pytest.raises(SourceTerminalError) as caught:
            bench.sync("bitrix", outside=outside, full_refresh=True)
        assert caught.value.code == "unexpected-answer"
        assert struck.struck
        portal.faults.clear()
    assert len(bench.alive("raw_bitrix.open_line_messages", "id")) == 178


def test_each_contact_of_deals_and_leads(bench: Workbench, portal: Bitrix24, outside: Outside) -> None:
    portal.put("deal", "7", links=[1, 3])
    portal.put("deal", "8", links=[])
    for number in range(1, 121):
        portal.put("lead", str(number), links=[number, 500])
    write_bitrix(bench, "deal_contacts", "lead_contacts")
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
    write_bitrix(bench, "leads", "quotes", "invoices", "lead_rows", "quote_rows", "invoice_rows", "invoice_history")
    bench.sync("bitrix", outside=outside)
    assert [bench.rows(f"raw_bitrix.{name}_rows", "id, price") for name in ("lead", "quote", "invoice")] == [
        [("1", "1")],
        [("2", "2")],
        [("3", "3"), ("5", "5")],
    ]
    assert bench.rows("raw_bitrix.invoice_history", "owner_id, stage_id") == [("1", "DT31_2:N")]

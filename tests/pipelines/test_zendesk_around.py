"""What stands around Zendesk's tickets: events, service levels, calls, spam, custom objects, what codes mean."""

from __future__ import annotations

import json
from typing import Any

import pytest
from onefold_core.errors import SourceTerminalError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.accounts import ZENDESK_OFF, write_zendesk
from tests.pipelines.fakes.server import Fake, Reply, Request
from tests.pipelines.fakes.zendesk import NOON, Zendesk, epoch, iso
from tests.pipelines.workbench import Workbench


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def test_calls_are_read_to_the_page_that_names_itself(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    for number in range(1, 251):
        zendesk.put("calls", number, 1, number // 2, direction="inbound", duration=30, customer_id=1, agent_id=900)
    write_zendesk(bench, zendesk, "calls: {}, " + ZENDESK_OFF)
    calls = bench.sync("zendesk", outside=outside).object("calls")
    assert (calls.mode, calls.rows_landed) == ("full", 250)
    assert len(zendesk.asked("/voice/stats/incremental/calls")) == 4, "three pages and the last one again"
    zendesk.put("calls", 999, 20, direction="outbound", duration=5)
    assert bench.sync("zendesk", outside=outside).object("calls").rows_landed == 1


def test_one_call_is_one_call(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    zendesk.put("calls", 1, 1, direction="inbound")
    write_zendesk(bench, zendesk, "calls: {}, " + ZENDESK_OFF)
    assert bench.sync("zendesk", outside=outside).object("calls").rows_landed == 1


def test_an_older_page_of_calls_is_not_the_last(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    for number in range(1, 251):
        zendesk.put("calls", number, 1, number)
    write_zendesk(bench, zendesk, "calls: {}, " + ZENDESK_OFF)
    first: list[Reply] = []

    def repeated(fake: Fake, request: Request, reply: Reply) -> Reply:
        first.append(reply)
        return first[0]

    zendesk.plan(repeated, "/incremental/calls", times=99)
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("zendesk", outside=outside)
    assert error.value.code == "pages-loop"


def test_records_of_custom_objects(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    vessels = [{"id": f"v-{n}", "name": f"Vessel {n}", "custom_object_fields": {"berth": n}} for n in range(1, 131)]
    zendesk.own_objects = {"vessel": vessels, "berth": []}
    write_zendesk(bench, zendesk, "custom_objects: {}, custom_object_records: {}, " + ZENDESK_OFF)
    assert bench.sync("zendesk", outside=outside).object("custom_object_records").rows_landed == 130
    columns = "object, name, custom_object_fields"
    found = f"select {columns} from raw_zendesk.custom_object_records where id = 'v-130'"
    assert bench.query(found) == [("vessel", "Vessel 130", '{"berth": 130}')]
    zendesk.own_objects["vessel"].pop()
    assert bench.sync("zendesk", outside=outside).object("custom_object_records").rows_deleted_marked == 1


def test_whatever_happened_to_a_ticket(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    created: dict[str, Any] = {"event_type": "Create"}
    zendesk.event(1, 5, 1, {"id": 11, "status": "new", **created}, {"id": 12, "subject": "Rope", **created}, updater=1)
    changed: dict[str, Any] = {"event_type": "Change", "previous_value": "new"}
    zendesk.event(
        2,
        5,
        2,
        {"id": 21, "status": "solved", **changed},
        {"id": 22, "assignee_id": 900, "event_type": "Change", "previous_value": None},
        {"id": 23, "360012345": "Aurora", "event_type": "Change", "previous_value": "What she wrote"},
        {"id": 24, "event_type": "Comment", "public": False, "body": "What he wrote", "author_id": 900},
        {"id": 25, "event_type": "AgentMacroReference", "macro_id": 4, "macro_title": "Close"},
    )
    for number in range(100, 350):
        zendesk.event(number, 6, 3, {"id": number * 10, "status": "open", **changed}, second=number)
    write_zendesk(bench, zendesk, "ticket_events: {}, users: off, " + ZENDESK_OFF)
    events = bench.sync("zendesk", outside=outside).object("ticket_events")
    assert (events.mode, events.rows_landed) == ("full", 257)
    columns = "id, ticket_id, updater_id, event_type, status, assignee_id, macro_title, comment_public"
    seen = f"select {columns} from raw_zendesk.ticket_events where ticket_id = '5' order by id"
    assert bench.query(seen) == [
        ("11", "5", "1", "Create", "new", None, None, None),
        ("12", "5", "1", "Create", None, None, None, None),
        ("21", "5", "900", "Change", "solved", None, None, None),
        ("22", "5", "900", "Change", None, "900", None, None),
        ("23", "5", "900", "Change", None, None, None, None),
        ("24", "5", "900", "Comment", None, None, None, "false"),
        ("25", "5", "900", "AgentMacroReference", None, None, "Close", None),
    ]
    [text] = bench.query("select string_agg(e::varchar, '') from raw_zendesk.ticket_events e")
    assert "wrote" not in text[0], "what people wrote does not land"
    zendesk.event(400, 5, 20, {"id": 4000, "status": "closed", **changed})
    zendesk.vanish("ticket_events", 1)
    events = bench.sync("zendesk", outside=outside).object("ticket_events")
    assert (events.mode, events.rows_landed) == ("incremental", 1)
    kept = "ticket_events: {keep: [previous_value, '360012345']}, users: off, "
    write_zendesk(bench, zendesk, kept + ZENDESK_OFF)
    events = bench.sync("zendesk", outside=outside, full_refresh=True).object("ticket_events")
    assert events.rows_deleted_marked == 2, "the ticket's first event is gone"
    own = """select c_360012345, previous_value from raw_zendesk.ticket_events where id = '23'"""
    assert bench.query(own) == [("Aurora", "What she wrote")]


def test_when_service_levels_were_met(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    for number in range(1, 251):
        event: dict[str, Any] = {"ticket_id": 5, "metric": "reply_time", "instance_id": 1, "type": "activate"}
        zendesk.put("ticket_metric_events", number, 1, number, **event, time=iso(epoch(1, number)), deleted=False)
    level = {"target": 60, "policy": {"id": 3}}
    zendesk.put("ticket_metric_events", 251, 2, type="apply_sla", time=iso(epoch(2)), sla=level)
    later = iso(int(NOON.timestamp()) + 9 * 86400)
    zendesk.put("ticket_metric_events", 252, 2, type="breach", time=later, status={"calendar": 61, "business": 60})
    write_zendesk(bench, zendesk, "ticket_metric_events: {}, users: off, " + ZENDESK_OFF)
    assert bench.sync("zendesk", outside=outside).object("ticket_metric_events").rows_landed == 252
    levels = "id::int, sla_target, sla_policy_id, status_business"
    assert bench.query(f"select {levels} from raw_zendesk.ticket_metric_events where id::int > 250 order by 1") == [
        (251, "60", "3", None),
        (252, None, None, "60"),
    ]
    zendesk.put("ticket_metric_events", 253, 31, 7100, type="fulfill", time=iso(epoch(31, 7100)))
    zendesk.log.clear()
    events = bench.sync("zendesk", outside=outside).object("ticket_metric_events")
    assert (events.mode, events.rows_landed) == ("incremental", 1), "a breach that is to come hides nothing"
    assert isinstance(outside.clock, SteppedClock)
    zendesk.vanish("ticket_metric_events", 252)
    outside.clock.sleep(8 * 86400)
    assert bench.sync("zendesk", outside=outside).object("ticket_metric_events").rows_deleted_marked == 1


def test_what_is_kept_back_as_spam(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    for number in range(1, 131):
        said: dict[str, Any] = {
            "author": {"name": "Anna", "email": "anna@example.com"},
            "subject": "Win",
            "via": {"channel": "email"},
        }
        zendesk.put("suspended_tickets", number, 1, cause="Detected as spam", ticket_id=None, **said)
    write_zendesk(bench, zendesk, "suspended_tickets: {}, users: off, " + ZENDESK_OFF)
    assert bench.sync("zendesk", outside=outside).object("suspended_tickets").rows_landed == 130
    columns = {name for (name,) in bench.query("select column_name from (describe raw_zendesk.suspended_tickets)")}
    assert columns.isdisjoint({"author", "author_email", "subject"})
    zendesk.records["suspended_tickets"].clear()
    assert bench.sync("zendesk", outside=outside).object("suspended_tickets").rows_deleted_marked == 130


def test_what_codes_mean(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    for number in range(1, 251):
        zendesk.put("ticket_forms", number, 1, name=f"Form {number}")
        zendesk.put("brands", number, 1, name=f"Brand {number}")
    zendesk.put("group_memberships", 3, 1, user_id=900, group_id=31, default=True)
    zendesk.put("custom_statuses", 8, 1, status_category="pending", agent_label="Waits for parts", active=True)
    choices = [{"name": "Red", "value": "red"}]
    for kind in ("user_fields", "organization_fields", "ticket_fields"):
        field = {"id": 1, "key": "colour", "title": "Colour", "type": "tagger", "custom_field_options": choices}
        zendesk.own_fields[kind] = [{**field, "id": number} for number in range(1, 131)]
    names = ("ticket_forms", "brands", "group_memberships", "statuses", "user_fields", "organization_fields")
    on = "".join(f"{name}: {{}}, " for name in (*names, "ticket_fields"))
    write_zendesk(bench, zendesk, f"{on}users: off, {ZENDESK_OFF}")
    result = bench.sync("zendesk", outside=outside)
    assert [result.object(name).rows_landed for name in names] == [250, 250, 1, 1, 130, 130]
    assert result.object("ticket_fields").rows_landed == 130
    statuses = bench.rows("raw_zendesk.statuses", "id, status_category, agent_label")
    assert statuses == [("8", "pending", "Waits for parts")]
    options = bench.query("select custom_field_options from raw_zendesk.ticket_fields where id = '130'")
    assert [json.loads(text) for (text,) in options] == [choices]
    zendesk.vanish("brands", 7)
    assert bench.sync("zendesk", outside=outside).object("brands").rows_deleted_marked == 1

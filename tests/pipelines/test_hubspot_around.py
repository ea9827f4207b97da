"""What stands around HubSpot's records: histories, names of stages, lists, campaigns and what became of e-mails."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from onefold_core.errors import SourceTransientError
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes.hubspot import NOON, HubSpot, iso
from tests.pipelines.fakes.server import Fake, Reply, Request, serving
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes


@pytest.fixture
def hubspot(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubSpot]:
    """An account with nothing in it."""
    with serving(HubSpot()) as fake:
        assert isinstance(fake, HubSpot)
        monkeypatch.setenv("SOURCES__HUBSPOT__TOKEN", fake.token)
        yield fake


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def source(fake: HubSpot, *objects: str) -> str:
    """A project's file that reads these objects and no others."""
    named = [
        f"{name}: {'{}' if name in objects else 'off'}"
        for name, body in load_system("hubspot")["objects"].items()
        if name in objects or not body.get("off")
    ]
    return f"kind: hubspot\nurl: {fake.url}\nobjects: {{{', '.join(named)}}}\n"


def test_the_history_of_stages_is_asked_for_the_deals_that_changed(
    bench: Workbench, hubspot: HubSpot, outside: Outside
) -> None:
    for number in range(1, 121):
        hubspot.history("deals", str(number), "dealstage", "new", 1 if number < 120 else 5)
    bench.write("hubspot", source(hubspot, "deals", "deal_stages"))
    stages = bench.sync("hubspot", outside=outside).object("deal_stages")
    assert (stages.mode, stages.rows_landed) == ("full", 120)
    for number in range(1, 61):
        hubspot.history("deals", str(number), "dealstage", "won", 20)
    hubspot.put("deals", "100", 20, dealname="Another name, the same stage")
    hubspot.log.clear()
    stages = bench.sync("hubspot", outside=outside).object("deal_stages")
    assert (stages.mode, stages.rows_read) == ("incremental", 60 * 2 + 2), (
        "those that changed, and the last one of the run before"
    )
    assert not [one for one in hubspot.asked("/objects/deals$") if "propertiesWithHistory" in one.params]
    assert [len(one.body["inputs"]) for one in hubspot.asked("/deals/batch/read")] == [50, 12], "fifty is the most"
    history = "select deal, value from raw_hubspot.deal_stages where deal in ('7', '100') order by 1, timestamp"
    assert bench.query(history) == [("100", "new"), ("7", "new"), ("7", "won")]
    assert bench.query("select count(*) from raw_hubspot.deal_stages where _of_deleted_at is null") == [(180,)]
    hubspot.log.clear()
    assert bench.sync("hubspot", outside=outside).object("deal_stages").rows_landed == 0


def test_tickets_and_leads_stand_in_stages_with_names(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    stages = [
        {"id": "1", "label": "Waiting on us", "displayOrder": 0, "metadata": {"ticketState": "OPEN"}},
        {"id": "4", "label": "Done", "displayOrder": 1, "metadata": {"ticketState": "CLOSED"}},
    ]
    hubspot.pipelines["tickets"] = [{"id": "0", "label": "Support", "stages": stages}]
    lead_stages = [
        {"id": "new-stage-id", "label": "New", "displayOrder": 0, "metadata": {}},
        {"id": "unqualified-stage-id", "label": "Unqualified", "displayOrder": 1, "metadata": {}},
    ]
    hubspot.pipelines["leads"] = [{"id": "lead-pipeline-id", "label": "Leads", "stages": lead_stages}]
    hubspot.put("contacts", "1", 1, firstname="Anna")
    hubspot.put("tickets", "50", 1, subject="Rope", hs_pipeline="0", hs_pipeline_stage="1")
    hubspot.put("tickets", "51", 1, subject="Sail", hs_pipeline="0", hs_pipeline_stage="4")
    hubspot.put("tickets", "52", 1, subject="Mast", hs_pipeline="0", hs_pipeline_stage="gone")
    hubspot.put("leads", "60", 1, hs_pipeline_stage="unqualified-stage-id")
    hubspot.link("leads", "60", "contacts", "1")
    project = make_project(bench.root, hubspot=source(hubspot, "contacts", "tickets", "leads", "lead_stages"))
    assert "unknown-column" not in codes(bench.sync("hubspot", outside=outside))
    assert len(hubspot.asked("/pipelines/tickets")) == 1, "the list is asked for once"
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        tickets = (
            "select number, status, state, custom_fields->>'pipeline_name' from intermediate.int_ticket order by 1"
        )
        assert rows(db, tickets) == [
            ("50", "Waiting on us", "open", "Support"),
            ("51", "Done", "closed", "Support"),
            ("52", "gone", None, None),
        ]
        assert rows(db, "select party, status from intermediate.int_lead") == [
            ("hubspot:contacts:1", "unqualified-stage-id")
        ]
        listed = "select kind, pipeline, stage, name from intermediate.int_pipeline_stage order by position"
        assert rows(db, listed) == [
            ("lead", None, "new-stage-id", "New"),
            ("lead", None, "unqualified-stage-id", "Unqualified"),
        ]
    hubspot.put("tickets", "50", 20, hs_pipeline_stage="4")
    bench.sync("hubspot", outside=outside)
    assert bench.query("select status, stage_state from raw_hubspot.tickets where id = '50'") == [("Done", "CLOSED")]


def test_lists_are_tags_and_marketing_is_campaigns(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    for number, name in enumerate(("Anna", "Boris", "Clara"), 1):
        hubspot.put("contacts", str(number), 1, firstname=name, email=f"{name.lower()}@example.com")
    hubspot.put("companies", "7", 1, name="Nordhafen GmbH")
    of_contacts = {"listId": "11", "name": "Spring fair", "objectTypeId": "0-1", "processingType": "MANUAL"}
    of_companies = {"listId": "12", "name": "Shipyards", "objectTypeId": "0-2", "processingType": "DYNAMIC"}
    of_own = {"listId": "13", "name": "Vessels", "objectTypeId": "2-901", "processingType": "DYNAMIC"}
    hubspot.lists = [of_contacts, of_companies, of_own]
    hubspot.members = {
        "11": [{"recordId": key, "membershipTimestamp": iso(2)} for key in ("1", "2")],
        "12": [{"recordId": "7", "membershipTimestamp": iso(2)}],
        "13": [{"recordId": "1", "membershipTimestamp": iso(2)}],
    }
    times = {"createdAt": iso(1), "updatedAt": iso(2)}
    facts = {"hs_name": "Spring", "hs_utm": "spring26", "hs_start_date": "2026-03-01", "hs_currency_code": "EUR"}
    hubspot.marketing["campaigns"] = [{"id": "c-1", "properties": facts, "businessUnits": [], **times}]
    fair = {"objectId": "801", "eventName": "Fair", "eventType": "FAIR", "startDateTime": "2026-02-20T17:00:00Z"}
    hubspot.marketing["marketing-events"] = [fair | times]
    hubspot.participants["801"] = [
        {
            "id": f"p-{key}",
            "createdAt": iso(3),
            "properties": {"attendanceState": state, "occurredAt": 1_770_000_000_000},
            "associations": {"contact": {"contactId": key}, "marketingEvent": {"marketingEventId": "801"}},
        }
        for key, state in (("1", "ATTENDED"), ("2", "REGISTERED"))
    ]
    letter = {"name": "Newsletter", "state": "PUBLISHED", "subject": "Ropes", "publishDate": iso(4), **times}
    hubspot.marketing["emails"] = [
        {"id": "901", "allEmailCampaignIds": ["5001", "5002"], **letter},
        {"id": "902", "allEmailCampaignIds": ["5003"], **letter, "name": "Old", "archived": True},
    ]

    def event(key: str, kind: str, name: str, second: int, **fields: str) -> None:
        at = 1_769_000_000_000 + second * 1000
        facts = {"id": key, "type": kind, "recipient": f"{name}@example.com", "created": at, "emailCampaignId": 5002}
        hubspot.events.append(facts | fields)

    event("e-1", "SENT", "anna", 1)
    event("e-2", "CLICK", "anna", 2, url="https://x.example/ropes")
    event("e-3", "OPEN", "stranger", 3)
    event("e-4", "DROPPED", "boris", 4)
    event("e-5", "BOUNCE", "boris", 5)
    hubspot.events_page = 2
    named = ("contacts", "companies", "lists", "list_memberships", "campaigns", "marketing_events")
    text = source(hubspot, *named, "marketing_event_participants", "marketing_emails", "email_events")
    project = make_project(bench.root, hubspot=text)
    assert "unknown-column" not in codes(bench.sync("hubspot", outside=outside))
    assert hubspot.asked("/lists/13/") == []
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        assert rows(db, "select record, name from intermediate.int_tag where not is_deleted order by all") == [
            ("hubspot:companies:7", "Shipyards"),
            ("hubspot:contacts:1", "Spring fair"),
            ("hubspot:contacts:2", "Spring fair"),
        ]
        campaigns = "select name, code, channel, status, starts_on::varchar, is_deleted from intermediate.int_campaign"
        assert rows(db, f"{campaigns} order by name") == [
            ("Fair", None, "FAIR", None, "2026-02-20", False),
            ("Newsletter", None, "email", "PUBLISHED", "2026-01-04", False),
            ("Old", None, "email", "PUBLISHED", "2026-01-04", True),
            ("Spring", "spring26", None, None, "2026-03-01", False),
        ]
        columns = "party, campaign, kind, channel, url"
        events = f"select {columns} from intermediate.int_campaign_event order by object, source_key"
        fair_of, letter_of = "hubspot:marketing_events:801", "hubspot:marketing_emails:901"
        assert rows(db, events) == [
            ("hubspot:contacts:1", letter_of, "sent", "email", None),
            ("hubspot:contacts:1", letter_of, "clicked", "email", "https://x.example/ropes"),
            (None, letter_of, "opened", "email", None),
            ("hubspot:contacts:2", letter_of, "bounced", "email", None),
            ("hubspot:contacts:1", fair_of, "attended", None, None),
            ("hubspot:contacts:2", fair_of, None, None, None),
        ]
    hubspot.members["11"].pop()
    event("e-6", "SPAMREPORT", "clara", 9_000)
    again = bench.sync("hubspot", outside=outside)
    assert again.object("list_memberships").rows_deleted_marked == 1
    assert (again.object("email_events").mode, again.object("email_events").rows_landed) == ("incremental", 1)


def test_more_links_than_an_answer_gives(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    many = {"1": 1200, "2": 3, "3": 501}
    for key, number in many.items():
        hubspot.put("deals", key, 1, dealname="D")
        hubspot.link("deals", key, "contacts", *map(str, range(1000, 1000 + number)))
    bench.write("hubspot", source(hubspot, "deals"))
    bench.sync("hubspot", outside=outside)
    counted = "select id, json_array_length(contact_ids), contact_ids->>0 from raw_hubspot.deals order by id"
    assert bench.query(counted) == [(key, number, "1000") for key, number in many.items()]
    asked = [[one["id"] for one in request.body["inputs"]] for request in hubspot.asked("/v4/associations/")]
    assert asked == [["1", "3"], ["1", "3"], ["1"]]


@pytest.mark.parametrize("torn", ["no more", "nothing", "nobody"])
def test_links_that_are_given_no_further_are_missing(
    torn: str, bench: Workbench, hubspot: HubSpot, outside: Outside
) -> None:
    hubspot.put("deals", "1", 1, dealname="D")
    hubspot.link("deals", "1", "contacts", *map(str, range(1000, 1700)))
    bench.write("hubspot", source(hubspot, "deals"))

    def cut(fake: Fake, request: Request, reply: Reply) -> Reply:
        (one,) = reply.body["results"]
        kept = {name: value for name, value in one.items() if name != "paging"}
        results = {"no more": [kept], "nothing": [kept | {"to": []}], "nobody": []}[torn]
        return Reply(body={**reply.body, "results": results})

    hubspot.plan(cut, "/v4/associations/deals/contacts/", times=99)
    with pytest.raises(SourceTransientError) as error:
        bench.sync("hubspot", outside=outside)
    assert error.value.code == "rows-missing"

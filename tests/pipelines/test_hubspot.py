"""HubSpot end to end: a whole read, increments, archive, merges, hard deletes, custom fields, rights, OAuth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from onefold_core.errors import ConfigError, SourceTerminalError, SourceTransientError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.probe import test_source as probe_source
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes.faults import expired
from tests.pipelines.fakes.hubspot import NOON, HubSpot, status
from tests.pipelines.fakes.server import Reply, serving
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes

SOURCE = """
    kind: hubspot
    url: {url}
    objects: {{{objects}}}
    """
OTHERS = "deals, deal_stages, stages, owners, tickets, calls, emails, meetings, tasks, notes, communications, products"
OFF = ", ".join(f"{name}: off" for name in OTHERS.split(", "))


@pytest.fixture
def hubspot(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubSpot]:
    """An account with 250 contacts of two companies."""
    fake = HubSpot()
    for number in range(1, 251):
        fake.put("contacts", str(number), 1, number, firstname=f"Given{number}", email=f"c{number}@example.com")
    fake.put("companies", "7001", 1, name="Nordhafen GmbH")
    fake.put("companies", "7002", 1, name="Südwerft")
    with serving(fake):
        monkeypatch.setenv("SOURCES__HUBSPOT__TOKEN", fake.token)
        yield fake


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def write(bench: Workbench, fake: HubSpot, objects: str = OFF) -> None:
    """The project's file: contacts and companies only, unless said otherwise."""
    bench.write("hubspot", SOURCE.format(url=fake.url, objects=objects))


def test_everything_lands(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    write(bench, hubspot)
    result = bench.sync("hubspot", outside=outside)
    contacts = result.object("contacts")
    assert (contacts.mode, contacts.rows_read, contacts.rows_landed) == ("full", 250, 250)
    assert len(bench.alive("raw_hubspot.contacts", "id")) == 250
    assert bench.rows("raw_hubspot.companies", "id, name") == [("7001", "Nordhafen GmbH"), ("7002", "Südwerft")]
    asked = hubspot.asked("/objects/contacts")
    assert [request.params.get("after") for request in asked] == [None, "100", "200", "200", None]
    assert "firstname" in asked[0].params["properties"].split(",")
    assert not {"id", "createdAt", "merged_into"} & set(asked[0].params["properties"].split(","))


def test_more_fields_than_an_address_holds(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    own = [f"own_property_of_the_account_{number:03}" for number in range(600)]
    hubspot.own_fields["contacts"] = own
    hubspot.put("contacts", "1", 1, 1, firstname="First", **{own[-1]: "x"})
    hubspot.archive("contacts", "2", 2)
    write(bench, hubspot, f"contacts: {{keep: [{', '.join(own)}]}}, companies: off, {OFF}")
    contacts = bench.sync("hubspot", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_read) == ("full", 250)
    assert bench.query(f"select firstname, {own[-1]} from raw_hubspot.contacts where id = '1'") == [("First", "x")]
    assert bench.query("select id from raw_hubspot.contacts where archived = 'true'") == [("2",)]
    assert bench.sync("hubspot", outside=outside).object("contacts").mode == "incremental"


def test_second_run_searches_what_changed(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    write(bench, hubspot)
    bench.sync("hubspot", outside=outside)
    hubspot.put("contacts", "12", 20, firstname="Changed")
    hubspot.put("contacts", "999", 20, firstname="New")
    hubspot.log.clear()
    contacts = bench.sync("hubspot", outside=outside).object("contacts")
    assert contacts.mode == "incremental"
    assert contacts.rows_landed == 2
    assert bench.query("select firstname from raw_hubspot.contacts where id in ('12', '999') order by id") == [
        ("Changed",),
        ("New",),
    ]
    lists = [request for request in hubspot.asked("/objects/contacts") if request.method == "GET"]
    assert [request.params["archived"] for request in lists] == ["true"]
    hubspot.log.clear()
    assert bench.sync("hubspot", outside=outside).object("contacts").rows_landed == 0


def test_more_changes_than_a_search_gives(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    write(bench, hubspot)
    bench.sync("hubspot", outside=outside)
    hubspot.search_cap = 400
    for number in range(1000, 1700):
        hubspot.put("contacts", str(number), 21, firstname="x")
    contacts = bench.sync("hubspot", outside=outside).object("contacts")
    assert contacts.mode == "incremental"
    assert contacts.rows_landed == 700


def test_archived_merged_and_erased(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    write(bench, hubspot)
    bench.sync("hubspot", outside=outside)
    hubspot.archive("contacts", "3", 20)
    hubspot.merge("contacts", "5", "6", 20)
    hubspot.erase("contacts", "9")
    bench.sync("hubspot", outside=outside)
    columns = "id, archived, merged_into, _of_deleted_at is not null"
    states = f"select {columns} from raw_hubspot.contacts where id in {{}} order by 1"
    assert bench.query(states.format("('3', '5', '6', '9')")) == [
        ("3", "true", None, False),
        ("5", "false", None, False),
        ("6", "true", "5", False),
        ("9", "false", None, False),
    ], "what was erased for good is only missed by the next full read"
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    contacts = bench.sync("hubspot", outside=outside).object("contacts")
    assert contacts.mode == "full"
    assert contacts.rows_deleted_marked == 1
    assert bench.query(states.format("('6', '9')")) == [("6", "true", "5", False), ("9", "false", None, True)]


def test_own_fields_are_offered_and_kept(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    hubspot.own_fields["contacts"] = ["loyalty_card"]
    hubspot.put("contacts", "1", 2, loyalty_card="L-1")
    write(bench, hubspot)
    result = bench.sync("hubspot", outside=outside)
    unknown = [issue.field for issue in result.issues if issue.code == "unknown-column"]
    assert unknown == ["loyalty_card"]
    write(bench, hubspot, f"contacts: {{keep: [loyalty_card]}}, {OFF}")
    result = bench.sync("hubspot", outside=outside)
    assert "unknown-column" not in codes(result)
    assert bench.query("select loyalty_card from raw_hubspot.contacts where id = '1'") == [("L-1",)]


def test_the_shipped_mapping_fills_the_common_model(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    hubspot.put("contacts", "1", 2, hs_additional_emails="one@example.com;uno@example.com", hs_email_optout="true")
    hubspot.put("contacts", "1", 2, associatedcompanyid="7001", hubspot_owner_id="55", mobilephone="+49 171 1")
    hubspot.merge("contacts", "1", "2", 3)
    hubspot.put("deals", "900", 4, dealname="Ropes", amount="1200.50", deal_currency_code="EUR", dealstage="won")
    hubspot.put("deals", "901", 4, dealname="Sails")
    hubspot.objects["deals"]["900"]["history"] = {
        "dealstage": [
            {"value": "won", "timestamp": "2026-01-04T10:00:00.000Z", "sourceType": "CRM_UI"},
            {"value": "new", "timestamp": "2026-01-02T10:00:00.000Z", "sourceType": "CRM_UI"},
        ]
    }
    hubspot.link("deals", "900", "contacts", "1", "3")
    hubspot.link("deals", "901", "companies", "7001")
    hubspot.put("calls", "70", 5, hs_call_title="Hello", hs_call_direction="INBOUND", hs_call_duration="63210")
    hubspot.link("calls", "70", "contacts", "3")
    hubspot.link("calls", "70", "deals", "900")
    hubspot.objects["owners"] = {"55": {"id": "55", "firstName": "Olga", "lastName": "B", "archived": True}}
    hubspot.pipelines["deals"] = [
        {
            "id": "default",
            "stages": [
                {
                    "id": "won",
                    "label": "Won",
                    "displayOrder": 1,
                    "metadata": {"isClosed": "true", "probability": "1.0"},
                },
                {
                    "id": "31",
                    "label": "Talks",
                    "displayOrder": 0,
                    "metadata": {"isClosed": "false", "probability": "0.4"},
                },
                {"id": "32", "label": "Off", "displayOrder": 2, "metadata": {"isClosed": "true", "probability": "0.0"}},
            ],
        }
    ]
    project = make_project(bench.root, hubspot=f"kind: hubspot\nurl: {hubspot.url}\n")
    bench.sync("hubspot", outside=outside)
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        points = (
            "select channel, label, value from intermediate.int_contact_point where source_key = '1' order by position"
        )
        assert rows(db, points) == [
            ("email", "email", "c1@example.com"),
            ("email", "additional", "one@example.com"),
            ("email", "additional", "uno@example.com"),
            ("phone", "mobile", "+49 171 1"),
        ]
        assert rows(
            db, "select organization, owner, record_state from intermediate.int_party where source_key = '1'"
        ) == [("hubspot:companies:7001", "hubspot:owners:55", "active")]
        assert rows(
            db, "select record_state, is_deleted, merged_into from intermediate.int_party where source_key = '2'"
        ) == [("merged", True, "hubspot:contacts:1")]
        assert rows(db, "select party, state, channel from intermediate.int_consent") == [
            ("hubspot:contacts:1", "withdrawn", "email")
        ]
        assert rows(
            db, "select source_key, party, amount::varchar, custom_fields from intermediate.int_deal order by 1"
        ) == [
            ("900", "hubspot:contacts:1", "1200.5000", '{"contact_ids":"[\\"1\\", \\"3\\"]"}'),
            ("901", "hubspot:companies:7001", None, '{"company_ids":"[\\"7001\\"]"}'),
        ]
        assert rows(db, 'select deal, to_stage from intermediate.int_deal_stage_history order by "at"') == [
            ("hubspot:deals:900", "new"),
            ("hubspot:deals:900", "won"),
        ]
        assert rows(db, "select kind, party, deal, direction, duration_seconds from intermediate.int_activity") == [
            ("call", "hubspot:contacts:3", "hubspot:deals:900", "inbound", 63)
        ]
        assert rows(db, "select name, is_active from intermediate.int_owner") == [("Olga B", False)]
        stages = "select pipeline, stage, name, semantic from intermediate.int_pipeline_stage order by position"
        assert rows(db, stages) == [
            ("default", "31", "Talks", None),
            ("default", "won", "Won", "won"),
            ("default", "32", "Off", "lost"),
        ]


def test_subscriptions_are_consents(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    first, last = "c1@example.com", "c250@example.com"
    hubspot.put("contacts", "251", 1, firstname="No address")
    hubspot.subscriptions = {
        first: [
            status(first, 5, "News", "SUBSCRIBED", "CONSENT_WITH_NOTICE"),
            status(first, 6, "Offers", "NOT_SPECIFIED"),
        ],
        last: [status(last, 5, "News", "UNSUBSCRIBED")],
    }
    objects = f"subscriptions: {{}}, companies: off, {OFF}"
    project = make_project(bench.root, hubspot=SOURCE.format(url=hubspot.url, objects=objects))
    result = bench.sync("hubspot", outside=outside)
    assert result.object("subscriptions").rows_landed == 2
    assert "unknown-column" not in codes(result)
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        found = (
            'select party, channel, purpose, state, legal_basis, "at"::varchar from intermediate.int_consent order by 1'
        )
        assert rows(db, found) == [
            ("hubspot:contacts:1", "email", "News", "granted", "consent", "2026-01-06 10:00:00"),
            ("hubspot:contacts:250", "email", "News", "withdrawn", None, "2026-01-06 10:00:00"),
        ]


def test_a_missing_right_is_named(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    hubspot.missing_scopes["companies"] = "crm.objects.companies.read"
    write(bench, hubspot)
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("hubspot", outside=outside)
    assert error.value.code == "no-permission"
    assert "crm.objects.companies.read" in str(error.value)
    assert hubspot.token not in str(error.value)
    assert not bench.query("select 1 from information_schema.tables where table_schema = 'raw_hubspot'")
    source = bench.write("hubspot", SOURCE.format(url=hubspot.url, objects=OFF))
    checks = {check.name: check for check in probe_source(source, bench.root, outside)}
    assert checks["contacts: first page"].finding == "100 rows read"
    assert not checks["companies"].ok
    assert "crm.objects.companies.read" in (checks["companies"].mend or "")


def test_no_secret_is_named(
    bench: Workbench, hubspot: HubSpot, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCES__HUBSPOT__TOKEN")
    write(bench, hubspot)
    with pytest.raises(ConfigError) as error:
        bench.sync("hubspot", outside=outside)
    assert error.value.code == "no-credentials"
    assert "SOURCES__HUBSPOT__TOKEN" in str(error.value)


def test_dated_addresses(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    bench.write("hubspot", SOURCE.format(url=hubspot.url, objects=OFF) + 'version: "2026-03"\n')
    assert bench.sync("hubspot", outside=outside).object("contacts").rows_landed == 250
    assert hubspot.asked("/crm/objects/2026-03/contacts")


def test_submissions_of_every_form_newest_first(bench: Workbench, hubspot: HubSpot, outside: Outside) -> None:
    hubspot.forms = [{"id": "f-1", "name": "Contact us"}, {"id": "f-2", "name": "Demo"}]

    def submission(number: int) -> dict[str, Any]:
        values = [{"name": "email", "value": f"s{number}@example.com"}, {"name": "message", "value": "Hi"}]
        at = 1_767_000_000_000 + number * 60_000_000
        return {"conversionId": f"s-{number}", "submittedAt": at, "values": values, "pageUrl": "https://x.example/"}

    hubspot.submissions = {"f-1": [submission(n) for n in range(60, 0, -1)], "f-2": [submission(99)]}
    write(bench, hubspot, "forms: {}, form_submissions: {}, contacts: off, companies: off, " + OFF)
    assert bench.sync("hubspot", outside=outside).object("form_submissions").rows_landed == 61
    columns = "form, email, message, submitted_at"
    assert bench.query(f"select {columns} from raw_hubspot.form_submissions where conversion_id = 's-99'") == [
        ("f-2", "s99@example.com", "Hi", "1772940000000")
    ]
    hubspot.submissions["f-2"].insert(0, submission(100))
    hubspot.log.clear()
    assert bench.sync("hubspot", outside=outside).object("form_submissions").rows_landed == 1
    assert [request.params.get("after") for request in hubspot.asked("/submissions/")] == [None, None, None]
    assert len(hubspot.asked("/forms/f-2")) == 2, "its one page twice; of the other form reading stops at the first"


def test_a_token_that_is_over_is_renewed_in_mid_page(
    bench: Workbench, hubspot: HubSpot, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCES__HUBSPOT__TOKEN")
    hubspot.client, hubspot.refresh_tokens = ("app", "app-secret"), {"first-refresh-token"}
    for name, value in {
        "CLIENT_ID": "app",
        "CLIENT_SECRET": "app-secret",
        "REFRESH_TOKEN": "first-refresh-token",
    }.items():
        monkeypatch.setenv(f"SOURCES__HUBSPOT__{name}", value)
    way = {
        "secrets": ["client_id", "client_secret", "refresh_token"],
        "headers": {"Authorization": "Bearer {access_token}"},
        "oauth": {"token_url": f"{hubspot.url}/oauth/v1/token"},
    }
    text = SOURCE.format(url=hubspot.url, objects=OFF) + f"rest: {json.dumps({'auth': [way]})}\n"
    bench.write("hubspot", text)
    hubspot.plan(expired, "/objects/contacts", after=1)
    assert bench.sync("hubspot", outside=outside).object("contacts").rows_landed == 250
    assert hubspot.issued == 2


@pytest.mark.parametrize(("times", "ends"), [(1, "done"), (99, "system-unavailable")])
def test_a_batch_that_failed_in_part_is_asked_for_again(
    bench: Workbench, hubspot: HubSpot, outside: Outside, times: int, ends: str
) -> None:
    hubspot.put("deals", "900", 3, dealname="Anchors")
    hubspot.link("deals", "900", "contacts", "1")
    write(bench, hubspot, OFF.removeprefix("deals: off, "))
    lost = {"status": "COMPLETE", "results": [], "numErrors": 1, "errors": [{"category": "INTERNAL_ERROR"}]}
    hubspot.plan(lambda fake, request, reply: Reply(207, lost), "associations/deals/contacts", times=times)
    if ends == "done":
        bench.sync("hubspot", outside=outside)
        assert bench.rows("raw_hubspot.deals", "id, contact_ids") == [("900", '["1"]')]
    else:
        with pytest.raises(SourceTransientError) as caught:
            bench.sync("hubspot", outside=outside)
        assert caught.value.code == ends

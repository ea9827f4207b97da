"""Zendesk end to end: exports, increments, deletes, identities, roles, comments, ratings, fields of its own, logins."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.probe import test_source as probe_source
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.accounts import ZENDESK, ZENDESK_OFF, write_zendesk
from tests.pipelines.fakes.faults import expired
from tests.pipelines.fakes.zendesk import NOON, Zendesk, denied, epoch
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def test_all_end_users_land(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    write_zendesk(bench, zendesk)
    users = bench.sync("zendesk", outside=outside).object("users")
    assert (users.mode, users.rows_landed) == ("full", 250)
    assert "900" not in bench.alive("raw_zendesk.users", "id")
    asked = zendesk.asked("/incremental/users")
    assert [sorted(request.params) for request in asked] == [
        ["per_page", "start_time"],
        ["cursor", "per_page"],
        ["cursor", "per_page"],
        ["cursor", "per_page"],
    ], "the vendor's link is followed, on our host, to the last page, which is asked for twice"
    assert asked[0].params["start_time"] == "0"


def test_the_second_run_begins_before_the_last_change(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    write_zendesk(bench, zendesk)
    bench.sync("zendesk", outside=outside)
    zendesk.put("users", 12, 20, name="Changed")
    zendesk.put("users", 999, 20, name="New")
    zendesk.log.clear()
    assert bench.sync("zendesk", outside=outside).object("users").mode == "incremental"
    names = "select name from raw_zendesk.users where id in ('12', '999') order by id"
    assert bench.query(names) == [("Changed",), ("New",)]
    assert zendesk.asked("/incremental/users")[0].params["start_time"] == str(epoch(1, 250) - 600)
    zendesk.log.clear()
    assert bench.sync("zendesk", outside=outside).object("users").rows_landed == 0
    assert len(zendesk.asked("/incremental/users")) == 2, "the last page twice"


def test_deleted_for_good_and_without_a_trace(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    write_zendesk(bench, zendesk)
    zendesk.delete_user(2, 2)
    bench.sync("zendesk", outside=outside)
    zendesk.delete_user(3, 20)
    zendesk.delete_user(5, 20, for_good=True)
    zendesk.vanish("users", 9)
    zendesk.put("users", 11, 20, role="agent")
    bench.sync("zendesk", outside=outside)
    columns = "id::int, active, email, _of_deleted_at is not null"
    states = f"select {columns} from raw_zendesk.users where id in ('2', '3', '5', '9', '11') order by 1"
    assert bench.query(states) == [
        (2, "false", "u2@example.com", False),
        (3, "false", "u3@example.com", False),
        (5, "false", None, False),
        (9, "true", "u9@example.com", False),
        (11, "false", None, False),
    ], "who became an agent is no customer any more"
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    users = bench.sync("zendesk", outside=outside).object("users")
    assert (users.mode, users.rows_deleted_marked) == ("full", 2), "the vanished one and the agent"
    assert [row[3] for row in bench.query(states)] == [False, False, False, True, True]


def test_organizations_twice_at_the_borders_of_pages(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    for number in range(1, 251):
        zendesk.put("organizations", number, 1, number // 7, name=f"Org{number}", domain_names=[])
    write_zendesk(bench, zendesk, ZENDESK_OFF.replace("organizations: off, ", "") + ", users: off")
    organizations = bench.sync("zendesk", outside=outside).object("organizations")
    assert len(zendesk.asked("/incremental/organizations")) == 3
    assert organizations.rows_read > 250, "the fake repeats what changed in the last second of a page"
    assert bench.query("select count(*), count(distinct id) from raw_zendesk.organizations") == [(250, 250)]
    zendesk.put("organizations", 8, 20, name="Org8", deleted_at="2026-01-20T10:00:00Z")
    bench.sync("zendesk", outside=outside)
    assert bench.query("select id from raw_zendesk.organizations where deleted_at is not null") == [("8",)]


def test_fields_of_the_accounts_own(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    own = {"id": 1, "key": "loyalty_card", "title": "Loyalty card", "type": "text", "system": False}
    zendesk.own_fields["user_fields"] = [own, {"id": 2, "key": "name", "title": "Name", "type": "text", "system": True}]
    zendesk.own_fields["ticket_fields"] = [
        {"id": 77, "title": "Vessel", "type": "text", "removable": True},
        {"id": 78, "title": "Subject", "type": "subject", "removable": False},
    ]
    zendesk.put("users", 1, 2, user_fields={"loyalty_card": "L-1"})
    zendesk.put("tickets", 5, 3, status="new", custom_fields=[{"id": 77, "value": "Aurora"}], requester_id=1)
    off = ZENDESK_OFF.replace("tickets: off, ", "")
    write_zendesk(bench, zendesk, off)
    result = bench.sync("zendesk", outside=outside)
    unknown = {issue.field for issue in result.issues if issue.code == "unknown-column"}
    assert unknown == {"field_loyalty_card", "field_77"}
    kept = "users: {keep: [field_loyalty_card]}, tickets: {keep: [field_77]}, "
    write_zendesk(bench, zendesk, kept + off)
    assert "unknown-column" not in codes(bench.sync("zendesk", outside=outside, full_refresh=True))
    assert bench.query("select field_loyalty_card from raw_zendesk.users where id = '1'") == [("L-1",)]
    assert bench.query("select field_77 from raw_zendesk.tickets") == [("Aurora",)]


def test_the_shipped_mapping_fills_the_common_model(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    zendesk.records.pop("users")
    zendesk.put("users", 900, 1, name="Olga B", email="olga@example.org", role="agent", default_group_id=31)
    zendesk.put("users", 901, 1, name="Chief", email="chief@example.org", role="admin")
    zendesk.put("users", 1, 2, name="Anna K", email="anna@example.com", phone="+49 30 1", organization_id=70)
    zendesk.put("users", 1, 2, locale="de", tags=["vip", "pilot"], external_id="x-1")
    zendesk.put("users", 2, 2, name="Two", suspended=True)
    zendesk.identities = [
        {"user_id": 1, "type": "email", "value": "anna@example.com", "primary": True},
        {"user_id": 1, "type": "email", "value": "a.k@example.net", "primary": False},
        {"user_id": 1, "type": "phone_number", "value": "+49 171 2", "primary": False},
        {"user_id": 1, "type": "twitter", "value": "annak", "primary": False},
    ]
    zendesk.put("organizations", 70, 1, name="Nordhafen GmbH", domain_names=["nordhafen.example", "nh.example"])
    zendesk.put("organization_memberships", 4, 1, user_id=1, organization_id=70, default=True)
    ticket: dict[str, Any] = {"type": "incident", "priority": "high", "via": {"channel": "email"}, "requester_id": 1}
    zendesk.put("tickets", 5, 3, subject="Rope", status="hold", group_id=31, assignee_id=900, tags=["rope"], **ticket)
    zendesk.put("tickets", 6, 3, subject="Old", status="deleted", requester_id=2)
    metrics: dict[str, Any] = {
        "reply_time_in_minutes": {"calendar": 12, "business": 3},
        "solved_at": None,
        "reopens": 2,
    }
    zendesk.put("metrics", 50, 3, ticket_id=5, **metrics)
    said = {"event_type": "Comment", "public": True}
    zendesk.event(600, 5, 3, {"id": 61, "author_id": 1, **said}, {"id": 62, "event_type": "Change", "status": "open"})
    zendesk.event(601, 5, 4, {"id": 63, "author_id": 900, **said, "public": False})
    zendesk.put("ratings", 8, 5, ticket_id=5, requester_id=1, score="good", comment="Quick")
    zendesk.put("ratings", 9, 5, ticket_id=6, requester_id=2, score="offered")
    zendesk.put("groups", 31, 1, name="Deck")
    source = f"kind: zendesk\nurl: {zendesk.url}\nobjects: {{comments: {{}}, memberships: {{}}}}\n"
    project = make_project(bench.root, zendesk=source)
    result = bench.sync("zendesk", outside=outside)
    assert "unknown-column" not in codes(result)
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        points = "select channel, label, value from intermediate.int_contact_point where source_key = '1' order by all"
        assert rows(db, points) == [
            ("email", "email", "anna@example.com"),
            ("email", "secondary", "a.k@example.net"),
            ("phone", "identity", "+49 171 2"),
            ("phone", "phone", "+49 30 1"),
        ]
        party = "select source_key, kind, full_name, organization, language, status, custom_fields from intermediate."
        assert rows(db, party + "int_party where object = 'users' order by 1") == [
            ("1", "person", "Anna K", "zendesk:organizations:70", "de", None, '{"external_id":"x-1"}'),
            ("2", "person", "Two", None, None, "suspended", None),
        ]
        sites = "select value from intermediate.int_contact_point where object = 'organizations' order by 1"
        assert rows(db, sites) == [("nh.example",), ("nordhafen.example",)]
        relations = "select party, related_party, relation from intermediate.int_relation where object = 'memberships'"
        assert rows(db, relations) == [("zendesk:users:1", "zendesk:organizations:70", "works_for")]
        assert rows(db, "select name from intermediate.int_tag order by 1") == [("pilot",), ("rope",), ("vip",)]
        tickets = "party, owner, state, status, channel, team, first_reply_minutes::int, reopened, is_deleted"
        assert rows(db, f"select {tickets} from intermediate.int_ticket order by number") == [
            ("zendesk:users:1", "zendesk:agents:900", "pending", "hold", "email", "Deck", 12, 2, False),
            ("zendesk:users:2", None, None, "deleted", None, None, None, None, True),
        ]
        activities = "source_key, kind, direction, party, owner"
        assert rows(db, f"select {activities} from intermediate.int_activity order by 1") == [
            ("61", "message", "inbound", "zendesk:users:1", None),
            ("63", "note", "outbound", None, "zendesk:agents:900"),
        ]
        answers = "ticket, party, kind, score::int, lowest::int, highest::int, comment"
        assert rows(db, f"select {answers} from intermediate.int_survey_response") == [
            ("zendesk:tickets:5", "zendesk:users:1", "csat", 1, 0, 1, "Quick")
        ]
        assert rows(db, "select source_key, name, is_active, team from intermediate.int_owner order by 1") == [
            ("900", "Olga B", True, "Deck"),
            ("901", "Chief", True, None),
        ]
        assert rows(db, "select * exclude (_of_loaded_at, _of_deleted_at) from raw_zendesk.groups")[0][:2] == (
            "31",
            "Deck",
        )


def test_ratings_are_asked_for_since_the_last(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    zendesk.put("ratings", 8, 5, ticket_id=5, requester_id=1, score="good")
    write_zendesk(bench, zendesk, ZENDESK_OFF.replace("ratings: off, ", "") + ", users: off")
    bench.sync("zendesk", outside=outside)
    zendesk.put("ratings", 9, 20, ticket_id=5, requester_id=1, score="bad")
    assert bench.sync("zendesk", outside=outside).object("ratings").mode == "incremental"
    starts = [request.params.get("start_time") for request in zendesk.asked("/satisfaction_ratings")]
    assert starts == [None, None, str(epoch(5) - 600), str(epoch(5) - 600)], "the last page twice"
    assert bench.alive("raw_zendesk.ratings", "id") == ["8", "9"]


def test_exports_are_for_administrators(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    zendesk.plan(lambda fake, request, reply: denied(), "/incremental/tickets", times=99)
    write_zendesk(bench, zendesk, ZENDESK_OFF.replace("tickets: off, ", ""))
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("zendesk", outside=outside)
    assert error.value.code == "no-permission"
    source = bench.write("zendesk", ZENDESK.format(url=zendesk.url, objects=ZENDESK_OFF.replace("tickets: off, ", "")))
    checks = {check.name: check for check in probe_source(source, bench.root, outside)}
    assert checks["users: first page"].ok
    assert not checks["tickets"].ok


def test_the_account_is_to_be_named(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    bench.write("zendesk", "kind: zendesk\n")
    with pytest.raises(ConfigError) as error:
        bench.sync("zendesk", outside=outside)
    assert error.value.code == "no-option"
    assert "subdomain" in str(error.value)


def test_deleted_is_what_tells_that_a_user_is_gone(bench: Workbench, zendesk: Zendesk) -> None:
    with pytest.raises(ConfigError) as error:
        write_zendesk(bench, zendesk, "users: {deleted: suspended = true}, " + ZENDESK_OFF)
    assert "`deleted` of the object users must be about active" in str(error.value)


def secrets(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """These secrets and no token."""
    monkeypatch.delenv("SOURCES__ZENDESK__TOKEN")
    for name, value in values.items():
        monkeypatch.setenv(f"SOURCES__ZENDESK__{name.upper()}", value)


def test_an_api_token(bench: Workbench, zendesk: Zendesk, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    zendesk.api_token = ("admin@example.org", "key-of-fake")
    secrets(monkeypatch, email="admin@example.org", api_token="key-of-fake")
    write_zendesk(bench, zendesk)
    assert bench.sync("zendesk", outside=outside).object("users").rows_landed == 250


@pytest.mark.parametrize(("way", "grant"), [(1, "refresh_token"), (2, "client_credentials")])
def test_a_token_that_is_over_is_renewed_in_mid_page(
    bench: Workbench, zendesk: Zendesk, outside: Outside, monkeypatch: pytest.MonkeyPatch, way: int, grant: str
) -> None:
    zendesk.client, zendesk.refresh_token = ("app", "app-secret"), "first-refresh-of-fake"
    refresh = {"refresh_token": "first-refresh-of-fake"} if way == 1 else {}
    secrets(monkeypatch, client_id="app", client_secret="app-secret", **refresh)
    ways = load_system("zendesk")["rest"]["auth"]
    assert ways[way]["oauth"].get("grant", "refresh_token") == grant
    for one in ways:
        if "oauth" in one:
            one["oauth"]["token_url"] = f"{zendesk.url}/oauth/tokens"
    text = ZENDESK.format(url=zendesk.url, objects=ZENDESK_OFF) + f"  auth: {json.dumps(ways)}\n"
    bench.write("zendesk", text)
    zendesk.plan(expired, "/incremental/users", after=1)
    assert bench.sync("zendesk", outside=outside).object("users").rows_landed == 250
    assert zendesk.issued == 2


def test_an_agent_who_was_never_a_customer_is_no_row(bench: Workbench, zendesk: Zendesk, outside: Outside) -> None:
    write_zendesk(bench, zendesk)
    bench.sync("zendesk", outside=outside)
    zendesk.put("users", 902, 20, role="agent", name="New agent")
    zendesk.put("users", 11, 20, role="agent")
    users = bench.sync("zendesk", outside=outside).object("users")
    assert (users.rows_landed, users.rows_total) == (1, 250), "who became an agent, not who always was"
    assert not bench.query("select * from raw_zendesk.users where id in ('900', '901', '902')")
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    assert bench.sync("zendesk", outside=outside).object("users").rows_deleted_marked == 1
    zendesk.put("users", 11, 29, role="agent", name="Promoted")
    outside.clock.sleep(86400)
    assert bench.sync("zendesk", outside=outside).object("users").rows_landed == 0, "still none of the object's"

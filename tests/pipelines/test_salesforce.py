"""Salesforce end to end: queries and jobs, windows, recycle bin, merges, fields of the org, OAuth, the mapping."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from onefold_core.errors import ConfigError, SourceError, SourceTerminalError
from onefold_core.settings import load_source
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.offer import offers

from tests.pipelines.fakes.faults import expired
from tests.pipelines.fakes.salesforce import NOON, Salesforce, record_id
from tests.pipelines.fakes.server import Reply, Request, serving
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes

SOURCE = """
    kind: salesforce
    url: {url}
    options: {{bulk_over: "{bulk}"}}
    objects: {{{objects}}}
    """
OTHERS = "leads opportunities opportunity_stages stages lead_stages users tasks events cases campaigns campaign_members"
OFF = ", ".join(f"{name}: off" for name in f"{OTHERS} queues products".split())
ONLY_CONTACTS = f"accounts: off, {OFF}"
WAYS = pytest.mark.parametrize("bulk", ["100000", "0"], ids=["rest", "bulk"])


@pytest.fixture
def salesforce(monkeypatch: pytest.MonkeyPatch) -> Iterator[Salesforce]:
    """An org with 250 contacts of one account."""
    fake = Salesforce()
    fake.put("Account", 1, Name="Nordhafen GmbH", Phone="+49 40 1")
    for number in range(1, 251):
        fake.put("Contact", number, 1, number, LastName=f"Family{number}", Email=f"c{number}@example.com")
    with serving(fake):
        monkeypatch.setenv("SOURCES__SALESFORCE__TOKEN", fake.token)
        yield fake


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def write(bench: Workbench, fake: Salesforce, objects: str = ONLY_CONTACTS, bulk: str = "100000") -> None:
    """The project's file: contacts only, unless said otherwise."""
    bench.write("salesforce", SOURCE.format(url=fake.url, objects=objects, bulk=bulk))


def queries(fake: Salesforce) -> list[str]:
    """The SOQL that was asked for at first pages."""
    return [request.params["q"] for request in fake.log if "q" in request.params]


@WAYS
def test_everything_lands(bench: Workbench, salesforce: Salesforce, outside: Outside, bulk: str) -> None:
    salesforce.put("Contact", 1, 2, LastName='Two\nlines, "quoted"; Ж', HasOptedOutOfEmail=False, FirstName="")
    write(bench, salesforce, OFF, bulk)
    contacts = bench.sync("salesforce", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_read, contacts.rows_landed) == ("full", 250, 250)
    assert len(bench.alive("raw_salesforce.contacts", "id")) == 250
    key = record_id("Contact", 1)
    assert bench.query(
        f"select last_name, has_opted_out_of_email, phone from raw_salesforce.contacts where id = '{key}'"
    ) == [('Two\nlines, "quoted"; Ж', "false", None)]
    assert bench.rows("raw_salesforce.accounts", "name, phone") == [("Nordhafen GmbH", "+49 40 1")]
    assert bool(salesforce.asked("/jobs/query")) is (bulk == "0")
    assert bool(queries(salesforce)) is (bulk != "0")
    for soql in queries(salesforce):
        assert "CurrencyIsoCode" not in soql, "the org has one currency, so it has no such field"


@WAYS
def test_second_run_reads_what_changed(bench: Workbench, salesforce: Salesforce, outside: Outside, bulk: str) -> None:
    write(bench, salesforce, bulk=bulk)
    bench.sync("salesforce", outside=outside)
    salesforce.put("Contact", 12, 20, LastName="Changed")
    salesforce.put("Contact", 999, 20, LastName="New")
    contacts = bench.sync("salesforce", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_landed) == ("incremental", 2)
    keys = ", ".join(f"'{record_id('Contact', number)}'" for number in (12, 999))
    assert bench.query(f"select last_name from raw_salesforce.contacts where id in ({keys}) order by id") == [
        ("Changed",),
        ("New",),
    ]
    assert bench.sync("salesforce", outside=outside).object("contacts").rows_landed == 0


@WAYS
def test_deleted_merged_and_purged(bench: Workbench, salesforce: Salesforce, outside: Outside, bulk: str) -> None:
    write(bench, salesforce, bulk=bulk)
    bench.sync("salesforce", outside=outside)
    salesforce.delete("Contact", 3, 20)
    salesforce.merge("Contact", 5, 6, 20)
    salesforce.purge("Contact", 9)
    bench.sync("salesforce", outside=outside)
    states = (
        "select id, is_deleted, master_record_id, _of_deleted_at is not null from raw_salesforce.contacts "
        f"where id in {tuple(record_id('Contact', number) for number in (3, 6, 9))} order by 1"
    )
    deleted = (record_id("Contact", 3), "true", None, False)
    merged = (record_id("Contact", 6), "true", record_id("Contact", 5), False)
    assert bench.query(states) == [deleted, merged, (record_id("Contact", 9), "false", None, False)]
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    contacts = bench.sync("salesforce", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_deleted_marked) == ("full", 1)
    assert bench.query(states) == [deleted, merged, (record_id("Contact", 9), "false", None, True)]


def test_size_chooses_the_way(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    write(bench, salesforce, OFF, bulk="249")
    result = bench.sync("salesforce", outside=outside)
    assert (result.object("contacts").rows_read, result.object("accounts").rows_read) == (250, 1)
    [job] = [request for request in salesforce.log if request.method == "POST"]
    assert "FROM Contact " in job.body["query"]
    assert len(salesforce.asked("/results")) == 3, "250 rows, 100 a page"
    salesforce.log.clear()
    write(bench, salesforce, OFF, bulk="never")
    bench.sync("salesforce", outside=outside, full_refresh=True)
    assert not salesforce.asked("/jobs/")


def test_a_size_that_is_none_is_refused(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    write(bench, salesforce, bulk="many")
    with pytest.raises(ConfigError) as error:
        bench.sync("salesforce", outside=outside)
    assert error.value.code == "bad-settings"


def test_a_window_that_is_too_large_is_halved(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    salesforce.most_at_once = 60
    for number in range(300, 350):
        salesforce.put("Contact", number, 20, number, LastName="Later")
    write(bench, salesforce)
    for number in range(1, 251):
        salesforce.put("Contact", number, 1 + number % 19, number, LastName="x")
    contacts = bench.sync("salesforce", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_read, contacts.rows_landed) == ("full", 300, 300)
    assert len(queries(salesforce)) > 5


def test_what_no_half_makes_small_is_an_error(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    salesforce.most_at_once = 60
    write(bench, salesforce)
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("salesforce", outside=outside)
    assert error.value.code == "request-too-large"
    assert "bulk_over" in str(error.value)


@pytest.mark.parametrize(
    ("end", "code"), [("Failed", "request-refused"), ("Aborted", "request-refused"), ("Odd", "unexpected-answer")]
)
def test_a_job_that_does_not_end_well(
    bench: Workbench, salesforce: Salesforce, outside: Outside, end: str, code: str
) -> None:
    salesforce.job_end = end
    write(bench, salesforce, bulk="0")
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("salesforce", outside=outside)
    assert error.value.code == code
    assert not bench.query("select 1 from information_schema.tables where table_schema = 'raw_salesforce'")


def test_a_job_that_never_ends(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    salesforce.polls = 10**9
    soon = "contacts: {read: {large: {read: {job: {longest_seconds: 300}}}}}"
    write(bench, salesforce, f"{soon}, {ONLY_CONTACTS}", bulk="0")
    with pytest.raises(SourceError) as error:
        bench.sync("salesforce", outside=outside)
    assert error.value.code == "system-unavailable"
    assert isinstance(outside.clock, SteppedClock)
    assert 300 <= outside.clock.seconds() < 340
    assert len(salesforce.asked("/jobs/query/")) < 20


def test_a_page_of_a_job_with_a_row_less(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    def short(fake: object, request: Request, reply: Reply) -> Reply:
        assert reply.raw is not None
        return Reply(raw=reply.raw[: reply.raw.rstrip(b"\n").rfind(b"\n") + 1], headers=reply.headers)

    write(bench, salesforce, bulk="0")
    salesforce.plan(short, "/results", after=1, times=1)
    assert bench.sync("salesforce", outside=outside).object("contacts").rows_landed == 250
    salesforce.plan(short, "/results", times=10**6)
    with pytest.raises(SourceError) as error:
        bench.sync("salesforce", outside=outside, full_refresh=True)
    assert error.value.code == "answer-truncated"


def test_a_page_of_a_job_without_its_locator(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    def stripped(fake: object, request: Request, reply: Reply) -> Reply:
        return Reply(raw=reply.raw, headers={k: v for k, v in reply.headers.items() if k != "Sforce-Locator"})

    write(bench, salesforce, bulk="0")
    salesforce.plan(stripped, "/results")
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("salesforce", outside=outside)
    assert error.value.code == "unexpected-answer"


@WAYS
def test_own_fields_are_offered_and_kept(bench: Workbench, salesforce: Salesforce, outside: Outside, bulk: str) -> None:
    salesforce.own_fields["Contact"] = ["Loyalty__c"]
    salesforce.put("Contact", 1, 2, Loyalty__c="L-1")
    write(bench, salesforce, bulk=bulk)
    result = bench.sync("salesforce", outside=outside)
    assert [issue.field for issue in result.issues if issue.code == "unknown-column"] == ["Loyalty__c"]
    write(bench, salesforce, f"contacts: {{keep: [Loyalty__c, MailingAddress]}}, {ONLY_CONTACTS}", bulk)
    result = bench.sync("salesforce", outside=outside)
    assert "unknown-column" not in codes(result)
    key = record_id("Contact", 1)
    assert bench.query(f"select loyalty_c from raw_salesforce.contacts where id = '{key}'") == [("L-1",)]


def test_what_the_user_may_not_see_is_named(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    salesforce.hidden.add("Account")
    write(bench, salesforce, OFF)
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("salesforce", outside=outside)
    assert error.value.code == "no-permission"
    assert "Account: Read" in str(error.value)
    found = {
        one.name: one for one in offers(load_source(bench.root / "sources" / "salesforce.yml"), bench.root, outside)
    }
    assert found["accounts"].why_not
    assert not found["contacts"].why_not


@pytest.mark.parametrize("grant", ["refresh_token", "client_credentials"])
def test_a_token_names_the_address_and_is_renewed_in_mid_page(
    bench: Workbench, salesforce: Salesforce, outside: Outside, monkeypatch: pytest.MonkeyPatch, grant: str
) -> None:
    monkeypatch.delenv("SOURCES__SALESFORCE__TOKEN")
    salesforce.client, salesforce.refresh_tokens = ("key-of-app", "secret-of-app"), {"refresh-of-app"}
    monkeypatch.setenv("SOURCES__SALESFORCE__CLIENT_ID", "key-of-app")
    monkeypatch.setenv("SOURCES__SALESFORCE__CLIENT_SECRET", "secret-of-app")
    if grant == "refresh_token":
        monkeypatch.setenv("SOURCES__SALESFORCE__REFRESH_TOKEN", "refresh-of-app")
    bench.write(
        "salesforce", f"kind: salesforce\noptions: {{login: '{salesforce.url}'}}\nobjects: {{{ONLY_CONTACTS}}}\n"
    )
    salesforce.plan(expired, "/data/v62.0/query/", after=1)
    assert bench.sync("salesforce", outside=outside).object("contacts").rows_landed == 250
    assert salesforce.issued == 2
    assert {request.form["grant_type"] for request in salesforce.asked("/oauth2/token")} == {grant}


def test_without_the_address_of_the_org_it_is_asked_for(
    bench: Workbench, salesforce: Salesforce, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCES__SALESFORCE__TOKEN")
    monkeypatch.setenv("SOURCES__SALESFORCE__CLIENT_ID", "key-of-app")
    monkeypatch.setenv("SOURCES__SALESFORCE__CLIENT_SECRET", "secret-of-app")
    bench.write("salesforce", f"kind: salesforce\nobjects: {{{ONLY_CONTACTS}}}\n")
    with pytest.raises(ConfigError) as error:
        bench.sync("salesforce", outside=outside)
    assert error.value.code == "no-option"
    assert "login" in str(error.value)


@WAYS
def test_the_shipped_mapping_fills_the_common_model(
    bench: Workbench, salesforce: Salesforce, outside: Outside, bulk: str
) -> None:
    account, contact, lead, deal = (record_id(kind, 1) for kind in ("Account", "Contact", "Lead", "Opportunity"))
    user = salesforce.put("User", 5, Name="Olga B", Email="olga@example.com", IsActive=False, Department="North")
    queue = "00G000000000001AAA"
    salesforce.put(
        "Contact", 1, 2, Phone="+49 40 1", MobilePhone="+49 171 1", HomePhone="+49 40 2", OtherPhone="+49 40 3",
        Fax="+49 40 4", MailingCity="Hamburg", MailingCountry="Germany", OtherCity="Wien", OtherCountry="Austria",
        AccountId=account, OwnerId=user, HasOptedOutOfEmail=True, DoNotCall=False,
    )  # fmt: skip
    salesforce.merge("Contact", 1, 2, 3)
    salesforce.put("Lead", 1, 2, LastName="Lead", Company="Südwerft", Status="Open", OwnerId=queue)
    salesforce.put(
        "Lead", 2, 2, LastName="Won", Status="Converted", OwnerId=user, ConvertedContactId=contact,
        ConvertedOpportunityId=deal, ConvertedDate="2026-01-03",
    )  # fmt: skip
    salesforce.put(
        "Opportunity", 1, 4, Name="Ropes", StageName="Closed Won", Amount=1.25e7, Probability=100.0,
        CloseDate="2026-01-31", AccountId=account, OwnerId=user,
    )  # fmt: skip
    salesforce.put("Opportunity", 2, 4, Name="Sails", StageName="Lost", ContactId=contact)
    salesforce.put("OpportunityHistory", 1, 2, OpportunityId=deal, StageName="Prospecting", Amount=1.0)
    salesforce.put("OpportunityHistory", 2, 3, OpportunityId=deal, StageName="Closed Won")
    for number, (name, closed, won) in enumerate(
        [("Prospecting", False, False), ("Lost", True, False), ("Closed Won", True, True)], 1
    ):
        salesforce.put(
            "OpportunityStage", number, ApiName=name, MasterLabel=f"{name}!", SortOrder=number,
            DefaultProbability=10.0 * number, IsClosed=closed, IsWon=won,
        )  # fmt: skip
    salesforce.put("LeadStatus", 1, ApiName="Open", MasterLabel="Open", SortOrder=1, IsConverted=False)
    salesforce.put(
        "Task", 1, 5, Subject="Hello", TaskSubtype="Call", CallType="Inbound", CallDurationInSeconds=61, WhoId=contact,
        WhatId=deal, OwnerId=user, CompletedDateTime="2026-01-05T12:00:00.000+0000", IsArchived=True,
    )  # fmt: skip
    salesforce.put("Task", 2, 5, TaskSubtype="Task", WhoId=lead, OwnerId=queue, ActivityDate="2026-01-06")
    salesforce.put("Event", 1, 5, WhatId=account, AccountId=account, StartDateTime="2026-01-07T09:30:00.000+0000")
    salesforce.put("Case", 1, 5, CaseNumber="00001", Status="Closed", IsClosed=True, AccountId=account)
    campaign = salesforce.put("Campaign", 1, 5, Name="Spring", Type="Email", BudgetedCost=99.5)
    salesforce.put("CampaignMember", 1, 6, CampaignId=campaign, LeadId=lead, Status="Opened")
    salesforce.put("Product2", 1, 6, ProductCode="R-1", Name="Rope", IsActive=True)

    project = make_project(
        bench.root, salesforce=f"kind: salesforce\nurl: {salesforce.url}\noptions: {{bulk_over: '{bulk}'}}\n"
    )
    bench.sync("salesforce", outside=outside)
    build_models(project)
    one, of_account, of_deal = (
        f"salesforce:contacts:{contact}",
        f"salesforce:accounts:{account}",
        "salesforce:opportunities:",
    )
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)

        def model(columns: str, table: str, where: str = "true") -> list[tuple[object, ...]]:
            return rows(db, f"select {columns} from intermediate.int_{table} where {where} order by all")

        assert model("channel, label, value", "contact_point", f"party = '{one}'") == [
            ("email", "email", "c1@example.com"),
            ("fax", "fax", "+49 40 4"),
            ("phone", "home", "+49 40 2"),
            ("phone", "mobile", "+49 171 1"),
            ("phone", "other", "+49 40 3"),
            ("phone", "phone", "+49 40 1"),
        ]
        assert model("label, city, country", "address") == [
            ("mailing", "Hamburg", "Germany"),
            ("other", "Wien", "Austria"),
        ]
        assert model("organization, owner, record_state", "party", f"record_name = '{one}'") == [
            (of_account, f"salesforce:users:{user}", "active")
        ]
        assert model("record_state, merged_into", "party", f"source_key = '{record_id('Contact', 2)}'") == [
            ("merged", one)
        ]
        assert model("family_name, lifecycle, status, owner, converted_to", "party", "object = 'leads'") == [
            ("Lead", "lead", "Open", f"salesforce:queues:{queue}", None),
            ("Won", "lead", "Converted", f"salesforce:users:{user}", one),
        ]
        assert model("party, state, channel", "consent") == [(one, "withdrawn", "email")]
        assert model("status, deal, converted_at::date::varchar", "lead") == [
            ("Converted", of_deal + deal, "2026-01-03"),
            ("Open", None, None),
        ]
        assert model("name, party, amount::varchar, stage, probability::varchar, closes_on::varchar", "deal") == [
            ("Ropes", of_account, "12500000.0000", "Closed Won", "100.0000", "2026-01-31"),
            ("Sails", one, None, "Lost", None, None),
        ]
        assert model('to_stage, "at"::varchar', "deal_stage_history") == [
            ("Closed Won", "2026-01-03 10:00:00"),
            ("Prospecting", "2026-01-02 10:00:00"),
        ]
        assert model("kind, position, stage, name, semantic", "pipeline_stage") == [
            ("deal", 1, "Prospecting", "Prospecting!", None),
            ("deal", 2, "Lost", "Lost!", "lost"),
            ("deal", 3, "Closed Won", "Closed Won!", "won"),
            ("lead", 1, "Open", "Open", None),
        ]
        assert model('kind, party, deal, owner, direction, duration_seconds, "at"::varchar', "activity") == [
            ("call", one, of_deal + deal, f"salesforce:users:{user}", "inbound", 61, "2026-01-05 12:00:00"),
            ("meeting", of_account, None, None, None, None, "2026-01-07 09:30:00"),
            ("task", f"salesforce:leads:{lead}", None, f"salesforce:queues:{queue}", None, None, "2026-01-06 00:00:00"),
        ]
        assert model("number, state, party", "ticket") == [("00001", "closed", of_account)]
        assert model("name, channel, budget::varchar", "campaign") == [("Spring", "Email", "99.5000")]
        assert model("kind, party, campaign", "campaign_event") == [
            ("opened", f"salesforce:leads:{lead}", f"salesforce:campaigns:{campaign}")
        ]
        assert model("sku, name, is_active", "product") == [("R-1", "Rope", True)]
        assert model("name, email, is_active, team", "owner") == [("Olga B", "olga@example.com", False, "North")]


def test_objects_that_are_off_have_a_mapping_that_builds(bench: Workbench) -> None:
    off = [name for name, body in load_system("salesforce")["objects"].items() if body.get("off")]
    assert off
    objects = ", ".join(f"{name}: {{}}" for name in off)
    project = make_project(bench.root, salesforce=f"kind: salesforce\nobjects: {{{objects}}}\n")
    build_models(project)
    staged = {file.stem for file in (project.dbt / "models" / "staging").rglob("*.sql")}
    assert {f"stg_salesforce__{name}" for name in off} <= staged

"""amoCRM end to end: a whole read, increments, the bin, the log of events, fields of the account, OAuth; recordings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from onefold_core.errors import ConfigError, SourceTerminalError, SourceTransientError
from onefold_core.settings import load_source
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.offer import offers

from tests.app.harness import ROOT
from tests.pipelines.fakes.amocrm import NOON, AmoCrm, account, at, problem, several, single
from tests.pipelines.fakes.faults import expired
from tests.pipelines.fakes.recorded import unaccounted
from tests.pipelines.fakes.server import Fake, Reply, Request, serving
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench, codes

SOURCE = "kind: amocrm\nurl: {url}\ncurrency: RUB\nobjects: {{{objects}}}\n"
READ = ("contacts", "companies")
ON = [name for name, body in load_system("amocrm")["objects"].items() if not body.get("off")]
OFF = ", ".join(f"{name}: off" for name in ON if name not in READ)
RECORDED = ROOT.parent / "shared" / "fixtures" / "amocrm" / "v4_responses"


@pytest.fixture
def amo(monkeypatch: pytest.MonkeyPatch) -> Iterator[AmoCrm]:
    """An account with 600 contacts and two companies."""
    fake = account(600)()
    fake.put("companies", 7001, name="ООО «Причал»")
    fake.put("companies", 7002, name="Nordhafen GmbH")
    with serving(fake):
        monkeypatch.setenv("SOURCES__AMOCRM__TOKEN", fake.token)
        yield fake


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def write(bench: Workbench, fake: AmoCrm, objects: str = OFF) -> None:
    """The project's file: contacts and companies only, unless said otherwise."""
    bench.write("amocrm", SOURCE.format(url=fake.url, objects=objects))


def test_everything_lands(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    write(bench, amo)
    contacts = bench.sync("amocrm", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_read, contacts.rows_landed) == ("full", 600, 600)
    asked = amo.asked("/api/v4/contacts$")
    assert [request.params.get("page") for request in asked] == [None, "2", "3", "3"], "the last page twice"
    assert {request.params["order[id]"] for request in asked} == {"asc"}
    assert len(amo.asked("/events")) == 3, "whether anything went meanwhile: twice for three pages, once for one"


def test_an_empty_page_that_another_led_to_is_no_last_one(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    write(bench, amo)
    amo.plan(lambda fake, request, reply: Reply(204), "/api/v4/contacts$", after=1, times=99)
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("amocrm", outside=outside)
    assert error.value.code == "unexpected-answer"


def test_a_full_last_page_may_lead_to_an_empty_one(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    write(bench, amo)
    amo.leads_past_end = True
    for number in range(501, 601):
        del amo.records["contacts"][number]
    assert bench.sync("amocrm", outside=outside).object("contacts").rows_landed == 500
    last = [(request.params["limit"], request.params.get("page")) for request in amo.asked("/api/v4/contacts$")][-4:]
    assert last == [("250", "3"), ("250", "3"), ("125", "4"), ("125", "5")]
    amo.put("contacts", 501, 1)
    amo.plan(lambda fake, request, reply: Reply(204), "/api/v4/contacts$", after=2, times=2)
    with pytest.raises(SourceTransientError) as error:
        bench.sync("amocrm", outside=outside, full_refresh=True)
    assert error.value.code == "rows-missing", "page 3 is empty, yet there is a record on it"


def test_second_run_reads_what_changed(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    write(bench, amo)
    bench.sync("amocrm", outside=outside)
    amo.put("contacts", 12, 20, name="Changed")
    amo.put("contacts", 999, 20, name="New")
    amo.log.clear()
    contacts = bench.sync("amocrm", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_landed) == ("incremental", 2)
    first = amo.asked("/api/v4/contacts$")[0]
    assert first.params["filter[updated_at][from]"] == str(at(1, 600) - 600), "ten minutes before the last one"
    assert bench.query("select name from raw_amocrm.contacts where id in ('12', '999') order by id") == [
        ("Changed",),
        ("New",),
    ]


def test_deleted_restored_linked_and_erased(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    write(bench, amo, OFF.replace("leads: off, ", "", 1))
    for number in range(1, 4):
        amo.put("leads", number, 2, price=100 * number)
    bench.sync("amocrm", outside=outside)
    amo.delete("contacts", 3, 20)
    amo.put("contacts", 9001, 20, name="Made and deleted between two runs")
    amo.delete("contacts", 9001, 20)
    back = amo.records["contacts"][4]
    amo.delete("contacts", 4, 20)
    amo.restore("contacts", back, 21)
    amo.link("contacts", 5, "companies", {"id": 7001}, day=20)
    amo.delete("companies", 7002, 20)
    amo.delete("leads", 2, 20)
    del amo.records["contacts"][9]
    contacts = bench.sync("amocrm", outside=outside).object("contacts")
    assert contacts.mode == "incremental"
    assert not bench.query("select id from raw_amocrm.contacts where id = '9001'")
    state = "select id, is_deleted, _of_deleted_at is not null from raw_amocrm.{} where id in ({}) order by id"
    assert bench.query(state.format("contacts", "'3', '4', '5', '9'")) == [
        ("3", "true", False),
        ("4", "false", False),
        ("5", "false", False),
        ("9", "false", False),
    ], "what was erased for good is only missed by the next full read"
    assert bench.query("select companies_0_id from raw_amocrm.contacts where id = '5'") == [("7001",)]
    assert bench.query(state.format("companies", "'7002'")) == [("7002", "true", False)]
    assert bench.query("select is_deleted, price from raw_amocrm.leads where id = '2'") == [("true", "200")]
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    contacts = bench.sync("amocrm", outside=outside).object("contacts")
    assert (contacts.mode, contacts.rows_deleted_marked) == ("full", 2)
    assert bench.query(state.format("contacts", "'4', '9'")) == [("4", "false", False), ("9", "false", True)]


def test_an_answer_about_others_deletes_nobody(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    write(bench, amo)
    bench.sync("amocrm", outside=outside)
    amo.delete("contacts", 3, 20)
    amo.ignores_ids = True
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("amocrm", outside=outside)
    assert error.value.code == "unexpected-answer"
    assert bench.query("select is_deleted from raw_amocrm.contacts where id = '3'") == [("false",)]


def test_own_fields_are_offered_and_kept(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    amo.fields["contacts"] = [
        {"id": 1, "name": "Телефон", "code": "PHONE", "type": "multitext", "is_predefined": True},
        {"id": 55, "name": "Карта", "code": None, "type": "text", "is_predefined": False},
        {"id": 56, "name": "Интересы", "code": "HOBBY", "type": "multiselect", "is_predefined": False},
    ]
    many = {
        "field_id": 56,
        "field_code": "HOBBY",
        "field_type": "multiselect",
        "values": [{"value": "a"}, {"value": "b"}],
    }
    amo.put("contacts", 600, 2, custom_fields_values=[single(55, "L-1"), many])
    write(bench, amo)
    issues = bench.sync("amocrm", outside=outside).issues
    assert sorted(str(one.field) for one in issues if one.code == "unknown-column") == ["cf_55", "cf_HOBBY"]
    offered = {one.name: one for one in offers(load_source(bench.root / "sources" / "amocrm.yml"), bench.root, outside)}
    assert [(one.name, one.label) for one in offered["contacts"].fields] == [
        ("cf_55", "Карта"),
        ("cf_HOBBY", "Интересы"),
    ]
    write(bench, amo, f"contacts: {{keep: [cf_55, cf_HOBBY]}}, {OFF}")
    assert "unknown-column" not in codes(bench.sync("amocrm", outside=outside))
    assert bench.query("select cf_55, cf_hobby from raw_amocrm.contacts where id = '600'") == [("L-1", '["a", "b"]')]


def test_the_shipped_mapping_fills_the_common_model(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    points = [several("PHONE", ("+7 900 1", "WORK"), ("+7 900 2", "MOB")), several("EMAIL", ("a@example.com", "PRIV"))]
    position, agreed = single(3, "Директор", code="POSITION"), single(4, True, "checkbox", "USER_AGREEMENT")
    tags = [{"id": 1, "name": "vip", "color": None}]
    amo.put("contacts", 1, 2, custom_fields_values=[*points, position, agreed], responsible_user_id=55, tags=tags)
    amo.records["contacts"][1]["links"] = {"companies": [{"id": 7001}]}
    site, address = single(5, "prichal.example", code="WEB"), single(6, "Мурманск, Портовый проезд, 1", code="ADDRESS")
    legal = {"name": "ООО «Причал»", "entity_type": 2, "vat_id": "7707083893", "kpp": "770701001"}
    amo.put("companies", 7001, 2, custom_fields_values=[site, address, single(77, legal, "legal_entity")])
    amo.put(
        "companies", 7002, 2, custom_fields_values=[single(77, {"EGRPOU": "21560766"}, "legal_entity", "OUR_LEGAL")]
    )
    amo.put("leads", 900, 3, name="Канаты", price=1200, status_id=1, pipeline_id=9, responsible_user_id=55)
    amo.records["leads"][900]["links"] = {"contacts": [{"id": 3, "is_main": False}, {"id": 1, "is_main": True}]}
    why, came = [{"id": 1, "name": "Дорого"}], {"id": 24000, "name": "Чат"}
    amo.put("leads", 901, 3, name="Паруса", price=10, loss_reason=why, closed_at=at(9), source=came)
    amo.records["leads"][901]["links"] = {"companies": [{"id": 7001}]}
    amo.move(900, 1, 142, 5)
    amo.put(
        "tasks", 70, 5, text="Позвонить", entity_id=900, entity_type="leads", is_completed=True, complete_till=at(6)
    )
    note = {"id": 80, "note_type": "call_in", "params": {"duration": 61, "phone": "+7 900 1"}, "entity_id": 1}
    amo.notes["contacts"] = [{**note, "created_at": at(4), "updated_at": at(4)}]
    amo.users = [{"id": 55, "name": "Ольга", "email": "o@example.com", "rights": {"is_active": False}}]
    statuses = [
        {"id": 1, "name": "Неразобранное", "sort": 10, "type": 1, "pipeline_id": 9},
        {"id": 142, "name": "Успешно", "sort": 20, "type": 0, "pipeline_id": 9},
    ]
    amo.pipelines = [{"id": 9, "name": "Воронка", "_embedded": {"statuses": statuses}}]
    amo.lists = {
        "leads/loss_reasons": [{"id": 1, "name": "Дорого", "sort": 10, "created_at": at(1), "updated_at": at(1)}],
        "sources": [{"id": 24000, "name": "Чат", "pipeline_id": 9, "external_id": "x", "default": False}],
        "catalogs": [{"id": 4, "name": "Склады", "type": "regular"}, {"id": 5, "name": "Пустой", "type": "regular"}],
        "catalogs/4/elements": [{"id": 1, "name": "Север", "catalog_id": 4, "custom_fields_values": [single(1, "x")]}],
        "catalogs/5/elements": [],
        "customers/statuses": [{"id": 3, "name": "Ждём", "sort": 1}],
    }
    amo.put("customers", 60, 3, name="Регулярно", next_price=500)
    amo.notes["customers"] = [{"id": 81, "note_type": "common", "entity_id": 60, "updated_at": at(4)}]
    objects = "customers: {}, customer_notes: {}, customer_statuses: {}, sources: {}, catalog_elements: {}"
    project = make_project(bench.root, amocrm=SOURCE.format(url=amo.url, objects=objects))
    bench.sync("amocrm", outside=outside)
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        party = "select full_name, job_title, organization, owner from intermediate.int_party where source_key = '1'"
        assert rows(db, party) == [("Имя 1", "Директор", "amocrm:companies:7001", "amocrm:users:55")]
        found = "select channel, label, value from intermediate.int_contact_point where source_key = '{}' order by all"
        assert rows(db, found.format(1)) == [
            ("email", "PRIV", "a@example.com"),
            ("phone", "MOB", "+7 900 2"),
            ("phone", "WORK", "+7 900 1"),
        ]
        assert [value for _, _, value in rows(db, found.format(7001))] == ["prichal.example"]
        assert rows(db, "select full_address from intermediate.int_address") == [("Мурманск, Портовый проезд, 1",)]
        assert rows(db, "select party, state, purpose, channel from intermediate.int_consent") == [
            ("amocrm:contacts:1", "granted", "user agreement", None)
        ]
        assert rows(db, "select record_name, name from intermediate.int_tag") == [("amocrm:contacts:1", "vip")]
        firms = "select source_key, tax_id, registration_code from intermediate.int_party where object = 'companies'"
        assert rows(db, f"{firms} order by 1") == [("7001", "7707083893", "770701001"), ("7002", "21560766", None)]
        deals = (
            "select source_key, party, amount::varchar, currency, stage, lost_reason, closes_on::varchar, lead_source"
        )
        assert rows(db, f"{deals} from intermediate.int_deal where object = 'leads' order by 1") == [
            ("900", "amocrm:contacts:1", "1200.0000", "RUB", "142", None, None, None),
            ("901", "amocrm:companies:7001", "10.0000", "RUB", None, "Дорого", "2026-01-09", "Чат"),
        ]
        for name, value in (
            ("loss_reasons", "Дорого"),
            ("sources", "Чат"),
            ("catalog_elements", "Север"),
            ("customer_statuses", "Ждём"),
        ):
            assert rows(db, f"select name from staging.stg_amocrm__{name}") == [(value,)]
        assert rows(
            db, 'select deal, from_stage, to_stage, "at"::varchar from intermediate.int_deal_stage_history'
        ) == [("amocrm:leads:900", "1", "142", "2026-01-05 10:00:00")]
        assert rows(
            db, "select kind, party, deal, direction, duration_seconds from intermediate.int_activity order by 1"
        ) == [
            ("call", "amocrm:contacts:1", None, "inbound", 61),
            ("note", None, "amocrm:customers:60", None, None),
            ("task", "amocrm:leads:900", None, None, None),
        ]
        assert rows(db, "select name, is_active from intermediate.int_owner") == [("Ольга", False)]
        assert rows(db, "select stage, semantic from intermediate.int_pipeline_stage order by 1") == [
            ("1", "lead"),
            ("142", None),
        ]


def test_blocked_is_told_apart_from_throttled(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    write(bench, amo)
    amo.plan(lambda fake, request, reply: problem(403, "Forbidden"), "/api/v4/contacts$", times=100)
    with pytest.raises(SourceTerminalError) as error:
        bench.sync("amocrm", outside=outside)
    assert error.value.code == "no-permission"
    assert "blocked the address" in str(error.value)
    assert len(amo.asked("/api/v4/contacts$")) == 1, "going on after a block makes it longer"


def test_without_an_address(bench: Workbench, amo: AmoCrm, outside: Outside) -> None:
    bench.write("amocrm", "kind: amocrm\n")
    with pytest.raises(ConfigError) as error:
        bench.sync("amocrm", outside=outside)
    assert error.value.code == "no-url"


def test_a_token_that_is_over_is_renewed_in_mid_page(
    bench: Workbench, amo: AmoCrm, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCES__AMOCRM__TOKEN")
    amo.client, amo.refresh_token = ("app", "app-secret", "https://us.example/back"), "first-refresh-token"
    for name, value in {
        "CLIENT_ID": "app",
        "CLIENT_SECRET": "app-secret",
        "REDIRECT_URI": "https://us.example/back",
        "REFRESH_TOKEN": "first-refresh-token",
    }.items():
        monkeypatch.setenv(f"SOURCES__AMOCRM__{name}", value)
    write(bench, amo)
    amo.plan(expired, "/api/v4/contacts$", after=1)
    assert bench.sync("amocrm", outside=outside).object("contacts").rows_landed == 600
    assert amo.issued == 2


@pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recorded answers at {RECORDED.parent.parent}")
@pytest.mark.parametrize(
    ("name", "files", "place"),
    [
        ("contacts", "contacts/TestGetContacts_*.json", None),
        ("contacts", "contacts/TestGetContactByID_1.json", ""),
        ("companies", "companies/TestGetCompanies_*.json", None),
        ("companies", "companies/TestGetCompanyByID_1.json", ""),
        ("leads", "leads/TestGetLeads_*.json", None),
        ("leads", "leads/TestGetLeadByID_1.json", ""),
        ("tasks", "tasks/TestGetTasks_*.json", None),
        ("tasks", "tasks/TestGetTaskByID_1.json", ""),
        ("stages", "pipelines/TestGetPipelines_*.json", None),
    ],
)
def test_recorded_answers_are_read_with_every_field_accounted_for(name: str, files: str, place: str | None) -> None:
    bodies: list[Any] = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RECORDED.glob(files))]
    assert bodies
    number, left = unaccounted("amocrm", name, bodies, place)
    assert number > 0
    assert not left


@pytest.mark.parametrize("is_full", [True, False])
def test_a_contact_that_goes_while_pages_are_read_hides_no_other(
    is_full: bool, bench: Workbench, amo: AmoCrm, outside: Outside
) -> None:
    write(bench, amo)
    bench.sync("amocrm", outside=outside)
    for key in range(1, 601):
        amo.put("contacts", key, 25, key, name="New")
    answered = 0

    def goes(fake: Fake, request: Request, reply: Reply) -> Reply:
        nonlocal answered
        answered += 1
        if answered == 1:
            amo.delete("contacts", 5, 33)
        return reply

    amo.plan(goes, "/api/v4/contacts$", times=99)
    bench.sync("amocrm", outside=outside, full_refresh=is_full)
    assert answered > 3, "read again from the start"
    assert bench.query("select id from raw_amocrm.contacts where _of_deleted_at is not null or name <> 'New'") in (
        [],
        [("5",)],
    )
    assert bench.query("select count(*) from raw_amocrm.contacts where id <> '5' and name = 'New'") == [(599,)]


def test_an_account_where_something_always_goes_is_read_to_its_end(
    bench: Workbench, amo: AmoCrm, outside: Outside
) -> None:
    """Leads go to the bin all day, which moves no contact; and contacts go in every reading of theirs."""
    write(bench, amo)
    gone = iter(range(1, 100))
    kind = "leads"

    def goes(fake: Fake, request: Request, reply: Reply) -> Reply:
        number = next(gone)
        if kind == "leads":
            amo.put("leads", number, 1)
        amo.delete(kind, number, 33)
        return reply

    amo.plan(goes, "/api/v4/contacts$", times=99)
    bench.sync("amocrm", outside=outside)
    assert len(amo.asked("/api/v4/contacts$")) == 4, "no contact went, so they are read once, the last page twice"
    kind = "contacts"
    bench.sync("amocrm", outside=outside, full_refresh=True)
    assert len(amo.asked("/api/v4/contacts$")) == 4 + 3 * 4
    living = {str(key) for key in amo.records["contacts"]}
    assert living <= set(bench.alive("raw_amocrm.contacts", "id"))

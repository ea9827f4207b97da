"""Asana end to end: boards, increments, deletes, what hangs at tasks, fields of its own, plans, the mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
import pytest
from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.offer import offers

from tests.pipelines.fakes.asana import BASE, NOON, Asana, harbour, stamp
from tests.pipelines.fakes.faults import expired
from tests.pipelines.fakes.server import serving
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench

SHIPPED = load_system("asana")["objects"]
ON = [name for name, body in SHIPPED.items() if not body.get("off")]
OPTIONS = '{contacts_project: "10", deals_project: "20"}'


@pytest.fixture
def asana(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asana]:
    """A harbour's boards, on pages of two."""
    fake = harbour()
    with serving(fake):
        monkeypatch.setenv("SOURCES__ASANA__TOKEN", fake.token)
        yield fake


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def text(fake: Asana, *names: str, options: str = OPTIONS, **objects: str) -> str:
    """The project's file: these objects alone."""
    off = [f"{name}: off" for name in ON if name not in names]
    named = [f"{name}: {objects.get(name, '{}')}" for name in names]
    head = f"kind: asana\nurl: {fake.url}{BASE}\noptions: {options}\nobjects: {{{', '.join([*named, *off])}}}\n"
    return f"{head}rest:\n  reads: {{list: {{params: {{limit: 2}}}}}}\n"


def test_an_object_goes_only_through_those_that_are_read(bench: Workbench, asana: Asana, outside: Outside) -> None:
    with pytest.raises(ConfigError) as error:
        bench.write("asana", text(asana, "workspaces", "projects", "tasks"))
    assert (error.value.code, "'tasks' goes through 'users'" in error.value.what) == ("bad-settings", True)
    assert "`users: {}`" in (error.value.mend or "")
    assert "`tasks: off`" in (error.value.mend or "")
    assert "`tasks: {read: {passes: []}}`" in (error.value.mend or "")
    bench.write("asana", text(asana, "workspaces", "projects", "tasks", tasks="{read: {passes: []}}"))
    assert bench.sync("asana", outside=outside).object("tasks").mode == "full"
    assert not asana.asked("/users")
    with pytest.raises(ConfigError) as missing:
        bench.write("asana", text(asana, "workspaces", "users", "tasks"))
    assert "'projects'" in missing.value.what
    assert "passes" not in (missing.value.mend or ""), "without projects there would be no tasks at all"


def test_tasks_of_every_project_once(bench: Workbench, asana: Asana, outside: Outside) -> None:
    bench.write("asana", text(asana, "workspaces", "projects", "tasks", "teams", "users"))
    result = bench.sync("asana", outside=outside)
    assert (result.object("tasks").mode, result.object("teams").rows_landed) == ("full", 1)
    assert {request.path for request in asana.asked("/teams")} == {f"{BASE}/workspaces/1/teams"}, (
        "only organizations have teams"
    )
    assert bench.alive("raw_asana.tasks", "gid") == ["11", "12", "13", "14", "15", "21", "22", "31"]
    [[places, owner, at]] = bench.query(
        "select memberships, assignee_gid, \"at\" from raw_asana.tasks where gid = '11'"
    )
    assert [one["project"]["gid"] for one in json.loads(places)] == ["10", "20"]
    assert (owner, at) == ("55", stamp(1, 1))
    assert bench.rows("raw_asana.projects", "gid, workspace_gid, archived") == [
        ("10", "1", "false"),
        ("20", "1", "false"),
        ("30", "2", "true"),
    ]
    assert all("opt_fields" in request.params and request.params["limit"] == "2" for request in asana.log)


def test_an_increment_asks_what_changed(bench: Workbench, asana: Asana, outside: Outside) -> None:
    bench.write("asana", text(asana, "tasks", "workspaces", "projects", "users", "attachments", "stories", "subtasks"))
    bench.sync("asana", outside=outside)
    assert [request.params["parent"] for request in asana.asked("/attachments")].count("21") == 1, (
        "it is on two boards and one task"
    )
    assert len(asana.asked("/subtasks")) == 1, "one task has some"
    asana.task("12", day=20, name="Changed")
    asana.story("910", "13", "comment_added", 20, 5)
    del asana.rows["tasks"]["14"]
    asana.log.clear()
    result = bench.sync("asana", outside=outside)
    assert [result.object(name).mode for name in ("tasks", "stories", "subtasks")] == ["incremental"] * 2 + ["full"]
    since = {request.params.get("modified_since") for request in asana.log if request.path == f"{BASE}/tasks"}
    assert since == {"2026-01-04T09:50:00.000Z", "2026-01-03T09:50:50.000Z", "2026-01-03T09:50:00.000Z", None}
    assert bench.query("select name from raw_asana.tasks where gid = '12'") == [("Changed",)]
    assert bench.query("select task_gid, type from raw_asana.stories where gid = '910'") == [("13", "comment")]
    asked = {request.path.split("/")[-2] for request in asana.asked("/stories")}
    assert asked == {"11", "12", "13", "21", "22", "31"}, "those that changed since the last story"
    assert "14" in bench.alive("raw_asana.tasks", "gid")
    assert isinstance(outside.clock, SteppedClock)
    outside.clock.sleep(8 * 86400)
    tasks = bench.sync("asana", outside=outside).object("tasks")
    assert (tasks.mode, tasks.rows_deleted_marked) == ("full", 1)
    assert "14" not in bench.alive("raw_asana.tasks", "gid")


def test_a_boards_own_fields_are_offered_by_name(bench: Workbench, asana: Asana, outside: Outside) -> None:
    source = bench.write("asana", text(asana, "contacts"))
    [offer] = offers(source, bench.root, outside)
    assert [(field.name, field.label, field.type) for field in offer.fields][:2] == [
        ("cf_71", "Email", "text"),
        ("cf_72", "Debt", "number"),
    ]
    assert len(offer.fields) == 7
    bench.write("asana", text(asana, "contacts", contacts="{keep: [cf_72, cf_73, cf_74, cf_75, cf_76, cf_77, cf_79]}"))
    result = bench.sync("asana", outside=outside)
    found = {(issue.code, issue.field) for issue in result.issues}
    assert ("unknown-column", "cf_71") in found
    assert ("column-absent", "cf_79") in found
    columns = "cf_72, cf_73, cf_74, cf_75, cf_76, cf_77"
    assert bench.query(f"select {columns} from raw_asana.contacts where gid = '11'") == [
        ("12.5", "Gold", '["a", "b"]', "2026-03-01", '["Olga B"]', None)
    ]


def test_what_the_plan_does_not_have_is_said(bench: Workbench, asana: Asana, outside: Outside) -> None:
    asana.has_plan = False
    bench.write("asana", text(asana, "workspaces", "custom_fields"))
    with pytest.raises(SourceTerminalError) as caught:
        bench.sync("asana", outside=outside)
    assert caught.value.code == "no-permission"
    assert "switch the object off" in str(caught.value)
    bench.write("asana", text(asana, "contacts", options="{}"))
    with pytest.raises(ConfigError) as wrong:
        bench.sync("asana", outside=outside)
    assert wrong.value.code == "no-option"
    assert "contacts_project" in str(wrong.value)


def test_a_token_is_renewed_in_mid_page(
    bench: Workbench, asana: Asana, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    asana.client, asana.refresh_token = ("app", "app-secret"), "refresh-of-fake"
    monkeypatch.delenv("SOURCES__ASANA__TOKEN")
    for name, value in {"CLIENT_ID": "app", "CLIENT_SECRET": "app-secret", "REFRESH_TOKEN": "refresh-of-fake"}.items():
        monkeypatch.setenv(f"SOURCES__ASANA__{name}", value)
    ways = load_system("asana")["rest"]["auth"]
    ways[1]["oauth"]["token_url"] = f"{asana.url}/-/oauth_token"
    bench.write("asana", text(asana, "contacts") + f"  auth: {json.dumps(ways)}\n")
    asana.plan(expired, "/tasks", after=1)
    assert bench.sync("asana", outside=outside).object("contacts").rows_landed == 5
    assert asana.issued == 2


def test_the_shipped_mapping_fills_the_common_model(bench: Workbench, asana: Asana, outside: Outside) -> None:
    own = "{map: {cf_71: email, cf_77: phone}, keep: [cf_73], ignore: [cf_72, cf_74, cf_75, cf_76]}"
    every = [*ON, *(name for name, body in SHIPPED.items() if body.get("off") and name != "stories")]
    written = text(asana, *every, contacts=own)
    project = make_project(bench.root, asana=written)
    result = bench.sync("asana", outside=outside)
    warned = {(issue.code, issue.object, issue.field) for issue in result.issues if issue.severity != "info"}
    boards = ("tasks", "deals")
    assert warned == {("unknown-column", name, f"cf_7{number}") for name in boards for number in range(1, 8)}
    build_models(project)
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        party = "select full_name, owner, custom_fields from intermediate.int_party where source_key = '11'"
        [[name, owner, kept]] = rows(db, party)
        assert (name, owner) == ("Anna K", "asana:users:55")
        assert json.loads(str(kept))["cf_73"] == "Gold"
        assert rows(db, "select party, channel, value from intermediate.int_contact_point") == [
            ("asana:contacts:11", "email", "anna@example.com")
        ]
        deals = "source_key, name, stage, pipeline, owner, closes_on::varchar"
        assert rows(db, f"select {deals} from intermediate.int_deal order by 1") == [
            ("11", "Anna K", "202", "20", "asana:users:55", None),
            ("21", "Ropes", "202", "20", "asana:users:55", "2026-02-01"),
            ("22", "Sails", "201", "20", None, None),
        ]
        assert rows(db, "select pipeline, stage, name from intermediate.int_pipeline_stage order by 2") == [
            ("20", "201", "Section 201"),
            ("20", "202", "Section 202"),
        ]
        assert rows(
            db, 'select deal, from_stage, to_stage, "at"::varchar from intermediate.int_deal_stage_history'
        ) == [("asana:deals:21", "201", "202", "2026-01-03 10:00:30")]
        activities = "select source_key, kind, party, deal, owner, status, subject from intermediate.int_activity"
        assert rows(db, f"{activities} where source_key in ('902', '22', '31', '32') order by 1") == [
            ("22", "task", None, None, None, "completed", "Sails"),
            ("31", "task", None, None, None, "open", "Old"),
            ("32", "task", None, None, None, "open", "Part of it"),
            ("902", "note", None, "asana:deals:21", "asana:users:55", None, None),
        ]
        notes = f"{activities} where source_key = '903' and object = 'contact_comments'"
        assert rows(db, notes) == [("903", "note", "asana:contacts:11", None, "asana:users:55", None, None)]
        assert rows(db, "select name, email from intermediate.int_owner") == [("Olga B", "olga@example.org")]
        assert rows(db, "select distinct name from intermediate.int_tag") == [("vip",)]
        landed = bench_texts(db)
        assert "secret text" not in landed
        assert "offer.pdf" in landed


def bench_texts(db: duckdb.DuckDBPyConnection) -> str:
    """Everything that landed of what hangs at tasks."""
    tables = ("deal_comments", "contact_comments", "stage_changes", "attachments")
    return repr([rows(db, f"select * from raw_asana.{table}") for table in tables])


def test_tasks_in_no_project_and_what_lies_below_them(bench: Workbench, asana: Asana, outside: Outside) -> None:
    olga = {"gid": "55", "resource_type": "user", "name": "Olga B"}
    asana.task("40", day=5, name="Call the yard", assignee=olga, num_subtasks=1)
    asana.task("41", day=5, name="Nobody's and in no project")
    for below, above, inside in (("42", "40", 1), ("43", "42", 2), ("44", "43", 0), ("45", "43", 0)):
        asana.task(below, day=5, parent={"gid": above, "resource_type": "task"}, num_subtasks=inside)
    names = ("workspaces", "projects", "users", "tasks", "subtasks", "stories")
    bench.write("asana", text(asana, *names))
    asana.stories["40"] = [{"gid": "950", "type": "system", "resource_subtype": "assigned", "created_at": stamp(5)}]
    bench.sync("asana", outside=outside)
    tasks = bench.alive("raw_asana.tasks", "gid")
    assert "40" in tasks
    assert "41" not in tasks
    below = "select gid, parent_gid from raw_asana.subtasks order by 1"
    assert bench.query(below) == [("32", "31"), ("42", "40"), ("43", "42"), ("44", "43"), ("45", "43")]
    assert bench.query("select task_gid from raw_asana.stories where gid = '950'") == [("40",)]
    assert len(asana.asked("/tasks/11/stories")) == 1, "a task of a project that somebody works on is one task"
    asana.task("40", day=20, name="Called")
    bench.sync("asana", outside=outside)
    assert bench.query("select name from raw_asana.tasks where gid = '40'") == [("Called",)]
    asana.task("46", day=20, assignee=olga, parent={"gid": "40", "resource_type": "task"})
    bench.write("asana", text(asana, *names, tasks='{read: {only: {parent: ""}}}'))
    bench.sync("asana", outside=outside)
    assert "46" in bench.alive("raw_asana.subtasks", "gid")
    assert not {"32", "42", "46"} & set(bench.alive("raw_asana.tasks", "gid")), "one activity, not two"


def test_texts_of_comments_are_kept_where_a_project_says_so(bench: Workbench, asana: Asana, outside: Outside) -> None:
    fields = "[type, resource_subtype, created_at, created_by, text]"
    wanted = f"{{keep: [text], read: {{params: {{opt_fields: {fields}}}}}}}"
    bench.write("asana", text(asana, "deals", "deal_comments", deal_comments=wanted))
    bench.sync("asana", outside=outside)
    assert bench.query("select text from raw_asana.deal_comments") == [("secret text",)] * 2

"""Reads that take longer than the overlap, and answers that hold less than they were asked for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from onefold_core.errors import SourceTerminalError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes import bitrix24
from tests.pipelines.fakes.bitrix24 import Bitrix24
from tests.pipelines.fakes.reading import only, prepare
from tests.pipelines.fakes.server import Fake, Reply, Request, serving
from tests.pipelines.fakes.systems import SYSTEMS
from tests.pipelines.workbench import Workbench, codes

BY_NAME = {system.name: system for system in SYSTEMS}


def write(bench: Workbench, system: str, fake: Fake, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """A source of the system with these objects."""
    settings = {**BY_NAME[system].settings, "objects": only(system, *names)}
    prepare(replace(BY_NAME[system], settings=settings), fake, bench.root, monkeypatch)


BEGUN = datetime(2026, 1, 20, 10, tzinfo=UTC)
"""The moment that the fakes call second 0 of day 20."""
AHEAD = {"bitrix24": timedelta(hours=3)}
LATE = timedelta(minutes=40)


@pytest.mark.parametrize(
    ("system", "path", "early", "late", "name"),
    [
        (
            "hubspot",
            "/objects/contacts",
            lambda fake: fake.put("contacts", "5", 20, 60, firstname="Changed"),
            lambda fake: fake.put("contacts", "240", 20, 2400, firstname="Late"),
            "firstname",
        ),
        (
            "amocrm",
            "/api/v4/contacts$",
            lambda fake: fake.put("contacts", 5, 20, 60, name="Changed"),
            lambda fake: fake.put("contacts", 590, 20, 2400, name="Late"),
            "name",
        ),
        (
            "bitrix24",
            "/crm.contact.list",
            lambda fake: fake.put("contact", "5", 20, 60, NAME="Changed"),
            lambda fake: fake.put("contact", "120", 20, 2400, NAME="Late"),
            "name",
        ),
    ],
)
def test_what_changes_behind_a_long_read_comes_with_the_next(
    system: str,
    path: str,
    early: Callable[[Any], None],
    late: Callable[[Any], None],
    name: str,
    bench: Workbench,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A record changes after its page was read; one on a later page, half an hour after it, is read as it is then."""
    fake = BY_NAME[system].make()
    clock = SteppedClock(BEGUN - AHEAD.get(system, timedelta()))
    answered = 0

    def meanwhile(at: Fake, request: Request, reply: Reply) -> Reply:
        nonlocal answered
        answered += 1
        if answered == 1:
            early(at)
            late(at)
            clock.sleep(LATE.total_seconds())
        return reply

    with serving(fake):
        write(bench, system, fake, monkeypatch, "contacts")
        fake.plan(meanwhile, path, times=99)
        bench.sync(system, outside=Outside(clock=clock))
        clock.sleep(86_400)
        assert bench.sync(system, outside=Outside(clock=clock)).object("contacts").mode == "incremental"
        assert bench.query(f"select {name} from raw_{system}.contacts where id = '5'") == [("Changed",)]


def without_properties(row: dict[str, Any]) -> None:
    del row["properties"]


def without_fields(row: dict[str, Any]) -> None:
    for field in [name for name in row if name not in ("Id", "SystemModstamp", "attributes")]:
        del row[field]


@pytest.mark.parametrize(
    ("system", "path", "place", "change"),
    [
        ("hubspot", "/objects/contacts", "results", without_properties),
        ("hubspot", "/objects/contacts", "results", lambda row: row.update(properties=None)),
        ("hubspot", "/objects/contacts", "results", lambda row: row.update(properties=[])),
        ("salesforce", "/query", "records", without_fields),
        ("amocrm", "/api/v4/contacts$", "_embedded.contacts", lambda row: row.update(id=None)),
        ("hubspot", "/objects/contacts", "results", lambda row: row.update(id=True)),
    ],
)
def test_records_without_what_they_always_have_are_refused(
    system: str,
    path: str,
    place: str,
    change: Callable[[dict[str, Any]], None],
    bench: Workbench,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = BY_NAME[system].make()

    def lacking(at: Fake, request: Request, reply: Reply) -> Reply:
        body = copy.deepcopy(reply.body)
        rows: Any = body
        for step in place.split("."):
            rows = rows[step]
        for row in rows:
            change(row)
        return Reply(reply.status, body, reply.headers)

    with serving(fake):
        write(bench, system, fake, monkeypatch, "contacts")
        fake.plan(lacking, path, times=1)
        with pytest.raises(SourceTerminalError) as error:
            bench.sync(system, outside=Outside(clock=SteppedClock(BY_NAME[system].now)))
        assert error.value.code == "unexpected-answer"


def test_values_of_another_shape_are_null_and_counted(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Bitrix24()
    fake.put("contact", "1", 1, 1, NAME={"odd": [1]}, LAST_NAME=["x", "y"], EMAIL="plain@example.com", POST="Buyer")
    fake.put("contact", "2", 1, 1, NAME="Anna", EMAIL=[bitrix24.multifield(1, "a@example.com")], PHONE=[])
    with serving(fake):
        write(bench, "bitrix24", fake, monkeypatch, "contacts")
        result = bench.sync("bitrix24", outside=Outside(clock=SteppedClock(BY_NAME["bitrix24"].now)))
    assert [(i.field, i.rows) for i in result.issues if i.code == "odd-value"] == [
        ("NAME", 1), ("LAST_NAME", 1), ("EMAIL", 1)
    ]  # fmt: skip
    names = bench.query("select name, last_name, email is null, post from raw_bitrix24.contacts order by id")
    assert names == [(None, None, True, "Buyer"), ("Anna", None, False, None)]


def test_a_record_without_a_key_holds_back_what_it_might_hide(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a source of the user's own it goes to quarantine: nobody is deleted, and the cursor waits for it."""
    people: list[dict[str, Any]] = [
        {"id": str(n), "name": f"N{n}", "changed": f"2026-01-{n:02}T00:00:00Z"} for n in (1, 2, 3)
    ]

    class Own(Fake):
        def answer(self, request: Request) -> Reply:
            since = request.params.get("since", "")
            return Reply(body={"rows": [one for one in people if str(one["changed"]) >= since]})

    with serving(Own()) as fake:
        monkeypatch.setenv("SOURCES__OWN__TOKEN", fake.token)
        bench.write(
            "own",
            f"""
            kind: rest
            url: {fake.url}
            rest: {{auth: [{{secrets: [token], headers: {{Authorization: "Bearer {{token}}"}}}}]}}
            objects:
              people:
                entity: party
                key: [id]
                cursor: changed
                read: {{path: /people, params: {{since: $since}}, rows: rows}}
                map: {{name: name, changed: updated_at}}
            """,
        )
        outside = Outside(clock=SteppedClock(BY_NAME["hubspot"].now))
        bench.sync("own", outside=outside)
        people[1] |= {"id": None, "name": "New", "changed": "2026-01-10T00:00:00Z"}
        people[2] |= {"name": "New", "changed": "2026-01-12T00:00:00Z"}
        assert "rows-quarantined" in codes(bench.sync("own", outside=outside))
        people[1]["id"] = "2"
        bench.sync("own", outside=outside)
        assert bench.query("select name from raw_own.people where id = '2'") == [("New",)]
        people[0]["id"] = None
        held = bench.sync("own", outside=outside, full_refresh=True)
        assert "deletes-held" in codes(held)
        assert bench.alive("raw_own.people", "id") == ["1", "2", "3"]

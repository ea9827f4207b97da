"""Lists that move while they are read page by page, and those that empty by their nature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes.amocrm import AmoCrm, at
from tests.pipelines.fakes.bitrix24 import Bitrix24
from tests.pipelines.fakes.hubspot import HubSpot
from tests.pipelines.fakes.server import Fake, Reply, Request, serving
from tests.pipelines.test_rest_long import write
from tests.pipelines.workbench import Workbench

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


def bitrix24_users(_: int) -> tuple[Bitrix24, Callable[[], object]]:
    fake = Bitrix24()
    fake.rows["user"] = {str(n): {"ID": str(n), "NAME": f"U{n}", "ACTIVE": True} for n in range(1, 131)}
    return fake, lambda: fake.erase("user", "3")


def bitrix24_comments(_: int) -> tuple[Bitrix24, Callable[[], object]]:
    fake = Bitrix24()
    fake.put("deal", "1", 1, 1, TITLE="D")
    fake.rows["comment"] = {
        str(n): {"ID": str(n), "ENTITY_ID": "1", "ENTITY_TYPE": "deal", "COMMENT": "c", "AUTHOR_ID": "1"}
        for n in range(1, 131)
    }
    return fake, lambda: fake.erase("comment", "3")


def amocrm_users(_: int) -> tuple[AmoCrm, Callable[[], object]]:
    fake = AmoCrm()
    fake.users = [{"id": n, "name": f"U{n}", "email": f"u{n}@x.example"} for n in range(1, 601)]
    return fake, lambda: fake.users.pop(2)


def amocrm_purchases(_: int) -> tuple[AmoCrm, Callable[[], object]]:
    fake = AmoCrm()
    rows = [{"id": n, "customer_id": 1, "price": 5, "created_at": at(1), "updated_at": at(1)} for n in range(1, 601)]
    fake.lists["customers/transactions"] = rows
    return fake, lambda: rows.pop(2)


def hubspot_lists(_: int) -> tuple[HubSpot, Callable[[], object]]:
    fake = HubSpot()
    fake.lists = [{"listId": str(n), "name": f"L{n}", "objectTypeId": "0-1"} for n in range(1, 1201)]
    return fake, lambda: fake.lists.pop(2)


@pytest.mark.parametrize(
    ("system", "make", "objects", "path", "key"),
    [
        ("bitrix24", bitrix24_users, ("users",), "/user.get", "id"),
        ("bitrix24", bitrix24_comments, ("deals", "deal_comments"), "/crm.timeline.comment.list", "id"),
        ("amocrm", amocrm_users, ("users",), "/users", "id"),
        ("amocrm", amocrm_purchases, ("purchases",), "/transactions", "id"),
        ("hubspot", hubspot_lists, ("lists",), "/lists/search", "list_id"),
    ],
)
def test_what_goes_from_a_list_takes_no_other_row_with_it(
    system: str,
    make: Callable[[int], tuple[Fake, Callable[[], object]]],
    objects: tuple[str, ...],
    path: str,
    key: str,
    bench: Workbench,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake, goes = make(0)
    outside = Outside(clock=SteppedClock(NOON))
    with serving(fake):
        write(bench, system, fake, monkeypatch, *objects)
        bench.sync(system, outside=outside)
        table = f"raw_{system}.{objects[-1]}"
        before = set(bench.alive(table, key))
        pages = 0

        def meanwhile(at: Fake, request: Request, reply: Reply) -> Reply:
            nonlocal pages
            pages += 1
            if pages == 1:
                goes()
            return reply

        fake.plan(meanwhile, path, times=99)
        bench.sync(system, outside=outside, full_refresh=True)
        assert before - set(bench.alive(table, key)) <= {"3"}
        bench.sync(system, outside=outside, full_refresh=True)
        assert before - set(bench.alive(table, key)) == {"3"}


def test_what_waits_to_be_accepted_may_be_gone_by_night(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, outside = AmoCrm(), Outside(clock=SteppedClock(NOON))

    def waiting(*numbers: int) -> list[dict[str, Any]]:
        return [{"uid": f"u{n}", "created_at": at(1), "_embedded": {"contacts": [{"id": 1}]}} for n in numbers]

    fake.unsorted = waiting(*range(1, 21))
    with serving(fake):
        write(bench, "amocrm", fake, monkeypatch, "unsorted")
        bench.sync("amocrm", outside=outside)
        for rows in (waiting(*range(21, 36)), []):
            fake.unsorted = rows
            bench.sync("amocrm", outside=outside)
            assert bench.alive("raw_amocrm.unsorted", "uid") == [row["uid"] for row in rows]

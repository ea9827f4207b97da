"""How requests are written and rows are read: cursors without a zone, named values, links to other hosts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes.server import Fake, Reply, Request, serving
from tests.pipelines.workbench import Workbench

FORM = "%d.%m.%Y %H:%M:%S"
SOURCE = """
    kind: rest
    url: {url}
    timezone: Europe/Moscow
    rest:
      overlap_minutes: 15
      full_sweep_days: 30
      limits: {{all: {{rate: 100}}}}
      auth: [{{secrets: [token], headers: {{Authorization: "Bearer {{token}}"}}}}]
    objects:
      people:
        entity: party
        key: [id]
        cursor: changed
        read:
          path: /people
          params: {{"filter[since]": $since}}
          since: "%d.%m.%Y %H:%M:%S"
          rows: rows
          spread: {{own: {{name: [code, id], value: values, prefix: cf_}}}}
        map: {{name: name, "cf_PHONE": {{as: phone, each: "[].value"}}}}
        keep: [cf_77]
    """


class Diary(Fake):
    """People with the account's local times and fields as lists of named values."""

    def __init__(self) -> None:
        super().__init__()
        self.people: list[dict[str, Any]] = []

    def put(self, key: int, changed: str, *own: dict[str, Any]) -> None:
        """Create a person, or change one."""
        self.people = [one for one in self.people if one["id"] != key]
        self.people.append({"id": key, "name": f"Person {key}", "changed": changed, "own": list(own)})

    def answer(self, request: Request) -> Reply:
        since = request.params.get("filter[since]")
        start = datetime.strptime(since or "01.01.2000 00:00:00", FORM)  # noqa: DTZ007 - the account's local time
        rows = [one for one in self.people if datetime.fromisoformat(one["changed"]) >= start]
        return Reply(body={"rows": rows})


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Diary]:
    """Two people; the second has fields of the account's own, one without a code and one without any name."""
    fake = Diary()
    fake.put(1, "2026-01-10 09:00:00")
    phones = [{"value": "+7 495 1"}, {"value": "+7 495 2"}]
    fake.put(2, "2026-01-10 12:00:00", {"code": "PHONE", "values": phones}, {"id": 77, "values": 1.50}, {"values": "?"})
    with serving(fake):
        monkeypatch.setenv("SOURCES__DIARY__TOKEN", fake.token)
        yield fake


def test_a_cursor_in_the_zone_of_the_account(bench: Workbench, diary: Diary) -> None:
    outside = Outside(clock=SteppedClock(datetime(2026, 1, 20, 12, tzinfo=UTC)))
    bench.write("diary", SOURCE.format(url=diary.url))
    assert bench.sync("diary", outside=outside).object("people").mode == "full"
    assert "filter[since]" not in diary.log[-1].params
    diary.put(1, "2026-01-10 11:46:00")
    diary.put(3, "2026-01-10 13:00:00")
    people = bench.sync("diary", outside=outside).object("people")
    assert diary.log[-1].params == {"filter[since]": "10.01.2026 11:45:00"}, (
        "a quarter of an hour before the last change"
    )
    assert (people.mode, people.rows_landed, people.rows_unchanged) == ("incremental", 2, 1)
    bench.sync("diary", outside=outside)
    assert diary.log[-1].params == {"filter[since]": "10.01.2026 12:45:00"}


def test_another_zone_means_reading_all_of_it_again(bench: Workbench, diary: Diary) -> None:
    """The cursor was made of times in the other zone: what changed in the hours between would stay unread."""
    outside = Outside(clock=SteppedClock(datetime(2026, 1, 20, 12, tzinfo=UTC)))
    bench.write("diary", SOURCE.format(url=diary.url))
    bench.sync("diary", outside=outside)
    bench.write("diary", SOURCE.format(url=diary.url).replace("Europe/Moscow", "America/New_York"))
    assert bench.sync("diary", outside=outside).object("people").mode == "full"
    assert "filter[since]" not in diary.log[-1].params


def test_the_hour_that_comes_twice_passes_over_nothing(bench: Workbench, diary: Diary) -> None:
    """02:48 is before and after the clock is set back: a change at 02:20 may be later than it."""
    outside = Outside(clock=SteppedClock(datetime(2025, 10, 26, 0, 58, tzinfo=UTC)))
    bench.write("diary", SOURCE.format(url=diary.url).replace("Europe/Moscow", "Europe/Berlin"))
    diary.put(1, "2025-10-26 02:58:00")
    bench.sync("diary", outside=outside)
    bench.sync("diary", outside=outside)
    since = datetime.strptime(diary.log[-1].params["filter[since]"], FORM)  # noqa: DTZ007 - the account's local time
    assert since <= datetime(2025, 10, 26, 1, 43)  # noqa: DTZ001 - the account's local time


def test_named_values_are_fields(bench: Workbench, diary: Diary) -> None:
    bench.write("diary", SOURCE.format(url=diary.url))
    bench.sync("diary", outside=Outside(clock=SteppedClock(datetime(2026, 1, 20, 12, tzinfo=UTC))))
    columns = 'id, "cf_phone", "cf_77"'
    assert bench.rows("raw_diary.people", columns) == [
        ("1", None, None),
        ("2", '[{"value": "+7 495 1"}, {"value": "+7 495 2"}]', "1.5"),
    ]

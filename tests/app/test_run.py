"""A whole run, from raw sources to a published model, seen from outside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from tests.app.harness import COMMAND, Done, Harbour, leaked, onefold
from tests.app.terminal import STEPS, seen, watched

Rows = list[tuple[Any, ...]]


def _truth(project: Harbour) -> dict[str, object]:
    expected: dict[str, object] = json.loads((project.root / "data/truth/expected.json").read_text("utf-8"))
    return expected


def test_the_run_publishes_and_every_layer_balances(published: Harbour) -> None:
    assert published.result["status"] == "published"
    balance = published.query("select layer, sum(rows_in), sum(abs(difference)) from audit.balance group by layer")
    assert {row[0] for row in balance} >= {"source", "raw", "staging", "intermediate", "match", "golden"}
    assert all(row[1] > 0 and row[2] == 0 for row in balance)


def test_every_source_row_that_was_written_is_accounted_for(published: Harbour) -> None:
    expected = _truth(published)
    read = {f"{o['source']}.{o['object']}": o["read"] for o in published.result["steps"]["extract"]["objects"]}
    quarantined = {
        f"{o['source']}.{o['object']}": o["quarantined"]
        for o in published.result["steps"]["extract"]["objects"]
        if o["quarantined"]
    }
    assert quarantined == expected["quarantined"]
    rows = expected["rows"]
    assert isinstance(rows, dict)
    assert {name: read[name] - quarantined.get(name, 0) for name in rows} == rows


def test_every_party_record_stands_in_the_crosswalk_once(published: Harbour) -> None:
    expected = _truth(published)
    rows = published.query("select count(*), count(distinct record_name) from golden.crosswalk")
    assert rows == [(expected["party_records"], expected["party_records"])]


def test_matching_is_precise_and_nearly_complete(published: Harbour) -> None:
    truth = published.result["steps"]["match"]["truth"]
    assert truth["precision"] > 0.93
    assert truth["recall"] > 0.87


def test_dangling_ends_are_kept_and_reported(published: Harbour) -> None:
    expected = _truth(published)["dangling"]
    assert isinstance(expected, dict)
    found = dict(
        published.query(
            "select source || '.' || object, sum(\"rows\") from audit.issue where code = 'dangling-reference'"
            " and field not like 'relation.%' group by all"
        )
    )
    wanted: dict[str, int] = {}
    for name, count in expected.items():
        owner = ".".join(name.split(".")[:2])
        wanted[owner] = wanted.get(owner, 0) + count
    assert {name: found.get(name, 0) for name in wanted} == wanted
    activities = published.query("select count(*) from golden.activity where is_dangling")
    assert activities[0][0] >= expected["legacy_crm.calls.parent_id"]


def test_each_golden_value_names_its_winner(published: Harbour) -> None:
    doubled = published.query(
        "select customer_id, attribute from golden.attribute where is_winner group by all having count(*) > 1"
    )
    lost = published.query(
        "select count(*) from golden.customer c where c.email is not null and not exists ("
        " select 1 from golden.attribute a where a.customer_id = c.customer_id and a.attribute = 'email'"
        " and a.is_winner and a.value = c.email)"
    )
    assert doubled == []
    assert lost == [(0,)]


def test_the_report_is_one_file_without_a_network_or_a_customer(published: Harbour) -> None:
    html = (published.root / "data" / "reports" / f"{published.result['run_id']}.html").read_text("utf-8")
    assert "Publishable: yes" in html
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert "<script" not in html
    assert leaked(html, published.values()) == []


@dataclass(frozen=True)
class Again:
    """A second run on the same sources, in a pipe, while a reader has the published file open."""

    project: Harbour
    done: Done
    before: Rows
    after: Rows
    counted: tuple[Rows, Rows]


_IDS = "select record_name, customer_id from golden.crosswalk order by all"


@pytest.fixture(scope="module")
def again(copied: Callable[[], Harbour], tmp_path_factory: pytest.TempPathFactory) -> Again:
    project = copied()
    before = project.query(_IDS)
    count = "select count(*) from golden.customer"
    with duckdb.connect(str(project.current), read_only=True) as reader:
        at_first = reader.execute(count).fetchall()
        done = project.run("--json")
        counted = at_first, reader.execute(count).fetchall()
    assert done.returncode == 0, done.stderr
    # Out of the way of the next copy.
    kept = Harbour(project.root.rename(tmp_path_factory.mktemp("again") / "harbour"), project.result)
    return Again(kept, done, before, kept.query(_IDS), counted)


def test_a_second_run_changes_nothing_and_keeps_every_id(again: Again) -> None:
    assert again.after == again.before
    objects = again.done.json()["steps"]["extract"]["objects"]
    assert sum(o["landed"] for o in objects) <= sum(o["read"] for o in objects) * 0.05


def test_a_reader_that_has_the_file_open_goes_on_reading(again: Again) -> None:
    at_first, afterwards = again.counted
    assert at_first == afterwards


def test_a_run_in_a_pipe_only_says_its_steps(again: Again) -> None:
    assert "\r" not in again.done.stderr
    assert [line.split()[0] for line in again.done.stderr.splitlines()] == STEPS


def test_rollback_makes_the_build_before_current_again(again: Again) -> None:
    project, first = again.project, again.project.result["build"]
    assert again.done.json()["build"] != first
    done = onefold("rollback", "--json", cwd=project.root)
    assert done.returncode == 0, done.stderr
    assert done.json()["build"] == first
    assert project.query("select build from audit.run") == [(first,)]


@dataclass(frozen=True)
class NextDay:
    """A whole run on the sources of the next day, on a terminal: ids by record before and after, and what was seen."""

    before: dict[str, str]
    after: dict[str, str]
    printed: str
    on_terminal: str


@pytest.fixture(scope="module")
def next_day(copied: Callable[[], Harbour]) -> NextDay:
    project = copied()
    query = "select record_name, customer_id from golden.crosswalk where not is_deleted"
    before = dict(project.query(query))
    project.generate("--day", "2")
    code, printed, on_terminal = watched([*COMMAND, "run", "--full", "--json"], project.root)
    assert code == 0, on_terminal
    return NextDay(before, dict(project.query(query)), printed, on_terminal)


def test_the_next_day_keeps_the_ids_of_who_stayed(next_day: NextDay) -> None:
    before, after = next_day.before, next_day.after
    stayed = set(before) & set(after)
    moved = [name for name in stayed if before[name] != after[name]]
    assert len(after) != len(before) or stayed != set(before)
    assert len(moved) <= len(stayed) * 0.01


def test_a_run_on_a_terminal_says_what_it_is_at(next_day: NextDay) -> None:
    assert json.loads(next_day.printed)["status"] == "published"
    assert [line.split()[0] for line in seen(next_day.on_terminal)] == STEPS
    moved = re.search(r"\rbuild: \d+ of \d+ models and tests … \d+ s", next_day.on_terminal)
    assert moved, next_day.on_terminal[-2000:]


def test_dbt_works_by_hand_in_the_projects_own_folder(harbour: Harbour) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("ONEFOLD_")}
    for arguments in (["build", "--select", "customer_360"], ["docs", "generate"]):
        command = [sys.executable, "-m", "dbt.cli.main", *arguments]
        done = subprocess.run(command, cwd=harbour.root / "dbt", env=own, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:]
    catalog = json.loads((harbour.root / "dbt" / "target" / "catalog.json").read_text(encoding="utf-8"))
    assert {"model.onefold.customer_360", "model.onefold.customer"} <= set(catalog["nodes"])
    everyone = "select md5(string_agg(c::varchar, '' order by customer_id)) from marts.customer_360 as c"
    assert harbour.working(everyone) == harbour.query(everyone)

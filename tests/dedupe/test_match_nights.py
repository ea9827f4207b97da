"""Nights in which records come, change, go and come back, and people decide and undo: what holds after each of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from onefold_core.state.store import open_state
from onefold_dedupe.decisions import Decision
from onefold_dedupe.engine import run_match

from tests.dedupe.test_match_incremental import add, outcome, people, remove, tables, with_model_of
from tests.dedupe.test_match_project import PETRA, Project, project

__all__ = ["project"]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(2))
def test_every_night_ends_like_a_full_run_and_ids_hold(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    keys = sorted(people(3), key=int)[: 2 * 60]
    record = {
        key: f"{'crm:contacts' if kind == 'person' else 'erp:firms'}:{key}" for key, (kind, *_) in people(3).items()
    }
    versions = dict.fromkeys(keys[:100], 3)
    project, state = Project(), open_state("sqlite:///state.sqlite", tmp_path)
    add(project, tables(3), versions)
    decisions: list[Decision] = []
    ids: dict[str, str] = {}
    nights: list[dict[str, str]] = []
    for night in range(8):
        run_match(project.con, project="harbour", decisions=decisions, now=START + timedelta(days=night), state=state)
        before, ids = ids, dict(project.con.execute("select record_name, customer_id from match.identity").fetchall())
        nights.append(ids)
        whole = with_model_of(project)
        for version in (3, 11):
            add(whole, tables(version), [key for key, held in versions.items() if held == version])
        whole.run(decisions)
        assert outcome(project) == outcome(whole), "as a full run"
        whole.con.close()
        for past, expected in enumerate(nights):
            moment = START + timedelta(days=past, hours=1)
            found = project.con.execute(
                "select record_name, customer_id from match.identity_history"
                " where valid_from <= ? and coalesce(valid_to > ?, true)",
                [moment, moment],
            )
            assert dict(found.fetchall()) == expected, "the crosswalk answers for every past run"
        for act in draw.choices(["arrive", "change", "delete", "same", "different", "undo"], k=5):
            gone, there = sorted(set(keys) - set(versions)), sorted(versions)
            one, other = draw.sample(there, 2)
            if act == "arrive" and gone:
                versions[draw.choice(gone)] = 3
            elif act == "change":
                versions[one] = 14 - versions[one]
            elif act == "delete":
                del versions[one]
            elif act == "undo" and decisions:
                decisions.pop(draw.randrange(len(decisions)))
            elif act in ("same", "different"):
                decisions.append(Decision(record[one], record[other], "same" if act == "same" else "different"))
        remove(project, keys)
        for version in (3, 11):
            add(project, tables(version), [key for key, held in versions.items() if held == version])
    assert before != ids


def test_undoing_a_different_restores_the_id_of_a_founder_that_is_not_the_oldest(project: Project) -> None:
    founder = project.person("9", "Petra", "Kesselring", **PETRA)
    first = project.run(now=START)
    older = project.person("1", "Petra", "Kesselring", **PETRA)
    before = project.run(now=START + timedelta(days=1))
    assert before[older] == before[founder] == first[founder]
    apart = project.run([Decision(founder, older, "different")], now=START + timedelta(days=2))
    assert apart[founder] == first[founder] != apart[older]
    assert project.run(now=START + timedelta(days=3)) == before
    assert project.run([Decision(founder, older, "different")], now=START + timedelta(days=4)) == apart, "minted once"


@pytest.mark.parametrize("goes", ["founder", "older", "both"])
def test_a_record_that_comes_back_has_its_id_whatever_was_decided_meanwhile(project: Project, goes: str) -> None:
    founder = project.person("9", "Petra", "Kesselring", **PETRA)
    project.run(now=START)
    older = project.person("1", "Petra", "Kesselring", **PETRA)
    before = project.run(now=START + timedelta(days=1))
    for record in {"founder": [founder], "older": [older], "both": [founder, older]}[goes]:
        project.delete(record)
    without = project.run([Decision(founder, older, "different")], now=START + timedelta(days=2))
    assert without == {record: before[record] for record in without}
    project.con.execute("update intermediate.int_party set is_deleted = false")
    assert project.run(now=START + timedelta(days=3)) == before

"""`explain A B` of records that were never compared says in words why, and what would have to be otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from onefold.explanation import PairAccount
from onefold_core.state.decisions import RecordedDecision
from onefold_dedupe.block import STRONG_CAP
from onefold_dedupe.explain import explain_pair

from tests.dedupe.test_match_incremental import add, people, tables, tighten
from tests.dedupe.test_match_project import PETRA, THRESHOLDS, Project, project

__all__ = ["project"]


def told(made: Project, one: str, other: str, decisions: tuple[RecordedDecision, ...] = ()) -> Iterator[str]:
    found = explain_pair(made.con, one, other, THRESHOLDS)
    return map(str.strip, PairAccount(found, ("c_ONE", "c_OTHER"), decisions).text().split("\n"))


def test_no_key_in_common(project: Project) -> None:
    petra = project.person("1", "Petra", "Kesselring", **PETRA)
    stranger = project.person("2", "Wolfram", "Zander", birth_date="1950-01-09", phone="+4942199999")
    nobody = project.person("3", "", "")
    project.run()
    lines = list(told(project, petra, stranger))
    assert "They were never compared: no search key has one value in both (onefold model show lists the keys)." in lines
    (both,) = (line for line in lines if line.startswith("In both, with other values: "))
    (only,) = (line for line in lines if line.startswith(f"Only in {petra}: "))
    assert "phone" in both and "names" in both and "email" not in both
    assert "email" in only and "phone" not in only
    (way,) = (line for line in lines if line.startswith("they would be compared if one of these were the same in both"))
    assert "phone" in way and "email" not in way
    assert any(line.startswith("if ") and line.endswith(("joined", "a person would be asked")) for line in lines)
    lines = list(told(project, petra, nobody))
    assert f"Nothing in {nobody} can be searched by." in lines
    assert any(line.startswith("they would be compared if") and "email" in line for line in lines)


def test_a_key_that_exploded(project: Project) -> None:
    count = STRONG_CAP + 9
    crowd = [project.person(str(1000 + n), f"Given{n:03}", f"Family{n:03}", phone="+493099999") for n in range(count)]
    project.run()
    text = "\n".join(told(project, crowd[0], crowd[-1]))
    said = f"phone is the same in {count} records: too many to compare all of them (cap"
    assert f"They were never compared: {said}" in text
    assert "In both" not in text


def test_pairs_that_hardly_ever_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    tighten(monkeypatch)
    made = Project()
    add(made, tables(3), people(3))
    made.run()
    one, other = made.con.execute(
        "select l.record_name, r.record_name from match_kept.passed_person p join match_kept.numbering l"
        " on l.rid = p.rid_l join match_kept.numbering r on r.rid = p.rid_r order by all limit 1"
    ).fetchall()[0]
    lines = list(told(made, one, other))
    assert any(
        line.startswith("They were never compared: of pairs found by ")
        and line.endswith(" alone, hardly one in a thousand matters.")
        for line in lines
    )
    assert any(line.startswith("Had they been, the evidence would weigh ") for line in lines)


def test_a_person_and_an_organisation(project: Project) -> None:
    petra = project.person("1", "Petra", "Kesselring", **PETRA)
    firm = project.company("5", "Kesselring Bau", phone=PETRA["phone"])
    project.run()
    decided = RecordedDecision("d_1", petra, firm, "same", "phoned", "anna", "2026-01-01", None, None, None)
    lines = list(told(project, petra, firm, (decided,)))
    assert "One is a person and the other an organisation: they are never one customer." in lines
    assert any(line.startswith("if both were of one kind") for line in lines)
    assert any("which changes nothing while one is a person and the other an organisation" in line for line in lines)


def test_kinds_so_rare_that_there_is_no_model() -> None:
    made = Project()
    one = made.person("1", "Petra", "Kesselring", phone="+4942199999")
    other = made.person("2", "Wolfram", "Zander", email="w@zander.example")
    made.run()
    lines = list(told(made, one, other))
    assert any(line.startswith("They were never compared: no search key") for line in lines)
    assert any(line.startswith(f"Only in {one}: ") and "phone" in line for line in lines)

"""Decisions as files and lists: they travel whole, contradictions are named, what is no decision changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from onefold.cli import main
from onefold.contradictions import contradicted, told
from onefold_core.state import ledger
from onefold_core.state.decisions import active_decisions, decide
from onefold_core.state.store import open_state

A, B, C = (f"crm:contacts:{letter}" for letter in "abc")


class Folder:
    """A project that nothing was run in."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys
        self.run("init", root.name, "--folder", str(root))
        self.state = open_state("sqlite:///data/state.sqlite", root)

    def run(self, *arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        said = self.capsys.readouterr()
        return int(left.value.code or 0), said.out + said.err

    def decisions(self, *arguments: str) -> tuple[int, str]:
        return self.run("decisions", *arguments, "--project", str(self.root))

    def json(self, *arguments: str) -> Any:
        code, said = self.decisions(*arguments, "--json")
        assert code == 0, said
        return json.loads(said)


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path / "one", capsys)


@pytest.fixture
def other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path / "two", capsys)


def test_decisions_travel_to_another_project_with_who_when_and_evidence(
    folder: Folder, other: Folder, tmp_path: Path
) -> None:
    decide(folder.state, A, B, "same", why="phoned", actor="anna", evidence_hash="ab12")
    decide(folder.state, B, C, "unsure", why="?", actor="boris")
    undone = decide(folder.state, A, C, "different", why="slip", actor="anna")
    assert folder.decisions("undo", undone.decision_id)[0] == 0
    assert folder.decisions("undo", undone.decision_id)[0] == 2, "once"
    path = tmp_path / "decisions.jsonl"
    assert folder.decisions("export", str(path))[0] == 0
    assert other.json("import", str(path)) == {"read": 2, "written": 2, "known": 0}
    assert other.json("import", str(path)) == {"read": 2, "written": 0, "known": 2}

    def facts(one: Folder) -> list[tuple[object, ...]]:
        kept = active_decisions(one.state)
        return [(d.id_l, d.id_r, d.verdict, d.why, d.decided_by, d.decided_at, d.evidence_hash) for d in kept]

    assert facts(other) == facts(folder)
    assert [row[4] for row in facts(other)] == ["anna", "boris"]
    assert ledger.verify(other.state) is None
    again = tmp_path / "again.jsonl"
    assert other.decisions("export", str(again))[0] == 0
    ids = ("decision_id",)
    lines = [[json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in (path, again)]
    assert [{k: v for k, v in line.items() if k not in ids} for line in lines[0]] == [
        {k: v for k, v in line.items() if k not in ids} for line in lines[1]
    ]


def test_a_newer_decision_is_not_overruled_by_an_older_one_from_a_file(folder: Folder, tmp_path: Path) -> None:
    decide(folder.state, A, B, "different", why="seen", actor="anna")
    line = {"id_l": B, "id_r": A, "verdict": "same", "why": "old", "decided_at": "2020-01-01T00:00:00+02:00"}
    path = tmp_path / "old.jsonl"
    path.write_text(json.dumps(line) + "\n\n", encoding="utf-8-sig")
    assert folder.json("import", str(path))["written"] == 1
    assert [d.verdict for d in active_decisions(folder.state)] == ["different"]
    assert folder.json("list")[0]["decided_at"] == "2019-12-31T22:00:00.000000Z"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id_l": "crm:contacts:a", "verdict": "same"}',
        '{"id_l": "crm:contacts:a", "id_r": "crm:contacts:b", "verdict": "maybe"}',
        '{"id_l": "nobody", "id_r": "crm:contacts:b", "verdict": "same"}',
        '{"id_l": "crm:contacts:a", "id_r": "crm:contacts:a", "verdict": "same"}',
        '{"id_l": "crm:contacts:a", "id_r": "crm:contacts:c", "verdict": "same", "decided_at": "soon"}',
    ],
)
def test_a_line_that_is_no_decision_ends_the_import_before_anything_is_written(
    folder: Folder, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "bad.jsonl"
    good = json.dumps({"id_l": A, "id_r": B, "verdict": "same", "why": "good"})
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")
    code, said = folder.decisions("import", str(path))
    assert code == 2
    assert "error: " in said
    assert active_decisions(folder.state) == []


def test_options_that_make_no_sense_are_refused(folder: Folder) -> None:
    assert folder.decisions("queue", "--limit", "-1")[0] == 2
    assert folder.decisions("queue", "--limit", "0")[0] == 2
    code, said = folder.run("decide", A, B, "same", "--why", "  ", "--project", str(folder.root))
    assert (code, "--why" in said) == (2, True)
    assert active_decisions(folder.state) == []


def test_files_that_cannot_be_read_or_written_are_told(folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'{"why": "\xe9"}\n')
    code, said = folder.decisions("import", str(path))
    assert (code, "[unreadable-file]" in said, str(path) in said) == (2, True, True)
    assert "[missing-file]" in folder.decisions("import", str(tmp_path / "nowhere"))[1]
    assert "[unwritable-file]" in folder.decisions("export", str(tmp_path / "no folder" / "out"))[1]


def test_contradictions_are_named_by_their_decisions(folder: Folder) -> None:
    first = decide(folder.state, A, B, "same", why="1", actor="anna")
    apart = decide(folder.state, A, C, "different", why="2", actor="anna")
    assert contradicted(active_decisions(folder.state)) == {}
    last = decide(folder.state, B, C, "same", why="3", actor="boris")
    found = contradicted(active_decisions(folder.state))
    assert found == {last.decision_id: (apart.decision_id, first.decision_id)}
    note = told(last.decision_id, found)
    assert note is not None
    assert apart.decision_id in note and first.decision_id in note
    assert told(first.decision_id, found) == (
        f"no longer applied because of it: {last.decision_id}; undo one of them if that is wrong"
    )
    listed = {d["decision_id"]: d["contradicted_by"] for d in folder.json("list")}
    assert listed == {
        first.decision_id: [],
        apart.decision_id: [],
        last.decision_id: [apart.decision_id, first.decision_id],
    }
    assert "contradicted by" in folder.decisions("list")[1]
    assert folder.decisions("undo", apart.decision_id)[0] == 0
    assert contradicted(active_decisions(folder.state)) == {}


def test_the_latest_same_gives_way_whatever_the_records_are_called(folder: Folder) -> None:
    decide(folder.state, B, C, "same", why="first", actor="anna")
    decide(folder.state, A, C, "different", why="then", actor="anna")
    late = decide(folder.state, A, B, "same", why="late", actor="anna")
    assert list(contradicted(active_decisions(folder.state))) == [late.decision_id]

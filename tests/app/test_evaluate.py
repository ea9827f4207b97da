"""`onefold evaluate`: files and runs against the truth and against one another, and the exit code as a gate."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from onefold.cli import main
from onefold_dedupe.comparison import Comparison, compare_clusters

from tests.app.harness import Harbour, onefold

USAGE, SOURCE, GATE = 2, 3, 4


def table(con: duckdb.DuckDBPyConnection, name: str, clusters: dict[str, str]) -> None:
    con.execute(f"create or replace table {name} (record_name varchar, cluster_id varchar)")
    rows = [(record, cluster) for cluster, records in clusters.items() for record in records]
    if rows:
        con.executemany(f"insert into {name} values (?, ?)", rows)


def compared(before: dict[str, str], after: dict[str, str]) -> Comparison:
    with duckdb.connect() as con:
        table(con, "b", before)
        table(con, "a", after)
        return compare_clusters(con, "b", "a")


def test_every_kind_of_change_is_counted_and_named() -> None:
    before = {"A": "12", "B": "34", "C": "5", "D": "6", "E": "78", "F": "9", "G": "0x", "H": "z"}
    after = {"A": "12", "B": "3", "B2": "4", "C": "56", "E": "7", "F": "89", "G": "0", "N": "y"}
    found = compared(before, after)
    assert (found.records, found.records_added, found.records_gone) == (10, 1, 2)
    assert (found.identical, found.extended, found.added, found.gone) == (1, 1, 1, 1)
    assert [(one.change, one.records, one.before, one.after) for one in found.changes] == [
        ("moved", 3, ("E", "F"), ("E", "F")),
        ("split", 2, ("B",), ("B", "B2")),
        ("merged", 2, ("C", "D"), ("C",)),
    ]
    assert (found.split, found.merged, found.moved, found.changed) == (1, 1, 1, 0.7)


def test_nothing_changes_against_itself_and_names_of_clusters_do_not_matter() -> None:
    same = compared({"A": "12", "B": "3"}, {"X": "12", "Y": "3"})
    assert (same.identical, same.changed, same.changes) == (2, 0.0, ())
    assert compared({}, {}).changed == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_counts_agree_with_a_plain_reckoning(seed: int) -> None:
    draw = random.Random(seed)

    def partition() -> dict[str, str]:
        groups: dict[str, str] = defaultdict(str)
        for record in draw.sample("abcdefghijklmnopqrstuvwxyz", 22):
            groups[f"c{draw.randint(1, 12)}"] += record
        return dict(groups)

    before, after = partition(), partition()
    found = compared(before, after)
    sets = {frozenset(records) for records in before.values()}
    assert found.identical == sum(frozenset(records) in sets for records in after.values())
    common = set("".join(before.values())) & set("".join(after.values()))
    homes = [{r: c for c, records in side.items() for r in records if r in common} for side in (before, after)]
    touched = sum(
        {o for o in common if homes[0][o] == homes[0][r]} != {o for o in common if homes[1][o] == homes[1][r]}
        for r in common
    )
    assert found.changed * found.records >= touched, "a group that changed holds every record that has other mates"
    assert (found.changed == 0) == (touched == 0)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    written = {
        "new": "id,cluster_id\n1,a\n2,a\n3,b\n",
        "old": "id,cluster_id\n1,a\n2,x\n3,b\n",
        "truth": "record_name,entity_id,kind\n1,E1,person\n2,E1,person\n3,E1,person\n4,,person\n",
        "twice": "id,cluster_id\n1,a\n1,b\n",
        "other": "number,name\n1,a\n",
        "ragged": "id,cluster_id\n1,a,b\n",
        "strangers": "id,entity_id\n9,a\n",
    }
    found = {name: tmp_path / f"{name}.csv" for name in written}
    for name, path in found.items():
        path.write_text(written[name], encoding="utf-8")
    return found


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["new", "--truth", "truth"], 0, "recall          0.3333"),
        (["new", "--truth", "truth", "--min-recall", "0.3", "--min-precision", "1"], 0, "records         3"),
        (["new", "--truth", "truth", "--min-recall", "0.34"], GATE, "[below-floor]"),
        (["new", "--truth", "truth", "--min-f1", "0.51"], GATE, "[below-floor]"),
        (["new", "--truth", "truth", "--min-b3-f1", "0.8"], GATE, "[below-floor]"),
        (["new", "--against", "old"], 0, "merged  a x  ->  a"),
        (["new", "--against", "old", "--max-changed", "0.7"], 0, "changed         0.6667"),
        (["new", "--against", "old", "--max-changed", "0.5"], GATE, "[too-many-changes]"),
        (["new", "--against", "old", "--truth", "truth", "--max-changed", "0.5"], GATE, "precision"),
        (["new", "--against", "old", "--min-f1", "0.5"], USAGE, "[no-truth]"),
        (["new", "--truth", "truth", "--max-changed", "0.5"], USAGE, "[no-truth]"),
        (["new", "--truth", "truth", "--min-f1", "95"], USAGE, "--min-f1"),
        (["new", "--truth", "twice"], USAGE, "[bad-labels]"),
        (["new", "--truth", "other"], USAGE, "[bad-labels]"),
        (["new", "--truth", "strangers"], USAGE, "[empty-truth]"),
        (["new", "--truth", "missing.csv"], USAGE, "[missing-truth]"),
        (["new", "--against", "missing.csv"], USAGE, "[missing-file]"),
        (["twice", "--against", "old"], USAGE, "[bad-labels]"),
        (["ragged", "--against", "old"], SOURCE, "[unreadable-rows]"),
    ],
)
def test_files_need_no_project(
    files: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(files["new"].parent)
    with pytest.raises(SystemExit) as left:
        main(["evaluate", *(str(files.get(word, word)) for word in arguments)])
    said = capsys.readouterr()
    assert (left.value.code, says in said.out + said.err) == (code, True), said


def test_match_with_truth_is_a_gate_after_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, columns, out = tmp_path / "data.csv", tmp_path / "columns.yml", tmp_path / "out.csv"
    rows = [f"{n},Anna{n},Keller{n},a{n}@post.example,e{n // 2}" for n in range(30)]
    data.write_text("\n".join(["id,given,family,email,entity", *rows, ""]), encoding="utf-8")
    columns.write_text("given_name: given\nfamily_name: family\nemail: email\n", encoding="utf-8")
    command = ["match", str(data), "--id", "id", "--columns", str(columns), "--out", str(out)]

    def run(*options: str) -> Any:
        with pytest.raises(SystemExit) as left:
            main([*command, *options])
        return left.value.code

    assert run("--min-recall", "0.5") == USAGE
    assert not out.exists()
    assert run("--truth", "entity", "--min-recall", "0.5") == GATE
    assert out.exists()
    assert run("--truth", "entity", "--min-precision", "1") == 0
    assert "below-floor" in capsys.readouterr().err


def test_runs_of_a_project_are_measured_and_compared(harbour: Harbour, tmp_path: Path) -> None:
    first = onefold("runs", "--json", cwd=harbour.root).json()[0]["run_id"]
    measured = onefold("evaluate", "--json", cwd=harbour.root).json()
    assert onefold("evaluate", first, "--json", cwd=harbour.root).json() == measured
    same = onefold("evaluate", "--against", first, "--max-changed", "0", "--json", cwd=harbour.root)
    assert same.returncode == 0, same.said
    assert same.json()["comparison"]["identical"] == measured_customers(harbour)

    ((customer, one, other),) = harbour.working(
        "select customer_id, min(record_name), max(record_name) from match.identity group by 1"
        " having count(*) = 2 order by 1 limit 1"
    )
    assert onefold("decide", one, other, "different", "--why", "a test", cwd=harbour.root).returncode == 0
    assert harbour.run().returncode == 0
    found = onefold("evaluate", "--against", first, "--json", cwd=harbour.root).json()["comparison"]
    ((change),) = found["changes"]
    assert (change["change"], change["before"], len(change["after"])) == ("split", [customer], 2)
    assert customer in change["after"]
    assert onefold("evaluate", "--against", first, "--max-changed", "0", cwd=harbour.root).returncode == GATE
    clusters = tmp_path / "clusters.csv"
    rows = harbour.working("select record_name, customer_id from match.identity")
    clusters.write_text("record_name,customer_id\n" + "".join(f'"{a}",{b}\n' for a, b in rows), encoding="utf-8")
    told = onefold("evaluate", "--against", str(clusters), "--json", cwd=harbour.root).json()["comparison"]
    assert told["changes"] == []
    for wrong, code in (("20200101T000000-abcd", "unknown-run"), ("yesterday", "bad-moment")):
        refused = onefold("evaluate", "--against", wrong, cwd=harbour.root)
        assert (refused.returncode, f"[{code}]" in refused.stderr) == (USAGE, True), refused.said


def measured_customers(harbour: Harbour) -> int:
    ((count,),) = harbour.working("select count(distinct customer_id) from match.identity")
    return int(count)

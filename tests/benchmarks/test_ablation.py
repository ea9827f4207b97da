"""Each part can be taken out, is what its name says, and the whole is what `onefold match` does."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from onefold_core.identifiers import literal
from onefold_dedupe.engine import match_file
from onefold_dedupe.ruleset import KINDS, load_rules

from benchmarks import ablation
from benchmarks.ablation import PARTS, WHOLE, Case, Part, of_folder
from benchmarks.people import write_people
from tests.benchmarks.test_benchmarks import table


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("set")
    people = literal(str(write_people(made, 1_000)))
    renamed = f"select entity_id as cluster, id as unique_id, * exclude (id, entity_id) from {people}"
    duckdb.execute(f"copy ({renamed}) to {literal(str(made / 'data.parquet'))} (format parquet)")
    return made


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return of_folder(folder)


def part(name: str) -> Part:
    return next(part for part in PARTS if part.name == name)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_taken_out_changes_rules_or_records(part: Part) -> None:
    assert part.columns or any(part.change(load_rules(kind)) != load_rules(kind) for kind in KINDS)


def test_the_whole_is_what_a_match_gives(folder: Path, case: Case, tmp_path: Path) -> None:
    columns, out = folder / "columns.yml", tmp_path / "clusters.csv"
    report = match_file(folder / "data.parquet", "unique_id", columns, out, truth="cluster")
    whole = case.match(Part(WHOLE))
    assert report.evaluation is not None
    assert (whole.f1, whole.b3, whole.pairs) == (report.evaluation.f1, report.evaluation.b3_f1, report.candidates)


def test_without_its_part_a_thing_is_gone(case: Case) -> None:
    def count(query: str) -> int:
        return int(case.con.execute(query).fetchall()[0][0])

    ruled = "select count(*) from match_kept.pair_person where rule = '{}'"
    for name, query in (
        ("hard conflicts", ruled.format("conflict")),
        ("class of households", "select (document->>'household')::double > 1e-12 from match_kept.model"),
        ("several values a record", "select count(*) from match.record where len(email) > 1 or len(phone) > 1"),
    ):
        case.match(Part(WHOLE))
        assert count(query), name
        case.match(part(name))
        assert not count(query)


def test_tables_show_differences(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["EM (m as the rules say)", "weak keys, two at a time"]
    ablation.main([str(folder), *(word for name in wanted for word in ("--part", name))])
    _, whole, *rows = table(capsys.readouterr().out)
    assert whole[0] == WHOLE and 0.7 < float(whole[1].partition(" ")[0]) < 1
    assert [row[0] for row in rows] == sorted(wanted, reverse=True)
    assert float(rows[0][2]) < 1 and float(rows[0][1].partition(" ")[0]) < 0.5

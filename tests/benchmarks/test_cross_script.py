"""Cyrillic and Latin spellings of one person or company find each other as well as two Latin ones do."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks import cross_script
from benchmarks.cross_script import ALL
from benchmarks.cross_script_twins import write_twins
from benchmarks.cross_script_words import latin
from tests.benchmarks.test_benchmarks import table

ENTITIES = 700


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_twins(tmp_path_factory.mktemp("twins"), ENTITIES)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def has_cyrillic(row: dict[str, str]) -> bool:
    return any("\u0400" <= letter <= "\u052f" for value in row.values() for letter in value)


@pytest.mark.parametrize(
    ("word", "language", "ways"),
    [
        ("Иванов", "ru", ("Ivanov", "Ivanov", "Iwanow", "Iwanow", "Ivanoff")),
        ("Щербаков", "ru", ("Shcherbakov", "Shcherbakov", "Schtscherbakow", "Szczerbakow", "Chtcherbakoff")),
        ("Юлия", "ru", ("Iuliia", "Yuliya", "Julia", "Julia", "Ioulia")),
        ("Григоренко", "uk", ("Hryhorenko", "Hryhorenko", "Grigorenko", "Grigorenko", "Grigorenko")),
    ],
)
def test_five_ways_to_write_a_name(word: str, language: str, ways: tuple[str, ...]) -> None:
    written = tuple(latin(word, language, way) for way in ("passport", "bgn", "german", "polish", "french"))
    assert written == ways


def test_twins_differ_in_the_script_of_one_side_only(twins: tuple[Path, Path], tmp_path: Path) -> None:
    in_latin, in_cyrillic = map(rows, twins)
    assert len(in_latin) == len(in_cyrillic) == 2 * ENTITIES
    assert not any(map(has_cyrillic, in_latin))
    for one, other in zip(in_latin, in_cyrillic, strict=True):
        assert has_cyrillic(other) == (other["id"][0] == "a")
        assert one == other or other["id"][0] == "a"
        assert [key for key in one if one[key]] == [key for key in other if other[key]]
    again = write_twins(tmp_path, ENTITIES)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in twins]


def test_blocking_recall_over_scripts_is_within_two_points_of_latin(twins: tuple[Path, Path]) -> None:
    in_latin, in_cyrillic = map(cross_script.measure, twins)
    for kind in ("person", "organization"):
        assert in_latin.completeness[kind, ALL] > 0.85
        assert in_cyrillic.completeness[kind, ALL] >= in_latin.completeness[kind, ALL] - 0.02
    assert in_cyrillic.clusters.precision > 0.97
    assert in_cyrillic.clusters.f1 >= in_latin.clusters.f1 - 0.02


def test_the_tables_name_every_key_that_found_something(capsys: pytest.CaptureFixture[str]) -> None:
    cross_script.main(["--entities", "150"])
    found = {row[0]: row[1:] for row in table(capsys.readouterr().out)}
    assert float(found[f"person: {ALL}"][1]) > 80
    assert "organization: rare_word" in found and "f1" in found

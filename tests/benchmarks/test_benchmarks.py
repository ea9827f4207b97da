"""Each benchmark runs at a tiny size and prints its table; how long it took is nobody's test."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import match, model_scale, rest, run, standardise, standardise_stage
from benchmarks.addresses import BY_TEMPLATE, FOCUS, addresses
from benchmarks.customers import customers
from benchmarks.measure import ROOT
from benchmarks.people import write_people

DOCUMENTED = sorted(
    set(re.findall(r"^python (benchmarks/\w+\.py)", (ROOT / "docs/benchmarks.md").read_text("utf-8"), re.M))
)


def table(printed: str) -> list[list[str]]:
    """The cells of every row under a header."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in printed.splitlines() if line[:1] == "|"]
    return [row for row in rows if not set(row[0]) <= {"-", ":"}]


@pytest.mark.parametrize("script", DOCUMENTED)
def test_a_documented_script_runs_from_anywhere(script: str, tmp_path: Path) -> None:
    asked = subprocess.run([sys.executable, ROOT / script, "--help"], cwd=tmp_path, capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    assert "--help" in asked.stdout


def test_standardise_compares_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    standardise.main(["--values", "20", "--repeats", "1", "--customers", "0"])
    printed = capsys.readouterr().out
    _, *rows = table(printed)
    by_country = next(at for at, row in enumerate(rows) if row[0] == "country")
    rows, countries = rows[:by_country], rows[by_country + 1 :]
    assert {row[0].partition(",")[0] for row in countries} == {*FOCUS, *BY_TEMPLATE}
    assert all(float(share) > 0 for row in countries for share in row[-4:])
    kinds = {row[0].partition(",")[0] for row in rows}
    assert kinds >= {"address", "phone", "person", "person in fields", "company", "e-mail"}
    assert all(float(row[-1]) > 0 for row in rows)


def test_every_country_has_addresses_of_its_own_in_fields_and_in_a_line() -> None:
    for country in (*FOCUS, *BY_TEMPLATE):
        one, other = islice(addresses(country), 2)
        assert one != other and (one, other) == tuple(islice(addresses(country), 2))
        assert one.fields["street"] in one.line and one.city in one.line


def test_match_says_how_good_it_was_and_that_splink_was_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    match.main(["--records", "600", "--repeats", "1"])
    printed = capsys.readouterr().out
    header, row = table(printed)
    assert row[0] == "600 onefold"
    assert 0.8 < float(row[header.index("F1")]) <= 1
    assert float(row[header.index("peak MiB")]) > 30
    assert "skipped: splink" in printed


def test_people_are_the_same_every_time_and_as_many_as_asked(tmp_path: Path) -> None:
    import duckdb

    first = write_people(tmp_path, 300)
    bytes_before = first.read_bytes()
    assert write_people(tmp_path, 300).read_bytes() == bytes_before
    rows, ids, entities = duckdb.execute(
        "select count(*), count(distinct id), count(distinct entity_id) from read_parquet(?)", [str(first)]
    ).fetchall()[0]
    assert rows == ids == 300
    assert 100 < entities < 300


def test_rest_reads_every_page_of_both_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    rest.main(["--pages", "2", "--repeats", "1"])
    _, *rows = table(capsys.readouterr().out)
    read = [(row[0], row[1], row[2]) for row in rows]
    contacts, invoices = [("contacts", "2", "200"), ("contacts", "20", "2,000")], [("invoices", "2", "400")]
    assert read == [*contacts, *invoices, ("invoices", "20", "4,000")]
    assert all(float(row[-1].replace(",", "")) > 30 for row in rows)


@pytest.mark.slow
def test_run_prints_both_nights_and_their_steps(capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["--scale", "0.05"])
    header, cold, next_night = table(capsys.readouterr().out)
    assert header[-len(run.STEPS) :] == list(run.STEPS)
    assert (cold[0], next_night[0]) == ("0.05 cold", "0.05 next night")
    assert all(re.fullmatch(r"[\d,.]+", cell) for cell in (*cold[1:], *next_night[1:]))


@pytest.mark.slow
def test_the_model_prints_its_nights_and_what_was_slowest(capsys: pytest.CaptureFixture[str]) -> None:
    model_scale.main(["--customers", "200", "--slowest", "3"])
    printed = capsys.readouterr().out
    assert "200 customers, 1,000 facts" in printed
    _, cold, night, _whole, _header, *slowest = table(printed)
    assert (cold[0], night[0]) == ("cold", "night")
    assert len(slowest) == 3 and all(re.fullmatch(r"[\d,.]+", cell) for row in slowest for cell in row[1:])


def test_the_stage_prints_its_nights(capsys: pytest.CaptureFixture[str]) -> None:
    standardise_stage.main(["--customers", "300", "--workers", "1"])
    _, cold, night, quiet = table(capsys.readouterr().out)
    assert (cold[0], night[0], quiet[0]) == ("cold", "1 % new", "nothing new")
    assert 1_000 < int(cold[1].replace(",", "")) <= 4 * 300 + 50
    assert 0 < int(night[1]) <= 4 * 3 + 10
    assert quiet[1] == "0"


def test_a_customer_is_the_same_wherever_one_begins() -> None:
    assert list(customers(3, first=19_999))[1:] == list(customers(2, first=20_000))

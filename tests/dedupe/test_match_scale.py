"""What large files ask of matching: bounded pairs whatever explodes, bounded memory with the same outcome."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from onefold_core.errors import ConfigError
from onefold_dedupe import block, candidates, pair_space, sample
from onefold_dedupe.candidates import Limits, Members, Parts
from onefold_dedupe.engine import match_file
from onefold_dedupe.pair_space import PairSpace, coded_pairs

from benchmarks.synthetic import write_synthetic


def _clusters(path: Path) -> list[tuple[str, str]]:
    return duckdb.sql(f"select id, cluster_id from read_csv('{path}', all_varchar = true) order by id").fetchall()


def _decoded(coded: pair_space.Coded) -> list[tuple[int, int, int, bool]]:
    """Lower record, higher record, key, and whether it is enough."""
    codes, ends = coded
    ranges = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0)) << pair_space.RANGE_BITS
    return [
        (int(code >> 39) + low, code >> 7 & (1 << 32) - 1, code >> 1 & 63, bool(code & 1))
        for code, low in zip(codes.tolist(), ranges.tolist(), strict=True)
    ]


def _members(rids: np.ndarray, buckets: np.ndarray) -> Members:
    """By two pieces."""
    pieces = [(rids[:700], buckets[:700]), (rids[700:], buckets[700:])]
    return Members(pieces, len(rids), int(rids.max()) + 1)


def test_a_placeholder_of_fifty_thousand_records_costs_little(tmp_path: Path) -> None:
    """Strangers with one telephone, and a pair of records in a hundred that are one person."""
    duckdb.sql(
        f"""copy (
            select 'r' || n as id, person, md5(person::varchar)[:7] as given, md5('x' || person)[:9] as family,
                '+4930111222333' as phone,
                (1940 + person % 60) || '-01-' || lpad((1 + person % 28)::varchar, 2, '0') as born
            from (select n, case when n % 100 = 1 then n - 1 else n end as person from range(50000) as t(n))
        ) to '{tmp_path}/data.parquet' (format parquet)"""
    )
    (tmp_path / "columns.yml").write_text("given_name: given\nfamily_name: family\nphone: phone\nbirth_date: born\n")
    out = tmp_path / "out.csv"
    report = match_file(tmp_path / "data.parquet", "id", tmp_path / "columns.yml", out, truth="person")
    capped = {key.name: key for _, key in report.capped_keys()}["phone"]
    assert (capped.capped_buckets, capped.capped_records) == (1, 50_000)
    assert report.candidates < 10 * 50_000
    assert report.evaluation is not None
    assert (report.evaluation.precision, report.evaluation.recall) == (1.0, 1.0)
    assert report.largest_cluster == 2


def test_little_memory_changes_nothing_but_where_tables_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = write_synthetic(tmp_path, 8_000)
    monkeypatch.setattr(block, "FREE_PAIRS", 10_000)
    monkeypatch.setattr(sample, "WHOLE", 10_000)
    columns, outs = tmp_path / "columns.yml", [tmp_path / "whole.csv", tmp_path / "little.csv"]
    match_file(people, "id", columns, outs[0])
    spaces: list[PairSpace] = []

    def spilling() -> PairSpace:
        spaces.append(PairSpace(held_bytes=10_000))
        return spaces[-1]

    monkeypatch.setattr(block, "PairSpace", spilling)
    monkeypatch.setattr(pair_space, "RANGE_BITS", 10)
    match_file(people, "id", columns, outs[1], memory="130MB")
    assert spaces and all(space.has_spilled for space in spaces)
    assert _clusters(outs[0]) == _clusters(outs[1])


def test_processes_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = write_synthetic(tmp_path, 2_000)
    monkeypatch.setattr("onefold_dedupe.prepare.record.PARALLEL_FROM", 1_000)
    monkeypatch.setattr("onefold_dedupe.prepare.record.BATCH", 300)
    outs = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for workers, out in enumerate(outs, 1):
        match_file(people, "id", tmp_path / "columns.yml", out, workers=workers)
    assert _clusters(outs[0]) == _clusters(outs[1])


def test_memory_is_a_size(tmp_path: Path) -> None:
    people = write_synthetic(tmp_path, 10)
    with pytest.raises(ConfigError) as raised:
        match_file(people, "id", tmp_path / "columns.yml", tmp_path / "out.csv", memory="plenty")
    assert raised.value.code == "bad-memory"
    with pytest.raises(ConfigError) as raised:
        match_file(people, "id", tmp_path / "columns.yml", tmp_path / "out.csv", memory="3MB")
    assert raised.value.code == "too-little-memory"


def test_large_numbers_of_records_sort_as_small_ones_do() -> None:
    draw = np.random.default_rng(5)
    rids = draw.integers(0, 400, 3_000).astype(np.int32)
    buckets = draw.integers(0, 200, 3_000).astype(np.uint64)
    small, large = _members(rids, buckets), _members(rids + np.int32(1 << 25), buckets)
    assert np.array_equal(small.rids + (1 << 25), large.rids)
    assert np.array_equal(small.buckets, large.buckets)


@pytest.mark.parametrize("at_once", [0, 300, pair_space.AT_ONCE])
def test_pairs_are_those_of_a_double_loop(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_space, "AT_ONCE", at_once)
    monkeypatch.setattr(candidates, "ROWS", at_once)
    draw = np.random.default_rng(7)
    keys = [
        (draw.integers(0, 300, 900).astype(np.int32), draw.integers(0, 90, 900).astype(np.uint64)) for _ in range(3)
    ]
    limits = [Limits(12, 2**31 - 1), Limits(12, 8), Limits(14, 0)]
    expected: dict[tuple[int, int], list[bool]] = {}
    for limit, (rids, buckets) in zip(limits, keys, strict=True):
        for bucket in set(buckets.tolist()):
            members = sorted(set(rids[buckets == bucket].tolist()))
            pairs = {(a, b) for a in members for b in members if a < b and len(members) <= limit.cap}
            for pair in pairs:
                expected.setdefault(pair, []).append(len(members) <= limit.enough)
    found: set[tuple[int, int]] = set()
    with PairSpace(held_bytes=4_000) as space:
        for number, (limit, (rids, buckets)) in enumerate(zip(limits, keys, strict=True)):
            found_by = _members(rids, buckets)
            for coded in found_by.pairs(found_by.sizes <= limit.cap, limit.enough, number):
                space.add(coded)
        for low, high, mask in space.candidates():
            found |= set(zip(low.tolist(), high.tolist(), strict=True))
            assert (np.bitwise_count(mask) >= 1).all()
    doubtful = {pair for pair, enough in expected.items() if len(enough) > 1 and not any(enough)}
    sure = {pair for pair, enough in expected.items() if any(enough)}
    assert sure <= found
    assert found - sure <= doubtful


def test_pairs_with_some_records_are_those_of_all_that_have_one() -> None:
    draw = np.random.default_rng(11)
    members = _members(draw.integers(0, 300, 900).astype(np.int32), draw.integers(0, 90, 900).astype(np.uint64))
    paired = members.sizes <= 12
    wanted = draw.random(300) < 0.1
    found = [pair for coded in members.pairs(paired, 8, 3) for pair in _decoded(coded)]
    whole = [pair for pair in found if wanted[pair[0]] or wanted[pair[1]]]
    low, high, enough = members.pairs_with(paired, 8, wanted)
    some = _decoded(coded_pairs(low, high, 3, enough))
    assert some == [(*pair, 3, is_enough) for *pair, is_enough in zip(low, high, enough, strict=True)]
    assert len(whole) > 100 and {pair[-1] for pair in whole} == {True, False}
    assert sorted(some) == sorted(whole)


@pytest.mark.parametrize("is_single", [True, False])
def test_a_large_bucket_is_split_by_what_its_records_have(is_single: bool) -> None:
    draw = np.random.default_rng(13)
    rids, buckets = np.arange(400, dtype=np.int32), draw.integers(0, 3, 400).astype(np.uint64)
    parts = draw.integers(1, 40, 500).astype(np.uint64)
    owners = np.sort(draw.integers(0, 400, 500)).astype(np.int32)  # some records have two parts, some none
    if is_single:
        owners, first = np.unique(owners, return_index=True)
        parts = parts[first]
    members = _members(rids, buckets)
    wanted = members.among(np.array([0, 2], np.uint64))
    assert wanted.tolist() == [True, False, True]
    split = members.split(wanted, Parts(owners, parts, 400))
    found = {pair[:2] for coded in split.pairs(split.sizes > 1, 0, 0) for pair in _decoded(coded)}
    having = [(rid, part) for rid, part in zip(owners.tolist(), parts.tolist(), strict=True) if buckets[rid] != 1]
    expected = {(a, b) for a, part in having for b, other in having
                if a < b and part == other and buckets[a] == buckets[b]}  # fmt: skip
    assert found == expected and len(expected) > 100

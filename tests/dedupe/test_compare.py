"""Comparators: which level a pair of values gets, the same in either order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from onefold_dedupe.compare import COMPARATORS
from onefold_dedupe.compare.base import Pairs, Texts, unique_pairs
from onefold_dedupe.compare.column import Column
from onefold_dedupe.compare.kernel import compare_batch
from onefold_dedupe.features import COUNT, MULTI
from onefold_dedupe.prepare import values
from onefold_dedupe.ruleset import KINDS, Kind, load_rules


def level(comparator: str, left: str | None, right: str | None) -> str:
    assert left is not None
    assert right is not None
    found = COMPARATORS[comparator]
    there = found.compare(Texts([left, right]), Pairs(np.array([0]), np.array([1])))
    back = found.compare(Texts([left, right]), Pairs(np.array([1]), np.array([0])))
    assert there[0] == back[0]
    return ("missing", *found.levels)[int(there[0])]


def given(raw: str) -> str:
    return f"{values.fold(raw)}\x1d{values.given_key(raw)}"


def family(raw: str) -> str:
    return f"{values.fold(raw)}\x1d{values.name_key(raw)}"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Robert", "robert", "exact"),
        ("Robert", "Bob", "nickname"),
        ("Александр", "Саша", "nickname"),
        ("Олексій", "Алексей", "nickname"),
        ("Maria", "Anna Maria", "nickname"),
        ("Robert", "Roebrt", "typo"),
        ("John", "J.", "initial"),
        ("Robert", "Wolfgang", "differs"),
    ],
)
def test_given_names(left: str, right: str, expected: str) -> None:
    assert level("given_name", given(left), given(right)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Müller", "MÜLLER", "exact"),
        ("Иванов", "Ivanoff", "variant"),
        ("García López", "García", "variant"),
        ("Henderson", "Hendersom", "typo"),
        ("Smith", "Petrenko", "differs"),
    ],
)
def test_family_names(left: str, right: str, expected: str) -> None:
    assert level("family_name", family(left), family(right)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1971-03-09", "1971-03-09", "exact"),
        ("1971-03-09", "1971-09-03", "typo"),
        ("1971-03-09", "1917-03-09", "typo"),
        ("1971-03-09", "1971-03-22", "part"),
        ("1971-03-09", "1971", "part"),
        ("1971-03-09", "1971-12-24", "year"),
        ("1950-01-01", "1980-07-11", "generation"),
        ("1971-03-09", "1978-12-24", "differs"),
        ("1916-00-17", "1916-10-17", "typo"),
    ],
)
def test_dates(left: str, right: str, expected: str) -> None:
    assert level("date", left, right) == expected


@pytest.mark.parametrize(
    ("comparator", "left", "right", "expected"),
    [
        ("phone", "79161234567", "9161234567", "exact"),
        ("phone", "79161234567", "79161234576", "typo"),
        ("phone", "79161234567", "4930998877", "differs"),
        ("email", "a.weiden@post.example", "a.weiden@mail.example", "local"),
        ("email", "a.weiden@post.example", "a.wieden@post.example", "typo"),
        ("email", "info@post.example", "info@mail.example", "differs"),
        ("email", "info@kontor.de", "info@kontor.kz", "differs"),
        ("email", "info@kontor.de", "info@kontro.de", "typo"),
        ("email", "info@kontor.co", "info@kontor.com", "typo"),
        ("email", "ivanov48@post.example", "ivanov57@post.example", "differs"),
        ("tax_id", "ru.inn\x1d7707083893", "ru.inn\x1d7707083893", "exact"),
        ("tax_id", "ru.inn\x1d7707083893", "\x1d7707083839", "typo"),
        ("tax_id", "ru.inn\x1d7707083893", "ru.inn\x1d7728168971", "conflict"),
        ("tax_id", "ru.inn\x1d7707083893", "\x1d7728168971", "differs"),
        ("tax_id", "ru.inn\x1d7707083893", "de.vat\x1d136695976", "missing"),
        ("place", "60614\x1dchicago", "60614\x1dchicago", "exact"),
        ("place", "\x1dchicago", "60614\x1dchicago", "exact"),
        ("place", "60614\x1dchicago", "60615\x1dchicago", "city"),
        ("place", "60614\x1d", "\x1dchicago", "missing"),
        ("text", "cricketer", "cricketer", "exact"),
    ],
)
def test_other_values(comparator: str, left: str, right: str, expected: str) -> None:
    assert level(comparator, left, right) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("12", "Herschel Circuit", None), (None, "12 Herschel Cct", None), "exact"),
        ((None, "10001 S. Woodlawn", None), (None, "10001 South Woodlawn Avenue First Floor", None), "close"),
        ((None, "435 La Cienega Blvd", None), (None, "437 La Cienega Boulevard", None), "number_differs"),
        ((None, "ул. Ленина, 5", None), (None, "Lenina 5", None), "exact"),
        ((None, "Lindenweg 4", None), (None, "Hafenallee 77", None), "differs"),
    ],
)
def test_streets(left: tuple[str | None, ...], right: tuple[str | None, ...], expected: str) -> None:
    assert level("street", values.street(*left), values.street(*right)) == expected


def test_best_pair_of_several_values_and_its_count() -> None:
    rules = load_rules("person")
    phone = next(c for c in rules.comparisons if c.name == "phone")
    left = f"4930111{COUNT}9{MULTI}79161234567{COUNT}2"
    right = f"79161234567{COUNT}2{MULTI}380441112233{COUNT}1"
    batch = pa.RecordBatch.from_pydict(
        {"id_l": [0, 0], "id_r": [1, 2], "phone_l": [left, left], "phone_r": [right, None]},
        schema=pa.schema(
            [("id_l", pa.int32()), ("id_r", pa.int32()), ("phone_l", pa.string()), ("phone_r", pa.string())]
        ),
    )
    found = compare_batch(batch, [phone])
    assert found.column("phone").to_pylist() == [1, 0]
    assert found.column("phone_count").to_pylist() == [2, 0]


@pytest.mark.parametrize("kind", KINDS)
def test_rules_name_levels_of_their_comparator_and_known_keys(kind: Kind) -> None:
    from onefold_dedupe.features import FEATURE_BY_NAME
    from onefold_dedupe.keys import TRANSFORMS

    rules = load_rules(kind)
    for comparison in rules.comparisons:
        assert comparison.levels == COMPARATORS[comparison.comparator].levels, comparison.name
        assert set(comparison.features) <= set(FEATURE_BY_NAME)
        assert comparison.reason
    names = {comparison.name for comparison in rules.comparisons}
    for conflict in rules.conflicts:
        assert set(conflict.when) | set(conflict.unless) <= names
    assert set(rules.sufficient_alone) | set(rules.requires_one_of) <= names
    for key in rules.blocking:
        for part in key.parts:
            feature, _, transform = part.partition(":")
            assert feature in FEATURE_BY_NAME
            assert not transform or transform in TRANSFORMS


@pytest.mark.parametrize("size", [40, 2_200_000], ids=["few", "more than fit one number beside their rows"])
def test_pairs_of_values_are_asked_for_once(size: int) -> None:
    rows = max(size, 50_000)
    left, right = np.random.Generator(np.random.PCG64(1)).integers(0, 40, (2, rows)) * (size // 40)
    low, high, back = unique_pairs(left, right, size)
    assert (low[back] == np.minimum(left, right)).all()
    assert (high[back] == np.maximum(left, right)).all()
    assert len(low) == len(np.unique(low * size + high)) == 40 * 41 // 2


def test_texts_are_numbered_alike_in_however_many_pieces_they_come() -> None:
    texts = ["b", None, "a", f"a{MULTI}b", "b", "", "a"]
    whole = Column.of_records(pa.array(texts), counted=True)
    pieces = pa.chunked_array(
        [pa.array(texts[:3]), pa.array(texts[3:4]), pa.array([], pa.string()), pa.array(texts[4:])]
    )
    found = Column.of_records(pieces, counted=True)
    assert found.texts(np.arange(len(texts))).to_pylist() == whole.texts(np.arange(len(texts))).to_pylist() == texts
    shared = dict(zip(found.values.to_pylist(), found.shared.tolist(), strict=True))
    assert shared == {"b": 3, "a": 3, "": 1}

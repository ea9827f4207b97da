"""Clusters do not chain, obey people, and come out the same in any order."""

from __future__ import annotations

import numpy as np
import pytest
from onefold_dedupe import cluster as cluster_module
from onefold_dedupe.cluster import cluster
from onefold_dedupe.decisions import Decision, resolve

Pair = tuple[int, int, float]


def labels(
    size: int, pairs: list[Pair], must: list[tuple[int, int]] | None = None, cannot: list[tuple[int, int]] | None = None
) -> list[int]:
    columns = list(zip(*pairs, strict=True)) if pairs else [(), (), ()]
    left, right = (np.array(columns[side], np.int64) for side in (0, 1))
    found: list[int] = cluster(
        size, left, right, np.array(columns[2], np.float64), 4.25, must or [], cannot or []
    ).tolist()
    return found


def test_agreeing_pairs_make_a_cluster_named_by_its_smallest_node() -> None:
    assert labels(4, [(1, 2, 9.0), (2, 3, 9.0), (1, 3, 8.0)]) == [0, 1, 1, 1]


def test_weak_pairs_do_not_link() -> None:
    assert labels(2, [(0, 1, 4.0)]) == [0, 1]


def test_chain_over_a_lookalike_is_cut() -> None:
    """0-1 and 2-3 are sure; 1-2 is one strong link, but everything else between the two sides disagrees."""
    pairs = [(0, 1, 12.0), (2, 3, 12.0), (1, 2, 6.0), (0, 2, -9.0), (0, 3, -9.0), (1, 3, -9.0)]
    assert labels(4, pairs) == [0, 0, 2, 2]


def test_human_different_holds_against_a_chain() -> None:
    pairs = [(0, 1, 15.0), (1, 2, 14.0), (0, 2, 13.0)]
    assert labels(3, pairs) == [0, 0, 0]
    found = labels(3, pairs, cannot=[(0, 2)])
    assert found[0] != found[2]
    assert found[1] in (found[0], found[2])


def test_human_same_joins_what_nothing_else_does() -> None:
    assert labels(3, [(0, 1, -20.0)], must=[(0, 1)]) == [0, 0, 2]
    assert labels(3, [], must=[(0, 2)]) == [0, 1, 0]


def test_same_group_stays_whole_beside_a_forbidden_pair() -> None:
    pairs = [(0, 1, -5.0), (0, 2, 12.0), (1, 2, -100.0)]
    assert labels(3, pairs, must=[(0, 1)]) == [0, 0, 2]


def test_forbidden_pair_is_not_joined_by_way_of_others() -> None:
    pairs = [(left, right, 15.0) for left in range(8) for right in range(left + 1, 8) if (left, right) != (0, 7)]
    found = labels(8, [*pairs, (0, 7, -100.0)])
    assert found[0] != found[7]


def test_order_of_pairs_does_not_matter() -> None:
    draw = np.random.default_rng(5)
    pairs = [(a, b, float(draw.normal(2, 6))) for a in range(30) for b in range(a + 1, 30) if draw.random() < 0.4]
    assert labels(30, pairs) == labels(30, pairs[::-1])


def test_component_larger_than_a_matrix_is_cut_first() -> None:
    import onefold_dedupe.cluster as module

    pairs = [(n, n + 1, 20.0 if n % 10 != 9 else 5.0) for n in range(99)]
    whole = labels(100, pairs)
    original = module.MAX_DENSE
    try:
        module.MAX_DENSE = 50
        assert max(np.bincount(labels(100, pairs))) <= max(10, max(np.bincount(whole)))
    finally:
        module.MAX_DENSE = original


def test_last_decision_on_a_pair_counts_and_contradictions_are_reported() -> None:
    log = [
        Decision("b", "a", "different"),
        Decision("a", "b", "same"),
        Decision("b", "c", "same"),
        Decision("a", "c", "different"),
    ]
    found = resolve(log)
    assert found.cannot_link == (("a", "c"),)
    assert found.must_link == (("a", "b"),)
    assert [one.pair for one in found.contradicted] == [("b", "c")]


def test_a_person_outranks_a_source() -> None:
    said = [Decision("a", "b", "same", by="source"), Decision("b", "c", "same", by="source")]
    assert resolve(said).asserted == (("a", "b"), ("b", "c"))
    found = resolve([Decision("a", "b", "different"), *said])
    assert found.cannot_link == (("a", "b"),)
    assert found.must_link == found.asserted == (("b", "c"),)


@pytest.mark.parametrize("places", [0, 2])
def test_few_nodes_are_linked_as_scipy_links_them(places: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole numbers make ties, which must fall alike."""
    draw = np.random.default_rng(places)
    parts = 0
    for _ in range(400):
        size = int(draw.integers(2, cluster_module.MAX_BY_HAND + 1))
        left, right = np.triu_indices(size, 1)
        weight = np.round(draw.normal(1, 8, len(left)), places)
        kept = draw.random(len(left)) < 0.8
        by_hand = cluster(size, left[kept], right[kept], weight[kept], 3.0)
        with monkeypatch.context() as patched:
            patched.setattr(cluster_module, "MAX_BY_HAND", 0)
            assert cluster(size, left[kept], right[kept], weight[kept], 3.0).tolist() == by_hand.tolist()
        parts += len(set(by_hand.tolist()))
    assert parts > 1_000

"""Clusters from scored pairs: connected components, then average linkage wherever a component is not whole.

A chain A-B-C with A unlike C is cut at its weakest link, because every two groups must agree on average. Human
decisions are hard: `same` pairs are one node, `different` pairs are never together.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MISSING = -1.0
"""Log2 odds of a pair that blocking did not find: it shares too little to have been looked at, which speaks against it
a bit.
"""
CLIP = 10.0
"""One very strong pair must not outweigh many that disagree …"""
FLOOR = -15.0
"""… but one that a rule forbids may outweigh one that agrees."""
CUT = 0.0
"""Two groups join while their pairs agree on average: even odds."""
MAX_DENSE = 2_000
"""Largest component whose pairs are held as a matrix (32 MB); a larger one is first cut at rising thresholds."""
MAX_BY_HAND = 16
"""Largest component that Python links faster than scipy."""
MAX_THRESHOLD = 60.0
"""Beyond this every pair is certain; what still hangs together is left to the matrix, whatever its size."""
_NEAREST = 1.0
"""Distance of the strongest pair; only pairs that a person called the same are nearer."""
_APART = 1e9


def cluster(
    size: int,
    left: Integers,
    right: Integers,
    weight: Floats,
    threshold: float,
    must_link: Iterable[tuple[int, int]] = (),
    cannot_link: Iterable[tuple[int, int]] = (),
    components: Integers | None = None,
) -> Integers:
    """Cluster number of each of `size` nodes: the smallest node in it. Pairs (left < right) are unique; order does not
    matter.

    Pairs at `threshold` and above link; the weaker ones count as evidence against. `components` are what they connect,
    where that is known.
    """
    labels = np.arange(size, dtype=np.int64)
    if not len(left) and not list(must_link):
        return labels
    must, cannot = list(must_link), list(cannot_link)
    if components is None:
        components = connect(size, left, right, weight >= threshold, must)
    inside = np.flatnonzero(components[left] == components[right])
    left, right, weight = left[inside], right[inside], weight[inside]
    is_broken = _broken(components, left, weight, cannot)
    labels = components.copy()
    broken = np.flatnonzero(is_broken)
    if not len(broken):
        return labels
    # Most components are whole: their pairs and nodes need no order.
    inside = np.flatnonzero(is_broken[components[left]])
    rows_of = inside[np.lexsort((right[inside], left[inside], components[left[inside]]))]
    left, right, weight = left[rows_of], right[rows_of], weight[rows_of]
    starts, ends = _places(components[left], broken)
    nodes_of = np.flatnonzero(is_broken[components])
    nodes_of = nodes_of[np.argsort(components[nodes_of], kind="stable")]
    firsts, lasts = _places(components[nodes_of], broken)
    for number in range(len(broken)):
        rows = slice(starts[number], ends[number])
        nodes = nodes_of[firsts[number] : lasts[number]]
        _split(labels, nodes, left[rows], right[rows], weight[rows], threshold, must, cannot)
    return labels


def _places(numbers: Integers, wanted: Integers) -> tuple[Integers, Integers]:
    """Where each wanted one begins and ends among ascending numbers."""
    return np.searchsorted(numbers, wanted), np.searchsorted(numbers, wanted, side="right")


def connect(
    size: int, left: Integers, right: Integers, linked: npt.NDArray[np.bool_], must: list[tuple[int, int]]
) -> Integers:
    """The smallest node of the component that each node is in: connected by linked pairs or by `must`."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    extra = np.array(must, np.int64).reshape(-1, 2)
    rows = np.concatenate([left[linked], extra[:, 0]])
    columns = np.concatenate([right[linked], extra[:, 1]])
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(size, size))
    _, found = connected_components(graph.tocsr(), directed=False)
    return _smallest(found.astype(np.int64))


def _smallest(labels: Integers) -> Integers:
    """Labels (0 and up) renamed to the smallest index that has them."""
    first = np.zeros(int(labels.max(initial=-1)) + 1, np.int64)
    first[labels[::-1]] = np.arange(len(labels) - 1, -1, -1)
    return first[labels]


def _broken(
    components: Integers, left: Integers, weight: Floats, cannot: list[tuple[int, int]]
) -> npt.NDArray[np.bool_]:
    """By their smallest nodes, the components in which some pair is missing, speaks against, or is forbidden."""
    size = len(components)
    members = np.bincount(components, minlength=size)
    agreeing = np.bincount(components[left][weight >= CUT], minlength=size)
    incomplete: npt.NDArray[np.bool_] = (members > 1) & (agreeing < members * (members - 1) // 2)
    for a, b in cannot:
        if components[a] == components[b]:
            incomplete[components[a]] = True
    return incomplete


def _split(
    labels: Integers,
    nodes: Integers,
    left: Integers,
    right: Integers,
    weight: Floats,
    threshold: float,
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
) -> None:
    """Relabel one component by average linkage; a component too large for a matrix by its parts at a higher
    threshold.
    """
    left, right = np.searchsorted(nodes, left), np.searchsorted(nodes, right)
    must, cannot = _local(nodes, must), _local(nodes, cannot)
    if len(nodes) > MAX_DENSE and threshold < MAX_THRESHOLD:
        labels[nodes] = nodes[cluster(len(nodes), left, right, weight, threshold + 2.0, must, cannot)]
    else:
        labels[nodes] = nodes[_average_linkage(len(nodes), left, right, weight, must, cannot)]


def _local(nodes: Integers, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs inside a component, as positions in its sorted nodes."""
    if not pairs:
        return []
    members = set(nodes.tolist())
    return [
        (int(np.searchsorted(nodes, a)), int(np.searchsorted(nodes, b)))
        for a, b in pairs
        if a in members and b in members
    ]


def _average_linkage(
    size: int,
    left: Integers,
    right: Integers,
    weight: Floats,
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
) -> Integers:
    distance = np.full((size, size), _distance(MISSING))
    distance[left, right] = _distance(weight)
    never = weight <= -99.5
    distance[left[never], right[never]] = _APART
    for a, b in cannot:
        distance[min(a, b), max(a, b)] = _APART
    if must:
        none = np.zeros(0, np.int64)
        groups = connect(size, none, none, none.astype(np.bool_), must)
        distance[groups[:, None] == groups[None, :]] = 0.0
    return _smallest(_linked(distance))


def _linked(distance: Floats) -> Integers:
    """A label for each node by average linkage, cut at even odds."""
    if len(distance) <= MAX_BY_HAND:
        upper = np.triu(distance, 1)
        return _linked_by_hand((upper + upper.T).tolist())
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(distance[np.triu_indices(len(distance), 1)], method="average")
    labels: Integers = fcluster(tree, _distance(CUT), criterion="distance").astype(np.int64)
    return labels


def _linked_by_hand(distance: list[list[float]]) -> Integers:
    """The same for a few nodes, for which scipy takes a hundred times as long to check what it is given: its chain of
    nearest neighbours (Müllner 2011), ties alike.
    """
    size, cut = [1] * len(distance), _distance(CUT)
    labels, chain = list(range(len(distance))), list[int]()
    for _ in range(len(distance) - 1):
        if not chain:
            chain.append(next(node for node, members in enumerate(size) if members))
        while True:
            last, before = chain[-1], chain[-2] if len(chain) > 1 else -1
            nearest, least = before, distance[last][before] if len(chain) > 1 else inf
            for node, members in enumerate(size):
                if members and node != last and distance[last][node] < least:
                    nearest, least = node, distance[last][node]
            if nearest == before:
                break
            chain.append(nearest)
        del chain[-2:]
        gone, kept = sorted((last, nearest))
        if least <= cut:
            labels = [labels[kept] if label == labels[gone] else label for label in labels]
        for node, members in enumerate(size):
            if members and node not in (gone, kept):
                sums = size[gone] * distance[node][gone] + size[kept] * distance[node][kept]
                distance[node][kept] = distance[kept][node] = sums / (size[gone] + size[kept])
        size[kept] += size[gone]
        size[gone] = 0
    return np.array(labels, np.int64)


def _distance(weight: Floats | float) -> Floats:
    near: Floats = CLIP + _NEAREST - np.clip(weight, FLOOR, CLIP)
    return near

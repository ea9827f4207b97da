"""How a cluster hangs together: a graph of records (numbers from 0) and links (bits). Pure; ties fall by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Edge = tuple[int, int]
"""Two nodes, the smaller first."""


@dataclass(frozen=True)
class Step:
    """A node that joins those before it by its strongest edge to one of them."""

    node: int
    via: int
    weight: float


@dataclass(frozen=True)
class Cut:
    """The cheapest way to part a graph: the side without node 0, and the edges that hold the sides together."""

    side: tuple[int, ...]
    edges: tuple[Edge, ...]


def joining_order(size: int, weights: Mapping[Edge, float], start: int = 0) -> tuple[Step, ...]:
    """The maximum spanning tree from `start`, in the order in which nodes join it (Prim 1957); only what is reached."""
    best = {node: (float("-inf"), start) for node in range(size) if node != start}
    steps, reached = [], start
    while best:
        for node, (known, _) in best.items():
            weight = weights.get(ordered(reached, node), float("-inf"))
            if weight > known:
                best[node] = (weight, reached)
        nearest = max(best, key=lambda node: (best[node][0], -node))
        weight, via = best.pop(nearest)
        if weight == float("-inf"):
            break
        steps.append(Step(nearest, via, weight))
        reached = nearest
    return tuple(steps)


def chain(size: int, weights: Mapping[Edge, float], one: int, other: int) -> tuple[int, ...]:
    """The nodes from `one` to `other` along edges of which the weakest is as strong as can be; () where none leads."""
    via = {step.node: step.via for step in joining_order(size, weights, one)}
    if other not in via:
        return ()
    nodes = [other]
    while nodes[-1] != one:
        nodes.append(via[nodes[-1]])
    return tuple(reversed(nodes))


def weakest_cut(size: int, costs: Mapping[Edge, float]) -> Cut | None:
    """The edges of least cost in sum whose loss parts the graph (Stoer and Wagner 1997); None for one node."""
    groups = {node: [node] for node in range(size)}
    between = {node: dict.fromkeys(range(size), 0.0) for node in range(size)}
    for (a, b), cost in costs.items():
        between[a][b] = between[b][a] = cost
    best: tuple[float, list[int]] | None = None
    while len(groups) > 1:
        order, cost = _phase(groups, between)
        last, before = order[-1], order[-2]
        if best is None or cost < best[0] - 1e-9:
            best = (cost, list(groups[last]))
        groups[before] += groups.pop(last)
        for node in groups:
            between[before][node] += between[last][node]
            between[node][before] = between[before][node]
    if best is None:
        return None
    side = set(best[1]) if 0 not in best[1] else set(range(size)) - set(best[1])
    edges = sorted(edge for edge in costs if (edge[0] in side) != (edge[1] in side))
    return Cut(tuple(sorted(side)), tuple(edges))


def _phase(groups: Mapping[int, list[int]], between: Mapping[int, Mapping[int, float]]) -> tuple[list[int], float]:
    """The groups in the order of how strongly each holds to those before it, and how strongly the last one does."""
    first, *others = groups
    order, held = [first], {node: between[first][node] for node in others}
    cost = 0.0
    while held:
        nearest = max(held, key=lambda node: (held[node], -node))
        cost = held.pop(nearest)
        order.append(nearest)
        for node in held:
            held[node] += between[nearest][node]
    return order, cost


def ordered(a: int, b: int) -> Edge:
    """The edge between two nodes."""
    return (a, b) if a < b else (b, a)


def parts(labels: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Nodes by label, the largest part first."""
    found: dict[int, list[int]] = {}
    for node, label in enumerate(labels):
        found.setdefault(label, []).append(node)
    return tuple(sorted((tuple(nodes) for nodes in found.values()), key=lambda nodes: (-len(nodes), nodes)))

"""Where bars, nodes and lines of a picture lie."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

from onefold.sentences import bits, steps

if TYPE_CHECKING:
    from onefold_dedupe.explain.customer import CustomerExplanation
    from onefold_dedupe.explain.evidence import Waterfall
    from onefold_dedupe.ruleset import Kind

WIDTH, HEIGHT = 640, 470
_RADIUS = 170
_CROWDED = 40
"""Records beyond which only the links by which they joined are drawn."""


@dataclass(frozen=True)
class Bar:
    """One step of a sum; `left` and `width` in percent of the scale."""

    words: str
    weight: str
    total: str
    one: str
    other: str
    left: float
    width: float
    tone: str


@dataclass(frozen=True)
class Bars:
    """A sum as bars; `zero` and `threshold` in percent of the scale, `ticks` as (percent, label)."""

    bars: tuple[Bar, ...]
    zero: float
    threshold: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Node:
    """A record in the drawing of a customer; the text beside it is anchored start, middle or end."""

    number: int
    name: str
    source: str
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str
    is_aside: bool


@dataclass(frozen=True)
class Line:
    """A link in the drawing; `label` only where it is one of the weakest."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    tone: str
    label: str
    label_x: float
    label_y: float
    title: str


@dataclass(frozen=True)
class Drawing:
    """A customer's records and links."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]


def bars_of(found: Waterfall, kind: Kind, threshold: float) -> Bars:
    """The sum of a pair's evidence as floating bars, the last one being the whole."""
    levels, total = [0.0], 0.0
    lines = list(steps(found, kind))
    for _, weight, _ in lines:
        total += weight
        levels.append(total)
    low, high = min(0.0, threshold, *levels), max(0.0, threshold, *levels)
    margin = (high - low) * 0.03 or 1.0
    low, high = low - margin, high + margin

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 2)

    bars = []
    for (words, weight, (one, other)), before, after in zip(lines, levels[:-1], levels[1:], strict=True):
        left, right = sorted((at(before), at(after)))
        tone = "for" if weight >= 0 else "against"
        bars.append(Bar(words, bits(weight), bits(after), one, other, left, round(max(right - left, 0.3), 2), tone))
    left, right = sorted((at(0.0), at(found.evidence)))
    bars.append(Bar("together", "", bits(found.evidence), "", "", left, round(max(right - left, 0.3), 2), "whole"))
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100) if (high - low) / size <= 8)
    first = int(low // step) + 1
    ticks = tuple((at(n * step), f"{n * step:+d}" if n else "0") for n in range(first, int(high // step) + 1))
    return Bars(tuple(bars), at(0.0), at(threshold), ticks)


def drawing_of(customer: CustomerExplanation) -> Drawing:
    """Records on a circle, those that would part together side by side; links as thick as they are strong."""
    members = customer.members
    aside = set(customer.weakest.side) if customer.weakest else set()
    order = sorted(range(len(members)), key=lambda n: (members[n].record_name in aside, n))
    places = {n: _place(k, len(order), start=len(aside)) for k, n in enumerate(order)}
    nodes = tuple(
        _node(n, members[n].record_name, members[n].source, places[n], is_aside=members[n].record_name in aside)
        for n in range(len(members))
    )
    number = {member.record_name: n for n, member in enumerate(members)}
    weak = {
        tuple(sorted((number[k.id_l], number[k.id_r]))) for k in (customer.weakest.links if customer.weakest else ())
    }
    tree = {tuple(sorted((number[k.id_l], number[k.id_r]))) for m in members if (k := m.joined_by)}
    lines = []
    for edge in sorted(customer.edges, key=lambda edge: edge.is_link):
        ends = (edge.left, edge.right)
        if len(members) > _CROWDED and ends not in tree | weak:
            continue
        (x1, y1), (x2, y2) = places[edge.left], places[edge.right]
        tone = "weak" if ends in weak else "tree" if ends in tree else "link" if edge.is_link else "unlinked"
        title = f"{edge.left + 1} and {edge.right + 1}: {bits(edge.weight)} bits"
        width = round(min(max(edge.weight, 1.0), 15.0) / 3, 2) if edge.is_link else 1.0
        # Nearer to one end, for in the middle all labels of a round drawing meet.
        label_x, label_y = round(0.35 * x1 + 0.65 * x2, 1), round(0.35 * y1 + 0.65 * y2, 1)
        label = bits(edge.weight) if ends in weak else ""
        lines.append(Line(x1, y1, x2, y2, width, tone, label, label_x, label_y, title))
    return Drawing(nodes, tuple(lines))


def _place(k: int, count: int, start: int) -> tuple[float, float]:
    """The k-th of `count` places on the circle, turned so that the last `start` of them lie to the right."""
    if count == 1:
        return WIDTH / 2, HEIGHT / 2
    angle = 2 * pi * (k + (start + 1) / 2 - count) / count
    return round(WIDTH / 2 + _RADIUS * cos(angle), 1), round(HEIGHT / 2 + _RADIUS * sin(angle), 1)


def _node(n: int, name: str, source: str, place: tuple[float, float], *, is_aside: bool) -> Node:
    x, y = place
    dx, dy = (x - WIDTH / 2) / _RADIUS, (y - HEIGHT / 2) / _RADIUS
    anchor = "middle" if abs(dx) < 0.3 else "start" if dx > 0 else "end"
    far = 28 if anchor != "middle" else 34
    return Node(n + 1, name, source, x, y, round(x + far * dx, 1), round(y + far * dy + 5, 1), anchor, is_aside)

"""The model card as its page needs it: the same facts, and where the bars of the histogram lie."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import Any

WIDTH, HEIGHT, TOP, FLOOR = 640, 210, 26, 180
_SIDE = 14


def with_charts(card: Mapping[str, Any]) -> dict[str, Any]:
    """The card with a `chart` for each kind; bars are logarithms, for most pairs lie far below the threshold."""
    return {**card, "kinds": [{**kind, "chart": _chart(kind["histogram"], card)} for kind in card["kinds"]]}


def _chart(histogram: list[Mapping[str, Any]], card: Mapping[str, Any]) -> dict[str, Any]:
    if not histogram:
        return {"width": WIDTH, "height": HEIGHT, "top": TOP, "floor": FLOOR, "bars": [], "ticks": [], "marks": []}
    low, high = int(histogram[0]["low"]), int(histogram[-1]["high"])
    most = max(log10(1 + one["pairs"]) for one in histogram) or 1.0

    def at(bits: float) -> float:
        return round(_SIDE + (WIDTH - 2 * _SIDE) * float(bits - low) / float(high - low), 1)

    bars = []
    for place, one in enumerate(histogram):
        height = round((FLOOR - TOP) * log10(1 + one["pairs"]) / most, 1)
        middle = (one["low"] + one["high"]) / 2
        tone = "apart" if middle < card["ask_from"] else "ask" if middle < card["threshold"] else "join"
        ends = ("under" if place == 0 else f"{one['low']:+d} to", f"{one['high']:+d}")
        title = f"{one['low']:+d} and more" if place == len(histogram) - 1 else " ".join(ends)
        box = {"x": at(one["low"]) + 1, "y": FLOOR - height, "width": at(one["high"]) - at(one["low"]) - 2}
        bars.append({**box, "height": height, "tone": tone, "title": f"{title} bits: {one['pairs']:,} pairs"})
    ticks = [(at(bits), f"{bits:+d}" if bits else "0") for bits in range(low, high + 1, 10)]
    marks = [(at(card["ask_from"]), "asked", "end"), (at(card["threshold"]), "joined", "start")]
    return {"width": WIDTH, "height": HEIGHT, "top": TOP, "floor": FLOOR, "bars": bars, "ticks": ticks, "marks": marks}

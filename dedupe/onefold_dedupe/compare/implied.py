"""Levels that say again what another comparison has said: they count as missing, so that nothing is counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from onefold_dedupe.compare.base import Levels
from onefold_dedupe.ruleset import Comparison


def silence_implied(levels: Mapping[str, Levels], comparisons: Sequence[Comparison]) -> None:
    """Set to 0, in place, the `implied` levels of each comparison where one of `implied_by` holds."""
    by_name = {comparison.name: comparison for comparison in comparisons}
    for comparison in comparisons:
        is_implied = np.isin(levels[comparison.name], [comparison.levels.index(n) + 1 for n in comparison.implied])
        for other, named in comparison.implied_by.items():
            if other in by_name and is_implied.any():
                wanted = [by_name[other].levels.index(level) + 1 for level in named]
                levels[comparison.name][is_implied & np.isin(levels[other], wanted)] = 0

"""The pages there are, in the order of the menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onefold.web.analysis import (
    accounting,
    attribution,
    churn,
    consent,
    forecast,
    funnel,
    leads,
    quality,
    reps,
    retention,
    service,
    value,
)
from onefold.web.analysis.parts import Analysis
from onefold.web.published import Snapshot

Read = Callable[[Snapshot, Mapping[str, str], str], Analysis]
"""Build, filters as they stand in the address, base currency."""

ANALYSES: dict[str, tuple[str, Read]] = {
    page.NAME: (page.TITLE, page.read)
    for page in (
        funnel,
        forecast,
        leads,
        reps,
        attribution,
        retention,
        value,
        churn,
        accounting,
        service,
        consent,
        quality,
    )
}
"""Name (its address) → title, reader."""

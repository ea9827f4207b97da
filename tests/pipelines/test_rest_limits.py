"""No system is asked more often than its limits allow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from onefold_core.settings_rest import Bucket
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.limits import TokenBucket

from tests.pipelines.fakes.reading import keys_read, prepare
from tests.pipelines.fakes.server import serving
from tests.pipelines.fakes.systems import SYSTEMS, System

PATIENCE = 10
"""Seconds that reading waits of its own: for a job to be done, before a second look."""
SHIPPED = [system for system in SYSTEMS if not system.name.startswith("shelf")]


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock = SteppedClock(SHIPPED[0].now)
    bucket = TokenBucket(Bucket(rate=2, burst=3, parallel=1), clock)
    moments = []
    for _ in range(6):
        with bucket.token():
            moments.append(clock.seconds())
    assert moments == pytest.approx([0, 0, 0, 0.5, 1.0, 1.5])
    bucket.close(10)
    with bucket.token():
        assert clock.seconds() >= 11.5, "who was told to wait lets nobody else ask either"


@pytest.mark.parametrize("system", SHIPPED, ids=lambda system: system.name)
def test_every_request_of_a_system_goes_through_a_bucket(
    system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one request a second in each of its buckets, all of them take as many seconds."""
    clock = SteppedClock(system.now)
    names = load_system(system.settings.get("kind", system.name))["rest"]["limits"]
    slow = {"rest": {"limits": {name: {"rate": 1, "burst": 1, "parallel": 1} for name in names}}}
    with serving(system.make()) as fake:
        source = prepare(replace(system, settings={**system.settings, **slow}), fake, tmp_path, monkeypatch)
        keys_read(source, tmp_path, system.object, Outside(clock=clock))
        assert len(fake.log) > 2
        assert len(fake.log) <= len(names) * (1 + clock.seconds())
        if len(names) == 1:
            assert len(fake.log) - 1 <= clock.seconds() <= len(fake.log) + PATIENCE

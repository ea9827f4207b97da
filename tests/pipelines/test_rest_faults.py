"""Every system under every misbehaviour: reading ends with all the data or with a typed error, never with less."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_core.errors import OnefoldError, SourceError
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes.faults import CASES, DATA, Case
from tests.pipelines.fakes.reading import keys_read, prepare
from tests.pipelines.fakes.server import serving
from tests.pipelines.fakes.systems import SYSTEMS, System


@pytest.mark.parametrize(
    ("system", "case"),
    [
        pytest.param(system, case, id=f"{system.name}, {case.name}")
        for system in SYSTEMS
        for case in CASES
        if case.concerns(system)
    ],
)
def test_all_the_data_or_a_typed_error(
    system: System, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SteppedClock(system.now)
    with serving(system.make()) as fake:
        source = prepare(system, fake, tmp_path, monkeypatch)
        secrets = [value(fake) for value in system.secrets.values()]
        planned = fake.plan(case.fault(system), system.path, after=case.after, times=case.times)
        ended, text = DATA, ""
        try:
            found = keys_read(source, tmp_path, system.object, Outside(clock=clock))
        except OnefoldError as error:
            assert isinstance(error, SourceError), error
            ended, text = error.code, str(error)
        assert planned.struck, "the fault never struck: the case proves nothing"
        assert ended in case.ends, text
        if ended == DATA:
            assert set(found) == system.keys
            assert len(found) == len(system.keys) or case.repeats
        assert clock.seconds() >= case.waits
        assert clock.seconds() < 3600
        assert not [secret for secret in secrets if secret in text]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_a_healthy_system_gives_all(system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(system.make()) as fake:
        source = prepare(system, fake, tmp_path, monkeypatch)
        found = keys_read(source, tmp_path, system.object, Outside(clock=SteppedClock(system.now)))
        assert sorted(found) == sorted(system.keys)
        assert len(fake.asked(system.path)) > 2, "an account of one page would prove nothing"

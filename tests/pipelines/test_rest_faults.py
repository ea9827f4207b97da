"""Every system under every misbehaviour: reading ends with all the data or with a typed error, never with less."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from onefold_core.errors import OnefoldError, SourceError
from onefold_core.settings import Source, load_source
from onefold_pipelines.context import ObjectContext
from onefold_pipelines.kinds import Outside, open_source
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.state import ObjectState

from tests.pipelines.fakes.faults import CASES, DATA, Case
from tests.pipelines.fakes.server import Fake, serving
from tests.pipelines.fakes.systems import SYSTEMS, System


def prepare(system: System, fake: Fake, root: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A project's source of the system that reads the fake."""
    for name, value in system.secrets.items():
        monkeypatch.setenv(f"SOURCES__{system.name.upper()}__{name.upper()}", value(fake))
    path = root / "sources" / f"{system.name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"kind": system.name, "url": system.url(fake), **system.settings}
    # JSON is YAML.
    path.write_text(json.dumps({key: value for key, value in document.items() if value}), encoding="utf-8")
    return load_source(path)


def keys_read(source: Source, root: Path, name: str, outside: Outside) -> list[str]:
    """The keys of an object that a whole read gives."""
    settings = source.file.objects[name]
    context = ObjectContext(source, name, settings, root, ObjectState(), is_full=True)
    with open_source(source, root, outside) as opened:
        reading = opened.open(context)
        return [key for batch in reading.batches for key in batch.column(settings.key[0]).to_pylist()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
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
            assert len(found) == len(system.keys)
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

"""Reading one object of a fake whole, as a run does before anything lands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from onefold_core.settings import Source, load_source
from onefold_core.systems import load_system
from onefold_pipelines.context import ObjectContext
from onefold_pipelines.kinds import Outside, open_source
from onefold_pipelines.state import ObjectState

from tests.pipelines.fakes.server import Fake
from tests.pipelines.fakes.systems import System


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


def only(system: str, *names: str) -> dict[str, object]:
    """The settings that leave a source of the system these objects."""
    shipped = load_system(system)["objects"]
    others = {name: "off" for name, body in shipped.items() if name not in names and not body.get("off")}
    return {**others, **{name: {} for name in names}}


def keys_read(source: Source, root: Path, name: str, outside: Outside) -> list[str]:
    """The keys of an object that a whole read gives."""
    settings = source.file.objects[name]
    context = ObjectContext(source, name, settings, root, ObjectState(), is_full=True)
    with open_source(source, root, outside) as opened:
        reading = opened.open(context)
        return [key for batch in reading.batches for key in batch.column(settings.key[0]).to_pylist()]

"""Adding a shipped system: what its account has of its own is offered, what may not be read is switched off."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from onefold.sources import propose_system
from onefold_core.errors import ConfigError
from onefold_core.settings import load_project
from onefold_core.state.store import open_state

from tests.pipelines.fakes.hubspot import HubSpot
from tests.pipelines.fakes.server import serving
from tests.pipelines.mapping_world import make_project


def account() -> HubSpot:
    """One contact with a field of the account's own, and a token that may not read companies."""
    fake = HubSpot()
    fake.own_fields["contacts"] = ["loyalty_card"]
    fake.missing_scopes["companies"] = "crm.objects.companies.read"
    fake.put("contacts", "1", 1, firstname="Given", loyalty_card="L-1")
    return fake


def test_what_the_account_has_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project(tmp_path)
    state = open_state("sqlite:///state.sqlite", tmp_path)
    with serving(account()) as fake:
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        made = propose_system(project, state, "hubspot", "crm", url=fake.url, trust=70)
        assert fake.token not in made.text() + (tmp_path / "sources" / "crm.yml").read_text(encoding="utf-8")
    assert made.path == "sources/crm.yml"
    assert made.secret is None
    assert [doubt.split(":")[0] for doubt in made.doubtful] == ["companies"]
    written = yaml.safe_load(made.yaml)
    assert written["kind"] == "hubspot"
    assert written["trust"] == 70
    assert written["objects"] == {"contacts": {"keep": ["loyalty_card"]}, "companies": False}
    contacts = load_project(tmp_path).source("crm").file.objects
    assert "loyalty_card" in contacts["contacts"].used_columns
    assert "companies" not in contacts
    with pytest.raises(ConfigError) as error:
        propose_system(project, state, "hubspot", "crm")
    assert error.value.code == "source-exists"


def test_without_secrets_it_says_which_one_to_give(tmp_path: Path) -> None:
    state = open_state("sqlite:///state.sqlite", tmp_path)
    made = propose_system(make_project(tmp_path), state, "hubspot", "crm", write=False)
    assert made.path is None
    assert made.secret == "SOURCES__CRM__TOKEN"
    assert yaml.safe_load(made.yaml) == {"kind": "hubspot", "trust": 50}
    assert not (tmp_path / "sources" / "crm.yml").exists()


def test_what_a_system_cannot_know_is_asked_for(tmp_path: Path) -> None:
    state, project = open_state("sqlite:///state.sqlite", tmp_path), make_project(tmp_path)
    asked = propose_system(project, state, "amocrm", "crm", write=False).yaml
    assert "# url: …" in asked
    assert "# currency: …" in asked
    given = propose_system(project, state, "amocrm", "crm", url="https://x.example", write=False).yaml
    assert "# url: …" not in given

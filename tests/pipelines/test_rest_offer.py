"""Adding a shipped system: what its account has of its own is offered, what may not be read is switched off."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from onefold.sources import propose_source, propose_system
from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.settings import load_project
from onefold_core.state.store import open_state
from onefold_pipelines.probe import test_source as probe_source

from tests.pipelines.fakes.asana import BASE, Asana
from tests.pipelines.fakes.asana import error as denied
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
    assert "switched off, since it cannot be read:\n  companies: " in made.text()
    assert "map or ignore what you need of the account's own fields (1 are kept)" in made.text()
    assert "guessed" not in made.text()
    before = (tmp_path / "sources" / "crm.yml").read_bytes()
    with pytest.raises(ConfigError) as error:
        propose_system(project, state, "hubspot", "crm")
    assert error.value.code == "source-exists"
    assert "onefold source test crm" in (error.value.mend or "")
    assert (tmp_path / "sources" / "crm.yml").read_bytes() == before


def test_what_was_not_looked_at_is_said_and_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, state, path = make_project(tmp_path), open_state("sqlite:///state.sqlite", tmp_path), "sources/crm.yml"
    with serving(account()) as fake:
        made = propose_system(project, state, "hubspot", "crm", url=fake.url)
        assert "the account was not looked at: the source has no credentials" in made.text()
        assert "\n  onefold source add hubspot --name crm\n" in made.text()
        first = (tmp_path / path).read_text(encoding="utf-8")
        assert "# The account was not looked at: the source has no credentials" in first
        written = first.replace("trust: 50", "trust: 50\ncurrency: EUR      # ours")
        (tmp_path / path).write_text(written + "country: DE\n", encoding="utf-8")
        monkeypatch.setenv("SOURCES__CRM__TOKEN", fake.token)
        again = propose_system(project, state, "hubspot", "crm", trust=70)
    assert again.unseen is None
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert "not looked at" not in text
    assert "currency: EUR      # ours" in text
    assert text.count("# orders: {}") == 1
    assert yaml.safe_load(text) == {
        "kind": "hubspot",
        "url": fake.url,
        "trust": 70,
        "currency": "EUR",
        "country": "DE",
        "objects": {"contacts": {"keep": ["loyalty_card"]}, "companies": False},
    }


def test_a_file_of_another_kind_is_not_written_over(tmp_path: Path) -> None:
    project = make_project(tmp_path, crm="kind: amocrm\n")
    with pytest.raises(ConfigError) as error:
        propose_system(project, open_state("sqlite:///state.sqlite", tmp_path), "hubspot", "crm")
    assert error.value.code == "source-exists"


def test_what_goes_through_an_object_that_may_not_be_read_is_off_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, state = make_project(tmp_path), open_state("sqlite:///state.sqlite", tmp_path)
    boards = Asana()
    boards.project("10", "101")
    boards.task("11", ("10", "101"))
    boards.task("12", ("10", "101"))
    with serving(boards) as fake:
        fake.plan(lambda f, q, r: denied(403, "Forbidden"), "/users", times=99)
        monkeypatch.setenv("SOURCES__BOARDS__TOKEN", fake.token)
        made = propose_system(project, state, "asana", "boards", url=f"{fake.url}{BASE}")
    assert "  users: the credentials may not read this" in made.text()
    assert "  tasks: it goes through users" in made.text()
    assert made.text().startswith("wrote sources/boards.yml: workspaces, teams, tags, projects, sections\n")
    objects = load_project(tmp_path).source("boards").file.objects
    assert not {"users", "tasks"} & set(objects)
    assert "projects" in objects


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
    assert "# options: {subdomain: …}      # the account" in propose_system(project, state, "zendesk", "desk").yaml
    assert "# options: {login: …}      # " in propose_system(project, state, "salesforce", "sf", write=False).yaml
    assert (
        "fill in what sources/desk.yml asks for: options.subdomain"
        in propose_system(project, state, "zendesk", "desk").text()
    )
    path = tmp_path / "sources" / "desk.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("# options: {subdomain: …}", "options: {subdomain: acme}"))
    filled = propose_system(project, state, "zendesk", "desk")
    assert yaml.safe_load(filled.yaml)["options"] == {"subdomain": "acme"}
    assert "fill in" not in filled.text()


@pytest.mark.parametrize("system", ["amocrm", "salesforce", "zendesk"])
def test_an_address_that_nobody_gave_is_looked_for_before_anything_is_asked(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for secret in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN", "REDIRECT_URI"):
        monkeypatch.setenv(f"SOURCES__X__{secret}", "given-by-the-system")
    made = propose_system(make_project(tmp_path), open_state("sqlite:///state.sqlite", tmp_path), system, "x")
    assert made.unseen is not None
    assert made.secret is None
    (check,) = probe_source(load_project(tmp_path).source("x"), tmp_path)
    assert (check.name, check.ok) == ("connection", False)
    assert made.unseen in check.finding


@pytest.mark.parametrize(
    ("word", "meant"), [("hubspott", "hubspot"), ("HubSpot", "hubspot"), ("Kommo", "amocrm"), ("customers.csv", None)]
)
def test_a_word_near_a_systems_name_is_told_the_name(word: str, meant: str | None, tmp_path: Path) -> None:
    with pytest.raises(SourceTerminalError) as error:
        propose_source(make_project(tmp_path), word, "crm")
    assert error.value.code == "no-files"
    assert error.value.mend == (f"onefold source add {meant} --name crm" if meant else "onefold source add FILE")

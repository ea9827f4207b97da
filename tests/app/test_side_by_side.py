"""Sources of the net are read at the same time and land in their order, whoever answers first."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from onefold.run.context import RunContext
from onefold.run.extract import extract
from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.settings import load_project
from onefold_core.state.store import open_state

from tests.pipelines.fakes.server import Fake, Reply, Request, serving

Answer = Callable[[], Reply]
ONE = Reply(body={"rows": [{"id": "1", "name": "Nordhafen"}]})


class Desk(Fake):
    """A system of one record, whose answer the test decides."""

    def __init__(self, decide: Answer) -> None:
        super().__init__()
        self.decide = decide

    def answer(self, request: Request) -> Reply:
        return self.decide()


@contextmanager
def project(root: Path, monkeypatch: pytest.MonkeyPatch, **answers: Answer) -> Iterator[Callable[..., dict[str, Any]]]:
    """A project with a source for each answer; gives its extract step."""
    root.joinpath("sources").mkdir()
    root.joinpath("onefold.yml").write_text("project: demo\n", encoding="utf-8")
    with ExitStack() as stack:
        for name, answer in answers.items():
            fake = stack.enter_context(serving(Desk(answer)))
            monkeypatch.setenv(f"SOURCES__{name.upper()}__TOKEN", fake.token)
            document = {
                "kind": "rest",
                "url": fake.url,
                "rest": {
                    "limits": {"all": {"rate": 100}},
                    "auth": [{"secrets": ["token"], "headers": {"Authorization": "Bearer {token}"}}],
                },
                "objects": {
                    "people": {
                        "entity": "party",
                        "key": ["id"],
                        "read": {"path": "/people", "rows": "rows"},
                        "map": {"name": "name"},
                    }
                },
            }
            root.joinpath("sources", f"{name}.yml").write_text(json.dumps(document), encoding="utf-8")
        context = RunContext.open(load_project(root), open_state("sqlite:///state.sqlite", root), say=lambda _: None)
        yield lambda: extract(context)


def landed(root: Path) -> list[str]:
    """The sources that have landed."""
    with duckdb.connect(str(root / "data" / "warehouse.duckdb"), read_only=True) as db:
        names = db.execute("select table_schema from information_schema.tables where table_name = 'people'").fetchall()
    return sorted(name.removeprefix("raw_") for (name,) in names if name.startswith("raw_"))


def test_two_slow_systems_are_asked_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2)

    def slow() -> Reply:
        # Neither answers before the other is asked, too: one after the other there is no answer at all.
        both.wait(timeout=60)
        return ONE

    with project(tmp_path, monkeypatch, crm=slow, shop=slow) as run:
        facts = run()
    assert [(one["source"], one["landed"]) for one in facts["objects"]] == [("crm", 1), ("shop", 1)]
    assert landed(tmp_path) == ["crm", "shop"]
    assert not list(tmp_path.glob("data/dlt/spool_*")), "nobody's rows are left behind"


def test_what_lands_and_the_error_are_those_of_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()

    def refuses() -> Reply:
        failed.set()
        return Reply(404)

    def late() -> Reply:
        assert failed.wait(60)
        return ONE

    with project(tmp_path, monkeypatch, a_crm=late, b_shop=refuses, c_bank=refuses, d_desk=late) as run:
        with pytest.raises(SourceTerminalError) as error:
            run()
        assert "source b_shop" in str(error.value)
        assert landed(tmp_path) == ["a_crm"]
        left = [path.name for path in tmp_path.glob("data/dlt/spool_*")]
        assert left == ["spool_d_desk"], "what was read whole and has not landed need not be asked for again"


def test_a_source_without_credentials_fails_in_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with project(tmp_path, monkeypatch, a_crm=lambda: ONE, b_shop=lambda: ONE) as run:
        monkeypatch.delenv("SOURCES__B_SHOP__TOKEN")
        with pytest.raises(ConfigError) as error:
            run()
        assert error.value.code == "no-credentials"
        assert landed(tmp_path) == ["a_crm"]

"""A long read that fails near its end: what was read whole is not asked for again, and nothing of it is too old."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from onefold_core.errors import GateError, SourceTransientError
from onefold_core.privacy import Suppression
from onefold_pipelines.kept import KEPT_HOURS
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes.server import Fake, Reply, Request, serving
from tests.pipelines.workbench import Workbench, codes

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
SOURCE = """
    kind: rest
    url: {url}
    rest:
      workers: 1
      attempts: 2
      auth: [{{secrets: [token], headers: {{Authorization: "Bearer {{token}}"}}}}]
    objects:
      people:
        entity: party
        key: [id]
        cursor: changed
        read: {{path: /people, params: {{since: $since}}, rows: rows}}
        map: {{name: name, mail: email, changed: updated_at}}
      deals:
        entity: deal
        key: [id]
        expect: {{min_rows: 1}}
        read: {{path: /deals, rows: rows}}
        map: {{title: name}}
    """


class Shop(Fake):
    """Two people and a deal; `down` while it cannot tell its deals."""

    down = True

    def answer(self, request: Request) -> Reply:
        if request.path == "/people":
            people = [
                {"id": 1, "name": "Anna", "mail": "a@b.example", "changed": "2026-01-10T10:00:00Z"},
                {"id": 2, "name": "Olga", "mail": "o@b.example", "changed": "2026-01-11T10:00:00Z"},
            ]
            since = request.params.get("since", "")
            return Reply(body={"rows": [one for one in people if str(one["changed"]) >= since]})
        return Reply(503) if self.down else Reply(body={"rows": [{"id": 7, "title": "Big"}]})


@pytest.fixture
def shop(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The shop, whose first read failed after the people."""
    fake = Shop()
    with serving(fake):
        monkeypatch.setenv("SOURCES__SHOP__TOKEN", fake.token)
        bench.options = {"outside": Outside(clock=SteppedClock(NOW))}
        bench.write("shop", SOURCE.format(url=fake.url))
        with pytest.raises(SourceTransientError):
            bench.sync("shop", **bench.options)
        fake.down = False
        fake.log.clear()
        yield fake


def folder(bench: Workbench) -> Path:
    """Where the spools lie while there are any."""
    return bench.root / "data" / "dlt" / "spool_shop"


def test_the_next_run_asks_only_for_what_was_not_read(bench: Workbench, shop: Shop) -> None:
    result = bench.sync("shop", **bench.options)
    assert [request.path for request in shop.log] == ["/deals"]
    assert "read-before" in codes(result)
    assert bench.alive("raw_shop.people", "id") == ["1", "2"]
    assert bench.alive("raw_shop.deals", "id") == ["7"]
    assert not folder(bench).exists(), "nobody's rows are left behind"
    shop.log.clear()
    result = bench.sync("shop", **bench.options)
    assert result.object("people").mode == "incremental", "from where the people were read to"
    assert len(shop.asked("/people")) == 1


def test_only_what_was_read_whole_is_kept(bench: Workbench, shop: Shop) -> None:
    assert sorted(path.name for path in folder(bench).iterdir()) == ["people.kept.json", "people.spool.parquet"]
    assert "Anna" not in (folder(bench) / "people.kept.json").read_text(encoding="utf-8")


def aged(bench: Workbench) -> None:
    path = folder(bench) / "people.kept.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    then = datetime.fromisoformat(kept["read_at"]) - timedelta(hours=KEPT_HOURS)
    path.write_text(json.dumps(kept | {"read_at": then.isoformat()}), encoding="utf-8")


def remapped(bench: Workbench) -> None:
    path = bench.root / "sources" / "shop.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("mail: email, ", ""), encoding="utf-8")


def torn(bench: Workbench) -> None:
    (folder(bench) / "people.kept.json").write_text("{", encoding="utf-8")


def cut(bench: Workbench) -> None:
    spool = folder(bench) / "people.spool.parquet"
    spool.write_bytes(spool.read_bytes()[:100])


def erased(bench: Workbench) -> None:
    whole = Suppression(b"key", frozenset())
    bench.options["suppression"] = Suppression(b"key", frozenset({whole.record_digest("shop.people:1")}))


@pytest.mark.parametrize("change", [aged, remapped, torn, cut, erased])
def test_what_is_old_or_another_is_read_anew(change: object, bench: Workbench, shop: Shop) -> None:
    assert callable(change)
    change(bench)
    bench.sync("shop", **bench.options)
    assert [request.path for request in shop.log] == ["/people", "/deals"]


def test_what_another_account_gave_is_not_mixed_in(
    bench: Workbench, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One address serves every account of many systems: only the secret tells whose rows these are."""
    shop.token = "the-token-of-another-account"
    monkeypatch.setenv("SOURCES__SHOP__TOKEN", shop.token)
    bench.sync("shop", **bench.options)
    assert [request.path for request in shop.log] == ["/people", "/deals"]


def test_a_refusal_of_ours_keeps_nothing(bench: Workbench, shop: Shop) -> None:
    """What a gate refused must be asked for again, or it would be refused for ever."""
    path = bench.root / "sources" / "shop.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("min_rows: 1", "min_rows: 5"), encoding="utf-8")
    with pytest.raises(GateError):
        bench.sync("shop", **bench.options)
    assert not folder(bench).exists()

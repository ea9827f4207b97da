"""Customer ids over random histories of arrivals, changes, deletions, decisions and their undoing, in the tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from onefold_core.state import identities, ledger
from onefold_core.state.store import open_state
from onefold_dedupe.identity import mint
from onefold_dedupe.identity_scope import begin_redrawing
from onefold_dedupe.identity_tables import update_identities
from sqlalchemy import Engine

START = datetime(2026, 1, 1, tzinfo=UTC)
Edge = tuple[str, str]
_INPUT = """
create schema if not exists match;
create or replace table match.record (record_name varchar, kind varchar, source varchar, object varchar,
    source_key varchar, created_at timestamptz);
create or replace table match.cluster (record_name varchar, cluster_id varchar);
create schema if not exists match_kept;
create or replace table match_kept.numbering (record_name varchar, rid integer);
create table if not exists match_kept.link (rid_l integer, rid_r integer, weight double, decided_by varchar);
"""


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state("sqlite:///state.sqlite", tmp_path)
    yield engine
    engine.dispose()


@dataclass
class World:
    """Records that are linked by evidence and by decisions, and a warehouse that is told who is with whom."""

    state: Engine | None = None
    is_reversed: bool = False
    is_linked: bool = False
    """Whether the warehouse also knows the links."""
    is_told: bool = False
    """Whether ids are told what was drawn anew."""
    active: set[str] = field(default_factory=set)
    evidence: set[Edge] = field(default_factory=set)
    decided: set[Edge] = field(default_factory=set)
    apart: set[Edge] = field(default_factory=set)
    steps: int = 0
    drawn: list[frozenset[Any]] = field(default_factory=lambda: [frozenset()] * 4)
    """The active records, evidence, decisions and pairs apart of the last step."""

    def __post_init__(self) -> None:
        self.con = duckdb.connect()
        if self.is_reversed:
            self.con.execute("set threads = 1")

    def born(self, record: str) -> datetime | None:
        number = int(record.split(":")[2])
        return None if number % 5 == 0 else START - timedelta(days=(number * 7) % 23)

    def clusters(self) -> dict[str, str]:
        """The smallest record of all that an active record is linked to; no link joins what was decided to be apart."""
        found = {record: record for record in self.active}
        for a, b in sorted(self.decided) + sorted(self.evidence):
            if a in found and b in found:
                joined = {record for record, cluster in found.items() if cluster in (found[a], found[b])}
                if not any(one in joined and other in joined for one, other in self.apart):
                    found.update(dict.fromkeys(joined, min(joined)))
        return found

    def step(self) -> dict[str, str]:
        self.steps += 1
        self.con.execute(_INPUT)
        clusters = sorted(self.clusters().items(), reverse=self.is_reversed)
        if clusters:
            self.con.executemany("insert into match.cluster values (?, ?)", clusters)
            rows = [(r, "person", *r.split(":"), self.born(r)) for r, _ in clusters]
            self.con.executemany("insert into match.record values (?, ?, ?, ?, ?, ?)", rows)
        self.con.execute("insert into match_kept.numbering select record_name, source_key::integer from match.record")
        if self.is_linked:
            self._write_links()
        if self.is_told:
            self._tell_redrawn()
        update_identities(self.con, "harbour", START + timedelta(days=self.steps), self.state)
        return self.ids()

    def _write_links(self) -> None:
        self.con.execute("delete from match_kept.link")
        for a, b in sorted(self.evidence | self.decided):
            if {a, b} <= self.active:
                numbers = [int(one.split(":")[2]) for one in (a, b)]
                row = [*numbers, float(sum(numbers)), "human" if (a, b) in self.decided else "model"]
                self.con.execute("insert into match_kept.link values (?, ?, ?, ?)", row)

    def _tell_redrawn(self) -> None:
        """The components that a record came into or left, or in which a pair or a decision is another one."""
        begin_redrawing(self.con)
        pairs = (_among(self.active, one) for one in (self.evidence, self.decided, self.apart))
        now: list[frozenset[Any]] = [frozenset(self.active), *pairs]
        changed = [one ^ other for one, other in zip(now, self.drawn, strict=True)]
        stirred = {*changed[0], *(record for pairs in changed[1:] for pair in pairs for record in pair)}
        while more := {r for pair in (*now[1], *now[2]) if stirred & set(pair) for r in pair} - stirred:
            stirred |= more
        self.drawn = now
        self.con.execute("insert into match_redrawn select unnest(?::varchar[])", [sorted(stirred)])

    def forget(self, record: str) -> None:
        """Erase a record that is gone, as the state does it."""
        assert self.state is not None
        with self.state.begin() as connection:
            identities.forget(connection, [record])
            ledger.append_within(connection, identities.ERASED, "records", {"rows": 1}, actor="onefold")

    def ids(self) -> dict[str, str]:
        return dict(self.con.execute("select record_name, customer_id from match.identity").fetchall())

    def at(self, step: int) -> dict[str, str]:
        moment = START + timedelta(days=step, hours=1)
        query = (
            "select record_name, customer_id from match.identity_history"
            " where valid_from <= ? and coalesce(valid_to > ?, true)"
        )
        return dict(self.con.execute(query, [moment, moment]).fetchall())

    def customers(self) -> dict[str, tuple[str, str | None]]:
        rows = self.con.execute("select customer_id, founded_by, superseded_by from match.customer").fetchall()
        assert len({row[0] for row in rows}) == len(rows)
        return {row[0]: row[1:] for row in rows}

    def leads_to(self) -> dict[str, str]:
        """Where every id ever minted leads today."""
        known = self.customers()
        found = {}
        for customer_id in known:
            end = customer_id
            passed = set()
            while (further := known[end][1]) is not None:
                assert end not in passed, "no circle"
                passed.add(end)
                end = further
            found[customer_id] = end
        return found

    def tables(self) -> list[Any]:
        names = ("identity", "identity_history", "customer", "identity_event")
        return [self.con.execute(f"select * from match.{name} order by all").fetchall() for name in names]

    def change(self, draw: random.Random) -> None:
        """One night's changes."""
        everyone = [f"s:o:{number}" for number in range(12)]
        for _ in range(draw.randint(1, 3)):
            act = draw.choice(["arrive", "arrive", "delete", "link", "unlink", "decide", "undo"])
            a, b = sorted(draw.sample(everyone, 2))
            if act == "arrive":
                self.active.add(a)
            elif act == "delete":
                self.active.discard(a)
            elif act == "link":
                self.evidence.add((a, b))
            elif act == "decide":
                self.decided.add((a, b))
            elif act == "unlink" and self.evidence:
                self.evidence.discard(draw.choice(sorted(self.evidence)))
            elif act == "undo" and self.decided:
                self.decided.discard(draw.choice(sorted(self.decided)))


def _among(active: set[str], pairs: set[Edge]) -> frozenset[Edge]:
    return frozenset(pair for pair in pairs if set(pair) <= active)


@pytest.mark.parametrize("seed", range(3))
def test_ids_hold_whatever_happens(seed: int) -> None:
    draw = random.Random(seed)
    world = World()
    then: list[dict[str, str]] = [{}]
    founders: dict[str, str] = {}
    for _ in range(25):
        world.change(draw)
        ids = world.step()
        then.append(ids)
        clusters = world.clusters()
        assert set(ids) == world.active
        assert len(set(zip(ids.values(), (clusters[r] for r in ids), strict=True))) == len(set(clusters.values()))
        assert len(set(ids.values())) == len(set(clusters.values())), "one id a cluster, one cluster an id"
        for customer_id, (founder, _) in world.customers().items():
            assert founders.setdefault(customer_id, founder) == founder, "never reused"
            assert customer_id in {mint("harbour", founder, attempt) for attempt in range(4)}
        ends = world.leads_to()
        assert {end for end in ends.values() if end in set(ids.values())} == set(ids.values())
        for customer_id, (founder, superseded_by) in world.customers().items():
            if founder in ids and superseded_by is not None:
                assert ends[customer_id] == ids[founder], "a superseded id leads to where its founding record is"
        assert [world.at(step) for step in range(len(then))] == then, "the crosswalk answers for every past run"
    overlapping = world.con.execute(
        "select count(*) from match.identity_history a join match.identity_history b using (record_name)"
        " where a.rowid < b.rowid and a.valid_from < coalesce(b.valid_to, 'infinity')"
        " and b.valid_from < coalesce(a.valid_to, 'infinity')"
    )
    assert overlapping.fetchall() == [(0,)]


@pytest.mark.parametrize("seed", range(4))
def test_undoing_a_same_leaves_the_world_as_it_was(seed: int) -> None:
    draw = random.Random(100 + seed)
    world = World()
    tried = 0
    for _ in range(14):
        world.change(draw)
        before = world.step()
        apart = [(a, b) for a in sorted(before) for b in sorted(before) if before[a] < before[b]]
        if not apart:
            continue
        leads = world.leads_to()
        pair = draw.choice(apart)
        world.decided.add(pair)
        together = world.step()
        assert together[pair[0]] == together[pair[1]] in {before[pair[0]], before[pair[1]]}
        oldest = min(before, key=lambda r: (before[r] not in {before[p] for p in pair}, world.born(r) is None,
                                            world.born(r) or START, r))  # fmt: skip
        once = world.con.execute("select customer_id from match.identity_history where record_name = ?", [oldest])
        assert together[pair[0]] in {before[oldest]} | {row[0] for row in once.fetchall()}, "with the oldest member"
        assert world.leads_to()[before[pair[0]]] == world.leads_to()[before[pair[1]]] == together[pair[0]]
        world.decided.discard(pair)
        assert world.step() == before
        assert world.leads_to() == leads
        tried += 1
    assert tried > 5


@pytest.mark.parametrize("seed", [1, 2, 4, 7])
def test_undoing_a_different_leaves_the_world_as_it_was(seed: int) -> None:
    draw = random.Random(400 + seed)
    world = World()
    tried = 0
    for _ in range(25):
        world.change(draw)
        before = world.step()
        together = [(a, b) for a in sorted(before) for b in sorted(before) if a < b and before[a] == before[b]]
        if not together:
            continue
        leads = world.leads_to()
        pairs = draw.sample(together, min(len(together), draw.randint(1, 2)))
        for pair in pairs:
            world.apart.add(pair)
            apart = world.step()
            assert apart[pair[0]] != apart[pair[1]]
            assert before[pair[0]] in apart.values(), "one part keeps the id"
        for pair in draw.sample(pairs, len(pairs)):
            world.apart.discard(pair)
            again = world.step()
        assert again == before, "whichever is undone first"
        assert {one: end for one, end in world.leads_to().items() if one in leads} == leads
        tried += 1
    assert tried > 2


@pytest.mark.parametrize("seed", range(2))
def test_a_record_that_was_deleted_and_is_received_again_keeps_its_id(seed: int) -> None:
    draw = random.Random(200 + seed)
    world = World()
    tried = 0
    for _ in range(14):
        world.change(draw)
        before = world.step()
        links = world.evidence | world.decided
        loose = [r for r in sorted(before) if sum(r in e and e[0] in before and e[1] in before for e in links) <= 1]
        if loose:
            record = draw.choice(loose)
            world.active.discard(record)
            without = world.step()
            assert {r: before[r] for r in without} == without, "nobody else's id moves"
            world.active.add(record)
            assert world.step() == before
            tried += 1
    assert tried > 5


@pytest.mark.parametrize("seed", range(2))
def test_order_threads_and_a_lost_warehouse_change_nothing(seed: int, state: Engine) -> None:
    draws = [random.Random(300 + seed) for _ in range(2)]
    one, other = World(), World(state=state, is_reversed=True)
    for number in range(14):
        for world, draw in zip((one, other), draws, strict=True):
            world.change(draw)
        if number % 4 == 3:
            other.con.close()
            other.con = duckdb.connect()
        assert one.step() == other.step()
        assert one.tables() == other.tables()


@pytest.mark.parametrize("seed", range(2))
def test_only_what_was_drawn_anew_is_looked_at_and_nothing_is_missed(seed: int, tmp_path: Path) -> None:
    """Records come, change, merge, split, go, come back, are erased; a warehouse is lost."""
    draws = [random.Random(500 + seed) for _ in range(2)]
    states = [open_state(f"sqlite:///{name}.sqlite", tmp_path) for name in ("whole", "told")]
    worlds = [World(states[0], is_linked=True), World(states[1], is_linked=True, is_told=True)]
    looked_at: list[int] = []
    for night in range(30):
        for world, draw in zip(worlds, draws, strict=True):
            world.change(draw)
            pair = sorted(draw.sample([f"s:o:{number}" for number in range(12)], 2))
            if draw.random() < 0.3:
                world.apart ^= {(pair[0], pair[1])}
            if night % 10 == 7:
                world.forget(draw.choice(sorted({f"s:o:{number}" for number in range(12)} - world.active)))
            if night == 14:
                world.con.close()
                world.con = duckdb.connect()
        whole, told = worlds
        assert told.step() == whole.step()
        assert told.tables() == whole.tables()
        counted = told.con.execute(
            "select estimated_size from duckdb_tables() where table_name = 'scope_cluster'"
        ).fetchall()
        looked_at += [len(told.active) - size for (size,) in counted]
    assert len(looked_at) > 20 and sum(left_alone > 2 for left_alone in looked_at) > 5
    for state in states:
        state.dispose()


def test_a_fresh_state_takes_over_what_the_warehouse_knows(tmp_path: Path, state: Engine) -> None:
    draw = random.Random(1)
    world = World()
    for _ in range(6):
        world.change(draw)
        world.step()
    world.state = state
    held = world.step()
    tables = world.tables()
    world.con.close()
    world.con = duckdb.connect()
    assert world.step() == held
    assert world.tables()[1:] == tables[1:]


def test_a_run_cut_off_after_the_state_was_written_changes_nothing(
    state: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onefold_dedupe import identity_tables

    draw = random.Random(2)
    world = World(state=state)
    world.change(draw)
    world.step()
    world.active |= {"s:o:1", "s:o:2"}
    world.decided.add(("s:o:1", "s:o:2"))
    with monkeypatch.context() as patched:
        patched.setattr(identity_tables, "_APPLY", "select cut_off")
        with pytest.raises(duckdb.Error):
            world.step()
        world.con.execute("rollback")
    twin = World(state=state)
    twin.active, twin.evidence, twin.decided, twin.steps = world.active, world.evidence, world.decided, world.steps
    assert world.step() == twin.step()


def test_a_rule_that_changes_begins_a_new_row_and_not_a_new_membership() -> None:
    world = World()
    world.active = {"s:o:1", "s:o:2"}
    world.evidence = {("s:o:1", "s:o:2")}
    world.con.execute(_INPUT)
    world.con.execute("insert into match_kept.link values (1, 2, 9.5, 'model')")
    first = world.step()
    world.con.execute("update match_kept.link set weight = 8, decided_by = 'human'")
    assert world.step() == first
    rows = world.con.execute(
        "select rule, weight, valid_from, valid_to from match.identity_history order by record_name, valid_from"
    ).fetchall()
    one, two = START + timedelta(days=1), START + timedelta(days=2)
    ((joined,),) = world.con.execute("select record_name from match.identity where not is_founder").fetchall()
    assert sorted(rows, key=str) == sorted(
        [("founder", 9.5, one, None), ("model", 9.5, one, two), ("human", 8.0, two, None)], key=str
    )
    now = world.con.execute("select rule, weight, valid_from from match.identity where record_name = ?", [joined])
    assert now.fetchall() == [("human", 8.0, one)]

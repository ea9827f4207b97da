"""A run looks only at what changed, and ends where a run over everything with the same model ends."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from onefold_core.errors import ConfigError
from onefold_dedupe import block, complete, redraw, sample
from onefold_dedupe.block import STRONG_CAP
from onefold_dedupe.decisions import Decision
from onefold_dedupe.retrain import retrain

from tests.dedupe.test_match_project import FAMILY, GIVEN, Project

MODEL = ("over", "model", "frequency", "company_word")
OUTCOME = ("cluster", "score", "candidate", "relation", "review")
Row = tuple[str, str, dict[str, str]]


def people(seed: int) -> dict[str, Row]:
    """Sightings of people, many of one person or household, more of them at one telephone than a key allows; firms."""
    draw = random.Random(seed)
    rows: dict[str, Row] = {}
    for number in range(150):
        given, family = draw.choice(GIVEN), draw.choice(FAMILY)
        fields = {
            "birth_date": f"{draw.randint(1940, 2000)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "phone": "+493015550000" if number <= STRONG_CAP + 10 else f"+49301{draw.randint(10**5, 10**6 - 1)}",
            "email": f"{given}.{family}{draw.randint(1, 20)}@mail.example".lower(),
            "city": draw.choice(["Bremen", "Kiel"]),
            "street": f"{draw.choice(['Am Wall', 'Hafenweg', 'Ring'])} {draw.randint(1, 9)}",
        }
        rows[str(2 * number)] = ("person", f"{given}|{family}", fields)
        kept = {name: value for name, value in fields.items() if draw.random() < 0.7}
        typo = family if draw.random() < 0.6 else family[:-1] + draw.choice("aeion")
        rows[str(2 * number + 1)] = ("person", f"{draw.choice([given, given[0], draw.choice(GIVEN)])}|{typo}", kept)
    for number in range(40):
        name = f"{draw.choice(['Nord', 'Hansa', 'Weser'])} {draw.choice(['Bau', 'Logistik', 'Handel'])}"
        email = f"info@{name.replace(' ', '').lower()}.example"
        rows[str(1000 + number)] = ("organization", name, {"email": email, "city": "Bremen"})
    return rows


TABLES = {"int_party": "record_name", "int_contact_point": "party", "int_address": "party"}
Tables = dict[str, pa.Table]


@cache
def tables(seed: int) -> Tables:
    """The rows as a source's tables; one insert a row is slow."""
    project = Project()
    for key, (kind, name, fields) in people(seed).items():
        if kind == "person":
            project.person(key, *name.split("|"), **fields)
        else:
            project.company(key, name, **fields)
    return {table: project.con.execute(f"from intermediate.{table}").to_arrow_table() for table in TABLES}


def add(project: Project, rows: Tables, keys: Iterable[str]) -> None:
    for table, column in TABLES.items():
        project.con.register("arriving", rows[table])
        project.con.execute(
            f"insert into intermediate.{table} from arriving where list_contains(?, split_part({column}, ':', 3))",
            [list(keys)],
        )
        project.con.unregister("arriving")


def remove(project: Project, keys: Iterable[str]) -> None:
    for table, column in TABLES.items():
        project.con.execute(
            f"delete from intermediate.{table} where list_contains(?, split_part({column}, ':', 3))", [list(keys)]
        )


def outcome(project: Project) -> dict[str, list[tuple[object, ...]]]:
    return {t: project.con.execute(f"select * from match.{t} order by all").fetchall() for t in OUTCOME}


def with_model_of(trained: Project) -> Project:
    project = Project()
    project.con.execute("create schema match_kept")
    for table in MODEL:
        project.con.register("kept", trained.con.execute(f"from match_kept.{table}").to_arrow_table())
        project.con.execute(f"create table match_kept.{table} as from kept")
        project.con.unregister("kept")
    return project


@pytest.mark.parametrize(
    "order", ["as they stand", "backwards", "shuffled", "one source after the other", "with detours"]
)
def test_any_order_of_arrival_ends_alike(order: str) -> None:
    _compare_orders(order)


@pytest.mark.parametrize("order", ["shuffled", "with detours"])
def test_any_order_ends_alike_under_a_budget(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With so little allowed, caps fall, neighbours are few and most masks are passed over."""
    tighten(monkeypatch)
    whole = _compare_orders(order)
    kept = whole.con.execute("select document from match_kept.model where kind = 'person'").fetchall()[0][0]
    document = json.loads(kept)
    caps = [cap for cap, _ in document["slots"].values()]
    assert min(caps) < block.WEAK_CAP and max(caps) == STRONG_CAP
    passed = whole.con.execute("select count(*) from match_kept.passed_person").fetchall()[0][0]
    assert len(document["passed_over"]) > 3 and passed > 200


def tighten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "FREE_PAIRS", 400)
    monkeypatch.setattr(sample, "WHOLE", 100)
    monkeypatch.setattr(sample, "SAMPLED", 30)
    monkeypatch.setattr(sample, "LEAST_LIKELY", 0.05)
    monkeypatch.setattr(sample, "LEAST_MERGED", 0.05)


def test_a_pair_passed_over_is_weighed_while_others_join_its_records(monkeypatch: pytest.MonkeyPatch) -> None:
    tighten(monkeypatch)
    project = Project()
    add(project, tables(3), people(3))
    project.run()
    before = outcome(project)
    named = "match_kept.numbering l on l.rid = p.rid_l join match_kept.numbering r on r.rid = p.rid_r"
    one, two, partner = project.con.execute(
        f"select l.record_name, r.record_name, s.id_r from match_kept.passed_person p join {named}"
        " join match.score s on s.id_l = r.record_name and s.probability > 0.99 and s.id_r <> l.record_name"
        " order by all limit 1"
    ).fetchall()[0]
    weighed = (
        f"select p.weight from match_kept.pair_person p join {named}"
        " where list_sort([l.record_name, r.record_name]) = list_sort([?, ?])"
    )
    assert not project.con.execute(weighed, [one, two]).fetchall()
    project.run([Decision(one, partner, "same")])
    assert project.con.execute(weighed, [one, two]).fetchall(), "a chain leads from one to two"
    project.run()
    assert outcome(project) == before
    project.run([Decision(one, two, "unsure")])
    assert project.con.execute(
        "select reason from match.review where id_l = ? and id_r = ?", sorted((one, two))
    ).fetchall() == [("unsure",)]


def _compare_orders(order: str) -> Project:
    rows, keys = tables(3), list(people(3))
    decisions = [
        Decision("crm:contacts:4", "crm:contacts:20", "same"),
        Decision("crm:contacts:0", "crm:contacts:1", "different"),
    ]
    whole = Project()
    add(whole, rows, keys)
    whole.run(decisions)
    expected = outcome(whole)
    assert len(expected["score"]) > 100
    capped = whole.con.execute("select max(n) from (select count(*) as n from match_kept.crowd_person group by code)")
    assert capped.fetchall()[0][0] > STRONG_CAP
    both = "match_kept.key_person semi join match_kept.crowd_person using (code)"
    assert whole.con.execute(f"select count(*) from {both}").fetchall() == [(0,)]

    if order == "backwards":
        keys.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(keys)
    elif order == "one source after the other":
        keys.sort(key=lambda key: (int(key) % 2, int(key)))
    project = with_model_of(whole)
    third = len(keys) // 3
    if order == "with detours":
        add(project, tables(11), keys[: 2 * third])
        project.run()
        remove(project, keys[: 2 * third])
        add(project, rows, keys[:third])
        project.run([Decision("crm:contacts:2", "crm:contacts:9", "same")])
    for start in (0, third, 2 * third):
        batch = keys[start : start + third] if start < 2 * third else keys[start:]
        remove(project, batch)
        add(project, rows, batch)
        project.run(decisions)
    assert outcome(project) == expected
    yields = "select * from match_kept.key_yield where records > 0 order by all"
    assert project.con.execute(yields).fetchall() == whole.con.execute(yields).fetchall()
    for table in ("key_person", "crowd_person"):
        kept = f"select code, record_name from match_kept.{table} join match_kept.numbering using (rid) order by all"
        assert project.con.execute(kept).fetchall() == whole.con.execute(kept).fetchall()
    return whole


def test_a_night_without_changes_compares_nothing_and_changes_nothing() -> None:
    project = Project()
    add(project, tables(3), people(3))
    project.run()
    before = outcome(project)
    project.run()
    assert outcome(project) == before
    assert project.con.execute(
        "select name, value::integer from match.diagnostic where name in ('person.compared', 'person.changed')"
        " order by name"
    ).fetchall() == [("person.changed", 0), ("person.compared", 0)]


def test_only_what_changed_is_prepared_again() -> None:
    project = Project()
    add(project, tables(3), people(3))
    project.run()
    con = project.con
    stale = "select record_name, is_gone from match_stale order by all"
    project.run()
    assert con.execute(stale).fetchall() == []
    con.execute(
        "update intermediate.int_contact_point set value = 'new@mail.example', value_id = 'v1'"
        " where party = 'crm:contacts:6' and channel = 'email'"
    )
    con.execute("delete from intermediate.int_party where record_name = 'crm:contacts:8'")
    project.run()
    assert con.execute(stale).fetchall() == [("crm:contacts:6", False), ("crm:contacts:8", True)]
    email = "select email from match.record where record_name = 'crm:contacts:6'"
    assert con.execute(email).fetchall() == [(["new@mail.example"],)]
    con.execute(
        "insert into standardised.contact_point (value_id, status, value, key)"
        " values ('v1', 'ok', 'newer@mail.example', 'newer@mail.example')"
    )
    project.run()
    assert con.execute(stale).fetchall() == [("crm:contacts:6", False)]
    assert con.execute(email).fetchall() == [(["newer@mail.example"],)]
    kept = outcome(project), con.execute("from match.record order by all").fetchall()
    con.execute("delete from match_kept.prepared_by")
    project.run()
    assert (outcome(project), con.execute("from match.record order by all").fetchall()) == kept


def test_one_new_record_is_compared_with_the_old_ones_only(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, keys = tables(3), people(3)
    project = Project()
    add(project, rows, [key for key in keys if key != "299"])
    project.run()
    add(project, rows, ["299"])
    drawn: list[int] = []
    cluster_records = complete.cluster_records

    def counting(size: int, *others: Any) -> Any:
        drawn.append(size)
        return cluster_records(size, *others)

    monkeypatch.setattr(redraw, "cluster_records", counting)
    project.run()
    compared, candidates = (
        int(
            project.con.execute("select value from match.diagnostic where name = ?", [f"person.{name}"]).fetchall()[0][
                0
            ]
        )
        for name in ("compared", "candidates")
    )
    assert 0 < compared < candidates / 5
    assert 0 < sum(drawn) < len(keys) / 2, "clusters of others are not drawn anew"


def test_a_bucket_may_double_and_what_outgrows_that_pairs_nobody() -> None:
    """What one number of 40 people was when the model was trained becomes a switchboard's, and theirs again."""
    draw = random.Random(5)
    project = Project()
    for number in range(2 * STRONG_CAP + 30):
        birth_date = f"{1930 + number % 70}-{1 + number % 12:02}-{1 + number % 28:02}"
        names = draw.choice(GIVEN), f"{draw.choice(FAMILY)}{chr(97 + number % 26)}{chr(97 + number // 26)}"
        project.person(str(number), *names, phone="+493015550000", birth_date=birth_date)
    everyone = {table: project.con.execute(f"from intermediate.{table}").to_arrow_table() for table in TABLES}
    keys = [str(number) for number in range(2 * STRONG_CAP + 30)]
    few, most = keys[:40], keys[: STRONG_CAP + 5]

    def brought(*batches: list[str], model: Project | None = None) -> Project:
        brought_to = with_model_of(model) if model else Project()
        for batch in batches:
            for table in TABLES:
                brought_to.con.execute(f"delete from intermediate.{table}")
            add(brought_to, everyone, batch)
            brought_to.run()
        return brought_to

    trained = brought(few)
    for last in (most, keys, few):
        nights = brought(few, most, keys, last, model=trained)
        whole = brought(last, model=trained)
        assert outcome(nights) == outcome(whole)
        query = "select count(*) from match.candidate where list_contains(keys, 'phone')"
        by_phone = whole.con.execute(query).fetchall()[0][0]
        assert by_phone == (0 if last is keys else len(last) * (len(last) - 1) // 2)


def test_a_run_after_one_that_was_cut_off_looks_at_all_again() -> None:
    project = Project()
    add(project, tables(3), people(3))
    project.run()
    before = outcome(project)
    for table in ("seen", "key_person", "drawn"):
        project.con.execute(f"delete from match_kept.{table}")
    project.con.execute("delete from match_kept.pair_person where rid_l % 3 = 0")
    project.run()
    assert outcome(project) == before


def test_a_model_holds_until_it_is_trained_anew() -> None:
    rows, keys = tables(3), list(people(3))
    project = Project()
    add(project, rows, keys[:200])
    project.run()
    first = project.con.execute(
        "select document -> 'comparisons' from match_kept.model where kind = 'person'"
    ).fetchall()
    add(project, rows, keys[200:])
    customers = project.run()
    assert (
        project.con.execute("select document -> 'comparisons' from match_kept.model where kind = 'person'").fetchall()
        == first
    )
    held = outcome(project)

    found = retrain(project.con, auto_merge=0.95, review_from=0.7)
    assert (found.records, found.customers) == (len(customers), len(set(customers.values())))
    assert any(weight.before != weight.after for weight in found.weights)
    assert outcome(project) == held, "a trial changes nothing"

    applied = retrain(project.con, auto_merge=0.95, review_from=0.7, apply=True)
    assert applied.was_applied
    after = project.run()
    assert (
        project.con.execute("select document -> 'comparisons' from match_kept.model where kind = 'person'").fetchall()
        != first
    )
    assert len(set(after.values())) == applied.customers_after
    anew = Project()
    add(anew, rows, keys)
    anew.run()
    assert outcome(project) == outcome(anew)


def test_there_is_nothing_to_retrain_before_a_run() -> None:
    project = Project()
    project.con.execute("create schema match_kept")
    with pytest.raises(ConfigError) as raised:
        retrain(project.con, auto_merge=0.95, review_from=0.7)
    assert raised.value.code == "no-match"

"""Explanations of real runs: sums that add up, chains, the weakest place, why two records are apart."""

from __future__ import annotations

import random
from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from onefold_core.errors import ConfigError
from onefold_dedupe.block import STRONG_CAP
from onefold_dedupe.cluster import cluster
from onefold_dedupe.decisions import Decision
from onefold_dedupe.explain import CustomerExplanation, PairExplanation, closest_records, explain_customer, explain_pair
from onefold_dedupe.explain.links import chain, joining_order, weakest_cut
from onefold_dedupe.explain.stored import pairs_among
from onefold_dedupe.explain.weigh import scale_of, weigh_records
from onefold_dedupe.explain.words import LEVELS, class_words, odds
from onefold_dedupe.ruleset import KINDS, load_rules

from tests.dedupe.test_match_incremental import add, people, tables, tighten
from tests.dedupe.test_match_project import FAMILY, GIVEN, PETRA, THRESHOLDS, Project


@pytest.fixture
def project() -> Iterator[Project]:
    made = Project()
    draw = random.Random(5)
    for number in range(100, 250):
        born = f"{draw.randint(1940, 2000)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        phone = f"+49301{draw.randint(10**5, 10**6 - 1)}"
        made.person(str(number), draw.choice(GIVEN), draw.choice(FAMILY), birth_date=born, phone=phone)
    yield made
    made.con.close()


def pair(project: Project, one: str, other: str) -> PairExplanation:
    return explain_pair(project.con, one, other, THRESHOLDS)


def customer(project: Project, record: str) -> CustomerExplanation:
    query = "select customer_id from match.identity where record_name = ?"
    found = project.con.execute(query, [record]).fetchall()[0][0]
    return explain_customer(project.con, found, THRESHOLDS)


def total(found: PairExplanation) -> float:
    assert found.sum is not None
    return found.sum.start + sum(piece.weight for piece in found.sum.pieces) + found.sum.alternatives


def test_the_evidence_of_a_pair_adds_up_to_its_weight(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    second = project.person("2", "Petra", "Kesselringg", **PETRA)
    project.run()
    found = pair(project, second, first)
    assert (found.id_l, found.id_r, found.same_customer, found.why) == (first, second, True, "linked")
    assert found.weight is not None
    assert total(found) == pytest.approx(found.weight, abs=0.02)
    assert "email" in found.keys
    pieces = {piece.comparison: piece for piece in found.sum.pieces} if found.sum else {}
    assert pieces["email"].values == ("petra@kessler.example", "petra@kessler.example")
    assert pieces["family"].values == ("Kesselring", "Kesselringg")
    assert pieces["family"].words == "family name: the same name in another spelling"
    assert pieces["birth_date"].words.startswith("birth date: the same, in 2 of ")
    with pytest.raises(ConfigError, match="unknown-record"):
        pair(project, first, "crm:contacts:nobody")
    with pytest.raises(ConfigError, match="same-record"):
        pair(project, first, first)


def test_every_pair_is_weighed_again_as_the_run_weighed_it(project: Project) -> None:
    project.person("1", "Petra", "Kesselring", **PETRA)
    project.person("2", "Peter", "Kesselring", **PETRA | {"birth_date": "1950-01-01"})
    project.company("3", "Ромашка", phone="+74951234567")
    project.company("4", "Romashka", phone="+74951234567")
    project.run()
    for kind in KINDS:
        scale = scale_of(project.con, kind, THRESHOLDS)
        assert scale
        names = [row[0] for row in project.con.execute("select record_name from match.cluster").fetchall()]
        stored = pairs_among(project.con, scale.rules, names)
        weighed = weigh_records(project.con, scale, [(one.id_l, one.id_r) for one in stored])
        assert [one.weight for one in stored] == pytest.approx(weighed.weights, abs=1e-4)
        assert tuple(one.rule for one in stored) == weighed.rules
        assert stored


def test_what_would_change_a_pair_is_true(project: Project) -> None:
    """The values are changed as a supposition says, and the next run does what it says."""
    email, phone = "petra@kessler.example", "+49301555000"
    first = project.person("1", "Petra", "Kesselring", email=email, phone=phone)
    second = project.person("2", "Petra", "Kesselring", email=email, phone=phone)
    assert len({project.run()[name] for name in (first, second)}) == 1
    supposed = {one.levels: one for one in pair(project, first, second).what_if}
    assert supposed
    for levels, one in supposed.items():
        assert one.weight < pair(project, first, second).threshold, levels
    assert (("given", "differs"),) in supposed
    project.con.execute("update intermediate.int_party set given_name = 'Wolfram' where record_name = ?", [second])
    found = project.run()
    assert found[first] != found[second]
    apart = pair(project, first, second)
    assert apart.weight == pytest.approx(supposed[(("given", "differs"),)].weight, abs=0.01)
    assert any(one.levels == (("given", "exact"),) and one.outcome == "join" for one in apart.what_if)


def test_records_that_were_never_compared_are_joined_by_a_chain(project: Project) -> None:
    first = project.person("1", "Petra", "", email="p.kesselring@post.example", birth_date="1977-06-05")
    second = project.person(
        "2", "Petra", "Kesselring", email="p.kesselring@post.example", birth_date="1977-06-05", phone="+4942155501",
        street="Am Wall 3", city="Bremen",
    )  # fmt: skip
    third = project.person("3", "", "Kesselring", phone="+4942155501", street="Am Wall 3", city="Bremen")
    found = project.run([Decision(second, third, "same")])
    assert len({found[name] for name in (first, second, third)}) == 1
    told = pair(project, first, third)
    assert (told.why, told.weight, told.keys) == ("chain", None, ())
    assert [{link.id_l, link.id_r} for link in told.chain] == [{first, second}, {second, third}]
    assert told.chain[1].verdict == "same"
    assert pair(project, second, third).why == "decided"
    account = customer(project, first)
    assert [member.record_name for member in account.members] == [first, second, third]
    assert account.weakest is not None
    assert set(account.weakest.side) in ({first}, {second, third})
    assert account.weakest.decision == (first, second)


def test_why_two_records_are_apart(project: Project) -> None:
    petra = project.person("1", "Petra", "Kesselring", **PETRA)
    holger = project.person("2", "Holger", "Kesselring", **PETRA | {"birth_date": "1950-01-02", "email": "h@k.example"})
    stranger = project.person("3", "Wolfram", "Zander", birth_date="1950-01-09")
    twin = project.person("4", "Petra", "Kesselring", **PETRA)
    firm = project.company("5", "Kesselring Bau", phone=PETRA["phone"])
    project.run([Decision(petra, twin, "different")])
    conflict = pair(project, petra, holger)
    assert conflict.why == "conflict"
    assert conflict.sum is not None
    assert conflict.sum.rule_reason == "birth date and given name both differ"
    assert conflict.sum.evidence > -40
    assert conflict.relations == ("household: family, street, phone",)
    assert pair(project, petra, stranger).why == "not_compared"
    assert pair(project, petra, stranger).weight is None
    own = pair(project, petra, stranger).own_keys
    assert own is not None
    assert {"names", "family_birth"} <= set(own.left) & set(own.right) and "email" not in own.right
    assert "names" in own.enough and "email" not in own.enough, "strong, and in both"
    assert pair(project, petra, twin).why == "decided"
    assert pair(project, petra, twin).verdict == "different"
    assert pair(project, petra, firm).why == "kind"
    outside = {one.other_record: one.why for one in customer(project, petra).neighbours}
    assert outside == {holger: "household", twin: "a person said: different"}


def test_a_key_over_its_cap_is_why_two_records_were_not_compared(project: Project) -> None:
    switchboard = [
        project.person(str(1000 + n), f"Given{n:03}", f"Family{n:03}", phone="+493099999")
        for n in range(STRONG_CAP + 9)
    ]
    project.run()
    told = pair(project, switchboard[0], switchboard[-1])
    assert told.why == "not_compared"
    assert ("phone", STRONG_CAP + 9, True) in [(key.name, key.records, key.is_capped) for key in told.shared_keys]
    assert not any(key.is_enough and not key.is_capped for key in told.shared_keys)


def test_a_pair_passed_over_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    tighten(monkeypatch)
    made = Project()
    add(made, tables(3), people(3))
    made.run()
    one, other = made.con.execute(
        "select l.record_name, r.record_name from match_kept.passed_person p join match_kept.numbering l"
        " on l.rid = p.rid_l join match_kept.numbering r on r.rid = p.rid_r order by all limit 1"
    ).fetchall()[0]
    told = pair(made, one, other)
    assert (told.why, told.same_customer, told.weight) == ("passed_over", False, None)
    assert told.shared_keys
    assert told.sum is not None


def test_a_record_between_two_that_conflict_is_outvoted(project: Project) -> None:
    shared = {"phone": "+74951234567", "street": "Тверская 1", "city": "Москва"}
    one = project.company("1", "Ромашка", tax_id="7707083893", tax_id_id="t1", **shared)
    other = project.company("2", "Ромашка", tax_id="7728168971", tax_id_id="t2", **shared)
    vague = project.company("3", "Ромашка", **shared)
    project.con.execute(
        "insert into standardised.tax_id values ('t1', 'ok', '7707083893', 'ru.inn', true), ('t2', 'ok',"
        " '7728168971', 'ru.inn', true)"
    )
    found = project.run()
    left_out = other if found[vague] == found[one] else one
    told = pair(project, vague, left_out)
    assert (told.why, told.same_customer) == ("outvoted", False)
    assert told.weight is not None
    assert told.weight > told.threshold
    assert told.between is not None
    assert (told.between.pairs, told.between.compared, told.between.forbidden) == (2, 2, 1)
    assert told.between.mean < 0


def test_two_customers_are_explained_by_their_closest_records(project: Project) -> None:
    petra = project.person("1", "Petra", "Kesselring", **PETRA)
    project.person("2", "Petra", "Kesselring", **PETRA)
    holger = project.person("3", "Holger", "Kesselring", phone=PETRA["phone"])
    found = project.run()
    assert found[petra] != found[holger]
    closest = closest_records(project.con, found[petra], found[holger])
    assert closest is not None
    assert holger in closest
    firm = project.company("4", "Kesselring Bau")
    found = project.run()
    assert closest_records(project.con, found[petra], found[firm]) is None


def test_the_weakest_place_parts_when_its_links_are_lost(project: Project) -> None:
    """A father and a son whom one record with both birth years holds together: cut where the evidence is least."""
    home = {"street": "Am Wall 3", "city": "Bremen"}
    for n in (1, 2, 3):
        project.person(str(n), "Petra", "Kesselring", birth_date="1977-06-05", email="p@k.example", **home)
    last = project.person("4", "Petra", "Kesselring", phone="+4942155501", **home)
    found = project.run()
    account = customer(project, last)
    assert len(account.members) == 4
    assert len(set(found.values())) == len(found) - 3
    assert account.weakest is not None
    assert account.weakest.side == (last,)
    assert len(account.weakest.links) == 3
    held = {(edge.left, edge.right): edge.weight for edge in account.edges if edge.is_link}
    lost = {tuple(sorted((link.id_l, link.id_r))) for link in account.weakest.links}
    names = [member.record_name for member in account.members]
    kept = {e: w for e, w in held.items() if tuple(sorted((names[e[0]], names[e[1]]))) not in lost}
    left, right = (np.array([e[side] for e in kept], np.int64) for side in (0, 1))
    labels = cluster(4, left, right, np.array(list(kept.values())), account.threshold or 0.0)
    assert len(set(labels.tolist())) == 2
    assert account.weakest.parts_by_decision[-1] == (last,)


def test_a_customer_of_one_record_and_one_that_was_merged(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    alone = project.run()[first]
    told = explain_customer(project.con, alone, THRESHOLDS)
    assert (len(told.members), told.weakest, told.edges) == (1, None, ())
    with pytest.raises(ConfigError, match="unknown-customer"):
        explain_customer(project.con, "c_nobody", THRESHOLDS)


def test_other_rules_than_the_run_s_are_refused(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    second = project.person("2", "Petra", "Kesselring", **PETRA)
    project.run()
    project.con.execute("update match_kept.model set rules = 'older'")
    with pytest.raises(ConfigError, match="stale-match"):
        pair(project, first, second)


def test_an_explanation_needs_no_writing(project: Project, tmp_path: object) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    second = project.person("2", "Petra", "Kesselring", **PETRA)
    project.run()
    project.con.execute(
        f"attach '{tmp_path}/copy.duckdb' as copied; copy from database memory to copied; detach copied"
    )
    with duckdb.connect(f"{tmp_path}/copy.duckdb", read_only=True) as con:
        assert explain_pair(con, first, second, THRESHOLDS).why == "linked"


def test_every_level_of_the_rules_has_words() -> None:
    levels = {level for kind in KINDS for c in load_rules(kind).comparisons for level in c.levels}
    assert levels <= set(LEVELS)
    assert class_words("organization", "household") == "two organisations at one site"


@pytest.mark.parametrize(
    ("bits", "words"),
    [(0, "1.0 to 1"), (1, "2.0 to 1"), (4.25, "19 to 1"), (-4.25, "1 to 19"), (10, "1,000 to 1"), (9.96, "1,000 to 1"),
     (19.9, "980,000 to 1"), (-60, "1 to over 1,000,000")],
)  # fmt: skip
def test_odds(bits: float, words: str) -> None:
    assert odds(bits) == words


def test_chains_and_cuts_of_a_graph() -> None:
    square = {(0, 1): 5.0, (1, 2): 9.0, (2, 3): 6.0, (0, 3): 4.0}
    assert chain(4, square, 0, 3) == (0, 1, 2, 3)
    assert chain(5, square, 0, 4) == ()
    assert [step.node for step in joining_order(4, square)] == [1, 2, 3]
    cut = weakest_cut(4, square)
    assert cut is not None
    assert (cut.side, cut.edges) == ((1, 2, 3), ((0, 1), (0, 3)))
    assert weakest_cut(1, {}) is None


def test_the_cut_is_the_cheapest_of_all() -> None:
    draw = random.Random(11)
    for _ in range(40):
        size = draw.randint(2, 7)
        costs = {(a, b): draw.random() for a in range(size) for b in range(a + 1, size) if draw.random() < 0.7}
        cut = weakest_cut(size, costs)
        assert cut is not None
        sides = [{n for n in range(size) if mask >> n & 1} for mask in range(1, 2**size - 1)]
        cheapest = min(sum(c for e, c in costs.items() if (e[0] in side) != (e[1] in side)) for side in sides)
        assert sum(costs[edge] for edge in cut.edges) == pytest.approx(cheapest)

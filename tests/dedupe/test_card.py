"""The model card of a real run: its sums are those of the tables, and nobody can be recognised in it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np
import pytest
from onefold_dedupe.block import STRONG_CAP
from onefold_dedupe.card import ModelCard, model_card
from onefold_dedupe.decisions import Decision

from tests.dedupe.test_match_project import FAMILY, GIVEN, PETRA, THRESHOLDS, Project


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    made = Project()
    draw = random.Random(5)
    for number in range(100, 100 + STRONG_CAP + 20):
        born = f"{draw.randint(1940, 2000)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        made.person(str(number), draw.choice(GIVEN), draw.choice(FAMILY), birth_date=born, phone="+493015550000")
    for number in range(1, 6):
        made.person(str(number), "Petra", "Kesselring", **PETRA | ({"birth_date": "1977-06-06"} if number == 5 else {}))
    shared = {"phone": "+74951234567", "street": "Тверская 1", "city": "Москва"}
    firms = [made.company(str(n), "Ромашка", tax_id=f"tax{n}", tax_id_id=f"t{n}", **shared) for n in (1, 2, 3)]
    for number, valid in ((1, "7707083893"), (2, "7728168971"), (3, "7707083893")):
        made.con.execute(f"insert into standardised.tax_id values ('t{number}', 'ok', '{valid}', 'ru.inn', true)")
    made.run([Decision(firms[0], firms[1], "same")])
    yield made
    made.con.close()


@pytest.fixture(scope="module")
def card(project: Project) -> ModelCard:
    return model_card(project.con, *THRESHOLDS)


def test_the_sums_of_the_card_are_those_of_the_tables(project: Project, card: ModelCard) -> None:
    query = "select count(*), count(distinct customer_id) from match.identity"
    assert project.con.execute(query).fetchall() == [(card.records, card.customers)]
    assert sum(size * count for size, count in card.sizes) == card.records
    for kind in card.kinds:
        pairs = project.con.execute(f"select count(*) from match_kept.pair_{kind.kind}").fetchall()[0][0]
        assert kind.pairs == pairs
        above = f"select count(*) from match_kept.pair_{kind.kind} where weight >= 10"
        assert sum(one.pairs for one in kind.histogram if one.low >= 10) == project.con.execute(above).fetchall()[0][0]
        for comparison in kind.comparisons:
            assert sum(level.m for level in comparison.levels) == pytest.approx(1, abs=0.001)
            for level in comparison.levels:
                assert level.bits == pytest.approx(np.log2(level.m / level.u), abs=0.1)
                assert abs(level.bits_household) <= abs(level.bits) + 0.01


def test_the_card_tells_how_the_model_came_about(project: Project, card: ModelCard) -> None:
    person = next(kind for kind in card.kinds if kind.kind == "person")
    assert (person.was_trained, person.is_converged) == (True, True)
    assert person.trained.records == person.records == STRONG_CAP + 25
    assert person.trained.pairs == person.pairs
    assert str(person.trained.at).endswith("Z")
    phone = next(key for key in person.keys if key.name == "phone")
    assert (phone.capped_buckets, phone.capped_records) == (1, STRONG_CAP + 20)
    before = person.trained.at
    project.run()
    again = next(kind for kind in model_card(project.con, *THRESHOLDS).kinds if kind.kind == "person")
    assert (again.was_trained, again.trained.at, again.changed) == (False, before, 0)


def test_customers_worth_a_look_are_named_with_the_reason(project: Project) -> None:
    project.run([Decision("erp:firms:1", "erp:firms:2", "same")])
    found = dict(project.con.execute("select record_name, customer_id from match.identity").fetchall())
    suspects = {one.customer_id: one for one in model_card(project.con, *THRESHOLDS).suspects}
    petra = suspects[found["crm:contacts:1"]]
    assert (petra.records, petra.birth_dates) == (5, 2)
    assert "one of the largest" in petra.reasons
    firm = suspects[found["erp:firms:1"]]
    assert firm.tax_ids == 2
    assert firm.forbidden >= 1
    assert {"a rule forbids a pair inside it", "several tax numbers"} <= set(firm.reasons)


def test_nobody_is_on_the_card(card: ModelCard) -> None:
    text = json.dumps(asdict(card), ensure_ascii=False).lower()
    for value in ("petra", "kesselring", "1977-06-05", "49301555", "ромашка", "7707083893", "crm:contacts", "firms"):
        assert value not in text

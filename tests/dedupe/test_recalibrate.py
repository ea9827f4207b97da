"""Decisions correct the weights: in the right direction, only when there are enough, only where it helps."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
from onefold_dedupe.card import model_card
from onefold_dedupe.decisions import Decision
from onefold_dedupe.model import Model, Weights
from onefold_dedupe.recalibrate import MIN_DECISIONS, Labelled, Recalibration, _corrected, _weights, recalibrate
from onefold_dedupe.retrain import Retraining, retrain
from onefold_dedupe.ruleset import load_rules

from tests.dedupe.test_match_incremental import add, outcome, people, tables
from tests.dedupe.test_match_project import Project

NAMES = ("given", "family", "birth_date", "email", "phone")


def prior_model() -> Model:
    """The rules' own expectations as if a training had found them."""
    weights = []
    for comparison in load_rules("person").comparisons:
        if comparison.name in NAMES:
            m = np.array([1.0, *comparison.m.values()])
            u = np.array([1.0, *comparison.u.values(), 1 - sum(comparison.u.values())])
            weights.append(Weights(comparison, m, u, 1000, comparison.household))
    return Model(tuple(weights), 0.001, 0.0005, 10, True)


def judged(model: Model, true: Model, size: int, seed: int) -> Labelled:
    """Pairs near the threshold by `model`, judged as `true` has it."""
    draw = np.random.default_rng(seed)
    columns = {}
    for weights in model.weights:
        name = weights.comparison.name
        mixed = (weights.m[1:] + weights.u[1:]) / 2
        columns[name] = pa.array((1 + draw.choice(len(mixed), 40 * size, p=mixed / mixed.sum())).astype(np.int8))
        columns[f"{name}_count"] = pa.array(np.full(40 * size, 2, np.int32))
    levels = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
    everyone = Labelled(levels, np.zeros(40 * size, np.bool_), tuple(map(str, range(40 * size))))
    near = np.flatnonzero(np.abs(_weights(model, everyone)) < 8)[:size]
    assert len(near) == size
    asked = everyone.among(near)
    odds = 2.0 ** _weights(true, asked)
    return Labelled(asked.levels, draw.random(size) < odds / (1 + odds), asked.names)


def shifted(model: Model, shift: float, **changes: float) -> Model:
    return _corrected(model, np.array([shift, *(changes.get(w.comparison.name, 0.0) for w in model.weights)]))


def test_decisions_find_the_evidence_that_is_believed_too_much() -> None:
    model = prior_model()
    found, report = recalibrate(model, "person", judged(model, shifted(model, -2.0, phone=-0.6), 400, 1))
    assert report.is_applied
    assert report.factors is not None
    assert min(report.factors, key=report.factors.__getitem__) == "phone"
    assert report.factors["phone"] < 0.75
    assert report.loss_after is not None and report.loss_before is not None
    assert report.loss_after < report.loss_before
    before, after = (
        {w.comparison.name: float(np.log2(w.m[1] / w.u[1])) for w in one.weights} for one in (model, found)
    )
    assert before["phone"] - after["phone"] > 1
    for weights in found.weights:
        assert weights.m[1:].sum() == pytest.approx(1.0)


def test_decisions_that_agree_with_the_model_leave_it_nearly_alone() -> None:
    model = prior_model()
    found, report = recalibrate(model, "person", judged(model, model, 400, 2))
    if not report.is_applied:
        assert found is model
        return
    assert report.factors is not None
    assert abs(report.shift_bits) < 1.5
    assert all(0.7 < factor < 1.4 for factor in report.factors.values())


@pytest.mark.parametrize("few", [True, False])
def test_too_few_decisions_of_one_kind_change_nothing(few: bool) -> None:
    model = prior_model()
    asked = judged(model, shifted(model, -3.0), 300, 3)
    rows = np.flatnonzero(asked.is_same == few)[: MIN_DECISIONS - 1]
    chosen = asked.among(np.concatenate([rows, np.flatnonzero(asked.is_same != few)]))
    found, report = recalibrate(model, "person", chosen)
    assert found is model
    assert not report.is_applied
    assert report.loss_before is None
    assert f"{MIN_DECISIONS} decisions of either kind" in report.reason


def test_where_the_decisions_foretell_nothing_better_the_model_stays() -> None:
    model = prior_model()
    asked = judged(model, model, 60, 4)
    certain = Labelled(asked.levels, _weights(model, asked) > 0, asked.names)
    found, report = recalibrate(model, "person", certain)
    if not report.is_applied:
        assert found is model
    assert report.wrong_before == 0


def by_the_truth(project: Project, count: int) -> list[Decision]:
    """Records 2n and 2n + 1 of `people` are one person."""
    rows = project.con.execute(
        "select id_l, id_r from match.score where id_l like 'crm%' and id_r like 'crm%' and weight > -6 order by all"
    ).fetchall()
    one = [pair for pair in rows if len({int(name.split(":")[2]) // 2 for name in pair}) == 1]
    two = [pair for pair in rows if pair not in set(one)]
    assert min(len(one), len(two)) >= count
    return [Decision(pair[0], pair[1], "same") for pair in one[:count]] + [
        Decision(pair[0], pair[1], "different") for pair in two[:count]
    ]


def test_only_a_retraining_applies_decisions_and_the_model_remembers() -> None:
    project = Project()
    add(project, tables(3), people(3))
    project.run()
    decisions = by_the_truth(project, 40)
    project.run(decisions)
    query = "select document from match_kept.model where kind = 'person'"

    def document() -> dict[str, object]:
        return dict(json.loads(project.con.execute(query).fetchall()[0][0]))

    first = document()
    assert not first.get("recalibration"), "a run does not"
    held = outcome(project)
    tried = retrain(project.con, auto_merge=0.95, review_from=0.7, decisions=decisions)
    (taught,) = tried.recalibrations
    assert (taught.kind, taught.same, taught.different, taught.is_applied) == ("person", 40, 40, True)
    assert taught.changed_sides is not None
    assert taught.wrong_before is not None and taught.wrong_after is not None
    assert taught.wrong_after < taught.wrong_before
    assert document() == first
    assert outcome(project) == held, "a trial changes nothing"

    few: Retraining = retrain(project.con, auto_merge=0.95, review_from=0.7, decisions=decisions[:50], apply=False)
    assert [(one.same, one.different, one.is_applied) for one in few.recalibrations] == [(40, 10, False)]

    applied = retrain(project.con, auto_merge=0.95, review_from=0.7, decisions=decisions, apply=True)
    assert applied.recalibrations == tried.recalibrations
    customers = project.run(decisions)
    assert len(set(customers.values())) == applied.customers_after
    kept = document()["recalibration"]
    assert isinstance(kept, dict)
    assert Recalibration(**kept) == taught
    shown = project.con.execute("select value from match.diagnostic where name = 'person.model'").fetchall()[0][0]
    assert json.loads(shown)["recalibration"]["same"] == 40
    card = {one.kind: one for one in model_card(project.con, 0.95, 0.7).kinds}
    assert card["person"].recalibration == kept
    again = project.run(decisions)
    assert again == customers
    assert document()["recalibration"] == kept, "the model holds"

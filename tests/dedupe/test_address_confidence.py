"""Confidence means something: of the readings at 0.9, nine in ten are right."""

from __future__ import annotations

import json

import numpy as np
import onefold
import pytest

from tests.dedupe.standardise_scores import EVAL, load_scorer

SETS = (
    "addr_senzing",
    "addr_libpostal_parser",
    "addr_opencage_parse",
    "addr_pelias_parser",
    "addr_us_usaddress_us50_test",
)


@pytest.mark.skipif(not EVAL.exists(), reason="the evaluation kit is not beside the checkout")
def test_confidence_is_the_share_of_right_readings() -> None:
    scorer = load_scorer()
    said, right, weights = [], [], []
    for name in SETS:
        rows = [json.loads(line) for line in (EVAL / "standardise" / f"{name}.jsonl").open(encoding="utf-8")]
        rows = [row for row in rows if row.get("expected") and row.get("fully_covered", True)]
        for row in rows:
            result = onefold.standardise("address", row["raw"], country=row["country"].upper() or None)
            said.append(result.confidence)
            right.append(scorer.core(row["expected"]) == scorer.core(dict(result.value)))
            weights.append(1 / len(rows))
    confidence, is_right, weight = np.array(said), np.array(right), np.array(weights)
    for low, high in ((0.6, 0.8), (0.8, 0.9), (0.9, 1.01)):
        inside = (confidence >= low) & (confidence < high)
        expected = np.average(confidence[inside], weights=weight[inside])
        assert np.average(is_right[inside], weights=weight[inside]) == pytest.approx(expected, abs=0.1)
    surest = confidence >= 0.9
    assert is_right[surest].mean() >= 0.9
    assert surest.mean() > 0.5, "a confidence that is never high says nothing"

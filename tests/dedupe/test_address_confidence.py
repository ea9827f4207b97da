"""Confidence means something: of the readings at 0.9, nine in ten are right."""

from __future__ import annotations

import json

import numpy as np
import onefold
import pytest
from onefold_dedupe.standardise.address import standardise_address

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


@pytest.mark.parametrize("text", ["asdf qwerty", "call me on friday", "Weber, Hauptstr. 5"])
def test_a_name_that_nothing_supports_is_said_with_little_confidence(text: str) -> None:
    for country in (None, "DE"):
        assert standardise_address(text, country).confidence <= 0.4


def test_a_place_that_has_no_word_in_its_name_is_said_with_little_confidence() -> None:
    found = standardise_address("Hauptstr. 5, 2B", "DE")
    assert found.parts["city"] == "2B"
    assert found.confidence <= 0.4


def test_a_listed_town_and_a_venue_may_be_sure() -> None:
    assert standardise_address("Brno, Hlavní 5", "CZ").confidence > 0.8
    assert standardise_address("Berlin", "DE").confidence > 0.8
    assert standardise_address("г. Москва", "RU").confidence > 0.8
    assert standardise_address("123", "US").confidence <= 0.4
    assert standardise_address("Museum of Modern Art", "US").confidence > 0.4

"""Fit the weights of standardise/address/data/confidence.tsv to labelled addresses; run by hand when readers change.

    python tools/address_confidence.py FOLDER

FOLDER holds the evaluation kit's `standardise/addr_*.jsonl` ({raw, country, expected}). Every address counts twice,
with its country and without; a reading is right when all its components are (suburb, district and city counted as
one). Half of the weight is Senzing's addresses (OpenStreetMap), half is shared by the sets of hard cases, each set
alike. Printed: how often readings are right by tenth of confidence, by weights fitted on the other four fifths.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onefold_dedupe.standardise.address import parse
from onefold_dedupe.standardise.address.confidence import FEATURES
from scipy.optimize import minimize

HERE = Path(__file__).resolve().parent.parent
TARGET = HERE / "dedupe/onefold_dedupe/standardise/address/data/confidence.tsv"
SETS = (
    "addr_senzing",
    "addr_libpostal_parser",
    "addr_opencage_parse",
    "addr_pelias_parser",
    "addr_us_usaddress_labeled_test",
    "addr_us_usaddress_us50_test",
    "addr_us_parse_address",
    "addr_br_minutrade",
)
EASY, EASY_SHARE = "addr_senzing", 0.5
RIDGE = 3.0
"""Strength of the pull towards zero, in addresses: a feature that few addresses have says little."""
FOLDS = 5
Floats = npt.NDArray[np.float64]


def load(folder: Path) -> tuple[Floats, Floats, Floats]:
    """Features, right or wrong, and weight of each reading."""
    spec = importlib.util.spec_from_file_location("scorer", folder.parent / "score_standardise.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder.parent)
    scorer: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    seen: list[tuple[float, ...]] = []

    def confidence_of(leaning: tuple[float, ...]) -> float:
        seen.append(leaning)
        return 0.0

    vars(parse)["confidence_of"] = confidence_of
    rows, right, weights = [], [], []
    for name in SETS:
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        addresses = [row for row in map(json.loads, lines) if row.get("expected") and row.get("fully_covered", True)]
        share = EASY_SHARE if name == EASY else (1 - EASY_SHARE) / (len(SETS) - 1)
        for address in addresses:
            country = (address.get("country") or "").upper()
            for hint in (country if re.fullmatch("[A-Z]{2}", country) else None, None):
                seen.clear()
                got = parse.standardise_address(address["raw"], hint).parts
                if not seen:
                    continue
                want = address["expected"]
                if name == "addr_us_parse_address":
                    want, got = scorer.usps(want), scorer.usps(got)
                rows.append(seen[-1])
                right.append(float(scorer.core(want) == scorer.core(got)))
                weights.append(share / len(addresses))
    scaled = np.array(weights) * len(weights) / sum(weights)
    return np.array(rows), np.array(right), scaled


def fit(rows: Floats, right: Floats, weights: Floats) -> Floats:
    """Weighted logistic regression with a ridge on all but the bias."""

    def loss(beta: Floats) -> tuple[float, Floats]:
        score = rows @ beta
        error = weights @ (np.logaddexp(0, score) - right * score)
        gradient = rows.T @ (weights * (1 / (1 + np.exp(-score)) - right))
        pull = np.r_[0.0, beta[1:]]
        return float(error + RIDGE / 2 * pull @ pull), gradient + RIDGE * pull

    found: Floats = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def report(rows: Floats, right: Floats, weights: Floats) -> None:
    """Calibration of readings that the weights have not seen."""
    fold = np.random.Generator(np.random.PCG64(1)).permutation(len(right)) % FOLDS
    said = np.zeros(len(right))
    for number in range(FOLDS):
        beta = fit(rows[fold != number], right[fold != number], weights[fold != number])
        said[fold == number] = 1 / (1 + np.exp(-(rows[fold == number] @ beta)))
    print("confidence  readings  said  right  right, sets weighed")
    for low in np.arange(0, 1, 0.1):
        inside = (said >= low) & (said < low + 0.1 + 1e-9 * (low > 0.85))
        if inside.any():
            weighed = np.average(right[inside], weights=weights[inside])
            shares = f"{said[inside].mean():.2f}  {right[inside].mean():.2f}   {weighed:.2f}"
            print(f"{low:.1f}-{low + 0.1:.1f}     {inside.sum():8}  {shares}")


def main(folder: Path) -> None:
    rows, right, weights = load(folder)
    report(rows, right, weights)
    beta = fit(rows, right, weights)
    lines = [f"{name}\t{weight:.3f}" for name, weight in zip(FEATURES, beta, strict=True)]
    head = "# feature of a reading, weight; made by tools/address_confidence.py, which says how"
    TARGET.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8", newline="\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The accuracy table of the standardisers: measured by the evaluation kit's own scorer, kept in a file beside this one.

python -m tests.dedupe.standardise_scores            # print what is measured beside what the table says
python -m tests.dedupe.standardise_scores --write    # keep what is measured; read the diff before committing it
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import onefold

REPOSITORY = Path(__file__).resolve().parents[2]
EVAL = REPOSITORY.parent / "shared" / "eval"
TABLE = Path(__file__).with_name("standardise_scores.tsv")

Scores = dict[tuple[str, str], float]
"""Percent by (set, figure), such as ("addr_senzing RU", "strict")."""


def load_scorer() -> Any:
    """The kit's `score_standardise.py` as a module."""
    spec = importlib.util.spec_from_file_location("score_standardise", EVAL / "score_standardise.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def measure(kinds: Iterable[str] = ()) -> Scores:
    """All figures of `score_standardise.py`, of `kinds` or of all, without starting a process for each set."""
    scorer = load_scorer()
    scores: Scores = {}
    parent = ""

    def run(
        kind: str, rows: Sequence[Mapping[str, Any]], command: str, hint: bool = True
    ) -> tuple[dict[str, object], float]:
        answers: dict[str, object] = {}
        for row in rows:
            country = (row.get("default_region") or row.get("country") or "") if hint else ""
            country = country.upper() if re.fullmatch("[A-Za-z]{2}", country) else None
            result = onefold.standardise(kind, row["raw"], country=country, type=row.get("id_type") or None)
            answers[row["id"]] = dict(result.value)
        return answers, 0.0

    def show(name: str, n: int, figures: Mapping[str, float], micros: float) -> None:
        nonlocal parent
        if name.startswith(" "):
            name = f"{parent} {name.split()[0]}"
        else:
            parent = name
        for figure, value in figures.items():
            scores[name, figure] = round(100 * value, 1)

    scorer.run, scorer.show = run, show
    chosen = list(kinds) or ["address", "phone", "person", "company", "tax-id"]
    parts = {
        name.replace("_", "-"): getattr(scorer, name) for name in ("address", "phone", "person", "company", "tax_id")
    }
    for kind in chosen:
        parts[kind](EVAL / "standardise", "", (True, False))
    return scores


def read_table() -> Scores:
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    return {(name, figure): float(value) for name, figure, value in (line.split("\t") for line in lines)}


def write_table(scores: Scores) -> None:
    lines = [f"{name}\t{figure}\t{value}" for (name, figure), value in scores.items()]
    TABLE.write_text("\n".join(["set\tfigure\tpercent", *lines]) + "\n", encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> None:
    kinds = [word for word in arguments if not word.startswith("-")]
    kept = read_table() if TABLE.exists() else {}
    scores = measure(kinds)
    for key, value in scores.items():
        change = value - kept.get(key, value)
        print(f"{key[0]:45}{key[1]:26}{value:6.1f}{f'  {change:+.1f}' if change else ''}")
    if "--write" in arguments:
        write_table({**kept, **scores})


if __name__ == "__main__":
    main(sys.argv[1:])

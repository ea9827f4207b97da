"""Any pairs of records weighed as the last run weighed its own, also those that it never compared, and what they would
weigh if they agreed otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from onefold_core.errors import ConfigError

from onefold_dedupe.compare.kernel import compare_rows
from onefold_dedupe.frozen import read_model
from onefold_dedupe.model import Floats, Model
from onefold_dedupe.pairs import read_paired_records
from onefold_dedupe.ruleset import Comparison, Conflict, Kind, Ruleset, load_rules
from onefold_dedupe.score import class_bits, doubts_of, rule_holds, score_batch, weight_of

if TYPE_CHECKING:
    import duckdb

Pair = tuple[str, str]
DIFFERS = "differs"


@dataclass(frozen=True)
class Scale:
    """What a pair of one kind is weighed by."""

    kind: Kind
    model: Model
    rules: Ruleset
    auto_merge: float
    review_from: float

    @property
    def threshold(self) -> float:
        """Bits from which two records are joined."""
        return weight_of(self.auto_merge)

    @property
    def ask_from(self) -> float:
        """Bits from which a person is asked."""
        return weight_of(self.review_from)


@dataclass(frozen=True)
class Weighed:
    """Pairs with their levels (`compare_rows`), their weight and the rule that set it ('' where none did)."""

    scale: Scale
    pairs: tuple[Pair, ...]
    levels: pa.RecordBatch
    weights: Floats
    rules: tuple[str, ...]

    def level(self, row: int, comparison: str) -> int:
        """Number of the level, 0 where one of the two has no value."""
        return int(self.levels.column(comparison)[row].as_py())

    def shared_by(self, row: int, comparison: str) -> int:
        """How many records shared the agreed value when the model was trained; 0 where nobody counted."""
        return int(self.levels.column(f"{comparison}_count")[row].as_py())

    def among(self, rows: Sequence[int]) -> Weighed:
        """Only some of the pairs."""
        taken = self.levels.take(pa.array(rows, pa.int64()))
        return Weighed(
            self.scale, tuple(self.pairs[n] for n in rows), taken, self.weights[list(rows)],
            tuple(self.rules[n] for n in rows),
        )  # fmt: skip

    def changed(self, levels: Mapping[str, int]) -> Weighed:
        """The same pairs if these comparisons were at these levels, of values as common as values are."""
        columns = {name: self.levels.column(name) for name in self.levels.schema.names}
        size = len(self.pairs)
        for name, level in levels.items():
            columns[name] = pa.array(np.full(size, level, np.int8))
            columns[f"{name}_count"] = pa.array(np.zeros(size, np.int32))
        return weigh(self.scale, self.pairs, pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns)))

    def without_rules(self, row: int) -> float:
        """The weight of a pair before any rule held it back or forbade it."""
        parts = self.classes(row)
        return classes_weight({name: bits.total for name, bits in parts.items()})

    def classes(self, row: int) -> dict[str, ClassBits]:
        """Log2 likelihood of the pair under each of the three explanations, comparison by comparison."""
        one = self.levels.slice(row, 1)
        model = self.scale.model
        starts = {"same": model.same, "household": model.household, "unrelated": 1 - model.same - model.household}
        bits: dict[str, dict[str, float]] = {name: {} for name in starts}
        for name, *found in class_bits(one, model):
            for of, log2 in zip(bits, found, strict=True):
                bits[of][name] = bits[of].get(name, 0.0) + float(log2[0])
        return {name: ClassBits(float(np.log2(start)), bits[name]) for name, start in starts.items()}

    def rule_that_holds(self, row: int) -> Conflict | None:
        """The conflict, or else the doubt, that set the pair's weight."""
        one = self.levels.slice(row, 1)
        rules, model = self.scale.rules, self.scale.model
        doubts = doubts_of(rules, model, self.scale.auto_merge)
        candidates = {"conflict": rules.conflicts, "doubt": doubts}.get(self.rules[row], ())
        return next((rule for rule in reversed(candidates) if rule_holds(one, model, rule)[0]), None)


@dataclass(frozen=True)
class ClassBits:
    """How one explanation of a pair stands: log2 of its share among all pairs, and of each comparison's likelihood."""

    start: float
    by_comparison: Mapping[str, float]

    @property
    def total(self) -> float:
        """Log2 of share times likelihood."""
        return self.start + sum(self.by_comparison.values())


def classes_weight(totals: Mapping[str, float]) -> float:
    """Log2 odds of `same` against the other explanations."""
    return totals["same"] - float(np.logaddexp2(totals["household"], totals["unrelated"]))


def scale_of(con: duckdb.DuckDBPyConnection, kind: Kind, thresholds: tuple[float, float]) -> Scale | None:
    """How the kind was weighed in the last run; None when it has no model, ConfigError when its rules are others."""
    rules = load_rules(kind)
    model = read_model(con, rules)
    if model is None:
        if con.execute("select count(*) from match_kept.model where kind = ?", [kind]).fetchall()[0][0]:
            raise ConfigError(
                "stale-match",
                "the last run matched by other rules than this version of onefold has",
                where=f"rules/{kind}.yml",
                mend="onefold run",
            )
        return None
    return Scale(kind, model, rules, *thresholds)


def weigh_records(con: duckdb.DuckDBPyConnection, scale: Scale, pairs: Sequence[Pair]) -> Weighed:
    """Compare and weigh pairs of record names, whatever blocking said of them; all are of the scale's kind."""
    con.register("match_asked", pa.table({"l": [pair[0] for pair in pairs], "r": [pair[1] for pair in pairs]}))
    con.execute(
        "create or replace temp table match_block as select n.rid, r.* from match.record r"
        " join match_kept.numbering n using (record_name)"
        " where record_name in (select l from match_asked union select r from match_asked)"
    )
    con.execute(
        "create or replace temp table match_pair as select l.rid as rid_l, r.rid as rid_r from match_asked a"
        " join match_block l on l.record_name = a.l join match_block r on r.record_name = a.r"
    )
    con.unregister("match_asked")
    rids = dict(con.execute("select record_name, rid from match_block").fetchall())
    records = read_paired_records(con, scale.kind, scale.model.comparisons)
    left, right = (records.place_of[np.array([rids[pair[side]] for pair in pairs], np.int64)] for side in (0, 1))
    numbers = pa.array(np.arange(len(pairs)), pa.int32())
    levels = compare_rows(records.columns, left, right, numbers, numbers, scale.model.comparisons)
    return weigh(scale, tuple(pairs), levels)


def weigh(scale: Scale, pairs: tuple[Pair, ...], levels: pa.RecordBatch) -> Weighed:
    """Weights of pairs whose levels are known."""
    scored = score_batch(levels, scale.model, scale.rules, scale.auto_merge)
    weights = scored.column("weight").to_numpy(zero_copy_only=False)
    return Weighed(scale, pairs, levels, weights, tuple(scored.column("rule").to_pylist()))


def differing_level(comparison: Comparison) -> int:
    """The number of the level of two values that simply differ."""
    return comparison.levels.index(DIFFERS) + 1

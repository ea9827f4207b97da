"""Which candidates are worth a look: what a sample of every combination of keys shows, before the rest is compared.

Most candidates of a large file share two keys that say the same (the end of a surname and a word of a name) and are
never one customer. A mask (combination of keys) of which hardly any sampled pair turns out to matter is passed over:
its pairs are looked at only where both records end in one component anyway. The choice is frozen with the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from onefold_dedupe.ahead import ahead
from onefold_dedupe.compare.base import Integers
from onefold_dedupe.model import Model
from onefold_dedupe.pairs import SLICE, pair_table, slices
from onefold_dedupe.relations import household_sql
from onefold_dedupe.ruleset import Ruleset
from onefold_dedupe.score import weight_of

if TYPE_CHECKING:
    import duckdb

WHOLE = 500_000
"""Up to so many candidates all are compared, and no mask is passed over."""
SAMPLED = 1_000
"""Pairs of one mask that are compared to judge it: a share of one in 300 is hardly ever missed."""
LEAST_MERGED = 0.001
"""Least share of a mask's pairs that must merge for the mask to be looked at …"""
LEAST_LIKELY = 0.003
"""… or that must be likely, which fewer would let one pair of the sample decide."""
LIKELY_FROM = 0.0
"""Weight (log2 odds) from which a pair is likely: even odds."""


def draw_sample(con: duckdb.DuckDBPyConnection, place_of: Integers) -> None:
    """Write `match_sample` (rid_l, rid_r, mask, stands_for) from `match_pair`; where the two records stand in the order
    of names alone decides.

    `stands_for` is how many candidates of its mask a sampled pair stands for, itself among them.
    """
    con.execute(
        "create or replace temp table match_mask as select mask, n, case when sum(n) over () <= ? then 1"
        " else least(1, ? / n) end::double as share from (select mask, count(*) as n from match_pair group by mask)",
        [WHOLE, SAMPLED],
    )
    shares = con.execute("select mask, share from match_mask order by mask").fetchnumpy()

    def drawn(found: pa.Table) -> pa.Table:
        share = shares["share"][np.searchsorted(shares["mask"], found["mask"].to_numpy())]
        low, high = place_of[found["rid_l"].to_numpy()], place_of[found["rid_r"].to_numpy()]
        return found.filter(pa.array(_lot(np.minimum(low, high), np.maximum(low, high)) < share))

    con.register("match_drawn", pa.concat_tables(ahead(drawn, slices(con, "match_pair", SLICE // 2))))
    con.execute(
        "create or replace temp table match_sample as select rid_l, rid_r, mask,"
        " n / count(*) over (partition by mask) as stands_for from match_drawn join match_mask using (mask)"
        " order by rid_l, rid_r"
    )
    con.unregister("match_drawn")


def _lot(low: Integers, high: Integers) -> npt.NDArray[np.float64]:
    """A number of [0, 1) for each pair (splitmix64 of both places)."""
    lot = (low.astype(np.uint64) << np.uint64(32)) | high.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        lot = (lot ^ (lot >> np.uint64(shift))) * np.uint64(factor)
    return ((lot ^ (lot >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / (1 << 53)


def choose_passed_over(
    con: duckdb.DuckDBPyConnection, rules: Ruleset, model: Model, auto_merge: float
) -> tuple[int, ...]:
    """Masks, in ascending order, of whose sampled pairs, which alone are kept as yet, hardly any merges, and hardly any
    is likely or a household.
    """
    is_likely = f"v.weight >= {LIKELY_FROM} or {household_sql(rules, model)}"
    rows = con.execute(
        f"select mask from {pair_table(rules.kind)} v join match_mask using (mask) where share < 1 group by mask"
        f" having count(*) filter (v.weight >= $merges) < $merged * count(*)"
        f" and count(*) filter ({is_likely}) < $likely * count(*) order by mask",
        {"merges": weight_of(auto_merge), "merged": LEAST_MERGED, "likely": LEAST_LIKELY},
    ).fetchall()
    return tuple(int(row[0]) for row in rows)

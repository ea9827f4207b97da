"""Customers that somebody should look at: the largest, those that agree least, those with a contradiction inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onefold_core.identifiers import literal

from onefold_dedupe.cluster import CLIP, FLOOR, MISSING
from onefold_dedupe.explain.links import ordered, weakest_cut
from onefold_dedupe.explain.pair import is_link
from onefold_dedupe.explain.stored import pairs_among
from onefold_dedupe.features import PART
from onefold_dedupe.pairs import has_pairs, pair_table
from onefold_dedupe.score import FORBIDDEN

if TYPE_CHECKING:
    import duckdb

    from onefold_dedupe.explain.weigh import Scale

SHOWN = 5
"""Customers for each reason."""
LARGE = 4
"""Records from which a customer may be among the largest."""
LARGEST = 300
"""Records of a customer whose weakest place is looked for."""


@dataclass(frozen=True)
class Suspect:
    """One customer, by its id. `mean`: bits of all its pairs as clusters are drawn by it (a pair that was never
    compared counts as -1); `held_by`: the fewest links that hold two parts of it together, None where that was not
    looked for; `forbidden`: pairs inside that a rule forbids; `tax_ids`: proven tax numbers; `birth_dates`: whole ones.
    """

    customer_id: str
    kind: str
    records: int
    pairs: int
    compared: int
    mean: float
    held_by: int | None
    weakest: float | None
    forbidden: int
    tax_ids: int
    birth_dates: int
    reasons: tuple[str, ...]


_COUNTED = """
with member as (
    select n.rid, i.customer_id, r.tax_id, r.birth_date
    from match.identity i join match_kept.numbering n using (record_name) join match.record r using (record_name)
    where i.kind = {kind}
),
sized as (
    select customer_id, count(*) as records,
        count(distinct tax_id) filter (not starts_with(tax_id, {part})) as tax_ids,
        count(distinct birth_date) filter (length(birth_date) = 10) as birth_dates
    from member group by customer_id having count(*) > 1
),
inside as (
    select l.customer_id, count(*) as compared, sum(greatest(least(s.weight, {clip}), {floor})) as bits,
        count(*) filter (s.weight <= {forbidden}) as forbidden
    from {pairs} s join member l on l.rid = s.rid_l join member r on r.rid = s.rid_r and r.customer_id = l.customer_id
    group by l.customer_id
),
counted as (
    select z.*, records * (records - 1) // 2 as pairs, coalesce(compared, 0) as compared,
        coalesce(forbidden, 0) as forbidden,
        (coalesce(bits, 0) + {missing} * (pairs - coalesce(compared, 0))) / pairs as mean
    from sized z left join inside using (customer_id)
),
named as (
    (select customer_id, 'one of the largest' as reason from counted where records >= {large}
        order by records desc, customer_id limit {shown})
    union all
    (select customer_id, 'its records agree least' from counted where records > 2 and mean < {threshold}
        order by mean, customer_id limit {shown})
    union all
    (select customer_id, 'a rule forbids a pair inside it' from counted where forbidden > 0
        order by forbidden desc, customer_id limit {shown})
    union all
    (select customer_id, 'several tax numbers' from counted where tax_ids > 1
        order by tax_ids desc, customer_id limit {shown})
)
select customer_id, records, pairs, compared, round(mean, 3) as mean, forbidden, tax_ids, birth_dates,
    list(reason order by reason) as reasons
from counted join named using (customer_id) group by all
order by len(reasons) desc, mean, customer_id
"""


def find_suspects(con: duckdb.DuckDBPyConnection, scale: Scale) -> tuple[Suspect, ...]:
    """Up to SHOWN customers of a kind for each reason, first those with most reasons."""
    if not has_pairs(con, scale.kind):
        return ()
    rows = con.execute(
        _COUNTED.format(
            kind=literal(scale.kind), part=literal(PART), clip=CLIP, floor=FLOOR, forbidden=FORBIDDEN, missing=MISSING,
            pairs=pair_table(scale.kind), large=LARGE, shown=SHOWN, threshold=scale.threshold,
        )
    ).fetchall()  # fmt: skip
    weak = _weakest(con, scale, [row[0] for row in rows])
    found = []
    for customer_id, records, pairs, compared, mean, forbidden, tax_ids, birth_dates, reasons in rows:
        held_by, weakest = weak.get(customer_id, (None, None))
        counts = (records, pairs, compared, mean, held_by, weakest, forbidden, tax_ids, birth_dates)
        found.append(Suspect(customer_id, scale.kind, *counts, tuple(reasons)))
    return tuple(found)


def _weakest(con: duckdb.DuckDBPyConnection, scale: Scale, customers: list[str]) -> dict[str, tuple[int, float]]:
    """How few links hold two parts of a customer together, and the strongest of them."""
    members: dict[str, list[str]] = {}
    for customer_id, name in con.execute(
        "select customer_id, record_name from match.identity where list_contains(?, customer_id) order by all",
        [customers],
    ).fetchall():
        members.setdefault(customer_id, []).append(name)
    home = {name: customer_id for customer_id, names in members.items() for name in names}
    place = {name: n for names in members.values() for n, name in enumerate(names)}
    held: dict[str, dict[tuple[int, int], float]] = {}
    for pair in pairs_among(con, scale.rules, list(home)):
        if home[pair.id_l] == home[pair.id_r] and is_link(scale, pair):
            cost = max(pair.weight - scale.threshold, 0.0) + (1e6 if pair.is_joined_by_word else 0.001)
            held.setdefault(home[pair.id_l], {})[ordered(place[pair.id_l], place[pair.id_r])] = cost
    found = {}
    for customer_id, costs in held.items():
        cut = weakest_cut(len(members[customer_id]), costs) if len(members[customer_id]) <= LARGEST else None
        if cut and cut.edges:
            strongest = max(costs[edge] for edge in cut.edges)
            if strongest < 1e5:
                found[customer_id] = (len(cut.edges), round(strongest + scale.threshold, 1))
    return found

"""What is known of the records of clusters that moved: the ids they had, claim or founded, and since when."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from onefold_dedupe.identity import Customer, Member, Past
from onefold_dedupe.identity_copies import ISO

if TYPE_CHECKING:
    import duckdb


def read_changed(con: duckdb.DuckDBPyConnection) -> tuple[list[Member], Past]:
    """The members of clusters that are not exactly a customer as it was, and what is known about them."""
    con.execute(_CLAIMS)
    while con.execute(_DRAWN_IN).fetchall():
        con.execute("insert into identity_changed from identity_drawn_in")
    con.execute(
        "create or replace temp table identity_settled as"
        " from identity_unmoved anti join identity_changed using (cluster_id)"
    )
    members = [
        Member(*row)
        for row in con.execute(
            "select c.record_name, c.cluster_id, r.kind, strftime(r.created_at at time zone 'UTC',"
            " '%Y-%m-%dT%H:%M:%S.%f')"
            " from scope_cluster c join match.record r using (record_name)"
            " semi join identity_changed using (cluster_id)"
        ).fetchall()
    ]
    previous: dict[str, str] = {}
    former: dict[str, set[str]] = defaultdict(set)
    claims = (
        "select record_name, customer_id, is_last from identity_claim semi join identity_changed using (cluster_id)"
    )
    for record, customer_id, is_last in con.execute(claims).fetchall():
        if is_last:
            previous[record] = customer_id
        else:
            former[record].add(customer_id)
    since, left = (_times(con, query) for query in (_SINCE, _LEFT))
    customers = {row[0]: Customer(*row) for row in con.execute(_KNOWN).fetchall()}
    current = con.execute(
        "select distinct customer_id from scope_history anti join identity_settled using (customer_id)"
        " where valid_to is null"
    ).fetchall()
    settled = con.execute(_SETTLED).fetchall()
    return members, Past(
        previous,
        customers,
        {record: frozenset(ids) for record, ids in former.items()},
        since,
        left,
        frozenset(row[0] for row in current),
        frozenset(row[0] for row in settled).difference(row[0] for row in current),
    )


def _times(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for record, customer_id, at in con.execute(query).fetchall():
        found[record][customer_id] = at
    return found


_CLAIMS = """
create or replace temp table identity_unmoved as
    with sized as (
        select customer_id, count(*) as size from scope_history where valid_to is null group by customer_id
    )
    select c.cluster_id, any_value(h.customer_id) as customer_id
    from scope_cluster c
    left join scope_history h on h.record_name = c.record_name and h.valid_to is null
    left join sized s using (customer_id)
    group by c.cluster_id
    having count(h.customer_id) = count(*) and count(distinct h.customer_id) = 1 and any_value(s.size) = count(*);
create or replace temp table identity_changed as
    select distinct cluster_id from scope_cluster anti join identity_unmoved using (cluster_id);
create or replace temp table identity_claim as
    with superseded as (
        select k.customer_id, k.founded_by, max(h.valid_to) as valid_to
        from scope_customer k join scope_history h using (customer_id)
        where k.superseded_by is not null group by all
    ),
    spoken as (
        select
            record_name, arg_max(customer_id, (valid_to is null, valid_from, valid_to)) as customer_id, true as is_last
        from scope_history group by record_name
        union all
        -- The records of an id when it was superseded, and the one that founded it.
        select h.record_name, h.customer_id, false
        from scope_history h join superseded using (customer_id, valid_to)
        union all
        select founded_by, customer_id, false from superseded
    )
    select record_name, cluster_id, customer_id, bool_or(is_last) as is_last
    from spoken join scope_cluster using (record_name) group by all;
"""
GOES_ON = """coalesce(
    lag(customer_id) over stay = customer_id and lag(valid_to) over stay = valid_from, false
) as goes_on"""
STAY = "window stay as (partition by record_name order by valid_from, valid_to)"
_SINCE = f"""
select record_name, customer_id, max({ISO.format("valid_from")}) filter (not goes_on)
from (
    select record_name, customer_id, valid_from, {GOES_ON} from scope_history
    semi join (from scope_cluster semi join identity_changed using (cluster_id)) using (record_name) {STAY}
)
group by all
"""
_LEFT = f"""
-- Records that another id took along when it was split off or came back, unless it has since taken over the whole.
select h.record_name, h.customer_id, min({ISO.format("h.valid_to")})
from scope_history h
join scope_history n on n.record_name = h.record_name and n.valid_from = h.valid_to
    and n.customer_id <> h.customer_id
join scope_cluster c on c.record_name = h.record_name
semi join identity_changed on identity_changed.cluster_id = c.cluster_id
semi join match.identity_event e
    on e.customer_id = n.customer_id and e.happened_at = h.valid_to and e.event in ('split', 'restored')
anti join match.identity_event m on m.event = 'merged' and m.customer_id = h.customer_id
    and m.other_id = n.customer_id and m.happened_at >= h.valid_to
group by all
"""
_DRAWN_IN = """
create or replace temp table identity_drawn_in as
    -- Customers that did not move, and have a claim in common with one that did.
    select distinct cluster_id from identity_claim
    semi join (from identity_claim semi join identity_changed using (cluster_id)) using (customer_id)
    anti join identity_changed using (cluster_id);
from identity_drawn_in limit 1
"""
_KNOWN = """
select * from scope_customer where superseded_by is not null
union
select k.* from scope_customer k semi join (
    select customer_id from identity_claim semi join identity_changed using (cluster_id)
    union select customer_id from scope_history anti join identity_settled using (customer_id)
    where valid_to is null
) using (customer_id)
union
select k.* from scope_customer k join scope_cluster c on c.record_name = k.founded_by
semi join identity_changed using (cluster_id)
"""
_SETTLED = """
-- An id is minted from its founder alone, so no others can be minted a second time.
select customer_id from identity_settled
semi join (
    select k.customer_id from scope_customer k join scope_cluster c on c.record_name = k.founded_by
    semi join identity_changed on identity_changed.cluster_id = c.cluster_id
) using (customer_id)
union
-- Its founder was erased: whose id it is cannot be told.
select customer_id from match.identity_history
semi join (select customer_id from match.customer where founded_by is null) using (customer_id)
where valid_to is null
"""

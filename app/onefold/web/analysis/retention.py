"""Who comes back: cohorts of customers by the month of their first sale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from onefold.web.analysis.filters import Selection, month_label, select
from onefold.web.analysis.parts import Analysis, Chart, Choice, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "retention", "Retention"
QUESTION = "Do customers come back, and what is one worth?"
_MOST_LINES = 8
_COLUMNS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 24, 30, 36, 48, 60)
_GRAINS = ("month", "quarter", "year")
_A_YEAR = 12

# Cohorts of a group are of different ages: each month after the first sale counts the cohorts that have reached it,
# and what a customer brought by then is the sum of what each of those months brought a customer.
# A month in which nothing at all was sold has no row in the mart, and counts: nobody bought in it.
_FILLED = """
with last as (select max(month) as month from marts.retention),
cohorts as (
    select cohort, customers, unnest(range(datediff('month', cohort, last.month) + 1)) as months_after
    from marts.retention cross join last where months_after = 0 and {condition}
),
filled as (
    select cohorts.cohort, cohorts.customers, cast(cohorts.months_after as bigint) as months_after,
        coalesce(retention.active_customers, 0) as active, coalesce(retention.sales, 0) as sales,
        coalesce(retention.revenue_base, 0) as revenue
    from cohorts left join marts.retention using (cohort, months_after)
)
"""
_GROUPED = (
    _FILLED
    + """, monthly as (
    select cast(date_trunc('{grain}', cohort) as date) as cohort_group, months_after,
        sum(customers) as customers, sum(active) as active, sum(sales) as sales, sum(revenue) as revenue,
        min(cohort) as first_cohort, max(cohort) as last_cohort
    from filled group by all
)
select *, cast(active / customers as double) as retained,
    cast(sum(revenue / customers) over (partition by cohort_group order by months_after) as double) as worth
from monthly order by cohort_group, months_after
"""
)


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if any(relation(snapshot, name) is None for name in ("retention", "sale")):
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no marts retention and sale.")
    chosen = select(snapshot, "marts.retention", given, period="cohort")
    total = snapshot.number("select count(distinct cohort) from marts.retention")
    if not total:
        return Analysis(NAME, TITLE, QUESTION, absent="No sale with a customer, an amount and a date was published.")
    grain = _grain(snapshot, chosen, given)
    chosen = chosen.with_choice(
        Choice("by", "Cohorts by", tuple((g, g) for g in _GRAINS), grain, has_all=False),
        default="" if given.get("by") in _GRAINS else grain,
    )
    rows = snapshot.query(_GROUPED.format(grain=grain, condition=chosen.condition), chosen.parameters).records
    cohorts = sorted({row["cohort_group"] for row in rows})
    by_place = {(row["cohort_group"], row["months_after"]): row for row in rows}
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(snapshot, chosen),
        charts=_charts(by_place, cohorts, grain, currency),
        grids=(_grid(by_place, cohorts, grain),),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            "A customer is retained in a month when something was sold to them in it. Cohorts of a group that are"
            " younger than a month after the first sale do not count in it."
        ),
    )  # fmt: skip


def _grain(snapshot: Snapshot, chosen: Selection, given: Mapping[str, str]) -> str:
    """The one asked for, or the finest that gives few enough lines to tell apart."""
    if (asked := given.get("by", "")) in _GRAINS:
        return asked
    sql = "select " + ", ".join(f"count(distinct date_trunc('{g}', cohort))" for g in _GRAINS)
    counts = snapshot.query(f"{sql} from marts.retention where {chosen.condition}", chosen.parameters).rows[0]
    return next((g for g, count in zip(_GRAINS, counts, strict=True) if count <= _MOST_LINES), "year")


def _figures(snapshot: Snapshot, chosen: Selection) -> tuple[Figure, ...]:
    sql = f"""{_FILLED.format(condition=chosen.condition)}
    select
        coalesce(sum(customers) filter (where months_after = 0), 0) as customers, coalesce(sum(sales), 0) as sales,
        sum(revenue) as revenue, sum(active) filter (where months_after = {_A_YEAR}) as active,
        sum(customers) filter (where months_after = {_A_YEAR}) as observed
    from filled
    """
    (row,) = snapshot.query(sql, chosen.parameters).records
    sales = _sales(chosen.rows)
    first, a_year = (where(chosen.rows, {"months_after": months}) for months in (0, _A_YEAR))
    figures = [
        Figure("customers", Value(row["customers"], "count", Link("rows/retention", first))),
        *_repeat(snapshot, chosen),
        Figure(
            f"active {_A_YEAR} months after",
            Value(part(row["active"], row["observed"]), "percent", Link("rows/retention", a_year)),
        ),
        Figure("sales", Value(row["sales"], link=sales)),
        Figure("revenue", Value(row["revenue"], "money", sales)),
        Figure("average sale", Value(part(row["revenue"], row["sales"]), "money", sales)),
        Figure("revenue per customer", Value(part(row["revenue"], row["customers"]), "money", sales)),
    ]
    return tuple(figures)


def _repeat(snapshot: Snapshot, chosen: Selection) -> tuple[Figure, ...]:
    source = relation(snapshot, "rfm")
    if source is None:
        return ()
    sql = f"select count(*) filter (where is_repeat), count(*) from {source} as buyers where {chosen.condition}"
    repeat, buyers = snapshot.query(sql, chosen.parameters).rows[0]
    link = Link("rows/rfm", where(chosen.rows, {"is_repeat": "true"}))
    return (Figure("bought again", Value(part(repeat, buyers), "percent", link), f"{repeat:,} customers"),)


def _charts(
    by_place: dict[tuple[date, int], Record], cohorts: list[date], grain: str, currency: str
) -> tuple[Chart, ...]:
    latest = cohorts[-_MOST_LINES:]
    last = max((months for cohort, months in by_place if cohort in latest), default=0)
    months = range(last + 1)
    which = f"the latest {len(latest)} of {len(cohorts)} cohorts" if len(latest) < len(cohorts) else "each cohort"

    def lines(name: str) -> tuple[Series, ...]:
        return tuple(
            Series(
                _label(cohort, grain),
                tuple(by_place[cohort, m][name] if (cohort, m) in by_place else None for m in months),
            )
            for cohort in latest
        )

    labels = tuple(str(month) for month in months)
    return (
        Chart(
            "Customers who buy again", "line", labels[1:],
            tuple(Series(s.label, s.values[1:]) for s in lines("retained")),
            f"Share of {which} that bought in each month after the month of the first sale.",
            "percent", labelled="months after the first sale",
        ),
        Chart(
            "What a customer has brought", "line", labels, lines("worth"),
            f"Revenue of {which} up to each month after the first sale, a customer, in {currency}.",
            "money", labelled="months after the first sale",
        ),
    )  # fmt: skip


def _grid(by_place: dict[tuple[date, int], Record], cohorts: list[date], grain: str) -> Grid:
    last = max((months for _, months in by_place), default=0)
    months = [month for month in _COLUMNS if month <= last]
    columns: list[tuple[str, Kind]] = [("first sale", "text"), ("customers", "count"), ("revenue", "money")]
    columns += [("revenue per customer", "money"), *((f"+{month}", "heat") for month in months)]
    rows = tuple(_row(by_place, cohort, months, grain) for cohort in cohorts)
    return Grid(
        "Share of each cohort that bought, by months after the first sale",
        tuple(columns),
        rows,
    )


def _row(by_place: dict[tuple[date, int], Record], cohort: date, months: list[int], grain: str) -> tuple[Value, ...]:
    own = [row for (group, _), row in by_place.items() if group == cohort]
    period = where({"cohort.from": own[0]["first_cohort"], "cohort.to": own[0]["last_cohort"]})
    cells: list[Value] = []
    for month in months:
        row = by_place.get((cohort, month))
        link = _sales(where(period, {"months_after": month}))
        cells.append(Value(row["retained"], "heat", link) if row else Value(None, "heat"))
    revenue = sum((row["revenue"] for row in own), Decimal(0))
    return (
        Value(_label(cohort, grain), "text"),
        Value(own[0]["customers"], link=Link("rows/retention", where(period, {"months_after": 0}))),
        Value(revenue, "money", _sales(period)),
        Value(own[-1]["worth"], "money", _sales(period)),
        *cells,
    )


def _sales(query: tuple[tuple[str, str], ...]) -> Link:
    return Link("rows/sale", query, Link("rows/retention", query))


def _label(cohort: date, grain: str) -> str:
    if grain == "year":
        return f"{cohort:%Y}"
    if grain == "quarter":
        return f"{cohort:%Y} Q{(cohort.month + 2) // 3}"
    return month_label(cohort)

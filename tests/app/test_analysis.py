"""Pages of figures on a real run: what they say is what the published model holds, reckoned here another way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from onefold.web.analysis.pages import ANALYSES
from onefold.web.analysis.row_tables import ROW_TABLES
from onefold_core.settings import load_project
from onefold_core.state.store import open_state
from starlette.testclient import TestClient

from tests.app.dashboard_world import World
from tests.app.harness import Harbour
from tests.app.page_parts import Cell, Parts, parts_of
from tests.app.test_dashboard import page, signed_in


@pytest.fixture(scope="module")
def client(published: Harbour) -> Iterator[TestClient]:
    project = load_project(published.root)
    with signed_in(World(project, open_state(project.target.state, project.root))) as client:
        yield client


def opened(client: TestClient, path: str) -> Parts:
    return parts_of(page(client, path))


def rows_behind(client: TestClient, link: str | None) -> tuple[int, dict[str, Decimal]]:
    """How many rows a link leads to, and the sums beneath them."""
    assert link and link.startswith("/rows/"), link
    parts = opened(client, link)
    head, sums = (parts.tables[0][0], parts.tables[0][-1]) if parts.tables else ([], [])
    if not sums or sums[0].text != "Sum":
        return int(parts.status.number), {}
    return int(parts.status.number), {
        h.text: s.number for h, s in zip(head, sums, strict=True) if s.text not in ("", "Sum")
    }


def month_of(day: date | datetime) -> date:
    return date(day.year, day.month, 1)


def percent(text: str) -> float:
    return float(text.removesuffix(" %"))


def same_percent(cell: Cell, some: float | Decimal, whole: float | Decimal) -> bool:
    return percent(cell.text) == pytest.approx(100 * float(some) / float(whole), abs=0.0501)


def test_every_page_has_figures_charts_and_a_table_and_every_link_opens(client: TestClient) -> None:
    for name in ANALYSES:
        parts = opened(client, f"/{name}")
        assert len(parts.figures) >= 5 and len(parts.charts) >= 2 and parts.tables, name
        for chart in parts.charts:
            assert all(len(series["values"]) == len(chart["labels"]) for series in chart["series"]), chart
            assert len(chart["links"]) in (0, len(chart["labels"])), chart
        behind = {link for link in parts.links if link.startswith("/rows/")}
        behind |= {link for chart in parts.charts for link in chart["links"] if link}
        assert len(behind) > 10, name
        for link in sorted(behind)[::7]:
            page(client, link)


def sales(published: Harbour) -> list[tuple[str, date, Decimal]]:
    """(customer, month, amount) of everything that the marts of revenue count."""
    rows = published.query("select customer_id, sold_on, amount_base from marts.sale")
    return [(c, month_of(day), amount) for c, day, amount in rows if c and day and amount is not None]


def test_retention_is_that_of_the_sales(client: TestClient, published: Harbour) -> None:
    bought = sales(published)
    first: dict[str, date] = {}
    for customer, month, _ in sorted(bought, key=lambda sale: sale[1]):
        first.setdefault(customer, month)
    parts = opened(client, "/retention")
    assert parts.figures["customers"].number == len(first)
    assert parts.figures["sales"].number == len(bought)
    revenue = sum(amount for _, _, amount in bought)
    assert parts.figures["average sale, EUR"].number == pytest.approx(revenue / len(bought), abs=Decimal("0.006"))
    repeat = sum(count > 1 for count in Counter(customer for customer, _, _ in bought).values())
    assert same_percent(parts.figures["bought again"], repeat, len(first))

    # One cohort of a year, month by month.
    year = sorted({month.year for month in first.values()})[0]
    last = max(month for _, month, _ in bought)
    (row,) = [cells for cells in opened(client, "/retention?by=year").tables[0] if cells[0].text == str(year)]
    members = {customer for customer, month in first.items() if month.year == year}
    assert row[1].number == len(members)
    assert row[2].number == sum(amount for customer, _, amount in bought if customer in members)
    for after, cell in enumerate(row[4:10]):
        active = {
            customer for customer, month, _ in bought
            if customer in members and _months(first[customer], month) == after
        }  # fmt: skip
        observed = {customer for customer in members if _months(first[customer], last) >= after}
        assert same_percent(cell, len(active), len(observed)), after
        count, sums = rows_behind(client, cell.link)
        of_month = [amount for c, m, amount in bought if c in members and _months(first[c], m) == after]
        assert (count, sums.get("amount base") or 0) == (len(of_month), sum(of_month))


def _months(first: date, other: date) -> int:
    return (other.year - first.year) * 12 + other.month - first.month


def test_a_period_narrows_the_cohorts(client: TestClient, published: Harbour) -> None:
    cohorts = [row[0] for row in published.query("select distinct cohort from marts.retention order by 1")]
    chosen = cohorts[2:5]
    parts = opened(client, f"/retention?from={chosen[0]:%Y-%m}&to={chosen[-1]:%Y-%m}&by=month")
    named = {row[0].text for row in parts.tables[0][1:]}
    assert named == {f"{cohort:%b %Y}" for cohort in chosen}
    ((customers,),) = published.query(
        "select sum(customers) from marts.retention where months_after = 0"
        f" and cohort between '{chosen[0]}' and '{chosen[-1]}'"
    )
    assert parts.figures["customers"].number == customers
    assert rows_behind(client, parts.figures["customers"].link)[1]["active customers"] == customers


def test_attribution_is_the_marts_and_its_rows_sum_to_it(client: TestClient, published: Harbour) -> None:
    parts = opened(client, "/attribution?model=linear")
    wanted: dict[str, list[Any]] = defaultdict(lambda: [0, Decimal(0), Decimal(0), Decimal(0), Decimal(0), Decimal(0)])
    for row in published.query(
        "select campaign_key, first_met, first_touch_base, last_touch_base, linear_base, position_base, spend_base"
        " from marts.attribution"
    ):
        wanted[row[0]] = [old + (new or 0) for old, new in zip(wanted[row[0]], row[1:], strict=True)]
    body = {row[0].text: row for row in parts.tables[0][1:-1]}
    assert set(body) == {"no campaign" if name == "none" else name for name in wanted}
    for name, (met, *ways, spend) in wanted.items():
        line = body["no campaign" if name == "none" else name]
        assert line[1].number == met
        assert [cell.number for cell in line[3:7]] == ways
        if spend:
            assert line[8].number == spend
            assert line[9].number == pytest.approx(ways[2] / spend, abs=Decimal("0.006"))
        _, sums = rows_behind(client, line[3].link)
        sold = [sums.get(f"{way} base") or 0 for way in ("first touch", "last touch", "linear", "position")]
        assert sold == ways
    led = sum(values[3] for name, values in wanted.items() if name != "none")
    everything = sum(values[3] for values in wanted.values())
    assert same_percent(parts.figures["of all revenue"], led, everything)
    _, sums = rows_behind(client, parts.figures["revenue with a campaign, EUR"].link)
    assert sums["linear base"] == led
    months = next(chart for chart in parts.charts if chart["labels"] and chart["links"][0].endswith("=none"))
    assert sum(months["series"][0]["values"]) == pytest.approx(float(led))


@pytest.mark.parametrize("filters", [{}, {"team": "Parts"}, {"channel": "1", "from": "2024-09", "to": "2025-02"}])
def test_service_is_that_of_the_tickets(client: TestClient, published: Harbour, filters: dict[str, str]) -> None:
    tickets = published.query(
        "select coalesce(opened_at, created_at), resolved_at, first_reply_at, coalesce(team, 'unknown'),"
        " coalesce(channel, 'unknown') from golden.ticket"
    )
    tickets = [t for t in tickets if filters.get("team", t[3]) == t[3] and filters.get("channel", t[4]) == t[4]]

    def within(at: datetime | None) -> bool:
        return at is not None and filters.get("from", "0") <= f"{at:%Y-%m}" <= filters.get("to", "9")

    asked = [t for t in tickets if within(t[0])]
    resolved = [t for t in tickets if within(t[1])]
    waits = [(t[2] - t[0]).total_seconds() / 60 for t in asked if t[2] and t[2] >= t[0]]
    parts = opened(client, "/service?" + "&".join(f"{k}={v}" for k, v in filters.items()))
    figures = parts.figures
    assert figures["opened"].number == len(asked) == rows_behind(client, figures["opened"].link)[0]
    assert figures["resolved"].number == len(resolved) == rows_behind(client, figures["resolved"].link)[0]
    assert figures["first reply, median"].text == said_minutes(median(waits))
    until = filters.get("to", "9")
    open_then = [t for t in tickets if f"{t[0]:%Y-%m}" <= until and (not t[1] or f"{t[1]:%Y-%m}" > until)]
    assert figures["waiting"].number == len(open_then)
    if "to" not in filters:
        assert rows_behind(client, figures["waiting"].link)[0] == len(open_then)
    months = parts.charts[0]
    assert sum(months["series"][0]["values"]) == len(asked)
    by_team = Counter(t[3] for t in asked)
    assert {row[0].text: row[1].number for row in parts.tables[0][1:] if row[1].number} == by_team
    for row in parts.tables[0][1:]:
        assert rows_behind(client, row[1].link)[0] == by_team[row[0].text]


def said_minutes(number: float) -> str:
    if number < 90:
        return f"{number:.0f} min"
    return f"{number / 60:.1f} h" if number < 2880 else f"{number / 1440:.1f} days"


def test_owners_are_those_of_the_mart(client: TestClient, published: Harbour) -> None:
    names = dict(published.query("select record_name, name from golden.owner where name is not null"))
    parts = opened(client, "/reps")
    rows = published.query("select owner, sum(won), sum(won_base), sum(calls) from marts.rep_activity group by owner")
    body = Counter[tuple[str, Decimal, Decimal, Decimal]]()
    for row in parts.tables[0][1:]:
        body[row[0].text, row[7].number, row[9].number, row[2].number] += 1
        _, sums = rows_behind(client, row[7].link)
        assert (sums["won"], sums["won base"], sums["calls"]) == (row[7].number, row[9].number, row[2].number)
    assert body == Counter((names.get(o, o), Decimal(won), base, Decimal(calls)) for o, won, base, calls in rows)
    owner = max(rows, key=lambda row: row[1])[0]
    one = opened(client, f"/reps?owner={owner}")
    assert len(one.tables[0]) == 2 and one.figures["deals won"].number == max(row[1] for row in rows)


def test_quality_is_the_audits(client: TestClient, published: Harbour) -> None:
    parts = opened(client, "/quality")
    issues = published.query('select severity, code, source, sum("rows") from audit.issue group by all')
    tables = {table[0][0].text: table for table in parts.tables}
    shown = {(r[0].text, r[1].text, r[2].text): r[3] for r in tables["severity"][1:]}
    assert len(shown) == len(issues) > 5
    for severity, code, source, count in issues:
        cell = shown[severity, code.replace("-", " "), source]
        assert cell.number == count == rows_behind(client, cell.link)[1]["rows"]
    warnings = parts.figures["rows with warnings"]
    assert warnings.number == sum(count for severity, _, _, count in issues if severity == "warning")
    assert rows_behind(client, warnings.link)[1]["rows"] == warnings.number
    for name, known, missing, _ in tables["attribute"][1:]:
        column = name.text.replace(" ", "_")
        ((have, lack),) = published.query(
            f"select count({column}), count(*) filter (where {column} is null) from golden.customer"
        )
        assert (known.number, missing.number) == (have, lack)
        assert rows_behind(client, missing.link)[0] == lack
    for layer, came, *_, lost in tables["layer"][1:]:
        ((rows_in, difference),) = published.query(
            f"select sum(rows_in), sum(difference) from audit.balance where layer = '{layer.text}'"
        )
        assert (came.number, lost.number) == (rows_in, difference)
        assert rows_behind(client, came.link)[1]["rows in"] == rows_in


def test_quality_of_one_source(client: TestClient, published: Harbour) -> None:
    ((source, customers),) = published.query(
        "select source, count(distinct customer_id) from golden.crosswalk where valid_to is null"
        " group by source order by 2 desc limit 1"
    )
    parts = opened(client, f"/quality?source={source}")
    tables = {table[0][0].text: table for table in parts.tables}
    assert {row[2].text for row in tables["severity"][1:]} == {source}
    _, known, missing, _ = tables["attribute"][1]
    assert known.number + missing.number == customers
    assert rows_behind(client, known.link)[0] == known.number


def test_rows_come_in_pages_that_together_are_the_figure(client: TestClient, published: Harbour) -> None:
    ((total,),) = published.query("select count(*) from marts.retention")
    seen: list[tuple[str, ...]] = []
    link: str | None = "/rows/retention"
    while link:
        parts = opened(client, link)
        seen += [tuple(cell.text for cell in row) for row in parts.tables[0][1:-1]]
        onward = [one for one in parts.links if one.startswith("/rows/retention?page=")]
        number = int(dict(parse_qsl(urlsplit(link).query)).get("page", "1"))
        link = next((one for one in onward if one.endswith(f"page={number + 1}")), None)
    assert len(seen) == len(set(seen)) == total > 100


def test_no_filter_of_rows_takes_what_a_customer_is_known_by() -> None:
    personal = ("name", "email", "phone", "address", "city", "postcode", "tax_id", "birth", "subject", "customer_id")
    for name, table in ROW_TABLES.items():
        for column in (*table.filters, *(member for member, _ in table.members)):
            assert column.startswith(("has_", "is_")) or not any(word in column for word in personal), (name, column)


@pytest.mark.parametrize(
    "path",
    ["/rows/nope", "/rows/customer?display_name=Anna", "/rows/retention?cohort.from=x", "/rows/retention?cohort.or=1",
     "/rows/ticket?customer_id=c_1", "/rows/golden.customer", "/rows/retention?1%3D1=1", "/rows/retention?sales=1"],
)  # fmt: skip
def test_rows_answer_only_to_what_they_know(client: TestClient, path: str) -> None:
    page(client, path, 404)


@pytest.mark.parametrize("query", ["team=%27+or+1%3D1", "from=2099-01", "from=x&to=y", "owner=", "nope=1", "by=day"])
def test_a_filter_that_the_mart_does_not_hold_is_none(client: TestClient, query: str) -> None:
    for name in ANALYSES:
        assert opened(client, f"/{name}?{query}").figures == opened(client, f"/{name}").figures


@pytest.mark.parametrize("filters", [{}, {"lead_source": "Trade Show"}, {"territory": "Germany", "from": "2024-03"}])
def test_funnel_is_that_of_the_journeys(client: TestClient, published: Harbour, filters: dict[str, str]) -> None:
    columns = "stage_order, outcome, lead_source, territory, month, amount_base, days_to_win"
    journeys = [
        row for row in published.query(f"select {columns} from marts.sales_journey")
        if filters.get("lead_source", row[2]) == row[2] and filters.get("territory", row[3]) == row[3]
        and ("from" not in filters or (row[4] and f"{row[4]:%Y-%m}" >= filters["from"]))
    ]  # fmt: skip
    assert len(journeys) > 10
    parts = opened(client, "/funnel?" + "&".join(f"{k}={v}" for k, v in filters.items()))
    for place, row in enumerate(parts.tables[0][1:], 1):
        reached = [journey for journey in journeys if journey[0] >= place]
        lost = [j for j in reached if j[0] == place and j[1] == "lost"]
        assert row[1].number == len(reached) == rows_behind(client, row[1].link)[0]
        assert row[5].number == len(lost) == rows_behind(client, row[5].link)[0]
        if place < 7:
            assert same_percent(row[3], sum(journey[0] > place for journey in reached), len(reached))
    won = [journey for journey in journeys if journey[1] == "won"]
    assert parts.figures["days to win, median"].number == pytest.approx(median(j[6] for j in won if j[6]), abs=1)
    count, sums = rows_behind(client, parts.figures["won, EUR"].link)
    assert (count, sums["amount base"]) == (len(won), sum(journey[5] or 0 for journey in won))
    by_source = Counter(journey[2] for journey in journeys)
    assert {row[0].text: row[1].number for row in parts.tables[1][1:]} == by_source
    drawn = dict(
        zip(parts.charts[0]["labels"], zip(*(s["values"] for s in parts.charts[0]["series"]), strict=True), strict=True)
    )
    assert sum(drawn["lead"]) == len(journeys)

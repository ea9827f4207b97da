"""Whether what was sold is billed and paid, and what accounting has that nobody sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from onefold.web.analysis.filters import Dimension, Selection, month_label, select
from onefold.web.analysis.parts import (
    Analysis,
    Chart,
    Choice,
    Figure,
    Grid,
    Kind,
    Link,
    Series,
    Tone,
    Value,
    part,
    where,
)
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "accounting", "Accounting"
QUESTION = "Is what was sold billed and paid, and what was billed that nobody sold?"
_SALES = {"order": "orders", "deal": "won deals", "customer": "customers"}
_DIMENSIONS = (Dimension("source", "Source"), Dimension("in_currency", "Currency"))
_RESULTS: dict[str, Tone] = {
    "matched": "good",
    "different_date": "",
    "different_amount": "mark",
    "different_currency": "",
    "missing_amount": "",
    "missing": "bad",
    "not_sold": "soft",
    "missing_sale": "soft",
}
"""From what is in order to what is not."""
_MATCHED = "matched"
_AGAINST = (("invoice", "invoices"), ("payment", "payments"))
_SUMS = """
count(*) filter (where against = 'invoice') as sales,
sum(expected_base) filter (where against = 'invoice') as expected,
count(*) filter (where against = 'invoice' and result = 'matched') as billed_right,
sum(found_base) filter (where against = 'invoice') as billed,
count(*) filter (where against = 'payment') as asked,
count(*) filter (where against = 'payment' and result = 'matched') as paid_right,
sum(found_base) filter (where against = 'payment') as paid
"""


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    source = relation(snapshot, "crm_vs_accounting")
    if source is None:
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no mart crm_vs_accounting.")
    there = [row[0] for row in snapshot.query(f"select distinct comparison from {source} as compared").rows]
    chosen = select(snapshot, f"{source} as compared", given, _DIMENSIONS)
    kinds = [kind for kind in _SALES if kind in there]
    if not kinds:
        return Analysis(NAME, TITLE, QUESTION, choices=chosen.choices, absent="No sale and no document was published.")
    kind = asked if (asked := given.get("comparison", "")) in kinds else kinds[0]
    options = tuple((name, _SALES[name]) for name in kinds)
    chosen = chosen.with_choice(Choice("comparison", "Compare", options, kind, has_all=False), default=kinds[0])
    tail = f"from {source} as compared where {chosen.condition}"
    of_kind = f"{tail} and comparison = '{kind}'"

    def grouped(column: str, order: str) -> list[Record]:
        sql = f"select {column} as place, {_SUMS} {of_kind} group by all order by {order}"
        return snapshot.query(sql, chosen.parameters).records

    results = snapshot.query(
        "select against, result, count(*) as sales, sum(expected_base) as expected, sum(found_base) as found,"
        f" sum(difference_base) as difference {of_kind} group by all",
        chosen.parameters,
    ).records
    results.sort(key=lambda row: (row["against"], list(_RESULTS).index(row["result"])))
    alone = snapshot.query(
        "select against, source, found_currency, count(*) as documents, sum(found_base) as found"
        f" {tail} and comparison = 'document' group by all order by against, found desc nulls last, source, 3",
        chosen.parameters,
    ).records
    months = grouped("month", "month nulls last")
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(grouped("true", "1"), alone, kind, chosen),
        charts=(_results_chart(results, kind, chosen), _months_chart(months, kind, chosen, currency)),
        grids=(
            _results_grid(results, kind, chosen),
            _grid("source", "source", grouped("source", "sales desc, place"), kind, chosen),
            _grid("in_currency", "currency", grouped("in_currency", "sales desc, place"), kind, chosen),
            _alone_grid(alone, chosen),
            _months_grid(months, kind, chosen),
        ),
        choices=chosen.choices,
        query=chosen.query,
        note=(
            "A sale is matched where what accounting has for it is of the same amount and currency, and dated within"
            " the days allowed (31 for an invoice, 90 for a payment unless the project says otherwise). A document"
            " without a sale is for nothing that a CRM or shop sold."
        ),
    )  # fmt: skip


def _to(chosen: Selection, kind: str, **more: object) -> Link:
    kept = (pair for pair in chosen.rows if pair[0] not in more)
    return Link("rows/crm_vs_accounting", where(kept, {"comparison": kind}, more))


def _said(result: str) -> str:
    return result.replace("_", " ")


def _figures(total: Sequence[Record], alone: list[Record], kind: str, chosen: Selection) -> tuple[Figure, ...]:
    whole: Mapping[str, Any] = total[0] if total else dict.fromkeys(("sales", "billed_right", "asked", "paid_right"), 0)
    invoices, payments = (_to(chosen, kind, against=against) for against, _ in _AGAINST)
    right = [_to(chosen, kind, against=against, result=_MATCHED) for against, _ in _AGAINST]
    documents = _to(chosen, "document")
    return (
        Figure(_SALES[kind], Value(whole["sales"], "count", invoices)),
        Figure("billed as sold", Value(part(whole["billed_right"], whole["sales"]), "percent", right[0])),
        Figure("paid as sold", Value(part(whole["paid_right"], whole["asked"]), "percent", right[1])),
        Figure("sold", Value(whole.get("expected"), "money", invoices)),
        Figure("billed for it", Value(whole.get("billed"), "money", invoices)),
        Figure("paid for it", Value(whole.get("paid"), "money", payments)),
        Figure("documents without a sale", Value(sum(row["documents"] for row in alone), "count", documents)),
    )


def _results_chart(results: list[Record], kind: str, chosen: Selection) -> Chart:
    counts = {(row["against"], row["result"]): row["sales"] for row in results}
    return Chart(
        "What became of sales", "stacks", tuple(label for _, label in _AGAINST),
        tuple(
            Series(_said(result), tuple(counts.get((against, result), 0) for against, _ in _AGAINST), tone=tone)
            for result, tone in _RESULTS.items()
            if any((against, result) in counts for against, _ in _AGAINST)
        ),
        f"How many {_SALES[kind]} are matched, different or missing among invoices and among payments.",
        "count", tuple(_to(chosen, kind, against=against) for against, _ in _AGAINST),
    )  # fmt: skip


def _months_chart(months: list[Record], kind: str, chosen: Selection, currency: str) -> Chart:
    dated = [row for row in months if row["place"] is not None]
    return Chart(
        "Sold, billed and paid", "bar", tuple(month_label(row["place"]) for row in dated),
        tuple(
            Series(label, tuple(row[name] for row in dated))
            for label, name in (("sold", "expected"), ("billed for it", "billed"), ("paid for it", "paid"))
        ),
        f"Sales of each month and what was billed and paid for them, whenever that was, in {currency}.",
        "money", tuple(_of_month(row["place"], kind, chosen) for row in dated),
    )  # fmt: skip


def _of_month(month: object, kind: str, chosen: Selection) -> Link:
    kept = [pair for pair in chosen.rows if not pair[0].startswith("month")]
    return Link("rows/crm_vs_accounting", where(kept, {"comparison": kind, "month": month}))


def _results_grid(results: list[Record], kind: str, chosen: Selection) -> Grid:
    labels = dict(_AGAINST)
    rows = []
    for row in results:
        link = _to(chosen, kind, against=row["against"], result=row["result"])
        rows.append(
            (
                Value(labels[row["against"]], "text"),
                Value(_said(row["result"]), "text"),
                Value(row["sales"], "count", link),
                Value(row["expected"], "money", link),
                Value(row["found"], "money", link),
                Value(row["difference"], "money", link),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        ("against", "text"), ("result", "text"), (_SALES[kind], "count"), ("sold", "money"), ("found", "money"),
        ("difference", "money"),
    )  # fmt: skip
    return Grid("By result", columns, tuple(rows))


def _cells(row: Record, link: Link) -> tuple[Value, ...]:
    return (
        Value(row["sales"], "count", link),
        Value(part(row["billed_right"], row["sales"]), "percent", link),
        Value(part(row["paid_right"], row["asked"]), "percent", link),
        Value(row["expected"], "money", link),
        Value(row["billed"], "money", link),
        Value(row["paid"], "money", link),
    )


def _columns(said: str, kind: str) -> tuple[tuple[str, Kind], ...]:
    return (
        (said, "text"), (_SALES[kind], "count"), ("billed as sold", "percent"), ("paid as sold", "percent"),
        ("sold", "money"), ("billed", "money"), ("paid", "money"),
    )  # fmt: skip


def _grid(column: str, said: str, groups: list[Record], kind: str, chosen: Selection) -> Grid:
    rows = tuple(
        (Value(row["place"], "text"), *_cells(row, _to(chosen, kind, **{column: row["place"]}))) for row in groups
    )
    return Grid(f"By {said}", _columns(said, kind), rows)


def _months_grid(months: list[Record], kind: str, chosen: Selection) -> Grid:
    rows = tuple(
        (Value(month_label(row["place"]), "text"), *_cells(row, _of_month(row["place"], kind, chosen)))
        for row in months
    )
    return Grid("By month", _columns("month", kind), rows, is_folded=True)


def _alone_grid(alone: list[Record], chosen: Selection) -> Grid:
    labels = dict(_AGAINST)
    rows = []
    for row in alone:
        link = _to(chosen, "document", against=row["against"], source=row["source"], in_currency=row["found_currency"])
        rows.append(
            (
                Value(labels[row["against"]], "text"),
                Value(row["source"], "text"),
                Value(row["found_currency"], "text"),
                Value(row["documents"], "count", link),
                Value(row["found"], "money", link),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        ("kind", "text"), ("source", "text"), ("currency", "text"), ("documents", "count"), ("amount", "money"),
    )  # fmt: skip
    total = (
        Value("all", "text"), Value("", "text"), Value("", "text"),
        Value(sum(row["documents"] for row in alone), "count", _to(chosen, "document")),
        Value(sum((row["found"] or Decimal(0) for row in alone), Decimal(0)), "money", _to(chosen, "document")),
    )  # fmt: skip
    return Grid("Documents without a sale", columns, tuple(rows), total=total)

"""Whether the figures can be trusted: rules, issues, completeness, and that no row was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from onefold_core.identifiers import quote

from onefold.web.analysis.filters import Dimension, Selection, select
from onefold.web.analysis.parts import Analysis, Chart, Figure, Grid, Kind, Link, Series, Value, part, where
from onefold.web.analysis.row_tables import ATTRIBUTES
from onefold.web.analysis.rows import relation
from onefold.web.published import Record, Snapshot

NAME, TITLE = "quality", "Quality"
QUESTION = "Can these figures be trusted, and where do the sources fall short?"
_SEVERITIES = ("error", "warning", "info")
_LAYERS = ("source", "raw", "staging", "intermediate", "match", "golden")
_FATES = ("rows_out", "merged", "quarantined", "suppressed", "deleted", "difference")
_MOST = 15


def read(snapshot: Snapshot, given: Mapping[str, str], currency: str) -> Analysis:
    """The page for the filters given."""
    if any(relation(snapshot, name) is None for name in ("issue", "balance", "rule_result")):
        return Analysis(NAME, TITLE, QUESTION, absent="This build has no audit of the present shape.")
    chosen = select(snapshot, "audit.balance", given, (Dimension("source", "Source"),), period=None)
    tail = f"where {chosen.condition}"
    issues = snapshot.query(
        f'select code, severity, source, sum("rows") as n from audit.issue {tail} group by all', chosen.parameters
    ).records
    balance = snapshot.query(
        f"select layer, {', '.join(f'sum({c}) as {c}' for c in ('rows_in', *_FATES))}, sum(abs(difference)) as lost"
        f" from audit.balance {tail} group by all",
        chosen.parameters,
    ).records
    balance = sorted(balance, key=lambda row: _place(row["layer"], _LAYERS))
    complete, customers = _completeness(snapshot, chosen)
    rules = snapshot.query("select * from audit.rule_result order by rule").records
    return Analysis(
        NAME, TITLE, QUESTION,
        figures=_figures(chosen, issues, balance, rules),
        charts=(_issue_chart(issues, chosen), _complete_chart(complete, customers), _balance_chart(balance, chosen)),
        grids=(
            _rule_grid(rules), _issue_grid(issues, chosen), _complete_grid(complete, customers, chosen),
            _balance_grid(balance, chosen),
        ),
        choices=chosen.choices,
        query=chosen.query,
        note="Rules are judged over all sources. A row that nobody accounts for stands in the balance as a difference.",
    )  # fmt: skip


def _completeness(snapshot: Snapshot, chosen: Selection) -> tuple[list[tuple[str, int]], int]:
    """How many customers (of the source chosen) have each attribute, and how many there are."""
    if relation(snapshot, "customer") is None:
        return [], 0
    counts = "".join(f", count({quote(name)})" for name in ATTRIBUTES)
    condition, parameters = "true", ()  # type: tuple[str, tuple[object, ...]]
    if source := chosen.chosen("source"):
        condition = "customer_id in (select customer_id from golden.crosswalk where source = ? and valid_to is null)"
        parameters = (source,)
    total, *found = snapshot.query(f"select count(*){counts} from golden.customer where {condition}", parameters).rows[
        0
    ]
    return list(zip(ATTRIBUTES, found, strict=True)), total


def _figures(
    chosen: Selection, issues: list[Record], balance: list[Record],
    rules: list[Record],
) -> tuple[Figure, ...]:  # fmt: skip
    judged = [rule for rule in rules if rule["status"] != "not_applicable"]
    passed = sum(rule["status"] == "passed" for rule in judged)
    lost = int(sum(row["lost"] or 0 for row in balance))
    by_severity = {name: int(sum(i["n"] for i in issues if i["severity"] == name)) for name in _SEVERITIES}
    tone: Literal["good", "mark"] = "good" if passed == len(judged) else "mark"
    unaccounted = Link("rows/balance", where(chosen.rows, {"difference.not": 0}))
    return (
        Figure("rules passed", Value(f"{passed} of {len(judged)}", "text", Link("rows/rule_result"), tone)),
        Figure("rows unaccounted for", Value(lost, "count", unaccounted, "bad" if lost else "good")),
        *(
            Figure(
                {"error": "rows with errors", "warning": "rows with warnings", "info": "rows with remarks"}[name],
                Value(count, link=Link("rows/issue", where(chosen.rows, {"severity": name})),
                      tone="bad" if count and name == "error" else ""),
            )
            for name, count in by_severity.items()
        ),
    )  # fmt: skip


def _issue_chart(issues: list[Record], chosen: Selection) -> Chart:
    codes = _by_size(issues, "code")[:_MOST]
    sources = _by_size(issues, "source")
    sums = {(i["code"], i["source"]): 0 for i in issues}
    for issue in issues:
        sums[issue["code"], issue["source"]] += int(issue["n"])
    return Chart(
        "Issues by check and source", "stacks", tuple(code.replace("-", " ") for code in codes),
        tuple(Series(source or "no source", tuple(sums.get((code, source)) for code in codes)) for source in sources),
        "Rows that each check found fault with, by source.", "count",
        tuple(Link("rows/issue", where(chosen.rows, {"code": code})) for code in codes),
    )  # fmt: skip


def _by_size(issues: list[Record], name: str) -> list[Any]:
    sizes: dict[Any, int] = {}
    for issue in issues:
        sizes[issue[name]] = sizes.get(issue[name], 0) + int(issue["n"])
    return sorted(sizes, key=lambda value: (-sizes[value], str(value)))


def _complete_chart(complete: list[tuple[str, int]], customers: int) -> Chart:
    return Chart(
        "What is known of customers", "bars", tuple(name.replace("_", " ") for name, _ in complete),
        (Series("customers who have it", tuple(part(count, customers) for _, count in complete)),),
        "Share of customers that have each attribute.", "percent",
    )  # fmt: skip


def _balance_chart(balance: list[Record], chosen: Selection) -> Chart:
    return Chart(
        "Where rows went", "stacks", tuple(row["layer"] for row in balance),
        tuple(
            Series(_fate(name), tuple(row[name] for row in balance))
            for name in _FATES
            if name in ("rows_out", "difference") or any(row[name] for row in balance)
        ),
        "Rows that came into each layer, by what became of them; a difference is a row that nobody accounts for.",
        "count", tuple(Link("rows/balance", where(chosen.rows, {"layer": row["layer"]})) for row in balance),
    )  # fmt: skip


def _fate(name: str) -> str:
    return {"rows_out": "passed on", "difference": "unaccounted for"}.get(name, name)


def _rule_grid(rules: list[Record]) -> Grid:
    columns: tuple[tuple[str, Kind], ...] = (
        ("rule", "text"), ("status", "text"), ("tested", "count"), ("failed", "count"), ("share", "percent"),
        ("allowed", "percent"),
    )  # fmt: skip
    rows = tuple(
        (
            Value(rule["says"], "text"),
            Value(rule["status"].replace("_", " "), "text", tone=_tone(rule)),
            Value(rule["tested"], link=Link("rows/rule_result", where({"rule": rule["rule"]}))),
            Value(rule["failed"], link=Link("rows/rule_result", where({"rule": rule["rule"]}))),
            Value(part(rule["failed"], rule["tested"]), "percent"),
            Value(rule.get("threshold"), "percent"),
        )
        for rule in rules
    )
    return Grid("Rules", columns, rows)


def _tone(rule: dict[str, Any]) -> Any:
    if rule["status"] == "passed":
        return "good"
    return "soft" if rule["status"] == "not_applicable" else "bad" if rule["severity"] == "block" else "mark"


def _issue_grid(issues: list[Record], chosen: Selection) -> Grid:
    own = [pair for pair in chosen.rows if pair[0] != "source"]
    rows = []
    for issue in sorted(
        issues, key=lambda i: (_place(i["severity"], _SEVERITIES), -i["n"], i["code"], str(i["source"]))
    ):
        link = Link("rows/issue", where(own, {name: issue[name] for name in ("severity", "code", "source")}))
        rows.append(
            (
                Value(issue["severity"], "text", tone="bad" if issue["severity"] == "error" else ""),
                Value(issue["code"].replace("-", " "), "text"),
                Value(issue["source"] or "no source", "text"),
                Value(int(issue["n"]), link=link),
            )
        )
    return Grid("Issues", (("severity", "text"), ("check", "text"), ("source", "text"), ("rows", "count")), tuple(rows))


def _complete_grid(complete: list[tuple[str, int]], customers: int, chosen: Selection) -> Grid:
    rows = []
    for name, count in complete:
        known, missing = (
            Link("rows/customer", where(chosen.rows, {f"has_{name}": said})) for said in ("true", "false")
        )
        rows.append(
            (
                Value(name.replace("_", " "), "text"),
                Value(count, link=known),
                Value(customers - count, link=missing),
                Value(part(count, customers), "percent", missing),
            )
        )
    columns: tuple[tuple[str, Kind], ...] = (
        ("attribute", "text"), ("known", "count"), ("missing", "count"), ("share", "percent")
    )  # fmt: skip
    return Grid("Completeness", columns, tuple(rows))


def _balance_grid(balance: list[Record], chosen: Selection) -> Grid:
    rows = []
    for row in balance:
        link = Link("rows/balance", where(chosen.rows, {"layer": row["layer"]}))
        values = (Value(int(row[name]), "count", link) for name in ("rows_in", *_FATES[:-1]))
        lost = Value(int(row["difference"]), "count", link, "bad" if row["lost"] else "good")
        rows.append((Value(row["layer"], "text"), *values, lost))
    columns: list[tuple[str, Kind]] = [("layer", "text"), ("came in", "count")]
    columns += [(_fate(name), "count") for name in _FATES]
    return Grid("Balance of rows", tuple(columns), tuple(rows))


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)

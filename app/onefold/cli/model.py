"""`onefold model show | retrain`: the matching model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, say, state_of, table

if TYPE_CHECKING:
    from onefold_dedupe.card import KindCard, ModelCard
    from onefold_dedupe.recalibrate import Recalibration
    from onefold_dedupe.retrain import Retraining

app = typer.Typer(help="The matching model.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def show(
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it too: one HTML file that needs no network.")
    ] = None,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """The model card of the last matching: weights, search keys, histogram, customers worth a look."""
    from onefold_core.lock import project_lock

    from onefold.lookup import read_card

    opened = load(project, target)
    with project_lock(opened.data, "model show"):
        card = read_card(opened)
    if html:
        from onefold_quality.report.render import write_card

        write_card(asdict(card), opened.name, html)
        say(f"drawn in {html}")
    emit(asdict(card), lambda: _text(card), json=json)


@app.command()
def retrain(
    project: ProjectOption = HERE,
    target: TargetOption = None,
    apply: Annotated[bool, typer.Option("--apply", help="Let the next run use the new model.")] = False,
    json: JsonFlag = False,
) -> None:
    """Train the model anew on the records there are, and tell what it would change."""
    from onefold_core.lock import project_lock
    from onefold_core.state import decisions
    from onefold_core.warehouse import open_warehouse
    from onefold_dedupe.decisions import Decision
    from onefold_dedupe.retrain import retrain as train_anew

    from onefold.progress import Ticker

    opened = load(project, target)
    state = state_of(opened)
    judged = [Decision(d.id_l, d.id_r, d.verdict, evidence=d.evidence_hash) for d in decisions.active_decisions(state)]
    with (
        project_lock(opened.data, "model retrain"),
        open_warehouse(opened.warehouse) as connection,
        Ticker() as ticker,
    ):
        found = train_anew(
            connection,
            auto_merge=opened.file.match.auto_merge,
            review_from=opened.file.match.review_from,
            decisions=judged,
            apply=apply,
            progress=ticker.tell,
        )
    emit(asdict(found), lambda: _retrained(found), json=json)


def _text(card: ModelCard) -> str:
    lines = [
        (
            f"{card.records:,} records are {card.customers:,} customers; {card.review_pairs:,} pairs wait for a person,"
            f" {card.households:,} share a household; verdict: {card.verdict}"
        ),
        (
            f"joined from {card.threshold:+.1f} bits ({card.auto_merge}), a person is asked from {card.ask_from:+.1f}"
            f" ({card.review_from}); +1 bit doubles the odds, -1 halves them"
        ),
    ]
    for kind in card.kinds:
        lines += ["", *_kind(kind)]
    if card.suspects:
        rows = [
            (s.customer_id, s.records, f"{s.mean:+.1f}", s.held_by, s.forbidden, s.tax_ids, "; ".join(s.reasons))
            for s in card.suspects
        ]
        headers = ("customer", "records", "mean bits", "held by", "forbidden", "tax numbers", "why")
        lines += ["", "Customers worth a look (onefold explain CUSTOMER)", table(headers, rows)]
    return "\n".join(lines)


def _kind(kind: KindCard) -> Iterator[str]:
    trained = kind.trained
    when = f"trained {trained.at} on {trained.records:,} records" if trained.at else "trained by an older version"
    rest = "at rest" if kind.is_converged else "NOT at rest"
    passed = f", {kind.passed_over:,} more passed over" if kind.passed_over else ""
    forbidden = f"{kind.forbidden_pairs:,} forbidden by a rule"
    yield f"{kind.kind}: {kind.records:,} records, {kind.pairs:,} pairs, {forbidden}{passed}"
    yield f"  {when}, {rest} after {kind.iterations} rounds; one pair in {kind.one_in:,} is one"
    if kind.recalibration:
        from onefold_dedupe.recalibrate import Recalibration

        yield from (f"  {line}" for line in _recalibrated(Recalibration(**kind.recalibration)))
    levels = [
        (c.words, one.words, f"{one.m:.4f}", f"{one.u:.2g}", f"{one.bits:+.1f}", f"{one.bits_household:+.1f}")
        for c in kind.comparisons
        for one in c.levels
    ]
    yield table(("evidence", "agreement", "m", "u", "bits", "in a household"), levels)
    keys = [(k.name, k.strength, k.records, k.pairs, k.cap, k.capped_buckets, k.capped_records) for k in kind.keys]
    yield ""
    yield table(("search key", "strength", "records", "pairs", "cap", "values over it", "records with them"), keys)
    yield ""
    yield table(("bits", "pairs"), [(f"{one.low:+d}", one.pairs) for one in kind.histogram if one.pairs])


def _retrained(found: Retraining) -> str:
    taught = [line for one in found.recalibrations for line in _recalibrated(one)]
    changed = [w for w in found.weights if w.before != w.after]
    lines = [
        f"{found.records:,} records: {found.customers:,} customers now, {found.customers_after:,} by the new model",
        f"{found.joined:,} customers would be joined with others, {found.split:,} would be split",
        *(f"  joined  {' '.join(ids)}" for ids in found.examples_joined),
        *(f"  split   {customer_id}" for customer_id in found.examples_split),
        *taught,
    ]
    if changed:
        rows = [(w.kind, w.comparison, w.level, _bits(w.before), _bits(w.after)) for w in changed]
        lines.append(table(("kind", "comparison", "level", "bits now", "bits then"), rows))
    lines.append(
        "the next run weighs every pair by the new model: onefold run"
        if found.was_applied
        else "nothing was changed; to use the new model: onefold model retrain --apply"
    )
    return "\n".join(lines)


def _recalibrated(one: Recalibration) -> list[str]:
    head = f"{one.kind}: {one.same:,} pairs decided same, {one.different:,} different"
    if not one.is_applied:
        return [f"{head}; they change no weight: {one.reason}"]
    moved = [f"{name} x{factor:.2f}" for name, factor in (one.factors or {}).items() if abs(factor - 1) >= 0.005]
    surprise = f"{one.loss_before:.2f} bits of surprise each, now {one.loss_after:.2f}"
    sides = f"of the decided ones {one.wrong_before:,} were on the wrong side of even odds, now {one.wrong_after:,}"
    return [
        f"{head}; they change weights: {one.reason} ({surprise})",
        f"  all pairs {one.shift_bits:+.2f} bits; {', '.join(moved) or 'no comparison by itself'}",
        f"  {one.changed_sides or 0:,} pairs cross the threshold; {sides}",
    ]


def _bits(weight: float | None) -> str:
    return "" if weight is None else f"{weight:+.2f}"

"""An account into one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from onefold_core.errors import ConfigError

from onefold import sentences
from onefold.explanation import CustomerAccount, PairAccount
from onefold.picture.shapes import HEIGHT, WIDTH, bars_of, drawing_of


def write_picture(account: CustomerAccount | PairAccount, path: Path) -> None:
    """Write the page in one move; ConfigError when the folder does not take it."""
    html = pair_page(account) if isinstance(account, PairAccount) else customer_page(account)
    draft = path.with_name(f"{path.name}.draft")
    try:
        draft.write_text(html, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError:
        raise ConfigError("unwritable-file", "the picture cannot be written", where=str(path)) from None


def pair_page(account: PairAccount) -> str:
    """Two records as HTML."""
    pair = account.pair
    return _render(
        "pair.html.j2",
        pair=pair,
        customers=account.customers,
        verdict=sentences.verdict(pair),
        reasons=list(sentences.reasons(pair, account.kind)),
        chain=[(link, sentences.link_words(link)) for link in pair.chain],
        found_by=sentences.found_by(pair),
        decided=list(sentences.decided(account.decisions, pair.verdict, pair.why)),
        bars=bars_of(pair.sum, account.kind, pair.threshold) if pair.sum else None,
        threshold=sentences.bits(pair.threshold),
        rule=sentences.rule_words(pair.sum) if pair.sum else None,
        missing=sentences.missing(pair.sum) if pair.sum else None,
        changes=list(sentences.suppositions(pair)),
    )


def customer_page(account: CustomerAccount) -> str:
    """A customer as HTML."""
    one = account.customer
    number = {member.record_name: n for n, member in enumerate(one.members, 1)}
    return _render(
        "customer.html.j2",
        one=one,
        founder=sentences.founder(one),
        drawing=drawing_of(one) if len(one.members) > 1 else None,
        joined=[sentences.joins(member, number) for member in one.members],
        weakest=list(sentences.weakest(one.weakest, one)) if one.weakest else [],
        side=sentences.numbered(one.weakest.side, number) if one.weakest else "",
        neighbours=[sentences.neighbour(near) for near in one.neighbours],
        decided=list(sentences.decided(account.decisions, None)),
        values=account.values,
    )


def _render(template: str, **values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values, glossary=sentences.GLOSSARY, width=WIDTH, height=HEIGHT)

"""United States: regular lines by our own grammar, the rest by usaddress behind a repair layer."""

from __future__ import annotations

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.us_box import parse_box
from onefold_dedupe.standardise.address.us_lines import set_aside
from onefold_dedupe.standardise.address.us_model import parse_by_model
from onefold_dedupe.standardise.address.us_regular import parse_crossing, parse_regular, parse_street
from onefold_dedupe.standardise.address.us_unbroken import parse_unbroken
from onefold_dedupe.standardise.address.us_words import SPEC

__all__ = ["SPEC", "parse_us"]

_PARSERS = parse_regular, parse_unbroken, parse_street, parse_box, parse_crossing


def parse_us(draft: Draft) -> None:
    """Label the tokens of an American address whose country is already labelled."""
    set_aside(draft)
    for parse in _PARSERS:
        if parse(draft):
            return
    parse_by_model(draft)

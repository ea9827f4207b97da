"""Brazil: `Rua X, 12 - Apto 3 - Centro - Recife - PE`, dashes also glued."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.general import general_spec, split_token

_BASE = general_spec("BR")


@lru_cache(maxsize=65_536)
def split_dash(token: str) -> tuple[int, ...]:
    """Where a glued dash parts road, number and unit.

    `NACOES-25`, `1695-APTO`; a name (`Beira-Mar`) and a CEP stay whole.
    """
    cuts = list(split_token(token))
    slash = token.rfind("/")
    if slash > 2 and fold(token[slash + 1 :]) in regions("BR") and token[slash - 1].isalpha():
        cuts += [slash, slash + 1]
    at = token.find("-")
    while 0 < at < len(token) - 1:
        left, right = token[:at], token[at + 1 :]
        next_word = re.split(r"[-/]", right)[0]
        is_cep = re.fullmatch(r"[\d.]{5,6}", left) and re.match(r"\d{3}$", right)
        seam = left[-1].isalpha() and (
            right[0].isdigit() or fold(next_word) in _BASE.words or right.upper() in ("S/N", "SN")
        )
        seam = seam or (left[-1].isdigit() and right[0].isalpha() and len(next_word) > 1)
        if seam and not is_cep:
            cuts += [at, at + 1]
        at = token.find("-", at + 1)
    return tuple(sorted(set(cuts)))


SPEC = replace(_BASE, dash_breaks=True, split=split_dash, number_suffixes=frozenset())

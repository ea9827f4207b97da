"""Poland."""

from dataclasses import replace

from onefold_dedupe.standardise.address.general import POLISH_WORDS, ROMANCE_EXPANSIONS, general_spec

SPEC = replace(
    general_spec("PL"), words=POLISH_WORDS, expansions=ROMANCE_EXPANSIONS["PL"], glued=(), street_type="before"
)

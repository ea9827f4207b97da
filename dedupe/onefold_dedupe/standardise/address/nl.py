"""The Netherlands."""

from dataclasses import replace

from onefold_dedupe.standardise.address.general import DUTCH_GLUED, DUTCH_WORDS, general_spec

SPEC = replace(general_spec("NL"), words=DUTCH_WORDS, glued=DUTCH_GLUED, street_type="after")

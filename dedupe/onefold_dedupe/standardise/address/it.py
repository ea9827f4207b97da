"""Italy."""

from dataclasses import replace

from onefold_dedupe.standardise.address.general import ITALIAN_WORDS, ROMANCE_EXPANSIONS, general_spec

SPEC = replace(
    general_spec("IT"), words=ITALIAN_WORDS, expansions=ROMANCE_EXPANSIONS["IT"], glued=(), street_type="before"
)

"""Spain."""

from dataclasses import replace

from onefold_dedupe.standardise.address.general import general_spec

SPEC = replace(general_spec("ES"), code="ES")

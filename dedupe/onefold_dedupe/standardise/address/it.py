"""Italy."""

from onefold_dedupe.standardise.address.general import general_spec

SPEC = general_spec("IT")

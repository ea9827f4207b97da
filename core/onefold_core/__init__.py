"""Ground floor: settings, errors, warehouse, state, ledger, privacy, SQL identifiers, guarded readers and writers."""

from onefold_core.processor import prefer_fast_sort

# Before anything imports numpy, which looks at the environment once.
prefer_fast_sort()

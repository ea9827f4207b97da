"""Ground floor: settings, errors, warehouse, state, ledger, privacy, SQL identifiers, guarded readers and writers."""

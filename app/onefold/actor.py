"""Who acts, for the ledger and the report."""

from __future__ import annotations

import getpass
import os


def actor() -> str:
    """ONEFOLD_ACTOR, or the name of the operating system's user."""
    try:
        return os.environ.get("ONEFOLD_ACTOR") or getpass.getuser()
    except (OSError, KeyError):
        return "unknown"

"""The version of the rules: what cached results depend on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_LIBRARIES = ("phonenumbers", "nameparser", "python-stdnum", "anyascii", "usaddress")
"""Their data decide results too."""


def _leaves(folder: Traversable, path: str = "") -> list[tuple[str, Traversable]]:
    found = []
    for item in folder.iterdir():
        name = f"{path}/{item.name}"
        if item.is_dir():
            if item.name != "__pycache__":
                found.extend(_leaves(item, name))
        elif not item.name.endswith(".pyc"):
            found.append((name, item))
    return found


@cache
def rule_version() -> str:
    """Twelve hexadecimal digits over every rule, table and library version that a standardised value depends on."""
    digest = hashlib.sha256()
    for name, item in sorted(_leaves(files("onefold_dedupe.standardise"))):
        digest.update(name.encode())
        digest.update(item.read_bytes().replace(b"\r\n", b"\n"))
    for library in _LIBRARIES:
        digest.update(f"{library}={version(library)}".encode())
    return digest.hexdigest()[:12]
